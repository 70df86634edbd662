package reminder_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/testkit/apptest"
)

// after is the page after a list.
func after(t *testing.T, list request.List[reminder.Reminder]) request.Page {
	t.Helper()
	key, err := json.Marshal(list.Next)
	if err != nil {
		t.Fatal(err)
	}
	return request.PageAfter(5, key)
}

// Rule 6.7: what an operator sees as sent was committed.
func TestWhatWasNotCommittedWasNotSent(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Exec(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$`)
	l.Exec(`CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON letter DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()`)
	late := func() (seconds float64) {
		t.Helper()
		h, err := l.Health(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range h.Readings {
			if r.Name == "forankring_reminders_lateness_seconds" {
				seconds = r.Value
			}
		}
		return seconds
	}
	l.Clock.Set(eight("2024-02-19").Add(time.Hour))
	if err := l.Look(t.Context()); err == nil || late() != 0 {
		t.Errorf("refused at COMMIT with %v, what was sent was %v s late", err, late())
	}
	l.Exec(`DROP TRIGGER refuse ON letter`)
	if err := l.Look(t.Context()); err != nil || late() != 3600 {
		t.Errorf("then %v, and what was sent was %v s late", err, late())
	}
}

// Rule 6.4: what one instance holds keeps no other from sending the rest, and
// what it lets go of is sent by the next that looks. No job stands in between
// that could be lost with it.
func TestWhatAnInstanceHoldsDelaysNothingElse(t *testing.T) {
	t.Parallel()
	l := open(t)
	held, free := answer(), answer()
	free.Municipality, free.Asked = "3418", []authority.Post{{Organisation: "3418", Office: office.ChiefExecutive}}
	l.plan(held, free)
	look := func() {
		t.Helper()
		if err := l.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	look()
	l.told("chief_executive@3418")
	l.Clock.Set(eight("2024-02-19"))
	tx, err := l.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	_, err = tx.Exec(t.Context(), `SELECT FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE d.municipality = '3417' FOR UPDATE OF r`)
	if err != nil {
		t.Fatal(err)
	}
	look()
	l.told("chief_executive@3418", "reminder")
	l.told("chief_executive@3417")
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	look()
	look()
	l.told("chief_executive@3418", "reminder")
	l.told("chief_executive@3417", "reminder")
}

// frozen stops a program after it has taken its rows, as a machine does that
// freezes or vanishes: its connection stands, and nothing is heard of it.
type frozen struct{ taken, thaw chan struct{} }

func (frozen) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, frozen{}, strings.Contains(q.SQL, "SKIP LOCKED"))
}

func (f frozen) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	if claims, _ := ctx.Value(frozen{}).(bool); claims {
		close(f.taken)
		<-f.thaw
	}
}

func TestAnInstanceThatFreezesLosesItsRowsToAnother(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	f := frozen{make(chan struct{}), make(chan struct{})}
	pool, err := pgdb.Open(t.Context(), l.Pool.Config().ConnString(), f)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	ended := make(chan error, 1)
	go func() { ended <- reminder.New(quiet(), pool, l.Clock.Now, "", nil).Look(t.Context()) }()
	<-f.taken
	at := time.Now()
	for look := time.NewTicker(50 * time.Millisecond); l.rows(reminder.Filter{})[0].State == reminder.Planned; <-look.C {
		if err := l.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(at); took > 5*time.Second {
		t.Errorf("the other sent it after %s", took)
	}
	close(f.thaw)
	if err := <-ended; err == nil {
		t.Error("the one that froze believes that it has sent them")
	}
	l.told("chief_executive@3417", "reminder")
}

// instance works the queue and ticks beside the one of the world, until the
// test ends.
func (l ledger) instance() {
	l.t.Helper()
	sender, err := mail.NewSMTP(mail.SMTPConfig{Host: l.Mail.Host, Port: l.Mail.Port, TLS: mail.NoTLS, Timeout: time.Minute})
	if err != nil {
		l.t.Fatal(err)
	}
	workers := river.NewWorkers()
	jobs, err := river.NewClient(riverpgxv5.New(l.Pool), &river.Config{
		Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 10}}, Logger: quiet(),
	})
	if err != nil {
		l.t.Fatal(err)
	}
	notices := notice.New(quiet(), l.Pool, l.Clock.Now, jobs, notice.Outgoing{Sender: sender, From: "post@forankring.test"}, casefile.Shield)
	notices.Work(workers)
	reminders := reminder.New(quiet(), l.Pool, l.Clock.Now, "", notices)
	if err := jobs.Start(context.WithoutCancel(l.t.Context())); err != nil {
		l.t.Fatal(err)
	}
	var ticking sync.WaitGroup
	ticking.Go(func() { reminders.Tick(l.t.Context()) })
	ticking.Go(func() {
		if err := notices.SendLetters(l.t.Context()); err != nil {
			l.t.Error(err)
		}
	})
	l.t.Cleanup(func() { // the test's own context has ended by now
		ticking.Wait()
		if err := jobs.Stop(context.Background()); err != nil {
			l.t.Error(err)
		}
	})
}

// Two instances work the same database while the clock jumps over several
// steps: everyone is told once, of the newest (rule 6.4).
func TestTwoInstancesSendEachLetterOnce(t *testing.T) {
	t.Parallel()
	l := open(t, apptest.Working)
	l.instance()
	for _, m := range apptest.Municipalities {
		d := answer()
		d.Municipality, d.Asked[0].Organisation, d.Admin[0].Organisation = m, m, m
		l.plan(d)
	}
	l.Clock.Set(eight("2024-03-11"))
	want := len(apptest.Municipalities) * 2
	l.Mail.Wait(t, mailtest.AtLeast(want))
	ids := map[string]bool{}
	for _, letter := range l.Mail.Letters() {
		ids[letter.MessageID] = true
	}
	if n := len(l.Mail.Letters()); len(ids) != want || n != want {
		t.Errorf("%d letters with %d Message-IDs were sent, want %d", n, len(ids), want)
	}
	l.told("administrator@3417", "overdue")
}

// A mail server takes letters and does not answer. Reminders, inboxes and the
// other jobs go on while a hundred hang or wait, and none is lost.
func TestLettersThatHangDelayNothingElse(t *testing.T) {
	t.Parallel()
	l := open(t, apptest.Working)
	l.Mail.Fail(func(string) error { return mailtest.ErrHang })
	jobs, err := river.NewClient(riverpgxv5.New(l.Pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	letters := make([]notice.Notice, 100)
	for i := range letters {
		letters[i] = notice.Notice{Source: fmt.Sprint("hanging:", i), Person: apptest.Person("clerk@3417"), Kind: "reminder"}
	}
	l.in(func(tx pgx.Tx, _ time.Time) error {
		return notice.New(quiet(), l.Pool, l.Clock.Now, jobs, notice.Outgoing{}, casefile.Shield).Post(t.Context(), tx, letters)
	})
	l.Mail.Wait(t, func([]mailtest.Letter) bool { return l.Mail.Hanging() > 3 })
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	l.run(`INSERT INTO river_job (kind, args, max_attempts, state) VALUES ('alarm_scan', '{"day": "2024-02-19"}', 5, 'available')`)
	at := time.Now()
	for look := time.NewTicker(20 * time.Millisecond); ; <-look.C {
		var sent, done bool
		err := l.Pool.QueryRow(t.Context(), `SELECT
			EXISTS (SELECT FROM reminder WHERE state = 'queued') AND EXISTS (SELECT FROM letter WHERE channel = 'inbox' AND source LIKE 'deadline:%'),
			EXISTS (SELECT FROM river_job WHERE kind = 'alarm_scan' AND state = 'completed')`).Scan(&sent, &done)
		if err != nil {
			t.Fatal(err)
		}
		if sent && done {
			break
		}
		if time.Since(at) > 30*time.Second {
			t.Fatalf("letters hang, and the reminder is sent: %t, another job is done: %t", sent, done)
		}
	}
	if n := len(l.Mail.Letters()); n > 0 {
		t.Errorf("%d letters did not hang", n)
	}
	l.Mail.Release()
	l.Mail.Wait(t, mailtest.AtLeast(101))
}

func TestNothingIsDispatchedInACopy(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	if err := identity.Name("another").Check(t.Context(), l.Pool); err != nil {
		t.Fatal(err)
	}
	if err := l.Look(t.Context()); !errors.Is(err, identity.ErrElsewhere) {
		t.Errorf("the dispatch of another installation ends with %v", err)
	}
	l.told("chief_executive@3417")
	if _, err := identity.Name("").Adopt(t.Context(), l.Pool, l.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	if err := l.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.told("chief_executive@3417", "reminder")
}

// An instance whose clock is wrong dispatches nothing, and says why; it goes on
// when the clock is right.
func TestNothingIsDispatchedWhileTheClockIsWrong(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	l.Clock.Set(eight("2024-02-19"))
	wrong := &pgdb.ClockError{Ahead: 5 * time.Second}
	err := error(wrong)
	l.DispatchIf(func(context.Context) error { return err })
	sent := func() (n int) {
		t.Helper()
		if err := l.Pool.QueryRow(t.Context(), `SELECT count(*) FROM reminder WHERE state <> 'planned'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := l.Look(t.Context()); !errors.Is(got, wrong) || sent() != 0 {
		t.Errorf("by a wrong clock %d are sent (%v)", sent(), got)
	}
	err = nil
	if got := l.Look(t.Context()); got != nil || sent() != 1 {
		t.Errorf("by a right clock %d are sent (%v)", sent(), got)
	}
}
