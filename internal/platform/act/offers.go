package act

import (
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
)

// Offers are what features above add to a resource of a feature below: the acts
// that they bring to it, and where the caller finds what belongs to it. They are
// added while the service is built, in the order in which they are shown.
type Offers[T any] struct {
	acts    []func(authn.Actor, T) []request.Action
	related []relation[T]
}

type relation[T any] struct {
	name string
	href func(T) string
}

// Add adds acts, as they are offered to an actor.
func (o *Offers[T]) Add(offer func(authn.Actor, T) []request.Action) { o.acts = append(o.acts, offer) }

// Relate adds an address under a name (`matrix`).
func (o *Offers[T]) Relate(name string, href func(T) string) {
	o.related = append(o.related, relation[T]{name, href})
}

// most is how many acts are added to a thing in general.
const most = 12

// Actions are the added acts on a thing, for an actor.
func (o *Offers[T]) Actions(actor authn.Actor, of T) []request.Action {
	all := make([]request.Action, 0, most)
	for _, offer := range o.acts {
		all = append(all, offer(actor, of)...)
	}
	return all
}

// Related are the added addresses of what belongs to a thing, by their names.
func (o *Offers[T]) Related(of T) map[string]string {
	all := map[string]string{}
	for _, r := range o.related {
		all[r.name] = r.href(of)
	}
	return all
}
