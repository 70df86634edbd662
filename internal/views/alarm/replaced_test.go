package alarm

import (
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/workday"
)

// released is somebody released for [from, to) with 20 percent, whose
// employment ends on a day or, with "", does not.
func released(number int, person, from, to, employed string) staffing.Assignment {
	day := workday.MustDate
	a := staffing.Assignment{
		ID: int64(number), Number: number, Municipality: "3417", Requirement: "planner", Person: person, Name: person, Share: 20,
		From: day(from), To: day(to), Ends: day(to), State: staffing.Released, DecidedAt: &time.Time{},
	}
	if employed != "" {
		a.Employed = new(day(employed))
		if a.Employed.Before(a.Ends) {
			a.Ends = *a.Employed
		}
	}
	return a
}

// Two planners are asked for from April on, and a deadline in September needs
// them.
func TestAnEndIsAnAlarmOnlyWhereAGapOpensWithIt(t *testing.T) {
	t.Parallel()
	asked := &staffing.Asked{Approved: true, Requirements: []mandate.Requirement{
		{Key: "planner", People: 2, Share: 20, From: workday.MustDate("2024-04-01"), To: workday.MustDate("2025-01-01")},
	}}
	stays := released(9, "stays", "2024-04-01", "2025-01-01", "")
	recalled := released(1, "a", "2024-05-01", "2024-04-15", "")
	recalled.State = staffing.Recalled
	for name, tt := range map[string]struct {
		named []staffing.Assignment
		want  []string
	}{
		"nobody takes their place":                          {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2024-07-01", "")}, []string{"release-ends-early/1"}},
		"somebody takes their place that day":               {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2024-07-01", ""), released(2, "b", "2024-07-01", "2025-01-01", "")}, nil},
		"somebody takes it a day late":                      {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2024-07-01", ""), released(2, "b", "2024-07-02", "2025-01-01", "")}, []string{"release-ends-early/1"}},
		"who took their place leaves before the deadline":   {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2024-07-01", ""), released(2, "b", "2024-07-01", "2024-08-01", "")}, []string{"release-ends-early/2"}},
		"another has been lacking all along":                {[]staffing.Assignment{released(1, "a", "2024-04-01", "2024-07-01", ""), released(2, "b", "2024-07-01", "2025-01-01", "")}, nil},
		"there was one too many":                            {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2024-07-01", ""), released(2, "b", "2024-04-01", "2025-01-01", "")}, nil},
		"two end the same day, and one is replaced":         {[]staffing.Assignment{released(1, "a", "2024-04-01", "2024-07-01", ""), released(2, "b", "2024-04-01", "2024-07-01", ""), released(3, "c", "2024-07-01", "2025-01-01", "")}, []string{"release-ends-early/1", "release-ends-early/2"}},
		"they are recalled before their first day":          {[]staffing.Assignment{stays, recalled}, nil},
		"the employment ends, and says the same":            {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2025-01-01", "2024-07-01")}, []string{"employment-ends/1"}},
		"the employment ends before the first day":          {[]staffing.Assignment{stays, released(1, "a", "2024-05-01", "2025-01-01", "2024-04-15")}, []string{"employment-ends/1"}},
		"the employment ends after the last deadline":       {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2025-01-01", "2024-11-01")}, []string{"employment-ends/1"}},
		"the employment ends the day the release does":      {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2024-07-01", "2024-07-01")}, []string{"release-ends-early/1"}},
		"the employment ends, and their place is taken":     {[]staffing.Assignment{stays, released(1, "a", "2024-04-01", "2025-01-01", "2024-07-01"), released(2, "b", "2024-07-01", "2025-01-01", "")}, nil},
		"a replaced employee, and later another who leaves": {[]staffing.Assignment{released(1, "a", "2024-04-01", "2025-01-01", "2024-07-01"), released(2, "b", "2024-07-01", "2025-01-01", ""), released(3, "c", "2024-04-01", "2025-01-01", "2024-08-01")}, []string{"employment-ends/3"}},
	} {
		f := facts{
			Standing: &staffing.Standing{Case: &casefile.Case{}, Party: casefile.Participant{Number: "3417"}, InForce: asked, Named: tt.named},
			undone:   []timeline.Undone{{Title: "proposal", Due: workday.MustDate("2024-09-02")}}, now: time.Date(2024, 4, 2, 8, 0, 0, 0, time.UTC),
		}
		var got []string
		for _, a := range f.alarms() {
			got = append(got, a.Kind.slug()+a.ID[len(a.ID)-2:])
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: the alarms are %v, want %v", name, got, tt.want)
		}
	}
}
