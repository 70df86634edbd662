package organisation

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// datedNumbers are all numbers of the organisation x, in order of their days.
func datedNumbers(x string) string {
	return `(SELECT coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'from', n.from_date) ORDER BY n.from_date NULLS FIRST), '[]')
		FROM organisation_number n WHERE n.organisation_id = ` + x + `.id)`
}

// datedNames are all names of the organisation o, in order of their days.
const datedNames = `(SELECT coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'from', n.from_date) ORDER BY n.from_date NULLS FIRST), '[]')
		FROM organisation_name n WHERE n.organisation_id = o.id)`

// byAnyNumber is how an organisation is found by its key or by a number that its
// municipality has or had ($1).
const byAnyNumber = `WHERE o.key = coalesce((
	SELECT k.key FROM organisation_number n JOIN organisation k ON k.id = n.organisation_id WHERE n.number = $1), $1)`

// Keys finds the keys of the municipalities that have or had numbers which are
// not themselves keys. A key stays one for good, and is remembered: a request that
// names municipalities by their keys asks nothing.
func (s *Service) Keys(ctx context.Context, numbers []string) (map[string]string, error) {
	var asked []string
	for _, n := range numbers {
		if _, known := s.keys.Load(n); !known {
			asked = append(asked, n)
		}
	}
	if len(asked) == 0 {
		return nil, nil
	}
	found, err := pgdb.ByKey[string, string](ctx, s.pool, "find municipalities by number", `
		SELECT n.number, o.key FROM organisation_number n JOIN organisation o ON o.id = n.organisation_id
		WHERE n.number = ANY($1) OR $2 AND n.number = o.key`, asked, !s.learnt.Load())
	if err != nil {
		return nil, err
	}
	for number, key := range found {
		if number == key {
			s.keys.Store(number, true)
			delete(found, number)
		}
	}
	s.learnt.Store(true)
	return found, nil
}

// lockNaming keeps numbers and names as they are until the transaction ends, but
// for what this one changes.
func lockNaming(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('organisation naming', 0))`); err != nil {
		return fmt.Errorf("lock numbers and names: %w", err)
	}
	return nil
}

// keepNumber dates a number of an organisation. One that was entered for the same
// day was a mistake, and is given up; the key is kept.
func keepNumber(ctx context.Context, tx pgx.Tx, o *Organisation, number string, from workday.Date) error {
	_, err := tx.Exec(ctx, `DELETE FROM organisation_number WHERE organisation_id = $1 AND from_date = $2 AND number NOT IN ($3, $4)`, o.ID, from, o.Key, number)
	if err != nil {
		return fmt.Errorf("give up a number: %w", err)
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO organisation_number (number, organisation_id, from_date) VALUES ($1, $2, $3)
		ON CONFLICT (number) DO UPDATE SET from_date = excluded.from_date WHERE organisation_number.organisation_id = excluded.organisation_id`,
		number, o.ID, from)
	if err != nil {
		return fmt.Errorf("keep a number: %w", refuseOrganisation(err))
	}
	if tag.RowsAffected() == 0 {
		return ErrNumberKnown
	}
	return nil
}

// keepName dates a name of an organisation, in the place of one for the same day.
func keepName(ctx context.Context, tx pgx.Tx, o *Organisation, name string, from *workday.Date) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO organisation_name (organisation_id, from_date, name) VALUES ($1, $2, $3)
		ON CONFLICT (organisation_id, coalesce(from_date, '-infinity')) DO UPDATE SET name = excluded.name`, o.ID, from, name)
	if err != nil {
		return fmt.Errorf("keep a name: %w", err)
	}
	return nil
}

// turnNames lets the names of a day count. What others join has the name of today
// in a column.
func turnNames(ctx context.Context, q pgdb.Querier, on workday.Date) error {
	_, err := q.Exec(ctx, `
		UPDATE organisation o SET name = n.name, revision = o.revision + 1
		FROM (SELECT DISTINCT ON (organisation_id) organisation_id, name FROM organisation_name
			WHERE from_date IS NULL OR from_date <= $1 ORDER BY organisation_id, from_date DESC NULLS LAST) n
		WHERE n.organisation_id = o.id AND n.name <> o.name`, on)
	if err != nil {
		return fmt.Errorf("turn names: %w", err)
	}
	return nil
}

// namesake finds the key of another organisation of the kind that has the name on
// a day, or is to have it; "" for none.
func namesake(ctx context.Context, q pgdb.Querier, o Organisation, on workday.Date, ending []int64) (string, error) {
	found, err := pgdb.All[string](ctx, q, "look for a namesake", `
		SELECT o.key FROM organisation_name n JOIN organisation o ON o.id = n.organisation_id
		WHERE o.kind = @kind AND o.id <> @id AND o.ended_on IS NULL AND o.id <> ALL(coalesce(@ending::bigint[], '{}')) AND search_form(n.name) = search_form(@name) AND NOT EXISTS (
			SELECT FROM organisation_name l WHERE l.organisation_id = n.organisation_id AND l.from_date <= @on
				AND l.from_date > coalesce(n.from_date, '-infinity'))
		ORDER BY o.key LIMIT 1`, pgx.StrictNamedArgs{"kind": o.Kind, "id": o.ID, "name": o.Name, "on": on, "ending": ending})
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// findOthers finds organisations by their keys, without their memberships.
func findOthers(ctx context.Context, q pgdb.Querier, keys []string) ([]*Organisation, error) {
	return pgdb.Pointers[Organisation](ctx, q, "find organisations", selectOrganisation+`WHERE o.key = ANY($1) ORDER BY o.key`, keys)
}
