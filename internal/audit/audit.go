// Package audit keeps the record of every change (rule 9.1): one event in the
// same transaction as the change. Events name people by their identifiers;
// names and addresses live in the person's own record only. The database
// refuses to change or remove an event.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/pgdb"
	"forankring.no/forankring/internal/rest"
)

// Change is a member before and after an act; a side that was not there is
// left out.
type Change struct {
	Old any `json:"old,omitempty"`
	New any `json:"new,omitempty"`
}

// Changes are the members that an act changed, by name.
type Changes map[string]Change

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
}

// Record writes the event into the transaction of the change itself.
func Record(ctx context.Context, tx pgx.Tx, e Event) error {
	changes, err := json.Marshal(e.Changes)
	if err != nil {
		return fmt.Errorf("write down changes: %w", err)
	}
	if e.Changes == nil {
		changes = []byte("{}")
	}
	organisation := e.Organisation
	if organisation == "" {
		organisation = e.Actor.Organisation
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO audit_event (at, organisation, case_id, person_id, operator, on_behalf_of, act, object, changes, request_id, policy)
		VALUES (@at, @organisation, nullif(@case, 0), nullif(@person, '')::uuid, @operator, nullif(@behalf, '')::uuid, @act, @object, @changes, @request, @policy)`,
		pgx.StrictNamedArgs{
			"at": e.At, "organisation": organisation, "case": e.Case, "person": e.Actor.Person, "operator": e.Operator, "behalf": e.Actor.OnBehalfOf,
			"act": e.Act, "object": e.Object, "changes": changes, "request": rest.TermsOf(ctx).RequestID, "policy": e.Actor.Policy,
		})
	if err != nil {
		return fmt.Errorf("record %s: %w", e.Act, err)
	}
	return nil
}

// Entry is an event as it is read.
type Entry struct {
	ID           int64           `json:"id" db:"id" doc:"Running number of the event"`
	At           time.Time       `json:"at" db:"at" doc:"When it happened"`
	Organisation string          `json:"organisation" db:"organisation" doc:"The organisation in which the actor acted"`
	Person       *string         `json:"person" db:"person_id" doc:"The acting person's identifier; null when an operator acted"`
	Operator     string          `json:"operator,omitempty" db:"operator" doc:"The operator's command, where no person acted"`
	OnBehalfOf   *string         `json:"on_behalf_of" db:"on_behalf_of" doc:"The office holder for whom a substitute acted"`
	Act          string          `json:"act" db:"act" doc:"What was done: the identifier of the operation" example:"submit-mandate"`
	Object       string          `json:"object" db:"object" doc:"The address of what was acted on"`
	Changes      json.RawMessage `json:"changes" db:"changes" doc:"What changed: old and new value by member"`
	RequestID    string          `json:"request_id" db:"request_id" doc:"The request that did it"`
	Policy       string          `json:"policy" db:"policy" doc:"The line of the policy that allowed it"`
}

// Filter narrows the events of a case. Zero members filter nothing.
type Filter struct {
	Act          string
	Organisation string
	Person       string
	From, To     time.Time
}

// OfCase lists the events of a case, the newest first.
func OfCase(ctx context.Context, q pgdb.Querier, caseID int64, f Filter, p rest.Page) (rest.List[Entry], error) {
	before := int64(1<<63 - 1)
	if err := p.After(&before); err != nil {
		return rest.List[Entry]{}, err
	}
	rows, err := q.Query(ctx, `
		SELECT id, at, organisation, person_id::text, operator, on_behalf_of::text, act, object, changes, request_id, policy
		FROM audit_event
		WHERE case_id = @case AND id < @before
		  AND (@act = '' OR act = @act)
		  AND (@organisation = '' OR organisation = @organisation)
		  AND (@person = '' OR person_id = nullif(@person, '')::uuid)
		  AND (@from::timestamptz IS NULL OR at >= @from)
		  AND (@to::timestamptz IS NULL OR at < @to)
		ORDER BY id DESC
		LIMIT @limit`,
		pgx.StrictNamedArgs{
			"case": caseID, "before": before, "act": f.Act, "organisation": f.Organisation, "person": f.Person,
			"from": pgdb.NullTime(f.From), "to": pgdb.NullTime(f.To), "limit": p.Limit + 1,
		})
	if err != nil {
		return rest.List[Entry]{}, fmt.Errorf("list events: %w", err)
	}
	entries, err := pgx.CollectRows(rows, pgx.RowToStructByName[Entry])
	if err != nil {
		return rest.List[Entry]{}, fmt.Errorf("read events: %w", err)
	}
	return rest.Cut(entries, p, func(e Entry) any { return e.ID }), nil
}
