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
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// as is the actor as they would act in the organisation of a question: for
// themselves, or for the holder of whom they are the substitute.
func (s *Service) as(actor authn.Actor, d *Disqualification) authn.Actor {
	if grounds, ok := s.policy.Allows(actor, d.Organisation, decide.Permission); ok {
		actor.OnBehalfOf = grounds.OnBehalfOf
	}
	return actor
}

// judge reads what the rules of deciding, ending and withdrawing look at, so that
// the same is offered as is taken. The number of statements is the same however
// many there are; in the past nothing is asked.
func (s *Service) judge(ctx context.Context, q pgdb.Querier, c *casefile.Case, actor authn.Actor, now time.Time, all ...*Disqualification) error {
	if c.Past != nil || len(all) == 0 {
		return nil
	}
	actor = actor.In(c.ID)
	holder := func(d *Disqualification) string { return s.as(actor, d).OnBehalfOf }
	if err := place(ctx, q, c, all, holder, now); err != nil {
		return err
	}
	return s.rest(ctx, q, c, all)
}

// present completes disqualifications for a caller: what they may do, and the
// grounds where they are theirs to know.
func (s *Service) present(ctx context.Context, q pgdb.Querier, c *casefile.Case, actor authn.Actor, now time.Time, all ...*Disqualification) error {
	if err := s.judge(ctx, q, c, actor, now, all...); err != nil {
		return err
	}
	actor = actor.In(c.ID)
	for _, d := range all {
		d.reveal(actor)
		d.Actions = s.offer(c, d, actor, now)
	}
	return nil
}

func (s *Service) offer(c *casefile.Case, d *Disqualification, actor authn.Actor, now time.Time) []request.Action {
	by := s.as(actor, d)
	deciding, ending, withdrawing, naming := d.mustBeDecidableBy(by), d.mustBeEndableBy(by, now), d.mustBeWithdrawableBy(by, now), d.mustBarChief(now)
	if refusal := mustTakeActs(c, d.Organisation); refusal != nil {
		deciding, ending, withdrawing, naming = refusal, refusal, refusal, refusal
	}
	ref := d.ref(c.Ref())
	offered := []request.Action{
		decideDisqualification.Offer(s.policy, actor, ref, deciding),
		endDisqualification.Offer(s.policy, actor, ref, ending),
		withdrawDisqualification.Offer(s.policy, actor, ref, withdrawing),
	}
	if d.Position.Chief {
		party := casefile.PartyRef{Ref: c.Ref(), Municipality: d.Organisation}
		offered = append(offered, nameCouncilSubstitute.Offer(s.policy, actor, party, naming))
	}
	return offered
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

// tell tells the person, and those who record decisions in the organisation, what
// became of the question; that a decision is withdrawn also the superior, and the
// chair of the body that had made it. Each is told once.
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
	calls := []authority.Call{{Post: post, Case: c.ID, Act: decideDisqualification.Call()}}
	if d.State == Withdrawn {
		calls = append(calls, authority.Call{Post: superior(c, d.Organisation), Case: c.ID})
		if d.Body != "" {
			calls = append(calls, authority.Call{Post: authority.Post{Organisation: d.Organisation, Body: d.Body, Role: "chair"}, Case: c.ID})
		}
	}
	people, err := authority.Reach(ctx, ch.Tx, ch.Now, calls)
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
	mark := ""
	if d.Position.Chief && d.State == Disqualified {
		mark = "chief"
	}
	told := map[string]bool{d.Person: true}
	for _, call := range calls {
		for _, other := range people[call].All() {
			if !told[other.Person] {
				notices = append(notices, d.notice(c, kind, other, params, mark))
			}
			told[other.Person] = true
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
	return notice.Notice{Source: fmt.Sprintf("disqualification:%d:%s", d.ID, d.State), Person: to.Person, Address: to.Address, AddressOf: to.AddressOf, Kind: kind, Case: c.ID, Params: params}
}

// opened is what raising and declaring set; a declaration may decide a question
// that was raised before. Whoever reads the case reads its record, so no event tells
// the ground (rule 2.5).
func (d *Disqualification) opened(before *Disqualification) audit.Changes {
	all := audit.Changes{"person": {New: d.Person}, "basis": {New: d.Basis}, "ground": {New: "given"}, "state": {New: d.State}}
	if before != nil {
		all["basis"], all["state"] = audit.Change{Old: before.Basis, New: d.Basis}, audit.Change{Old: before.State, New: d.State}
	}
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
