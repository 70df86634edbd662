// Package authn turns a bearer token into an Actor, and carries the Actor in a
// context. It answers who is calling; what they may do is asked in authz.
package authn

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Role is an office or a seat that a person holds in an organisation, at the
// moment of the request, or an office that they have as a substitute
// (rule 1.4). Organisation is the key of a region or municipality.
type Role struct {
	Office       string `db:"office"`
	Organisation string `db:"organisation"`
	// OnBehalfOf is the holder for whom a substitute has the office, "" where
	// the office is the person's own.
	OnBehalfOf string `db:"on_behalf_of"`
	// Acts are those of the office that the substitute was given, as
	// object:act; nil for all of them.
	Acts []string `db:"acts"`
	// Cases are those in which the role counts, for a substitute or for the deputy
	// chair of a board whose chair is disqualified there; nil for all.
	Cases []int64 `db:"cases"`
	// PreparesIn are the cases in which the holder is disqualified: a
	// subordinate substitute prepares there, but does not decide (rule 1.7).
	PreparesIn []int64 `db:"prepares_in"`
	// ReadsOnly says that the office is held in a successor of the organisation,
	// which is no more: it reads there what the office read, and does nothing
	// (rule 1.1).
	ReadsOnly bool `db:"reads_only"`
}

// CountsIn says whether the role counts in a case, 0 for outside any.
func (r Role) CountsIn(caseID int64) bool { return r.Cases == nil || slices.Contains(r.Cases, caseID) }

// Bar is a case in which a person is disqualified: from what they hold in the
// organisation that decided it, or, where that is "", from everything. Nobody
// bars the officers and members of another organisation (rule 1.7).
type Bar struct {
	Case         int64
	Organisation string
}

// Actor is the one who acts: a person with the roles they hold right now, or an
// operator at the command line (then Person is empty).
type Actor struct {
	// Person is the identifier of the acting person.
	Person string
	// Login is the binding by which the token speaks for them; 0 for a token of the
	// development issuer that names the person itself.
	Login int64
	// Issuer and Subject are those of the token, for an act of whoever has one.
	Issuer, Subject string
	// Undone says that the login has been undone since the token was checked.
	Undone bool
	// Roles are all offices and seats in force, in every organisation.
	Roles []Role
	// Lapsed are offices that they are given as a substitute at other times:
	// they carry nothing, and only tell why (rule 1.4).
	Lapsed []Role
	// Barred are the cases in which the person is disqualified (rule 1.7).
	Barred []Bar
	// Case is the case that is acted in, 0 outside any.
	Case int64
	// Until is the moment up to which they may know of what they read, because
	// the last organisation in which they may had a part in it until then; zero
	// for the thing as it is.
	Until time.Time
	// Organisation is the one in which the declared permission was found,
	// Policy the line that allowed it, and OnBehalfOf the office holder for
	// whom a substitute acts (rule 9.1).
	Organisation string
	Policy       string
	OnBehalfOf   string
}

// In is the actor as they stand in a case: what a substitute was given for it
// counts, and so does a disqualification.
func (a Actor) In(caseID int64) Actor {
	a.Case = caseID
	return a
}

// Is says whether the actor is a person, or acts for them: what nobody does for
// themselves, nobody does by a substitute either (rules 1.4, 1.5).
func (a Actor) Is(person string) bool {
	return slices.ContainsFunc(a.Behind(), func(id string) bool { return strings.EqualFold(id, person) })
}

// Behind are the people behind an act: whoever acts, and for whom.
func (a Actor) Behind() (people []string) {
	for _, id := range []string{a.Person, a.OnBehalfOf} {
		if id != "" {
			people = append(people, id)
		}
	}
	return people
}

// For is the person for whom a substitute acts, nil for nobody.
func (a Actor) For() *string {
	if a.OnBehalfOf == "" {
		return nil
	}
	return &a.OnBehalfOf
}

type actorKey struct{}

// WithActor puts the actor into the context of a request.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf is the actor of this request; the zero Actor outside one and in
// public operations.
func ActorOf(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}
