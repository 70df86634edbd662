package resource

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/mandate"
	"forankring.no/forankring/internal/pgdb"
	"forankring.no/forankring/internal/rest"
	"forankring.no/forankring/internal/workday"
)

// ShowAll reads what is asked of every participant and how far it is covered.
func (s *Service) ShowAll(ctx context.Context, actor authn.Actor, ref casefile.Ref) (rest.List[MunicipalityCoverage], error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (rest.List[MunicipalityCoverage], error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return rest.List[MunicipalityCoverage]{}, err
		}
		list, err := s.covered(ctx, q, actor, c)
		return rest.List[MunicipalityCoverage]{Items: list}, err
	})
}

// Show reads what is asked of one participant and how far it is covered.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*MunicipalityCoverage, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*MunicipalityCoverage, error) {
		c, _, err := look(ctx, q, ref)
		if err != nil {
			return nil, err
		}
		list, err := s.covered(ctx, q, actor, c)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if list[i].Municipality == ref.Municipality {
				return &list[i], nil
			}
		}
		return nil, casefile.ErrNotParty
	})
}

func (s *Service) covered(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case) ([]MunicipalityCoverage, error) {
	v, err := current(ctx, q, c)
	if err != nil {
		return nil, err
	}
	today := workday.Today(s.now())
	list, err := coverage(ctx, q, c, v.inForce, today)
	for i := range list {
		p := &c.Participants[i]
		s.showCoverage(c, &list[i], asked(v.inForce, p), asked(v.open, p), actor, today)
	}
	return list, err
}

// look reads a case, and refuses a municipality that never took part in it.
func look(ctx context.Context, q pgdb.Querier, ref Ref) (*casefile.Case, *casefile.Participant, error) {
	c, err := casefile.Load(ctx, q, ref.Ref)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(c.Participants, func(p casefile.Participant) bool { return p.Number == ref.Municipality })
	if i < 0 {
		return nil, nil, casefile.ErrNotParty
	}
	return c, &c.Participants[i], nil
}

// Filter narrows a list of assignments. Zero members filter nothing.
type Filter struct {
	State       State
	Requirement string
}

// ListAssignments lists a municipality's assignments in the order of their
// numbers.
func (s *Service) ListAssignments(ctx context.Context, actor authn.Actor, ref Ref, f Filter, paging rest.Page) (rest.List[Assignment], error) {
	after := 0
	if err := paging.After(&after); err != nil {
		return rest.List[Assignment]{}, err
	}
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (rest.List[Assignment], error) {
		c, p, err := look(ctx, q, ref)
		if err != nil {
			return rest.List[Assignment]{}, err
		}
		inForce, err := mandate.InForce(ctx, q, c.ID)
		if err != nil {
			return rest.List[Assignment]{}, err
		}
		rows, err := page(ctx, q, c, ref.Municipality, f, after, paging.Limit+1)
		if err != nil {
			return rest.List[Assignment]{}, err
		}
		for i := range rows {
			s.shown(c, &rows[i], asked(inForce, p), actor, workday.Today(s.now()))
		}
		return rest.Cut(rows, paging, func(a Assignment) any { return a.Number }), nil
	})
}

// ShowAssignment reads one assignment.
func (s *Service) ShowAssignment(ctx context.Context, actor authn.Actor, ref AssignmentRef) (*Assignment, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Assignment, error) {
		c, p, err := look(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		a, err := find(ctx, q, c, ref)
		if err != nil {
			return nil, err
		}
		inForce, err := mandate.InForce(ctx, q, c.ID)
		if err != nil {
			return nil, err
		}
		return s.shown(c, a, asked(inForce, p), actor, workday.Today(s.now())), nil
	})
}

// OwnAssignment is an assignment as the person named sees it.
type OwnAssignment struct {
	ID           int64         `json:"id" db:"id" example:"17"`
	Region       string        `json:"region" db:"region" example:"kongsvingerregionen"`
	Case         string        `json:"case" db:"case_number" example:"2024-1" doc:"The case's number in the region"`
	Title        string        `json:"title" db:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The case's title"`
	Municipality string        `json:"municipality" db:"municipality" example:"3417" doc:"The municipality that names the person"`
	Function     string        `json:"function" db:"function" example:"Area planner"`
	Share        int           `json:"share" db:"share" example:"20" doc:"Percent of full time"`
	From         workday.Date  `json:"from" db:"from_date" format:"date" doc:"The first day"`
	To           workday.Date  `json:"to" db:"to_date" format:"date" doc:"The day after the last day, as agreed"`
	State        State         `json:"state" db:"state" enum:"nominated,released,declined,retracted,recalled"`
	EndedOn      *workday.Date `json:"ended_on" db:"ended_on" format:"date" doc:"The day from which it ended early"`
	NominatedAt  time.Time     `json:"nominated_at" db:"nominated_at"`
}

// ListOwn lists what a person is named to, in whatever case, the newest first.
// It is their own part, whether or not they read the case (rule 2.5).
func (s *Service) ListOwn(ctx context.Context, actor authn.Actor, state State, p rest.Page) (rest.List[OwnAssignment], error) {
	before := int64(math.MaxInt64)
	if err := p.After(&before); err != nil {
		return rest.List[OwnAssignment]{}, err
	}
	rows, err := s.pool.Query(ctx, `
		SELECT a.id, r.key AS region, c.year || '-' || c.serial AS case_number, c.title, m.key AS municipality, a.function, a.share,
			a.from_date, a.to_date, a.state, a.ended_on, a.nominated_at
		FROM assignment a JOIN casefile c ON c.id = a.case_id JOIN organisation r ON r.id = c.region_id JOIN organisation m ON m.id = a.municipality_id
		WHERE a.person_id = $1 AND a.id < $2 AND ($3 = '' OR a.state = $3) ORDER BY a.id DESC LIMIT $4`, actor.Person, before, state, p.Limit+1)
	if err != nil {
		return rest.List[OwnAssignment]{}, fmt.Errorf("find a person's assignments: %w", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[OwnAssignment])
	if err != nil {
		return rest.List[OwnAssignment]{}, fmt.Errorf("read a person's assignments: %w", err)
	}
	return rest.Cut(list, p, func(a OwnAssignment) any { return a.ID }), nil
}
