package treatment_test

import (
	"maps"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const representatives = "/v1/organisations/" + apptest.Region + "/bodies/representantskap/settings"

// amending is a change of the agreement of a region that its representative council decides,
// after what its statutes say.
func amending(t *testing.T, statutes object) (w *apptest.World, council string) {
	t.Helper()
	w = apptest.New(t)
	provisions := object{"from": "2024-01-01", "size": 24, "decided_on": "2024-01-01", "case_number": "08/24"}
	maps.Copy(provisions, statutes)
	w.Do(secretariat, "PUT", representatives, provisions, apptest.IfMatch("*")).Is(200)
	at := active(w, "agreement_change", "3416", "3417")
	w.Do(secretariat, "PUT", at+"/treatment", object{
		"steps": []object{{"step": "council", "role": "decides", "body_kind": "representative_council"}}, "matter": object{"agreement_changes": []string{"other"}},
	}, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	return w, addresses(w, at)["council"] + "/resolution"
}

// says are the sentences of a resolution, in one piece.
func says(a *apptest.Answer) string {
	all := []string{}
	for _, s := range a.Get("resolutions.0.sentences").([]any) {
		all = append(all, s.(string))
	}
	return strings.Join(all, " ")
}

func members(yes, no int) object {
	return object{"counts": object{"present": yes + no, "voting": yes + no, "disqualified": 0, "for": yes, "against": no}}
}

// KL § 18-4: the region records what its agreement says, dated, with the decision that it
// rests on; what is resolved on a day is judged by what it said then.
func TestKL184WhatTheAgreementSaysIsRecordedAndJudgedBy(t *testing.T) {
	t.Parallel()
	simple := object{"of": "votes_cast", "share": object{"numerator": 1, "denominator": 2}, "over": true}
	w, council := amending(t, nil)
	w.Do(secretariat, "PUT", council, resolution("adopted", members(15, 9))).Refused(409, "treatment.no_majority")
	for at, body := range map[string]string{"board": "styre", "joint meeting": "fellesmote"} {
		refused := w.Do(secretariat, "PUT", strings.Replace(representatives, "representantskap", body, 1), object{"from": "2024-01-01", "agreement_majority": simple, "reason": "x"}, apptest.IfMatch("*"))
		refused.Refused(422, "directory.settings_invalid")
		if p := refused.Text("errors.0.pointer"); p != "/agreement_majority" {
			t.Errorf("the %s is refused at %s", at, p)
		}
	}
	less := object{"of": "votes_cast", "share": object{"numerator": 1, "denominator": 3}, "over": true}
	w.Do(secretariat, "PUT", representatives, object{"from": "2024-02-12", "agreement_majority": less, "reason": "x"}, apptest.IfMatch("*")).Refused(422, "directory.settings_invalid")
	// From tomorrow on it says so, and not today.
	said := object{"from": "2024-02-13", "size": 24, "agreement_majority": simple, "decided_on": "2024-02-08", "case_number": "09/24"}
	w.Do(secretariat, "PUT", representatives, said, apptest.IfMatch("*")).Is(200).Has(object{"standing.agreement_majority.over": true, "standing.case_number": "09/24"})
	w.Do(secretariat, "PUT", council, resolution("adopted", members(15, 9))).Refused(409, "treatment.no_majority")
	said["from"] = "2024-02-12"
	w.Do(secretariat, "PUT", representatives, said, apptest.IfMatch("*")).Is(200)
	adopted := w.Do(secretariat, "PUT", council, resolution("adopted", members(15, 9))).Is(200)
	if got := says(adopted); !strings.Contains(got, "a simple majority of the votes cast: so the agreement says (KL § 18-4)") {
		t.Errorf("it says %q", got)
	}
	page := w.Do(secretariat, "GET", "/v1/organisations/"+apptest.Region+"/statutes", nil).Is(200)
	if all := page.Body.String(); strings.Count(all, "so the agreement says (KL § 18-4)") < 1 {
		t.Errorf("the statutes say %s", all)
	}
}

// Rule 7.5: in a body in which municipalities vote, its secretariat records how they did.
func TestRule75TheVotesOfMunicipalitiesAreRecordedFromElsewhere(t *testing.T) {
	t.Parallel()
	w, council := amending(t, object{"voting": object{"model": "per_municipality", "within": "majority"}})
	counts := func(yes, no, without int) object {
		c := members(10, 9)
		c["counts"].(object)["municipalities"] = object{"for": yes, "against": no, "without_vote": without}
		return c
	}
	w.Do(secretariat, "PUT", council, resolution("adopted", members(19, 0))).Refused(422, "treatment.counts")
	w.Do(secretariat, "PUT", council, resolution("adopted", counts(3, 2, 1))).Refused(409, "treatment.no_majority")
	w.Do(secretariat, "PUT", council, resolution("adopted", counts(4, 2, 1))).Refused(422, "treatment.counts") // the region has six
	adopted := w.Do(secretariat, "PUT", council, resolution("adopted", counts(3, 1, 2))).Is(200)
	adopted.Has(object{"resolutions.0.counts.municipalities.for": 3, "resolutions.0.counts.municipalities.without_vote": 2, "resolutions.0.counts.for": 10})
	if got := says(adopted); !strings.Contains(got, "2 municipalities had no vote") || !strings.Contains(got, "2/3") {
		t.Errorf("it says %q", got)
	}
}
