package reminder

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// insert writes a deadline, as the next version under its name, and its rows
// of the ledger.
func insert(ctx context.Context, tx pgx.Tx, now time.Time, d Deadline, entries []entry) error {
	params := d.Params
	if params == nil {
		params = map[string]string{}
	}
	rows, err := json.Marshal(entries)
	if err != nil {
		return fmt.Errorf("write down reminders: %w", err)
	}
	_, err = tx.Exec(ctx, `
		WITH made AS (
			INSERT INTO deadline (case_id, kind, key, municipality, version, call, title, due, zone, params, created_at)
			SELECT @case, @kind, @key, @municipality, coalesce(max(version), 0) + 1, @call, @title, @due, @zone, @params, @now
			FROM deadline WHERE case_id = @case AND kind = @kind AND key = @key AND municipality = @municipality
			RETURNING id)
		INSERT INTO reminder (deadline_id, step, addressee, due_at, state, why, planned_at)
		SELECT made.id, e.step, e.addressee, e.due_at, e.state, e.why, @now
		FROM made, jsonb_to_recordset(@entries) AS e(step text, addressee jsonb, due_at timestamptz, state text, why text)`,
		pgx.StrictNamedArgs{
			"case": d.Case, "kind": d.Kind, "key": d.Key, "municipality": d.Municipality, "call": d.Call, "title": d.Title, "due": d.Due,
			"zone": workday.ZoneName, "params": params, "now": now, "entries": rows,
		})
	if err != nil {
		return fmt.Errorf("plan reminders: %w", err)
	}
	return nil
}

// ended is a deadline that no longer stands, with the steps that were not sent
// of it.
type ended struct {
	ID    int64        `db:"id"`
	Due   workday.Date `db:"due"`
	Steps []string     `db:"steps"`
}

// end ends the standing deadlines that where picks, and cancels what was not
// sent of them. A row that is being sent in this moment is waited for, and
// left as it is.
func end(ctx context.Context, tx pgx.Tx, where, state, why string, args pgx.StrictNamedArgs) ([]ended, error) {
	args["state"], args["why"] = state, why
	return pgdb.All[ended](ctx, tx, "end deadlines", `
		WITH ended AS (
			UPDATE deadline SET state = @state, why = @why, ended_at = @now WHERE state = 'standing' AND `+where+` RETURNING id, due),
		cancelled AS (
			UPDATE reminder r SET state = '`+Cancelled+`', why = @why
			FROM ended WHERE r.deadline_id = ended.id AND r.state = '`+Planned+`'
			RETURNING r.deadline_id, r.step)
		SELECT id, due, array(SELECT step FROM cancelled WHERE deadline_id = id) AS steps FROM ended`, args)
}

// spare cancels what was not sent to an organisation in a case, of deadlines
// that go on standing.
func spare(ctx context.Context, tx pgx.Tx, caseID int64, organisation, why string) error {
	_, err := tx.Exec(ctx, `
		UPDATE reminder r SET state = '`+Cancelled+`', why = $3
		FROM deadline d WHERE d.id = r.deadline_id AND d.case_id = $1 AND d.state = 'standing'
			AND r.state = '`+Planned+`' AND r.addressee->>'organisation' = $2`, caseID, organisation, why)
	if err != nil {
		return fmt.Errorf("cancel reminders to %s: %w", organisation, err)
	}
	return nil
}

// Standing lists the municipalities whose deadline of a kind stands, on that
// day.
func Standing(ctx context.Context, q pgdb.Querier, caseID int64, kind string, due workday.Date) ([]string, error) {
	return pgdb.All[string](ctx, q, "find deadlines", `SELECT municipality FROM deadline WHERE case_id = $1 AND kind = $2 AND due = $3 AND state = 'standing'`, caseID, kind, due)
}

const byRef = `case_id = @case AND kind = @kind AND key = @key AND municipality = @municipality`

func (r Ref) args(now time.Time) pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{"case": r.Case, "kind": r.Kind, "key": r.Key, "municipality": r.Municipality, "now": now}
}

// anyDue says whether something waits to be sent.
func anyDue(ctx context.Context, q pgdb.Querier, now time.Time) (found bool, err error) {
	err = q.QueryRow(ctx, `SELECT EXISTS (SELECT FROM reminder WHERE state = '`+Planned+`' AND due_at <= $1)`, now).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look for due reminders: %w", err)
	}
	return found, nil
}

// claim takes the rows that have been due the longest and that nobody else is
// sending or cancelling.
func claim(ctx context.Context, tx pgx.Tx, now time.Time, limit int) ([]claimed, error) {
	return pgdb.All[claimed](ctx, tx, "claim reminders", `
		SELECT r.id, r.deadline_id, r.step, r.addressee, r.due_at, d.case_id, d.kind, d.call, d.title, d.due, d.params,
			coalesce((SELECT o.name FROM organisation o WHERE o.key = d.municipality), '') AS name
		FROM reminder r JOIN deadline d ON d.id = r.deadline_id
		WHERE r.state = '`+Planned+`' AND r.due_at <= $1
		ORDER BY r.due_at, r.id LIMIT $2
		FOR UPDATE OF r SKIP LOCKED`, now, limit)
}

func settle(ctx context.Context, tx pgx.Tx, now time.Time, outcomes []outcome) error {
	list, err := json.Marshal(outcomes)
	if err != nil {
		return fmt.Errorf("write down reminders: %w", err)
	}
	_, err = tx.Exec(ctx, `
		UPDATE reminder r SET state = o.state, why = o.why, late = o.late, reached = o.reached,
			sent_at = CASE WHEN o.state = '`+Queued+`' THEN @now::timestamptz END
		FROM jsonb_to_recordset(@outcomes) AS o(id bigint, state text, why text, late boolean, reached uuid[])
		WHERE r.id = o.id`, pgx.StrictNamedArgs{"now": now, "outcomes": list})
	if err != nil {
		return fmt.Errorf("note what was sent: %w", err)
	}
	return nil
}

// place is where a page of the ledger ends.
type place struct {
	DueAt time.Time `json:"due_at"`
	ID    int64     `json:"id"`
}

// OfCase lists the ledger of a case in the order of sending; the caller has
// seen to it that the case may be read. A queued row is delivered when all its
// letters have arrived or had nowhere to go, and failed when one has failed
// for good.
func OfCase(ctx context.Context, q pgdb.Querier, caseID int64, f Filter, p request.Page) (request.List[Reminder], error) {
	var after place
	if err := p.After(&after); err != nil {
		return request.List[Reminder]{}, err
	}
	found, err := pgdb.All[Reminder](ctx, q, "list reminders", `
		SELECT id, kind, key, municipality, title, due, zone, version, step, addressee, due_at, state, why, late, sent_at, letters
		FROM (
			SELECT r.id, d.kind, d.key, d.municipality, d.title, d.due, d.zone, d.version, r.step, r.addressee, r.due_at, r.why, r.late, r.sent_at,
				CASE WHEN r.state <> '`+Queued+`' OR l.waiting THEN r.state WHEN l.failed THEN '`+Failed+`' ELSE '`+Delivered+`' END AS state,
				coalesce(l.letters, '[]') AS letters
			FROM deadline d JOIN reminder r ON r.deadline_id = d.id
			CROSS JOIN LATERAL (
				SELECT bool_or(state = '`+Queued+`') AS waiting, bool_or(state = '`+Failed+`') AS failed,
					jsonb_agg(jsonb_build_object('person', person_id, 'channel', channel, 'state', state, 'why', why, 'delivered_at', delivered_at)
						ORDER BY person_id, channel) AS letters
				FROM letter
				WHERE source = 'deadline:' || r.deadline_id || ':' || r.step AND person_id = ANY(r.reached)) l
			WHERE d.case_id = @case AND (@kind = '' OR d.kind = @kind) AND (@municipality = '' OR d.municipality = @municipality)) ledger
		WHERE (due_at, id) > (@due_at, @id) AND (@state = '' OR state = @state)
		ORDER BY due_at, id LIMIT @limit`,
		pgx.StrictNamedArgs{
			"case": caseID, "kind": f.Kind, "municipality": f.Municipality, "state": f.State,
			"due_at": after.DueAt, "id": after.ID, "limit": p.Limit + 1,
		})
	if err != nil {
		return request.List[Reminder]{}, err
	}
	return request.Cut(found, p, func(r Reminder) any { return place{DueAt: r.DueAt, ID: r.ID} }), nil
}
