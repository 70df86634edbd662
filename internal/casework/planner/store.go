package planner

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/calendar"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// horizon is how many years of meetings are looked at from the start.
const horizon = 4

// fill reads what the planner has to know of the bodies of a chain: their calendars
// and settings, and their meetings from a day on, where one is given. The number of
// statements is the same however many they are.
func (c *Chain) fill(ctx context.Context, q pgdb.Querier, region string, from workday.Date) error {
	own, err := calendar.Of(ctx, q, []string{region})
	if err != nil {
		return err
	}
	c.Calendar = own.For(region)
	ids, at := make([]int64, len(c.Bodies)), map[int64]*Body{}
	for i := range c.Bodies {
		ids[i], at[c.Bodies[i].ID] = c.Bodies[i].ID, &c.Bodies[i]
	}
	calendars, err := calendar.OfBodies(ctx, q, ids)
	if err != nil {
		return err
	}
	settings, err := body.SettingsOf(ctx, q, ids)
	if err != nil {
		return err
	}
	for i := range c.Bodies {
		b := &c.Bodies[i]
		b.Calendar, b.Settings = calendars[b.ID], settings[b.ID]
	}
	if from.IsZero() {
		return nil
	}
	meetings, err := meetingcalendar.Between(ctx, q, ids, from, from.AddMonths(12*horizon))
	for _, m := range meetings {
		b := at[m.BodyID]
		b.Meetings = append(b.Meetings, Meeting{ID: m.ID, On: m.Date})
	}
	return err
}

// row is a part of a plan as it is stored.
type row struct {
	Serial      int           `db:"serial" json:"serial"`
	Step        string        `db:"step" json:"step"`
	Title       string        `db:"title" json:"title"`
	Kind        StepKind      `db:"kind" json:"kind"`
	After       []string      `db:"after" json:"after"`
	Own         bool          `db:"own" json:"own"`
	Preparation *workday.Rule `db:"preparation" json:"preparation"`
	Lasts       *workday.Rule `db:"lasts" json:"lasts"`
	BodyID      *int64        `db:"body_id" json:"body_id"`
	Meeting     *int64        `db:"meeting_id" json:"meeting_id"`
	MeetingOn   *workday.Date `db:"meeting_on" json:"meeting_on"`
	Papers      *workday.Date `db:"papers_on" json:"papers_on"`
	Notice      *workday.Date `db:"notice_on" json:"notice_on"`
	Ready       workday.Date  `db:"ready_on" json:"ready_on"`
	Done        workday.Date  `db:"done_on" json:"done_on"`
}

// standing reads the plan that stands for a case, or stood at its reader's moment; nil
// where there is none.
func standing(ctx context.Context, q pgdb.Querier, c *casefile.Case) (*CasePlan, error) {
	type stored struct {
		CasePlan
		ID int64 `db:"id"`
	}
	found, err := pgdb.All[stored](ctx, q, "find the plan of a case", `
		SELECT p.id, p.number, p.start_on, p.wanted_finish, p.finish_on, p.reason, p.taken_over_by::text AS taken_over_by,
			p.taken_over_for::text AS taken_over_for, p.taken_over_at, NULL::timestamptz AS ended_at, '' AS ended_why, p.number::bigint AS revision
		FROM plan p
		WHERE p.case_id = $1 AND CASE WHEN $2::timestamptz IS NULL THEN p.ended_at IS NULL ELSE p.taken_over_at <= $2 AND (p.ended_at IS NULL OR p.ended_at > $2) END
		ORDER BY p.number DESC LIMIT 1`, c.ID, c.Past.Moment())
	if err != nil || len(found) == 0 {
		return nil, err
	}
	plan := found[0].CasePlan
	plan.id, plan.Self = found[0].ID, showPlan.Href(c.Ref())
	rows, err := pgdb.All[row](ctx, q, "read the steps of a plan", `
		SELECT serial, step, title, kind, after, own, preparation, lasts, body_id, meeting_id, meeting_on, papers_on, notice_on, ready_on, done_on
		FROM plan_step WHERE plan_id = $1 ORDER BY serial`, plan.id)
	for _, r := range rows {
		plan.put(r)
	}
	return &plan, err
}

// put adds a stored part to the plan; the parts of one step follow each other.
func (p *CasePlan) put(r row) {
	if n := len(p.Steps); n == 0 || p.Steps[n-1].Key != r.Step {
		p.Steps = append(p.Steps, TakenStep{
			Key: r.Step, Title: r.Title, Kind: r.Kind, After: r.After, Own: r.Own, Preparation: r.Preparation, Lasts: r.Lasts, Parts: []TakenPart{},
		})
	}
	part := TakenPart{
		Ready: r.Ready, Meeting: r.Meeting, MeetingOn: r.MeetingOn, Papers: r.Papers, Notice: r.Notice, Done: r.Done, State: Kept,
	}
	if r.BodyID != nil {
		part.bodyID = *r.BodyID
	}
	s := &p.Steps[len(p.Steps)-1]
	s.Parts = append(s.Parts, part)
}

// number is that of the last plan of a case, 0 before any was taken over.
func number(ctx context.Context, q pgdb.Querier, c *casefile.Case) (int, error) {
	return pgdb.One[int](ctx, q, "count the plans of a case", `SELECT coalesce(max(number), 0) FROM plan WHERE case_id = $1`, c.ID)
}

// end gives up the plan that stands for a case.
func end(ctx context.Context, tx pgx.Tx, p *CasePlan, by authn.Actor, now time.Time, why string) error {
	_, err := tx.Exec(ctx, `UPDATE plan SET ended_by = $2, ended_for = $3, ended_at = $4, ended_why = $5 WHERE id = $1 AND ended_at IS NULL`,
		p.id, by.Person, by.For(), now, why)
	if err != nil {
		return fmt.Errorf("end a plan: %w", err)
	}
	return nil
}

// insert stores a plan with its parts.
func insert(ctx context.Context, tx pgx.Tx, c *casefile.Case, p *CasePlan) error {
	id, err := pgdb.One[int64](ctx, tx, "store a plan", `
		INSERT INTO plan (case_id, number, start_on, wanted_finish, finish_on, reason, taken_over_by, taken_over_for, taken_over_at)
		VALUES (@case, @number, @start, @wanted, @finish, @reason, @by, @for, @at) RETURNING id`,
		pgx.StrictNamedArgs{
			"case": c.ID, "number": p.Number, "start": p.Start, "wanted": p.WantedFinish, "finish": p.Finish, "reason": p.Reason,
			"by": p.TakenOverBy, "for": p.TakenOverFor, "at": p.TakenOverAt,
		})
	if err != nil {
		return err
	}
	p.id = id
	var rows []row
	for _, s := range p.Steps {
		for _, part := range s.Parts {
			rows = append(rows, row{
				Serial: len(rows) + 1, Step: s.Key, Title: s.Title, Kind: s.Kind, After: s.After, Own: s.Own, Preparation: s.Preparation, Lasts: s.Lasts,
				BodyID: part.row(), Meeting: part.Meeting, MeetingOn: part.MeetingOn, Papers: part.Papers, Notice: part.Notice, Ready: part.Ready, Done: part.Done,
			})
		}
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO plan_step (plan_id, serial, step, title, kind, after, own, preparation, lasts, body_id, meeting_id, meeting_on, papers_on, notice_on, ready_on, done_on)
		SELECT $1, r.* FROM jsonb_to_recordset($2) AS r(serial int, step text, title text, kind text, after text[], own boolean, preparation text, lasts text,
			body_id bigint, meeting_id bigint, meeting_on date, papers_on date, notice_on date, ready_on date, done_on date)`, id, rows)
	if err != nil {
		return fmt.Errorf("store the steps of a plan: %w", err)
	}
	return nil
}

// row is the body's row; nil for a part that no body treats.
func (part *TakenPart) row() *int64 {
	if part.bodyID == 0 {
		return nil
	}
	return &part.bodyID
}

// reservation is a meeting that the standing plan of a case reserves.
type reservation struct {
	Meeting int64  `db:"meeting_id"`
	Case    int64  `db:"case_id"`
	By      string `db:"taken_over_by"`
}

// reservations are those of meetings, however many, in one statement.
func reservations(ctx context.Context, q pgdb.Querier, meetings []int64) ([]reservation, error) {
	return pgdb.All[reservation](ctx, q, "find the plans that reserve meetings", `
		SELECT DISTINCT s.meeting_id, p.case_id, p.taken_over_by::text AS taken_over_by FROM plan_step s JOIN plan p ON p.id = s.plan_id
		WHERE s.meeting_id = ANY($1) AND p.ended_at IS NULL ORDER BY s.meeting_id, p.case_id`, meetings)
}

// bodiesOf are the bodies of the region and of all that take or took part in a case.
func bodiesOf(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]*body.Body, error) {
	organisations := []string{c.Region}
	for i := range c.Participants {
		organisations = append(organisations, c.Participants[i].Number)
	}
	return body.OfOrganisations(ctx, q, organisations)
}

// mustStand is the plan that stands for a case.
func mustStand(ctx context.Context, q pgdb.Querier, c *casefile.Case) (*CasePlan, error) {
	p, err := standing(ctx, q, c)
	if err == nil && p == nil {
		err = httpapi.ErrNotFound
	}
	return p, err
}
