package timeline

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// withOwn is a scope in a case that is open also to whoever has a part of their
// own in it, with or without an office that reads the case: they read the
// timeline, and do what they answer for (rules 2.5, 5.4).
func withOwn(s act.Scope) act.Scope {
	look := s.Look
	s.Name += ", or whoever is responsible for the milestone"
	s.Readers = "the region of the case or any participating municipality, or whoever is named in the case or responsible for a milestone"
	s.Look = func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
		look(b, path, now, st)
		in, at := casefile.Ref{Region: path("region"), Number: path("number")}, place{path("key"), path("municipality")}
		st.Own = func(ctx context.Context, q act.Querier, actor authn.Actor, now time.Time) (act.Own, error) {
			c, err := casefile.LoadParties(ctx, q, in)
			if err != nil {
				return act.Own{}, err
			}
			own, err := OwnIn(ctx, q, c, actor, now)
			return act.Own{Reads: own.Any(), Answers: own.answers[at].answers, In: own.answers[at].organisation, OnBehalfOf: own.answers[at].onBehalfOf}, err
		}
	}
	return s
}

// place names a milestone of a case, or a municipality's part of one.
type place struct{ key, municipality string }

// answering is how somebody answers for a milestone: by a post in an
// organisation, in the case's region where they are named themselves.
type answering struct {
	answers                  bool
	organisation, onBehalfOf string
}

// OwnPart is what a person has of their own in a case: whether they are named to
// the work, and the milestones that they answer for.
type OwnPart struct {
	named      bool
	milestones []Milestone
	answers    map[place]answering
}

// Any says whether there is something.
func (o OwnPart) Any() bool { return o.named || len(o.answers) > 0 }

// OwnIn finds what an actor has of their own in a case. The number of statements
// is the same however many milestones and municipalities there are.
func OwnIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, actor authn.Actor, now time.Time) (o OwnPart, err error) {
	if o.named, err = staffing.IsNamed(ctx, q, c.ID, actor.Person, workday.Today(now)); err != nil {
		return o, err
	}
	if o.milestones, err = States(ctx, q, c); err != nil {
		return o, err
	}
	o.answers, err = answersFor(ctx, q, c, o.milestones, actor.In(c.ID), now, nil)
	return o, err
}

// asked are those of whom something is asked at each place of a milestone, and
// the act.
func (m *Milestone) asked(c *casefile.Case) map[place][]authority.Call {
	if !m.PerMunicipality {
		return map[place][]authority.Call{{key: m.Key}: authority.Calls(c.ID, mayComplete.String(), asked(c, "", m.Responsible)...)}
	}
	each := map[place][]authority.Call{}
	for _, p := range m.Parts {
		if !p.left {
			each[place{m.Key, p.Municipality}] = authority.Calls(c.ID, mayCompletePart.String(), asked(c, p.Municipality, p.Responsible)...)
		}
	}
	return each
}

// answersFor finds the milestones, and the parts of them, that an actor answers
// for now: as the holder of an office or their substitute, by a seat, or by
// name; whoever is disqualified in the case answers for none. With a policy, what
// their offices carry anyway is left out. One statement, or none where no post
// could be theirs.
func answersFor(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []Milestone, actor authn.Actor, now time.Time, but *authz.Policy) (map[place]answering, error) {
	upon := map[place][]authority.Call{}
	var calls []authority.Call
	for i := range all {
		for at, of := range all[i].asked(c) {
			if but != nil && carries(but, actor, c.Region, at) {
				continue
			}
			of = slices.DeleteFunc(of, func(call authority.Call) bool { return !couldBe(actor, call.Post) })
			upon[at], calls = of, append(calls, of...)
		}
	}
	reached, err := authority.Reach(ctx, q, now, calls)
	if err != nil {
		return nil, err
	}
	is := func(p authority.Contact) bool { return p.Person == actor.Person }
	answers := map[place]answering{}
	for at, of := range upon {
		for _, call := range of {
			a := answering{answers: true, organisation: call.Organisation}
			if a.organisation == "" {
				a.organisation = c.Region
			}
			if slices.ContainsFunc(reached[call].Holders, is) {
				answers[at] = a
				break
			}
			if slices.ContainsFunc(reached[call].Substitutes, is) {
				a.onBehalfOf = substituteFor(actor, call.Post)
				answers[at] = a
			}
		}
	}
	return answers, nil
}

// couldBe says whether a post could be the actor's, as far as their roles tell:
// which seat they have in a body is in the database alone.
func couldBe(actor authn.Actor, p authority.Post) bool {
	if p.Person != "" {
		return p.Person == actor.Person
	}
	return slices.ContainsFunc(actor.Roles, func(r authn.Role) bool {
		if p.Body != "" {
			return r.Organisation == p.Organisation && (r.Office == body.Seated || r.Office == body.BoardChair)
		}
		return r.Organisation == p.Organisation && r.Office == p.Office
	})
}

// substituteFor is for whom the actor has an office as a substitute.
func substituteFor(actor authn.Actor, p authority.Post) string {
	for _, r := range actor.Roles {
		if r.OnBehalfOf != "" && r.Organisation == p.Organisation && r.Office == p.Office && (r.Cases == nil || slices.Contains(r.Cases, actor.Case)) {
			return r.OnBehalfOf
		}
	}
	return ""
}

// carries says whether the actor's offices carry the completion at a place by
// themselves.
func carries(policy *authz.Policy, actor authn.Actor, region string, at place) bool {
	organisation, may := region, mayComplete
	if at.municipality != "" {
		organisation, may = at.municipality, mayCompletePart
	}
	_, ok := policy.Allows(actor, organisation, may)
	return ok
}

// PartMilestone is one milestone that the caller answers for.
type PartMilestone struct {
	Key          string `json:"key" example:"proposal_ready"`
	Title        string `json:"title" example:"The proposal is ready for the board"`
	Municipality string `json:"municipality,omitempty" example:"3417" doc:"The municipality whose part it is; left out where the case does it as one"`
	State        State  `json:"state" enum:"open,overdue,done"`
	When
	About   string           `json:"about" example:"/v1/regions/kongsvingerregionen/cases/2024-1/milestones/proposal_ready" doc:"The address of the milestone"`
	Actions []request.Action `json:"actions" doc:"The act that is waited for, and whether it is open now"`
}

// Parts are the milestones, and the parts of those that each municipality does, for
// which they answer, by their days.
func (o OwnPart) Parts(c *casefile.Case, now time.Time) []PartMilestone {
	all := []PartMilestone{}
	for i := range o.milestones {
		m := &o.milestones[i]
		m.markStates(now)
		all = append(all, m.partsOf(c, o.answers)...)
	}
	slices.SortFunc(all, func(a, b PartMilestone) int {
		return cmp.Or(cmp.Compare(a.last().String(), b.last().String()), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Municipality, b.Municipality))
	})
	return all
}

// partsOf are the milestone, or the parts of it, for which somebody answers.
func (m *Milestone) partsOf(c *casefile.Case, answers map[place]answering) []PartMilestone {
	at := Ref{c.Ref(), m.Key}
	base := PartMilestone{Key: m.Key, Title: m.Title, State: m.State, When: m.When, About: m.Self}
	if answers[place{key: m.Key}].answers {
		base.Actions = []request.Action{completeMilestone.OfferAnswering(at, cmp.Or(mustTakeCompletions(c), m.mustNotBeDone()))}
		return []PartMilestone{base}
	}
	var parts []PartMilestone
	for _, p := range m.Parts {
		if answers[place{m.Key, p.Municipality}].answers {
			part := base
			part.Municipality, part.State = p.Municipality, p.State
			part.Actions = []request.Action{completePart.OfferAnswering(PartRef{at, p.Municipality}, cmp.Or(mustTakeCompletions(c), p.mustNotBeDone()))}
			parts = append(parts, part)
		}
	}
	return parts
}
