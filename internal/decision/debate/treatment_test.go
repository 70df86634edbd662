package debate_test

import (
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// treated is a meeting of the board of a furnished region, whose item treats the case
// that was sent to it.
func treated(t *testing.T) (w *apptest.World, meeting, item, course string) {
	t.Helper()
	w = apptest.Treated(t)
	w.Exec(`UPDATE meeting SET state = 'closed', closed_at = opened_at + interval '1 hour' WHERE state = 'opened'`) // a body meets once at a time
	meeting = w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset"}).Is(201).Text("related.meeting")
	add := func(in object) *apptest.Answer { return w.Do(secretariat, "POST", meeting+"/agenda", in) }
	add(object{"kind": "treatment"}).Refused(422, "meeting.item_treatment")
	add(object{"kind": "treatment", "region": apptest.Region, "case": "2024-99"}).Refused(422, "meeting.item_treatment")
	add(object{"kind": "treatment", "region": apptest.Region, "case": "2024-1"}).Refused(422, "meeting.item_treatment")
	added := add(object{"kind": "treatment", "region": apptest.Region, "case": "2024-2"}).Is(200)
	item = added.Text("agenda.0.self")
	add(object{"kind": "treatment", "region": apptest.Region, "case": "2024-2"}).Refused(422, "meeting.item_treatment")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 0, 0, 0, time.UTC))
	w.Do(secretariat, "POST", meeting+"/open", object{"present": there()}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 30, 0, 0, time.UTC))
	return w, meeting, item, "/v1/regions/" + apptest.Region + "/cases/2024-2/treatments/1"
}

// Rules 7.2, 7.3: what a meeting resolves in a case is the treatment's resolution, at the
// same moment, with the proposals that fell and the statements for the record.
func TestWhatAMeetingResolvesInACaseIsItsTreatments(t *testing.T) {
	t.Parallel()
	w, meeting, item, course := treated(t)
	w.Do(secretariat, "GET", course, nil).Is(200).Has(object{"meeting": w.Do(secretariat, "GET", meeting, nil).Get("id"), "state": "open"})
	main(w, item)
	propose(w, item, object{"kind": "alternative", "proposers": []string{apptest.Person(member)}, "text": "Nothing is done."}).Is(200)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "over": []int{2}, "voices": voices(chair+": for", member+": against")}).Is(200)
	w.Do(secretariat, "POST", item+"/statements", object{"person": apptest.Person(member), "text": "I wanted nothing done."}).Is(200)
	resolve(w, item, "adopted").Refused(422, "treatment.outcome") // it recommends
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM item_resolution r JOIN agenda_item i ON i.id = r.item_id WHERE i.treatment_id IS NOT NULL`); n != 0 {
		t.Errorf("%d resolutions are left of what was refused", n)
	}
	low, high := apptest.Together(func() *apptest.Answer { return resolve(w, item, "recommended") })
	low.Is(200)
	high.Refused(409, "meeting.item_over")
	resolved := w.Do(secretariat, "GET", course, nil).Is(200)
	resolved.Has(object{
		"state": "done", "resolutions.0.outcome": "recommended", "resolutions.0.made_here": true, "resolutions.0.items.0.text": "The region maps its grid.", "resolutions.0.counts.for": 1, "resolutions.0.counts.against": 1,
		"resolutions.0.counts.casting": "for", "resolutions.0.minority_proposals.0.text": "Nothing is done.", "resolutions.0.statements.0.text": "I wanted nothing done.", "resolutions.1": nil,
	})
	if number := resolved.Text("resolutions.0.case_number"); !strings.HasSuffix(number, "/2024") {
		t.Errorf("its case number is %q", number)
	}
}

// A treatment that is taken off an agenda can stand on another.
func TestACaseIsTakenOffAnAgenda(t *testing.T) {
	t.Parallel()
	w, _, item, course := treated(t)
	w.Do(secretariat, "POST", item+"/withdraw", object{"reason": "The papers are not ready"}).Is(200)
	other := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-03-14"}).Is(201).Text("related.meeting")
	w.Do(secretariat, "POST", other+"/agenda", object{"kind": "treatment", "region": apptest.Region, "case": "2024-2"}).Is(200).Has(object{"agenda.0.state": "open", "agenda.0.case": "2024-2"})
	w.Do(secretariat, "GET", course, nil).Is(200).Has(object{"meeting": w.Do(secretariat, "GET", other, nil).Get("id")})
}
