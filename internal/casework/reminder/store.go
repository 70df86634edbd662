package reminder

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/calendar"
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
	Policy       *int64            `json:"policy_id"`
	Entries      []entry           `json:"entries"`
}

// insert writes deadlines, each as the next version under its name, and their
// rows of the ledger: one statement. Before is what is known of those that stood
// on the same day.
func insert(ctx context.Context, tx pgx.Tx, now time.Time, deadlines []Deadline, before map[Ref]history) error {
	if err := findHomes(ctx, tx, deadlines); err != nil {
		return err
	}
	var p pgdb.Parts
	counting, policies := calendar.Part(&p, organisationsOf(deadlines)), partPolicies(&p, deadlines)
	if err := p.Read(ctx, tx); err != nil {
		return err
	}
	calendars, err := counting()
	if err != nil {
		return err
	}
	list := make([]planned, len(deadlines))
	for i, d := range deadlines {
		by := policies.of(d)
		list[i] = planned{d.Case, d.Kind, d.Key, d.Municipality, d.Call, d.Subject, d.Title, d.Due, d.Params, by.ID, d.plan(by, calendars, now, before[d.Ref])}
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
				AS d(case_id bigint, kind text, key text, municipality text, call text, subject text, title text, due date, params jsonb, policy_id bigint, entries jsonb)),
		made AS (
			INSERT INTO deadline (case_id, kind, key, municipality, version, call, subject, title, due, zone, params, policy_id, created_at)
			SELECT a.case_id, a.kind, a.key, a.municipality, 1 + coalesce((
				SELECT max(d.version) FROM deadline d
				WHERE d.case_id = a.case_id AND d.kind = a.kind AND d.key = a.key AND d.municipality = a.municipality), 0),
				a.call, a.subject, a.title, a.due, @zone, a.params, a.policy_id, @now
			FROM asked a
			RETURNING id, case_id, kind, key, municipality)
		INSERT INTO reminder (deadline_id, step, addressed_as, any_day, addressee, due_at, state, why, planned_at, settled_at)
		SELECT made.id, e.step, e.addressed_as, e.any_day, e.addressee, e.due_at, e.state, e.why, @now, CASE WHEN e.state <> '`+Planned+`' THEN @now::timestamptz END
		FROM made JOIN asked a USING (case_id, kind, key, municipality),
			jsonb_to_recordset(a.entries) AS e(step text, addressed_as text, any_day boolean, addressee jsonb, due_at timestamptz, state text, why text)`,
		pgx.StrictNamedArgs{"deadlines": rows, "zone": workday.ZoneName, "now": now})
	if err != nil {
		return fmt.Errorf("plan reminders: %w", err)
	}
	return nil
}

// findHomes finds the homes of the people who are reminded by name of deadlines of
// whole cases: one statement, and none where there are no such people.
func findHomes(ctx context.Context, q pgdb.Querier, deadlines []Deadline) error {
	var people []string
	for _, d := range deadlines {
		for _, p := range d.addressees() {
			if p.Person != "" && d.Municipality == "" {
				people = append(people, p.Person)
			}
		}
	}
	if len(people) == 0 {
		return nil
	}
	found, err := pgdb.All[struct {
		Person string `db:"person"`
		Home   string `db:"home"`
	}](ctx, q, "find the homes of people", `SELECT p.id::text AS person, o.key AS home FROM person p JOIN organisation o ON o.id = p.home_id WHERE p.id = ANY($1::uuid[])`, people)
	homes := map[string]string{}
	for _, f := range found {
		homes[f.Person] = f.Home
	}
	for i := range deadlines {
		deadlines[i].homes = homes
	}
	return err
}

// organisationsOf are those in whose calendars the deadlines' reminders are counted.
func organisationsOf(deadlines []Deadline) []string {
	all := map[string]bool{}
	for _, d := range deadlines {
		for _, p := range d.addressees() {
			all[d.countedIn(p)] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
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
	// Sources are those under any of which its letters may be sent.
	Sources []string `db:"sources"`
	Handed  bool     `db:"handed"`
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
			UPDATE reminder r SET state = '`+Cancelled+`', why = @why, settled_at = @now
			FROM ended WHERE r.deadline_id = ended.id AND r.state = '`+Planned+`'
			RETURNING r.deadline_id, r.step)
		SELECT e.id, e.case_id, e.kind, e.key, e.municipality, e.due, array(SELECT step FROM cancelled WHERE deadline_id = e.id) AS steps,
			(SELECT coalesce(jsonb_agg(r.addressee), '[]') FROM deadline d JOIN reminder r ON r.deadline_id = d.id
				WHERE (d.case_id, d.kind, d.key, d.municipality, d.due) = (e.case_id, e.kind, e.key, e.municipality, e.due)
					AND r.step = '`+OnTheDay+`' AND r.state = '`+Queued+`') AS told,
			array(WITH letters_of AS (SELECT e.id UNION SELECT t.id FROM deadline t WHERE `+together("e")+`)
				SELECT 'deadline:' || l.id || ':' || s.step FROM letters_of l
				CROSS JOIN (SELECT DISTINCT r.step FROM letters_of o JOIN reminder r ON r.deadline_id = o.id) s) AS sources,
			(SELECT count(*) FROM reminder r WHERE r.deadline_id = e.id) > (SELECT count(*) FROM cancelled c WHERE c.deadline_id = e.id)
				AND NOT EXISTS (SELECT FROM deadline t WHERE `+together("e")+` AND t.state = 'standing' AND t.id NOT IN (SELECT id FROM ended)) AS handed
		FROM ended e`, args)
}

// together is the condition that two deadlines, t and another, are about one subject of a
// municipality on one day, in one case or about one meeting: a person hears of both in one
// letter.
func together(d string) string {
	return fmt.Sprintf(`%[1]s.subject <> '' AND t.subject <> '' AND (`+about("t.")+`, t.subject, t.municipality, t.due) = (`+about("%[1]s.")+`, %[1]s.subject, %[1]s.municipality, %[1]s.due)`, d)
}

// about is the case within which deadlines about one subject stand together; 0 where it
// is a meeting, to which several cases come.
func about(d string) string {
	return `CASE WHEN ` + d + `subject LIKE 'meeting/%%' THEN 0 ELSE ` + d + `case_id END`
}

// spare cancels what was not sent to an organisation in a case, of deadlines
// that go on standing.
func spare(ctx context.Context, tx pgx.Tx, now time.Time, caseID int64, organisation, why string) error {
	_, err := tx.Exec(ctx, `
		UPDATE reminder r SET state = '`+Cancelled+`', why = $3, settled_at = $4
		FROM deadline d WHERE d.id = r.deadline_id AND d.case_id = $1 AND d.state = 'standing'
			AND r.state = '`+Planned+`' AND r.addressee->>'organisation' = $2`, caseID, organisation, why, now)
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

// sendAt is when a row r is sent: at its time, or at the one for which it waits
// that was missed.
const sendAt = `coalesce(r.postponed_to, r.due_at)`

// addressedAs is as what the addressee of a row r is reminded; those that were
// planned before regions had policies go by the ladder of the rules.
const addressedAs = `CASE WHEN r.addressed_as <> '' THEN r.addressed_as WHEN r.step = '` + OneWorkingDayAfter + `' THEN '` + AsAdministrator + `'
	WHEN r.step = '` + ThreeWorkingDaysAfter + `' THEN '` + AsChiefExecutive + `' WHEN r.step = '` + FiveWorkingDaysAfter + `' THEN '` + AsRegion + `' ELSE '` + AsAsked + `' END`

// anyDue says whether something waits to be sent. It reads the first entry of an
// index, whatever the database believes of how much is due.
func anyDue(ctx context.Context, q pgdb.Querier, now time.Time) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for due reminders",
		`SELECT coalesce((SELECT `+sendAt+` FROM reminder r WHERE state = '`+Planned+`' ORDER BY `+sendAt+`, id LIMIT 1) <= $1, false)`, now)
}

// countDue counts what is due and not sent.
func countDue(ctx context.Context, q pgdb.Querier, now time.Time) (backlog, error) {
	return pgdb.One[backlog](ctx, q, "count due reminders", `
		SELECT count(*) AS due, min(`+sendAt+`) AS oldest FROM reminder r WHERE state = '`+Planned+`' AND `+sendAt+` <= $1`, now)
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
// sending or cancelling, each with the newest step that is due of its deadline for
// its addressee.
func claim(ctx context.Context, tx pgx.Tx, now time.Time) ([]claimed, error) {
	return pgdb.All[claimed](ctx, tx, "claim reminders", `
		SELECT r.id, r.deadline_id, r.step, `+addressedAs+` AS addressed_as, r.any_day, coalesce(to_char(p.send_time, 'HH24:MI'), @standard) AS send_time, coalesce(p.quiet_days, '[]') AS quiet_days,
			r.addressee, r.due_at, d.case_id, d.kind, d.call, d.title, d.due, d.municipality, d.params,
			coalesce((SELECT min(t.id) FROM deadline t WHERE `+together("d")+` AND t.state = 'standing'), d.id) AS letters_of,
			coalesce((SELECT o.name FROM organisation o WHERE o.key = d.municipality), '') AS name,
			coalesce((SELECT o.key FROM person h JOIN organisation o ON o.id = h.home_id WHERE h.id = (r.addressee->>'person')::uuid), '') AS home,
			coalesce((SELECT n.step FROM reminder n
				WHERE n.deadline_id = r.deadline_id AND n.addressee = r.addressee AND n.state IN ('`+Planned+`', '`+Queued+`')
					AND n.due_at <= @now AND (n.due_at, n.id) > (r.due_at, r.id)
				ORDER BY n.due_at DESC, n.id DESC LIMIT 1), '') AS newer
		FROM reminder r JOIN deadline d ON d.id = r.deadline_id LEFT JOIN reminder_policy p ON p.id = d.policy_id
		WHERE r.state = '`+Planned+`' AND `+sendAt+` <= @now
		ORDER BY `+sendAt+`, r.id LIMIT `+strconv.Itoa(batch)+`
		FOR UPDATE OF r SKIP LOCKED`, pgx.StrictNamedArgs{"now": now, "standard": standard().SendTime})
}

func saveOutcomes(ctx context.Context, tx pgx.Tx, now time.Time, outcomes []outcome) error {
	list, err := json.Marshal(outcomes)
	if err != nil {
		return fmt.Errorf("write down reminders: %w", err)
	}
	_, err = tx.Exec(ctx, `
		WITH kept AS (
		UPDATE reminder r SET state = o.state, why = o.why, late = o.late, reached = o.reached, letters_of = nullif(o.letters_of, 0),
			postponed_to = coalesce(o.postponed_to, r.postponed_to),
			settled_at = CASE WHEN o.state <> '`+Planned+`' THEN @now::timestamptz END, sent_at = CASE WHEN o.state = '`+Queued+`' THEN @now::timestamptz END
		FROM jsonb_to_recordset(@outcomes) AS o(id bigint, state text, why text, late boolean, reached uuid[], letters_of bigint, postponed_to timestamptz)
		WHERE r.id = o.id RETURNING r.id, r.sent_at, r.reached)
		INSERT INTO reminder_told (person_id, sent_at, reminder_id)
		SELECT DISTINCT person, k.sent_at, k.id FROM kept k, unnest(k.reached) person WHERE k.sent_at IS NOT NULL`, pgx.StrictNamedArgs{"now": now, "outcomes": list})
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

// then is the ledger of a case as it stood at a moment (rule 1.1): in a statement that
// begins with it, the three tables hold what there was then, as it was. What waited
// then waits in it, whatever became of it since.
const then = `
	WITH deadline AS (
		SELECT id, case_id, kind, key, municipality, version, subject, title, due, zone, CASE WHEN ended_at > @until THEN 'standing' ELSE state END AS state, ended_at
		FROM deadline WHERE case_id = @case AND created_at <= @until),
	reminder AS (
		SELECT r.id, r.deadline_id, r.step, r.addressed_as, r.addressee, r.due_at, CASE WHEN s.settled THEN r.state ELSE '` + Planned + `' END AS state, CASE WHEN s.settled THEN r.why ELSE '' END AS why,
			s.settled AND r.late AS late, CASE WHEN s.settled THEN r.sent_at END AS sent_at, CASE WHEN s.settled THEN r.reached END AS reached, r.letters_of,
			CASE WHEN s.settled OR r.postponed_to <= @until THEN r.postponed_to END AS postponed_to
		FROM deadline d JOIN reminder r ON r.deadline_id = d.id
		CROSS JOIN LATERAL (SELECT r.state <> '` + Planned + `' AND coalesce(r.settled_at, r.sent_at,
			CASE r.state WHEN '` + Cancelled + `' THEN d.ended_at ELSE greatest(r.due_at, r.planned_at) END, r.planned_at) <= @until AS settled) s
		WHERE r.planned_at <= @until),
	letter AS (
		SELECT l.source, l.person_id, l.channel, CASE WHEN s.settled THEN l.state ELSE '` + Queued + `' END AS state, CASE WHEN s.settled THEN l.why ELSE '' END AS why,
			CASE WHEN s.settled THEN l.delivered_at END AS delivered_at, CASE WHEN l.sent_again_at <= @until THEN l.sent_again_at END AS sent_again_at, l.waits_until
		FROM letter l CROSS JOIN LATERAL (SELECT coalesce(l.settled_at, l.delivered_at, l.created_at) <= @until AS settled) s
		WHERE l.case_id = @case AND l.created_at <= @until)`

// OfCase lists the ledger of a case in the order of sending; the caller has
// seen to it that the case may be read. A queued row is delivered when all its
// letters have arrived or had nowhere to go, and failed when one has failed
// for good.
func OfCase(ctx context.Context, q pgdb.Querier, caseID int64, f Filter, p request.Page) (request.List[Reminder], error) {
	var after place
	if err := p.After(&after); err != nil {
		return request.List[Reminder]{}, err
	}
	args := pgx.StrictNamedArgs{
		"case": caseID, "kind": f.Kind, "municipality": f.Municipality, "state": f.State,
		"due_at": after.DueAt, "id": after.ID, "limit": p.Limit + 1,
	}
	ledger := ofCase
	if f.Until != nil {
		ledger, args["until"] = then+ofCase, *f.Until
	}
	found, err := pgdb.All[Reminder](ctx, q, "list reminders", ledger, args)
	if err != nil {
		return request.List[Reminder]{}, err
	}
	return request.Cut(found, p, func(r Reminder) any { return place{DueAt: r.DueAt, ID: r.ID} }), nil
}

// ofCase is a page of the ledger of a case.
var ofCase = `
	SELECT id, kind, key, municipality, title, due, zone, version, step, addressed_as, addressee, due_at, postponed_to, state, why, late, sent_at, together_with, letters,
		coalesce((SELECT o.name FROM organisation o WHERE o.key = addressee->>'organisation'), '') AS organisation,
		coalesce((SELECT p.name FROM person p WHERE p.id = (addressee->>'person')::uuid),
			(SELECT b.name FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = addressee->>'organisation' AND b.key = addressee->>'body'), '') AS called
	FROM (
		SELECT r.id, d.kind, d.key, d.municipality, d.title, d.due, d.zone, d.version, r.step, ` + addressedAs + ` AS addressed_as, r.addressee, r.due_at, r.postponed_to, r.why, r.late, r.sent_at,
			(SELECT min(o.id) FROM deadline t JOIN reminder o ON o.deadline_id = t.id
				WHERE ` + together("d") + ` AND t.state = d.state AND t.id < d.id AND (o.step, o.addressee, o.state) = (r.step, r.addressee, r.state)) AS together_with,
			CASE WHEN r.state <> '` + Queued + `' OR l.waiting THEN r.state WHEN l.failed THEN '` + Failed + `' ELSE '` + Delivered + `' END AS state,
			coalesce(l.letters, '[]') AS letters
		FROM deadline d JOIN reminder r ON r.deadline_id = d.id
		CROSS JOIN LATERAL (
			SELECT bool_or(e.state = '` + Queued + `') AS waiting, bool_or(e.state = '` + Failed + `') AS failed, jsonb_agg(` + letterObject + ` ORDER BY e.person_id, e.channel) AS letters
			FROM letter e
			WHERE e.source = 'deadline:' || coalesce(r.letters_of, r.deadline_id) || ':' || r.step AND e.person_id = ANY(r.reached)) l
		WHERE d.case_id = @case AND (@kind = '' OR d.kind = @kind) AND (@municipality = '' OR d.municipality = @municipality)) ledger
	WHERE (due_at, id) > (@due_at, @id) AND (@state = '' OR state = @state)
	ORDER BY due_at, id LIMIT @limit`
