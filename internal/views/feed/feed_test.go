package feed_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	feeds       = "/v1/me/feeds"
	secretariat = "secretariat@" + apptest.Region
	kase        = "/v1/regions/" + apptest.Region + "/cases/2024-1"
	styre       = "/v1/organisations/" + apptest.Region + "/bodies/styre/meeting-calendar"
)

var ofCase = object{"kind": "case", "region": apptest.Region, "case": "2024-1"}

// create makes a feed, and gives its path and the path of its secret address.
func create(t *testing.T, w *apptest.World, who string, of object) (self, address string) {
	t.Helper()
	a := w.Do(who, "POST", feeds, of, apptest.Key("a key "+fmt.Sprint(of))).Is(201)
	address, ok := strings.CutPrefix(a.Text("address"), "http://forankring.test")
	if !ok || len(address) < len("/v1/feeds/")+26 {
		t.Fatalf("the address is %q", a.Text("address"))
	}
	return a.Text("self"), address
}

// read reads a feed, as `SUMMARY DTSTART STATUS SEQUENCE` of each event.
func read(t *testing.T, w *apptest.World, address string) (events []string) {
	t.Helper()
	a := w.Do("", "GET", address, nil).Is(200)
	parsed, err := ics.ParseCalendar(bytes.NewReader(a.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	uids := map[string]bool{}
	for _, e := range parsed.Events() {
		if uids[e.Id()] {
			t.Errorf("%s stands twice", e.Id())
		}
		uids[e.Id()] = true
		is := func(p ics.ComponentProperty) string { return e.GetProperty(p).Value }
		events = append(events, fmt.Sprintf("%s|%s|%s|%s", is(ics.ComponentPropertySummary), is(ics.ComponentPropertyDtStart), is(ics.ComponentPropertyStatus), is(ics.ComponentPropertySequence)))
	}
	return events
}

func has(t *testing.T, events []string, want ...string) {
	t.Helper()
	for _, one := range want {
		if !slices.Contains(events, one) {
			t.Errorf("it lacks %q:\n%s", one, strings.Join(events, "\n"))
		}
	}
}

func lacks(t *testing.T, events []string, text string) {
	t.Helper()
	if all := strings.Join(events, "\n"); strings.Contains(all, text) {
		t.Errorf("it has %q:\n%s", text, all)
	}
}

func TestAFeedShowsMeetingsAndDeadlines(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	_, body := create(t, w, secretariat, object{"kind": "body", "organisation": apptest.Region, "body": "styre"})
	has(t, read(t, w, body), "styre: Styremøte|20240418T180000|CONFIRMED|0", "styre: Styremøte|20240516T180000|CANCELLED|1")
	w.Do(secretariat, "POST", styre+"/1/move", object{"date": "2024-04-19", "reason": "The accounts are not ready"}).Is(200)
	has(t, read(t, w, body), "styre: Styremøte|20240419|CONFIRMED|1")
	_, ofThis := create(t, w, secretariat, ofCase)
	has(t, read(t, w, ofThis), "The proposal is ready (Regional kraftstrategi)|20240902|CONFIRMED|0")
	w.Do(secretariat, "POST", kase+"/milestones", object{"key": "seminar", "title": "Seminar; with, signs", "kind": "event", "due": "2024-06-03"}).Is(201)
	w.Do(secretariat, "POST", kase+"/milestones/seminar/move", object{"due": "2024-06-04", "reason": "The hall is taken"}).Is(200)
	has(t, read(t, w, ofThis), "Seminar; with, signs (Regional kraftstrategi)|20240604|CONFIRMED|1")
	w.Do(secretariat, "POST", kase+"/milestones/seminar/withdraw", object{"reason": "A mistake"}).Is(200)
	has(t, read(t, w, ofThis), "Seminar; with, signs (Regional kraftstrategi)|20240604|CANCELLED|2")
	_, whole := create(t, w, "reader@3417", object{"kind": "organisation", "organisation": apptest.Region})
	has(t, read(t, w, whole), "styre: Styremøte|20240419|CONFIRMED|1", "The proposal is ready (Regional kraftstrategi)|20240902|CONFIRMED|0")
	_, mine := create(t, w, secretariat, object{"kind": "mine"})
	has(t, read(t, w, mine), "The proposal is ready (Regional kraftstrategi)|20240902|CONFIRMED|0")
	_, theirs := create(t, w, "administrator@3417", object{"kind": "mine"})
	has(t, read(t, w, theirs), "The councils have decided (Regional kraftstrategi)|20241202|CONFIRMED|0")
	lacks(t, read(t, w, theirs), "The proposal is ready")
	_, chairs := create(t, w, "board_chair@"+apptest.Region, object{"kind": "mine"})
	has(t, read(t, w, chairs), "styre: Styremøte|20240419|CONFIRMED|1")
}

func TestAnAddressIsReadByWhoeverHoldsIt(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	self, address := create(t, w, secretariat, ofCase)
	a := w.Do("", "GET", address, nil).Is(200)
	for name, want := range map[string]string{
		"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", "Content-Language": "nb",
	} {
		if got := a.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	w.Clock.Set(w.Clock.Now().Add(30 * time.Minute))
	same := func(r *http.Request) { r.Header.Set("If-None-Match", a.Header().Get("ETag")) }
	if again := w.Do("", "GET", strings.TrimSuffix(address, ".ics"), nil, same).Is(304); again.Body.Len() != 0 {
		t.Errorf("304 with %q", again.Body)
	}
	if got := w.Do(secretariat, "GET", self, nil).Is(200); got.Get("address") != nil || got.Get("last_used_at") == nil {
		t.Errorf("it is shown as %s", got.Body)
	}
	if all := w.Do(secretariat, "GET", feeds, nil).Is(200).Body.String(); strings.Contains(all, strings.TrimPrefix(address, "/v1/feeds/")[:26]) {
		t.Errorf("the list has the secret: %s", all)
	}
	w.Do("clerk@3417", "GET", self, nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "DELETE", self, nil).Refused(428, "precondition.required")
	w.Do(secretariat, "DELETE", self, nil, apptest.IfMatch("*")).Is(200)
	w.Do(secretariat, "DELETE", self, nil, apptest.IfMatch("*")).Refused(409, "feed.revoked")
	revoked := w.Do("", "GET", address, nil).Refused(404, "resource.not_found")
	guessed := w.Do("", "GET", "/v1/feeds/BBBBBBBBBBBBBBBBBBBBBBBBBB.ics", nil).Refused(404, "resource.not_found")
	if revoked.Text("detail") != guessed.Text("detail") || revoked.Text("instance") != "/v1/feeds/…" || guessed.Text("instance") != "/v1/feeds/…" {
		t.Errorf("a revoked address is told from a guessed one: %s, %s", revoked.Body, guessed.Body)
	}
	var n int
	if err := w.Pool.QueryRow(t.Context(), `SELECT count(*) FROM audit_event WHERE act IN ('create-feed', 'revoke-feed') AND object = $1`, self).Scan(&n); err != nil || n != 2 {
		t.Errorf("the record has %d events (%v)", n, err)
	}
	secret := strings.TrimSuffix(strings.TrimPrefix(address, "/v1/feeds/"), ".ics")
	if err := w.Pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM audit_event e WHERE e::text LIKE '%' || $1 || '%') + (SELECT count(*) FROM feed f WHERE f::text LIKE '%' || $1 || '%')
		+ (SELECT count(*) FROM idempotency_key k WHERE k::text LIKE '%' || $1 || '%' OR k::text LIKE '%' || encode($1::bytea, 'hex') || '%')`, secret).Scan(&n); err != nil || n != 0 {
		t.Errorf("the secret is kept %d times (%v)", n, err)
	}
}

func TestAFeedEndsWithTheOfficeByWhichItWasRead(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	_, address := create(t, w, "clerk@3417", ofCase)
	_, mine := create(t, w, "clerk@3417", object{"kind": "mine"})
	w.Do("", "GET", address, nil).Is(200)
	w.Exec(`UPDATE office SET to_at = $2 WHERE person_id = $1`, apptest.Person("clerk@3417"), w.Clock.Now())
	w.Do("", "GET", address, nil).Refused(404, "resource.not_found")
	w.Do("", "GET", mine, nil).Is(200)
}

func TestNobodyMakesAFeedOfWhatTheyMayNotRead(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	stranger := "chief_executive@" + apptest.Stranger
	for _, of := range []object{ofCase, {"kind": "case", "region": apptest.Region, "case": "2024-99"}, {"kind": "body", "organisation": "3417", "body": "kommunestyre"}, {"kind": "organisation", "organisation": "9999"}} {
		w.Do(stranger, "POST", feeds, of).Refused(404, "resource.not_found")
	}
	w.Do(stranger, "POST", feeds, object{"kind": "body", "organisation": "3417"}).Refused(422, "feed.content_invalid")
	if dry := w.Do(secretariat, "POST", feeds+"?dry_run=true", ofCase).Is(200); dry.Get("address") != nil {
		t.Errorf("a dry run has the address %v", dry.Get("address"))
	}
}

func TestAnExemptCaseStandsWithItsShieldedTitle(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	_, address := create(t, w, secretariat, ofCase)
	_, whole := create(t, w, secretariat, object{"kind": "organisation", "organisation": apptest.Region})
	_, mine := create(t, w, secretariat, object{"kind": "mine"})
	_, readers := create(t, w, "reader@3417", object{"kind": "organisation", "organisation": apptest.Region})
	w.Exec(`UPDATE casefile SET publicity = 'exempt', legal_basis = 'offl. § 13', shielded_title = 'Unntatt sak'`)
	for _, of := range []string{address, whole, mine} {
		events := read(t, w, of)
		has(t, events, "Frist (Unntatt sak)|20240902|CONFIRMED|0")
		lacks(t, events, "kraftstrategi")
		lacks(t, events, "proposal")
		if body := w.Do("", "GET", of, nil).Body.String(); strings.Contains(body, "proposal_ready") {
			t.Errorf("it tells a key of the case: %s", body)
		}
	}
	lacks(t, read(t, w, readers), "Unntatt")
}

// However many meetings and milestones there are, a feed is read with as many
// statements; and a poll writes at most once an hour.
func TestAFeedIsReadWithFewStatementsHoweverMuchIsInIt(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.Furnished(t, listen)
	addresses := map[string]int{}
	for most, of := range map[int]object{9: ofCase, 7: {"kind": "body", "organisation": apptest.Region, "body": "styre"}, 10: {"kind": "organisation", "organisation": apptest.Region}, 18: {"kind": "mine"}} {
		_, address := create(t, w, secretariat, of)
		w.Do("", "GET", address, nil).Is(200)
		addresses[address] = most
	}
	w.Exec(`INSERT INTO planned_meeting (body_id, on_date, zone, uid, created_at, changed_at) SELECT b.id, date '2024-03-01' + n, 'Europe/Oslo', n::text, now(), now() FROM body b, generate_series(1, 200) n`)
	w.Exec(`INSERT INTO milestone (case_id, key, title, kind, due, per_municipality, created_at) SELECT id, 'm' || n, 'M', 'event', date '2024-03-01' + n, false, now() FROM casefile, generate_series(1, 100) n`)
	for address, most := range addresses {
		before := s.N()
		w.Do("", "GET", address, nil).Is(200)
		said := s.Since(before)
		if len(said) > most {
			t.Errorf("%d statements, want at most %d", len(said), most)
		}
		for _, q := range said {
			if strings.Contains(q.SQL, "UPDATE") {
				t.Errorf("a poll within the hour writes: %s", q.SQL)
			}
		}
	}
	w.Clock.Set(w.Clock.Now().Add(time.Hour))
	for address := range addresses {
		before := s.N()
		w.Do("", "GET", address, nil).Is(200)
		if !slices.ContainsFunc(s.Since(before), func(q pgx.QueuedQuery) bool { return strings.Contains(q.SQL, "UPDATE feed") }) {
			t.Error("the use after an hour is not noted")
		}
	}
}
