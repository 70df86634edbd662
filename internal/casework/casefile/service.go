package casefile

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of cases.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	frame  Frame
	// Offers are the acts that features above bring to a case, and where what
	// belongs to it is found.
	Offers act.Offers[*Case]
	// OfDecisions are the acts that they bring to a decision of a case.
	OfDecisions act.Offers[OfferedDecision]
	lessons     []Lesson
	conceals    []Conceals
	// shown reads cases with what the lessons tell of them.
	shown string
}

// OfferedDecision is a decision of a case, as acts are offered on it.
type OfferedDecision struct {
	Case     *Case
	Decision *Decision
}

// New builds the service.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time) *Service {
	s := &Service{pool: pool, policy: policy, now: now, frame: Frame{Pool: pool, Now: now}, shown: whole}
	s.relate()
	return s
}

// Create makes a case in draft, with the next number of its region and year
// (rule 2.1).
func (s *Service) Create(ctx context.Context, actor authn.Actor, at RegionRef, in Input) (*Case, error) {
	if err := in.Check(workday.Today(s.now())); err != nil {
		return nil, err
	}
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Case, error) {
		now := s.now()
		if err := resolve(ctx, tx, &Case{Region: at.Region}, &in, now); err != nil {
			return nil, err
		}
		c, err := insert(ctx, tx, at.Region, in, now)
		if err != nil {
			return nil, err
		}
		event := audit.Event{At: now, Actor: actor, Case: c.ID, Act: createCase.ID, Object: c.Ref().Path(), Changes: (&Case{}).changes(in)}
		if err := audit.Record(ctx, tx, event); err != nil {
			return nil, err
		}
		return c, s.complete(actor, c) // of a new case nobody knows more
	})
}

// Edit changes what the secretariat wrote of a case; states are moved by acts
// alone.
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in Input) (*Case, error) {
	if err := in.Check(workday.Today(s.now())); err != nil {
		return nil, err
	}
	return s.Change(ctx, actor, ref, editCase.ID, func(ch *Change) (audit.Changes, error) {
		c := ch.Case
		if err := request.MustMatch(ctx, c.Revision); err != nil {
			return nil, err
		}
		if err := c.Edit(in); err != nil {
			return nil, err
		}
		if err := resolve(ctx, ch.Tx, c, &in, ch.Now); err != nil {
			return nil, err
		}
		return c.changes(in), update(ctx, ch.Tx, c.ID, in)
	})
}

// Open fixes the participants by name and begins the preparation (rules 1.1,
// 2.2).
func (s *Service) Open(ctx context.Context, actor authn.Actor, ref Ref, in OpenInput) (*Case, error) {
	municipalities := in.Municipalities
	if err := CheckParticipants(municipalities); err != nil {
		return nil, err
	}
	return s.Change(ctx, actor, ref, openCase.ID, func(ch *Change) (audit.Changes, error) {
		if err := request.Match(ctx, ch.Case.Revision); err != nil {
			return nil, err
		}
		if err := ch.Case.Open(ch.Now); err != nil {
			return nil, err
		}
		ids, err := MemberIDs(ctx, ch.Tx, ref.Region, municipalities, workday.Today(ch.Now), "/municipalities")
		if err != nil {
			return nil, err
		}
		if err := AddParticipants(ctx, ch.Tx, ch.Case.ID, ids, "", ch.Now); err != nil {
			return nil, err
		}
		changes := audit.Changes{"state": {Old: Draft, New: Preparing}, "participants": {New: slices.Sorted(slices.Values(municipalities))}}
		return changes, SetState(ctx, ch.Tx, ch.Case)
	})
}

// OpenInput names the participants.
type OpenInput struct {
	Municipalities []string `json:"municipalities" minItems:"2" maxItems:"50" pattern:"^[0-9]{4}$" example:"[\"3401\",\"3417\"]" doc:"The municipalities that take part, by number"`
}

// MemberIDs finds the rows of municipalities that belong to the region on a
// day. It refuses others, at the member of the request that names them.
func MemberIDs(ctx context.Context, q pgdb.Querier, region string, municipalities []string, on workday.Date, pointer string) ([]int64, error) {
	if _, err := organisation.Municipalities(ctx, q, municipalities); err != nil {
		return nil, err
	}
	known, err := members(ctx, q, region, on)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(municipalities))
	for i, n := range municipalities {
		id, ok := known[n]
		if !ok {
			return nil, ErrParticipants.On(pointer, msgNotMember.With(n, on))
		}
		ids[i] = id
	}
	return ids, nil
}

// resolve finds the row of the predecessor that the input names, and refuses a
// responsible officer whom neither the region nor a participant knows.
func resolve(ctx context.Context, q pgdb.Querier, c *Case, in *Input, now time.Time) (err error) {
	if in.Predecessor != nil {
		in.predecessorID, err = predecessor(ctx, q, Ref{Region: c.Region, Number: *in.Predecessor}, c.Ref())
		if err != nil {
			return err
		}
	}
	if in.Responsible == nil {
		return nil
	}
	known, err := authority.Known(ctx, q, *in.Responsible, c.Organisations(), now)
	if err == nil && !known {
		err = person.ErrUnknownPerson.On("/responsible", MsgPersonUnknown)
	}
	return err
}

// Change runs an act on the case itself, and answers with the case after it.
func (s *Service) Change(ctx context.Context, actor authn.Actor, ref Ref, id string, act func(*Change) (audit.Changes, error)) (*Case, error) {
	return Do(ctx, s.frame, actor, ref, func(ch *Change) (*Case, error) {
		changes, err := act(ch)
		if err != nil {
			return nil, err
		}
		ch.Revise()
		ch.Record(audit.Event{Act: id, Object: ref.Path(), Changes: changes})
		if err := ch.Trace(ctx); err != nil {
			return nil, err
		}
		return s.Shown(ctx, ch.Tx, actor, ref)
	})
}
