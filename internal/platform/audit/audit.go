// Package audit keeps the record of every change (rule 9.1): one event in the
// same transaction as the change. Events name people by their identifiers;
// names and addresses live in the person's own record only. The database
// refuses to change or remove an event.
package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Event is one change: who did what to which object, and what changed.
type Event struct {
	At    time.Time
	Actor authn.Actor
	// Operator names the command when an operator acts instead of a person.
	Operator string
	// Organisation overrides the one in which the actor's permission was found.
	Organisation string
	// Case is the case concerned, 0 for none.
	Case int64
	// Act is the identifier of the operation, such as `answer-mandate`, and
	// Object the address of what was acted on.
	Act     string
	Object  string
	Changes Changes
	// Copied says that it stands in the organisation's list as well as in another's:
	// whoever reads all that was done reads it once.
	Copied bool
}

// many is from how many events on they are copied: that takes one more trip to the
// database, and half the time for each event.
const many = 100

// Record writes events into the transaction of the changes themselves, in one
// statement.
func Record(ctx context.Context, tx pgx.Tx, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	rows := make([]row, len(events))
	for i, e := range events {
		var err error
		if rows[i], err = e.row(ctx); err != nil {
			return err
		}
	}
	if err := insert(ctx, tx, rows); err != nil {
		return fmt.Errorf("record %s: %w", events[0].Act, err)
	}
	return nil
}

func insert(ctx context.Context, tx pgx.Tx, rows []row) error {
	if len(rows) >= many {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"audit_event"}, columns, pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return rows[i].values(), nil }))
		return err
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO audit_event (at, organisation, case_id, person_id, login_id, operator, on_behalf_of, act, object, changes, request_id, policy, copied)
		SELECT at, organisation, nullif(case_id, 0), nullif(person, '')::uuid, nullif(login, 0), operator, nullif(behalf, '')::uuid, act, object, changes, request, policy, copied
		FROM jsonb_to_recordset($1) AS e(at timestamptz, organisation text, case_id bigint, person text, login bigint, operator text, behalf text, act text, object text,
			changes jsonb, request text, policy text, copied boolean)`, rows)
	return err
}

// maxAhead is how far ahead of ours the clock of another instance may be that is
// followed. One that is further ahead is wrong, and its acts keep their place in
// the record by their numbers alone: else one of them would date all later ones.
const maxAhead = time.Minute

// Follow is the moment of an act that follows one of the moment last: now, or last
// where the clock of the instance that did that one is ahead, by no more than a
// minute. Acts follow each other by their order, and not by two machines' clocks.
func Follow(last, now time.Time) time.Time {
	if ahead := last.Sub(now); ahead > 0 && ahead <= maxAhead {
		return last.UTC()
	}
	return now
}

// Following is the moment of an act in an organisation whose row is locked, which
// follows the last act there.
func Following(ctx context.Context, q pgdb.Querier, organisation string, now time.Time) (time.Time, error) {
	last, err := pgdb.All[time.Time](ctx, q, "find the last act in the organisation",
		`SELECT at FROM audit_event WHERE organisation = $1 ORDER BY id DESC LIMIT 1`, organisation)
	if len(last) > 0 {
		now = Follow(last[0], now)
	}
	return now, err
}

// row is an event as it is kept.
type row struct {
	At           time.Time `json:"at"`
	Organisation string    `json:"organisation"`
	Case         int64     `json:"case_id"`
	Person       string    `json:"person"`
	Login        int64     `json:"login"`
	Operator     string    `json:"operator"`
	Behalf       string    `json:"behalf"`
	Act          string    `json:"act"`
	Object       string    `json:"object"`
	Changes      Changes   `json:"changes"`
	Request      string    `json:"request"`
	Policy       string    `json:"policy"`
	Copied       bool      `json:"copied"`
}

// columns are those of the table, in the order of a row's values.
var columns = []string{
	"at", "organisation", "case_id", "person_id", "login_id", "operator", "on_behalf_of", "act", "object", "changes", "request_id", "policy", "copied",
}

func (r row) values() []any {
	return []any{
		r.At, r.Organisation, unlessZero(r.Case), unlessZero(r.Person), unlessZero(r.Login), r.Operator, unlessZero(r.Behalf), r.Act, r.Object, r.Changes, r.Request, r.Policy, r.Copied,
	}
}

// unlessZero is a value, or nothing where it is the zero one.
func unlessZero[T comparable](value T) any {
	var zero T
	if value == zero {
		return nil
	}
	return value
}

func (e Event) row(ctx context.Context) (row, error) {
	changes, err := e.Changes.Frozen()
	r := row{
		At: e.At, Organisation: e.Organisation, Case: e.Case, Person: e.Actor.Person, Login: e.Actor.Login, Operator: e.Operator, Behalf: e.Actor.OnBehalfOf,
		Act: e.Act, Object: e.Object, Changes: changes, Request: request.TermsOf(ctx).RequestID, Policy: e.Actor.Policy, Copied: e.Copied,
	}
	if r.Organisation == "" {
		r.Organisation = e.Actor.Organisation
	}
	return r, err
}

// Entry is an event as it is read.
type Entry struct {
	ID           int64          `json:"id" db:"id" doc:"Running number of the event"`
	At           time.Time      `json:"at" db:"at" doc:"When it happened"`
	Organisation string         `json:"organisation" db:"organisation" doc:"The organisation in whose record it stands: the one in which the actor acted, or another that it concerns"`
	Person       *string        `json:"person" db:"person_id" doc:"The acting person's identifier; null when an operator acted"`
	Login        *int64         `json:"login" db:"login_id" doc:"The login by which that person acted; its subject is shown to the person and their home alone"`
	Operator     string         `json:"operator,omitempty" db:"operator" doc:"The operator's command, where no person acted"`
	OnBehalfOf   *string        `json:"on_behalf_of" db:"on_behalf_of" doc:"The office holder for whom a substitute acted"`
	Act          string         `json:"act" db:"act" doc:"What was done: the identifier of the operation"`
	Object       string         `json:"object" db:"object" doc:"The address of what was acted on"`
	Changes      message.Record `json:"changes" db:"changes" doc:"What changed: old and new value by member"`
	RequestID    string         `json:"request_id" db:"request_id" doc:"The request that did it"`
	Policy       string         `json:"policy" db:"policy" doc:"The line of the policy that allowed it"`
}

// Filter narrows a list of events. Zero members filter nothing.
type Filter struct {
	Act          string
	Organisation string
	Person       string
	From, To     time.Time
	// Without are the addresses of what the events of are not listed.
	Without []string
}

// LastActs are when logins last acted, for those that ever did.
func LastActs(ctx context.Context, q pgdb.Querier, logins []int64) (map[int64]time.Time, error) {
	if len(logins) == 0 {
		return nil, nil
	}
	found, err := pgdb.All[struct {
		Login int64     `db:"login_id"`
		At    time.Time `db:"at"`
	}](ctx, q, "find when logins acted", `SELECT login_id, max(at) AS at FROM audit_event WHERE login_id = ANY($1) GROUP BY login_id`, logins)
	at := map[int64]time.Time{}
	for _, f := range found {
		at[f.Login] = f.At
	}
	return at, err
}

// OfCase lists the events of a case, the newest first.
func OfCase(ctx context.Context, q pgdb.Querier, caseID int64, f Filter, p request.Page) (request.List[Entry], error) {
	return list(ctx, q, `case_id = @case AND (@organisation = '' OR organisation = @organisation)`, caseID, f, p)
}

// OfOrganisation lists what was done in an organisation outside any case, the
// newest first.
func OfOrganisation(ctx context.Context, q pgdb.Querier, organisation string, f Filter, p request.Page) (request.List[Entry], error) {
	f.Organisation = organisation
	return list(ctx, q, `organisation = @organisation AND case_id IS NULL AND @case = 0`, 0, f, p)
}

func list(ctx context.Context, q pgdb.Querier, of string, caseID int64, f Filter, p request.Page) (request.List[Entry], error) {
	before := int64(1<<63 - 1)
	if err := p.After(&before); err != nil {
		return request.List[Entry]{}, err
	}
	entries, err := pgdb.All[Entry](ctx, q, "list events", `
		SELECT id, at, organisation, person_id::text, login_id, operator, on_behalf_of::text, act, object, changes, request_id, policy
		FROM audit_event
		WHERE `+of+` AND id < @before
		  AND (@act = '' OR act = @act)
		  AND (@person = '' OR person_id = nullif(@person, '')::uuid)
		  AND (@from::timestamptz IS NULL OR at >= @from)
		  AND (@to::timestamptz IS NULL OR at < @to)
		  AND NOT object = ANY(coalesce(@without::text[], '{}'))
		ORDER BY id DESC
		LIMIT @limit`,
		pgx.StrictNamedArgs{
			"case": caseID, "before": before, "act": f.Act, "organisation": f.Organisation, "person": f.Person,
			"from": pgdb.NullTime(f.From), "to": pgdb.NullTime(f.To), "without": f.Without, "limit": p.Limit + 1,
		})
	if err != nil {
		return request.List[Entry]{}, err
	}
	return request.Cut(entries, p, func(e Entry) any { return e.ID }), nil
}
