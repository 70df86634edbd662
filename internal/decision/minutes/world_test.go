package minutes_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	chair       = "board_chair@" + apptest.Region
	member      = "board_member@" + apptest.Region
	styre       = "/v1/organisations/" + apptest.Region + "/bodies/styre"
)

// held is a meeting of the board in which an item was proposed, voted on and resolved:
// closed, unless it goes on.
func held(t *testing.T, goesOn bool) (w *apptest.World, meeting, item string) {
	t.Helper()
	w = apptest.New(t)
	for _, s := range []struct{ person, municipality string }{{"planner1@3417", "3417"}, {"planner1@3418", "3418"}} {
		w.Exec(`INSERT INTO seat (body_id, person_id, role, municipality_id, from_at, created_at)
			SELECT b.id, $1, 'member', m.id, $2, $2 FROM body b JOIN organisation o ON o.id = b.organisation_id JOIN organisation m ON m.key = $3
			WHERE o.key = $4 AND b.key = 'styre'`, apptest.Person(s.person), apptest.Start.AddDate(-1, 0, 0), s.municipality, apptest.Region)
	}
	w.Do(secretariat, "PUT", styre+"/settings", object{"from": "2024-01-01", "signatories": 1, "reason": "The rules of procedure"}, apptest.IfMatch("*")).Is(200)
	meeting = w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset"}).Is(201).Text("related.meeting")
	item = w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": "Grid <capacity>"}).Is(200).Text("agenda.0.self")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 0, 0, 0, time.UTC))
	w.Do(secretariat, "POST", meeting+"/open", object{"present": []object{{"person": apptest.Person(chair)}, {"person": apptest.Person(member)}, {"person": apptest.Person("planner1@3417")}}}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 30, 0, 0, time.UTC))
	w.Do(secretariat, "PUT", item+"/leaves", object{"leaves": []object{{"person": apptest.Person("planner1@3417"), "why": "disqualified", "basis": "fvl. § 6 første ledd bokstav a"}}}, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "POST", item+"/close-doors", object{"ground": "privacy", "for": 2, "against": 0}).Is(200)
	w.Do(secretariat, "POST", item+"/proposals", object{"kind": "main", "by": "The secretariat", "text": "The region *maps* its grid."}).Is(200)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "voices": []object{
		{"person": apptest.Person(chair), "voice": "for"}, {"person": apptest.Person(member), "voice": "for"},
	}}).Is(200)
	w.Do(secretariat, "POST", item+"/resolve", object{"outcome": "adopted", "items": []object{{"number": 1, "text": "The region maps its grid."}}}).Is(200)
	if !goesOn {
		w.Clock.Set(time.Date(2024, 2, 12, 10, 0, 0, 0, time.UTC))
		w.Do(secretariat, "POST", meeting+"/close", object{}).Is(200)
	}
	return w, meeting, item
}

func signing(w *apptest.World, meeting string) object {
	return object{"sha256": w.Do(secretariat, "GET", meeting+"/minutes", nil).Is(200).Text("sha256")}
}

// Rule 7.7, KL § 11-4.
func TestMinutesAreSignedAndThenNeverChanged(t *testing.T) {
	t.Parallel()
	w, meeting, item := held(t, true)
	w.Do(chair, "POST", meeting+"/minutes/sign", signing(w, meeting)).Refused(409, "minutes.not_closed")
	w.Clock.Set(time.Date(2024, 2, 12, 10, 0, 0, 0, time.UTC))
	w.Do(secretariat, "POST", meeting+"/close", object{}).Is(200)
	draft := w.Do(secretariat, "GET", meeting+"/minutes", nil).Is(200)
	draft.Has(object{
		"state": "draft", "version": 0, "gaps.0": nil, "signatures_needed": 2, "protocol.opened": "10:00", "protocol.closed": "11:00", "protocol.place": "Rådhuset",
		"protocol.present.2.name": "planner1 3417", "protocol.absent.0": "planner1 3418", "protocol.agenda.0.number": "01/2024", "protocol.agenda.0.outcome": "Vedtatt",
		"protocol.agenda.0.resolution.0": "1. The region maps its grid.", "protocol.agenda.0.votes.0.for.0": "board_chair " + apptest.Region, "protocol.agenda.0.votes.0.result.5": nil,
	})
	if leave := draft.Text("protocol.agenda.0.leaves.0"); !strings.Contains(leave, "inhabil") || !strings.Contains(leave, "fvl. § 6") {
		t.Errorf("it says of who left: %q", leave)
	}
	if doors := draft.Text("protocol.agenda.0.doors"); !strings.Contains(doors, "§ 11-5") {
		t.Errorf("it says of the doors: %q", doors)
	}
	sign := func(who string, in object) *apptest.Answer { return w.Do(who, "POST", meeting+"/minutes/sign", in) }
	in := signing(w, meeting)
	sign(chair, object{"sha256": strings.Repeat("0", 64)}).Refused(409, "minutes.other_content")
	sign("planner1@3418", in).Refused(422, "minutes.signer")
	sign(secretariat, in).Refused(422, "minutes.signer")
	sign(secretariat, object{"sha256": in["sha256"], "person": apptest.Person(chair)}).Refused(403, "minutes.others_signature")
	sign(chair, object{"sha256": in["sha256"], "person": apptest.Person(member), "on_paper": "2024-02-12"}).Refused(403, "minutes.others_signature")
	sign(secretariat, object{"sha256": in["sha256"], "person": apptest.Person(member), "on_paper": "2024-02-13"}).Refused(422, "minutes.paper")
	w.Do(secretariat, "POST", meeting+"/minutes/sign", object{"sha256": in["sha256"], "person": apptest.Person(member), "on_paper": "2024-02-12"}, apptest.IfMatch(draft.ETag())).Is(200).
		Has(object{"state": "signing", "version": 1, "signatures.0.on_paper": "2024-02-12", "signatures.0.name": "board_member " + apptest.Region})
	// From the first signature on the record stays as it is.
	w.Do(secretariat, "POST", item+"/statements", object{"by": "All", "text": "x"}).Refused(409, "meeting.wrong_state")
	w.Do(secretariat, "POST", meeting+"/attendance", object{"movements": []object{{"person": apptest.Person(member), "change": "left"}}}).Refused(409, "meeting.wrong_state")
	sign(secretariat, object{"sha256": in["sha256"], "person": apptest.Person(member), "on_paper": "2024-02-12"}).Refused(409, "minutes.signed_already")
	sign(secretariat, object{"sha256": in["sha256"], "person": apptest.Person("planner1@3417"), "on_paper": "2024-02-12"}).Refused(422, "minutes.signer") // the chair signs
	w.Do(secretariat, "POST", meeting+"/minutes/correct", object{"reason": "x", "corrections": []object{{"text": "x"}}}).Refused(409, "minutes.not_signed")
	signed := sign(chair, in).Is(200)
	signed.Has(object{"state": "signed", "version": 1, "sha256": in["sha256"], "signatures.1.chaired": true, "signatures.1.on_paper": nil})
	w.Do(secretariat, "GET", meeting, nil).Is(200).Has(object{"state": "minuted"})
	if got := hash(t, signed.Get("protocol")); got != in["sha256"] {
		t.Errorf("the protocol's hash is %s, and %s was signed", got, in["sha256"])
	}
	for _, statement := range []string{`UPDATE minutes SET sha256 = sha256`, `DELETE FROM minutes_signature`} {
		if _, err := w.Pool.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "never changed") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	correct(t, w, meeting, in["sha256"].(string))
}

// correct corrects signed minutes, by a version that is linked to the one before.
func correct(t *testing.T, w *apptest.World, meeting, first string) {
	t.Helper()
	fix := func(item string) *apptest.Answer {
		return w.Do(secretariat, "POST", meeting+"/minutes/correct", object{"reason": "Exchanged", "corrections": []object{{"item": item, "text": "The region maps its roads."}}})
	}
	fix("09/2024").Refused(422, "minutes.correction_invalid")
	second := fix("01/2024").Is(200)
	second.Has(object{"state": "signing", "version": 2, "corrects": 1, "reason": "Exchanged", "protocol.corrections.0.text": "The region maps its roads.", "versions.1": 2, "signatures.0": nil})
	if second.Text("sha256") == first {
		t.Error("the corrected minutes have the same hash")
	}
	w.Do(secretariat, "GET", meeting+"/minutes?version=1", nil).Is(200).Has(object{"state": "replaced", "sha256": first, "protocol.corrections.0": nil, "signatures.1.chaired": true})
	w.Do(secretariat, "GET", meeting+"/minutes?version=3", nil).Refused(404, "minutes.no_version")
}

func hash(t *testing.T, protocol any) string {
	t.Helper()
	raw, err := json.Marshal(protocol)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	sum, err := canon.Hash(v)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// Each gap is named with its paragraph, and refuses the signature.
func TestMinutesAreRefusedWhileSomethingIsMissing(t *testing.T) {
	t.Parallel()
	w, meeting, _ := held(t, false)
	// The member was not there after all: their vote no longer fits.
	w.Do(secretariat, "PUT", meeting+"/attendance", object{"stays": []object{
		{"person": apptest.Person(chair), "from": "2024-02-12T09:00:00Z"}, {"person": apptest.Person("planner1@3417"), "from": "2024-02-12T09:00:00Z"},
	}}, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "GET", meeting+"/minutes", nil).Is(200).Has(object{"gaps.0.item": "01/2024", "gaps.0.paragraph": "KL § 11-9", "actions.0.open": false})
	w.Do(chair, "POST", meeting+"/minutes/sign", signing(w, meeting)).Refused(409, "minutes.gaps").Has(object{"errors.0.pointer": "/items/01/2024"})
	w.Exec(`UPDATE meeting SET place = ''`)
	w.Do(secretariat, "GET", meeting+"/minutes", nil).Is(200).Has(object{"gaps.0.paragraph": "KL § 11-4"})
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM minutes`); n != 0 {
		t.Errorf("%d minutes were kept", n)
	}
}

func TestMinutesAreAPageAndATextInTheLanguageOfTheMeeting(t *testing.T) {
	t.Parallel()
	w, meeting, item := held(t, false)
	as := func(path, media string) string {
		return w.Do(secretariat, "GET", path+"?lang=en", nil, apptest.Header("Accept", media)).Is(200).Body.String()
	}
	page, text := as(meeting+"/minutes", "text/html"), as(meeting+"/minutes", "text/markdown")
	for _, want := range []string{"<html lang=\"nb\">", "Protokoll: styre", "Grid &lt;capacity&gt;", "Utkast: ikke signert", "10:00–11:00", "Rådhuset", "Vedtatt", "The region *maps* its grid.", "12. februar 2024", "inhabil"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, want := range []string{"# Protokoll: styre", `## 01/2024 Grid \<capacity\>`, "- Tid: 10:00–11:00", "**Vedtatt**", `The region \*maps\* its grid.`} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	extract := w.Do(secretariat, "GET", item+"/extract", nil).Is(200)
	extract.Has(object{"protocol.agenda.0.number": "01/2024", "protocol.agenda.1": nil})
	if page := as(item+"/extract", "text/html"); !strings.Contains(page, "Grid &lt;capacity&gt;") {
		t.Error("the page of the extract lacks its item")
	}
}

// Reading minutes takes the same statements with one item and with many.
func TestReadingMinutesTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.New(t, listen)
	meeting := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-03-14"}).Is(201).Text("related.meeting")
	count := func(items int) int {
		for n := range items {
			w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": fmt.Sprint(n)}).Is(200)
		}
		before := s.N()
		w.Do(secretariat, "GET", meeting+"/minutes", nil).Is(200)
		return len(s.Since(before))
	}
	if few, many := count(1), count(39); few != many || many > 12 {
		t.Errorf("%d statements for one item, %d for forty", few, many)
	}
}
