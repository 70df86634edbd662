package mandate

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Find is a version of a case by its number; it refuses one that there is not.
func Find(ctx context.Context, q pgdb.Querier, caseID int64, number int) (*Version, error) {
	return load(ctx, q, caseID, number)
}

// Shown is how a municipality stands to a version of a case, as the actor sees
// it.
func (s *Service) Shown(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, ref Ref, municipality string) (*Approval, error) {
	return s.approval(ctx, q, actor, c, ref, municipality)
}

// Condition finds a condition of the municipality's standing answer, nil where
// there is none.
func (a *Approval) Condition(number int) *Condition {
	if a.Standing == nil {
		return nil
	}
	for i := range a.Standing.Conditions {
		if a.Standing.Conditions[i].Number == number {
			return &a.Standing.Conditions[i]
		}
	}
	return nil
}

// Own is the actor with nothing but the responsible office: theirs, or theirs
// as a substitute. Without any role they are not responsible (rule 3.5).
func (c *Condition) Own(actor authn.Actor) authn.Actor {
	var held []authn.Role
	for _, r := range actor.Roles {
		if r.Organisation == c.Organisation && r.Office == c.Office {
			held = append(held, r)
		}
	}
	actor.Roles = held
	return actor
}

// OpenFilter narrows the open versions of a region. Zero members filter
// nothing; After is where the page before ended.
type OpenFilter struct {
	Region       string
	Reading      casefile.Reading
	Municipality string
	// Overdue asks for those whose answer deadline is before today.
	Overdue bool
	Today   workday.Date
	After   OpenKey
	Limit   int
}

// OpenKey is the place of an open version among those of its region.
type OpenKey struct {
	AnswerBy workday.Date
	Case     int64
}

// OpenVersion is an open version, and the name of its region.
type OpenVersion struct {
	Version
	RegionName string `db:"region_name"`
}

// OpenIn finds the open versions of the cases of a region that a caller may
// read, the one to be answered first first. The number of statements is the
// same however many.
func OpenIn(ctx context.Context, q pgdb.Querier, f OpenFilter) ([]*OpenVersion, error) {
	rows, err := q.Query(ctx, `
		SELECT r.name AS region_name, `+columns+from+`
		WHERE v.state = 'open' AND r.key = @region AND (v.answer_by, c.id) > (@due, @after)
			AND (NOT @overdue OR v.answer_by < @today)
			AND (@municipality = '' OR EXISTS (
				SELECT FROM mandate_slice s JOIN organisation m ON m.id = s.municipality_id WHERE s.case_id = v.case_id AND s.version = v.version AND m.key = @municipality))
			AND `+casefile.Readable+`
		ORDER BY v.answer_by, c.id LIMIT @limit`, f.Reading.Args(pgx.StrictNamedArgs{
		"region": f.Region, "due": f.After.AnswerBy, "after": f.After.Case, "overdue": f.Overdue, "today": f.Today, "municipality": f.Municipality, "limit": f.Limit,
	}))
	if err != nil {
		return nil, fmt.Errorf("find open mandates: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[OpenVersion])
	if err != nil {
		return nil, fmt.Errorf("read open mandates: %w", err)
	}
	all := make([]*Version, len(found))
	for i, v := range found {
		all[i] = &v.Version
	}
	return found, complete(ctx, q, all)
}
