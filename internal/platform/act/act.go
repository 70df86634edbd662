// Package act declares what can be done in the service, each act once: its
// identifier, method and path, the permission that it needs, and where that
// permission must be held. The same value registers the operation at the door
// (httpapi.Do), is offered in the `actions` of resources, is what a task or an
// alarm asks somebody to do, decides whether a substitute is reached by a
// reminder of it, and names the act in the audit.
//
// A feature declares its acts as package variables:
//
//	var submit = act.New[Ref](id, http.MethodPost, below+"/{version}/submit",
//		act.Needs("mandate", "submit", casefile.InCase()))
//
// registers one as `httpapi.DoWith(door, submit, httpapi.Doc{…}, s.Submit)`,
// offers it as `submit.Offer(policy, actor, ref, v.MustBeDraft())`, and records
// it under `submit.ID`.
package act

import (
	"net/http"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// Decl is what is known of an act wherever it is done.
type Decl struct {
	// ID is the identifier of the operation, a verb and what it is done to:
	// `submit-mandate`. It names the act in the contract, in actions and in the
	// audit, and is never renamed within /v1.
	ID string
	// Method and Path are those of the operation; parameters of the path stand
	// in braces.
	Method, Path string
	// Need is what the act asks of whoever does it.
	Need Need
}

// Permission is what the act needs; the zero Permission for acts on what is
// one's own, and for public reads.
func (d Decl) Permission() authz.Permission { return d.Need.Permission }

// Call is the permission as people are looked up by it (`mandate:answer`):
// whom a reminder or a letter about the act reaches (rules 1.4, 6.3).
func (d Decl) Call() string { return d.Need.Permission.String() }

// Act is a declared act at the addresses that a Ref names. R has a field with
// the tag `path:"name"` for each parameter of the path; in an act that only
// reads, also one with `query:"name"` for each filter.
type Act[R any] struct {
	Decl
	address address
}

// New declares an act. It panics, when the program starts, if R does not fill
// in the path or the act does not say what it needs of its caller.
func New[R any](id, method, path string, need Need) Act[R] {
	if need.kind == 0 {
		panic(id + " does not say what it needs of its caller")
	}
	return Act[R]{Decl: Decl{ID: id, Method: method, Path: path, Need: need}, address: addressOf[R](id, path)}
}

// Show declares an act that only reads.
func Show[R any](id, path string, need Need) Act[R] { return New[R](id, http.MethodGet, path, need) }

// Href is the address of the act at ref.
func (a Act[R]) Href(ref R) string { return a.address.fill(ref) }

// At is the act at one address.
func (a Act[R]) At(ref R) Target {
	return Target{ID: a.ID, Method: a.Method, Href: a.Href(ref), Permission: a.Need.Permission}
}

// Offer tells a caller about the act at ref: open when their offices carry it
// in the organisation that ref names and the rule has nothing against it.
// Refusal is what the rule says of this caller, asked without doing anything.
// Of a case, the actor must be the one in it (authn.Actor.In).
func (a Act[R]) Offer(p *authz.Policy, actor authn.Actor, ref R, refusal error) request.Action {
	return a.OfferIn(p, actor, a.address.value(ref, a.Need.Scope.In), ref, refusal)
}

// OfferIn is Offer for an act whose organisation is said by the thing acted on,
// and not by its address.
func (a Act[R]) OfferIn(p *authz.Policy, actor authn.Actor, organisation string, ref R, refusal error) request.Action {
	action := a.At(ref).Action()
	if a.Need.kind == needsPermission {
		return p.Action(actor, organisation, a.Need.Permission, refusal, action)
	}
	return authz.Judged(refusal, action)
}

// OfferAnswering is Offer to somebody who answers for the very thing (Own): it is
// open unless the rule has something against it, whatever their offices carry.
func (a Act[R]) OfferAnswering(ref R, refusal error) request.Action {
	return authz.Judged(refusal, a.At(ref).Action())
}

// Target is an act at one address: what a task or an alarm asks somebody to do.
type Target struct {
	ID, Method, Href string
	Permission       authz.Permission
}

// Action is the act as it is shown, not yet open to anybody.
func (t Target) Action() request.Action {
	return request.Action{Act: t.ID, Method: t.Method, Href: t.Href}
}
