package upload

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/sheet"
)

// Service holds the uploads.
type Service struct {
	pool      *pgxpool.Pool
	people    *person.Service
	resources *assignment.Service
}

// New builds the service. A municipality is shown with the upload of its staff.
func New(pool *pgxpool.Pool, policy *authz.Policy, organisations *organisation.Service, people *person.Service, resources *assignment.Service) *Service {
	organisations.Offers.Add(func(actor authn.Actor, o *organisation.Organisation) []request.Action {
		if o.Kind != organisation.KindMunicipality {
			return nil
		}
		return []request.Action{uploadStaff.Offer(policy, actor, o.Ref(), people.MayUpload(actor, o.Key))}
	})
	return &Service{pool: pool, people: people, resources: resources}
}

// Staff keeps a municipality's list of staff: it changes what it knows, employs
// who is new, and leaves alone who is not in the file (rule 1.2).
func (s *Service) Staff(ctx context.Context, actor authn.Actor, ref organisation.Ref, file httpapi.Table) (*Report, error) {
	return upload(ctx, s.pool, file, staffColumns, staffRow, func(tx pgx.Tx, rows []person.StaffRow) (planned, error) {
		p, err := s.people.PlanStaff(ctx, tx, actor, ref.Organisation, rows)
		if err != nil {
			return nil, err
		}
		return p, warn(ctx, tx, p)
	})
}

// Nominations names the people of a list to a case (rule 4.1).
func (s *Service) Nominations(ctx context.Context, actor authn.Actor, ref assignment.Ref, file []byte) (*Report, error) {
	return upload(ctx, s.pool, file, nominationColumns, nominationRow, func(tx pgx.Tx, rows []assignment.NominationRow) (planned, error) {
		return s.resources.PlanNominations(ctx, tx, actor, ref, rows)
	})
}

// planned is what a list would change, and keeps it.
type planned interface {
	Outcomes() []request.Outcome
	Keep(ctx context.Context, tx pgx.Tx) error
}

// upload reads a file, plans all rows, and keeps them when no row is refused. A
// dry run tells of all rows; otherwise rows that are refused are a fault, and
// nothing is kept.
func upload[T any](ctx context.Context, pool *pgxpool.Pool, file []byte, columns []column,
	parse func(*table, sheet.Row) (T, *cells), plan func(pgx.Tx, []T) (planned, error),
) (*Report, error) {
	t, err := read(file, columns)
	if err != nil {
		return nil, err
	}
	rows, unread := parsed(t, parse)
	return pgdb.InTx(ctx, pool, func(tx pgx.Tx) (*Report, error) {
		p, err := plan(tx, rows)
		if err != nil {
			return nil, err
		}
		report := t.report(unread, p.Outcomes())
		if refusal := report.refusal(); refusal != nil {
			if request.TermsOf(ctx).DryRun {
				return report, nil
			}
			return nil, refusal
		}
		return report, p.Keep(ctx, tx)
	})
}

// parsed are the rows whose cells can be told apart, and by the place of the row
// what cannot be read: of those, cells; of the others, the row.
func parsed[T any](t *table, parse func(*table, sheet.Row) (T, *cells)) (rows []T, unread map[int]*fault.Error) {
	unread = map[int]*fault.Error{}
	for i, row := range t.rows {
		if row.Broken != "" {
			unread[i] = ErrRow.Detailf("The row cannot be read: %s.", row.Broken)
			continue
		}
		in, c := parse(t, row)
		rows = append(rows, in)
		if f, _ := c.faults(); f != nil {
			unread[i] = f
		}
	}
	return rows, unread
}

// report puts what comes of the rows in the order of the file.
func (t *table) report(unread map[int]*fault.Error, planned []request.Outcome) *Report {
	r := &Report{Rows: []RowDone{}}
	for i, row := range t.rows {
		o := request.Outcome{Key: (&cells{t: t, row: row}).raw("staff_key")}
		if row.Broken == "" {
			o, planned = planned[0], planned[1:]
		}
		if f := unread[i]; f != nil {
			o.Refusals = append([]*fault.Error{f}, besides(o.Refusals, f)...)
		}
		r.add(row.Number, o)
	}
	return r
}

// besides are the refusals that say something of other cells than those that
// cannot be read.
func besides(refusals []*fault.Error, unread *fault.Error) []*fault.Error {
	var left []*fault.Error
	for _, f := range refusals {
		other := *f
		other.Fields = slices.DeleteFunc(slices.Clone(f.Fields), func(field fault.Field) bool {
			return slices.ContainsFunc(unread.Fields, func(u fault.Field) bool { return u.Pointer == field.Pointer })
		})
		if len(other.Fields) > 0 || len(f.Fields) == 0 {
			left = append(left, &other)
		}
	}
	return left
}
