package person

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const selectPerson = `
	SELECT p.id::text AS id, h.key AS home, p.name, p.email, p.phone, p.language, p.created_at, p.revision, p.email_before, p.email_changed_at
	FROM person p JOIN organisation h ON h.id = p.home_id `

// known is true for the people whom one of the organisations knows, now or
// later: those whose home it is, those whom it employs, and those whom ties, a
// relation of a package above, names.
func known(ties string) string {
	return `
	EXISTS (SELECT FROM organisation o WHERE o.key = ANY(@organisations) AND (
		p.home_id = o.id
		OR EXISTS (SELECT FROM employment e WHERE e.person_id = p.id AND e.municipality_id = o.id AND (e.to_date IS NULL OR e.to_date > @today))
		OR EXISTS (SELECT FROM ` + ties + ` t WHERE t.person_id = p.id AND t.organisation_id = o.id AND (t.until IS NULL OR t.until > @now))))`
}

// everybody are those for whom known is true, of one organisation: found from it, and not
// looked for among all people.
func everybody(ties string) string {
	return `
	p.id IN (SELECT k.id FROM organisation o CROSS JOIN LATERAL (
		SELECT f.id FROM person f WHERE f.home_id = o.id
		UNION ALL SELECT e.person_id FROM employment e WHERE e.municipality_id = o.id AND (e.to_date IS NULL OR e.to_date > @today)
		UNION ALL SELECT t.person_id FROM ` + ties + ` t WHERE t.organisation_id = o.id AND (t.until IS NULL OR t.until > @now)) k
		WHERE o.key = @organisation)`
}

// find reads a person of an organisation; lock is "" or a locking clause.
func (s *Service) find(ctx context.Context, q pgdb.Querier, ref Ref, now time.Time, lock string) (*Person, error) {
	return readPerson(ctx, q, `WHERE p.id = @id AND `+known(s.ties)+lock,
		pgx.StrictNamedArgs{"id": ref.Person, "organisations": []string{ref.Organisation}, "now": now, "today": workday.Today(now)})
}

// Known says whether one of the organisations knows a person: whether it is
// their home, or employs them or has given them something that ties name, at
// the moment or later (rule 1.2). The person is an identifier in either case of
// letters.
func Known(ctx context.Context, q pgdb.Querier, ties, person string, organisations []string, now time.Time) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for a person", `SELECT EXISTS (SELECT FROM person p WHERE p.id = @id AND `+known(ties)+`)`,
		pgx.StrictNamedArgs{"id": person, "organisations": organisations, "now": now, "today": workday.Today(now)})
}

// Find reads a person, whatever organisation knows them.
func Find(ctx context.Context, q pgdb.Querier, id string) (*Person, error) {
	return readPerson(ctx, q, `WHERE p.id = $1`, id)
}

func readPerson(ctx context.Context, q pgdb.Querier, where string, args ...any) (*Person, error) {
	p, err := pgdb.Pointer[Person](ctx, q, "find a person", selectPerson+where, args...)
	return p, pgdb.NotFound(err, httpapi.ErrNotFound)
}

// list reads a page of an organisation's people. OFFSET 0 keeps them from being looked
// for in the order of all people's names.
func (s *Service) list(ctx context.Context, q pgdb.Querier, f peopleFilter, page request.Page, now time.Time) (request.List[*Person], error) {
	var after struct{ Name, ID string }
	if err := page.After(&after); err != nil {
		return request.List[*Person]{}, err
	}
	found, err := pgdb.Pointers[Person](ctx, q, "list people", `SELECT * FROM (`+selectPerson+`WHERE `+everybody(s.ties)+`
		  AND (@first OR (p.name, p.id) > (@name, nullif(@id, '')::uuid))
		  AND (@text = '' OR strpos(search_form(p.name), @text) > 0)
		  AND (@employed::date IS NULL OR EXISTS (
			SELECT FROM employed_on(@employed) e JOIN organisation o ON o.id = e.municipality_id
			WHERE e.person_id = p.id AND o.key = @organisation))
		OFFSET 0) theirs ORDER BY name, id::uuid LIMIT @limit`,
		pgx.StrictNamedArgs{
			"organisation": f.Organisation, "now": now, "today": workday.Today(now), "first": page.First(), "name": after.Name, "id": after.ID,
			"text": canon.SearchForm(f.Text), "employed": f.EmployedOn, "limit": page.Limit + 1,
		})
	if err != nil {
		return request.List[*Person]{}, err
	}
	return request.Cut(found, page, func(p *Person) any { return struct{ Name, ID string }{p.Name, p.ID} }), nil
}

// record is a person's record as it is kept.
type record struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Email    string `json:"email"`
	Phone    string `json:"phone"`
	Language string `json:"language"`
}

func (in PersonInput) record(id string) record {
	return record{ID: id, Name: in.Name, Email: in.Email, Phone: in.Phone, Language: in.Language}
}

const listedRecords = ` jsonb_to_recordset(@records) AS r(id uuid, name text, email text, phone text, language text) `

// insertPeople keeps new records, in one statement.
func insertPeople(ctx context.Context, tx pgx.Tx, home int64, list []record, now time.Time) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO person (id, home_id, name, email, phone, language, created_at)
		SELECT id, @home, name, email, phone, language, @now FROM`+listedRecords,
		pgx.StrictNamedArgs{"home": home, "records": list, "now": now})
	if err != nil {
		return fmt.Errorf("insert people: %w", err)
	}
	return nil
}

// NameOf is the name of a person; "" for nobody.
func NameOf(ctx context.Context, q pgdb.Querier, id string) (string, error) {
	return pgdb.One[string](ctx, q, "find a person's name", `SELECT coalesce((SELECT name FROM person WHERE id = nullif($1, '')::uuid), '')`, id)
}

func insertPerson(ctx context.Context, tx pgx.Tx, home int64, in PersonInput, now time.Time) (id string, err error) {
	id = uuid.NewString()
	return id, insertPeople(ctx, tx, home, []record{in.record(id)}, now)
}

// updatePeople changes records, in one statement. Of an address that is changed more
// than once in a while, the first is kept: that is where the person was reached.
func updatePeople(ctx context.Context, tx pgx.Tx, now time.Time, list ...record) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE person SET name = r.name, email = r.email, phone = r.phone, language = r.language, revision = revision + 1,
			email_before = CASE WHEN person.email = r.email OR email_before <> '' AND email_changed_at > @lately THEN email_before ELSE person.email END,
			email_changed_at = CASE WHEN person.email = r.email THEN email_changed_at ELSE @now END
		FROM`+listedRecords+`WHERE person.id = r.id`, pgx.StrictNamedArgs{"records": list, "now": now, "lately": now.Add(-addressLasts)})
	if err != nil {
		return fmt.Errorf("update people: %w", err)
	}
	return nil
}

// LockRecord reads a person's record and locks it, whatever organisation keeps it.
func LockRecord(ctx context.Context, tx pgx.Tx, id string) (*Person, error) {
	return readPerson(ctx, tx, `WHERE p.id = $1 FOR NO KEY UPDATE OF p`, id)
}

// Touch gives a record another revision: something that belongs to it has changed.
func Touch(ctx context.Context, tx pgx.Tx, id string) error {
	if _, err := tx.Exec(ctx, `UPDATE person SET revision = revision + 1 WHERE id = $1`, id); err != nil {
		return fmt.Errorf("touch a record: %w", err)
	}
	return nil
}

// MoveHome makes an organisation the home of a person, whose row is locked: it
// keeps the record from then on (rule 1.2).
func MoveHome(ctx context.Context, tx pgx.Tx, person, organisation string) error {
	_, err := tx.Exec(ctx, `UPDATE person SET home_id = (SELECT id FROM organisation WHERE key = $2), revision = revision + 1 WHERE id = $1`, person, organisation)
	if err != nil {
		return fmt.Errorf("move a person's home: %w", err)
	}
	return nil
}
