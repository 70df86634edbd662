// Package authz answers one question: may this actor do this act in this
// organisation? It is the only user of Casbin. The policy is loaded once and
// never changes; what changes is the actor, whose offices and seats are read
// anew for every request, so that a resignation counts at once (rule 1.3).
package authz

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// Permission is an act on a kind of object, as in policy.csv.
type Permission struct{ Object, Act string }

// String is the permission as it stands in the contract: `mandate:approve`.
func (p Permission) String() string { return p.Object + ":" + p.Act }

// ErrForbidden refuses an act that the caller's offices do not carry.
var ErrForbidden = fault.New(fault.Forbidden, "permission.denied", "Your offices do not allow this",
	"None of the offices and seats you hold now in the organisation concerned allows this act.")

// Policy decides. It is safe for concurrent use.
type Policy struct {
	enforcer *casbin.Enforcer
	lines    []Line
	// carrying are the offices that carry a permission.
	carrying map[Permission]carriers
	// remembered holds decisions by offices, object and act. Offices are few
	// and the policy never changes, so it stays small and never goes stale.
	remembered sync.Map
	// denials are the refusals in one organisation, by place. There are as many as
	// organisations times permissions.
	denials sync.Map
}

// place is a permission in an organisation.
type place struct {
	organisation string
	Permission
}

// carriers are the offices that carry a permission, and those who hold one as a
// sentence names them.
type carriers struct {
	offices []string
	holders message.Either[Holder]
}

// asked is what a decision was remembered by.
type asked struct {
	offices string
	Permission
}

// Line is one line of the policy: this office may do this act.
type Line struct {
	Office string
	Permission
}

// String is the line as it stands in policy.csv and in the audit.
func (l Line) String() string { return fmt.Sprintf("p, %s, %s, %s", l.Office, l.Object, l.Act) }

type verdict struct {
	line string
	ok   bool
}

// Load reads the model and the policy. Casbin drops lines it does not
// understand without a word, so the text is parsed strictly here first, and
// what Casbin loaded must be just that.
func Load(modelText, policyText string) (*Policy, error) {
	lines, err := parse(policyText)
	if err != nil {
		return nil, err
	}
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("read the permission model: %w", err)
	}
	plain := make([]string, len(lines))
	for i, l := range lines {
		plain[i] = l.String()
	}
	e, err := casbin.NewEnforcer(m, stringadapter.NewAdapter(strings.Join(plain, "\n")))
	if err != nil {
		return nil, fmt.Errorf("load the policy: %w", err)
	}
	loaded, err := e.GetPolicy()
	if err != nil {
		return nil, fmt.Errorf("list the policy: %w", err)
	}
	if !slices.EqualFunc(loaded, lines, func(got []string, want Line) bool {
		return slices.Equal(got, []string{want.Office, want.Object, want.Act})
	}) {
		return nil, fmt.Errorf("policy: %d lines are written, but %d other ones were loaded", len(lines), len(loaded))
	}
	e.AddFunction("holds", holds)
	return &Policy{enforcer: e, lines: lines, carrying: carryingOf(lines)}, nil
}

func carryingOf(lines []Line) map[Permission]carriers {
	all := map[Permission]carriers{}
	for _, l := range lines {
		c := all[l.Permission]
		c.offices = append(c.offices, l.Office)
		c.holders = Holders(c.offices)
		all[l.Permission] = c
	}
	return all
}

// Lines are all lines of the policy, for the contract and its tests.
func (p *Policy) Lines() []Line { return slices.Clone(p.lines) }

// Offices are those that carry a permission.
func (p *Policy) Offices(perm Permission) []string { return p.carrying[perm].offices }

// Grounds are what allows an act: the line of the policy, and the holder for
// whom a substitute acts, "" for an office of one's own.
type Grounds struct {
	Line       string
	OnBehalfOf string
}

// Allows says whether an actor may do an act in an organisation, in the case
// that they act in, and on what grounds: an office of their own comes before
// one that they have as a substitute. Whoever is disqualified
// there does nothing in the case but read it (rule 1.7). In an organisation that is
// no more, its successors' offices read (rule 1.1).
func (p *Policy) Allows(a authn.Actor, organisation string, perm Permission) (Grounds, bool) {
	if organisation == "" || perm.Object == "" || perm.Act == "" || barred(a, organisation, perm) {
		return Grounds{}, false
	}
	own := func(r authn.Role) bool {
		return r.Organisation == organisation && r.OnBehalfOf == "" && r.CountsIn(a.Case) && (!r.ReadsOnly || perm.Act == read)
	}
	if line, ok := p.decide(a.Roles, own, organisation, perm); ok {
		return Grounds{Line: line}, true
	}
	for _, r := range a.Roles {
		if r.Organisation != organisation || r.OnBehalfOf == "" || !covers(r, a.Case, perm) {
			continue
		}
		if line, ok := p.decide([]authn.Role{r}, func(authn.Role) bool { return true }, organisation, perm); ok {
			return Grounds{Line: line, OnBehalfOf: r.OnBehalfOf}, true
		}
	}
	return Grounds{}, false
}

// Acting is the actor as they do an act in an organisation: for whom, where they
// do it as a substitute. It is how a rule judges what is offered before it is done.
func (p *Policy) Acting(a authn.Actor, organisation string, perm Permission) authn.Actor {
	if grounds, ok := p.Allows(a, organisation, perm); ok {
		a.OnBehalfOf = grounds.OnBehalfOf
	}
	return a
}

// decide asks casbin whether those of the roles that count, all of one organisation,
// carry the permission there, and remembers the answer by their offices.
func (p *Policy) decide(roles []authn.Role, counts func(authn.Role) bool, organisation string, perm Permission) (line string, ok bool) {
	held := offices(roles, counts)
	if held == "" {
		return "", false
	}
	if v, found := p.remembered.Load(asked{held, perm}); found {
		known, _ := v.(verdict)
		return known.line, known.ok
	}
	var actor authn.Actor
	for _, r := range roles {
		if counts(r) {
			actor.Roles = append(actor.Roles, r)
		}
	}
	allowed, rule, err := p.enforcer.EnforceEx(actor, organisation, perm.Object, perm.Act)
	if err != nil {
		return "", false
	}
	v := verdict{ok: allowed}
	if allowed {
		v.line = "p, " + strings.Join(rule, ", ")
	}
	p.remembered.Store(asked{held, perm}, v)
	return v.line, v.ok
}

// Denied refuses an act to whoever holds no office or seat that carries it, and
// says which do.
func (p *Policy) Denied(organisations []string, perm Permission) *fault.Error {
	return ErrForbidden.With(msgNotYours.With(p.carrying[perm].holders, organisations))
}

// deniedIn is Denied in one organisation, which is worked out once.
func (p *Policy) deniedIn(organisation string, perm Permission) *fault.Error {
	at := place{organisation, perm}
	if known, ok := p.denials.Load(at); ok {
		refused, _ := known.(*fault.Error)
		return refused
	}
	refused := p.Denied([]string{organisation}, perm)
	p.denials.Store(at, refused)
	return refused
}

// Action describes an act to a caller: open when their offices carry it and
// the rule, asked without doing anything, has nothing against it.
func (p *Policy) Action(a authn.Actor, organisation string, perm Permission, refusal error, action request.Action) request.Action {
	if _, ok := p.Allows(a, organisation, perm); !ok {
		if barred(a, organisation, perm) {
			action.Code, action.Reason = ErrDisqualified.Code, ErrDisqualified.Detail
			return action
		}
		refused := p.outsideGrant(a, []string{organisation}, perm)
		if refused == nil {
			refused = p.deniedIn(organisation, perm)
		}
		action.Code, action.Reason = refused.Code, refused.Detail
		return action
	}
	return Judged(refusal, action)
}

// Judged is an action that nothing but the rule can close: open when it has
// nothing against it.
func Judged(refusal error, action request.Action) request.Action {
	if refusal == nil {
		action.Open = true
		return action
	}
	if idle, ok := errors.AsType[Idle](refusal); ok {
		action.Reason = idle.Why
	}
	if f, ok := fault.As(refusal); ok {
		action.Code, action.Reason = f.Code, f.Detail
	}
	return action
}

// Idle closes an act that would change nothing now, and says why; a request for
// it meets no problem.
type Idle struct{ Why message.Text }

func (i Idle) Error() string { return i.Why.String() }

// offices names those of the roles that count, each once and in a fixed order; "" for
// none.
func offices(roles []authn.Role, counts func(authn.Role) bool) string {
	var few [4]string // most people hold one or two
	held := few[:0]
	for _, r := range roles {
		if counts(r) {
			held = append(held, r.Office)
		}
	}
	if len(held) == 1 {
		return held[0]
	}
	slices.Sort(held)
	return strings.Join(slices.Compact(held), ",")
}

// holds is the function of the matcher.
func holds(args ...any) (any, error) {
	actor, ok1 := args[0].(authn.Actor)
	organisation, ok2 := args[1].(string)
	office, ok3 := args[2].(string)
	if !ok1 || !ok2 || !ok3 {
		return false, fmt.Errorf("holds: unexpected arguments %T, %T, %T", args[0], args[1], args[2])
	}
	return slices.ContainsFunc(actor.Roles, func(r authn.Role) bool { return r.Office == office && r.Organisation == organisation }), nil
}
