package authority

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/audit"
	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/rest"
	"forankring.no/forankring/internal/workday"
)

// Named is whom a council lets release people in one case, in the place of a
// chief executive who is disqualified there (rule 1.7).
type Named struct {
	Municipality   string
	MunicipalityID int64
	Chief, Person  string
	Case           int64
	Until          time.Time
	DecidedOn      workday.Date
	CaseNumber     string
}

// releasing are the acts that the council's substitute does.
var releasing = []string{"assignment:release", "assignment:decline", "assignment:recall"}

// NameByCouncil makes the named person the chief executive's substitute for
// releasing people in the case. It refuses someone whom the municipality does
// not know, and the disqualified chief executive. Naming the same person again
// changes nothing.
func NameByCouncil(ctx context.Context, tx pgx.Tx, actor authn.Actor, n Named, now time.Time) error {
	if n.Person == n.Chief {
		return ErrSelf.At("/releases", "is the chief executive who is disqualified")
	}
	known, err := directory.Known(ctx, tx, n.Person, []string{n.Municipality}, now)
	if err != nil {
		return err
	}
	if !known {
		return directory.ErrUnknownPerson.At("/releases", "is not known to the municipality")
	}
	var id int64
	err = tx.QueryRow(ctx, `
		INSERT INTO substitute (organisation_id, office, holder_id, person_id, acts, cases, source, decided_on, case_number, from_at, to_at, set_by, created_at)
		SELECT @organisation, '`+directory.ChiefExecutive+`', @holder, @person, @acts, @cases, 'council', @decided, @number, @now, @until, @by, @now
		WHERE NOT EXISTS (
			SELECT FROM substitute WHERE organisation_id = @organisation AND person_id = @person AND source = 'council' AND @case = ANY(cases) AND to_at > @now)
		RETURNING id`, pgx.StrictNamedArgs{
		"organisation": n.MunicipalityID, "holder": n.Chief, "person": n.Person, "acts": releasing, "cases": []int64{n.Case}, "case": n.Case,
		"decided": n.DecidedOn, "number": n.CaseNumber, "now": now, "until": n.Until, "by": actor.Person,
	}).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("name a substitute by the council: %w", err)
	}
	return audit.Record(ctx, tx, audit.Event{
		At: now, Actor: actor, Case: n.Case, Act: "name-substitute", Object: rest.Path("organisations/%s/substitutes/%d", n.Municipality, id),
		Changes: audit.Changes{"person": {New: n.Person}, "on_behalf_of": {New: n.Chief}, "acts": {New: releasing}, "to": {New: n.Until}, "case_number": {New: n.CaseNumber}},
	})
}
