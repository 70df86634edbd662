package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const person = "0198c0de-0000-7000-8000-000000000001"

var monday = time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)

func record(t *testing.T, pool *pgxpool.Pool, events ...audit.Event) error {
	t.Helper()
	ctx := request.WithTerms(t.Context(), &request.Terms{RequestID: "request-1"})
	_, err := pgdb.InTx(ctx, pool, func(tx pgx.Tx) (int, error) {
		for _, e := range events {
			if err := audit.Record(ctx, tx, e); err != nil {
				return 0, err
			}
		}
		return 0, nil
	})
	return err
}

// act is an event of the clerk of Grue in case 7, the nth on Monday.
func act(n int, change func(*audit.Event)) audit.Event {
	e := audit.Event{
		At: monday.Add(time.Duration(n) * time.Hour), Case: 7, Act: fmt.Sprintf("act-%d", n), Object: "/v1/x",
		Actor: authn.Actor{Person: person, Organisation: "3417", Policy: "p, clerk, x, y"},
	}
	change(&e)
	return e
}

func asItIs(*audit.Event) {}

func TestAnEventIsReadAsItWasRecorded(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	changes := audit.Changes{"title": {Old: "a", New: "b"}, "state": {New: "open"}}
	if err := record(t, pool, act(1, func(e *audit.Event) { e.Changes = changes })); err != nil {
		t.Fatal(err)
	}
	list, err := audit.OfCase(t.Context(), pool, 7, audit.Filter{}, request.PageAfter(50, nil))
	if err != nil || len(list.Items) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	e := list.Items[0]
	if got := strings.ReplaceAll(string(e.Changes), " ", ""); got != `{"state":{"new":"open"},"title":{"new":"b","old":"a"}}` {
		t.Errorf("the changes are %s", got)
	}
	if !e.At.Equal(monday.Add(time.Hour)) || e.Organisation != "3417" || *e.Person != person || e.Operator != "" || e.OnBehalfOf != nil ||
		e.Act != "act-1" || e.Object != "/v1/x" || e.RequestID != "request-1" || e.Policy != "p, clerk, x, y" {
		t.Errorf("got %+v", e)
	}
}

// Long lists are copied: they read as if each event had been recorded alone.
func TestManyEventsAreKeptAsOneByOne(t *testing.T) {
	t.Parallel()
	alone, together := pgtest.New(t), pgtest.New(t)
	var events []audit.Event
	for n := range 300 {
		events = append(events, act(n, func(e *audit.Event) {
			e.At = e.At.Add(time.Duration(n) * time.Microsecond)
			e.Changes = audit.Changes{"title": {Old: "a\tb", New: fmt.Sprintf("æ\\ %d", n)}, "to": {New: nil}}
			switch n % 3 {
			case 0:
				e.Case, e.Copied, e.Actor.OnBehalfOf = 0, true, person
			case 1:
				e.Actor, e.Operator, e.Organisation = authn.Actor{}, "forankring appoint", "3418"
			}
		}))
	}
	for _, e := range events {
		if err := record(t, alone, e); err != nil {
			t.Fatal(err)
		}
	}
	ctx := request.WithTerms(t.Context(), &request.Terms{RequestID: "request-1"})
	if _, err := pgdb.InTx(ctx, together, func(tx pgx.Tx) (int, error) { return 0, audit.Record(ctx, tx, events...) }); err != nil {
		t.Fatal(err)
	}
	rows := func(pool *pgxpool.Pool) []string {
		all, err := pgdb.All[string](t.Context(), pool, "read all", `SELECT (to_jsonb(e) - 'id')::text FROM audit_event e ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	one, many := rows(alone), rows(together)
	if len(many) != len(events) {
		t.Fatalf("%d events were kept of %d", len(many), len(events))
	}
	for i := range many {
		if one[i] != many[i] {
			t.Fatalf("event %d is\n%s\nand alone\n%s", i, many[i], one[i])
		}
	}
}

func TestAnEventHasAnActorWhoIsAPersonOrAnOperator(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	operator := act(1, func(e *audit.Event) {
		e.Actor, e.Operator, e.Organisation = authn.Actor{}, "forankring appoint", "3417"
	})
	if err := record(t, pool, operator); err != nil {
		t.Errorf("an operator: %v", err)
	}
	for name, e := range map[string]audit.Event{
		"nobody":                   act(1, func(e *audit.Event) { e.Actor.Person = "" }),
		"a person and an operator": act(1, func(e *audit.Event) { e.Operator = "forankring appoint" }),
	} {
		if err := record(t, pool, e); err == nil || !strings.Contains(err.Error(), "audit_event_actor") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheDatabaseRefusesToChangeTheRecord(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	if err := record(t, pool, act(1, asItIs)); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{`UPDATE audit_event SET act = 'x'`, `DELETE FROM audit_event`, `TRUNCATE audit_event`} {
		if _, err := pool.Exec(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "never changed") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestEventsAreFiltered(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	err := record(t, pool, act(1, asItIs), act(2, func(e *audit.Event) { e.Organisation = "3418" }), act(3, func(e *audit.Event) {
		e.Actor, e.Operator = authn.Actor{Organisation: "3417"}, "forankring appoint"
	}), act(4, func(e *audit.Event) { e.Case = 8 }))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		filter audit.Filter
		want   []string
	}{
		"all of the case, the newest first": {audit.Filter{}, []string{"act-3", "act-2", "act-1"}},
		"one act":                           {audit.Filter{Act: "act-2"}, []string{"act-2"}},
		"one organisation":                  {audit.Filter{Organisation: "3417"}, []string{"act-3", "act-1"}},
		"one person":                        {audit.Filter{Person: person}, []string{"act-2", "act-1"}},
		"from a moment on":                  {audit.Filter{From: monday.Add(2 * time.Hour)}, []string{"act-3", "act-2"}},
		"until a moment":                    {audit.Filter{To: monday.Add(2 * time.Hour)}, []string{"act-1"}},
		"nothing that fits":                 {audit.Filter{Act: "act-4"}, nil},
	} {
		list, err := audit.OfCase(t.Context(), pool, 7, tt.filter, request.PageAfter(50, nil))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range list.Items {
			got = append(got, e.Act)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

func TestEventsAreReadPageByPage(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	var all []audit.Event
	for i := range 5 {
		all = append(all, act(i, asItIs))
	}
	if err := record(t, pool, all...); err != nil {
		t.Fatal(err)
	}
	var got []string
	page := request.PageAfter(2, nil)
	for {
		list, err := audit.OfCase(t.Context(), pool, 7, audit.Filter{}, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list.Items {
			got = append(got, e.Act)
		}
		if list.Next == nil {
			break
		}
		page = request.PageAfter(2, fmt.Append(nil, list.Next))
	}
	if want := []string{"act-4", "act-3", "act-2", "act-1", "act-0"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
