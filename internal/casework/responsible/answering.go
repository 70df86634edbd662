package responsible

import (
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Answering is how somebody answers for something: by a post in an organisation,
// in the case's region where they are named themselves.
type Answering struct {
	Answers                  bool
	Organisation, OnBehalfOf string
}

// AnswersFor finds the places, of those at which calls go to posts, that an actor
// answers for now: as the holder of an office or their substitute, by a seat, or
// by name; whoever is disqualified in the case answers for none. One statement, or
// none where no post could be theirs.
func AnswersFor[P comparable](ctx context.Context, q pgdb.Querier, c *casefile.Case, upon map[P][]authority.Call, actor authn.Actor, now time.Time) (map[P]Answering, error) {
	var calls []authority.Call
	for at, of := range upon {
		upon[at] = slices.DeleteFunc(of, func(call authority.Call) bool { return !couldBe(actor, call.Post) })
		calls = append(calls, upon[at]...)
	}
	reached, err := authority.Reach(ctx, q, now, calls)
	if err != nil {
		return nil, err
	}
	is := func(p authority.Contact) bool { return p.Person == actor.Person }
	answers := map[P]Answering{}
	for at, of := range upon {
		for _, call := range of {
			a := Answering{Answers: true, Organisation: call.Organisation}
			if a.Organisation == "" {
				a.Organisation = c.Region
			}
			if slices.ContainsFunc(reached[call].Holders, is) {
				answers[at] = a
				break
			}
			if slices.ContainsFunc(reached[call].Substitutes, is) {
				a.OnBehalfOf = substituteFor(actor, call.Post)
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
