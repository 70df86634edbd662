package impartiality

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/audit"
	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/authority"
	"forankring.no/forankring/internal/authz"
	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/notice"
	"forankring.no/forankring/internal/rest"
)

var mayDecide = authz.Permission{Object: "disqualification", Act: "decide"}

// shown completes a disqualification for a caller: what they may do, and the
// ground where it is theirs to know.
func (s *Service) shown(c *casefile.Case, d *Disqualification, actor authn.Actor, now time.Time) *Disqualification {
	actor = actor.In(c.ID)
	d.reveal(actor)
	by := actor
	if grounds, ok := s.policy.Allows(actor, d.Organisation, mayDecide); ok {
		by.OnBehalfOf = grounds.OnBehalfOf
	}
	refusal := acting(c, d.Organisation)
	may := func(act string, rule error) rest.Action {
		if refusal != nil {
			rule = refusal
		}
		return s.policy.Action(actor, d.Organisation, mayDecide, rule, rest.Action{Act: act + "-disqualification", Method: "POST", Href: d.Self + "/" + act})
	}
	d.Actions = []rest.Action{may("decide", d.Decidable(by)), may("end", d.Endable(by, now))}
	return d
}

// acting refuses every act in a case that is over, and of a municipality that
// has no part in it.
func acting(c *casefile.Case, organisation string) error {
	if err := c.Alive(); err != nil || organisation == c.Region {
		return err
	}
	_, err := c.Party(organisation)
	return err
}

// tell tells the person, and those who record decisions in the organisation,
// that the question is raised or decided; each is told once.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, c *casefile.Case, d *Disqualification, now time.Time) error {
	kind := notice.DisqualificationDecided
	if d.State == Raised {
		kind = notice.DisqualificationRaised
	}
	post := directory.Post{Organisation: d.Organisation, Office: directory.Clerk}
	if d.Organisation == c.Region {
		post.Office = directory.Secretariat
	}
	call := authority.Call{Post: post, Case: c.ID, Act: mayDecide.String()}
	people, err := authority.Reach(ctx, tx, now, []authority.Call{call})
	if err != nil {
		return err
	}
	notices := []notice.Notice{d.notice(c, kind, d.Person)}
	for _, p := range people[call].All() {
		if p.Person != d.Person {
			notices = append(notices, d.notice(c, kind, p.Person))
		}
	}
	return s.notices.Post(ctx, tx, notices)
}

// notice never tells the ground: it may be personal (rule 1.7).
func (d *Disqualification) notice(c *casefile.Case, kind, person string) notice.Notice {
	params := map[string]string{
		"case_number": c.Number, "case_title": c.Title, "region": c.Region, "municipality": d.OrganisationName, "outcome": string(d.State), "path": d.Self,
	}
	if person == d.Person {
		params["you"] = "you"
	}
	return notice.Notice{Source: fmt.Sprintf("disqualification:%d:%s", d.ID, d.State), Person: person, Kind: kind, Case: c.ID, Params: params}
}

// event is an act on the disqualification, for the audit. Whoever reads the
// case reads its record, so no event tells the ground (rule 2.5).
func (d *Disqualification) event(c *casefile.Case, actor authn.Actor, act string, now time.Time, changes audit.Changes) audit.Event {
	return audit.Event{At: now, Actor: actor, Case: c.ID, Act: act, Object: d.Self, Changes: changes}
}

// opened is what raising and declaring set.
func (d *Disqualification) opened() audit.Changes {
	all := audit.Changes{"person": {New: d.Person}, "basis": {New: d.Basis}, "ground": {New: "given"}, "state": {New: d.State}}
	if d.State != Raised {
		d.settled(all)
	}
	return all
}

// decided is what a decision changes.
func (d *Disqualification) decided() audit.Changes {
	all := audit.Changes{"state": {Old: Raised, New: d.State}}
	d.settled(all)
	if d.Body != "" {
		all["body"], all["decided_on"], all["case_number"] = audit.Change{New: d.Body}, audit.Change{New: d.DecidedOn}, audit.Change{New: d.CaseNumber}
	}
	return all
}

func (d *Disqualification) settled(all audit.Changes) {
	all["decided_as"] = audit.Change{New: d.DecidedAs}
	if d.From != nil {
		all["from"] = audit.Change{New: d.From}
	}
	if d.To != nil {
		all["to"] = audit.Change{New: d.To}
	}
}
