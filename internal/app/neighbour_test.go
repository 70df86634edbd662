//go:build faults

package app_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// neighbour sends requests near the contract in one world, and remembers what it
// saw there.
type neighbour struct {
	*spread
	t      *testing.T
	w      *apptest.World
	draw   *rand.Rand
	people []string
	inside []string             // those to whom most happens
	offers map[string][]offered // by act, those that were open
	closed []offered            // those that were not
	places []place              // addresses that were shown
	unseen []place              // those of operations that nobody was answered yet
	values map[string][]any     // by the name of a member
	good   map[string][]any     // by operation: bodies that were taken
	tags   map[string]string    // by address
	keys   []string             // idempotency keys that were used
}

// place is an address, and somebody to whom it was shown.
type place struct{ who, at string }

// remembered is how much of a kind a neighbour keeps in mind.
const remembered = 60

func newNeighbour(t *testing.T, s *spread, draw *rand.Rand, thoroughly bool) *neighbour {
	t.Helper()
	w, cases := inAllStates(t)
	n := &neighbour{spread: s, t: t, w: w, draw: draw, offers: map[string][]offered{}, values: map[string][]any{}, good: map[string][]any{}, tags: map[string]string{}}
	n.people = append(apptest.Everyone(), "planner1@3417", "planner2@3417", "planner1@3416", "")
	for _, who := range n.people {
		if home := apptest.Home(who); home == apptest.Region || home == "3417" || home == "3416" {
			n.inside = append(n.inside, who)
		}
	}
	w.Exec(`CREATE TABLE touched (name text NOT NULL)`)
	w.Exec(`CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN INSERT INTO touched VALUES (TG_TABLE_NAME); RETURN NULL; END $$`)
	w.Exec(`
		DO $$ DECLARE name regclass; BEGIN
			FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname <> 'touched' LOOP
				EXECUTE format('CREATE TRIGGER touch AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION touch()', name);
			END LOOP;
		END $$`)
	for _, at := range cases {
		n.places = append(n.places, place{secretariat, at})
	}
	for _, op := range s.contract.operations() {
		if op.method == http.MethodGet {
			n.places = append(n.places, place{"chief_executive@3417", w.Path(op.path, "3417")}, place{secretariat, w.Path(op.path, apptest.Region)})
		}
	}
	n.tour(cases, thoroughly)
	for _, at := range w.Sittings() {
		n.places = append(n.places, place{secretariat, at})
		for _, who := range []string{secretariat, "board_chair@" + apptest.Region} {
			n.ask(who, http.MethodGet, at, nil)
		}
	}
	n.begin()
	for len(n.unseen) > 0 && !t.Failed() {
		n.look()
	}
	return n
}

// lasting are the words of acts after which others are possible no more.
var lasting = []string{"withdraw", "reject", "remove", "resign", "end-", "decline"}

// begin does what nobody did before, each act as it was offered, while most is
// possible.
func (n *neighbour) begin() {
	acts := slices.Sorted(maps.Keys(n.offers))
	late := func(act string) int {
		if act == "start-case" { // what befalls a case takes its start away
			return -1
		}
		if slices.ContainsFunc(lasting, func(word string) bool { return strings.Contains(act, word) }) {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(acts, func(a, b string) int { return late(a) - late(b) })
	for _, act := range acts {
		for range 12 {
			if n.rare(act) {
				o := pick(n.draw, n.offers[act])
				n.tags[o.href] = "*"
				n.ask(o.who, o.method, o.href, n.fitting(o))
			}
		}
	}
}

// fitting is a body that the act takes.
func (n *neighbour) fitting(o offered) any {
	if fit := fits[o.act]; fit != nil {
		return fit(n.w, o)
	}
	if op := n.byID(o.act); op != nil && op.RequestBody != nil {
		return op.body
	}
	return nil
}

// tour reads everything once or twice, so that offers of every act are known;
// thoroughly, as everybody who may.
func (n *neighbour) tour(cases []string, thoroughly bool) {
	for _, op := range n.contract.operations() {
		if op.method != http.MethodGet {
			continue
		}
		for _, organisation := range append(op.organisations(), "3417") {
			for _, actor := range actors(n.t, op, organisation) {
				n.ask(actor, op.method, n.w.Path(op.path, organisation), nil)
			}
		}
		if below, inCase := strings.CutPrefix(op.path, "/v1/regions/{region}/cases/{number}"); inCase {
			for _, at := range cases {
				some := []string{secretariat, pick(n.draw, inTheCases)}
				if thoroughly {
					some = inTheCases
				}
				for _, actor := range some {
					n.ask(actor, op.method, at+n.w.Path(strings.ReplaceAll(below, "{municipality}", "3417"), apptest.Region), nil)
				}
			}
		}
	}
}

// roam sends so many requests.
func (n *neighbour) roam(requests int) {
	for range requests {
		if n.t.Failed() {
			return
		}
		switch d := n.draw.IntN(100); {
		case d < 55:
			n.follow()
		case d < 80:
			n.look()
		case d < 99:
			n.guess()
		default:
			n.w.Clock.Set(n.w.Clock.Now().Add(time.Duration(n.draw.IntN(36)) * time.Hour))
		}
	}
}

// follow does an act that somebody was offered; such as nobody did before rather
// than others.
func (n *neighbour) follow() {
	acts := slices.Sorted(maps.Keys(n.offers))
	if len(acts) == 0 {
		n.look()
		return
	}
	act := pick(n.draw, acts)
	if rare := slices.DeleteFunc(slices.Clone(acts), func(act string) bool { return !n.rare(act) }); len(rare) > 0 && n.draw.IntN(2) == 0 {
		act = pick(n.draw, rare)
	}
	o := pick(n.draw, n.offers[act])
	if n.draw.IntN(6) == 0 {
		o = pick(n.draw, n.closed)
	}
	if n.draw.IntN(12) == 0 {
		n.ask(pick(n.draw, n.people), o.method, o.href, n.bodyOf(o))
		return
	}
	if a := n.ask(o.who, o.method, o.href, n.bodyOf(o)); a != nil && a.Code >= 400 && n.draw.IntN(3) == 0 { // it may stand no more
		if left := slices.DeleteFunc(n.offers[act], func(other offered) bool { return other == o }); len(left) > 0 {
			n.offers[act] = left
		} else {
			delete(n.offers, act)
		}
	}
}

// somebody is anybody, rather of those to whom most happens.
func (n *neighbour) somebody() string {
	if n.draw.IntN(4) > 0 {
		return pick(n.draw, n.inside)
	}
	return pick(n.draw, n.people)
}

// look reads something that was shown, as somebody.
func (n *neighbour) look() {
	p := pick(n.draw, n.places)
	if last := len(n.unseen) - 1; last >= 0 {
		p, n.unseen = n.unseen[last], n.unseen[:last]
		if op := n.operation(http.MethodGet, p.at); n.rare(op.ID) {
			n.ask(p.who, http.MethodGet, p.at, nil)
		}
		return
	}
	if n.draw.IntN(2) == 0 {
		p.who = n.somebody()
	}
	switch n.draw.IntN(12) {
	case 0:
		p.at += "?limit=1"
	case 1:
		p.at += "?" + pick(n.draw, []string{"limit=0", "limit=2", "cursor=x", "open=true", "q=plan", "from=2024-02-01", "from=1", "state=draft", "year=2024", "to=2024-12-31", "municipality=3417"})
	}
	n.ask(p.who, http.MethodGet, p.at, nil)
}

// guess sends a request that nobody offered: to any operation, with keys that
// were seen somewhere.
func (n *neighbour) guess() {
	op := pick(n.draw, n.contract.operations())
	organisation := pick(n.draw, []string{apptest.Region, "3417", "3416", apptest.Stranger, apptest.Foreign})
	at := op.path
	for _, p := range op.Parameters {
		if seen := n.values[p.Name]; p.In == "path" && len(seen) > 0 && n.draw.IntN(3) == 0 {
			if key := fmt.Sprint(pick(n.draw, seen)); key != "" && !strings.ContainsAny(key, " /?#%{}") && !strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
				at = strings.ReplaceAll(at, "{"+p.Name+"}", key)
			}
		}
	}
	at = n.w.Path(at, organisation)
	var body any
	if op.RequestBody != nil {
		body = n.bodyOf(offered{who: n.somebody(), act: op.ID, method: op.method, href: at})
	}
	n.ask(n.somebody(), op.method, at, body)
}

// ask sends a request with headers as they may come, and holds the answer, and
// what became of the rows; nil for an address that cannot be asked.
func (n *neighbour) ask(who, method, at string, body any) *apptest.Answer {
	n.t.Helper()
	if strings.ContainsAny(at, " \"") {
		return nil
	}
	var set []func(*http.Request)
	header := func(name, value string) { set = append(set, apptest.Header(name, value)) }
	dry := false
	if method != http.MethodGet {
		bare, _, _ := strings.Cut(at, "?")
		switch d := n.draw.IntN(20); {
		case d < 9 && n.tags[bare] != "":
			header("If-Match", n.tags[bare])
		case d < 12:
			header("If-Match", "*")
		case d == 12:
			header("If-Match", pick(n.draw, []string{`"r1"`, `W/"r1"`, `"`, ``, `"r1", "r2"`, "*, *"}))
		}
		if method == http.MethodPost && n.draw.IntN(5) == 0 {
			key := fmt.Sprintf("key-of-the-run-%d", n.draw.Uint64())
			if len(n.keys) > 0 && n.draw.IntN(4) == 0 {
				key = pick(n.draw, n.keys)
			}
			n.keys = keep(n.draw, n.keys, key)
			header("Idempotency-Key", key)
		}
		if dry = n.draw.IntN(8) == 0; dry {
			at += "?dry_run=true"
		}
	}
	if table, ok := body.(string); ok && !strings.HasPrefix(table, "{") {
		header("Content-Type", "text/csv")
	}
	a := n.w.Do(who, method, at, body, set...)
	op := n.operation(method, at)
	n.count(op, a)
	what := func() string {
		sent := http.Request{Header: http.Header{}}
		for _, s := range set {
			s(&sent)
		}
		return fmt.Sprintf("%s: %s %s %v %s", who, method, at, sent.Header, text(body))
	}
	if a.Code >= 500 {
		n.t.Errorf("%s: %d %s", what(), a.Code, a.Body)
	}
	reads := method == http.MethodGet && !strings.HasPrefix(at, "/v1/feeds/") // a feed notes that it was read
	n.untouched(what, reads || dry || a.Code >= 300)
	n.learn(who, op, at, body, a)
	return a
}

func (s *spread) count(op *operation, a *apptest.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent++
	if op == nil {
		return
	}
	if a.Code < 300 {
		s.taken[op.ID]++
		return
	}
	s.refused[op.ID]++
	if a.Code >= 400 {
		s.offered[a.Text("code")]++
	}
}

// untouched fails the test where rows changed that were to stay as they are.
func (n *neighbour) untouched(what func() string, expected bool) {
	n.t.Helper()
	var tables []string
	err := n.w.Pool.QueryRow(n.t.Context(), `SELECT array(SELECT DISTINCT name FROM touched)`).Scan(&tables)
	if err != nil {
		n.t.Fatal(err)
	}
	if len(tables) == 0 {
		return
	}
	if expected {
		n.t.Errorf("%s changed %v", what(), tables)
	}
	n.w.Exec(`TRUNCATE touched`)
}

// learn remembers what an answer shows.
func (n *neighbour) learn(who string, op *operation, at string, body any, a *apptest.Answer) {
	if a.Code >= 300 {
		return
	}
	bare, _, _ := strings.Cut(at, "?")
	if tag := a.ETag(); tag != "" {
		n.tags[bare] = tag
	}
	if op != nil && body != nil {
		n.good[op.ID] = keep(n.draw, n.good[op.ID], body)
	}
	if !strings.HasPrefix(a.Header().Get("Content-Type"), "application/json") {
		return
	}
	shown := a.JSON()
	var all []offered
	collectOffers(who, shown, &all)
	for _, o := range all {
		if o.open {
			n.offers[o.act] = keep(n.draw, n.offers[o.act], o)
		} else {
			n.closed = keep(n.draw, n.closed, o)
		}
	}
	n.read(who, "", shown)
}

// read remembers the values of members, and the addresses among them.
func (n *neighbour) read(who, name string, value any) {
	switch v := value.(type) {
	case map[string]any:
		if _, isAct := v["act"]; isAct && v["href"] != nil {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			n.read(who, name, v[name])
		}
		if name != "" && len(v) < 8 {
			n.values[name] = keep(n.draw, n.values[name], any(v))
		}
	case []any:
		for _, each := range v {
			n.read(who, name, each)
		}
	case nil:
	case string:
		if strings.HasPrefix(v, "/v1/") {
			n.places = keep(n.draw, n.places, place{who, v})
			if op := n.operation(http.MethodGet, v); op != nil && n.rare(op.ID) {
				n.unseen = append(n.unseen, place{who, v})
			}
			n.values[name] = keep(n.draw, n.values[name], any(path.Base(v)))
			return
		}
		n.values[name] = keep(n.draw, n.values[name], value)
	default:
		n.values[name] = keep(n.draw, n.values[name], value)
	}
}
