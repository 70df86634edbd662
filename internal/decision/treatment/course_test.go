package treatment_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// What waits with a treatment is a task of those who may do it, from when its turn comes
// until it is done, and of nobody else.
func TestWhatWaitsWithATreatmentIsATask(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417")
	tasks := func(want ...string) {
		t.Helper()
		var got []string
		for _, who := range append(apptest.Everyone(), "planner1@3417") {
			for _, kind := range []string{"record_resolution", "write_presentation", "give_recommendation"} {
				for _, item := range w.Do(who, "GET", "/v1/me/tasks?kind="+kind, nil).Is(200).Get("items").([]any) {
					got = append(got, kind+" "+who)
					if item.(object)["action"].(object)["open"] != true {
						t.Errorf("%s %s is not open", kind, who)
					}
				}
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("the tasks are %v, want %v", got, want)
		}
	}
	council := func(m string, but ...string) []string {
		all := []string{"record_resolution clerk@" + m, "write_presentation administrator@" + m, "write_presentation case_officer@" + m, "give_recommendation chief_executive@" + m}
		return slices.DeleteFunc(all, func(one string) bool { return slices.Contains(but, one) })
	}
	tasks()
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of := addresses(w, at)
	tasks("record_resolution " + secretariat)
	region(w, of)
	tasks(append(council("3416"), council("3417")...)...)
	w.Do("case_officer@3416", "PUT", of["3416"]+"/presentation", object{"text": "For Eidskog."}).Is(200)
	w.Do("chief_executive@3417", "PUT", of["3417"]+"/recommendation", object{"items": []object{{"number": 1, "text": "Adopted."}}}).Is(200)
	tasks(append(council("3416", "write_presentation administrator@3416", "write_presentation case_officer@3416"), council("3417", "give_recommendation chief_executive@3417")...)...)
	w.Do("clerk@3416", "PUT", of["3416"]+"/resolution", resolution("adopted", nil)).Is(200)
	deferral := object{"date": "2024-02-12", "case_number": "031/24", "deferred_to": "2024-03-14", "reason": "Figures"}
	w.Do("clerk@3417", "POST", of["3417"]+"/defer", deferral).Is(200)
	tasks(council("3417", "give_recommendation chief_executive@3417")...)
	w.Do("clerk@3417", "GET", "/v1/me/tasks?kind=record_resolution", nil).Is(200).Has(object{"items.0.by": "2024-03-14", "items.0.overdue": false})
	w.Do(secretariat, "POST", of["3417"]+"/withdraw", object{"reason": "It has left the matter to the others"}).Is(200)
	tasks()
}

// Rule 1.1: those of a municipality that left read the treatment as it stood then.
func TestRule11TheTreatmentIsReadAsItStoodWhenAMunicipalityLeft(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417", "3418")
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of := addresses(w, at)
	w.Do("case_officer@3417", "PUT", of["3417"]+"/presentation", object{"text": "For Grue."}).Is(200)
	w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", nil)).Is(200)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", at+"/participants/3417/leave", object{"reason": "The council has resolved so"}).Is(200)

	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	board := w.Do(secretariat, "GET", of["board"], nil)
	w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", object{"case_number": "032/24"}), apptest.IfMatch(board.ETag())).Is(200)
	w.Do("case_officer@3416", "PUT", of["3416"]+"/presentation", object{"text": "For Eidskog."}).Is(200)
	plan := w.Do(secretariat, "GET", at+"/treatment", nil)
	w.Do(secretariat, "PUT", at+"/treatment", object{"reason": "No joint meeting", "steps": []object{
		{"step": "board", "role": "recommends", "body_kind": "board"}, {"step": "representative_council", "role": "recommends", "body_kind": "representative_council"},
		{"step": "councils_decided", "role": "decides", "every": "municipal_council"},
	}}, apptest.IfMatch(plan.ETag())).Is(200).Has(object{"steps.3": nil})
	w.Do(secretariat, "PUT", of["representative_council"]+"/resolution", resolution("recommended", nil)).Is(200)

	past := w.Do("clerk@3417", "GET", at+"/treatment", nil).Is(200)
	past.Has(object{
		"number": 1, "case_state": "in_treatment", "steps.0.state": "done", "steps.1.state": "open", "steps.2.step": "joint_meeting", "steps.2.state": "waiting", "steps.3.step": "councils_decided",
		"steps.0.treatments.0.resolutions.0.superseded_at": nil, "steps.0.treatments.0.resolutions.0.case_number": "031/24", "steps.0.treatments.0.resolutions.1": nil,
		"steps.1.treatments.0.resolutions.0": nil, "steps.1.treatments.0.ended_at": nil, "steps.3.treatments.0.presentation": nil, "steps.3.treatments.1.presentation.text": "For Grue.",
	})
	w.Do("clerk@3417", "GET", of["joint_meeting"], nil).Is(200).Has(object{"state": "waiting"})
	w.Do("clerk@3417", "GET", of["representative_council"], nil).Is(200).Has(object{"state": "open", "resolutions.0": nil, "who.0": nil})
	// Those who are there read it as it stands.
	w.Do("clerk@3416", "GET", at+"/treatment", nil).Is(200).Has(object{"number": 2, "steps.1.state": "done", "steps.2.step": "councils_decided", "steps.0.treatments.0.resolutions.1.case_number": "032/24"})

	// Taken back since, it is in treatment still for whoever left.
	w.Clock.Set(apptest.Start.Add(3 * time.Hour))
	w.Do(secretariat, "POST", at+"/treatment/take-back", object{"reason": "A clearer proposal"}).Is(200)
	w.Do("clerk@3417", "GET", at+"/treatment", nil).Is(200).Has(object{"number": 1, "steps.1.state": "open", "steps.0.treatments.0.resolutions.0.case_number": "031/24"})
}

// Rule 7.2: on its way the plan is changed with a reason; what bodies have begun stays, and
// those whom it concerns are told.
func TestRule72ThePlanIsChangedOnTheWay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417")
	mayors(w, "3416", "3417")
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of := addresses(w, at)
	w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", nil)).Is(200)
	for _, kind := range []string{"treatment_turn", "case_sent"} {
		told(t, w, kind)
	}
	board, council := object{"step": "board", "role": "recommends", "body_kind": "board"}, object{"step": "representative_council", "role": "recommends", "body_kind": "representative_council"}
	decide := object{"step": "councils_decided", "role": "decides", "every": "municipal_council"}
	set := func(reason string, steps ...object) *apptest.Answer {
		return w.Do(secretariat, "PUT", at+"/treatment", object{"reason": reason, "steps": steps}, apptest.IfMatch("*"))
	}
	set("", board, council, decide).Refused(422, "treatment.text_missing")
	set("Without the board", council, decide).Refused(409, "treatment.plan_fixed")
	set("The board decides", object{"step": "board", "role": "decides", "body_kind": "board"}, council, decide).Refused(409, "treatment.plan_fixed")
	set("A body that is not there", board, council, object{"step": "executives", "role": "recommends", "body_kind": "executive_committee"}, decide).Refused(409, "treatment.no_body")
	tells(t, w, "case_replanned")

	// The joint meeting goes, the chief executives come first, and what was resolved stands.
	w.Clock.Set(apptest.Start.Add(time.Hour))
	chiefs := object{"step": "chiefs", "role": "deliberates", "body_kind": "chief_executives_committee", "after": []string{"board"}}
	changed := set("No joint meeting this spring", board, council, chiefs, object{"step": "councils_decided", "role": "decides", "every": "municipal_council", "after": []string{"representative_council", "chiefs"}}).Is(200)
	changed.Has(object{"number": 2, "reason": "No joint meeting this spring", "steps.0.state": "done", "steps.1.state": "open", "steps.2.state": "open", "steps.3.state": "waiting", "steps.0.treatments.0.resolutions.0.outcome": "recommended"})
	tells(t, w, "case_replanned", concerned...)
	tells(t, w, "treatment_over", "secretariat")
	tells(t, w, "treatment_turn", "secretariat") // of the chief executives
	now := addresses(w, at)
	if now["board"] != of["board"] || now["3417"] != of["3417"] || now["joint_meeting"] != "" {
		t.Errorf("the treatments are %v, and were %v", now, of)
	}
	w.Do(secretariat, "GET", of["joint_meeting"], nil).Is(200).Has(object{"state": "withdrawn", "changes.0.change": "taken_back", "changes.0.reason": "No joint meeting this spring"})
	w.Do(secretariat, "PUT", of["joint_meeting"]+"/resolution", noted("1/24")).Refused(409, "treatment.over")
	w.Do(secretariat, "PUT", now["chiefs"]+"/resolution", noted("2/24")).Is(200)
	w.Do(secretariat, "PUT", of["representative_council"]+"/resolution", resolution("recommended", nil)).Is(200)
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", nil)).Is(200)
	set("The councils are not needed", board, council).Refused(409, "treatment.plan_fixed")
	tells(t, w, "case_replanned")
}

// Six councils record at the same instant, each twice: each is there once, and what
// follows from the last of them once.
func TestSixCouncilsRecordAtOnceAndWhatFollowsHappensOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", apptest.Municipalities...)
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "councils", "title": "The councils have decided", "kind": "deadline", "due": "2024-12-02", "per_municipality": true}).Is(201)
	w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{
		{"step": "councils", "role": "decides", "every": "municipal_council"}, {"step": "board", "role": "deliberates", "body_kind": "board"},
	}}, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of := addresses(w, at)
	var all sync.WaitGroup
	answers := make([]*apptest.Answer, 2*len(apptest.Municipalities))
	for i := range answers {
		m := apptest.Municipalities[i/2]
		all.Go(func() { answers[i] = w.Do("clerk@"+m, "PUT", of[m]+"/resolution", resolution("adopted", nil)) })
	}
	all.Wait()
	for _, a := range answers {
		a.Is(200).Has(object{"state": "done", "resolutions.0.number": 1, "resolutions.1": nil})
	}
	for what, sql := range map[string]string{
		"resolutions":             `SELECT count(*) FROM resolution`,
		"events":                  `SELECT count(*) FROM audit_event WHERE act = 'record-resolution' AND object LIKE '%/treatments/%'`,
		"done parts":              `SELECT count(*) FROM milestone_done`,
		"treatments that ended":   `SELECT count(*) FROM treatment WHERE ended_at IS NOT NULL AND revision = 3`, // made, given its turn, ended
		"six times the next turn": `SELECT 6 * count(*) FROM letter WHERE kind = 'treatment_turn' AND channel = 'inbox' AND person_id = '` + apptest.Person("board_chair@"+apptest.Region) + `'`,
	} {
		if n := pgtest.Count(t, w.Pool, sql); n != 6 {
			t.Errorf("there are %d %s", n, what)
		}
	}
	w.Do(secretariat, "GET", at+"/treatment", nil).Is(200).Has(object{"decided": true, "steps.0.state": "done", "steps.1.state": "open"})
	w.Do(secretariat, "GET", at+"/milestones/councils", nil).Is(200).Has(object{"state": "done"})
}

// Rule 7.2: whoever leaves is waited for no more, and whoever joins must decide.
func TestRule72AMunicipalityLeavesAndAnotherJoinsOnTheWay(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417")
	mayors(w, "3416", "3417")
	w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{
		{"step": "councils", "role": "decides", "every": "municipal_council"}, {"step": "board", "role": "deliberates", "body_kind": "board"},
	}}, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	of := addresses(w, at)
	w.Do("clerk@3416", "PUT", of["3416"]+"/resolution", resolution("adopted", nil)).Is(200)
	told(t, w, "treatment_turn")
	join := func(m string) *apptest.Answer {
		return w.Do(secretariat, "POST", at+"/participants", object{"municipality": m, "reason": "It wants to take part"})
	}
	join("3418").Refused(409, "treatment.no_body") // it has no council
	w.Do("clerk@3418", "POST", "/v1/organisations/3418/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "size": 19, "decides": true}).Is(201)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	join("3418").Is(200)
	tells(t, w, "treatment_turn", "clerk@3418")
	of = addresses(w, at)
	w.Do("clerk@3418", "GET", of["3418"], nil).Is(200).Has(object{"state": "open", "sent_at": "2024-02-12T09:00:00Z"})
	// It says no, so that the case is not adopted when another leaves.
	against := object{"present": 19, "voting": 19, "disqualified": 0, "for": 2, "against": 17}
	w.Do("clerk@3418", "PUT", of["3418"]+"/resolution", resolution("rejected", object{"counts": against})).Is(200)
	tells(t, w, "treatment_turn")
	// The last for whom the board waits leaves: it has its turn.
	w.Do(secretariat, "POST", at+"/participants/3417/leave", object{"reason": "The council has resolved so"}).Is(200)
	tells(t, w, "treatment_turn", "secretariat", "board_chair")
	w.Do(secretariat, "GET", at+"/treatment", nil).Is(200).Has(object{"steps.0.state": "done", "steps.1.state": "open", "steps.0.treatments.1.state": "left"})
	// Another joins: the board waits again, and what others resolved stands.
	w.Do("clerk@3415", "POST", "/v1/organisations/3415/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "size": 19, "decides": true}).Is(201)
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	join("3415").Is(200)
	tells(t, w, "treatment_turn", "clerk@3415")
	w.Do(secretariat, "PUT", of["board"]+"/resolution", noted("1/24")).Refused(409, "treatment.not_its_turn")
	w.Do("clerk@3416", "GET", of["3416"], nil).Is(200).Has(object{"state": "done"})
}
