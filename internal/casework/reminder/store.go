package reminder

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// planned is a deadline as it is written down, with its rows of the ledger.
type planned struct {
	Case         int64             `json:"case_id"`
	Kind         Kind              `json:"kind"`
	Key          string            `json:"key"`
	Municipality string            `json:"municipality"`
	Call         string            `json:"call"`
	Subject      string            `json:"subject"`
	Title        string            `json:"title"`
	Due          workday.Date      `json:"due"`
	Params       map[string]string `json:"params"`
	Entries      []entry           `json:"entries"`
}

// insert writes deadlines, each as the next version under its name, and their
// rows of the ledger: one statement. Before is what is known of those that stood
// on the same day.
func insert(ctx context.Context, tx pgx.Tx, now time.Time, deadlines []Deadline, before map[Ref]history) error {
	list := make([]planned, len(deadlines))
	for i, d := range deadlines {
		list[i] = planned{d.Case, d.Kind, d.Key, d.Municipality, d.Call, d.Subject, d.Title, d.Due, d.Params, d.plan(workday.Norway(), now, before[d.Ref])}
		if d.Params == nil {
			list[i].Params = map[string]string{}
		}
	}
	rows, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write down reminders: %w", err)
	}
	_, err = tx.Exec(ctx, `
		WITH asked AS (
			SELECT * FROM jsonb_to_recordset(@deadlines)
				AS d(case_id bigint, kind text, key text, municipality text, call text, subject text, title text, due date, params jsonb, entries jsonb)),
		made AS (
			INSERT INTO deadline (case_id, kind, key, municipality, version, call, subject, title, due, zone, params, created_at)
			SELECT a.case_id, a.kind, a.key, a.municipality, 1 + coalesce((
				SELECT max(d.version) FROM deadline d
				WHERE d.case_id = a.case_id AND d.kind = a.kind AND d.key = a.key AND d.municipality = a.municipality), 0),
				a.call, a.subject, a.title, a.due, @zone, a.params, @now
			FROM asked a
			RETURNING id, case_id, kind, key, municipality)
		INSERT INTO reminder (deadline_id, step, addressee, due_at, state, why, planned_at)
		SELECT made.id, e.step, e.addressee, e.due_at, e.state, e.why, @now
		FROM made JOIN asked a USING (case_id, kind, key, municipality),
			jsonb_to_recordset(a.entries) AS e(step text, addressee jsonb, due_at timestamptz, state text, why text)`,
		pgx.StrictNamedArgs{"deadlines": rows, "zone": workday.ZoneName, "now": now})
	if err != nil {
		return fmt.Errorf("plan reminders: %w", err)
	}
	return nil
}

// ended is a deadline that no longer stands, with the steps that were not sent
// of it. Handed says whether any other may have been handed over to be sent.
type ended struct {
	ID int64 `db:"id"`
	Ref
	Due   workday.Date `db:"due"`
	Steps []string     `db:"steps"`
	// Told are those whom the step of the day has reached, under this version or
	// one before it.
	Told []authority.Post `db:"told"`
	// Together are the deadlines under any of which its letters may be sent.
	Together []int64 `db:"together"`
	Handed   bool    `db:"handed"`
}

// end ends the standing deadlines that where picks, and cancels what was not
// sent of them. A row that is being sent in this moment is waited for, and
// left as it is.
func end(ctx context.Context, tx pgx.Tx, where, state, why string, args pgx.StrictNamedArgs) ([]ended, error) {
	args["state"], args["why"] = state, why
	return pgdb.All[ended](ctx, tx, "end deadlines", `
		WITH ended AS (
			UPDATE deadline SET state = @state, why = @why, ended_at = @now WHERE state = 'standing' AND `+where+`
			RETURNING id, case_id, kind, key, municipality, subject, due),
		cancelled AS (
			UPDATE reminder r SET state = '`+Cancelled+`', why = @why
			FROM ended WHERE r.deadline_id = ended.id AND r.state = '`+Planned+`'
			RETURNING r.deadline_id, r.step)
		SELECT e.id, e.case_id, e.kind, e.key, e.municipality, e.due, array(SELECT step FROM cancelled WHERE deadline_id = e.id) AS steps,
			(SELECT coalesce(jsonb_agg(r.addressee), '[]') FROM deadline d JOIN reminder r ON r.deadline_id = d.id
				WHERE (d.case_id, d.kind, d.key, d.municipality, d.due) = (e.case_id, e.kind, e.key, e.municipality, e.due)
					AND r.step = '`+OnTheDay+`' AND r.state = '`+Queued+`') AS told,
			e.id || array(SELECT t.id FROM deadline t WHERE `+together("e")+` AND t.id <> e.id) AS together,
			(SELECT count(*) FROM reminder r WHERE r.deadline_id = e.id) > (SELECT count(*) FROM cancelled c WHERE c.deadline_id = e.id)
				AND NOT EXISTS (SELECT FROM deadline t WHERE `+together("e")+` AND t.state = 'standing' AND t.id NOT IN (SELECT id FROM ended)) AS handed
		FROM ended e`, args)
}

// together is the condition that two deadlines, t and another, are about one subject of a
// municipality on one day: a person hears of both in one letter.
func together(d string) string {
	return fmt.Sprintf(`%[1]s.subject <> '' AND (t.case_id, t.subject, t.municipality, t.due) = (%[1]s.case_id, %[1]s.subject, %[1]s.municipality, %[1]s.due)`, d)
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

const byRefs = `(case_id, kind, key, municipality) IN (
	SELECT * FROM unnest(@cases::bigint[], @kinds::text[], @keys::text[], @municipalities::text[]))`

// refArgs are the arguments of byRefs.
func refArgs(refs []Ref, now time.Time) pgx.StrictNamedArgs {
	cases, kinds, keys, municipalities := make([]int64, len(refs)), make([]string, len(refs)), make([]string, len(refs)), make([]string, len(refs))
	for i, r := range refs {
		cases[i], kinds[i], keys[i], municipalities[i] = r.Case, string(r.Kind), r.Key, r.Municipality
	}
	return pgx.StrictNamedArgs{"cases": cases, "kinds": kinds, "keys": keys, "municipalities": municipalities, "now": now}
}

// anyDue says whether something waits to be sent. It reads the first entry of an
// index, whatever the database believes of how much is due.
func anyDue(ctx context.Context, q pgdb.Querier, now time.Time) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for due reminders",
		`SELECT coalesce((SELECT due_at FROM reminder WHERE state = '`+Planned+`' ORDER BY due_at, id LIMIT 1) <= $1, false)`, now)
}

// countDue counts what is due and not sent.
func countDue(ctx context.Context, q pgdb.Querier, now time.Time) (backlog, error) {
	return pgdb.One[backlog](ctx, q, "count due reminders", `SELECT count(*) AS due, min(due_at) AS oldest FROM reminder WHERE state = '`+Planned+`' AND due_at <= $1`, now)
}

// letGo has the database take back the rows of a transaction whose program says
// nothing for three seconds: of a machine that vanished or froze it hears nothing,
// and everybody else passes over the rows that it holds.
func letGo(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT set_config('idle_in_transaction_session_timeout', '3s', true)`); err != nil {
		return fmt.Errorf("bound the dispatch: %w", err)
	}
	return nil
}

// claim takes the rows that have been due the longest and that nobody else is
// sending or cancelling.
func claim(ctx context.Context, tx pgx.Tx, now time.Time) ([]claimed, error) {
	return pgdb.All[claimed](ctx, tx, "claim reminders", `
		SELECT r.id, r.deadline_id, r.step, r.addressee, r.due_at, d.case_id, d.kind, d.call, d.title, d.due, d.params,
			coalesce((SELECT min(t.id) FROM deadline t WHERE `+together("d")+` AND t.state = 'standing'), d.id) AS letters_of,
			coalesce((SELECT o.name FROM organisation o WHERE o.key = d.municipality), '') AS name
		FROM reminder r JOIN deadline d ON d.id = r.deadline_id
		WHERE r.state = '`+Planned+`' AND r.due_at <= $1
		ORDER BY r.due_at, r.id LIMIT `+strconv.Itoa(batch)+`
		FOR UPDATE OF r SKIP LOCKED`, now)
}

func saveOutcomes(ctx context.Context, tx pgx.Tx, now time.Time, outcomes []outcome) error {
	list, err := json.Marshal(outcomes)
	if err != nil {
		return fmt.Errorf("write down reminders: %w", err)
	}
	_, err = tx.Exec(ctx, `
		UPDATE reminder r SET state = o.state, why = o.why, late = o.late, reached = o.reached, letters_of = o.letters_of,
			sent_at = CASE WHEN o.state = '`+Queued+`' THEN @now::timestamptz END
		FROM jsonb_to_recordset(@outcomes) AS o(id bigint, state text, why text, late boolean, reached uuid[], letters_of bigint)
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
		SELECT id, kind, key, municipality, title, due, zone, version, step, addressee, due_at, state, why, late, sent_at, together_with, letters
		FROM (
			SELECT r.id, d.kind, d.key, d.municipality, d.title, d.due, d.zone, d.version, r.step, r.addressee, r.due_at, r.why, r.late, r.sent_at,
				(SELECT min(o.id) FROM deadline t JOIN reminder o ON o.deadline_id = t.id
					WHERE `+together("d")+` AND t.state = d.state AND t.id < d.id AND (o.step, o.addressee, o.state) = (r.step, r.addressee, r.state)) AS together_with,
				CASE WHEN r.state <> '`+Queued+`' OR l.waiting THEN r.state WHEN l.failed THEN '`+Failed+`' ELSE '`+Delivered+`' END AS state,
				coalesce(l.letters, '[]') AS letters
			FROM deadline d JOIN reminder r ON r.deadline_id = d.id
			CROSS JOIN LATERAL (
				SELECT bool_or(state = '`+Queued+`') AS waiting, bool_or(state = '`+Failed+`') AS failed,
					jsonb_agg(jsonb_build_object('person', person_id, 'channel', channel, 'state', state, 'why', why, 'delivered_at', delivered_at)
						ORDER BY person_id, channel) AS letters
				FROM letter
				WHERE source = 'deadline:' || coalesce(r.letters_of, r.deadline_id) || ':' || r.step AND person_id = ANY(r.reached)) l
			WHERE d.case_id = @case AND (@until::timestamptz IS NULL OR r.due_at <= @until) AND (@kind = '' OR d.kind = @kind) AND (@municipality = '' OR d.municipality = @municipality)) ledger
		WHERE (due_at, id) > (@due_at, @id) AND (@state = '' OR state = @state)
		ORDER BY due_at, id LIMIT @limit`,
		pgx.StrictNamedArgs{
			"case": caseID, "kind": f.Kind, "municipality": f.Municipality, "state": f.State, "until": f.Until,
			"due_at": after.DueAt, "id": after.ID, "limit": p.Limit + 1,
		})
	if err != nil {
		return request.List[Reminder]{}, err
	}
	return request.Cut(found, p, func(r Reminder) any { return place{DueAt: r.DueAt, ID: r.ID} }), nil
}
