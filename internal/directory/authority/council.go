package authority

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

// Named is whom a council lets decide in one case, in the place of a chief
// executive who is disqualified there (rule 1.7).
type Named struct {
	// Act is the identifier of the act by which the name is recorded.
	Act            string
	Municipality   string
	MunicipalityID int64
	Chief, Person  string
	Case           int64
	Ref            CaseRef
	Until          time.Time
	DecidedOn      workday.Date
	CaseNumber     string
	// PersonAt and UntilAt are where the request names the person and the end.
	PersonAt, UntilAt string
}

// NameByCouncil makes the named person the chief executive's substitute for
// what is decided in the case, but for answering mandates, which the council
// does itself, and tells them. It refuses someone whom the municipality does
// not know, the disqualified chief executive, and an end that has passed.
// Naming the same person again for no longer changes nothing, and has no event
// to record.
func NameByCouncil(ctx context.Context, tx pgx.Tx, actor authn.Actor, n Named, notices *notice.Service, now time.Time) (*Substitute, *audit.Event, error) {
	n.Person = strings.ToLower(n.Person)
	if n.Person == n.Chief {
		return nil, nil, ErrSelf.On(n.PersonAt, msgDisqualifiedChief)
	}
	if !n.Until.After(now) {
		return nil, nil, organisation.ErrPeriod.On(n.UntilAt, msgUntilPassed.With(moment(n.Until)))
	}
	known, err := Known(ctx, tx, n.Person, []string{n.Municipality}, now)
	if err != nil {
		return nil, nil, err
	}
	if !known {
		return nil, nil, person.ErrUnknownPerson.On(n.PersonAt, person.MsgNotKnownTo)
	}
	acts := authz.CouncilGives()
	id, added, err := insertNamed(ctx, tx, n, acts, actor.Person, now)
	if err != nil {
		return nil, nil, err
	}
	x, err := load(ctx, tx, n.Municipality, id, now)
	if err != nil {
		return nil, nil, err
	}
	x.Cases = []CaseRef{n.Ref}
	if !added {
		return x, nil, nil
	}
	named := &audit.Event{
		Act: n.Act, Object: x.Path(),
		Changes: audit.Changes{"person": {New: n.Person}, "on_behalf_of": {New: n.Chief}, "acts": {New: acts}, "to": {New: n.Until}, "case_number": {New: n.CaseNumber}},
	}
	told := []notice.Notice{x.notice(noticeAppointed, x.Person)}
	if err := notices.Post(ctx, tx, told); err != nil {
		return nil, nil, err
	}
	o, err := organisation.Find(ctx, tx, n.Municipality)
	if err != nil {
		return nil, nil, err
	}
	return x, named, x.announce(ctx, tx, notices, o, n.Act, actor.Person, now, told)
}

// insertNamed stores whom the council named, or finds that they are named
// already, for as long and as much.
func insertNamed(ctx context.Context, tx pgx.Tx, n Named, acts []string, by string, now time.Time) (id int64, added bool, err error) {
	err = tx.QueryRow(ctx, `
		WITH known AS (
			SELECT id FROM substitute WHERE organisation_id = @organisation AND person_id = @person AND source = 'council'
				AND @case = ANY(cases) AND acts @> @acts AND to_at >= @until ORDER BY id LIMIT 1),
		added AS (
			INSERT INTO substitute (organisation_id, office, holder_id, person_id, acts, cases, source, decided_on, case_number, from_at, to_at, set_by, created_at)
			SELECT @organisation, '`+office.ChiefExecutive+`', @holder, @person, @acts, @cases, 'council', @decided, @number, @now, @until, @by, @now
			WHERE NOT EXISTS (SELECT FROM known) RETURNING id)
		SELECT id, false FROM known UNION ALL SELECT id, true FROM added`, pgx.StrictNamedArgs{
		"organisation": n.MunicipalityID, "holder": n.Chief, "person": n.Person, "acts": acts, "cases": []int64{n.Case}, "case": n.Case,
		"decided": n.DecidedOn, "number": n.CaseNumber, "now": now, "until": n.Until, "by": by,
	}).Scan(&id, &added)
	if err != nil {
		return 0, false, fmt.Errorf("name a substitute by the council: %w", err)
	}
	return id, added, nil
}
