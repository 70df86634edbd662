package treatment_test

import (
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	cases       = "/v1/regions/" + apptest.Region + "/cases"
)

// sent is a case of all municipalities that was sent to treatment by the usual plan, and
// the addresses of its treatments by step, or for the councils by municipality.
func sent(t *testing.T, options ...apptest.Option) (w *apptest.World, at string, of map[string]string) {
	t.Helper()
	w = apptest.New(t, options...)
	at = active(w, "enquiry", apptest.Municipalities...)
	w.Do(secretariat, "POST", at+"/treatment/send", object{"note": "As agreed"}).Is(200)
	return w, at, addresses(w, at)
}

// active is a case with a proposed resolution, in municipalities with councils.
func active(w *apptest.World, kind string, parties ...string) string {
	for _, m := range parties {
		w.Do("clerk@"+m, "POST", "/v1/organisations/"+m+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret i " + m, "size": 19, "decides": true}).Is(201)
	}
	at := w.Do(secretariat, "POST", cases, object{"title": "Regional kraftstrategi", "kind": kind, "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": parties}).Is(200)
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": "The council adopts the strategy."}}}).Is(201)
	return at
}

func addresses(w *apptest.World, at string) map[string]string {
	of := map[string]string{}
	shown := w.Do(secretariat, "GET", at+"/treatment", nil).Is(200)
	for _, s := range shown.Get("steps").([]any) {
		for _, each := range s.(object)["treatments"].([]any) {
			t := each.(object)
			name := t["step"].(string)
			if t["organisation"] != apptest.Region {
				name = t["organisation"].(string)
			}
			if t["prepares"] == true {
				name = t["body"].(string) + "@" + name
			}
			of[name] = t["self"].(string)
		}
	}
	return of
}

func resolution(outcome string, changes object) object {
	in := object{
		"outcome": outcome, "date": "2024-02-12", "case_number": "031/24", "items": []object{{"number": 1, "text": "The strategy is adopted."}},
		"counts": object{"present": 19, "voting": 19, "disqualified": 0, "for": 17, "against": 2},
	}
	maps.Copy(in, changes)
	return in
}

// region lets the bodies of the region be done with the case.
func region(w *apptest.World, of map[string]string) {
	w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", object{
		"minority_proposals": []object{{"by": "A member", "text": "Wait a year.", "for": 2}}, "statements": []object{{"by": "A member", "text": "The grid is full."}},
	})).Is(200)
	w.Do(secretariat, "PUT", of["representative_council"]+"/resolution", resolution("recommended", nil)).Is(200)
	w.Do(secretariat, "PUT", of["joint_meeting"]+"/resolution", noted("1/24")).Is(200)
}

// noted is what a body that deliberates resolves.
func noted(number string) object {
	return object{"outcome": "noted", "date": "2024-02-12", "case_number": number, "items": []object{{"number": 1, "text": "Noted."}}}
}

func TestACaseGoesThroughTheChainAndSixCouncilsResolveAtOnce(t *testing.T) {
	t.Parallel()
	w, at, of := sent(t)
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "in_treatment"})
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", nil)).Refused(409, "treatment.not_its_turn")
	region(w, of)
	got := w.Do("clerk@3417", "GET", of["3417"], nil).Is(200)
	if got.Text("received.0.resolution.minority_proposals.0.text") != "Wait a year." || got.Text("received.0.resolution.statements.0.text") != "The grid is full." || got.Text("received.2.step") != "joint_meeting" {
		t.Errorf("the council gets %s", got.Body)
	}
	var all sync.WaitGroup
	answers := make([]*apptest.Answer, len(apptest.Municipalities))
	for i, m := range apptest.Municipalities {
		all.Go(func() { answers[i] = w.Do("clerk@"+m, "PUT", of[m]+"/resolution", resolution("adopted", nil)) })
	}
	all.Wait()
	for i, a := range answers {
		a.Is(200).Has(object{"state": "done", "resolutions.0.number": 1, "resolutions.0.contestable_until": "2024-03-04", "resolutions.0.proposal.version": 1})
		if a.Get("resolutions.1") != nil {
			t.Errorf("%s has resolved twice: %s", apptest.Municipalities[i], a.Body)
		}
	}
	shown := w.Do(secretariat, "GET", at+"/treatment", nil).Is(200)
	for i := range 4 {
		if s := shown.Text(fmt.Sprintf("steps.%d.state", i)); s != "done" {
			t.Errorf("step %d is %s", i, s)
		}
	}
	w.Do(secretariat, "GET", at, nil).Is(200).Has(object{"state": "adopted"})
	matrix := w.Do(secretariat, "GET", at+"/matrix", nil).Is(200)
	if matrix.Text("steps.3.step") != "councils_decided" || matrix.Text("rows.0.treatments.3.state") != "met" || matrix.Text("rows.5.treatments.0.state") != "met" {
		t.Errorf("the matrix is %s", matrix.Body)
	}
}

func TestAResolutionIsRepeatedAndReplaced(t *testing.T) {
	t.Parallel()
	w, _, of := sent(t)
	first := w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", nil)).Is(200)
	again := w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", nil)).Is(200)
	if again.ETag() != first.ETag() || again.Get("resolutions.1") != nil {
		t.Errorf("the same again: %s %s", again.ETag(), again.Body)
	}
	other := resolution("recommended_against", object{"counts": object{"present": 19, "voting": 19, "disqualified": 0, "for": 2, "against": 17}})
	w.Do(secretariat, "PUT", of["board"]+"/resolution", other).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", of["board"]+"/resolution", other, apptest.IfMatch(`"r1"`)).Refused(412, "precondition.stale")
	replaced := w.Do(secretariat, "PUT", of["board"]+"/resolution", other, apptest.IfMatch(first.ETag())).Is(200)
	replaced.Has(object{"resolutions.1.outcome": "recommended_against", "resolutions.1.superseded_at": nil})
	if replaced.Get("resolutions.0.superseded_at") == nil {
		t.Errorf("the first still stands: %s", replaced.Body)
	}
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do(secretariat, "PUT", of["representative_council"]+"/resolution", resolution("recommended", nil))
	})
	low.Is(200)
	high.Is(200)
	if a := w.Do(secretariat, "GET", of["representative_council"], nil).Is(200); a.Get("resolutions.1") != nil {
		t.Errorf("entered twice: %s", a.Body)
	}
}

func TestResolutionsAreRefused(t *testing.T) {
	t.Parallel()
	w, _, of := sent(t)
	region(w, of)
	w.Clock.Set(apptest.Start.Add(48 * time.Hour))
	counts := func(present, voting, yes, no int) object {
		return object{"counts": object{"present": present, "voting": voting, "disqualified": 0, "for": yes, "against": no}}
	}
	for name, tt := range map[string]struct {
		outcome string
		changes object
		status  int
		code    string
	}{
		"no items":                      {"adopted", object{"items": []object{}}, 422, "treatment.resolution_invalid"},
		"an item of nothing to be seen": {"adopted", object{"items": []object{{"number": 1, "text": "\u200b"}}}, 422, "treatment.resolution_invalid"},
		"an item with another number":   {"adopted", object{"items": []object{{"number": 2, "text": "Adopted."}}}, 422, "treatment.resolution_invalid"},
		"no counts":                     {"adopted", object{"counts": nil}, 422, "treatment.resolution_invalid"},
		"a day to come":                 {"adopted", object{"date": "2024-03-01"}, 422, "treatment.resolution_date"},
		"before the case was sent":      {"adopted", object{"date": "2024-02-11"}, 422, "treatment.resolution_date"},
		"a recommendation":              {"recommended", nil, 422, "treatment.outcome"},
		"a note":                        {"noted", nil, 422, "treatment.outcome"},
		"more present than members":     {"adopted", counts(20, 19, 17, 2), 422, "treatment.counts"},
		"more voting than present":      {"adopted", counts(18, 19, 17, 2), 422, "treatment.counts"},
		"a blank vote":                  {"adopted", counts(19, 19, 16, 2), 422, "treatment.counts"},
		"too few for a quorum":          {"adopted", counts(9, 9, 9, 0), 409, "treatment.no_quorum"},
		"votes for what fell by nobody": {"adopted", object{"minority_proposals": []object{{"by": "A member", "text": "Wait.", "for": 20}}}, 422, "treatment.counts"},
		"a minority":                    {"adopted", counts(19, 19, 9, 10), 409, "treatment.no_majority"},
		"a majority for what fell":      {"rejected", nil, 409, "treatment.no_majority"},
		"a tie without the chair":       {"adopted", counts(18, 18, 9, 9), 422, "treatment.counts"},
		"a deferral to nowhere":         {"deferred", object{"reason": "Later"}, 422, "treatment.resolution_invalid"},
		"a referral to a later step":    {"referred_back", object{"refer_to": "councils_decided", "reason": "No"}, 422, "treatment.refer_to"},
		"another proposal":              {"adopted", object{"proposal": object{"version": 2, "sha256": fmt.Sprintf("%064d", 0)}}, 422, "treatment.proposal_version"},
		"minutes at no address":         {"adopted", object{"minutes": object{"address": "javascript:alert(1)"}}, 422, "treatment.resolution_invalid"},
		"another hash":                  {"adopted", object{"proposal": object{"version": 1, "sha256": fmt.Sprintf("%064d", 0)}}, 422, "treatment.proposal_version"},
	} {
		in := resolution(tt.outcome, tt.changes)
		t.Run(name, func(t *testing.T) {
			if a := w.Do("clerk@3417", "PUT", of["3417"]+"/resolution?dry_run=true", in); a.Code != tt.status || a.Text("code") != tt.code {
				t.Errorf("%d %s, want %d %s", a.Code, a.Body, tt.status, tt.code)
			}
		})
	}
	w.Do("clerk@3418", "PUT", of["3417"]+"/resolution", resolution("adopted", nil)).Refused(403, "permission.denied")
	w.Do(secretariat, "PUT", of["3417"]+"/resolution", resolution("adopted", nil)).Refused(403, "permission.denied")
	tie := counts(18, 18, 9, 9)
	tie["counts"].(object)["casting"] = "for"
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", tie)).Is(200)
}

func TestACouncilRefersBackAndOnlyItsBranchIsOpened(t *testing.T) {
	t.Parallel()
	w, _, of := sent(t)
	region(w, of)
	w.Do("clerk@3416", "PUT", of["3416"]+"/resolution", resolution("adopted", nil)).Is(200)
	w.Do("clerk@3417", "POST", of["3417"]+"/refer-back", object{"date": "2024-02-12", "case_number": "031/24", "refer_to": "joint_meeting", "reason": "Describe nature"}).Is(200).Has(object{"state": "waiting", "round": 2})
	w.Do(secretariat, "GET", of["joint_meeting"], nil).Is(200).Has(object{"state": "open", "round": 2})
	w.Do(secretariat, "GET", of["board"], nil).Is(200).Has(object{"state": "done"})
	w.Do("clerk@3416", "GET", of["3416"], nil).Is(200).Has(object{"state": "done"})
	w.Do("clerk@3418", "PUT", of["3418"]+"/resolution", resolution("adopted", nil)).Is(200)
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", nil)).Refused(428, "precondition.required")
	tag := w.Do("clerk@3417", "GET", of["3417"], nil).ETag()
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", nil), apptest.IfMatch(tag)).Refused(409, "treatment.not_its_turn")
	joint := w.Do(secretariat, "GET", of["joint_meeting"], nil)
	w.Do(secretariat, "PUT", of["joint_meeting"]+"/resolution", noted("2/24"), apptest.IfMatch(joint.ETag())).Is(200)
	tag = w.Do("clerk@3417", "GET", of["3417"], nil).Is(200).ETag()
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", nil), apptest.IfMatch(tag)).Is(200)
}

func TestACaseIsSentOnceTakenBackAndSentAgain(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := active(w, "enquiry", "3416", "3417")
	low, high := apptest.Together(func() *apptest.Answer { return w.Do(secretariat, "POST", at+"/treatment/send", nil) })
	low.Is(200)
	high.Refused(409, "case.wrong_state")
	of := addresses(w, at)
	w.Do("clerk@3417", "POST", at+"/treatment/take-back", object{"reason": "No"}).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", at+"/treatment/take-back", object{"reason": "A clearer proposal"}).Is(200).Has(object{"case_state": "active"})
	w.Do(secretariat, "PUT", of["board"]+"/resolution", resolution("recommended", nil)).Refused(409, "case.wrong_state")
	w.Do(secretariat, "GET", of["board"], nil).Is(200).Has(object{"state": "withdrawn"})
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	if again := addresses(w, at); again["board"] == of["board"] {
		t.Error("the board treats it where it did before")
	}
}

func TestWhatIsNotReadyIsNotSent(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := w.Do(secretariat, "POST", cases, object{"title": "Uten forslag", "kind": "enquiry", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Refused(409, "case.wrong_state")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": []string{"3416", "3417"}}).Is(200)
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Refused(409, "treatment.no_body")
	plan := func(matter object, steps ...object) {
		tag := w.Do(secretariat, "GET", at+"/treatment", nil).ETag()
		w.Do(secretariat, "PUT", at+"/treatment", object{"steps": steps, "matter": matter}, apptest.IfMatch(tag)).Is(200)
	}
	plan(object{}, object{"step": "board", "role": "decides", "body_kind": "board"})
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Refused(409, "treatment.no_proposal")
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": "Adopted."}}}).Is(201)
	plan(object{"individual_decision": "other"}, object{"step": "board", "role": "decides", "body_kind": "board"})
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Refused(409, "competence.individual_decision")
	plan(object{}, object{"step": "joint", "role": "decides", "body_kind": "joint_council_meeting"})
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Refused(409, "competence.not_a_deciding_body")
	plan(object{}, object{"step": "board", "role": "decides", "body_kind": "board"})
	w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{{"step": "a", "role": "decides", "body_kind": "board", "after": []string{"b"}}, {"step": "b", "role": "decides", "body_kind": "board", "after": []string{"a"}}}}, apptest.IfMatch("*")).Refused(422, "treatment.plan_invalid")
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
}

func TestACommitteeComesBeforeItsCouncil(t *testing.T) {
	t.Parallel()
	w, at, of := sent(t)
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/bodies", object{"key": "formannskapet", "kind": "municipal_executive_committee", "name": "Formannskapet", "size": 7, "decides": true}).Is(201)
	w.Do("clerk@3418", "POST", at+"/treatment/committees/3417", object{"body": "formannskapet"}).Refused(403, "permission.denied")
	w.Do("clerk@3417", "POST", at+"/treatment/committees/3417", object{"body": "kommunestyret"}).Refused(422, "treatment.committee")
	w.Do("clerk@3417", "POST", at+"/treatment/committees/3417", object{"body": "formannskapet"}).Is(200)
	w.Do("clerk@3417", "POST", at+"/treatment/committees/3417", object{"body": "formannskapet"}).Refused(422, "treatment.committee")
	region(w, of)
	of = addresses(w, at)
	w.Do("clerk@3418", "GET", of["3418"], nil).Is(200).Has(object{"state": "open"})
	w.Do("clerk@3417", "GET", of["3417"], nil).Is(200).Has(object{"state": "waiting"})
	w.Do("clerk@3417", "PUT", of["formannskapet@3417"]+"/resolution", resolution("adopted", object{"counts": object{"present": 7, "voting": 7, "disqualified": 0, "for": 7, "against": 0}})).Refused(422, "treatment.outcome")
	w.Do("clerk@3417", "PUT", of["formannskapet@3417"]+"/resolution", resolution("recommended", object{"counts": object{"present": 7, "voting": 7, "disqualified": 0, "for": 7, "against": 0}})).Is(200)
	w.Do("case_officer@3417", "PUT", of["3417"]+"/presentation", object{"text": "What it means for Grue."}).Is(200)
	w.Do("case_officer@3418", "PUT", of["3417"]+"/presentation", object{"text": "What it means for Grue."}).Refused(403, "permission.denied")
	w.Do("chief_executive@3417", "PUT", of["3417"]+"/recommendation", object{"items": []object{{"number": 1, "text": "The council adopts it."}}}).Is(200)
	w.Do("chief_executive@3417", "PUT", of["3417"]+"/recommendation", object{"items": []object{{"number": 1, "text": "The council rejects it."}}}).Refused(428, "precondition.required")
	got := w.Do("clerk@3417", "GET", of["3417"], nil).Is(200)
	got.Has(object{"state": "open", "presentation.text": "What it means for Grue.", "recommendation.items.0.text": "The council adopts it."})
}

func TestABodyIsSkippedAndAMunicipalityLeavesAndAnotherJoins(t *testing.T) {
	t.Parallel()
	w, at, of := sent(t)
	w.Do(secretariat, "POST", of["3417"]+"/skip", object{"reason": "No"}).Refused(409, "treatment.cannot_skip")
	w.Do("clerk@3417", "POST", of["board"]+"/skip", object{"reason": "No"}).Refused(403, "permission.denied")
	w.Do(secretariat, "POST", of["board"]+"/skip", object{"reason": "The board asked for it"}).Is(200).Has(object{"state": "skipped"})
	w.Do(secretariat, "PUT", of["representative_council"]+"/resolution", resolution("recommended", nil)).Is(200)
	w.Do(secretariat, "POST", of["joint_meeting"]+"/skip", object{"reason": "No joint meeting this spring"}).Is(200)
	w.Do(secretariat, "POST", at+"/participants/3417/leave", object{"reason": "The council has resolved so"}).Is(200)
	w.Do(secretariat, "GET", of["3417"], nil).Is(200).Has(object{"state": "left"})
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", nil)).Refused(409, "case.participant_left")
	w.Do(secretariat, "POST", at+"/participants", object{"municipality": "3417", "reason": "Back again"}).Is(200)
	w.Do("clerk@3417", "PUT", of["3417"]+"/resolution", resolution("adopted", nil)).Is(200)
}
