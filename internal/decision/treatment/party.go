package treatment

import (
	"context"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/fault"
)

// Join lets the bodies of a municipality that has joined a case in treatment treat it,
// in each step that every municipality's bodies treat (rule 7.2): it must decide before a
// rule of effect that counts all can hold. It refuses a municipality without such a body.
func (s *Service) Join(ctx context.Context, ch *casefile.Change, joined *casefile.Case, municipality string) error {
	if joined.State != casefile.InTreatment {
		return nil
	}
	m, err := s.read(ctx, ch.Tx, joined, ch.Now)
	if err != nil {
		return err
	}
	var made []*chain.Treatment
	var c fault.Checks
	for _, step := range m.Plan.Steps {
		if !step.Municipal() {
			continue
		}
		found, missing := step.BodiesOf(joined, m.Bodies)
		for _, why := range missing {
			c.Require(false, "/municipality", why)
		}
		for _, b := range found {
			if b.Organisation == municipality && m.By(step.Key, b.ID) == nil {
				t := m.Treatment(step, b, false)
				t.SentAt = ch.Now
				made = append(made, t)
			}
		}
	}
	if err := c.Err(chain.ErrNoBody); err != nil {
		return err
	}
	if err := insert(ctx, ch.Tx, made); err != nil {
		return err
	}
	m.Treatments = append(m.Treatments, made...)
	m.Order()
	return s.settleIn(ctx, ch, joined, m)
}

// Leave lets a case in treatment go on without a municipality that has left it: those who
// waited for its bodies have their turn (rule 7.2).
func (s *Service) Leave(ctx context.Context, ch *casefile.Change, left *casefile.Case) error {
	if left.State != casefile.InTreatment {
		return nil
	}
	m, err := s.read(ctx, ch.Tx, left, ch.Now)
	if err != nil {
		return err
	}
	return s.settleIn(ctx, ch, left, m)
}

// settleIn settles the course of a case as it is after its participants have changed.
func (s *Service) settleIn(ctx context.Context, ch *casefile.Change, after *casefile.Case, m *chain.Matter) error {
	before := ch.Case
	ch.Case = after
	defer func() { ch.Case = before }()
	if err := s.settle(ctx, ch, m); err != nil {
		return err
	}
	return s.consequences(ctx, ch, m, nil)
}
