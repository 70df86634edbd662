//go:build faults

package app_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/testkit/apptest"
)

// asked is how many requests near the contract are sent; with -long a million.
var asked = flag.Int("requests", 0, "how many requests near the contract are sent; left out, 3000, and with -long a million")

// spread is what the worlds of a run have in common: which operations were
// taken so far.
type spread struct {
	contract *contract
	root     map[string]any
	routes   *http.ServeMux
	ids      map[string]*operation

	mu      sync.Mutex
	sent    int
	taken   map[string]int // by operation: answers of 200
	refused map[string]int // by operation: answers of 400
	offered map[string]int // by code: refusals
}

// Requests near the contract, over every operation and in every role, in worlds
// that keep the state that the requests brought about: none is answered with a
// fault of our own, what is refused or tried dry changes no row, and each
// operation is taken at least once.
func TestRequestsNearTheContractAreTakenOrChangeNothing(t *testing.T) {
	t.Parallel()
	total := *asked
	if total == 0 {
		total = apptest.Rounds(1_000_000)
		if total < 1_000_000 {
			total = 3_000
		}
	}
	s := newSpread(t)
	began, seed := time.Now(), uint64(time.Now().UnixNano())
	perWorld := min(20_000, max(1, (total+1)/2))
	var worlds sync.WaitGroup
	for n := range runtime.GOMAXPROCS(0) {
		worlds.Go(func() {
			for n := n; n*perWorld < total && !t.Failed(); n += runtime.GOMAXPROCS(0) {
				t.Run(fmt.Sprintf("world %d", n), func(t *testing.T) {
					newNeighbour(t, s, rand.New(rand.NewPCG(seed, uint64(n))), false).roam(perWorld)
				})
			}
		})
	}
	worlds.Wait()
	// What was not taken is tried in worlds where nothing else was done before.
	for more := 0; more < 3 && len(s.never()) > 0 && !t.Failed(); more++ {
		t.Logf("not taken yet: %v", s.never())
		t.Run(fmt.Sprintf("one more world %d", more), func(t *testing.T) {
			newNeighbour(t, s, rand.New(rand.NewPCG(seed, uint64(total+more))), true)
		})
	}
	never, all, refused := s.never(), 0, 0
	for _, op := range s.contract.operations() {
		all, refused = all+s.taken[op.ID], refused+s.refused[op.ID]
	}
	if len(never) > 0 && !t.Failed() {
		t.Errorf("%d operations were never taken: %v", len(never), never)
	}
	t.Logf("%d requests in %s (seed %d): %d taken, %d refused with %d codes, %d of %d operations taken", s.sent, time.Since(began).Round(time.Second), seed,
		all, refused, len(s.offered), len(s.ids)-len(never), len(s.ids))
}

func newSpread(t *testing.T) *spread {
	t.Helper()
	s := &spread{contract: readContract(t), root: map[string]any{}, routes: http.NewServeMux(), ids: map[string]*operation{}, taken: map[string]int{}, refused: map[string]int{}, offered: map[string]int{}}
	text, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text.JSON, &s.root); err != nil {
		t.Fatal(err)
	}
	for _, op := range s.contract.operations() {
		pattern := op.method + " " + op.path
		s.routes.Handle(pattern, http.NotFoundHandler()) // asked for its pattern alone
		s.ids[pattern] = op
	}
	return s
}

// never are the operations that were not taken.
func (s *spread) never() (all []string) {
	for _, op := range s.contract.operations() {
		if s.rare(op.ID) {
			all = append(all, fmt.Sprintf("%s (refused %d times)", op.ID, s.refused[op.ID]))
		}
	}
	return all
}

// rare is true for an operation that was not taken yet.
func (s *spread) rare(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken[id] == 0
}

// operation is the one that a request is for; nil where there is none.
func (s *spread) operation(method, at string) *operation {
	r, err := http.NewRequest(method, at, nil)
	if err != nil {
		return nil
	}
	_, pattern := s.routes.Handler(r)
	return s.ids[pattern]
}

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
		o.who = pick(n.draw, n.people)
	}
	n.ask(o.who, o.method, o.href, n.bodyOf(o))
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
// what became of the rows.
func (n *neighbour) ask(who, method, at string, body any) {
	n.t.Helper()
	if strings.ContainsAny(at, " \"") {
		return
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
	n.untouched(what, method == http.MethodGet || dry || a.Code >= 300)
	n.learn(who, op, at, body, a)
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

// bodyOf is a body for an act: one that fits, one that was taken before, or one
// made of the schema and of values that were seen; and now and then spoiled.
func (n *neighbour) bodyOf(o offered) any {
	op := n.byID(o.act)
	if op == nil || op.RequestBody == nil {
		return nil
	}
	if op.takes() == "text/csv" {
		if fit := fits[o.act]; fit != nil && n.draw.IntN(3) > 0 {
			return fit(n.w, o)
		}
		return pick(n.draw, []string{"", "x", "ansattnummer;navn;fra;kapasitet\nnew-3;Archivist;01.04.2024;180\n", "krav;ansattnummer;andel;fra;til og med\nplanner;planner2;15;01.04.2024;31.12.2024\n", "a,b\n1,2\n", "ansattnummer;navn\n;\n\n\n"})
	}
	var body any
	example, _ := op.body.(string)
	switch fit, good := fits[o.act], n.good[o.act]; {
	case fit != nil && n.draw.IntN(10) < 4 && o.href != "":
		body = fit(n.w, o)
	case len(good) > 0 && n.draw.IntN(2) == 0:
		body = pick(n.draw, good)
	case n.draw.IntN(4) == 0:
		body = example
	default:
		body = n.value(op.RequestBody.Content["application/json"].Schema, "", 0)
	}
	if n.draw.IntN(3) > 0 {
		return body
	}
	whole := plain(body)
	for range 1 + n.draw.IntN(2) {
		whole = n.spoil(whole)
	}
	return text(whole)
}

func (s *spread) byID(id string) *operation {
	for _, op := range s.ids {
		if op.ID == id {
			return op
		}
	}
	return nil
}

// text is a body as it is sent.
func text(body any) string {
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// plain is a body as JSON has it, not shared with any other.
func plain(body any) any {
	raw, isText := body.(string)
	if !isText {
		raw = text(body)
	}
	var v any
	if json.Unmarshal([]byte(raw), &v) != nil {
		return raw
	}
	return v
}

// strange are values that are near what is asked for, or far from it.
var strange = []any{nil, "", " ", "x", "0", 0, 1, -1, 5, 1.5, 1e15, true, []any{}, object{}, []any{[]any{}}, []any{nil}, object{"x": 1}, "2024-02-30", "2024-02-29", "0001-01-01", "9999-12-31",
	"2024-03-01T00:00:00+01:00", "2262-04-12T00:00:00Z", "3417", "3416", "9999", apptest.Region, "å", "\u200b", "a\nb", "kjell@example.org", "00000000-0000-0000-0000-000000000000", strings.Repeat("x", 70), strings.Repeat("æ", 2100),
	2147483648, 9007199254740993, "-", "1", "rejected", "public"}

// value makes one that is near a schema.
func (n *neighbour) value(schema map[string]any, name string, depth int) any {
	if ref, ok := schema["$ref"].(string); ok {
		at := any(n.root)
		for step := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			at = at.(map[string]any)[step]
		}
		return n.value(at.(map[string]any), name, depth+1)
	}
	if n.draw.IntN(40) == 0 || depth > 12 {
		return pick(n.draw, strange)
	}
	if enum, ok := schema["enum"].([]any); ok {
		return pick(n.draw, enum)
	}
	kind := schema["type"]
	if kinds, ok := kind.([]any); ok {
		kind = kinds[0]
		if n.draw.IntN(3) == 0 {
			kind = pick(n.draw, kinds)
		}
	}
	if seen := n.values[name]; len(seen) > 0 && kind != "array" && n.draw.IntN(2) == 0 {
		return pick(n.draw, seen)
	}
	examples, _ := schema["examples"].([]any)
	switch {
	case kind == "object":
		return n.object(schema, depth)
	case kind == "array":
		items, _ := schema["items"].(map[string]any)
		list := []any{}
		for range n.draw.IntN(4) {
			list = append(list, n.value(items, strings.TrimSuffix(name, "s"), depth+1))
		}
		return list
	case len(examples) > 0 && n.draw.IntN(3) > 0:
		return pick(n.draw, examples)
	case kind == "integer" || kind == "number":
		return pick(n.draw, []any{0, 1, 2, 5, 10, 20, 40, 95, 100, 101, 2024, -1})
	case kind == "boolean":
		return n.draw.IntN(2) == 0
	case kind == "null":
		return nil
	}
	switch schema["format"] {
	case "date":
		return apptest.Start.AddDate(0, 0, n.draw.IntN(500)-60).Format(time.DateOnly)
	case "date-time":
		return n.w.Clock.Now().Add(time.Duration(n.draw.IntN(2000)-500) * time.Hour).Format(time.RFC3339)
	case "uuid":
		return apptest.Person(pick(n.draw, n.people))
	}
	return pick(n.draw, []any{"A text", "styre", "3417", "planner", "planner3", "2024/118", "https://example.org/", "proposal_ready", fmt.Sprint("key-", n.draw.IntN(20))})
}

func (n *neighbour) object(schema map[string]any, depth int) object {
	made := object{}
	properties, _ := schema["properties"].(map[string]any)
	required, _ := schema["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if slices.Contains(required, any(name)) || n.draw.IntN(10) < 4 {
			made[name] = n.value(properties[name].(map[string]any), name, depth+1)
		}
	}
	return made
}

// spoil changes one thing somewhere in a value.
func (n *neighbour) spoil(value any) any {
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 0 || n.draw.IntN(6) == 0 {
			v[pick(n.draw, []string{"no_such_member", "reason", "from", "to", "person", "note"})] = pick(n.draw, strange)
			return v
		}
		name := pick(n.draw, slices.Sorted(maps.Keys(v)))
		switch n.draw.IntN(4) {
		case 0:
			delete(v, name)
		case 1:
			v[name] = pick(n.draw, strange)
			if seen := n.values[name]; len(seen) > 0 && n.draw.IntN(2) == 0 {
				v[name] = pick(n.draw, seen)
			}
		default:
			v[name] = n.spoil(v[name])
		}
		return v
	case []any:
		switch d := n.draw.IntN(5); {
		case len(v) == 0 || d == 0:
			return append(v, pick(n.draw, strange))
		case d == 1:
			return append(v, v[0])
		case d == 2:
			return v[1:]
		default:
			i := n.draw.IntN(len(v))
			v[i] = n.spoil(v[i])
			return v
		}
	default:
		return pick(n.draw, strange)
	}
}

func pick[T any](draw *rand.Rand, of []T) T { return of[draw.IntN(len(of))] }

// keep adds to what is remembered; what was there longest may have to go.
func keep[T any](draw *rand.Rand, all []T, one T) []T {
	if len(all) < remembered {
		return append(all, one)
	}
	all[draw.IntN(len(all))] = one
	return all
}
