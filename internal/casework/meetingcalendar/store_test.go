package meetingcalendar_test

import (
	"fmt"
	"slices"
	"testing"

	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

func TestTheMeetingsBetweenTwoDaysAreReadInTheirOrder(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`INSERT INTO planned_meeting (body_id, on_date, at_time, zone, state, uid, created_at, changed_at)
		SELECT b.id, x.day::date, x.at::time, 'Europe/Oslo', x.state, x.uid, now(), now() FROM body b CROSS JOIN (VALUES
			('2024-03-14', '18:00', 'planned', 'd'), ('2024-03-14', NULL, 'planned', 'c'), ('2024-03-14', '09:30', 'cancelled', 'x'),
			('2024-03-01', '18:00', 'planned', 'a'), ('2024-03-31', '02:30', 'planned', 'e'), ('2024-02-29', NULL, 'planned', 'x1'), ('2024-04-01', NULL, 'planned', 'x2')) x(day, at, state, uid)
		WHERE b.key IN ('styre', 'representantskap')`)
	var ids []int64
	if err := w.Pool.QueryRow(t.Context(), `SELECT array_agg(b.id) FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE b.key = 'styre' AND o.key = $1`, apptest.Region).Scan(&ids); err != nil {
		t.Fatal(err)
	}
	meetings, err := meetingcalendar.Between(t.Context(), w.Pool, ids, workday.MustDate("2024-03-01"), workday.MustDate("2024-03-31"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range meetings {
		at := "-"
		if m.Time != nil {
			at = *m.Time
		}
		got = append(got, fmt.Sprint(m.UID, " ", m.Organisation, "/", m.Body, " ", m.Date, " ", at))
	}
	want := []string{
		"a kongsvingerregionen/styre 2024-03-01 18:00", "c kongsvingerregionen/styre 2024-03-14 -", "d kongsvingerregionen/styre 2024-03-14 18:00",
		"e kongsvingerregionen/styre 2024-03-31 02:30",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
