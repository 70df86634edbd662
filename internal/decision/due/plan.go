package due

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/message"
)

// Plan plans what is due around the meetings in which treatments are placed, in the
// transaction that places or moves them, by the calendars of the bodies and what they have
// set on the days of the meetings; what is due no more ends, for the reason given. The
// cases are locked. The number of statements is the same however many there are.
func (by Calls) Plan(ctx context.Context, tx pgx.Tx, now time.Time, all []Placed, why message.Text) error {
	var meetings, bodies []int64
	for _, p := range all {
		meetings, bodies = append(meetings, *p.Meeting), append(bodies, p.BodyID)
	}
	on, err := meetingcalendar.ByID(ctx, tx, meetings)
	if err != nil {
		return err
	}
	settings, err := body.SettingsOf(ctx, tx, bodies)
	if err != nil {
		return err
	}
	days, err := calendar.OfBodies(ctx, tx, bodies)
	if err != nil {
		return err
	}
	var wanted []reminder.Deadline
	var gone []reminder.Ref
	for _, p := range all {
		m := on[*p.Meeting]
		asked := by.around(p, m, settings[p.BodyID].At(m.Date), days[p.BodyID])
		wanted, gone = append(wanted, asked...), append(gone, without(Refs(p.Treatment), asked)...)
	}
	if err := reminder.StopEach(ctx, tx, now, gone, why); err != nil {
		return err
	}
	return reminder.PlanEach(ctx, tx, now, wanted)
}

// without are refs but those of deadlines.
func without(refs []reminder.Ref, deadlines []reminder.Deadline) []reminder.Ref {
	of := map[reminder.Ref]bool{}
	for _, d := range deadlines {
		of[d.Ref] = true
	}
	var left []reminder.Ref
	for _, r := range refs {
		if !of[r] {
			left = append(left, r)
		}
	}
	return left
}
