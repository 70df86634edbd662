package planner_test

import (
	"fmt"
	"testing"

	"forankring.no/forankring/internal/casework/planner"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// BenchmarkSixtyBodiesOverThreeYears is the bar of rule 5.5: sixty bodies that meet
// every fortnight for three years are planned in the time of one anchoring matrix.
func BenchmarkSixtyBodiesOverThreeYears(b *testing.B) {
	c := &planner.Chain{Start: day("2024-01-08"), Calendar: workday.Norway()}
	for i := range 60 {
		about := meets(fmt.Sprint(3400+i), fmt.Sprint("Body ", i))
		about.Calendar = mustWith(workday.Entry{Kind: workday.DayOff, First: day("2024-02-19").AddDays(i), Last: day("2024-02-23").AddDays(i), Name: "Winter"})
		for m := range 78 {
			about.Meetings = append(about.Meetings, planner.Meeting{ID: int64(m + 1), On: c.Start.AddDays(14*m + i%14)})
		}
		c.Bodies = append(c.Bodies, about)
	}
	week := workday.MustRule("working_days:5")
	c.Steps = []planner.Step{
		{Key: "board", Kind: planner.Meetings, Preparation: week, Bodies: []int{0}},
		{Key: "consultation", Name: message.Verbatim("The consultation"), Kind: planner.Consultation, Lasts: workday.MustRule("days:42"), After: []int{0}},
		{Key: "committees", Kind: planner.Meetings, Preparation: week, After: []int{1}},
		{Key: "joint_meeting", Kind: planner.Meetings, Preparation: week, After: []int{2}, Bodies: []int{1}},
		{Key: "councils_decided", Kind: planner.Meetings, Preparation: week, After: []int{3}},
	}
	for i := 2; i < 60; i++ {
		step := &c.Steps[2+2*(i%2)]
		step.Bodies = append(step.Bodies, i)
	}
	for b.Loop() {
		o, err := c.Plan()
		if err != nil || !o.Feasible {
			b.Fatal(o, err)
		}
	}
}
