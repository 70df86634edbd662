package basis_test

import (
	"maps"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	chair       = "board_chair@" + apptest.Region
	styre       = "/v1/organisations/" + apptest.Region + "/bodies/styre"
)

// opened is a case that takes decisions.
func opened(w *apptest.World) (at string) {
	at = w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": apptest.Municipalities}).Is(200)
	return at
}

// decision is one of the board.
func decision(number string, more object) object {
	in := object{"organisation": apptest.Region, "body": "styre", "case_number": number}
	maps.Copy(in, more)
	return in
}

// keeps says from the beginning of the year on where the board keeps its meetings.
func keeps(w *apptest.World, here bool) {
	w.Do(secretariat, "PUT", styre+"/settings", object{"from": "2024-01-01", "kept_here": here, "reason": "The rules of procedure"}, apptest.IfMatch("*")).Is(200)
}

// meets has the board meet today, with items in its order: the meeting is open, and no
// item is resolved.
func meets(w *apptest.World, titles ...string) (items []string) {
	meeting := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-02-12", "time": "09:00", "place": "Rådhuset"}).Is(201).Text("related.meeting")
	for i, title := range titles {
		items = append(items, w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": title}).Is(200).Text("agenda."+string(rune('0'+i))+".self"))
	}
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	w.Do(secretariat, "POST", meeting+"/open", object{"present": []object{{"person": apptest.Person(chair)}, {"person": apptest.Person("board_member@" + apptest.Region)}}}).Is(200)
	w.Clock.Set(apptest.Start.Add(time.Hour))
	return items
}

// resolves has the board vote on an item, all members alike.
func resolves(w *apptest.World, item, voice, outcome string) {
	w.Do(secretariat, "POST", item+"/proposals", object{"kind": "main", "by": "The secretariat", "text": "A strategy is made."}).Is(200)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "voices": []object{
		{"person": apptest.Person(chair), "voice": voice}, {"person": apptest.Person("board_member@" + apptest.Region), "voice": voice},
	}}).Is(200)
	w.Do(secretariat, "POST", item+"/resolve", object{"outcome": outcome, "items": []object{{"number": 1, "text": "A strategy is made."}}}).Is(200)
}

func TestRule23bADecisionOfABodyThatMeetsHereIsTheResolutionOfAnItem(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w) + "/decisions"
	typed := object{"date": "2024-02-12", "subject": "A power strategy"}
	record := func(in object) *apptest.Answer { return w.Do(secretariat, "POST", at, in) }
	items := meets(w, "Bestilling av kraftstrategi", "Noe annet", "Noe tredje")
	for _, number := range []string{"01/2024", "1/2024", "04/2024", "01/2023", "A 1", "99999999/2024"} {
		record(decision(number, typed)).Refused(422, "case.decision_not_resolved")
	}
	resolves(w, items[0], "for", "adopted")
	resolves(w, items[1], "against", "rejected")
	record(decision("02/2024", nil)).Refused(422, "case.decision_not_resolved").Has(object{
		"errors.0.pointer": "/case_number", "errors.0.detail": "must be the number of an item that the body adopted; item 02/2024 was rejected",
	})
	w.Clock.Set(apptest.Start.AddDate(0, 0, 1))
	record(decision("01/2024", object{"date": "2024-02-13"})).Refused(422, "case.decision_not_resolved").Has(object{"errors.0.pointer": "/date"})
	record(decision("1/2024", nil)).Is(200).Has(object{
		"decisions.0.date": "2024-02-12", "decisions.0.case_number": "01/2024", "decisions.0.subject": "Bestilling av kraftstrategi", "decisions.0.item": items[0],
	})
	record(decision("01/2024", typed)).Refused(409, "case.decision_known")
	w.Do(secretariat, "GET", at[:len(at)-len("/decisions")]+"/events?act=record-decision", nil).Is(200).Has(object{"items.0.changes.decision.new.item": items[0]})
	// What the board decided before it met here it decided elsewhere.
	record(decision("03/2024", object{"date": "2024-02-08", "subject": "Before"})).Is(200).Has(object{"decisions.1.item": nil})
}

func TestRule23bADecisionOfABodyThatMeetsElsewhereIsTyped(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w) + "/decisions"
	record := func(in object) *apptest.Answer { return w.Do(secretariat, "POST", at, in) }
	before := object{"date": "2024-02-08", "subject": "A power strategy"}
	record(decision("03/2024", nil)).Refused(422, "case.content_invalid").Has(object{"errors.0.pointer": "/date", "errors.1.pointer": "/subject"})
	record(decision("03/2024", before)).Is(200) // nobody said where the board meets, and it never met here
	keeps(w, true)
	record(decision("04/2024", before)).Refused(422, "case.decision_not_resolved")
	keeps(w, false)
	items := meets(w, "Bestilling av kraftstrategi")
	resolves(w, items[0], "for", "adopted")
	record(decision("04/2024", before)).Is(200).Has(object{"decisions.1.case_number": "04/2024", "decisions.1.item": nil})
}

func TestRule23bAMandateRestsOnAnItem(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := opened(w)
	items := meets(w, "Bestilling av kraftstrategi")
	resolves(w, items[0], "for", "adopted")
	tag := w.Do(secretariat, "POST", at+"/decisions", decision("01/2024", nil)).Is(200).ETag()
	var slices []object
	for _, m := range apptest.Municipalities {
		slices = append(slices, object{"municipality": m, "requirements": []object{}})
	}
	version := w.Do(secretariat, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": apptest.Municipalities, "purpose": "A power strategy", "objectives": []string{"Know the need for power"}, "scope": "", "limits": "",
		"deliverables": []string{"A strategy"}, "budget": object{"amount": 1, "currency": "NOK"}, "decision": decision("01/2024", object{"date": "2024-02-12"}), "start": "2024-03-01", "end": "2025-07-01",
	}}).Is(201).Text("self")
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	w.Do(secretariat, "POST", at+"/decisions/1/withdraw", object{"reason": "A mistake"}, apptest.IfMatch(tag)).Refused(409, "case.decision_rested_on")
}
