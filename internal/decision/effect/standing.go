package effect

import (
	"context"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Standing is how what the bodies of a case have resolved stands to its rule of effect,
// and to what was proposed.
type Standing struct {
	Verdict
	// Open is the reconciliation that is open; nil for none.
	Open *Reconciliation
	m    *matter
}

// StandingOf reads how a case stands by its rule of effect, as its reader may know it: two
// statements, and none for a case that was never sent to treatment.
func StandingOf(ctx context.Context, q pgdb.Querier, c *casefile.Case, course *chain.Course) (*Standing, error) {
	if len(course.Treatments) == 0 {
		return &Standing{m: &matter{Matter: &chain.Matter{Course: course}}}, nil
	}
	k, err := read(ctx, q, c)
	if err != nil {
		return nil, err
	}
	v, err := proposal.At(ctx, q, c)
	if err != nil {
		return nil, err
	}
	m := &matter{Matter: &chain.Matter{Course: course}, known: k, proposed: proposedItems(v)}
	return &Standing{Verdict: m.judge(), Open: m.open(), m: m}, nil
}

// Class is how what a body has resolved differs from what was proposed, by the item that
// differs most; "" where it has resolved nothing (rule 8.2).
func (s *Standing) Class(t *chain.Treatment) wording.Class {
	r := t.Final()
	switch {
	case r == nil || r.Outcome == chain.Noted:
		return ""
	case !r.Outcome.Carries():
		return wording.Rejected
	default:
		return text{own: ownName(s.m.Case, t), items: itemsOf(r)}.worst(s.m.proposed)
	}
}

// Of is the entry of a body on which the effect rests; nil where it does not rest on it.
func (v *Verdict) Of(t *chain.Treatment) *EffectEntry {
	for i := range v.Entries {
		if v.Entries[i].treatment == t {
			return &v.Entries[i]
		}
	}
	return nil
}

// Awaits says whether the rule of effect cannot be met without what a body is to resolve
// (rule 8.3).
func (v *Verdict) Awaits(t *chain.Treatment, r Rule) bool {
	e := v.Of(t)
	switch {
	case e == nil || v.Outcome == Adopted:
		return false
	case v.Outcome == Cannot:
		return e.Voice == Rejects || e.Voice == Differs
	default:
		return e.Voice == Undecided && (r == LocalEffect || v.Possible-1 < v.Needed)
	}
}

// Rule is the rule of effect that stands.
func (s *Standing) Rule() Rule { return s.m.standing(s.m.Course).Rule }

// Apart are the bodies that said no, or adopted something else in substance than was
// proposed (rule 8.4).
func (s *Standing) Apart() []EffectEntry { return s.apart() }

// Treated is the body's treatment of the case.
func (e EffectEntry) Treated() *chain.Treatment { return e.treatment }

// PartOpened adds to the parts of a read when a reconciliation of a case was opened that is
// open: what everybody may know of it at once (rule 9.4).
func PartOpened(p *pgdb.Parts, caseID int64, add func(at time.Time)) {
	pgdb.Part(p, "find an open reconciliation", add, `SELECT opened_at FROM reconciliation WHERE case_id = $1 AND ended_at IS NULL`, caseID)
}

// Ways are the exits of a reconciliation, each with the earliest day on which it can be
// finished: two statements (rule 8.4).
func (s *Standing) Ways(ctx context.Context, q pgdb.Querier, today workday.Date) ([]ReconciliationWay, error) {
	var bodies []int64
	for _, e := range s.Entries {
		bodies = append(bodies, e.treatment.BodyID)
	}
	var err error
	if s.m.Statutes, err = body.StatutesAt(ctx, q, bodies, today); err != nil {
		return nil, err
	}
	return s.m.ways(ctx, q, &s.Verdict, today)
}
