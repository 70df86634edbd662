package calendar_test

import (
	"fmt"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	clerk       = "clerk@3417"
	grue        = "/v1/organisations/3417"
	region      = "/v1/organisations/" + apptest.Region
	board       = region + "/bodies/styre"
)

func entry(kind, first, last, name string) object {
	e := object{"kind": kind, "first_day": first, "name": name}
	if last != "" {
		e["last_day"] = last
	}
	return e
}

// due is the deadline of a rule in a calendar.
func due(w *apptest.World, of, query string) string {
	return w.Do(clerk, "GET", of+query, nil).Is(200).Text("due")
}

func TestABodyInheritsOfItsOrganisationAndAMunicipalityNothingOfARegion(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for at, e := range map[string]object{
		region + "/calendar": entry("day_off", "2024-05-10", "", "Inneklemt dag"),
		board + "/calendar":  entry("working_day", "2024-05-11", "", "Lørdagsmøte"),
	} {
		w.Do(secretariat, "POST", at+"/entries", e).Is(201)
	}
	w.Do(secretariat, "POST", region+"/bodies/representantskap/calendar/entries", entry("working_day", "2024-05-10", "", "Møte likevel")).Is(201)
	const count = "/calendar/deadline?from=2024-05-08&rule=working_days:1"
	for name, c := range map[string]struct{ of, query, want string }{
		"the region is off on Ascension Day and the day after": {region, count, "2024-05-13"},
		"the board works on the Saturday":                      {region, count + "&body=styre", "2024-05-11"},
		"the council works although the region is off":         {region, count + "&body=representantskap", "2024-05-10"},
		"another body is off with the region":                  {region, count + "&body=fellesmote", "2024-05-13"},
		"a municipality inherits nothing of it":                {grue, count, "2024-05-10"},
	} {
		if got := due(w, c.of, c.query); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	shown := w.Do(clerk, "GET", board+"/calendar", nil).Is(200)
	var c calendar.Calendar
	shown.Into(&c)
	if len(c.Entries) != 2 || c.Entries[0].Name != "Inneklemt dag" || c.Entries[0].Body != "" || c.Entries[0].Self != region+"/calendar/entries/1" ||
		c.Entries[1].Name != "Lørdagsmøte" || c.Entries[1].Body != "styre" || c.Entries[1].Self != board+"/calendar/entries/1" {
		t.Errorf("the board's calendar is shown as %+v", shown.JSON())
	}
	if c.Version == "no-1" || c.Version == w.Do(clerk, "GET", region+"/calendar", nil).Is(200).Text("version") {
		t.Errorf("it has the version %s", c.Version)
	}
	if got := w.Do(clerk, "GET", grue+"/calendar", nil).Is(200).Text("version"); got != "no-1" {
		t.Errorf("a calendar without entries has the version %s", got)
	}
}

func TestAnEntryIsChangedByItsTagAndKeepsItsHistory(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	before := w.Clock.Now()
	added := w.Do(clerk, "POST", grue+"/calendar/entries", entry("recess", "2024-07-01", "2024-07-31", "Fellesferie")).Is(201)
	address := added.Text("self")
	if address != grue+"/calendar/entries/1" || added.Header().Get("Location") != address {
		t.Fatalf("it stands at %s", address)
	}
	w.Clock.Set(before.Add(time.Hour))
	first := w.Clock.Now()
	longer := entry("recess", "2024-06-24", "2024-08-04", "Sommer")
	longer["reason"] = "The council's plan"
	w.Do(clerk, "PUT", address, longer).Refused(428, "precondition.required")
	w.Do(clerk, "PUT", address, longer, apptest.IfMatch(`"r99"`)).Refused(412, "precondition.stale")
	w.Do(clerk, "PUT", address+"?dry_run=true", longer, apptest.IfMatch(added.ETag())).Is(200)
	changed := w.Do(clerk, "PUT", address, longer, apptest.IfMatch(added.ETag())).Is(200)
	w.Do(clerk, "PUT", address, longer, apptest.IfMatch(changed.ETag())).Is(200) // the same once more
	w.Do(clerk, "PUT", address, longer, apptest.IfMatch(added.ETag())).Refused(412, "precondition.stale")
	w.Clock.Set(before.Add(2 * time.Hour))
	second := w.Clock.Now()
	w.Do(clerk, "DELETE", address, nil).Refused(428, "precondition.required")
	w.Do(clerk, "DELETE", address, nil, apptest.IfMatch(added.ETag())).Refused(412, "precondition.stale")
	w.Do(clerk, "DELETE", address, nil, apptest.IfMatch(changed.ETag())).Is(200)
	w.Do(clerk, "GET", address, nil).Is(404)
	w.Do(clerk, "DELETE", address, nil, apptest.IfMatch("*")).Is(404)

	for at, want := range map[string]string{
		before.Add(-time.Minute).Format(time.RFC3339): "", before.Add(time.Minute).Format(time.RFC3339): "Fellesferie",
		first.Add(time.Minute).Format(time.RFC3339): "Sommer", second.Add(time.Minute).Format(time.RFC3339): "",
	} {
		var c calendar.Calendar
		w.Do(clerk, "GET", grue+"/calendar?at="+at, nil).Is(200).Into(&c)
		if name := names(c); name != want || len(c.Actions) > 0 {
			t.Errorf("at %s it has %q, want %q", at, name, want)
		}
	}
	var history struct{ Items []calendar.CalendarChange }
	w.Do("reader@3417", "GET", grue+"/calendar/history", nil).Is(200).Into(&history)
	if h := history.Items; len(h) != 3 || h[0].Before == nil || h[0].Before.Name != "Sommer" || h[0].After != nil || h[0].Entry != 1 ||
		h[1].Before.Name != "Fellesferie" || h[1].After.Name != "Sommer" || h[1].Reason != "The council's plan" || h[1].By != apptest.Person(clerk) ||
		h[2].Before != nil || h[2].After.FirstDay != workday.MustDate("2024-07-01") || h[2].Number != 1 {
		t.Errorf("the history is %+v", history.Items)
	}
	page := w.Do(clerk, "GET", grue+"/calendar/history?limit=2", nil).Is(200)
	page = w.Do(clerk, "GET", grue+"/calendar/history?limit=2&cursor="+page.Text("next"), nil).Is(200)
	if n := len(page.Get("items").([]any)); n != 1 {
		t.Errorf("the second page has %d changes", n)
	}
	again := w.Do(clerk, "POST", grue+"/calendar/entries", entry("day_off", "2024-12-24", "", "Julaften")).Is(201)
	if again.Text("self") != grue+"/calendar/entries/2" {
		t.Errorf("a number is used again: %s", again.Text("self"))
	}
}

func names(c calendar.Calendar) (all string) {
	for _, e := range c.Entries {
		all += e.Name
	}
	return all
}

func TestWhatACalendarCannotSayIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	post := func(e object) *apptest.Answer { return w.Do(clerk, "POST", grue+"/calendar/entries", e) }
	post(entry("day_off", "2024-05-10", "2024-05-12", "Fri")).Is(201)
	post(entry("recess", "2024-07-01", "2024-07-31", "Fellesferie")).Is(201)
	for name, c := range map[string]struct {
		entry  object
		status int
		code   string
	}{
		"a working day that is off":  {entry("working_day", "2024-05-12", "2024-05-14", "Møte"), 409, "calendar.contradiction"},
		"days that are off already":  {entry("day_off", "2024-05-01", "2024-05-10", "Mer fri"), 409, "calendar.overlap"},
		"a recess within a recess":   {entry("recess", "2024-07-31", "", "Mer ferie"), 409, "calendar.overlap"},
		"one that never ends":        {entry("recess", "2024-08-01", "2033-08-01", "Evig ferie"), 422, "calendar.content"},
		"a day more than a year":     {entry("recess", "2024-08-01", "2025-08-02", "Lang ferie"), 422, "calendar.content"},
		"an end before the start":    {entry("day_off", "2024-06-02", "2024-06-01", "Fri"), 422, "calendar.content"},
		"a day eleven years ago":     {entry("day_off", "2013-01-01", "", "Fri"), 422, "calendar.content"},
		"a day eleven years ahead":   {entry("day_off", "2035-01-01", "", "Fri"), 422, "calendar.content"},
		"a name of spaces":           {entry("day_off", "2024-06-01", "", "   "), 422, "calendar.content"},
		"no name":                    {entry("day_off", "2024-06-01", "", ""), 422, "request.invalid"},
		"the year 0":                 {entry("day_off", "0000-01-01", "", "Fri"), 422, "request.invalid"},
		"the year 9999":              {entry("day_off", "9999-12-31", "", "Fri"), 422, "request.invalid"},
		"a day that does not exist":  {entry("day_off", "2023-02-29", "", "Fri"), 422, "request.invalid"},
		"a kind that does not exist": {entry("holiday", "2024-06-01", "", "Fri"), 422, "request.invalid"},
	} {
		if a := post(c.entry); a.Code != c.status || a.Text("code") != c.code {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	if said := post(entry("working_day", "2024-05-12", "2024-05-14", "Møte")).Text("errors.0.detail"); said != "contradicts “Fri” (day off) on 12 May 2024" {
		t.Errorf("it is said so: %s", said)
	}
	// What is next to it, or says something of another sort, fits.
	post(entry("working_day", "2024-07-06", "", "Lørdag i ferien")).Is(201)
	post(entry("day_off", "2024-05-13", "", "Fri til")).Is(201)
	// An entry may take its own place.
	own := w.Do(clerk, "GET", grue+"/calendar/entries/1", nil).Is(200)
	w.Do(clerk, "PUT", grue+"/calendar/entries/1", entry("working_day", "2024-05-11", "2024-05-12", "Dugnad"), apptest.IfMatch(own.ETag())).Is(200)
	w.Do(clerk, "PUT", grue+"/calendar/entries/1", entry("working_day", "2024-05-11", "2024-05-13", "Dugnad"), apptest.IfMatch("*")).Refused(409, "calendar.contradiction")
}

func TestACalendarHoldsSoMuchAndNoMore(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`INSERT INTO calendar_entry (organisation_id, number, kind, first_day, last_day, name, since)
		SELECT o.id, n, 'day_off', date '2020-01-01' + 2 * n, date '2020-01-01' + 2 * n, 'Fri', 0 FROM organisation o, generate_series(1, 400) n WHERE o.key = '3417'`)
	w.Do(clerk, "POST", grue+"/calendar/entries", entry("day_off", "2024-05-10", "", "Fri")).Refused(409, "calendar.full")
	w.Do(clerk, "PUT", grue+"/calendar/entries/400", entry("day_off", "2024-05-10", "", "Fri"), apptest.IfMatch("*")).Is(200)
	if n := len(w.Do(clerk, "GET", grue+"/calendar", nil).Is(200).Get("entries").([]any)); n != 400 {
		t.Errorf("%d entries", n)
	}
}

func TestACalendarIsKeptByWhoKeepsIt(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	e := entry("day_off", "2024-05-10", "", "Fri")
	for who, status := range map[string]int{
		clerk: 200, "administrator@3417": 403, "chief_executive@3417": 403, "case_officer@3417": 403, "reader@3417": 403,
		secretariat: 403, "clerk@3418": 404, "": 401,
	} {
		if a := w.Do(who, "POST", grue+"/calendar/entries?dry_run=true", e); a.Code != status {
			t.Errorf("%s is answered %d: %s", who, a.Code, a.Body)
		}
	}
	for who, status := range map[string]int{secretariat: 200, "board_chair@" + apptest.Region: 403, "auditor@" + apptest.Region: 403, clerk: 403} {
		for _, at := range []string{region, board} {
			if a := w.Do(who, "POST", at+"/calendar/entries?dry_run=true", e); a.Code != status {
				t.Errorf("%s is answered %d at %s: %s", who, a.Code, at, a.Body)
			}
		}
	}
	w.Do(secretariat, "POST", region+"/bodies/formannskap/calendar/entries", e).Is(404)
	w.Do(clerk, "POST", grue+"/bodies/styre/calendar/entries", e).Is(404) // a body of somebody else
	w.Do(clerk, "GET", grue+"/bodies/styre/calendar", nil).Is(404)
	w.Do(clerk, "GET", grue+"/bodies/styre/calendar/history", nil).Is(404)
	for who, open := range map[string]bool{clerk: true, "reader@3417": false, secretariat: false} {
		offered := w.Do(who, "GET", grue+"/calendar", nil).Is(200).Get("actions.0")
		if o := offered.(map[string]any); o["act"] != "add-calendar-entry" || o["open"] != open {
			t.Errorf("%s is offered %v", who, o)
		}
	}
	if href := w.Do(clerk, "GET", grue, nil).Is(200).Text("related.calendar"); href != grue+"/calendar" {
		t.Errorf("the organisation relates to %q", href)
	}
}

func TestAnyCountOfDaysIsExplained(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	count := func(query string) *apptest.Answer {
		return w.Do(clerk, "GET", grue+"/calendar/deadline?"+query, nil, apptest.Header("Accept-Language", "en"))
	}
	var d calendar.CountedDeadline
	count("from=2025-04-11&rule=working_days:4").Is(200).Into(&d)
	if d.Due != workday.MustDate("2025-04-22") || len(d.Skipped) != 7 || !d.EndsAt.Equal(time.Date(2025, 4, 22, 22, 0, 0, 0, time.UTC)) || d.Zone != "Europe/Oslo" ||
		d.CalendarVersion != "no-1" || d.Sentence.String() != "4 working days after 11 April 2025 is 22 April 2025. Not counted: 3 weekend days, 17 April 2025 (public holiday: Maundy Thursday), 18 April 2025 (public holiday: Good Friday), 20 April 2025 (public holiday: Easter Sunday) and 21 April 2025 (public holiday: Easter Monday). Calendar version: no-1." {
		t.Errorf("%+v", d)
	}
	for query, want := range map[string]string{
		"from=2025-03-29&rule=days:1":                           "2025-03-30T22:00:00Z", // the day that has 23 hours
		"from=2025-10-25&rule=days:1":                           "2025-10-26T23:00:00Z", // and the one that has 25
		"from=2025-06-18&rule=days:1&zone=Pacific/Kiritimati":   "2025-06-19T10:00:00Z", // east of the date line
		"from=2025-06-18&rule=days:1&zone=Pacific/Pago_Pago":    "2025-06-20T11:00:00Z", // and west of it
		"from=2025-06-18&rule=days:1&zone=UTC":                  "2025-06-20T00:00:00Z",
		"from=2024-01-31&rule=months:1":                         "2024-02-29T23:00:00Z",
		"from=2200-12-31&rule=months:-1":                        "2200-11-30T23:00:00Z",
		"from=1900-01-01&rule=working_days:0,forward":           "1900-01-02T23:00:00Z",
		"from=2025-06-18&rule=days:1,none&zone=Europe%2FLondon": "2025-06-19T23:00:00Z",
	} {
		if got := count(query).Is(200).Text("ends_at"); got != want {
			t.Errorf("%s ends at %s, want %s", query, got, want)
		}
	}
	for query, code := range map[string]string{
		"rule=days:1": "request.invalid", "from=2025-06-18": "request.invalid", "from=2025-02-29&rule=days:1": "request.invalid", "from=0000-01-01&rule=days:1": "request.invalid",
		"from=9999-12-31&rule=days:1": "request.invalid", "from=2025-06-18T10:00:00Z&rule=days:1": "request.invalid",
		"from=2025-06-18&rule=days:1000000000": "calendar.rule", "from=2025-06-18&rule=days": "calendar.rule", "from=2025-06-18&rule=years:1": "calendar.rule",
		"from=2025-06-18&rule=days:1,later": "calendar.rule", "from=2200-12-31&rule=days:1": "calendar.range", "from=1900-01-01&rule=months:-1": "calendar.range",
		"from=1900-01-01&rule=days:0,backward": "calendar.range", "from=2025-06-18&rule=days:1&zone=Europe/Atlantis": "calendar.zone", "from=2025-06-18&rule=days:1&zone=Local": "calendar.zone",
		"from=2025-06-18&rule=days:1&zone=../../etc/passwd": "calendar.zone", "from=2025-06-18&rule=days:1&body=styre": "directory.unknown_body",
		"from=2025-06-18&rule=days:1&rule=days:2": "request.invalid", "from=2025-06-18&rule=days:1&to=2025-07-01": "request.invalid",
	} {
		if a := count(query); a.Code != 422 || a.Text("code") != code {
			t.Errorf("%s: %d %s", query, a.Code, a.Body)
		}
	}
	w.Do("clerk@3418", "GET", region+"/calendar/deadline?from=2025-06-18&rule=days:1&body=styre", nil).Is(200)
}

// Two who enter the same days at once: one of them is told.
func TestTwoAtOnceCannotContradictEachOther(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	kinds := make(chan string, 2)
	kinds <- "day_off"
	kinds <- "working_day"
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do(clerk, "POST", grue+"/calendar/entries", entry(<-kinds, "2024-05-10", "", "Fri"))
	})
	low.Is(201)
	high.Refused(409, "calendar.contradiction")
	for i := range 2 {
		a := w.Do(clerk, "POST", grue+"/calendar/entries", entry("day_off", "2024-06-01", "", "Fri"), apptest.Key("once-and-no-more")).Is(201)
		if got := a.Text("self"); got != fmt.Sprintf("%s/calendar/entries/2", grue) {
			t.Errorf("request %d made %s", i, got)
		}
	}
}
