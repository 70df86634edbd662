package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// offered is one entry of actions, and who was shown it.
type offered struct {
	who, act, method, href, code string
	open                         bool
}

// allOffers are the actions that everyone is shown in a world, in whatever they
// may read.
func allOffers(w *apptest.World, c *contract) []offered {
	var all []offered
	for _, who := range apptest.Everyone() {
		if home := apptest.Home(who); home != apptest.Region && home != "3417" {
			continue
		}
		for _, op := range c.operations() {
			if op.method != http.MethodGet || op.Permission == "public" {
				continue
			}
			for _, organisation := range op.organisations() {
				a := w.Do(who, op.method, w.Path(op.path, organisation), nil)
				if a.Code == http.StatusOK {
					collectOffers(who, a.JSON(), &all)
				}
			}
		}
	}
	return all
}

func collectOffers(who string, shown any, all *[]offered) {
	switch v := shown.(type) {
	case []any:
		for _, each := range v {
			collectOffers(who, each, all)
		}
	case map[string]any:
		act, isAct := v["act"].(string)
		href, hasAddress := v["href"].(string)
		if isAct && hasAddress {
			method, _ := v["method"].(string)
			open, _ := v["open"].(bool)
			code, _ := v["code"].(string)
			*all = append(*all, offered{who: who, act: act, method: method, href: href, open: open, code: code})
		}
		for _, member := range v {
			collectOffers(who, member, all)
		}
	}
}

// An act is offered at an address of its own operation, and every operation that
// changes something is offered by some resource: else a client would have to
// make addresses up.
func TestOffersLeadToOperationsAndEveryChangeIsOffered(t *testing.T) {
	t.Parallel()
	w, c := apptest.Furnished(t), readContract(t)
	routes, ids := http.NewServeMux(), map[string]*operation{}
	for _, op := range c.operations() {
		pattern := op.method + " " + op.path
		routes.Handle(pattern, http.NotFoundHandler()) // asked for its pattern alone
		ids[pattern] = op
	}
	seen := map[string]bool{}
	for _, o := range allOffers(w, c) {
		seen[o.act] = true
		if strings.ContainsAny(o.href, "{}") {
			t.Errorf("%s is offered at %s, which is no address", o.act, o.href)
		}
		r, err := http.NewRequestWithContext(t.Context(), o.method, o.href, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, pattern := routes.Handler(r); ids[pattern] == nil || ids[pattern].ID != o.act {
			t.Errorf("%s is offered at %s %s, where there is %q", o.act, o.method, o.href, pattern)
		}
	}
	for _, op := range c.operations() {
		if op.method != http.MethodGet && !seen[op.ID] && !slices.Contains(elsewhere, op.ID) {
			t.Errorf("%s changes something and is offered by no resource", op.ID)
		}
	}
}

// elsewhere are offered by resources that a furnished world has none of; the
// tests of their features meet them.
var elsewhere = []string{"name-council-substitute"}

// saidByTheBody are refusals of what was sent: of a decision that is recorded
// already, of a municipality that takes part or is a member already, of a key
// that is taken.
var saidByTheBody = []string{"case.decision_known", "case.already_a_participant", "directory.membership_overlap", "directory.body_key_taken", "timeline.key_taken"}

// What is open is refused neither for who asks nor for how things stand, and
// what is closed is refused: each act is tried dry, as it is offered.
func TestAnActIsOpenIfAndOnlyIfItIsTaken(t *testing.T) {
	t.Parallel()
	w, c := apptest.Furnished(t), readContract(t)
	bodies := map[string]any{}
	for _, op := range c.operations() {
		bodies[op.ID] = op.body
	}
	before, tried, taken := w.Rows(), map[offered]bool{}, 0
	for _, o := range allOffers(w, c) {
		if tried[o] {
			continue
		}
		tried[o] = true
		a := w.Do(o.who, o.method, o.href+"?dry_run=true", bodies[o.act], apptest.IfMatch("*"))
		switch {
		case o.open && slices.Contains([]int{401, 403, 404, 405, 409}, a.Code) && !slices.Contains(saidByTheBody, a.Text("code")):
			t.Errorf("%s: %s %s is offered open and refused: %d %s", o.who, o.method, o.href, a.Code, a.Text("code"))
		case !o.open && a.Code < 300:
			t.Errorf("%s: %s %s is offered closed (%s) and taken", o.who, o.method, o.href, o.code)
		case o.open && a.Code < 300:
			taken++
		}
	}
	if after := w.Rows(); len(tried) < 300 || taken < 50 {
		t.Errorf("%d offers were tried, and %d of them taken", len(tried), taken)
	} else if len(after) != len(before) {
		t.Error("the tables are others")
	}
}
