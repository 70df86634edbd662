package body_test

import (
	"testing"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

func setFrom(number int64, from string) *body.Settings {
	return &body.Settings{Number: number, From: workday.MustDate(from)}
}

func TestTheSettingsOfADayAreThoseThatBeginLastByThen(t *testing.T) {
	t.Parallel()
	history := body.SettingsHistory{setFrom(1, "2024-01-01"), setFrom(2, "2024-06-01"), setFrom(3, "2024-03-01"), setFrom(4, "2024-06-01")}
	for day, want := range map[string]int64{
		"2023-12-31": 0, "2024-01-01": 1, "2024-02-29": 1, "2024-03-01": 3, "2024-05-31": 3, "2024-06-01": 4, "2200-01-01": 4,
	} {
		var got int64
		if s := history.At(workday.MustDate(day)); s != nil {
			got = s.Number
		}
		if got != want {
			t.Errorf("on %s number %d stands, want %d", day, got, want)
		}
	}
}

func TestALeadEndsBeforeTheMeeting(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		lead          body.Lead
		meeting, want string
	}{
		"working days step over Easter":             {body.Lead{Count: 5, Unit: body.WorkingDays}, "2024-04-03", "2024-03-22"},
		"days are counted straight":                 {body.Lead{Count: 7, Unit: body.Days}, "2024-03-14", "2024-03-07"},
		"days that end on a Sunday end on a Friday": {body.Lead{Count: 10, Unit: body.Days}, "2024-03-13", "2024-03-01"},
		"none is the day itself":                    {body.Lead{Count: 0, Unit: body.WorkingDays}, "2024-03-14", "2024-03-14"},
	} {
		meeting := workday.MustDate(tt.meeting)
		got, explained := tt.lead.Before(meeting, workday.Norway()), workday.Norway().Explain(meeting, tt.lead.Rule())
		if got.String() != tt.want || explained.Due != got {
			t.Errorf("%s: %s, explained as %s, want %s", name, got, explained.Due, tt.want)
		}
	}
}

func TestTheSettingsOfManyBodiesAreReadTogether(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Exec(`INSERT INTO body_setting (body_id, number, from_date, notice_count, notice_unit, submission_count, submission_unit, reason, set_by, set_at)
		SELECT b.id, x.n, x.day::date, x.n, 'days', NULL, NULL, 'The rules of procedure', $1, now()
		FROM body b CROSS JOIN (VALUES (1, '2024-01-01'), (2, '2024-06-01')) x(n, day) WHERE b.key IN ('styre', 'representantskap')`, apptest.Person("secretariat@"+apptest.Region))
	var ids []int64
	if err := w.Pool.QueryRow(t.Context(), `SELECT array_agg(id ORDER BY key) FROM body`).Scan(&ids); err != nil || len(ids) < 3 {
		t.Fatal(ids, err)
	}
	for day, want := range map[string]int{"2023-12-31": 0, "2024-05-31": 1, "2024-06-01": 2} {
		settings, err := body.SettingsAt(t.Context(), w.Pool, ids, workday.MustDate(day))
		if err != nil || want == 0 && len(settings) != 0 || want > 0 && len(settings) != 4 {
			t.Fatalf("on %s: %+v (%v)", day, settings, err)
		}
		for _, s := range settings {
			if *s.Notice != (body.Lead{Count: want, Unit: body.Days}) || s.Submission != nil {
				t.Errorf("on %s: %+v", day, s)
			}
		}
	}
}
