package document

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// present completes a document for a caller: its address and those of its files, how
// it is read today, and what they may do.
func (s *Service) present(c *casefile.Case, d *Document, actor authn.Actor) *Document {
	ref := Ref{c.Ref(), d.Number}
	d.Self, d.Region, d.Case = showDocument.Href(ref), c.Region, c.Number
	d.showPublicity(workday.Today(s.now()))
	for i := range d.Versions {
		if v := &d.Versions[i]; v.Address == "" && d.Gives(v) {
			v.Content = showContent.Href(VersionRef{ref, v.Number})
		}
	}
	actor = actor.In(c.ID)
	if c.MustBeSpokenForBy(d.Organisation) != nil {
		actor.Roles = nil // it left the case, and acts there no more (rule 1.1)
	}
	change, more := d.MustTake(c), d.MustTakeVersion(c)
	d.Actions = []request.Action{
		editDocument.OfferIn(s.policy, actor, d.Organisation, ref, change),
		addVersion.OfferIn(s.policy, actor, d.Organisation, FileRef{Ref: ref}, more),
		addLink.OfferIn(s.policy, actor, d.Organisation, ref, more),
		withdrawDocument.OfferIn(s.policy, actor, d.Organisation, ref, change),
	}
	return d
}

// opensExempt says whether an actor reads what is exempt in a case (rule 2.5); where
// they read it as it stood when their municipality left it, whether they did.
func (s *Service) opensExempt(c *casefile.Case, actor authn.Actor) bool {
	actor = actor.In(c.ID)
	if _, ok := s.policy.Allows(actor, c.Region, reading.ReadExempt); ok {
		return true
	}
	return slices.ContainsFunc(c.Participants, func(p casefile.Participant) bool {
		_, ok := s.policy.Allows(actor, p.Number, reading.ReadExempt)
		return ok && (p.LeftAt == nil || c.Past != nil)
	})
}

// actIn lets the act be one in the name of an organisation: by which line of the policy,
// and for whom, as the actor holds it now that the case is locked (rule 1.3).
func (s *Service) actIn(ctx context.Context, ch *casefile.Change, organisation string) error {
	held, err := authority.Again(ctx, ch.Tx, ch.Actor, ch.Now)
	if err != nil {
		return err
	}
	ch.Actor, err = s.inName(held, organisation)
	return err
}

// inName is the actor as they keep documents in the name of an organisation. It refuses
// whoever may not.
func (s *Service) inName(actor authn.Actor, organisation string) (authn.Actor, error) {
	grounds, ok := s.policy.Allows(actor, organisation, keeps.Permission)
	if ok {
		actor.Organisation, actor.Policy, actor.OnBehalfOf = organisation, grounds.Line, grounds.OnBehalfOf
		return actor, nil
	}
	if authz.Disqualified(actor, organisation) {
		return actor, authz.ErrDisqualified
	}
	if outside := s.policy.OutsideGrant(actor, []string{organisation}, keeps.Permission); outside != nil {
		return actor, outside
	}
	return actor, s.policy.Denied([]string{organisation}, keeps.Permission)
}

// changes lists what an edit changes.
func (d *Document) changes(in Input) []audit.Member {
	day := func(d *workday.Date) string {
		if d == nil {
			return ""
		}
		return d.String()
	}
	return []audit.Member{
		audit.Changed("title", d.Title, in.Title), audit.Changed("kind", d.Kind, in.Kind), audit.Changed("publicity", d.Publicity, in.Publicity),
		audit.Changed("legal_basis", d.LegalBasis, in.LegalBasis), audit.Changed("exempt_until", day(d.ExemptUntil), day(in.ExemptUntil)),
	}
}
