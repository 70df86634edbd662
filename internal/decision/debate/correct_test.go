package debate_test

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func correct(w *apptest.World, item string, in object) *apptest.Answer {
	if in["items"] == nil {
		in["items"] = []object{{"number": 1, "text": "The region maps its roads."}}
	}
	return w.Do(secretariat, "PUT", item+"/resolution", in, apptest.IfMatch("*"))
}

// letters of a kind that somebody has.
func letters(t *testing.T, w *apptest.World, kind, who string) int {
	t.Helper()
	return pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = $1 AND channel = 'inbox' AND person_id = $2`, kind, apptest.Person(who))
}

// Rule 7.7: what was recorded wrongly is corrected until the minutes are signed, with a
// reason, and what stood before is kept.
func TestAResolutionThatWasRecordedWronglyIsCorrected(t *testing.T) {
	t.Parallel()
	w, meeting, item := opened(t, nil, nil)
	main(w, item)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 2, "against": 3}}).Is(200)
	correct(w, item, object{"outcome": "rejected", "correction": "x"}).Refused(409, "debate.not_resolved")
	resolve(w, item, "rejected").Is(200)
	w.Do(secretariat, "POST", meeting+"/close", object{}).Is(200)

	w.Do(secretariat, "PUT", item+"/resolution", object{"outcome": "rejected", "correction": "x", "items": []object{{"number": 1, "text": "x"}}}).Refused(428, "precondition.required")
	correct(w, item, object{"outcome": "rejected", "correction": " "}).Refused(422, "debate.correction_unexplained")
	correct(w, item, object{"outcome": "adopted", "correction": "The other way round"}).Refused(409, "debate.voted_otherwise")
	correct(w, item, object{"outcome": "adopted", "correction": "x", "votes": []object{{"number": 2, "kind": "resolution", "on": []int{1}, "counts": object{"for": 3, "against": 2}}}}).Refused(404, "debate.vote_order")
	correct(w, item, object{"outcome": "adopted", "correction": "x", "votes": []object{{"number": 1, "kind": "resolution", "on": []int{1}, "counts": object{"for": 5, "against": 2}}}}).Refused(422, "ballot.votes_above_attendance")
	w.Do("clerk@3417", "PUT", item+"/resolution", object{"outcome": "rejected", "correction": "x"}, apptest.IfMatch("*")).Refused(403, "permission.denied")

	turned := object{"outcome": "adopted", "correction": "The votes were exchanged", "votes": []object{{"number": 1, "kind": "resolution", "on": []int{1}, "counts": object{"for": 3, "against": 2}}}}
	corrected := correct(w, item, turned).Is(200)
	corrected.Has(object{
		"resolution.outcome": "adopted", "resolution.items.0.text": "The region maps its roads.", "resolution.vote": 1, "votes.0.result.for": 3, "votes.1": nil,
		"corrections.0.reason": "The votes were exchanged", "corrections.0.before.resolution.outcome": "rejected", "corrections.0.before.votes.0.result.for": 2, "corrections.1": nil,
	})
	shown := w.Do(secretariat, "GET", item+"?lang=nb", nil).Is(200)
	shown.Has(object{"corrections.0.before.resolution.items.0.text": "The region maps its grid.", "resolution.outcome": "adopted"})
	if before, now := shown.Text("corrections.0.before.resolution.sentences.0"), shown.Text("resolution.sentences.0"); before != now || before == corrected.Text("resolution.sentences.0") {
		t.Errorf("in Bokmål it said %q, and says %q", before, now)
	}
	// The same again changes nothing.
	if again := correct(w, item, turned).Is(200); again.ETag() != corrected.ETag() {
		t.Errorf("the same correction again has %s, and had %s", again.ETag(), corrected.ETag())
	}
	if n := letters(t, w, "item_corrected", chair); n != 1 {
		t.Errorf("the chair has %d letters", n)
	}
	history := w.Do(secretariat, "GET", meeting, nil).Is(200).Get("history").([]any)
	if last := history[len(history)-1].(object); last["act"] != "correct-item-resolution" || last["reason"] != "The votes were exchanged" {
		t.Errorf("the history says %v", last)
	}
	events := w.Do("auditor@"+apptest.Region, "GET", "/v1/organisations/"+apptest.Region+"/events", nil).Is(200)
	events.Has(object{"items.0.act": "correct-item-resolution", "items.0.changes.outcome.old": "rejected", "items.0.changes.outcome.new": "adopted", "items.0.changes.reason.new": "The votes were exchanged"})
	w.Do(secretariat, "GET", meeting+"/minutes", nil).Is(200).Has(object{"protocol.agenda.0.outcome": "Vedtatt", "protocol.agenda.0.resolution.0": "1. The region maps its roads.", "gaps.0": nil})

	// Signed minutes are corrected by a new version.
	w.Do(chair, "POST", meeting+"/minutes/sign", object{"sha256": w.Do(secretariat, "GET", meeting+"/minutes", nil).Text("sha256")}).Is(200)
	correct(w, item, object{"outcome": "adopted", "correction": "x"}).Refused(409, "meeting.wrong_state")
}

// resolved is a meeting of the board that recommended the case to the councils, which come
// after it where they are asked to.
func resolved(t *testing.T) (w *apptest.World, meeting, item, course string) {
	t.Helper()
	w, meeting, item, course = treated(t)
	main(w, item)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "voices": voices(chair+": for", member+": for")}).Is(200)
	resolve(w, item, "recommended").Is(200)
	return w, meeting, item, course
}

// The treatment of a case follows, and those are told who were told of the resolution.
func TestTheTreatmentFollowsACorrectedResolution(t *testing.T) {
	t.Parallel()
	w, _, item, course := resolved(t)
	correct(w, item, object{"outcome": "recommended", "correction": "A slip of the pen"}).Is(200)
	w.Do(secretariat, "GET", course, nil).Is(200).Has(object{
		"state": "done", "round": 1, "resolutions.1.items.0.text": "The region maps its roads.", "resolutions.0.items.0.text": "The region maps its grid.", "resolutions.1.number": 2, "resolutions.1.round": 1,
	})
	later := func() { w.Clock.Set(w.Clock.Now().Add(time.Minute)) }
	later()
	correct(w, item, object{"outcome": "deferred", "deferred_to": "2024-03-14", "reason": "The figures are not ready", "correction": "It was put off"}).Is(200)
	w.Do(secretariat, "GET", course, nil).Is(200).Has(object{"state": "open", "deferred_to": "2024-03-14", "resolutions.2.outcome": "deferred"})
	later()
	correct(w, item, object{"outcome": "withdrawn", "reason": "Nobody wants it", "correction": "It was dropped"}).Is(200)
	w.Do(secretariat, "GET", course, nil).Is(200).Has(object{"state": "withdrawn"})
	later()
	correct(w, item, object{"outcome": "recommended", "correction": "It was not"}).Is(200)
	w.Do(secretariat, "GET", course, nil).Is(200).Has(object{"state": "done", "deferred_to": nil, "resolutions.4.round": 1})
	if n := letters(t, w, "resolution_corrected", chair); n != 4 {
		t.Errorf("the chair has %d letters about the case", n)
	}
	if n := letters(t, w, "resolution_corrected", secretariat); n != 4 {
		t.Errorf("the secretariat has %d letters about the case", n)
	}
	// What was put off stands on the agenda of another meeting: it stays as it was resolved.
	correct(w, item, object{"outcome": "deferred", "deferred_to": "2024-03-14", "reason": "The figures are not ready", "correction": "It was put off"}).Is(200)
	other := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-03-14"}).Is(201).Text("related.meeting")
	w.Do(secretariat, "POST", other+"/agenda", object{"kind": "treatment", "region": apptest.Region, "case": "2024-2"}).Is(200)
	correct(w, item, object{"outcome": "recommended", "correction": "x"}).Refused(409, "treatment.correction_rests")
	w.Do(secretariat, "GET", item, nil).Is(200).Has(object{"resolution.outcome": "deferred"})
}

// Once something rests on a resolution it stays.
func TestAResolutionOnWhichSomethingRestsIsNotCorrected(t *testing.T) {
	t.Parallel()
	w, _, item, course := resolved(t)
	// The councils come after the board, and one has decided.
	w.Exec(`UPDATE treatment_plan SET steps = jsonb_set(steps, '{1,after}', '["board"]') WHERE case_id = (SELECT id FROM casefile WHERE year = 2024 AND serial = 2)`)
	correct(w, item, object{"outcome": "recommended", "correction": "A slip of the pen"}).Is(200)
	if n := letters(t, w, "resolution_corrected", "clerk@3417"); n != 1 {
		t.Errorf("the clerk of a council that comes after has %d letters", n)
	}
	w.Clock.Set(w.Clock.Now().AddDate(0, 0, 1))
	council := course[:len(course)-1] + "4"
	w.Do("clerk@3417", "PUT", council+"/resolution", object{
		"outcome": "adopted", "date": "2024-02-13", "case_number": "012/24", "items": []object{{"number": 1, "text": "Yes."}}, "counts": object{"present": 19, "voting": 19, "for": 19, "against": 0, "disqualified": 0},
	}).Is(200)
	correct(w, item, object{"outcome": "recommended", "items": []object{{"number": 1, "text": "Another."}}, "correction": "x"}).Refused(409, "treatment.correction_rests")
	w.Do(secretariat, "GET", item, nil).Is(200).Has(object{"resolution.items.0.text": "The region maps its roads."})
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM item_correction`); n != 1 {
		t.Errorf("%d corrections are left of what was refused", n)
	}
}

// A case rests on what the board adopted: it stays adopted (rule 2.3b).
func TestWhatACaseRestsOnStaysAdopted(t *testing.T) {
	t.Parallel()
	w, _, item := opened(t, nil, nil)
	main(w, item)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 3, "against": 2}}).Is(200)
	resolve(w, item, "adopted").Is(200)
	at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Grid", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/decisions", object{"organisation": apptest.Region, "body": "styre", "case_number": "01/2024"}).Is(200)
	turned := object{"outcome": "rejected", "correction": "x", "votes": []object{{"number": 1, "kind": "resolution", "on": []int{1}, "counts": object{"for": 2, "against": 3}}}}
	refused := correct(w, item, turned).Refused(409, "treatment.correction_rests")
	if said := refused.Text("detail"); !strings.Contains(said, "2024-1") {
		t.Errorf("it is refused by %q", said)
	}
	correct(w, item, object{"outcome": "adopted", "correction": "A slip of the pen"}).Is(200)
	w.Do(secretariat, "POST", at+"/decisions/1/withdraw", object{"reason": "Wrong case"}).Is(200)
	correct(w, item, turned).Is(200)
}
