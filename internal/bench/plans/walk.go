package plans

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/config"
)

// walker reads everything there is to read in a filled database, by everybody,
// and tries every act that is offered on the way, without doing it.
type walker struct {
	handler  http.Handler
	issuer   *authn.Development
	world    fill.World
	contract contract
	values   map[string][]string // of parameters, by name
	tried    map[string]bool     // acts by caller
	reached  map[string]bool     // operations that succeeded
	calls    int
	failed   map[string]string // those that did not, with the last answer
}

func newWalker(ctx context.Context, pool *pgxpool.Pool, world fill.World) (*walker, error) {
	cfg, err := config.Load([]string{"DATABASE_URL=postgres://of-the-pool", "FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_WORKERS=0", "FORANKRING_RATE=1000000", "FORANKRING_BURST=1000000"})
	if err != nil {
		return nil, err
	}
	a, err := app.Configure(ctx, cfg, pool, slog.New(slog.NewTextHandler(io.Discard, nil)), time.Now)
	if err != nil {
		return nil, err
	}
	w := &walker{handler: a.Handler(), world: world, tried: map[string]bool{}, reached: map[string]bool{}, failed: map[string]string{}}
	if w.issuer, err = app.DevelopmentIssuer(ctx, pool); err != nil {
		return nil, err
	}
	if w.contract, err = readContract(); err != nil {
		return nil, err
	}
	w.values, err = values(ctx, pool, world)
	return w, err
}

// values are what stands in for the parameters of paths and queries.
func values(ctx context.Context, pool *pgxpool.Pool, w fill.World) (map[string][]string, error) {
	day := func(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	v := map[string][]string{
		"region": {w.Region}, "organisation": {w.Municipality, w.Region}, "municipality": {w.Municipality}, "number": {w.CaseOfSix, w.CaseOpen, w.CaseOfTwenty},
		"version": {"1", "2"}, "key": {"kunnskapsgrunnlag", "naming_due"}, "assignment": {"1"}, "body_key": {"kommunestyre", "styre"}, "person": {w.Named, w.Chief},
		"condition": {"1"}, "disqualification": {"1"}, "office_kind": {"chief_executive"}, "year": {"2026"}, "code": {"case.not_found"}, "decision": {"1"}, "link": {"1"},
		"override": {"1"}, "login": {"1"}, "case": {w.CaseOfSix}, "requirement": {"fagperson"}, "q": {"kraft", "2026-1", "an"}, "act": {"answer-mandate"}, "share": {"20"},
		"named": {"true"}, "over": {"true"}, "overdue": {"true", "false"}, "open": {"true"}, "unread": {"true"}, "ended": {"true"}, "employed_on": {day(0)}, "on": {day(0)},
		"what_if": {w.Municipality + ":approved"}, "due_from": {day(-100)}, "due_to": {day(400)}, "limit": {"50"}, "office": {"chief_executive"},
		"at": {time.Now().Format(time.RFC3339)}, "modified_since": {time.Now().AddDate(0, -1, 0).UTC().Format(time.RFC3339)}, "created_from": {day(-100)}, "created_to": {day(0)},
		"from": {day(0), "1"}, "to": {day(120)},
	}
	for name, statement := range map[string]string{
		"staff_key":  "SELECT staff_key FROM employment e JOIN organisation o ON o.id = e.municipality_id WHERE o.key = $1 LIMIT 1",
		"seat":       "SELECT s.id::text FROM seat s JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id WHERE o.key = $1 LIMIT 1",
		"office":     "SELECT f.id::text FROM office f JOIN organisation o ON o.id = f.organisation_id WHERE o.key = $1 AND f.kind = 'reader' LIMIT 1",
		"substitute": "SELECT coalesce((SELECT s.id::text FROM substitute s JOIN organisation o ON o.id = s.organisation_id WHERE o.key = $1 LIMIT 1), '1')",
		"admission":  "SELECT coalesce((SELECT max(a.id)::text FROM admission a JOIN organisation o ON o.id = a.organisation_id WHERE o.key = $1), '1')",
		"id":         "SELECT coalesce(max(l.id), 1)::text FROM letter l JOIN office f ON f.person_id = l.person_id JOIN organisation o ON o.id = f.organisation_id WHERE o.key = $1 AND f.kind = 'chief_executive' AND l.channel = 'inbox'",
	} {
		var value string
		if err := pool.QueryRow(ctx, statement, w.Municipality).Scan(&value); err != nil {
			return nil, fmt.Errorf("find a %s: %w", name, err)
		}
		v[name] = append([]string{value}, v[name]...)
	}
	return v, nil
}

// walk reads and tries everything as each of the callers.
func (w *walker) walk(ctx context.Context) {
	for _, person := range []string{w.world.Secretariat, w.world.Chief, w.world.Administrator, w.world.Clerk, w.world.Named, w.world.BusyChief} {
		token, err := w.issuer.Token(person, time.Now(), 20*time.Hour)
		if err != nil {
			continue
		}
		v := visitor{walker: w, token: token, person: person}
		for _, op := range w.contract.operations {
			if op.method != http.MethodGet {
				continue
			}
			for _, address := range w.addresses(op) {
				v.read(ctx, op, address)
			}
		}
		for _, op := range w.contract.operations {
			if op.method != http.MethodGet {
				for _, path := range w.paths(op) {
					v.try(ctx, op, path, "")
				}
			}
		}
	}
}

var parameter = regexp.MustCompile(`\{(\w+)\}`)

// paths are an operation's with each choice of values in it.
func (w *walker) paths(op operation) []string {
	paths := []string{op.path}
	for _, m := range parameter.FindAllStringSubmatch(op.path, -1) {
		var next []string
		for _, p := range paths {
			for _, value := range w.values[m[1]] {
				next = append(next, strings.Replace(p, m[0], url.PathEscape(value), 1))
			}
		}
		paths = next
	}
	return paths
}

// addresses are the paths, and the first of them with each filter by itself.
func (w *walker) addresses(op operation) []string {
	paths := w.paths(op)
	addresses := slices.Clone(paths)
	for _, q := range op.query {
		for _, value := range append(slices.Clone(q.enum), w.values[q.name]...) {
			for _, path := range paths[:min(2, len(paths))] {
				addresses = append(addresses, path+"?"+q.name+"="+url.QueryEscape(value))
			}
		}
	}
	if slices.ContainsFunc(op.query, func(q query) bool { return q.name == "from" }) && slices.ContainsFunc(op.query, func(q query) bool { return q.name == "to" }) {
		addresses = append(addresses, paths[0]+"?from="+w.values["from"][0]+"&to="+w.values["to"][0]+"&share=10")
	}
	return addresses
}

// visitor is the walker as one caller.
type visitor struct {
	*walker
	token, person string
}

// read reads an address, the page after it, and tries the acts that are offered
// there.
func (v visitor) read(ctx context.Context, op operation, address string) {
	answer := v.call(ctx, op, address, nil, "")
	if answer.Code >= http.StatusBadRequest {
		return
	}
	var shown any
	if json.Unmarshal(answer.Body.Bytes(), &shown) != nil {
		return
	}
	if list, ok := shown.(map[string]any); ok {
		if next, ok := list["next"].(string); ok && next != "" {
			v.call(ctx, op, after(address, next), nil, "")
		}
	}
	for _, offer := range offers(shown) {
		if known, ok := v.contract.find(offer.method, offer.href); ok && !v.tried[v.person+known.id] {
			v.tried[v.person+known.id] = true
			v.try(ctx, known, offer.href, answer.Header().Get("ETag"))
		}
	}
}

// after is the address of the page after another's.
func after(address, cursor string) string {
	separator := "?"
	if strings.Contains(address, separator) {
		separator = "&"
	}
	return address + separator + "cursor=" + url.QueryEscape(cursor)
}

type offer struct{ method, href string }

// offers are the open acts anywhere in what is shown.
func offers(shown any) (all []offer) {
	switch s := shown.(type) {
	case map[string]any:
		method, _ := s["method"].(string)
		href, _ := s["href"].(string)
		if open, _ := s["open"].(bool); open && method != "" && href != "" {
			all = append(all, offer{method, href})
		}
		for _, member := range s {
			all = append(all, offers(member)...)
		}
	case []any:
		for _, item := range s {
			all = append(all, offers(item)...)
		}
	}
	return all
}

// try asks for an act without doing it. Its tag is read where none is given.
func (v visitor) try(ctx context.Context, op operation, path, tag string) {
	if v.reached[op.id] && v.tried[v.person+op.id+path] {
		return
	}
	v.tried[v.person+op.id+path] = true
	if tag == "" {
		tag = v.call(ctx, operation{method: http.MethodGet}, strings.TrimSuffix(path, "/"+path[strings.LastIndex(path, "/")+1:]), nil, "").Header().Get("ETag")
		if op.method == http.MethodPut || op.method == http.MethodPatch || op.method == http.MethodDelete {
			tag = v.call(ctx, operation{method: http.MethodGet}, path, nil, "").Header().Get("ETag")
		}
	}
	v.call(ctx, op, path+"?dry_run=true", v.contract.body(op, v.world.Named), tag)
}

func (v visitor) call(ctx context.Context, op operation, address string, body []byte, tag string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, op.method, address, bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+v.token)
	if body != nil {
		r.Header.Set("Content-Type", op.media)
	}
	if tag != "" && op.method != http.MethodGet {
		r.Header.Set("If-Match", tag)
	}
	answer := httptest.NewRecorder()
	begin := time.Now()
	v.handler.ServeHTTP(answer, r)
	v.calls++
	if took := time.Since(begin); took > 500*time.Millisecond {
		fmt.Fprintf(os.Stderr, "%6.1f s %d %s %s\n", took.Seconds(), answer.Code, op.method, address)
	}
	switch {
	case op.id == "":
	case answer.Code < http.StatusBadRequest:
		v.reached[op.id] = true
	case answer.Code == http.StatusNotFound && v.failed[op.id] != "":
	default:
		v.failed[op.id] = fmt.Sprintf("%s %s: %d %.300s", op.method, address, answer.Code, answer.Body.String())
	}
	return answer
}
