package app_test

import (
	"maps"
	"net/http"
	"reflect"
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

// kind is the offer as one of those that one try speaks for: whoever is denied
// an act somewhere is not asked to try it everywhere.
func (o offered) kind() offered {
	if o.code == "permission.denied" {
		o.href = ""
	}
	return o
}

// try does an act dry, as it is offered, with a body that fits.
func try(w *apptest.World, o offered, body any, options ...func(*http.Request)) *apptest.Answer {
	if fit := fits[o.act]; fit != nil {
		body = fit(w, o)
	}
	return send(w, o, body, options...)
}

// allOffers are the actions that everyone is shown in a world, in whatever they
// may read of the directory and of the first case.
func allOffers(w *apptest.World, c *contract) []offered {
	var all []offered
	for _, who := range apptest.Everyone() {
		if home := apptest.Home(who); home == apptest.Region || home == "3417" {
			all = append(all, offersTo(w, c, who, "", "3417")...)
		}
	}
	return all
}

// offersTo are the actions that somebody is shown: in all that they may read, or
// in one case alone, of a municipality's part in it.
func offersTo(w *apptest.World, c *contract, who, aCase, municipality string) []offered {
	var all []offered
	for _, op := range c.operations() {
		below, inCase := strings.CutPrefix(op.path, "/v1/regions/{region}/cases/{number}")
		if op.method != http.MethodGet || op.open() || aCase != "" && !inCase {
			continue
		}
		for _, organisation := range op.organisations() {
			path := w.Path(op.path, organisation)
			if aCase != "" {
				path = aCase + w.Path(strings.ReplaceAll(below, "{municipality}", municipality), organisation)
			}
			if a := w.Do(who, op.method, path, nil); a.Code == http.StatusOK && a.Header().Get("Content-Type") == "application/json" {
				collectOffers(who, a.JSON(), &all)
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
		for _, name := range slices.Sorted(maps.Keys(v)) {
			collectOffers(who, v[name], all)
		}
	}
}

// An act is offered at an address of its own operation, and every operation that
// changes something is offered by some resource: else a client would have to
// make addresses up.
func TestOffersLeadToOperationsAndEveryChangeIsOffered(t *testing.T) {
	t.Parallel()
	w, cases := inAllStates(t)
	c := readContract(t)
	routes, ids := http.NewServeMux(), map[string]*operation{}
	for _, op := range c.operations() {
		pattern := op.method + " " + op.path
		routes.Handle(pattern, http.NotFoundHandler()) // asked for its pattern alone
		ids[pattern] = op
	}
	seen := map[string]bool{}
	offers := allOffers(w, c)
	for _, at := range cases {
		offers = append(offers, offersTo(w, c, "secretariat@"+apptest.Region, at, "3417")...)
		offers = append(offers, offersTo(w, c, "clerk@3417", at, "3417")...)
	}
	offers = append(offers, offersAt(w, secretariat, w.Sittings())...)
	for _, o := range offers {
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
		if op.method != http.MethodGet && !seen[op.ID] {
			t.Errorf("%s changes something and is offered by no resource", op.ID)
		}
	}
}

// What is open is refused neither for who asks nor for how things stand, and
// what is closed is refused: each act is tried dry, as it is offered.
func TestAnActIsOpenIfAndOnlyIfItIsTaken(t *testing.T) {
	t.Parallel()
	w, cases := inAllStates(t)
	c := readContract(t)
	offers := allOffers(w, c)
	for _, at := range cases {
		for _, who := range inTheCases {
			offers = append(offers, offersTo(w, c, who, at, "3417")...)
		}
		offers = append(offers, offersTo(w, c, "chief_executive@3416", at, "3416")...)
		offers = append(offers, offersTo(w, c, "administrator@3416", at, "3416")...)
	}
	sittings := w.Sittings()
	for _, who := range []string{secretariat, "board_chair@" + apptest.Region, "clerk@3417"} {
		offers = append(offers, offersAt(w, who, sittings)...)
	}
	bodies := map[string]any{}
	for _, op := range c.operations() {
		bodies[op.ID] = op.body
	}
	before, tried, taken := w.Rows(), map[offered]bool{}, map[string]offered{}
	for _, o := range offers {
		if tried[o.kind()] {
			continue
		}
		tried[o.kind()] = true
		a := try(w, o, bodies[o.act])
		switch {
		case o.open && a.Code >= 300:
			t.Errorf("%s: %s %s (%s) is offered open and refused: %d %s", o.who, o.method, o.href, o.act, a.Code, a.Body)
		case o.open:
			taken[o.act] = o
		case o.code == "" && a.Code < 300:
			// It would change nothing.
		case a.Code < 300:
			t.Errorf("%s: %s %s (%s) is offered closed (%s) and taken", o.who, o.method, o.href, o.act, o.code)
		case o.code == "permission.denied" && (a.Code == http.StatusForbidden || a.Code == http.StatusNotFound):
			// How much is told of a permission depends on who asks.
		case a.Text("code") != o.code:
			t.Errorf("%s: %s %s (%s) is offered closed (%s) and refused with %d %s", o.who, o.method, o.href, o.act, o.code, a.Code, a.Body)
		}
	}
	for _, op := range c.operations() {
		if op.ID == "redeem-login-code" {
			continue // for whoever has no session, or one of a login that was never used
		}
		if _, ok := taken[op.ID]; op.method != http.MethodGet && !ok {
			t.Errorf("nobody was offered %s open", op.ID)
		}
	}
	checkTextsAreCleaned(t, w, taken, bodies)
	if after := w.Rows(); !maps.Equal(after, before) {
		t.Error("the tables are others")
	}
}

// In a list a refusal is its code and arguments, the single resource says it in words:
// half of a page of a list was the same sentences.
func TestAListTellsARefusalByItsCodeAndArguments(t *testing.T) {
	t.Parallel()
	w := apptest.Treated(t)
	const cases = "/v1/regions/" + apptest.Region + "/cases"
	closed := func(actions any) (refused map[string]any) {
		for _, offered := range actions.([]any) {
			if a := offered.(map[string]any); a["code"] == "permission.denied" {
				return a
			}
		}
		t.Fatalf("nothing is refused: %v", actions)
		return nil
	}
	listed := closed(w.Do("chief_executive@3417", "GET", cases, nil).Is(200).Get("items.0.actions"))
	if _, said := listed["reason"]; said || !reflect.DeepEqual(listed["arguments"], []any{"the secretariat", apptest.Region}) {
		t.Errorf("the list tells %v", listed)
	}
	alone := closed(w.Do("chief_executive@3417", "GET", cases+"/2024-1", nil).Is(200).Get("actions"))
	if why, _ := alone["reason"].(string); !strings.Contains(why, "the secretariat in "+apptest.Region) || alone["arguments"] != nil {
		t.Errorf("the case tells %v", alone)
	}
}
