package reminder

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// stepOf is the step that a name in the ledger stands for (Step.name).
func stepOf(name string) Step {
	digits, what, _ := strings.Cut(name, "_")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return Step{When: On}
	}
	s := Step{When: After, Count: n, Unit: workday.Days}
	if strings.HasSuffix(what, Before) {
		s.When = Before
	}
	if strings.HasPrefix(what, "working") {
		s.Unit = workday.WorkingDays
	}
	return s
}

// ahead is a row of the ledger that is planned for a day ahead.
type ahead struct {
	ID        int64          `db:"id" json:"id"`
	Step      string         `db:"step" json:"-"`
	AnyDay    bool           `db:"any_day" json:"-"`
	SendTime  string         `db:"send_time" json:"-"`
	QuietDays []Quiet        `db:"quiet_days" json:"-"`
	Addressee authority.Post `db:"addressee" json:"-"`
	Due       workday.Date   `db:"due" json:"-"`
	DueAt     time.Time      `db:"due_at" json:"due_at"`
}

// recounted is when the row goes out by a calendar.
func (a ahead) recounted(cal *workday.Calendar) time.Time {
	w := window{cal: cal, from: a.SendTime, anyDay: a.AnyDay, quiet: a.QuietDays}
	return w.time(stepOf(a.Step).day(w, a.Due))
}

// Recount plans anew when the reminders of an organisation go out in its cases, in the
// transaction that changes its calendar (rules 5.2, 6.1): no deadline moves by that (rule
// 5.3), but nobody is written to on a day that has become off, and working days are
// counted as they are now. What is planned for today, is due already, or is being sent or
// cancelled in this moment, stays. A step
// whose new day has passed goes out at the next send time, late. The number of statements
// is the same however many there are.
func Recount(ctx context.Context, tx pgx.Tx, now time.Time, organisation string, cases []int64) error {
	rows, err := pgdb.All[ahead](ctx, tx, "find what is planned ahead", `
		SELECT r.id, r.step, r.any_day, coalesce(to_char(p.send_time, 'HH24:MI'), @standard) AS send_time, coalesce(p.quiet_days, '[]') AS quiet_days, r.addressee, d.due, r.due_at
		FROM deadline d JOIN reminder r ON r.deadline_id = d.id LEFT JOIN reminder_policy p ON p.id = d.policy_id
		WHERE d.case_id = ANY(@cases) AND d.state = 'standing' AND r.state = '`+Planned+`' AND r.postponed_to IS NULL AND r.due_at >= @tomorrow
			AND (r.addressee->>'organisation' = @organisation OR r.addressee ? 'person' AND coalesce(nullif(d.municipality, ''),
				(SELECT o.key FROM person h JOIN organisation o ON o.id = h.home_id WHERE h.id = (r.addressee->>'person')::uuid)) = @organisation)
		ORDER BY r.id FOR NO KEY UPDATE OF r SKIP LOCKED`,
		pgx.StrictNamedArgs{"cases": cases, "organisation": organisation, "standard": standard().SendTime, "tomorrow": workday.Today(now).AddDays(1).In(workday.Oslo())})
	if err != nil || len(rows) == 0 {
		return err
	}
	calendars, err := calendar.Of(ctx, tx, []string{organisation})
	if err != nil {
		return err
	}
	var moved []ahead
	for _, r := range rows {
		if at := r.recounted(calendars.For(organisation)); !at.Equal(r.DueAt) {
			r.DueAt = at
			moved = append(moved, r)
		}
	}
	return moveAhead(ctx, tx, moved)
}

func moveAhead(ctx context.Context, tx pgx.Tx, moved []ahead) error {
	if len(moved) == 0 {
		return nil
	}
	list, err := json.Marshal(moved)
	if err != nil {
		return fmt.Errorf("write down reminders: %w", err)
	}
	if _, err := tx.Exec(ctx, `UPDATE reminder r SET due_at = m.due_at FROM jsonb_to_recordset($1) AS m(id bigint, due_at timestamptz) WHERE r.id = m.id AND r.state = '`+Planned+`'`, list); err != nil {
		return fmt.Errorf("plan reminders anew: %w", err)
	}
	return nil
}
