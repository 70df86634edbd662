package stand

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service shows how far a case is anchored, and does the acts on a whole case.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	now     func() time.Time
	notices *notice.Service
	cases   *casefile.Service
	frame   casefile.Frame
	// treatments are told of who joins and leaves a case.
	treatments *treatment.Service
}

// New builds the service, and brings its acts to cases.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service, treatments *treatment.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, notices: notices, cases: cases, frame: casefile.Frame{Pool: pool, Now: now}, treatments: treatments}
	cases.Offers.Add(s.offer)
	cases.Offers.Relate("matrix", func(c *casefile.Case) string { return showMatrix.Href(c.Ref()) })
	cases.Offers.Relate("start_gate", func(c *casefile.Case) string { return ShowGate.Href(c.Ref()) })
	return s
}

// Matrix is the anchoring matrix of a case: every municipality against every
// condition, computed from the current state (rule 2.4).
type Matrix struct {
	Self       string       `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/matrix"`
	Case       string       `json:"case" example:"2024-1" doc:"The number of the case"`
	Conditions []Condition  `json:"conditions" doc:"The columns"`
	Steps      []MatrixStep `json:"steps" doc:"The columns of the treatment: the steps of its plan"`
	Rows       []MatrixRow  `json:"rows" doc:"One row for each participating municipality"`
}

// ShowMatrix computes the matrix. The number of statements is fixed, however
// many municipalities take part.
func (s *Service) ShowMatrix(ctx context.Context, _ authn.Actor, ref casefile.Ref) (Matrix, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (Matrix, error) { return matrixOf(ctx, q, ref, s.now()) })
}

func matrixOf(ctx context.Context, q pgdb.Querier, ref casefile.Ref, now time.Time) (Matrix, error) {
	c, err := casefile.LoadParties(ctx, q, ref)
	if err != nil {
		return Matrix{}, err
	}
	f, err := gather(ctx, q, c, now)
	if err != nil {
		return Matrix{}, err
	}
	m := Matrix{Self: showMatrix.Href(ref), Case: c.Number, Conditions: Conditions, Steps: f.steps(), Rows: f.rows(c.Region, ref.Path())}
	people, err := authority.Reach(ctx, q, now, calls(c.ID, m.Rows))
	if err != nil {
		return Matrix{}, err
	}
	resolved, err := effect.StandingOf(ctx, q, c, f.Course)
	if err != nil {
		return Matrix{}, err
	}
	for r := range m.Rows {
		row := &m.Rows[r]
		row.Wording = f.worded(f.Parties[r], resolved.Class)
		for _, cell := range row.all() {
			cell.Who = []Doer{}
			if cell.post != nil {
				cell.ask(people[cell.call(c.ID)])
			}
		}
		row.treat(m.Steps)
	}
	return m, nil
}

// ShowGate explains the start gate: what is missing, and whether it opens.
func (s *Service) ShowGate(ctx context.Context, actor authn.Actor, ref casefile.Ref) (StartGate, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (StartGate, error) {
		c, err := casefile.Load(ctx, q, ref)
		if err != nil {
			return StartGate{}, err
		}
		g, err := gateOf(ctx, q, c, s.now())
		if err != nil {
			return StartGate{}, err
		}
		return s.present(c, g, actor), nil
	})
}

// gateOf computes the gate of a case: one statement.
func gateOf(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (StartGate, error) {
	var p pgdb.Parts
	k := part(&p, c, now)
	entered := []Override{}
	partOverrides(&p, []*casefile.Case{c}, now, func(_ int64, o Override) {
		if !c.Past.Hides(o.EnteredAt) {
			o.turn(c.Past)
			entered = append(entered, o)
		}
	})
	if err := p.Read(ctx, q); err != nil {
		return StartGate{}, err
	}
	return k.facts().gate(entered), nil
}

// present completes the gate for a caller.
func (s *Service) present(c *casefile.Case, g StartGate, actor authn.Actor) StartGate {
	ref := c.Ref()
	g.Self, g.Revision = ShowGate.Href(ref), c.Revision
	preparing := c.In(casefile.Preparing)
	start, enter, confirm := preparing, preparing, preparing
	if start == nil {
		start = g.mustBeOpen()
		enter, confirm = g.mustBeOverridable(), ErrNoOverride
		if o := unconfirmed(g.Overrides); o != nil {
			confirm = o.mustBeConfirmableBy(actor)
		}
	}
	g.Actions = []request.Action{
		StartCase.Offer(s.policy, actor, ref, start), enterOverride.Offer(s.policy, actor, ref, enter), confirmOverride.Offer(s.policy, actor, ref, confirm),
	}
	for i := range g.Overrides {
		o := &g.Overrides[i]
		o.Actions = []request.Action{withdrawOverride.Offer(s.policy, actor, OverrideRef{ref, o.Number}, cmp.Or(preparing, o.mustStand()))}
	}
	return g
}

// mustBeOverridable refuses an override where there is nothing to cover.
func (g StartGate) mustBeOverridable() error {
	switch {
	case !g.Applies:
		return ErrUngated
	case g.Open:
		return ErrNothingMissing
	}
	return nil
}

// Start moves a case to active. A gated kind starts only when nothing is
// missing that no confirmed override covers (rules 2.2, 2.3).
func (s *Service) Start(ctx context.Context, actor authn.Actor, ref casefile.Ref) (StartGate, error) {
	return s.onGate(ctx, actor, ref, StartCase.ID, func(ch *casefile.Change) (audit.Changes, error) {
		if err := ch.Case.Start(ch.Now); err != nil {
			return nil, err
		}
		g, err := gateOf(ctx, ch.Tx, ch.Case, ch.Now)
		if err != nil {
			return nil, err
		}
		if err := g.mustBeOpen(); err != nil {
			return nil, err
		}
		changes := audit.Changes{"state": {Old: casefile.Preparing, New: casefile.Active}}
		if len(g.Missing) > 0 {
			changes["overridden"] = audit.Change{New: g.Missing}
		}
		return changes, casefile.SetState(ctx, ch.Tx, ch.Case)
	})
}

// onGate runs an act on the gate, and answers with the gate after it.
func (s *Service) onGate(ctx context.Context, actor authn.Actor, ref casefile.Ref, id string, act func(*casefile.Change) (audit.Changes, error)) (StartGate, error) {
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (StartGate, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return StartGate{}, err
		}
		changes, err := act(ch)
		if err != nil {
			return StartGate{}, err
		}
		ch.Revise()
		ch.Record(audit.Event{Act: id, Object: ref.Path(), Changes: changes})
		if err := ch.Trace(ctx); err != nil {
			return StartGate{}, err
		}
		after, err := casefile.Load(ctx, ch.Tx, ref)
		if err != nil {
			return StartGate{}, err
		}
		g, err := gateOf(ctx, ch.Tx, after, ch.Now)
		if err != nil {
			return StartGate{}, fmt.Errorf("look at the gate again: %w", err)
		}
		return s.present(after, g, actor), nil
	})
}
