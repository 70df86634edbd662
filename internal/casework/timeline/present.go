package timeline

import (
	"cmp"
	"context"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// surroundings are what a caller's milestones are presented with: which of them
// they answer for, by which days the mandate asks for names, and whose people are
// released.
type surroundings struct {
	answers  map[place]responsible.Answering
	naming   []mandate.NamingDate
	released []string
}

// surround reads the surroundings of milestones of a case: the number of statements
// is the same however many.
func (s *Service) surround(ctx context.Context, q pgdb.Querier, c *casefile.Case, shown []Milestone, actor authn.Actor, now time.Time) (found surroundings, err error) {
	if find(shown, NamingDue) != nil {
		if found.naming, err = mandate.NamingDates(ctx, q, c); err != nil {
			return found, err
		}
		if c.Past == nil {
			if found.released, err = staffing.ReleasedIn(ctx, q, c, now); err != nil {
				return found, err
			}
		}
	}
	found.answers, err = answersFor(ctx, q, c, shown, actor.In(c.ID), now, s.policy)
	return found, err
}

// Shown presents a milestone in the transaction of an act.
func (s *Service) Shown(ctx context.Context, ch *casefile.Change, l Line, m *Milestone) (*Milestone, error) {
	by, err := s.surround(ctx, ch.Tx, ch.Case, []Milestone{*m}, ch.Actor, ch.Now)
	if err != nil {
		return nil, err
	}
	return s.present(l, m, ch.Actor, ch.Now, by), nil
}

// present completes a milestone for a caller and a moment: its states, what
// waits for it, what does not fit, and what the caller may do.
func (s *Service) present(l Line, m *Milestone, actor authn.Actor, now time.Time, by surroundings) *Milestone {
	c, all := l.Case, l.All
	m.MarkStates(now)
	m.Dependants = dependants(all, m, now)
	m.Warnings = append(l.Warnings(m), m.otherNamingDates(by.naming)...)
	at := Ref{c.Ref(), m.Key}
	plan, complete := c.Prepared(), MustTakeCompletions(c)
	m.Actions = []request.Action{
		EditMilestone.Offer(s.policy, actor, at, plan),
		MoveMilestone.Offer(s.policy, actor, at, cmp.Or(plan, m.MustNotBeDone())),
	}
	if !m.PerMunicipality {
		m.Actions = append(m.Actions, offer(s.policy, actor, CompleteMilestone, at, by.answers[place{key: m.Key}], cmp.Or(complete, idle(m.Done()))),
			ReopenMilestone.Offer(s.policy, actor, at, cmp.Or(complete, m.MustBeReopenable(all))))
	}
	m.Actions = append(m.Actions, withdrawMilestone.Offer(s.policy, actor, at, cmp.Or(plan, m.mustBeWithdrawable(c, all))))
	for i := range m.Parts {
		p := &m.Parts[i]
		_, left := c.Party(p.Municipality)
		done := idle(p.DoneAt != nil)
		part := PartRef{at, p.Municipality}
		p.Actions = []request.Action{
			offer(s.policy, actor, CompletePartOf, part, by.answers[place{m.Key, p.Municipality}], cmp.Or(complete, left, done)),
			ReopenPartOf.Offer(s.policy, actor, part, cmp.Or(complete, left, m.MustHavePartReopenable(p.Municipality, all), m.MustLackNames(by.released, p.Municipality))),
		}
	}
	return m
}

// idle closes the completing of what is done: again it changes nothing.
func idle(done bool) error {
	if done {
		return authz.Idle{Why: msgDoneAlready}
	}
	return nil
}

// offer offers an act to whoever answers for the milestone, and to those whose
// offices carry it.
func offer[R any](policy *authz.Policy, actor authn.Actor, a act.Act[R], at R, by responsible.Answering, refusal error) request.Action {
	if by.Answers {
		return a.OfferAnswering(at, refusal)
	}
	return a.Offer(policy, actor, at, refusal)
}

// MustNotBeDone refuses what is done.
func (m *Milestone) MustNotBeDone() error {
	if m.Done() {
		return ErrDone
	}
	return nil
}

// changes lists what an act changed.
func changes(before, after *Milestone) audit.Changes {
	all := audit.Difference(
		audit.Optional("title", before.Title, after.Title),
		audit.Optional("kind", before.Kind, after.Kind),
		audit.Optional("due", before.Due, after.Due),
		audit.Optional("month", before.Month, after.Month),
		audit.Optional("per_municipality", before.PerMunicipality, after.PerMunicipality),
		audit.Optional("responsible", before.Responsible, after.Responsible),
		audit.Optional("note", before.Note, after.Note),
		audit.Optional("done_on", before.DoneOn, after.DoneOn),
		audit.Optional("done_at", before.DoneAt, after.DoneAt),
		audit.Optional("done_note", before.DoneNote, after.DoneNote),
		audit.Optional("depends_on", before.DependsOn, after.DependsOn),
		audit.Optional("lags", before.Lags, after.Lags),
		audit.Optional("rule", before.Rule, after.Rule),
	)
	for _, v := range after.Moves[len(before.Moves):] {
		all["reason"] = audit.Change{New: v.Reason}
	}
	for _, p := range after.Parts {
		if p.DoneAt != nil && !before.partDone(p.Municipality) {
			all["parts/"+p.Municipality] = audit.Change{New: p.Completion}
		}
		if p.DoneAt == nil && before.partDone(p.Municipality) {
			all["parts/"+p.Municipality] = audit.Change{Old: before.Part(p.Municipality).Completion}
		}
	}
	if after.undone != "" {
		all["reason"] = audit.Change{New: after.undone}
	}
	return all
}
