package timeline

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
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
			return act.Own{Reads: own.Any(), Answers: own.answers[at].Answers, In: own.answers[at].Organisation, OnBehalfOf: own.answers[at].OnBehalfOf}, err
		}
	}
	return s
}

// place names a milestone of a case, or a municipality's part of one.
type place struct{ key, municipality string }

// OwnPart is what a person has of their own in a case: whether they are named to
// the work, and the milestones that they answer for.
type OwnPart struct {
	named bool
	// Milestones are those of the case.
	Milestones []Milestone
	answers    map[place]responsible.Answering
}

// Any says whether there is something.
func (o OwnPart) Any() bool { return o.named || len(o.answers) > 0 }

// Answers says whether they answer for a milestone, or for a municipality's part
// of it.
func (o OwnPart) Answers(key, municipality string) bool {
	return o.answers[place{key, municipality}].Answers
}

// OwnIn finds what an actor has of their own in a case. The number of statements
// is the same however many milestones and municipalities there are.
func OwnIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, actor authn.Actor, now time.Time) (o OwnPart, err error) {
	if o.named, err = staffing.IsNamed(ctx, q, c.ID, actor.Person, workday.Today(now)); err != nil {
		return o, err
	}
	if o.Milestones, err = States(ctx, q, c); err != nil {
		return o, err
	}
	o.answers, err = answersFor(ctx, q, c, o.Milestones, actor.In(c.ID), now, nil)
	return o, err
}

// asked are those of whom something is asked at each place of a milestone, and
// the act.
func (m *Milestone) asked(c *casefile.Case) map[place][]authority.Call {
	if !m.PerMunicipality {
		return map[place][]authority.Call{{key: m.Key}: authority.Calls(c.ID, mayComplete.String(), responsible.Asked(c, "", m.Responsible)...)}
	}
	each := map[place][]authority.Call{}
	for _, p := range m.Parts {
		if !p.left {
			each[place{m.Key, p.Municipality}] = authority.Calls(c.ID, mayCompletePart.String(), responsible.Asked(c, p.Municipality, p.Responsible)...)
		}
	}
	return each
}

// answersFor finds the milestones, and the parts of them, that an actor answers
// for now. With a policy, what their offices carry anyway is left out. One
// statement, or none where no post could be theirs.
func answersFor(ctx context.Context, q pgdb.Querier, c *casefile.Case, all []Milestone, actor authn.Actor, now time.Time, but *authz.Policy) (map[place]responsible.Answering, error) {
	upon := map[place][]authority.Call{}
	for i := range all {
		for at, of := range all[i].asked(c) {
			if but == nil || !carries(but, actor, c.Region, at) {
				upon[at] = of
			}
		}
	}
	return responsible.AnswersFor(ctx, q, c, upon, actor, now)
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
