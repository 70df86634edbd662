package reminder_test

import (
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const policyAt = "/v1/regions/" + apptest.Region + "/reminder-policies/answer"

// Rule 6.1: a region's policy holds for deadlines that are set from then on.
func TestARegionSetsItsPolicyForDeadlinesToCome(t *testing.T) {
	t.Parallel()
	l := open(t)
	const secretariat = "secretariat@" + apptest.Region
	before := l.Do("chief_executive@3417", "GET", policyAt, nil).Is(200)
	var p reminder.Policy
	before.Into(&p)
	if len(p.Steps) != 6 || p.Steps[0].Key != reminder.FourteenWorkingDaysBefore || p.SendTime != "08:00" || p.SetAt != nil || len(p.History) != 0 {
		t.Errorf("the ladder of the rules is %+v", p)
	}
	l.plan(answer().Escalating(apptest.Region, "3417"))
	own := object{"send_time": "09:30", "reason": "Decided by the chief executives", "steps": []object{
		{"when": "after", "count": 2, "unit": "working_days", "addressee": "chief_executive"}, {"when": "on_the_day", "addressee": "asked"},
		{"when": "after", "count": 3, "unit": "working_days", "addressee": "region"},
	}}
	l.Do("chief_executive@3417", "PUT", policyAt, own, apptest.IfMatch(before.ETag())).Refused(403, "permission.denied")
	l.Do(secretariat, "PUT", policyAt, own).Refused(428, "precondition.required")
	l.Do(secretariat, "PUT", policyAt, object{"send_time": "09:30", "reason": "x", "steps": own["steps"].([]object)[:2]}, apptest.IfMatch(before.ETag())).
		Refused(422, "reminder_policy.invalid")
	l.Do(secretariat, "PUT", policyAt, own, apptest.IfMatch(before.ETag())).Is(200).Into(&p)
	l.Do(secretariat, "PUT", policyAt, own, apptest.IfMatch(before.ETag())).Refused(412, "precondition.stale")
	if p.Steps[1].Key != "2_working_days_after" || len(p.History) != 1 || p.History[0].Number != 1 || p.History[0].SendTime != "09:30" {
		t.Errorf("it stands as %+v", p)
	}
	l.Do(secretariat, "GET", "/v1/regions/"+apptest.Region+"/reminder-policies/wish", nil).Refused(422, "request.invalid")

	var list reminder.Policies
	l.Do(secretariat, "GET", "/v1/regions/"+apptest.Region+"/reminder-policies", nil).Is(200).Into(&list)
	if len(list.Items) != len(reminder.Kinds()) || list.Items[0].Kind != "answer" || list.Items[0].SendTime != "09:30" || list.Items[1].SendTime != "08:00" {
		t.Errorf("the policies are %+v", list.Items)
	}

	anew := answer().Escalating(apptest.Region, "3418")
	anew.Municipality, anew.Asked = "3418", anew.Chief
	l.plan(anew)
	steps := func(municipality string) (all []string) {
		for _, r := range l.rows(reminder.Filter{Municipality: municipality}) {
			all = append(all, r.Step+" "+r.AddressedAs)
		}
		return all
	}
	if got := steps("3418"); !slices.Equal(got, []string{"on_the_day asked", "2_working_days_after chief_executive", "3_working_days_after region", "3_working_days_after region"}) {
		t.Errorf("set anew it is planned by %v", got)
	}
	if got := steps("3417"); len(got) != 7 || got[0] != "14_working_days_before asked" || got[4] != "3_working_days_after chief_executive" {
		t.Errorf("what stood is planned by %v", got)
	}
	l.Clock.Set(eight("2024-03-12")) // the escalation is due at half past nine, and nothing of the policy's goes out earlier
	l.send()
	l.told("chief_executive@3418")
	l.Clock.Set(eight("2024-03-12").Add(90 * time.Minute))
	l.send()
	l.told("chief_executive@3418", "overdue")
	var step, as string
	err := l.Pool.QueryRow(t.Context(), `SELECT params->>'step', params->>'addressed_as' FROM letter WHERE channel = 'inbox' AND person_id = $1`, apptest.Person("chief_executive@3418")).Scan(&step, &as)
	if err != nil || step != "2_working_days_after" || as != reminder.AsChiefExecutive {
		t.Errorf("the letter is of %s, to the %s (%v)", step, as, err)
	}
}
