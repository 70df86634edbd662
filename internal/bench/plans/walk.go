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
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/casework/approval"
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
	names    *strings.Replacer   // of people, places and days in bodies
	tried    map[string]bool     // acts by caller
	reached  map[string]bool     // operations that succeeded
	failed   map[string]failure  // those that did not, with the last answer
}

func newWalker(ctx context.Context, pool, unheard *pgxpool.Pool, world fill.World) (*walker, error) {
	cfg, err := config.Load([]string{"DATABASE_URL=postgres://of-the-pool", "FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_WORKERS=0", "FORANKRING_RATE=1000000", "FORANKRING_BURST=1000000", "FORANKRING_PUBLIC_RATE=1000000", "FORANKRING_PUBLIC_BURST=1000000"})
	if err != nil {
		return nil, err
	}
	a, err := app.Configure(ctx, cfg, pool, slog.New(slog.NewTextHandler(io.Discard, nil)), time.Now)
	if err != nil {
		return nil, err
	}
	w := &walker{handler: a.Handler(), world: world, tried: map[string]bool{}, reached: map[string]bool{}, failed: map[string]failure{}}
	if w.issuer, err = app.DevelopmentIssuer(ctx, pool); err != nil {
		return nil, err
	}
	if w.contract, err = readContract(); err != nil {
		return nil, err
	}
	if w.values, err = values(ctx, unheard, world); err != nil {
		return nil, err
	}
	var stranger, neighbour, foreign, outsider, begun string
	if err := unheard.QueryRow(ctx, `
		SELECT (SELECT p.id::text FROM person p JOIN organisation h ON h.id = p.home_id WHERE h.kind = 'municipality' AND h.id <> o.id ORDER BY p.id LIMIT 1),
			(SELECT n.key FROM membership s JOIN organisation n ON n.id = s.municipality_id WHERE s.region_id = m.region_id AND n.id <> o.id ORDER BY n.key LIMIT 1),
			(SELECT n.key FROM membership s JOIN organisation n ON n.id = s.municipality_id WHERE s.region_id <> m.region_id ORDER BY n.key LIMIT 1),
			(SELECT n.key FROM membership s JOIN organisation n ON n.id = s.municipality_id WHERE s.region_id = m.region_id AND NOT EXISTS (
				SELECT FROM participant p JOIN casefile c ON c.id = p.case_id WHERE p.municipality_id = n.id AND c.year || '-' || c.serial = $2 AND c.region_id = m.region_id) ORDER BY n.key LIMIT 1),
			m.from_date::text
		FROM organisation o JOIN membership m ON m.municipality_id = o.id WHERE o.key = $1`, world.Municipality, world.CaseOfSix).Scan(&stranger, &neighbour, &foreign, &outsider, &begun); err != nil {
		return nil, fmt.Errorf("find others: %w", err)
	}
	day := func(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	w.names = strings.NewReplacer("PERSON", world.Named, "STRANGER", stranger, "NEIGHBOUR", neighbour, "FOREIGN", foreign, "OUTSIDER", outsider, "BEGUN", begun, "MUNICIPALITY", world.Municipality, "REGION", world.Region, "FUTURE", day(60), "LATER", day(120), "PAST", day(-1))
	return w, nil
}

// values are what stands in for the parameters of paths and queries.
func values(ctx context.Context, pool *pgxpool.Pool, w fill.World) (map[string][]string, error) {
	day := func(days int) string { return time.Now().AddDate(0, 0, days).Format(time.DateOnly) }
	v := map[string][]string{
		"region": {w.Region}, "organisation": {w.Municipality, w.Region}, "municipality": {w.Municipality}, "number": {w.CaseOfSix, w.CaseOfTwenty},
		"version": {"1", "2"}, "key": {"kunnskapsgrunnlag", "naming_due"}, "assignment": {"1"}, "body_key": {"kommunestyre", "styre"}, "person": {w.Named, w.Chief},
		"condition": {"1"}, "disqualification": {"1"}, "office_kind": {"chief_executive"}, "year": {"2026"}, "code": {"case.wrong_state"}, "decision": {"1"}, "link": {"1"},
		"override": {"1"}, "document": {"1"}, "login": {"1"}, "case": {w.CaseOfSix}, "requirement": {"fagperson"}, "q": {"kraft", "2026-1", "an"}, "act": {approval.AnswerMandate.ID}, "share": {"20"},
		"named": {"true"}, "over": {"true"}, "overdue": {"true", "false"}, "open": {"true"}, "unread": {"true"}, "ended": {"true"}, "employed_on": {day(0)}, "on": {day(0)},
		"what_if": {w.Municipality + ":approved"}, "due_from": {day(-100)}, "due_to": {day(400)}, "limit": {"50"}, "office": {"chief_executive"},
		"at": {time.Now().Format(time.RFC3339)}, "modified_since": {time.Now().AddDate(0, -1, 0).UTC().Format(time.RFC3339)}, "created_from": {day(-100)}, "created_to": {day(0)},
		"from": {day(0), "1"}, "to": {day(120)},
	}
	for name, statement := range map[string]string{
		// One case of each stage, in which the municipality takes part.
		"number": `SELECT max(number) FROM (
			SELECT c.year || '-' || c.serial AS number, c.state, (SELECT string_agg(v.state, ' ' ORDER BY v.version) FROM mandate_version v WHERE v.case_id = c.id) AS versions,
				(SELECT max(a.state) FROM assignment a WHERE a.case_id = c.id AND a.municipality_id = p.municipality_id AND a.state <> 'released') AS waits,
				EXISTS (SELECT FROM disqualification d WHERE d.case_id = c.id AND d.organisation_id = p.municipality_id) AS barred
			FROM participant p JOIN organisation o ON o.id = p.municipality_id JOIN casefile c ON c.id = p.case_id WHERE o.key = $1 AND p.left_at IS NULL) c
			GROUP BY state, versions, waits, barred
			UNION ALL SELECT max(c.year || '-' || c.serial) FROM casefile c JOIN membership m ON m.region_id = c.region_id JOIN organisation o ON o.id = m.municipality_id WHERE o.key = $1 AND c.state = 'draft'`,
		"staff_key":  "SELECT staff_key FROM employment e JOIN organisation o ON o.id = e.municipality_id WHERE o.key = $1 LIMIT 1",
		"seat":       "SELECT s.id::text FROM seat s JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id WHERE o.key = $1 LIMIT 1",
		"office":     "SELECT f.id::text FROM office f JOIN organisation o ON o.id = f.organisation_id WHERE o.key = $1 AND f.kind = 'reader' LIMIT 1",
		"substitute": "SELECT s.id::text FROM substitute s JOIN organisation o ON o.id = s.organisation_id WHERE o.key = $1 LIMIT 1",
		"admission":  "SELECT a.id::text FROM admission a JOIN organisation o ON o.id = a.organisation_id WHERE o.key = $1 ORDER BY a.id DESC LIMIT 2",
		"id":         "SELECT coalesce(max(l.id), 1)::text FROM letter l JOIN office f ON f.person_id = l.person_id JOIN organisation o ON o.id = f.organisation_id WHERE o.key = $1 AND f.kind = 'chief_executive' AND l.channel = 'inbox'",
	} {
		rows, err := pool.Query(ctx, statement, w.Municipality)
		if err != nil {
			return nil, fmt.Errorf("find a %s: %w", name, err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return nil, fmt.Errorf("find a %s: %w", name, err)
		}
		v[name] = append(found, v[name]...)
	}
	return v, nil
}

// walk reads and tries everything as each of the callers, and again what the
// first round has opened.
func (w *walker) walk(ctx context.Context) {
	callers := []string{w.world.Secretariat, w.world.Chief, w.world.Administrator, w.world.Clerk, w.world.Named, w.world.BusyChief}
	w.round(ctx, callers)
	clear(w.tried)
	w.round(ctx, callers[:4])
}

func (w *walker) round(ctx context.Context, callers []string) {
	for _, person := range callers {
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
					v.try(ctx, op, path)
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

// failure is why an operation never succeeded: the answer that came furthest.
type failure struct {
	code int
	said string
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
			v.try(ctx, known, offer.href)
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

// try asks for an act without doing it, or does it where it opens others.
func (v visitor) try(ctx context.Context, op operation, path string) {
	if v.tried[v.person+op.id+path] {
		return
	}
	v.tried[v.person+op.id+path] = true
	tag := ""
	for at := path; tag == "" && strings.Count(at, "/") > 2; at = at[:strings.LastIndex(at, "/")] {
		tag = v.call(ctx, operation{method: http.MethodGet}, at, nil, "").Header().Get("ETag")
	}
	body := v.contract.body(op, v.names, v.world.Named)
	answer := v.call(ctx, op, path+"?dry_run=true", body, tag)
	if answer.Code < http.StatusBadRequest && slices.Contains(prepared.Done, op.id) {
		v.call(ctx, op, path, body, tag)
	}
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
	v.handler.ServeHTTP(answer, r)
	switch {
	case op.id == "":
	case answer.Code < http.StatusBadRequest:
		v.reached[op.id] = true
	case v.failed[op.id].code >= answer.Code && v.failed[op.id].code != http.StatusUnauthorized:
	default:
		v.failed[op.id] = failure{answer.Code, fmt.Sprintf("%s %s: %d %s", op.method, address, answer.Code, answer.Body.String())}
	}
	return answer
}
