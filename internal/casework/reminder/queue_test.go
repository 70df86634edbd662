package reminder_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
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

func TestADispatchIsQueuedOnlyWhenSomethingIsDueAndOnlyOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.plan(answer())
	queued := func() (n int) {
		t.Helper()
		if err := l.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := l.Pool.QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE kind = 'reminder_dispatch'`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := queued(); n != 0 {
		t.Errorf("%d dispatches are queued although nothing is due", n)
	}
	l.Clock.Set(eight("2024-02-19"))
	queued()
	before := queued()
	if before > 2 { // two only if a minute passed between the looks
		t.Errorf("%d dispatches are queued", before)
	}
	l.run(`UPDATE river_job SET state = 'completed', finalized_at = now()`)
	if n := queued(); n != before+1 {
		t.Errorf("after a finished dispatch there are %d, want %d", n, before+1)
	}
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
	notices := notice.New(l.Pool, l.Clock.Now, jobs, sender, "post@forankring.test", "", casefile.Shield)
	notices.Work(workers)
	reminders := reminder.New(quiet(), l.Pool, l.Clock.Now, jobs, notices)
	reminders.Work(workers)
	if err := jobs.Start(context.WithoutCancel(l.t.Context())); err != nil {
		l.t.Fatal(err)
	}
	var ticking sync.WaitGroup
	ticking.Go(func() { reminders.Tick(l.t.Context()) })
	l.t.Cleanup(func() { // the test's own context has ended by now
		ticking.Wait()
		if err := jobs.Stop(context.Background()); err != nil {
			l.t.Error(err)
		}
	})
}

// Two instances work the same database while the clock jumps over several
// steps: everyone is told of each step once.
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
	want := len(apptest.Municipalities) * 4
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
