package debate_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// KL § 7-1: in the meeting that constitutes the body two thirds of the members are there.
func TestTwoThirdsAreThereWhereABodyIsConstituted(t *testing.T) {
	t.Parallel()
	w, meeting, item := opened(t, object{"size": 8}, object{"form": "in_person", "constituting": true})
	w.Do(secretariat, "GET", meeting, nil).Is(200).Has(object{"constituting": true, "quorum.needed": 6, "quorum.present": 5, "warnings.0.code": "meeting.notice_unset", "warnings.1.code": "meeting.not_quorate_now"})
	main(w, item)
	vote := object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 5, "against": 0}}
	few := w.Do(secretariat, "PUT", item+"/votes/1", vote).Is(200)
	few.Has(object{"votes.0.result.quorate": false, "votes.0.result.needed": 6})
	if said := few.Text("votes.0.result.sentences.1"); !strings.Contains(said, "KL § 7-1") {
		t.Errorf("it says %q", said)
	}
	resolve(w, item, "adopted").Refused(409, "debate.not_quorate")
	w.Do(secretariat, "PUT", item+"/votes/2", object{"kind": "election", "rounds": []object{{"votes": []object{{"candidate": "A", "votes": 5}}}}}).Is(200).Has(object{"votes.1.elected.quorate": false, "votes.1.elected.needed": 6, "votes.1.elected.elected": ""})
	w.Do(secretariat, "POST", meeting+"/attendance", object{"movements": []object{{"person": apptest.Person("planner2@3417"), "change": "arrived"}}}).Is(200)
	w.Do(secretariat, "PUT", item+"/votes/3", object{"kind": "resolution", "on": []int{1}, "counts": object{"for": 6, "against": 0}}).Is(200).Has(object{"votes.2.result.quorate": true})
	resolve(w, item, "adopted").Is(200)
}

// KL § 11-8: what was decided in writing is reported to the next meeting.
func TestWhatWasDecidedInWritingIsReported(t *testing.T) {
	t.Parallel()
	w, written, item := opened(t, nil, object{"form": "written", "urgent": "The grant must be applied for", "period_from": "2024-02-12T08:00:00Z", "period_to": "2024-02-14T12:00:00Z"})
	w.Do(secretariat, "POST", written+"/call", object{"form": "in_person", "constituting": true, "place": "x"}).Refused(409, "meeting.wrong_state")
	w.Do(secretariat, "POST", item+"/resolve", object{"outcome": "deferred", "reason": "Not all agree", "deferred_to": "2024-03-14"}).Is(200)
	id := w.Do(secretariat, "GET", written, nil).Is(200).Get("id")
	plan := func(date string) string {
		of := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": date, "place": "Rådhuset"}).Is(201).Text("related.meeting")
		w.Do(secretariat, "POST", of+"/agenda", object{"kind": "other", "title": "Grid capacity"}).Is(200)
		return of
	}
	next, after := plan("2024-03-14"), plan("2024-04-18")
	report := func(of string, on any) *apptest.Answer {
		return w.Do(secretariat, "POST", of+"/agenda", object{"kind": "report", "title": "Urgent decisions", "reports_on": on})
	}
	report(next, id).Refused(422, "meeting.item_invalid").Has(object{"errors.0.pointer": "/reports_on"}) // it goes on
	w.Do(secretariat, "POST", written+"/close", object{}).Is(200)
	report(next, 99).Refused(422, "meeting.item_invalid")
	w.Do(secretariat, "POST", next+"/agenda", object{"kind": "briefing", "title": "x", "reports_on": id}).Refused(422, "meeting.item_invalid")
	w.Do(secretariat, "GET", next, nil).Is(200).Has(object{"reports_due.0.meeting": id, "reports_due.0.href": written, "warnings.0.code": "meeting.report_due"})
	// The notice puts it on the agenda.
	called := w.Do(secretariat, "POST", next+"/call", object{"form": "in_person"}).Is(200)
	called.Has(object{"agenda.1.kind": "report", "agenda.1.reports_on": id, "agenda.1.late": false, "reports_due.0": nil})
	if title := called.Text("agenda.1.title"); !strings.Contains(title, "12. februar 2024") {
		t.Errorf("its title is %q", title)
	}
	// The meeting after it does not, while it stands there.
	w.Do(secretariat, "POST", after+"/call", object{"form": "in_person"}).Is(200).Has(object{"agenda.1": nil, "reports_due.0.placed": true})
	w.Do(secretariat, "POST", called.Text("agenda.1.self")+"/withdraw", object{"reason": "By mistake"}).Is(200).Has(object{"reports_due.0.placed": false, "warnings.1.code": "meeting.report_due"})
	report(next, id).Is(200).Has(object{"agenda.2.late": true, "agenda.2.reports_on": id, "reports_due.0": nil})
}
