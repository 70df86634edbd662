package subject_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/views/subject"
)

const events = "/v1/me/events"

// told are a caller's events, page by page, the newest first: what they are in
// it, the act, and whether it tells what changed.
func told(t *testing.T, w *apptest.TwoRegions, who, query string) []string {
	t.Helper()
	var all []string
	for next := query; next != ""; {
		page := w.Do(who, "GET", events+next, nil).Is(200)
		for _, item := range page.Get("items").([]any) {
			e := item.(object)
			text := e["as"].(string) + " " + e["act"].(string)
			if e["changes"] != nil {
				text += " +"
			}
			all = append(all, text)
		}
		if next = page.Text("next"); next != "" {
			next = query + "&cursor=" + next
		}
	}
	return all
}

func TestEventsAreAllThatConcernThePerson(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t)
	const me = "planner1@3417"
	planner, held, job := apptest.Person(me), own+"/people/"+apptest.Person(me), own+"/employments/planner1"
	change := func(actor, method, path, at string, body object) *apptest.Answer {
		return w.Do(actor, method, path, body, apptest.IfMatch(w.Do(actor, "GET", at, nil).Is(200).ETag()))
	}
	change(administrator, "PATCH", held, held, object{"phone": "+47 62 94 20 00"}).Is(200)
	change(administrator, "PUT", held+"/login", held, object{"issuer": "forankring:development", "subject": "17"}).Is(200)
	change(administrator, "PATCH", job, job, object{"title": "Planlegger"}).Is(200)
	change(administrator, "PUT", job+"/capacity/2024-03-01", job, object{"percent": 90}).Is(200)
	office := w.Do(administrator, "POST", own+"/offices", object{"office": "case_officer", "person": planner}).Is(201).Text("self")
	w.Do(me, "POST", "/v1/me"+strings.TrimPrefix(office, own)+"/substitutes", object{"person": apptest.Person("planner2@3417"), "review_on": "2024-08-01"}).Is(201)
	w.Do(me, "POST", "/v1/me"+strings.TrimPrefix(office, own)+"/resign", object{"reason": "Another post"}).Is(200)
	w.Admit(apptest.Region, me, "seat")
	w.Do("secretariat@"+apptest.Region, "POST", "/v1/organisations/"+apptest.Region+"/bodies/representantskap/seats", object{"person": planner, "role": "member", "municipality": grue}).Is(201)
	at := w.Force(apptest.Region, nil, nil)
	w.Do("clerk@3417", "POST", at+"/disqualifications/3417", object{"person": planner, "ground": "Owns land", "basis": "fvl. § 6"}).Is(201)
	w.Do(chief, "POST", w.Nominate(at, grue, "planner1", nil)+"/decline", object{"reason_code": "reassigned"}).Is(200)
	w.Do(chief, "POST", w.Nominate(at, grue, "planner2", object{"deputy_staff_key": "planner1"})+"/decline", object{"reason_code": "absent"}).Is(200)
	w.Exec(`INSERT INTO audit_event (at, organisation, person_id, on_behalf_of, act, object, changes) VALUES
		(now(), '3417', $1, NULL, 'decide', '/v1/other', '{"reason": {"new": "of somebody else"}}'), (now(), '3417', $2, $1, 'prepare', '/v1/other', '{"x": {"new": 1}}')`,
		planner, apptest.Person("planner2@3417"))
	want := []string{
		"on_behalf prepare", "actor decide", "about decline-assignment +", "about nominate-person +", "about raise-disqualification +", "about appoint-seat +", "actor confirm-own-admission +", "about ask-admission +",
		"actor resign-office +", "actor appoint-own-substitute +", "about appoint-officer +", "about set-capacity +", "about edit-employment +", "about bind-login +", "about edit-person +",
	}
	for _, query := range []string{"?limit=50", "?limit=1", "?limit=4"} {
		if got := told(t, w, me, query); !slices.Equal(got, want) {
			t.Errorf("%s: the events are\n%q, want\n%q", query, got, want)
		}
	}
	w.Do(me, "GET", record, nil).Is(200).Has(object{"events.by": 4, "events.on_behalf": 1, "events.about": 10, "events.list": events})
	w.Do("", "GET", events, nil).Is(401)
	for _, e := range told(t, w, "planner3@3417", "?limit=50") {
		t.Errorf("somebody of whom nothing was done is told %q", e)
	}
}

func TestEventsBeginWithThePersonsOwnRecord(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t)
	planner := w.Do(administrator, "POST", own+"/people", object{"name": "Planner 4"}).Is(201).Text("id")
	w.Do(administrator, "POST", own+"/employments", object{"person": planner, "staff_key": "planner4", "from": "2024-03-01", "capacity": 80}).Is(201)
	people := person.New(w.Pool, nil, w.Clock.Now, organisation.New(w.Pool, nil, w.Clock.Now), "")
	list, err := subject.New(w.Pool, nil, w.Clock.Now, people).Events(t.Context(), authn.Actor{Person: planner}, struct{}{}, request.PageAfter(10, nil))
	if err != nil || len(list.Items) != 2 || list.Items[0].Act != "employ-person" || list.Items[1].Act != "create-person" {
		t.Errorf("the events are %+v (%v)", list.Items, err)
	}
}

// What names people in the database, and the part of the record in which they
// see it. Whoever did something sees it among their events.
var parts = map[string]string{
	"person.id": "person", "login.person_id": "logins", "employment.person_id": "employments", "office.person_id": "offices", "seat.person_id": "seats",
	"substitute.person_id": "substitutes", "substitute.holder_id": "substitutes", "disqualification.person_id": "disqualifications",
	"assignment.person_id": "assignments", "assignment.deputy_person_id": "assignments", "casefile.responsible_id": "responsible",
	"letter.person_id": "letters", "letter_failure.person_id": "letters", "letter_failure.sent_again_by": "events", "feed.person_id": "feeds", "notice_preference.person_id": "notices", "reminder.reached": "letters", "reminder_told.person_id": "letters", "audit_event.person_id": "events", "audit_event.on_behalf_of": "events",

	"seat_leave.recorded_by": "events", "seat_leave.recorded_for": "events",
	"assignment.nominated_by": "events", "assignment.decided_by": "events", "assignment.override_by": "events", "benefit.written_by": "events",
	"benefit.confirmed_by": "events", "case_decision.recorded_by": "events", "case_decision.withdrawn_by": "events", "contribution.recorded_by": "events", "contribution_key.set_by": "events", "timeline_template.set_by": "events",
	"disqualification.raised_by": "events", "disqualification.decided_by": "events", "mandate_answer.person_id": "events", "mandate_answer.on_behalf_of": "events",
	"calendar_change.made_by": "events", "calendar_change.made_for": "events",
	"mandate_condition.reported_by": "events", "mandate_condition.settled_by": "events", "mandate_rule.set_by": "events", "reminder_policy.set_by": "events", "mandate_version.submitted_by": "events",
	"milestone.done_by": "events", "milestone_done.person_id": "events", "milestone_move.person_id": "events", "start_override.entered_by": "events",
	"start_override.confirmed_by": "events", "start_override.withdrawn_by": "events", "seat.appointed_by": "events", "disqualification.withdrawn_by": "events", "milestone.withdrawn_by": "events", "substitute.set_by": "events", "office.appointed_by": "events", "office.appointed_for": "events", "seat.appointed_for": "events", "start_override.entered_for": "events", "admission.asked_for": "events",
	"membership.proposed_by": "events", "membership.confirmed_by": "events",
	"body_setting.set_by": "events", "body_setting.set_for": "events", "planned_meeting_change.person_id": "events", "planned_meeting_change.on_behalf_of": "events",
	"plan.taken_over_by": "events", "plan.taken_over_for": "events", "plan.ended_by": "events", "plan.ended_for": "events",
	"document.created_by": "events", "document.created_for": "events", "document.withdrawn_by": "events", "document.withdrawn_for": "events",
	"document_version.added_by": "events", "document_version.added_for": "events",
	"proposal_version.written_by": "events", "proposal_version.written_for": "events",
	"effect_rule.set_by": "events", "effect_rule.set_for": "events", "case_effect.person_id": "events", "case_effect.on_behalf_of": "events",
	"reconciliation.ended_by": "events", "reconciliation.ended_for": "events", "reconciliation_exit.chosen_by": "events", "reconciliation_exit.chosen_for": "events",
	"follow_up.planned_by": "events", "follow_up.planned_for": "events", "follow_up_report.reported_by": "events", "follow_up_report.reported_for": "events",
	"treatment_plan.set_by": "events", "treatment_plan.set_for": "events", "treatment_plan.sent_by": "events", "treatment_template.set_by": "events",
	"treatment_change.person_id": "events", "treatment_change.on_behalf_of": "events", "resolution.recorded_by": "events", "resolution.recorded_for": "events",
	"meeting.called_by": "events", "meeting.chair_id": "events", "agenda_item.chair_id": "events", "agenda_item.added_by": "events",
	"attendance.person_id": "events", "attendance.for_id": "events", "item_leave.person_id": "events", "item_leave.deputy_id": "events",
	"meeting_change.person_id": "events", "meeting_change.on_behalf_of": "events", "item_proposal.proposers": "events", "item_vote.chair_id": "events",
	"item_vote.entered_by": "events", "item_vote_cast.person_id": "events", "item_consent.person_id": "events", "item_statement.person_id": "events",
	"item_resolution.resolved_by": "events", "meeting_demand.recorded_by": "events", "meeting_demand.recorded_for": "events", "meeting_demand_member.person_id": "events", "item_correction.person_id": "events", "item_correction.on_behalf_of": "events", "minutes.finalised_by": "events", "minutes_signature.person_id": "events", "minutes_signature.recorded_by": "events",
	"site.reviewed_by": "events", "site.reviewed_for": "events",
	"login.bound_by": "events", "login.unbound_by": "events", "login_code.person_id": "logins", "login_code.made_by": "events",
	"admission.person_id": "admissions", "admission.asked_by": "events", "admission.answered_by": "events",
	// Posts, which may be a person.
	"milestone.responsible": "milestones", "reminder.addressee": "letters",
}

func TestWhateverNamesAPersonIsInTheirRecord(t *testing.T) {
	t.Parallel()
	w := apptest.NewTwoRegions(t)
	rows, err := w.Pool.Query(t.Context(), `
		SELECT k.conrelid::regclass || '.' || a.attname FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
		WHERE k.contype = 'f' AND k.confrelid = 'person'::regclass
		UNION SELECT table_name || '.' || column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
		WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND (udt_name IN ('uuid', '_uuid') OR (table_name, column_name) IN (('milestone', 'responsible'), ('reminder', 'addressee')))`)
	if err != nil {
		t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	if want := slices.Sorted(maps.Keys(parts)); !slices.Equal(found, want) {
		t.Errorf("what names people is\n%q, and the record knows\n%q", found, want)
	}
	shown := w.Do("planner1@3417", "GET", record, nil).Is(200)
	for column, part := range parts {
		if shown.Get(part) == nil {
			t.Errorf("%s is to be in %s, which the record does not have", column, part)
		}
	}
}

func TestTheRecordReadsNoWholeTable(t *testing.T) {
	t.Parallel()
	said, listening := apptest.Listen(t)
	w := apptest.NewTwoRegions(t, listening)
	w.Release(w.Force(apptest.Region, nil, nil), grue, "planner1", nil)
	w.Exec(`INSERT INTO audit_event (at, organisation, person_id, act, object) SELECT now(), '3417', $1, 'act', '/v1/x/' || n FROM generate_series(1, 20000) n`, apptest.Person(chief))
	w.Exec(`INSERT INTO letter (source, person_id, channel, kind, params, late, state, created_at)
		SELECT 'source ' || n, $1, 'inbox', 'kind', '{}', false, 'queued', now() FROM generate_series(1, 20000) n`, apptest.Person(chief))
	w.Exec(`ANALYZE`)
	before := said.N()
	w.Do("planner1@3417", "GET", record, nil).Is(200)
	w.Do("planner1@3417", "GET", events, nil).Is(200)
	seen := 0
	for _, q := range said.Since(before) {
		if !strings.Contains(q.SQL, "audit_event") && !strings.Contains(q.SQL, "FROM letter") {
			continue
		}
		seen++
		rows, err := w.Pool.Query(t.Context(), "EXPLAIN "+q.SQL, q.Arguments...)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		plan := strings.Join(lines, "\n")
		if err != nil || strings.Contains(plan, "Seq Scan on audit_event") || strings.Contains(plan, "Seq Scan on letter") {
			t.Errorf("it takes a whole table (%v):\n%s", err, plan)
		}
	}
	if seen != 3 {
		t.Errorf("%d statements were looked at, want those of events, their number, and the number of letters", seen)
	}
}
