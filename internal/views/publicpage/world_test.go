package publicpage_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	chair       = "board_chair@" + apptest.Region
	member      = "board_member@" + apptest.Region
	styre       = "/v1/organisations/" + apptest.Region + "/bodies/styre"
	region      = "/v1/public/regions/" + apptest.Region
	cases       = region + "/cases"
	inside      = "/v1/regions/" + apptest.Region + "/cases"
)

func html(r *http.Request) { r.Header.Set("Accept", "text/html") }

// treated is a world in which the board, in an open meeting, recommended by name and with
// another word what was proposed in 2024-2, and the council of 3417 adopted it in its own
// system. The board has a paper before it.
func treated(t testing.TB, options ...apptest.Option) *apptest.World {
	t.Helper()
	w := apptest.Treated(t, options...)
	w.Exec(`UPDATE meeting SET state = 'closed', closed_at = opened_at + interval '1 hour' WHERE state = 'opened'`) // a body meets once at a time
	at := inside + "/2024-2"
	w.Do(secretariat, "POST", at+"/documents", object{"organisation": apptest.Region, "title": "Traseer for turstien", "kind": "report", "publicity": "public"}).Is(201)
	paper := w.Do(secretariat, "POST", at+"/documents/1/versions?file_name=Traseer.pdf", "%PDF-1.7 of a kind", apptest.Header("Content-Type", "application/pdf")).Is(200)
	meeting := w.Do(secretariat, "POST", styre+"/meeting-calendar", object{"date": "2024-02-12", "time": "10:00", "place": "Rådhuset", "title": "Internal title", "note": "Internal note"}).Is(201).Text("related.meeting")
	item := w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "treatment", "region": apptest.Region, "case": "2024-2", "papers": []object{
		{"title": "Traseer", "document": 1, "version": 1, "sha256": paper.Text("versions.0.sha256")}, {"title": "Kart", "address": "https://kongsvingerregionen.no/kart"},
	}}).Is(200).Text("agenda.0.self")
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person"}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 0, 0, 0, time.UTC))
	w.Do(secretariat, "POST", meeting+"/open", object{"present": []object{{"person": apptest.Person(chair)}, {"person": apptest.Person(member)}}}).Is(200)
	w.Clock.Set(time.Date(2024, 2, 12, 9, 30, 0, 0, time.UTC))
	w.Do(secretariat, "POST", item+"/proposals", object{"kind": "main", "by": "The secretariat", "text": "The council takes part in the regional footpath."}).Is(200)
	w.Do(secretariat, "PUT", item+"/votes/1", object{"kind": "resolution", "on": []int{1}, "voices": []object{
		{"person": apptest.Person(chair), "voice": "for"}, {"person": apptest.Person(member), "voice": "for"},
	}}).Is(200)
	w.Do(secretariat, "POST", item+"/resolve", object{"outcome": "recommended_with_changes", "items": []object{{"number": 1, "text": "The council takes part in the regional footpath."}}}).Is(200)
	council := w.Do("clerk@3417", "GET", at+"/treatment", nil).Is(200)
	for _, i := range []string{"0", "1", "2"} {
		if council.Text("steps.1.treatments."+i+".organisation") == "3417" {
			w.Do("clerk@3417", "PUT", council.Text("steps.1.treatments."+i+".self")+"/resolution", object{
				"outcome": "adopted", "date": "2024-02-12", "case_number": "031/24", "items": []object{{"number": 1, "text": "The council takes part in the common footpath."}, {"number": 2, "text": "It reports in a year."}},
				"counts": object{"present": 17, "voting": 17, "disqualified": 0, "for": 15, "against": 2}, "minutes": object{"address": "https://grue.kommune.no/moter/31"},
			}, apptest.IfMatch("*")).Is(200)
		}
	}
	return w
}

func TestRule94TheWayOfAPublicCase(t *testing.T) {
	t.Parallel()
	w := treated(t)
	a := w.Do("", "GET", cases+"/2024-2", nil).Is(200)
	a.Has(object{
		"number": "2024-2", "title": "Felles tursti", "state": "in_treatment", "kind": "other", "opened_on": "2024-02-12", "legal_basis": nil,
		"content.participants.2.municipality": "3417", "content.sent_on": "2024-02-12", "content.proposed_resolution.items.0.text": "The council takes part in the common footpath.",
		"content.treatment.0.step": "board", "content.treatment.0.bodies.0.state": "done", "content.treatment.0.bodies.0.resolutions.0.outcome": "recommended_with_changes",
		"content.treatment.0.bodies.0.resolutions.0.counts.for": 2, "content.treatment.0.bodies.0.resolutions.0.comparison.0.class": "substantive",
		"content.treatment.0.bodies.0.resolutions.0.comparison.0.difference.1.text": "common", "content.treatment.0.bodies.0.resolutions.0.comparison.0.difference.2.text": "regional",
		"content.treatment.1.bodies.2.organisation": "3417", "content.treatment.1.bodies.2.resolutions.0.comparison.0.class": "identical", "content.treatment.1.bodies.2.resolutions.0.comparison.1.class": "added",
		"content.treatment.1.bodies.2.resolutions.0.minutes.address": "https://grue.kommune.no/moter/31", "content.treatment.1.bodies.2.resolutions.0.contestable_until": "2024-03-04",
		"content.meetings.0.body": "styre", "content.meetings.0.time": "10:00", "content.meetings.0.place": "Rådhuset", "content.meetings.0.notice_on": "2024-02-12",
		"content.meetings.0.item.title": "Felles tursti", "content.meetings.0.item.papers.0.title": "Traseer for turstien", "content.meetings.0.item.papers.1.address": "https://kongsvingerregionen.no/kart",
		"content.meetings.0.item.votes.0.for": 2, "content.meetings.0.item.votes.0.voices.1.voice": "for", "content.meetings.1": nil,
	})
	if text := a.Body.String(); strings.Contains(text, "Internal") {
		t.Errorf("it tells what is the calendar's own: %s", text)
	}
	paper := w.Do("", "GET", a.Text("content.meetings.0.item.papers.0.address"), nil).Is(200)
	if paper.Body.String() != "%PDF-1.7 of a kind" || paper.Header().Get("Cache-Control") != "public, max-age=60, stale-while-revalidate=300" {
		t.Errorf("the paper is %q (%v)", paper.Body, paper.Header())
	}
	page := w.Do("", "GET", cases+"/2024-2", nil, html).Is(200).Body.String()
	for _, want := range []string{"<del>", "</del>", "common", "<ins>", "regional", `lang="en"`, "<caption", `scope="col"`, "In the same words", "Not in the proposal:", "Members of the council can ask for a review"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestRule94WhatEverybodyReadsIsCachedAndShared(t *testing.T) {
	t.Parallel()
	w := treated(t)
	for _, path := range []string{cases, cases + "/2024-2", region + "/feed.atom", region + "/meetings.ics", cases + "/2024-2/documents/1/versions/1/content"} {
		a := w.Do("", "GET", path, nil).Is(200)
		for name, want := range map[string]string{"Cache-Control": "public, max-age=60, stale-while-revalidate=300", "Access-Control-Allow-Origin": "*"} {
			if got := a.Header().Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		elsewhere := w.Do("", "GET", path, nil, apptest.Header("Origin", "https://avisa.no")).Is(200)
		if got := elsewhere.Header().Get("Access-Control-Allow-Origin"); got != "*" {
			t.Errorf("%s: other pages may read it: %q", path, got)
		}
		if tag := a.ETag(); tag == "" || strings.HasPrefix(tag, "W/") {
			t.Errorf("%s: the tag is %q", path, tag)
		}
		if again := w.Do("", "GET", path, nil, apptest.Header("If-None-Match", a.ETag())).Is(304); again.Body.Len() != 0 || again.Header().Get("Cache-Control") == "" {
			t.Errorf("%s: 304 with %q, %v", path, again.Body, again.Header())
		}
	}
	if got := w.Do(secretariat, "GET", inside, nil, apptest.Header("Origin", "https://avisa.no")).Is(200).Header().Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("what is not public is shared with %q", got)
	}
	for _, lang := range []string{"nb", "nn", "en"} {
		a := w.Do("", "GET", cases, nil, html, apptest.Header("Accept-Language", lang)).Is(200)
		if got := a.Header().Get("Content-Language"); got != lang || !strings.Contains(a.Body.String(), `<html lang="`+lang+`">`) {
			t.Errorf("asked in %s it speaks %s", lang, got)
		}
	}
}

func TestRule94AListIsNarrowed(t *testing.T) {
	t.Parallel()
	w := treated(t)
	draft := w.Do(secretariat, "POST", inside, object{"title": "Et utkast", "kind": "plan", "publicity": "public"}).Is(201).Text("number")
	all := w.Do("", "GET", cases, nil).Is(200)
	all.Has(object{"items.0.number": "2024-2", "items.1.number": "2024-1", "items.2": nil, "items.0.title": "Felles tursti", "items.0.opened_on": "2024-02-12"})
	w.Do("", "GET", cases+"/"+draft, nil).Refused(404, "resource.not_found")
	for query, want := range map[string]string{
		"?state=in_treatment": "2024-2", "?kind=strategy": "2024-1", "?year=2023": "", "?municipality=3401": "2024-1", "?q=tursti": "2024-2", "?q=sti": "2024-2", "?q=2024-1": "2024-1", "?q=regional+-kraftstrategi": "",
		"?limit=1": "2024-2", "?state=&kind=&year=&q=utkast": "", "?state=in_treatment&municipality=3401": "", "?year=2024&kind=other": "2024-2",
	} {
		a := w.Do("", "GET", cases+query, nil).Is(200)
		got, _ := a.Get("items.0.number").(string)
		if got != want || a.Get("items.1") != nil {
			t.Errorf("%s finds %s", query, a.Body)
		}
	}
	first := w.Do("", "GET", cases+"?limit=1", nil).Is(200)
	w.Do("", "GET", cases+"?limit=1&cursor="+first.Text("next"), nil).Is(200).Has(object{"items.0.number": "2024-1", "next": nil})
	page := w.Do("", "GET", cases+"?limit=1&state=in_treatment", nil, html).Is(200).Body.String()
	if !strings.Contains(page, `<option value="in_treatment" selected>`) || !strings.Contains(page, `role="search"`) {
		t.Errorf("the page is %s", page)
	}
	w.Do("", "GET", cases+"?state=draft", nil).Refused(422, "request.invalid")
	w.Do("", "GET", "/v1/public/regions/3417/cases", nil).Refused(404, "resource.not_found")
	w.Do("", "GET", "/v1/public/regions/nowhere/feed.atom", nil).Refused(404, "resource.not_found")
}

func TestRule94FeedAndCalendarTellWhatHappened(t *testing.T) {
	t.Parallel()
	w := treated(t)
	w.Exec(`INSERT INTO case_effect (case_id, state, at, person_id) SELECT c.id, 'adopted', c.modified_at, p.id FROM casefile c, (SELECT id FROM person LIMIT 1) p WHERE c.serial = 2`)
	feed := w.Do("", "GET", region+"/feed.atom", nil).Is(200).Body.String()
	for _, want := range []string{
		"<title>Case 2024-2 is adopted: Felles tursti</title>",
		"<title>New case 2024-2: Felles tursti</title>", "styre meets on 12 February 2024 at 10:00", "case 2024-2: recommended with changes", "<title>Kommunestyret i 3417 (", `xml:lang="en"`,
		"tag:forankring.test,2024:kongsvingerregionen/opened/", "<link rel=\"self\"",
	} {
		if !strings.Contains(feed, want) {
			t.Errorf("the feed lacks %q:\n%s", want, feed)
		}
	}
	calendar := w.Do("", "GET", region+"/meetings.ics", nil).Is(200).Body.String()
	for _, want := range []string{"BEGIN:VEVENT", "UID:public-meeting-1@forankring.test", "DTSTART;TZID=Europe/Oslo:20240212T100000", "LOCATION:Rådhuset"} {
		if !strings.Contains(calendar, want) {
			t.Errorf("the calendar lacks %q:\n%s", want, calendar)
		}
	}
	if strings.Contains(calendar, "Internal") || strings.Contains(calendar, "Styremøte") || strings.Contains(calendar, "20240516") {
		t.Errorf("it tells what was not sent out: %s", calendar)
	}
}

func TestRule21AnExemptCaseIsANumberATitleAndItsBasis(t *testing.T) {
	t.Parallel()
	w := treated(t)
	w.Exec(`UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 23', shielded_title = 'Unntatt sak' WHERE serial = 2`)
	a := w.Do("", "GET", cases+"/2024-2", nil).Is(200)
	a.Has(object{"number": "2024-2", "title": "Unntatt sak", "legal_basis": "offl. § 23", "state": nil, "kind": nil, "opened_on": nil, "content": nil})
	w.Do("", "GET", cases+"/2024-2/documents/1/versions/1/content", nil).Refused(404, "resource.not_found")
	w.Do("", "GET", cases+"?year=2024", nil).Is(200).Has(object{"items.0.title": "Unntatt sak", "items.0.legal_basis": "offl. § 23", "items.0.state": nil})
	for _, query := range []string{"?state=in_treatment", "?kind=other", "?municipality=3417&year=2024", "?q=Unntatt", "?q=2024-2", "?q=tursti"} {
		if found := w.Do("", "GET", cases+query, nil).Is(200).Body.String(); strings.Contains(found, "2024-2\"") {
			t.Errorf("%s tells of it: %s", query, found)
		}
	}
	if feed := w.Do("", "GET", region+"/feed.atom", nil).Is(200).Body.String(); strings.Contains(feed, "2024-2") {
		t.Errorf("the feed tells of it: %s", feed)
	}
	w.Exec(`UPDATE casefile SET exempt_until = '2024-02-11' WHERE serial = 2`)
	w.Do("", "GET", cases+"/2024-2", nil).Is(200).Has(object{"title": "Felles tursti", "state": "in_treatment", "legal_basis": nil})
}
