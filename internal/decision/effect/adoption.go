package effect

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Adoption is as what a case was adopted, and whom that binds (rule 8.3).
type Adoption struct {
	CaseEffect
	// Binds are the municipalities that it binds: those whose councils have adopted it;
	// where it rests on a body of the region, all that take part.
	Binds []string
	// Text is what was adopted: the text that all councils have in common where the rule
	// asks for one, the resolution of the region's body where it rests on that, and else
	// the proposed resolution.
	Text []wording.Proposed
}

// Adoption reads as what a case was adopted; nil where it was not. The number of
// statements is fixed.
func (s *Service) Adoption(ctx context.Context, q pgdb.Querier, c *casefile.Case) (*Adoption, error) {
	m, err := s.read(ctx, q, c, nil)
	if err != nil || m.ended == nil || m.ended.State != casefile.Adopted {
		return nil, err
	}
	rule, v := m.standing(m.Course), m.judge()
	a := &Adoption{CaseEffect: *m.ended, Binds: v.Binds, Text: m.adopted(rule, &v)}
	if !rule.Rule.councils() {
		for _, p := range c.Parties() {
			a.Binds = append(a.Binds, p.Number)
		}
	}
	return a, nil
}

// adopted is the text that was adopted by a rule.
func (m *matter) adopted(rule RuleOfEffect, v *Verdict) []wording.Proposed {
	for _, e := range v.Entries {
		if d := e.treatment.Decision(); d != nil && d.Outcome != chain.Rejected && (e.Organisation == v.Reference || !rule.Rule.councils()) {
			return text{items: itemsOf(d)}.proposed()
		}
	}
	return m.proposed
}

// PartAdopted adds to the parts of a read how and when cases were adopted.
func PartAdopted(p *pgdb.Parts, cases []int64, add func(CaseEffect)) {
	pgdb.Part(p, "find when cases were adopted", add, `
		SELECT case_id, state, at, person_id::text AS person, on_behalf_of::text AS behalf, reason, decision FROM case_effect
		WHERE case_id = ANY(@cases) AND state = 'adopted'`, pgx.StrictNamedArgs{"cases": cases})
}
