package notice_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/rivertype"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/testkit/apptest"
)

// A letter that no server was shown is not given up, however often it is tried.
func TestALetterThatMeetsNoServerLosesNoAttempt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	for _, host := range []string{"127.0.0.1", "mail.invalid"} { // where nobody listens, and a name without an address
		sender, err := mail.NewSMTP(mail.SMTPConfig{Host: host, Port: 1, TLS: mail.NoTLS, Timeout: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		away := notice.New(quiet, o.Pool, o.Clock.Now, nil, notice.Outgoing{Sender: sender, From: "post@forankring.test"}, casefile.Shield)
		for range notice.Attempts + 1 {
			var later *rivertype.JobSnoozeError
			if err := away.Deliver(t.Context(), id); !errors.As(err, &later) {
				t.Fatalf("%s: the letter ended with %v", host, err)
			}
		}
	}
	o.ends(notice.Queued, "")
	if err := o.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o.ends(notice.Delivered, "")
	if n := o.count(`SELECT attempts FROM letter WHERE id = $1`, id); n != 1 {
		t.Errorf("it took %d attempts", n)
	}
}

// A server that has no time for anybody is left alone until it is back; then
// everything goes out, and nothing was given up.
func TestLettersWaitForAServerThatIsAway(t *testing.T) {
	t.Parallel()
	o := open(t, apptest.Working)
	var asked atomic.Int64
	o.Mail.Fail(func(string) error { asked.Add(1); return mailtest.ErrLeaving })
	notices := make([]notice.Notice, 100)
	for i := range notices {
		notices[i] = about(fmt.Sprint(i), chief)
	}
	o.post(notices...)
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for !o.App.LettersWait() {
		<-look.C // until the test program's own limit
	}
	if n := asked.Load(); n > 20 {
		t.Errorf("before letters wait %d of them were shown to a server that takes none", n)
	}
	o.Mail.Fail(func(string) error { return nil })
	// Those that the server refused wait their own time; the test need not.
	for ; o.count(`SELECT count(*) FROM letter WHERE channel = 'email' AND state <> 'delivered'`) > 0; <-look.C {
		o.run(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE state = 'scheduled'`)
	}
}

// What is sent to whom makes the Message-ID: a copy of the database that sends
// the same letter sends it under the same one, and another under another.
func TestTheMessageIDIsMadeOfWhatIsSentToWhom(t *testing.T) {
	t.Parallel()
	other := about("deadline:1:on_the_day", chief)
	other.Params["title"] = "Another deadline, made after the copy"
	seen := map[string]int{}
	for _, copied := range [][]notice.Notice{
		{about("deadline:1:on_the_day", chief), about("deadline:1:on_the_day", "clerk@3417"), about("deadline:2:on_the_day", chief)},
		{about("deadline:2:on_the_day", chief), other},
		{about("deadline:1:on_the_day", chief)},
	} {
		o := open(t)
		o.post(copied...)
		rows, err := o.Pool.Query(t.Context(), `SELECT message_id FROM letter WHERE channel = 'email'`)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range ids {
			seen[id]++
		}
	}
	if len(seen) != 4 {
		t.Errorf("six letters, of which four differ, have %d identifiers: %v", len(seen), seen)
	}
}

// A copy takes the place of the database under a program that runs: nothing goes
// out of it until it is adopted, and nothing is lost.
func TestNoLetterGoesOutOfACopy(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	o.run(`UPDATE installation SET system_identifier = system_identifier + 1`)
	for range notice.Attempts + 1 {
		var later *rivertype.JobSnoozeError
		if err := o.Deliver(t.Context(), id); !errors.As(err, &later) {
			t.Fatalf("the letter ended with %v", err)
		}
	}
	if n := len(o.Mail.Letters()); n != 0 {
		t.Fatalf("%d letters went out of a copy", n)
	}
	o.ends(notice.Queued, "")
	if _, err := identity.Name("").Adopt(t.Context(), o.Pool, time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := o.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o.ends(notice.Delivered, "")
}
