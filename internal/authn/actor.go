// Package authn turns a bearer token into an Actor, and carries the Actor in a
// context. It answers who is calling; what they may do is asked in authz.
package authn

import "context"

// Role is an office or a seat that a person holds in an organisation, at the
// moment of the request. Organisation is the key of a region or municipality.
type Role struct {
	Office       string
	Organisation string
}

// Actor is the one who acts: a person with the roles they hold right now, or an
// operator at the command line (then Person is empty).
type Actor struct {
	// Person is the identifier of the acting person.
	Person string
	// Roles are all offices and seats in force, in every organisation.
	Roles []Role
	// Organisation is the one in which the declared permission was found, and
	// Policy the line that allowed it (rule 9.1).
	Organisation string
	Policy       string
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
