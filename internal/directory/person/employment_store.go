package person

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const selectEmployment = `
	SELECT e.id, o.key AS municipality, e.staff_key, p.id::text AS person, p.name, h.key AS home, p.email, p.phone, p.language,
		e.title, e.from_date, e.to_date, e.created_at, e.revision
	FROM employment e JOIN organisation o ON o.id = e.municipality_id JOIN person p ON p.id = e.person_id JOIN organisation h ON h.id = p.home_id `

func loadEmployment(ctx context.Context, q pgdb.Querier, ref EmploymentRef) (*Employment, error) {
	found, err := employments(ctx, q, `WHERE o.key = $1 AND e.staff_key = $2`, ref.Organisation, ref.StaffKey)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, httpapi.ErrNotFound
	}
	return found[0], nil
}

// Lock locks the person's row until the transaction ends, so that what a
// person can give, and what is released of it, is changed by one at a time.
// Whoever also locks a case locks that first.
func Lock(ctx context.Context, tx pgx.Tx, person string) error {
	_, err := pgdb.One[string](ctx, tx, "lock a person", `SELECT id::text FROM person WHERE id = $1 FOR NO KEY UPDATE`, person)
	return pgdb.NotFound(err, ErrUnknownPerson.On("/person", MsgUnknown))
}

// lockEmployments locks the person, and reads all employments of theirs, in
// whatever municipality.
func lockEmployments(ctx context.Context, tx pgx.Tx, person string) ([]*Employment, error) {
	if err := Lock(ctx, tx, person); err != nil {
		return nil, err
	}
	return employments(ctx, tx, `WHERE e.person_id = $1 ORDER BY e.id`, person)
}

// EmploymentsOf are a person's employments that last on a day.
func EmploymentsOf(ctx context.Context, q pgdb.Querier, person string, on workday.Date) ([]*Employment, error) {
	return employments(ctx, q, `WHERE e.person_id = $1 AND e.from_date <= $2 AND (e.to_date IS NULL OR e.to_date > $2) ORDER BY e.id`, person, on)
}

// EmployedUnder are a municipality's employments under some staff keys, without
// what they can give: one statement, however many.
func EmployedUnder(ctx context.Context, q pgdb.Querier, municipality int64, keys ...string) ([]*Employment, error) {
	return pgdb.Pointers[Employment](ctx, q, "find employees", selectEmployment+`WHERE e.municipality_id = $1 AND e.staff_key = ANY($2)`, municipality, keys)
}

// EmployedThroughout says whether a municipality employs a person on every day
// of a period, in one employment or several.
func EmployedThroughout(ctx context.Context, q pgdb.Querier, municipality int64, person string, first workday.Date, until *workday.Date) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for employments", `
		SELECT coalesce((SELECT range_agg(daterange(from_date, to_date)) @> daterange($3, $4) FROM employment
			WHERE municipality_id = $1 AND person_id = $2), false)`, municipality, person, first, until)
}

// employments reads employments with their capacity, in two statements however
// many they are.
func employments(ctx context.Context, q pgdb.Querier, where string, args ...any) ([]*Employment, error) {
	found, err := pgdb.Pointers[Employment](ctx, q, "find employments", selectEmployment+where, args...)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(found))
	by := map[int64]*Employment{}
	for i, e := range found {
		ids[i], by[e.ID] = e.ID, e
		e.Capacity = []Capacity{}
	}
	given, err := CapacityOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for id, c := range given {
		by[id].Capacity = c
	}
	return found, nil
}

// CapacityOf is what employments can give, each in the order of its days.
func CapacityOf(ctx context.Context, q pgdb.Querier, employments []int64) (map[int64][]Capacity, error) {
	found := map[int64][]Capacity{}
	var p pgdb.Parts
	PartCapacity(&p, employments, func(of int64, c Capacity) { found[of] = append(found[of], c) })
	return found, p.Read(ctx, q)
}

// PartCapacity adds to the parts of a read what CapacityOf reads.
func PartCapacity(p *pgdb.Parts, employments []int64, add func(employment int64, c Capacity)) {
	pgdb.Part(p, "find capacity", func(c Capacity) { add(c.EmploymentID, c) }, `
		SELECT employment_id, from_date, percent FROM capacity WHERE employment_id = ANY($1) ORDER BY employment_id, from_date`, employments)
}

func findEmployments(ctx context.Context, q pgdb.Querier, f employmentFilter, p request.Page) (request.List[*Employment], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[*Employment]{}, err
	}
	found, err := employments(ctx, q, `
		WHERE o.key = @municipality AND e.staff_key > @after
		  AND (@text = '' OR strpos(search_form(p.name), @text) > 0)
		  AND (@on::date IS NULL OR (e.from_date <= @on AND (e.to_date IS NULL OR e.to_date > @on)))
		ORDER BY e.staff_key LIMIT @limit`,
		pgx.StrictNamedArgs{"municipality": f.Organisation, "after": after, "text": canon.SearchForm(f.Text), "on": f.On, "limit": p.Limit + 1})
	if err != nil {
		return request.List[*Employment]{}, err
	}
	return request.Cut(found, p, func(e *Employment) any { return e.StaffKey }), nil
}

// post is an employment as it is kept.
type post struct {
	ID       int64         `json:"id"`
	Person   string        `json:"person"`
	StaffKey string        `json:"staff_key"`
	Title    string        `json:"title"`
	From     workday.Date  `json:"from_date"`
	To       *workday.Date `json:"to_date"`
	Percent  int           `json:"percent"`
}

func posts(list []*Employment) []post {
	all := make([]post, len(list))
	for i, e := range list {
		all[i] = post{ID: e.ID, Person: e.Person, StaffKey: e.StaffKey, Title: e.Title, From: e.From, To: e.To, Percent: e.PercentOn(e.From)}
	}
	return all
}

// insertEmployments keeps new employments, and what each gives from its first
// day on, in one statement.
func insertEmployments(ctx context.Context, tx pgx.Tx, municipality int64, list []*Employment, now time.Time) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		WITH listed AS (
			SELECT * FROM jsonb_to_recordset(@posts) AS r(person uuid, staff_key text, title text, from_date date, to_date date, percent int)
		), made AS (
			INSERT INTO employment (municipality_id, person_id, staff_key, title, from_date, to_date, created_at)
			SELECT @municipality, person, staff_key, title, from_date, to_date, @now FROM listed RETURNING id, staff_key)
		INSERT INTO capacity (employment_id, from_date, percent) SELECT id, from_date, percent FROM made JOIN listed USING (staff_key)`,
		pgx.StrictNamedArgs{"municipality": municipality, "posts": posts(list), "now": now})
	if err != nil {
		return fmt.Errorf("insert employments: %w", pgdb.Refuse(err, map[string]*fault.Error{"employment_staff_key_unique": ErrStaffKey}))
	}
	return nil
}

// updateEmployments changes titles and ends, in one statement.
func updateEmployments(ctx context.Context, tx pgx.Tx, list ...*Employment) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE employment e SET title = r.title, to_date = r.to_date, revision = revision + 1
		FROM jsonb_to_recordset($1) AS r(id bigint, title text, to_date date) WHERE e.id = r.id`, posts(list))
	if err != nil {
		return fmt.Errorf("update employments: %w", err)
	}
	return nil
}

// writeCapacity stores what employees can give from a day on, in one statement.
func writeCapacity(ctx context.Context, tx pgx.Tx, list ...Capacity) error {
	if len(list) == 0 {
		return nil
	}
	type entry struct {
		Employment int64 `json:"employment"`
		Capacity
	}
	entries := make([]entry, len(list))
	for i, c := range list {
		entries[i] = entry{c.EmploymentID, c}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO capacity (employment_id, from_date, percent)
		SELECT employment, "from", percent FROM jsonb_to_recordset($1) AS r(employment bigint, "from" date, percent int)
		ON CONFLICT (employment_id, from_date) DO UPDATE SET percent = excluded.percent`, entries)
	if err != nil {
		return fmt.Errorf("set capacity: %w", err)
	}
	return nil
}

// guest is a person, and whether another organisation keeps their record.
type guest struct {
	Name, Home string
	Elsewhere  bool
}

func guestOf(ctx context.Context, q pgdb.Querier, person string, organisation int64) (guest, error) {
	return pgdb.One[guest](ctx, q, "find a person's home", `
		SELECT p.name, h.key AS home, h.id <> $2 AS elsewhere FROM person p JOIN organisation h ON h.id = p.home_id WHERE p.id = $1`, person, organisation)
}
