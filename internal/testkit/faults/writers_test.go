//go:build faults

package faults_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
)

type object = map[string]any

// fleet are the instances that answer, by their addresses; they come and go.
type fleet struct {
	mu    sync.Mutex
	addrs map[int]string
}

func (f *fleet) set(n int, addr string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.addrs == nil {
		f.addrs = map[int]string{}
	}
	f.addrs[n] = addr
}

func (f *fleet) any() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := slices.Collect(maps.Values(f.addrs))
	return all[rand.N(len(all))]
}

// fleetOf are instances that stay.
func fleetOf(all ...*instance) *fleet {
	f := &fleet{}
	for n, i := range all {
		f.set(n, i.addr)
	}
	return f
}

// aCase is as much of a case as was acknowledged.
type aCase struct {
	title, self string
	opened      bool
	planned     bool
}

// writing is what writers were told, all together.
type writing struct {
	mu       sync.Mutex
	acked    []*aCase
	acks     int            // acknowledged requests
	answers  map[string]int // by status and code
	problems []string       // answers that no fault excuses
	longest  time.Duration  // that one request went unacknowledged

	stop context.CancelFunc
	wait sync.WaitGroup
}

// write lets so many clients write cases, one after another, through whichever
// instance answers, until they are told to end. Each repeats a request, under
// its Idempotency-Key, until it is acknowledged.
func (r *region) write(through *fleet, clients int) *writing {
	ctx, stop := context.WithCancel(r.t.Context())
	w := &writing{answers: map[string]int{}, stop: stop}
	for n := range clients {
		w.wait.Go(func() {
			c := client{w: w, through: through, token: r.token, http: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{}}}
			for i := 0; ctx.Err() == nil; i++ {
				c.writeCase(ctx, fmt.Sprintf("Case %d of client %d %s", i, n, uuid.NewString()))
			}
		})
	}
	r.t.Cleanup(stop)
	return w
}

// end stops the writers and gives what they were told.
func (w *writing) end() *writing {
	w.stop()
	w.wait.Wait()
	return w
}

// so is how many requests were acknowledged so far.
func (w *writing) so() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.acks
}

// String tells the answers by their kinds.
func (w *writing) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := []string{fmt.Sprintf("%d requests acknowledged, %d cases, the longest wait %s", w.acks, len(w.acked), w.longest.Round(time.Millisecond))}
	for _, kind := range slices.Sorted(maps.Keys(w.answers)) {
		all = append(all, fmt.Sprintf("%d × %s", w.answers[kind], kind))
	}
	return strings.Join(all, "; ")
}

// client is one of the writers.
type client struct {
	w       *writing
	through *fleet
	token   string
	http    *http.Client
}

// writeCase creates a case, opens it and plans a milestone in it, and notes how
// far it came.
func (c *client) writeCase(ctx context.Context, title string) {
	made, ok := c.send(ctx, "/v1/regions/"+slug+"/cases", object{"title": title, "kind": "plan", "publicity": "public"})
	if !ok {
		return
	}
	self, _ := made["self"].(string)
	it := &aCase{title: title, self: self}
	c.w.note(func() { c.w.acked = append(c.w.acked, it) })
	if _, ok := c.send(ctx, self+"/open", object{"municipalities": municipalities}); !ok {
		return
	}
	c.w.note(func() { it.opened = true })
	if _, ok := c.send(ctx, self+"/milestones", object{
		"key": "naming_due", "kind": "deadline", "title": "People are named", "due": time.Now().AddDate(0, 2, 0).Format(time.DateOnly),
		"per_municipality": true, "responsible": object{"office": "administrator"},
	}); ok {
		c.w.note(func() { it.planned = true })
	}
}

func (w *writing) note(what func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what()
}

// send posts until the answer is an acknowledgement, or the writers are to end.
// Now and then it repeats what was acknowledged: the answer is the same.
func (c *client) send(ctx context.Context, path string, body object) (object, bool) {
	key, began := uuid.NewString(), time.Now()
	for ctx.Err() == nil {
		got, ok := c.once(ctx, path, key, body)
		if !ok {
			pause(ctx, 30*time.Millisecond)
			continue
		}
		c.w.note(func() {
			c.w.acks++
			c.w.longest = max(c.w.longest, time.Since(began))
		})
		if rand.N(8) == 0 {
			if again, ok := c.once(ctx, path, key, body); ok && again["self"] != got["self"] {
				c.w.note(func() {
					c.w.problems = append(c.w.problems, fmt.Sprintf("%s repeated: %v, and first %v", path, again["self"], got["self"]))
				})
			}
		}
		return got, true
	}
	return nil, false
}

// once posts once. A refusal must be one that asks for patience, and says how
// much.
func (c *client) once(ctx context.Context, path, key string, body object) (object, bool) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	// A client that gave up would not know what became of its request: what was
	// sent is waited for, also when the writers are to end.
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), http.MethodPost, "http://"+c.through.any()+path, bytes.NewReader(text))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	a, err := c.http.Do(r)
	if err != nil {
		c.w.note(func() { c.w.answers["no answer"]++ })
		return nil, false
	}
	defer a.Body.Close()
	said, err := io.ReadAll(a.Body)
	var got object
	if err == nil {
		err = json.Unmarshal(said, &got)
	}
	code, _ := got["code"].(string)
	c.w.note(func() {
		switch {
		case err != nil:
			c.w.answers["half an answer"]++
		case a.StatusCode < 300:
		default:
			c.w.answers[fmt.Sprintf("%d %s", a.StatusCode, code)]++
			patient := a.StatusCode == http.StatusServiceUnavailable || code == "idempotency.in_progress"
			if !patient || a.Header.Get("Retry-After") == "" {
				c.w.problems = append(c.w.problems, fmt.Sprintf("%s: %d, Retry-After %q: %s", path, a.StatusCode, a.Header.Get("Retry-After"), said))
			}
		}
	})
	return got, err == nil && a.StatusCode < 300
}

// pause lets a while pass, or less when it is to end.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// holds fails the test unless all that was acknowledged is there, once, and
// nothing is there by halves; it gives how many cases there are.
func (r *region) holds(w *writing) int {
	r.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.problems[:min(5, len(w.problems))] {
		r.t.Errorf("one of %d answers that no fault excuses: %s", len(w.problems), p)
	}
	var titles, opened, planned []string
	for _, c := range w.acked {
		titles = append(titles, c.title)
		if c.opened {
			opened = append(opened, c.title)
		}
		if c.planned {
			planned = append(planned, c.title)
		}
	}
	for what, q := range map[string]struct {
		sql  string
		args []any
	}{
		"cases were acknowledged and are lost":                 {`SELECT count(*) FROM unnest($1::text[]) t WHERE NOT EXISTS (SELECT FROM casefile WHERE title = t)`, []any{titles}},
		"openings were acknowledged and are lost":              {`SELECT count(*) FROM unnest($1::text[]) t WHERE NOT EXISTS (SELECT FROM casefile WHERE title = t AND state = 'preparing')`, []any{opened}},
		"milestones were acknowledged and are lost":            {`SELECT count(*) FROM unnest($1::text[]) t WHERE NOT EXISTS (SELECT FROM casefile c JOIN milestone m ON m.case_id = c.id WHERE c.title = t)`, []any{planned}},
		"cases are there twice":                                {`SELECT count(*) FROM (SELECT FROM casefile GROUP BY title HAVING count(*) > 1) twice`, nil},
		"numbers are missing":                                  {`SELECT coalesce(max(serial), 0) - count(*) FROM casefile`, nil},
		"cases were made without an event, or with several":    {`SELECT count(*) FROM casefile c WHERE 1 <> (SELECT count(*) FROM audit_event e WHERE e.case_id = c.id AND act = 'create-case')`, nil},
		"cases are half open":                                  {`SELECT count(*) FROM casefile c WHERE (CASE WHEN state = 'preparing' THEN 1 ELSE 0 END, CASE WHEN state = 'preparing' THEN $1::int ELSE 0 END) <> ((SELECT count(*) FROM audit_event e WHERE e.case_id = c.id AND act = 'open-case'), (SELECT count(*) FROM participant p WHERE p.case_id = c.id))`, []any{len(municipalities)}},
		"milestones have no event, or several":                 {`SELECT count(*) FROM milestone m WHERE 1 <> (SELECT count(*) FROM audit_event e WHERE e.case_id = m.case_id AND act = 'plan-milestone')`, nil},
		"milestones lack deadlines, or have too many":          {`SELECT count(*) FROM milestone m WHERE $1 <> (SELECT count(*) FROM deadline d WHERE d.case_id = m.case_id)`, []any{len(municipalities)}},
		"deadlines have no reminders":                          {`SELECT count(*) FROM deadline d WHERE NOT EXISTS (SELECT FROM reminder WHERE deadline_id = d.id)`, nil},
		"keys stand without an act, or acts without their key": {`SELECT abs((SELECT count(*) FROM idempotency_key) - (SELECT count(*) FROM audit_event WHERE act IN ('create-case', 'open-case', 'plan-milestone')))`, nil},
	} {
		var n int
		if err := r.pool.QueryRow(r.t.Context(), q.sql, q.args...).Scan(&n); err != nil {
			r.t.Fatalf("%s: %v", what, err)
		}
		if n != 0 {
			r.t.Errorf("%d %s", n, what)
		}
	}
	var cases int
	if err := r.pool.QueryRow(r.t.Context(), `SELECT count(*) FROM casefile`).Scan(&cases); err != nil {
		r.t.Fatal(err)
	}
	return cases
}

// ask sends one request, which no fault befalls.
func ask(t testing.TB, addr, token, method, path string, body any) (int, object) {
	t.Helper()
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+addr+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	var got object
	if err := json.NewDecoder(a.Body).Decode(&got); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return a.StatusCode, got
}
