package apptest

import (
	"fmt"
	"strings"
)

// sitting is a meeting of a treated world: its body, its identifier in addresses, and that
// of the first item of its agenda.
type sitting struct {
	body          string
	meeting, item int
}

// at begins the path of a meeting as a world has it.
func (s sitting) at() string { return fmt.Sprintf("/bodies/%s/meetings/%d", s.body, s.meeting) }

// The meetings of a treated world, one in each state: those that are held are held on the
// day on which a world begins. Their identifiers follow from the order in which they are
// planned; the first two meetings, and the first item, are those of Furnish.
var (
	toBeCalled = sitting{"styre", 3, 2}
	held       = sitting{"styre", 4, 4}
	signed     = sitting{"arbeidsutvalg", 5, 7}
	called     = sitting{"representantskap", 6, 10}
	going      = sitting{"styre", 7, 12}
	inWriting  = sitting{"arbeidsutvalg", 8, 15}
	noting     = sitting{"gruppe", 9, 18}
)

// inState are the meetings, by what ends the path of what is done at one in that state;
// all else is done at one that goes on.
var inState = []struct {
	path string
	at   sitting
}{
	{"/call", toBeCalled}, {"/open", called}, {"/notes", noting}, {"/minutes/sign", held}, {"/minutes/correct", signed}, {"/minutes", signed}, {"/consents", inWriting}, {"/agenda/{item}/resolution", held},
}

// sitPath fills in which meeting a path of the contract is about.
func sitPath(template string) string {
	const meeting = "/bodies/{body_key}/meetings/{meeting}"
	at := going
	for _, s := range inState {
		if strings.HasSuffix(template, s.path) {
			at = s.at
			break
		}
	}
	item := at.item
	if at == going && strings.HasSuffix(template, "/objections") {
		item += 2 // that came too late
	}
	return strings.NewReplacer(meeting, at.at(), "{item}", fmt.Sprint(item)).Replace(template)
}

// Sittings are the addresses of the meetings of a treated world, of their items, and of
// their minutes.
func (w *World) Sittings() (all []string) {
	const organisation = "/v1/organisations/" + Region
	for _, s := range []sitting{toBeCalled, held, signed, called, going, inWriting, noting} {
		at := organisation + s.at()
		all = append(all, at, at+"/minutes", strings.Replace(at, "/meetings/", "/meeting-calendar/", 1))
		items, _ := w.Do("secretariat@"+Region, "GET", at, nil).Is(200).Get("agenda").([]any)
		for _, i := range items {
			all = append(all, i.(object)["self"].(string))
		}
	}
	return append(all, organisation+"/bodies/styre/meeting-demands/1")
}

// sit plays meetings to all that they can be: to be called, held, with signed minutes,
// called, going on, in writing, and of a working group. What is held began an hour before
// the world does.
func (w *World) sit() {
	w.t.Helper()
	const secretariat, bodies = "secretariat@" + Region, "/v1/organisations/" + Region + "/bodies"
	for _, b := range []struct{ key, kind string }{{"arbeidsutvalg", "executive_committee"}, {"gruppe", "working_group"}} {
		w.Do(secretariat, "POST", bodies, object{"key": b.key, "kind": b.kind, "name": b.key, "decides": b.kind != "working_group"}).Is(201)
	}
	w.Exec(`INSERT INTO seat (body_id, person_id, role, from_at, created_at) SELECT b.id, $1, 'chair', $2, $2 FROM body b JOIN organisation o ON o.id = b.organisation_id
		WHERE o.key = $3 AND b.key IN ('arbeidsutvalg', 'gruppe', 'representantskap')`, Person("board_chair@"+Region), Start.AddDate(0, -1, 0), Region)
	w.sitUntil(toBeCalled, "planned", "2024-05-02", nil)
	w.sitUntil(held, "closed", "2024-02-12", object{"form": "in_person"})
	w.sitUntil(signed, "signed", "2024-02-12", object{"form": "in_person"})
	w.sitUntil(called, "called", "2024-02-12", object{"form": "in_person"})
	w.sitUntil(going, "opened", "2024-02-12", object{"form": "in_person"})
	w.sitUntil(inWriting, "opened", "2024-02-12", object{"form": "written", "urgent": "It cannot wait", "period_from": "2024-02-12T08:00:00Z", "period_to": "2024-02-13T08:00:00Z"})
	w.sitUntil(noting, "opened", "2024-02-12", object{"form": "in_person"})
	w.Do(secretariat, "POST", bodies+"/styre/meeting-demands", object{"matter": "Nettkapasitet", "members": []string{Person("board_chair@" + Region), Person("board_member@" + Region)}}).Is(201)
}

// sitUntil plays one meeting until it is so far.
func (w *World) sitUntil(s sitting, far, day string, call object) {
	w.t.Helper()
	const secretariat, bodies = "secretariat@" + Region, "/v1/organisations/" + Region + "/bodies/"
	m := w.Do(secretariat, "POST", bodies+s.body+"/meeting-calendar", object{"date": day, "place": "Rådhuset"}).Is(201).Text("related.meeting")
	first := w.Do(secretariat, "POST", m+"/agenda", object{"kind": "other", "title": "Nettkapasitet"}).Is(200).Text("agenda.0.self")
	if want := fmt.Sprintf("/v1/organisations/%s%s/agenda/%d", Region, s.at(), s.item); first != want {
		w.t.Fatalf("the first item of a meeting is at %s, and not at %s", first, want)
	}
	items := []string{first, w.Do(secretariat, "POST", m+"/agenda", object{"kind": "briefing", "title": "Orientering"}).Is(200).Text("agenda.1.self")}
	if far == "planned" {
		return
	}
	w.Do(secretariat, "POST", m+"/call", call).Is(200)
	if far == "called" {
		return
	}
	opened := object{"at": "2024-02-12T07:00:00Z", "present": []object{{"person": Person("board_chair@" + Region)}}}
	switch {
	case s.body == "styre":
		opened["present"] = append(opened["present"].([]object), object{"person": Person("board_member@" + Region)})
	case call["form"] == "written":
		delete(opened, "present")
	}
	w.Do(secretariat, "POST", m+"/open", opened).Is(200)
	if s.body == "gruppe" {
		return
	}
	w.Do(secretariat, "POST", first+"/proposals", object{"kind": "main", "by": "The secretariat", "text": "The region maps its grid."}).Is(200)
	items = append(items, w.Do(secretariat, "POST", m+"/agenda", object{"kind": "other", "title": "Eventuelt"}).Is(200).Text("agenda.2.self"))
	if far == "opened" {
		return
	}
	for _, i := range items {
		w.Do(secretariat, "POST", i+"/resolve", object{"outcome": "deferred", "reason": "The papers are not ready", "deferred_to": "2024-03-14", "at": "2024-02-12T07:10:00Z"}).Is(200)
	}
	w.Do(secretariat, "POST", m+"/close", object{"at": "2024-02-12T07:20:00Z"}).Is(200)
	if far == "signed" {
		sum := w.Do(secretariat, "GET", m+"/minutes", nil).Is(200).Text("sha256")
		w.Do("board_chair@"+Region, "POST", m+"/minutes/sign", object{"sha256": sum}).Is(200)
	}
}
