package disqualification

import (
	"context"
	"fmt"
	"maps"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// present completes a disqualification for a caller: what they may do, and the
// ground where it is theirs to know.
func (s *Service) present(c *casefile.Case, d *Disqualification, actor authn.Actor, now time.Time) *Disqualification {
	actor = actor.In(c.ID)
	d.reveal(actor)
	by := actor
	if grounds, ok := s.policy.Allows(actor, d.Organisation, decide.Permission); ok {
		by.OnBehalfOf = grounds.OnBehalfOf
	}
	deciding, ending, withdrawing, naming := d.MustBeDecidable(by), d.MustBeEndable(by, now), d.MustBeWithdrawable(by), d.mustBarChief(now)
	if refusal := mustTakeActs(c, d.Organisation); refusal != nil {
		deciding, ending, withdrawing, naming = refusal, refusal, refusal, refusal
	}
	ref := d.ref(c.Ref())
	d.Actions = []request.Action{
		decideDisqualification.Offer(s.policy, actor, ref, deciding),
		endDisqualification.Offer(s.policy, actor, ref, ending),
		withdrawDisqualification.Offer(s.policy, actor, ref, withdrawing),
	}
	if d.Chief {
		party := casefile.PartyRef{Ref: c.Ref(), Municipality: d.Organisation}
		d.Actions = append(d.Actions, nameCouncilSubstitute.Offer(s.policy, actor, party, naming))
	}
	return d
}

// mustTakeActs refuses every act in a case that is over, and of a municipality
// that has no part in it.
func mustTakeActs(c *casefile.Case, organisation string) error {
	if err := c.Alive(); err != nil || organisation == c.Region {
		return err
	}
	_, err := c.Party(organisation)
	return err
}

// tell tells the person, and those who record decisions in the organisation,
// that the question is raised or decided; each is told once.
func (s *Service) tell(ctx context.Context, ch *casefile.Change, d *Disqualification) error {
	c := ch.Case
	kind := noticeDecided
	switch d.State {
	case Raised:
		kind = noticeRaised
	case Withdrawn:
		kind = noticeWithdrawn
	default:
	}
	post := recorder(c, d.Organisation)
	p, err := position(ctx, ch.Tx, c, d.Organisation, d.Person, authn.Actor{}, ch.Now)
	if err != nil {
		return err
	}
	call := authority.Call{Post: post, Case: c.ID, Act: decideDisqualification.Call()}
	people, err := authority.Reach(ctx, ch.Tx, ch.Now, []authority.Call{call})
	if err != nil {
		return err
	}
	params := map[string]string{
		"case_number": c.Number, "region": c.Region, "municipality": d.OrganisationName, "office": post.Office, "outcome": string(d.State), "reason": d.WithdrawnWhy, "path": d.Self,
	}
	if !c.Exempt(workday.Today(ch.Now)) {
		params["case_title"] = c.Title
	}
	notices := []notice.Notice{d.notice(c, kind, authority.Contact{Person: d.Person}, params, "you")}
	for _, other := range people[call].All() {
		switch {
		case other.Person == d.Person:
		case p.Chief && d.State == Disqualified:
			notices = append(notices, d.notice(c, kind, other, params, "chief"))
		default:
			notices = append(notices, d.notice(c, kind, other, params, ""))
		}
	}
	return s.notices.Post(ctx, ch.Tx, notices)
}

// recorder is the post that records what bodies of an organisation decide.
func recorder(c *casefile.Case, organisation string) authority.Post {
	if organisation == c.Region {
		return authority.Post{Organisation: organisation, Office: office.Secretariat}
	}
	return authority.Post{Organisation: organisation, Office: office.Clerk}
}

// superior is the post that decides about an organisation's employees and
// officers (FVL § 8).
func superior(c *casefile.Case, organisation string) authority.Post {
	if organisation == c.Region {
		return authority.Post{Organisation: organisation, Office: body.BoardChair}
	}
	return authority.Post{Organisation: organisation, Office: office.ChiefExecutive}
}

// notice never tells the ground: it may be personal (rule 1.7). The mark says
// how it concerns the reader, "" for not more than others.
func (d *Disqualification) notice(c *casefile.Case, kind notice.Kind, to authority.Contact, params map[string]string, mark string) notice.Notice {
	params = maps.Clone(params)
	if mark != "" {
		params[mark] = mark
	}
	return notice.Notice{Source: fmt.Sprintf("disqualification:%d:%s", d.ID, d.State), Person: to.Person, Address: to.Address, Kind: kind, Case: c.ID, Params: params}
}

// opened is what raising and declaring set. Whoever reads the case reads its
// record, so no event tells the ground (rule 2.5).
func (d *Disqualification) opened() audit.Changes {
	all := audit.Changes{"person": {New: d.Person}, "basis": {New: d.Basis}, "ground": {New: "given"}, "state": {New: d.State}}
	if d.State != Raised {
		d.noteDecision(all)
	}
	return all
}

// decided is what a decision changes.
func (d *Disqualification) decided() audit.Changes {
	all := audit.Changes{"state": {Old: Raised, New: d.State}}
	d.noteDecision(all)
	Resolution{d.Body, d.DecidedOn, d.CaseNumber}.note(all)
	return all
}

// note adds the decision to what changed, if there is one.
func (in Resolution) note(all audit.Changes) {
	if in.Body != "" {
		all["body"], all["decided_on"], all["case_number"] = audit.Change{New: in.Body}, audit.Change{New: in.DecidedOn}, audit.Change{New: in.CaseNumber}
	}
}

func (d *Disqualification) noteDecision(all audit.Changes) {
	all["decided_as"] = audit.Change{New: d.DecidedAs}
	if d.From != nil {
		all["from"] = audit.Change{New: d.From}
	}
	if d.To != nil {
		all["to"] = audit.Change{New: d.To}
	}
}
