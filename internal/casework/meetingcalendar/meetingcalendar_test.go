package meetingcalendar_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	chair       = "board_chair@" + apptest.Region
	calendar    = "/v1/organisations/" + apptest.Region + "/bodies/styre/meeting-calendar"
	ofRegion    = "/v1/regions/" + apptest.Region + "/meeting-calendar"
)

func plan(w *apptest.World, in object) *apptest.Answer {
	return w.Do(secretariat, "POST", calendar, in).Is(201)
}

// letters are the letters about meetings that somebody has.
func letters(t *testing.T, w *apptest.World, who string) int {
	t.Helper()
	return pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'meetings_changed' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who))
}

func TestRule52AMeetingIsPlannedMovedCancelledAndRestored(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	first := plan(w, object{"date": "2024-03-14", "time": "18:00", "title": "Styremøte", "place": "Rådhuset"})
	first.Has(object{"state": "planned", "zone": "Europe/Oslo", "time": "18:00", "history.0.change": "created", "warnings.0": nil, "actions.1.open": true, "actions.3.open": false})
	at := first.Text("self")
	w.Do("reader@3417", "GET", at, nil).Is(200).Has(object{"title": "Styremøte", "actions.1.open": false})

	moved := w.Do(secretariat, "POST", at+"/move", object{"date": "2024-03-21", "time": "17:00", "reason": "The accounts are not ready"}, apptest.IfMatch(first.ETag())).Is(200)
	moved.Has(object{"date": "2024-03-21", "history.1.change": "moved", "history.1.old_date": "2024-03-14", "history.1.old_time": "18:00", "history.1.reason": "The accounts are not ready"})
	w.Do(secretariat, "POST", at+"/move", object{"date": "2024-03-22", "reason": "Again"}, apptest.IfMatch(first.ETag())).Refused(412, "precondition.stale")
	w.Do(secretariat, "POST", at+"/restore", object{"reason": "Held"}).Refused(409, "meeting.not_cancelled")
	w.Do(secretariat, "POST", at+"/cancel", object{"reason": "Too few matters"}).Is(200).Has(object{"state": "cancelled", "history.2.change": "cancelled"})
	w.Do(secretariat, "POST", at+"/cancel", object{"reason": "Too few matters"}).Refused(409, "meeting.cancelled")
	w.Do(secretariat, "POST", at+"/move", object{"date": "2024-03-22", "reason": "x"}).Refused(409, "meeting.cancelled")
	restored := w.Do(secretariat, "POST", at+"/restore", object{"reason": "Matters came"}).Is(200)
	restored.Has(object{"state": "planned", "history.3.change": "restored"})

	w.Do(secretariat, "PUT", at, object{"title": "Budsjettmøte"}).Refused(428, "precondition.required")
	edited := w.Do(secretariat, "PUT", at, object{"title": "Budsjettmøte", "remote": true}, apptest.IfMatch(restored.ETag())).Is(200)
	edited.Has(object{"title": "Budsjettmøte", "place": nil, "remote": true, "history.4.change": "changed"})
	w.Do(secretariat, "PUT", at, object{"title": "Budsjettmøte", "remote": true}, apptest.IfMatch(edited.ETag())).Is(200).Has(object{"history.5": nil})

	// The chair hears of each move, once, and whoever did it hears nothing.
	if n := letters(t, w, chair); n != 3 {
		t.Errorf("the chair has %d letters", n)
	}
	if n := letters(t, w, secretariat); n != 0 {
		t.Errorf("the secretariat has %d letters of its own acts", n)
	}
	text := w.Do(chair, "GET", "/v1/me/notices?kind=meetings_changed", nil, apptest.Header("Accept-Language", "nb")).Is(200)
	if all := text.Body.String(); !strings.Contains(all, "Flyttet fra 14. mars 2024 kl. 18:00 til 21. mars 2024 kl. 17:00.") || !strings.Contains(all, "The accounts are not ready") {
		t.Errorf("the chair reads %s", all)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE object = $1`, at); n != 5 {
		t.Errorf("%d events", n)
	}
	list := w.Do("reader@3417", "GET", calendar+"?from=2024-01-01", nil).Is(200)
	list.Has(object{"items.0.date": "2024-03-21", "items.1": nil})
}

func TestAMeetingIsRefusedOrWarnedOf(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	first := plan(w, object{"date": "2024-03-14", "time": "18:00"})
	w.Do(secretariat, "POST", calendar, object{"date": "2024-03-14", "time": "18:00"}).Refused(409, "meeting.same_time")
	plan(w, object{"date": "2024-03-14", "time": "09:00"}).Has(object{"warnings.0.code": "meeting.same_day"})
	plan(w, object{"date": "2024-03-16"}).Has(object{"warnings.0.code": "meeting.day_off"})
	plan(w, object{"date": "2024-03-28", "time": "10:00"}).Has(object{"warnings.0.code": "meeting.day_off"})
	plan(w, object{"date": "2024-02-29"}).Has(object{"warnings.0": nil})
	held := plan(w, object{"date": "2024-02-08", "time": "18:00"})
	held.Has(object{"warnings.0.code": "meeting.day_passed", "actions.1.code": "meeting.held"})
	w.Do(secretariat, "POST", held.Text("self")+"/move", object{"date": "2024-04-08", "reason": "x"}).Refused(409, "meeting.held")
	w.Do(secretariat, "PUT", held.Text("self"), object{"note": "Held in the hall"}, apptest.IfMatch(held.ETag())).Is(200)
	w.Do(secretariat, "POST", held.Text("self")+"/cancel", object{"reason": "The storm"}).Is(200)
	w.Do(secretariat, "POST", first.Text("self")+"/move", object{"date": "2024-02-11", "reason": "x"}).Refused(422, "meeting.into_the_past")
	w.Do(secretariat, "POST", first.Text("self")+"/move", object{"date": "2024-03-14", "time": "09:00", "reason": "x"}).Refused(409, "meeting.same_time")
	w.Do(secretariat, "POST", first.Text("self")+"/move", object{"date": "2024-03-14", "time": "25:00", "reason": "x"}).Refused(422, "request.invalid")
	w.Do(secretariat, "POST", first.Text("self")+"/cancel", object{"reason": "  "}).Refused(422, "meeting.content_invalid")
	// A meeting at the time of one that is cancelled takes its place, and it cannot come back.
	w.Do(secretariat, "POST", first.Text("self")+"/cancel", object{"reason": "x"}).Is(200)
	plan(w, object{"date": "2024-03-14", "time": "18:00"})
	w.Do(secretariat, "POST", first.Text("self")+"/restore", object{"reason": "x"}).Refused(409, "meeting.same_time")

	w.Do("clerk@3417", "POST", calendar, object{"date": "2024-05-14"}).Refused(403, "permission.denied")
	w.Do("clerk@"+apptest.Stranger, "GET", calendar, nil).Refused(404, "resource.not_found")
	w.Do("clerk@"+apptest.Stranger, "GET", first.Text("self"), nil).Refused(404, "resource.not_found")
	other := strings.Replace(first.Text("self"), "/styre/", "/representantskap/", 1)
	w.Do(secretariat, "GET", other, nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "GET", strings.Replace(calendar, "styre", "none", 1), nil).Refused(404, "resource.not_found")
}

func TestTwoMeetingsAtOnceTakeOneTime(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do(secretariat, "POST", calendar, object{"date": "2024-03-14", "time": "18:00"})
	})
	low.Is(201)
	high.Refused(409, "meeting.same_time")
}

func csv(rows ...string) string {
	return "dato;kl;tittel;avlyst;id\n" + strings.Join(rows, "\n") + "\n"
}

func imported(w *apptest.World, query, file string) *apptest.Answer {
	kind := "text/csv"
	if strings.HasPrefix(file, "BEGIN:") {
		kind = "text/calendar"
	}
	return w.Do(secretariat, "POST", calendar+"/import?"+query, file, apptest.Header("Content-Type", kind))
}

// results are what became of the rows of an import.
func results(a *apptest.Answer) string {
	var all []string
	rows, _ := a.Get("rows").([]any)
	for _, r := range rows {
		all = append(all, r.(object)["result"].(string))
	}
	return strings.Join(all, " ")
}

func TestRule52ARepeatedImportChangesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	file := csv("14.03.2024;18:00;Styremøte;;a", "18.04.2024;18:00;Styremøte;;b", "16.05.2024;;Styremøte;;c", "20.06.2024;18:00;Styremøte;ja;d")
	preview := imported(w, "source=acos&dry_run=true", file).Is(200)
	if got := results(preview); got != "created created created skipped" || pgtest.Count(t, w.Pool, `SELECT count(*) FROM planned_meeting`) != 0 {
		t.Fatalf("the preview says %s", got)
	}
	first := imported(w, "source=acos", file).Is(200)
	first.Has(object{"totals.created": 3, "totals.skipped": 1, "format": "table", "rows.0.row": 2})
	events := func() int { return pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event`) }
	before, letter := events(), letters(t, w, chair)
	if again := imported(w, "source=acos", file).Is(200); results(again) != "unchanged unchanged unchanged skipped" {
		t.Errorf("the second import says %s", results(again))
	}
	if events() != before || letters(t, w, chair) != letter {
		t.Errorf("a repeated import left %d events", events()-before)
	}

	// What changed in the file moves and cancels; what was not changed stays.
	changed := csv("21.03.2024;17:00;Styremøte;;a", "18.04.2024;18:00;Styremøte;ja;b", "16.05.2024;;Budsjettmøte;;c")
	second := imported(w, "source=acos", changed).Is(200)
	if got := results(second); got != "moved cancelled changed" || !strings.Contains(second.Text("rows.0.detail"), "14 March 2024 at 18:00 to 21 March 2024 at 17:00") {
		t.Errorf("the changed file: %s", second.Body)
	}
	if n := letters(t, w, chair) - letter; n != 1 {
		t.Errorf("the chair has %d letters of one import", n)
	}
	if again := imported(w, "source=acos", changed).Is(200); results(again) != "unchanged unchanged unchanged" {
		t.Errorf("the changed file again: %s", results(again))
	}
	// What was done here since is not undone by a file that says the same.
	w.Do(secretariat, "POST", second.Text("rows.0.meeting")+"/move", object{"date": "2024-03-22", "time": "17:00", "reason": "x"}).Is(200)
	stays := imported(w, "source=acos", changed).Is(200)
	if results(stays) != "unchanged unchanged unchanged" || stays.Text("rows.0.warnings.0.code") != "meeting.changed_here" {
		t.Errorf("after a move here: %s", stays.Body)
	}
	// Uncancelled in the file, it is held after all.
	if back := imported(w, "source=acos", csv("18.04.2024;18:00;Styremøte;;b")).Is(200); results(back) != "restored" {
		t.Errorf("no longer cancelled: %s", results(back))
	}
}

func TestAFileCancelsWhatItLeavesOutOnlyAsTheWholeCalendar(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	whole := csv("08.02.2024;18:00;Styremøte;;p", "14.03.2024;18:00;Styremøte;;a", "18.04.2024;18:00;Styremøte;;b", "14.06.2024;18:00;Styremøte;;c")
	imported(w, "source=acos", whole).Is(200)
	plan(w, object{"date": "2024-04-25"})
	part := csv("14.03.2024;18:00;Styremøte;;a")
	if got := results(imported(w, "source=acos", part).Is(200)); got != "unchanged" {
		t.Errorf("without a period: %s", got)
	}
	for query, code := range map[string]string{
		"source=acos&replaces_from=2024-01-01":                          "meeting.replaces_invalid",
		"replaces_from=2024-01-01&replaces_to=2024-05-31":               "meeting.replaces_invalid",
		"source=acos&replaces_from=2024-06-01&replaces_to=2024-05-31":   "meeting.replaces_invalid",
		"source=acos&replaces_from=2024-06-31&replaces_to=2024-05-31":   "request.invalid",
		"source=acos&replaces_from=2024-01-01&replaces_from=2024-01-02": "request.invalid",
	} {
		imported(w, query, part).Refused(422, code)
	}
	const period = "source=acos&replaces_from=2024-01-01&replaces_to=2024-05-31"
	imported(w, period+"&skip_refused=true", part+"99.99.2024;18:00;Styremøte;;b\n").Refused(422, "meeting.replaces_invalid")
	imported(w, "source=other&replaces_from=2024-01-01&replaces_to=2024-05-31&dry_run=true", csv("02.04.2024;;;;z")).Is(200).Has(object{"totals.cancelled": 0})
	// The one that was held, the one after the period, and the one entered here stay.
	gone := imported(w, period, part).Is(200)
	if results(gone) != "unchanged cancelled" || gone.Text("rows.1.uid") != "b" {
		t.Errorf("the whole calendar: %s", gone.Body)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM planned_meeting WHERE state = 'planned'`); n != 4 {
		t.Errorf("%d meetings are left", n)
	}
	if again := imported(w, period, part).Is(200); results(again) != "unchanged" {
		t.Errorf("the same again: %s", results(again))
	}
}

func TestAnImportWithRefusedRowsKeepsNothingUnlessTold(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	plan(w, object{"date": "2024-05-16", "time": "18:00"})
	file := csv("14.03.2024;18:00;;;a", "31.02.2024;18:00;;;b", "16.04.2024;18:00;;;c", "16.04.2024;18:00;;;d")
	imported(w, "source=acos", file).Refused(422, "meeting.rows_refused")
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM planned_meeting`); n != 1 {
		t.Fatalf("%d meetings", n)
	}
	preview := imported(w, "source=acos&dry_run=true", file).Is(200)
	if results(preview) != "created refused refused refused" || preview.Text("rows.1.errors.0.column") != "date" || preview.Text("rows.2.errors.0.code") != "meeting.same_time" {
		t.Errorf("the preview: %s", preview.Body)
	}
	if got := results(imported(w, "source=acos&skip_refused=true", file).Is(200)); got != "created refused refused refused" {
		t.Errorf("kept: %s", got)
	}
}

func TestAnImportIsReadWithinItsLimits(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	imported(w, "", "BEGIN:VCALENDAR\r\n"+strings.Repeat("X-PADDING:0123456789012345678901234567890123456789\r\n", 1_048_576)+"END:VCALENDAR\r\n").Refused(413, "request.too_large")
	imported(w, "", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n").Refused(422, "meeting_file.unreadable")
	imported(w, "", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20240314T180000\r\nRRULE:FREQ=SECONDLY;UNTIL=21240314T180000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").Refused(422, "meeting.rows_refused")
	w.Do(secretariat, "POST", calendar+"/import", csv(), apptest.Header("Content-Type", "text/html")).Refused(415, "request.unsupported_media_type")
	imported(w, "", "").Refused(400, "request.malformed")
	other := imported(w, "", "dato;utvalg\n14.03.2024;Styre\n15.03.2024;Formannskapet\n").Is(200)
	if results(other) != "created skipped" {
		t.Errorf("meetings of another body: %s", other.Body)
	}
	series := imported(w, "source=outlook", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=W. Europe Standard Time:20240403T180000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").Is(200)
	series.Has(object{"format": "calendar", "totals.created": 3, "rows.1.uid": "1/20240410T180000", "rows.1.date": "2024-04-10"})
	excluded := imported(w, "source=outlook", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=W. Europe Standard Time:20240403T180000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=W. Europe Standard Time:20240410T180000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").Is(200)
	if results(excluded) != "unchanged cancelled unchanged" {
		t.Errorf("one of a series left out: %s", results(excluded))
	}
}

// However many rows a file has, it takes as many statements.
func TestAnImportTakesAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	asked, listen := apptest.Listen(t)
	w := apptest.New(t, listen)
	file := func(n int, from string, step int) string {
		var rows []string
		day, err := time.Parse(time.DateOnly, from)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			rows = append(rows, fmt.Sprintf("%s;%02d:00;Møte;;%d", day.AddDate(0, 0, i/10*step).Format("02.01.2006"), 8+i%10, i))
		}
		return csv(rows...)
	}
	count := func(file string) int {
		before := asked.N()
		imported(w, "source=acos", file).Is(200)
		return asked.N() - before
	}
	few, many := count(file(10, "2024-03-01", 1)), count(file(2000, "2024-03-01", 1))
	fewMoved, manyMoved := count(file(10, "2025-03-01", 1)), count(file(2000, "2025-03-01", 1))
	if many > few+2 || manyMoved > fewMoved+2 {
		t.Errorf("10 rows take %d statements, 2,000 take %d; moved %d and %d", few, many, fewMoved, manyMoved)
	}
	if n := letters(t, w, chair); n != 2 {
		t.Errorf("the chair has %d letters of two moves", n)
	}
}

func TestAListIsPlannedAtOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	in := object{"meetings": []object{{"date": "2024-03-14", "time": "18:00", "note": "With a tour"}, {"date": "2024-04-18", "time": "18:00"}}}
	first := w.Do(secretariat, "POST", calendar+"/list", in).Is(200)
	first.Has(object{"totals.created": 2, "format": "list"})
	w.Do(secretariat, "GET", first.Text("rows.0.meeting"), nil).Is(200).Has(object{"note": "With a tour"})
	if again := w.Do(secretariat, "POST", calendar+"/list", in).Is(200); results(again) != "unchanged unchanged" {
		t.Errorf("the same list: %s", results(again))
	}
}

func TestARegionReadsTheCalendarsOfItsMembers(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	plan(w, object{"date": "2024-03-14", "time": "18:00"})
	for _, m := range []string{"3417", "3418", apptest.Stranger} {
		at := "/v1/organisations/" + m + "/bodies"
		w.Do("clerk@"+m, "POST", at, object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
		for _, day := range []string{"2024-03-13", "2024-03-20", "2024-06-20"} {
			w.Do("clerk@"+m, "POST", at+"/kommunestyret/meeting-calendar", object{"date": day}).Is(201)
		}
	}
	w.Exec(`UPDATE membership SET to_date = '2024-05-01' FROM organisation o WHERE o.id = municipality_id AND o.key = '3418'`)
	days := func(query string) (all []string) {
		next := ofRegion + "?from=2024-03-01&to=2024-12-31&limit=2" + query
		for next != "" {
			page := w.Do("reader@3417", "GET", next, nil).Is(200)
			items, _ := page.Get("items").([]any)
			for _, i := range items {
				all = append(all, i.(object)["organisation"].(string)+" "+i.(object)["date"].(string))
			}
			next = ""
			if cursor, more := page.Get("next").(string); more {
				next = ofRegion + "?from=2024-03-01&to=2024-12-31&limit=2" + query + "&cursor=" + cursor
			}
		}
		slices.SortStableFunc(all, func(a, b string) int { return strings.Compare(a[len(a)-10:], b[len(b)-10:]) })
		return all
	}
	want := []string{"3417 2024-03-13", "3418 2024-03-13", "kongsvingerregionen 2024-03-14", "3417 2024-03-20", "3418 2024-03-20", "3417 2024-06-20"}
	if got := days(""); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := days("&body_kind=board"); !slices.Equal(got, want[2:3]) {
		t.Errorf("boards: %q", got)
	}
	if got := days("&municipality=3418"); !slices.Equal(got, []string{want[1], want[4]}) {
		t.Errorf("of 3418: %q", got)
	}
	if got := days("&state=cancelled"); len(got) != 0 {
		t.Errorf("cancelled: %q", got)
	}
	w.Do("clerk@"+apptest.Stranger, "GET", ofRegion, nil).Refused(404, "resource.not_found")
}

func TestSettingsThatReachBackToMeetingsThatWereHeldWarn(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	plan(w, object{"date": "2024-02-08"})
	at := "/v1/organisations/" + apptest.Region + "/bodies/styre/settings"
	in := object{"from": "2024-02-09", "notice": object{"count": 7, "unit": "days"}, "reason": "The rules of procedure"}
	w.Do(secretariat, "PUT", at, in, apptest.IfMatch("*")).Is(200).Has(object{"warnings.0": nil})
	in["from"] = "2024-02-01"
	w.Do(secretariat, "PUT", at, in, apptest.IfMatch("*")).Is(200).Has(object{"warnings.0.code": "directory.settings_reach_back", "warnings.0.detail": "1 meeting has been held from 1 February 2024 on"})
}

func TestNewTimesBeforeMeetingsAreToldOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := "/v1/organisations/" + apptest.Region + "/bodies/styre/settings"
	in := object{"from": "2024-03-01", "notice": object{"count": 7, "unit": "days"}, "submission": object{"count": 10, "unit": "working_days"}, "reason": "The rules of procedure"}
	w.Do(secretariat, "PUT", at, in, apptest.IfMatch("*")).Is(200)
	// Another reason for the same times changes what nobody has to do.
	in["reason"] = "The rules of procedure, § 4"
	w.Do(secretariat, "PUT", at, in, apptest.IfMatch("*")).Is(200)
	delete(in, "submission")
	w.Do(secretariat, "PUT", at+"?dry_run=true", in, apptest.IfMatch("*")).Is(200)

	told := func(who string) int {
		return pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'body_settings_changed' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who))
	}
	if ofChair, ofActor := told(chair), told(secretariat); ofChair != 1 || ofActor != 0 {
		t.Errorf("the chair has %d letters, whoever set it %d", ofChair, ofActor)
	}
	text := w.Do(chair, "GET", "/v1/me/notices?kind=body_settings_changed", nil, apptest.Header("Accept-Language", "nb")).Is(200).Body.String()
	for _, want := range []string{"Fra og med 1. mars 2024", "Innkallingen går ut minst 7 dager før et møte. Sakspapirer leveres minst 10 virkedager før et møte.", "The rules of procedure"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
}

func TestAnImportIsRepeatedUnderItsKey(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	again := func() *apptest.Answer {
		return w.Do(secretariat, "POST", calendar+"/import", csv("14.03.2024;18:00;Styremøte;nei;1"), apptest.Header("Content-Type", "text/csv"), apptest.Header("Idempotency-Key", "import-of-march"))
	}
	if first, second := again().Is(200), again().Is(200); results(first) != "created" || results(second) != "created" {
		t.Errorf("first %q, under the same key %q", results(first), results(second))
	}
}
