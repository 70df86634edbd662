package reminder_test

import (
	"maps"
	"testing"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Rules 5.2, 5.3, 6.1: a calendar that changes moves no deadline, but when people are
// written to: on no day that has become off, and as working days are counted now.
func TestACalendarThatChangesPlansRemindersAnew(t *testing.T) {
	t.Parallel()
	w := apptest.Furnished(t)
	const clerk, entries = "clerk@3417", "/v1/organisations/3417/calendar/entries"
	planned := func(municipality string) map[string]string {
		all := map[string]string{}
		var page struct{ Items []reminder.Reminder }
		w.Do("secretariat@"+apptest.Region, "GET", "/v1/regions/"+apptest.Region+"/cases/2024-1/reminders?kind=milestone&limit=200&municipality="+municipality, nil).Is(200).Into(&page)
		for _, r := range page.Items {
			if r.State == reminder.Planned {
				all[r.Step+" "+r.AddressedAs] = r.DueAt.UTC().Format("01-02 15:04")
			}
		}
		return all
	}
	before, other := planned("3417"), planned("3418")
	want := maps.Clone(before)
	for step, at := range map[string]string{"2_working_days_before asked": "11-28 07:00", "on_the_day asked": "12-02 07:00", "1_working_day_after administrator": "12-03 07:00"} {
		if before[step] != at {
			t.Fatalf("%s is planned for %q, want %s: %v", step, before[step], at, before)
		}
	}
	off := w.Do(clerk, "POST", entries, object{"kind": "day_off", "first_day": "2024-11-28", "last_day": "2024-11-29", "name": "Planleggingsdager"}).Is(201)
	w.Do(clerk, "POST", entries+"?dry_run=true", object{"kind": "day_off", "first_day": "2024-12-02", "name": "Nothing"}).Is(200)
	want["2_working_days_before asked"], want["14_working_days_before asked"] = "11-26 07:00", "11-08 07:00"
	if got := planned("3417"); !maps.Equal(got, want) {
		t.Errorf("with two days off it is planned for\n%v, want\n%v", got, want)
	}
	w.Do(clerk, "POST", entries, object{"kind": "day_off", "first_day": "2024-12-03", "name": "Fri"}).Is(201)
	want["1_working_day_after administrator"], want["3_working_days_after chief_executive"] = "12-04 07:00", "12-06 07:00"
	if got := planned("3417"); !maps.Equal(got, want) {
		t.Errorf("with another day off it is planned for\n%v, want\n%v", got, want)
	}
	if got := planned("3418"); !maps.Equal(got, other) {
		t.Errorf("a neighbour's are planned for %v, want %v", got, other)
	}
	w.Do(clerk, "DELETE", off.Text("self"), nil, apptest.IfMatch(off.ETag())).Is(200)
	want["2_working_days_before asked"], want["14_working_days_before asked"] = before["2_working_days_before asked"], before["14_working_days_before asked"]
	if got := planned("3417"); !maps.Equal(got, want) {
		t.Errorf("with the days back it is planned for\n%v, want\n%v", got, want)
	}
}
