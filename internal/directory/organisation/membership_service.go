package organisation

import (
	"context"
	"maps"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// ShowMembership reads the membership of a municipality in a region that began
// last, or is to begin.
func (s *Service) ShowMembership(ctx context.Context, actor authn.Actor, ref MembershipRef) (*Membership, error) {
	m, err := mustHaveMembership(ctx, s.pool, ref)
	if err != nil {
		return nil, err
	}
	return s.presentMembership(m, actor), nil
}

// ProposeMembership proposes that a municipality belongs to a region for a
// period. It counts once the municipality confirms it. It refuses a day gone by,
// and periods that overlap (rule 1.1).
func (s *Service) ProposeMembership(ctx context.Context, actor authn.Actor, ref regionRef, in MembershipBeginInput) (*Membership, error) {
	if _, err := Municipalities(ctx, s.pool, []string{in.Municipality}); err != nil {
		return nil, err
	}
	both := MembershipRef{ref, in.Municipality}
	return s.onMembership(ctx, proposeMembershipAct.Decl, actor, both, func(c *Change, municipality *Organisation) (*Membership, error) {
		if err := municipality.mustBeGoingOn(); err != nil {
			return nil, err
		}
		if err := in.Check(); err != nil {
			return nil, err
		}
		if err := in.mustNotBeBackdated(workday.Today(c.Now)); err != nil {
			return nil, err
		}
		if err := proposeMembership(ctx, c.Tx, c.In.ID, municipality.ID, in.MembershipInput, actor.Person); err != nil {
			return nil, err
		}
		made, err := s.keepTrace(ctx, c, municipality, audit.Changes{"from": {New: in.From}, "to": {New: in.To}})
		if err == nil {
			made.Created = true
		}
		return made, err
	})
}

// ChangeMembership sets the period of the membership that lasts or is yet to begin.
// Leaving the region is not leaving its cases (rule 1.1). It refuses to move
// what has been, and periods that overlap.
func (s *Service) ChangeMembership(ctx context.Context, actor authn.Actor, ref MembershipRef, in MembershipInput) (*Membership, error) {
	return s.onMembership(ctx, changeMembership.Decl, actor, ref, func(c *Change, municipality *Organisation) (*Membership, error) {
		m, err := mustHaveMembership(ctx, c.Tx, ref)
		if err != nil {
			return nil, err
		}
		if err := request.MustMatch(ctx, m.Revision); err != nil {
			return nil, err
		}
		if err := m.Edit(in, workday.Today(c.Now)); err != nil {
			return nil, err
		}
		if err := updateMembership(ctx, c.Tx, m, in.From, in.To); err != nil {
			return nil, err
		}
		return s.keepTrace(ctx, c, municipality, audit.Changes{"from": {Old: m.From, New: in.From}, "to": {Old: m.To, New: in.To}})
	})
}

// ConfirmMembership records the decision of the municipal council to join a
// region, which has proposed it (rule 1.1).
func (s *Service) ConfirmMembership(ctx context.Context, actor authn.Actor, ref MembershipRef, in MembershipConfirmInput) (*Membership, error) {
	return s.onMembership(ctx, confirmMembershipAct.Decl, actor, ref, func(c *Change, municipality *Organisation) (*Membership, error) {
		m, err := proposal(ctx, c.Tx, ref)
		if err != nil {
			return nil, err
		}
		proposed := m.From
		if err := m.Confirm(in, workday.Today(c.Now)); err != nil {
			return nil, err
		}
		if err := confirmMembership(ctx, c.Tx, m, proposed, actor.Person, c.Now); err != nil {
			return nil, err
		}
		return s.keepTrace(ctx, c, municipality, audit.Changes{
			"state": {Old: Proposed, New: Confirmed}, "from": {Old: proposed, New: m.From}, "decided_on": {New: m.DecidedOn}, "case_number": {New: m.CaseNumber},
		})
	})
}

// DeclineMembership says no to a membership that a region has proposed. Nothing
// is left of it but the record (rule 1.1).
func (s *Service) DeclineMembership(ctx context.Context, actor authn.Actor, ref MembershipRef) (*Membership, error) {
	return s.onMembership(ctx, declineMembershipAct.Decl, actor, ref, func(c *Change, municipality *Organisation) (*Membership, error) {
		m, err := proposal(ctx, c.Tx, ref)
		if err != nil {
			return nil, err
		}
		if err := m.mustBeProposed(); err != nil {
			return nil, err
		}
		if err := dropMembership(ctx, c.Tx, m); err != nil {
			return nil, err
		}
		s.presentMembership(m, c.Actor).Actions = []request.Action{} // it is no more
		if err := recordMembership(ctx, c, m, audit.Changes{"state": {Old: Proposed, New: "declined"}}); err != nil {
			return nil, err
		}
		return m, s.Announce(ctx, c.Tx, announcements(c.Announcement(m.Path(), "", nil), c.In, municipality, m)...)
	})
}

// proposal finds the membership that a municipality answers, as the caller saw it.
func proposal(ctx context.Context, tx pgx.Tx, ref MembershipRef) (*Membership, error) {
	m, err := mustHaveMembership(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	return m, request.Match(ctx, m.Revision)
}

// mustHaveMembership finds the membership that began last, or is to begin.
func mustHaveMembership(ctx context.Context, q pgdb.Querier, ref MembershipRef) (*Membership, error) {
	m, err := latestMembership(ctx, q, ref.Region, ref.Municipality)
	if err == nil && m == nil {
		err = httpapi.ErrNotFound
	}
	return m, err
}

// keepTrace records what became of a membership, tells both sides, and shows it as
// it is then.
func (s *Service) keepTrace(ctx context.Context, c *Change, municipality *Organisation, changes audit.Changes) (*Membership, error) {
	after, err := mustHaveMembership(ctx, c.Tx, MembershipRef{regionRef{c.In.Key}, municipality.Key})
	if err != nil {
		return nil, err
	}
	if err := recordMembership(ctx, c, after, changes); err != nil {
		return nil, err
	}
	told := announcements(c.Announcement(after.Path(), "", nil), c.In, municipality, after)
	return s.presentMembership(after, c.Actor), s.Announce(ctx, c.Tx, told...)
}

// recordMembership leaves the act's event with both sides.
func recordMembership(ctx context.Context, c *Change, m *Membership, changes audit.Changes) error {
	return audit.Record(ctx, c.Tx, ReadIn(c.Event(m.Path(), changes), m.Region, m.Municipality)...)
}

// announcements tell both sides what became of a membership; a proposal waits for
// the municipality's clerks (rules 1.1, 1.5).
func announcements(a Announcement, region, municipality *Organisation, m *Membership) []Announcement {
	words := map[string]string{"region": region.Name, "member": municipality.Name, "state": m.State, "from": m.From.String()}
	if m.To != nil {
		words["to"] = m.To.AddDays(-1).String()
	}
	maps.Copy(words, a.Words)
	a.Words = words
	there, here := a, a
	there.In, there.About = region, municipality.Name
	here.In, here.About, here.Clerks = municipality, region.Name, m.State == Proposed
	return []Announcement{there, here}
}

// presentMembership completes a membership for a caller.
func (s *Service) presentMembership(m *Membership, actor authn.Actor) *Membership {
	today := workday.Today(s.now())
	m.Self, m.Number = m.Path(), numberOn(m.Numbers, today)
	ref := MembershipRef{regionRef{m.Region}, m.Municipality}
	m.Actions = []request.Action{
		changeMembership.Offer(s.policy, actor, ref, m.mustNotHaveEnded(today)),
		confirmMembershipAct.Offer(s.policy, actor, ref, m.mustBeProposed()),
		declineMembershipAct.Offer(s.policy, actor, ref, m.mustBeProposed()),
	}
	return m
}
