package reminder_test

import (
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

// ledger is a world with a service of the test's own, whose worker the test
// calls itself.
type ledger struct {
	*apptest.World
	t *testing.T
	*reminder.Service
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func open(t *testing.T, options ...apptest.Option) ledger {
	t.Helper()
	w := apptest.New(t, options...)
	jobs, err := river.NewClient(riverpgxv5.New(w.Pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	notices := notice.New(quiet(), w.Pool, w.Clock.Now, jobs, notice.Outgoing{From: "post@forankring.test"}, casefile.Shield)
	return ledger{World: w, t: t, Service: reminder.New(quiet(), w.Pool, w.Clock.Now, "", notices)}
}

var (
	chief = authority.Post{Organisation: "3417", Office: office.ChiefExecutive}
	admin = authority.Post{Organisation: "3417", Office: office.Administrator}
)

// answer is a deadline of the 8th of March 2024, four weeks ahead: its steps
// fall on 19 February, 6 March, 8 March and 11 March.
func answer() reminder.Deadline {
	return reminder.Deadline{
		Call: "mandate:answer",
		Ref:  reminder.Ref{Case: 1, Kind: "answer", Key: "mandate/1", Municipality: "3417"}, Due: workday.MustDate("2024-03-08"),
		Asked: []authority.Post{chief}, Admin: []authority.Post{admin},
		Params: map[string]string{"case_number": "2024-1", "case_title": "Kraftstrategi", "version": "1"},
	}
}

// eight is eight o'clock in Norway, in winter.
func eight(day string) time.Time { return workday.MustDate(day).In(time.UTC).Add(7 * time.Hour) }

func (l ledger) in(do func(pgx.Tx, time.Time) error) {
	l.t.Helper()
	_, err := pgdb.InTx(l.t.Context(), l.Pool, func(tx pgx.Tx) (struct{}, error) { return struct{}{}, do(tx, l.Clock.Now()) })
	if err != nil {
		l.t.Fatal(err)
	}
}

func (l ledger) plan(deadlines ...reminder.Deadline) {
	l.t.Helper()
	l.in(func(tx pgx.Tx, now time.Time) error {
		for _, d := range deadlines {
			if err := reminder.Plan(l.t.Context(), tx, now, d); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l ledger) send() {
	l.t.Helper()
	if err := l.Dispatch(l.t.Context()); err != nil {
		l.t.Fatal(err)
	}
}

func (l ledger) rows(f reminder.Filter) []reminder.Reminder {
	l.t.Helper()
	list, err := reminder.OfCase(l.t.Context(), l.Pool, 1, f, request.PageAfter(200, nil))
	if err != nil {
		l.t.Fatal(err)
	}
	return list.Items
}

// states are the states of the case's ledger, in the order of sending.
func (l ledger) states(want ...string) {
	l.t.Helper()
	var got []string
	for _, r := range l.rows(reminder.Filter{}) {
		got = append(got, r.State)
	}
	if !slices.Equal(got, want) {
		l.t.Errorf("the ledger is %v, want %v", got, want)
	}
}

// told are the kinds in a person's inbox, the oldest first.
func (l ledger) told(person string, want ...string) {
	l.t.Helper()
	rows, err := l.Pool.Query(l.t.Context(), `SELECT kind FROM letter WHERE channel = 'inbox' AND person_id = $1 ORDER BY id`, apptest.Person(person))
	if err != nil {
		l.t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		l.t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		l.t.Errorf("%s was told %v, want %v", person, got, want)
	}
}

func (l ledger) run(sql string, args ...any) {
	l.t.Helper()
	if _, err := l.Pool.Exec(l.t.Context(), sql, args...); err != nil {
		l.t.Fatal(err)
	}
}

func TestEveryStepGoesOutOnceInItsTime(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19").Add(-time.Second))
	l.send()
	l.states("planned", "planned", "planned", "planned")
	for _, day := range []string{"2024-02-19", "2024-03-06", "2024-03-08", "2024-03-11"} {
		l.Clock.Set(eight(day))
		l.send()
		l.send()
	}
	l.told("chief_executive@3417", "reminder", "reminder", "due_today")
	l.told("administrator@3417", "overdue")
	l.told("chief_executive@3418")
	for _, r := range l.rows(reminder.Filter{}) {
		if r.Late || r.State != reminder.Queued || len(r.Letters) != 2 {
			t.Errorf("%s: %+v", r.Step, r)
		}
	}
}

func TestDispatchersAtOnceSendEachReminderOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	for _, m := range apptest.Municipalities {
		for _, key := range []string{"mandate/1", "mandate/2", "mandate/3"} {
			d := answer()
			d.Municipality, d.Key, d.Asked[0].Organisation = m, key, m
			l.plan(d)
		}
	}
	l.Clock.Set(eight("2024-02-19"))
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if err := l.Dispatch(t.Context()); err != nil {
				t.Errorf("dispatch: %v", err)
			}
		})
	}
	all.Wait()
	var letters, jobs, planned, reached int
	err := l.Pool.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM letter), (SELECT count(*) FROM river_job WHERE kind = 'letter_delivery'),
		(SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at <= $1),
		(SELECT max(cardinality(reached)) FROM reminder)`, l.Clock.Now()).Scan(&letters, &jobs, &planned, &reached)
	if err != nil {
		t.Fatal(err)
	}
	if letters != 18*2 || jobs != 18 || planned != 0 {
		t.Errorf("%d letters and %d deliveries of 18 reminders; %d are left", letters, jobs, planned)
	}
	if reached != 1 {
		t.Errorf("one holder is noted %d times on a row", reached)
	}
}

func TestADispatchThatFailsLosesNothing(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	l.run(`CREATE FUNCTION no_jobs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the queue is broken'; END $$`)
	l.run(`CREATE TRIGGER no_jobs BEFORE INSERT ON river_job FOR EACH ROW EXECUTE FUNCTION no_jobs()`)
	if err := l.Dispatch(t.Context()); err == nil {
		t.Error("the broken queue went unnoticed")
	}
	l.told("chief_executive@3417")
	l.states("planned", "planned", "planned", "planned")
	l.run(`DROP TRIGGER no_jobs ON river_job`)
	l.send()
	l.told("chief_executive@3417", "reminder")
}

func TestTheHolderOfTheMomentIsReached(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	at := eight("2024-02-19")
	l.run(`UPDATE office SET to_at = $1 WHERE kind = 'chief_executive' AND person_id = $2`, at, apptest.Person("chief_executive@3417"))
	l.run(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at)
		SELECT id, 'chief_executive', $2, $1, $1 FROM organisation WHERE key = '3417'`, at, apptest.Person("planner1@3417"))
	l.Clock.Set(at)
	l.send()
	l.told("chief_executive@3417")
	l.told("planner1@3417", "reminder")
	l.run(`UPDATE office SET to_at = $1 WHERE kind = 'chief_executive' AND person_id = $2`, eight("2024-03-01"), apptest.Person("planner1@3417"))
	l.Clock.Set(eight("2024-03-06"))
	l.send()
	l.states("queued", "skipped", "planned", "planned")
	if why := l.rows(reminder.Filter{State: reminder.Skipped})[0].Why.String(); why != "nobody holds the post" {
		t.Errorf("it was skipped because %q", why)
	}
}

func TestAPersonReachedTwiceByOneStepGetsOneLetter(t *testing.T) {
	t.Parallel()
	l := open(t)
	d := answer()
	d.Asked = append(d.Asked, authority.Post{Person: apptest.Person("chief_executive@3417")})
	l.plan(d)
	l.Clock.Set(eight("2024-02-19"))
	l.send()
	l.told("chief_executive@3417", "reminder")
	rows := l.rows(reminder.Filter{State: reminder.Queued})
	if len(rows) != 2 || len(rows[0].Letters) != 2 || len(rows[1].Letters) != 2 {
		t.Errorf("the rows of both addressees name the letters: %+v", rows)
	}
}

func TestMovingADeadlineReplacesWhatWasNotSent(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	l.send()
	moved := answer()
	moved.Due = workday.MustDate("2024-04-12")
	l.plan(moved)
	l.states("delivered", "cancelled", "cancelled", "cancelled", "planned", "planned", "planned", "planned")
	if got := l.rows(reminder.Filter{State: reminder.Planned})[0].Version; got != 2 {
		t.Errorf("the moved deadline is version %d", got)
	}
	l.Clock.Set(eight("2024-03-19"))
	l.send()
	l.told("chief_executive@3417", "reminder")
}

func TestADeadlineSetAnewForTheSameDayStillOwesWhatWasDue(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	l.send()
	l.Clock.Set(eight("2024-03-06").Add(time.Hour)) // nothing ran at eight
	again := answer()
	again.Title = "Svar"
	l.plan(again)
	l.send()
	l.told("chief_executive@3417", "reminder", "reminder")
}

// Rule 6.1: a deadline set late on its own day is told at once, and to each once.
func TestADeadlineSetLateOnItsOwnDayIsToldAtOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.Clock.Set(eight("2024-03-08").Add(5 * time.Hour))
	l.plan(answer())
	l.send()
	l.told("chief_executive@3417", "due_today")
	for range 2 { // set anew for the same day, it is not told again
		again := answer()
		again.Title = "Svar"
		l.plan(again)
		l.Clock.Set(l.Clock.Now().Add(time.Hour))
		l.send()
	}
	l.told("chief_executive@3417", "due_today")
	other := answer() // somebody else is responsible now
	other.Asked = []authority.Post{{Person: apptest.Person("planner1@3417")}}
	l.plan(other)
	l.send()
	l.told("planner1@3417", "due_today")
	l.told("chief_executive@3417", "due_today")
	if r := l.rows(reminder.Filter{State: reminder.Queued}); len(r) != 2 || r[1].Late {
		t.Errorf("the ledger has %+v", r)
	}
	// The step of a Sunday is sent on the Friday before.
	sunday := answer()
	sunday.Key, sunday.Due = "mandate/2", workday.MustDate("2024-03-10")
	l.plan(sunday)
	l.send()
	l.told("chief_executive@3417", "due_today", "reminder")
}
