package agenda_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

func TestAnItemIsEdited(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	meeting := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-03-14", "time": "10:00", "place": "Rådhuset"}).Is(201).Text("related.meeting")
	item := w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": "Grid", "papers": []object{{"title": "A map", "address": "https://example.no/map"}}}).Is(200).Text("agenda.0.self")
	w.Do(secretariat, "PUT", item, object{"kind": "other", "title": "Another title"}, apptest.IfMatch("*")).Is(200).Has(object{"agenda.0.title": "Another title", "agenda.0.papers.0": nil})
	w.Do(secretariat, "PUT", item, object{"kind": "other", "title": "Another title", "papers": []object{}}, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	w.Do(secretariat, "PUT", item, object{"kind": "other", "title": "A third title"}, apptest.IfMatch("*")).Is(200).Has(object{"agenda.0.title": "A third title"})
	w.Do(secretariat, "POST", styre+"/meeting-calendar/1/cancel", object{"reason": "Too few matters"}).Is(200)
	w.Do(secretariat, "PUT", item, object{"kind": "other", "title": "A fourth title"}, apptest.IfMatch("*")).Refused(409, "meeting.cancelled")
}
