package notice_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

var quiet = slog.New(slog.DiscardHandler)

const chief = "chief_executive@3417"

// office is a world with a service of the test's own, whose worker the test
// calls itself.
type office struct {
	*apptest.World
	t *testing.T
	*notice.Service
}

func open(t *testing.T, options ...apptest.Option) office {
	t.Helper()
	w := apptest.New(t, options...)
	if err := identity.Name("").Check(t.Context(), w.Pool); err != nil { // as whoever works letters has done
		t.Fatal(err)
	}
	jobs, err := river.NewClient(riverpgxv5.New(w.Pool), &river.Config{})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := mail.NewSMTP(mail.SMTPConfig{Host: w.Mail.Host, Port: w.Mail.Port, TLS: mail.NoTLS, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return office{World: w, t: t, Service: notice.New(quiet, w.Pool, w.Clock.Now, jobs, notice.Outgoing{Sender: sender, From: "Forankring <post@forankring.test>", PublicURL: "http://forankring.test"}, casefile.Shield)}
}

func about(source, person string) notice.Notice {
	return notice.Notice{
		Source: source, Person: apptest.Person(person), Kind: "due_today", Case: 1,
		Params: map[string]string{"case_number": "2024-1", "title": "Forslag til strategi", "due": "2024-02-12", "path": "/v1/regions/" + apptest.Region + "/cases/2024-1"},
	}
}

func (o office) try(notices ...notice.Notice) error {
	_, err := pgdb.InTx(o.t.Context(), o.Pool, func(tx pgx.Tx) (struct{}, error) {
		return struct{}{}, o.Post(o.t.Context(), tx, notices)
	})
	return err
}

func (o office) post(notices ...notice.Notice) {
	o.t.Helper()
	if err := o.try(notices...); err != nil {
		o.t.Fatal(err)
	}
}

func (o office) count(sql string, args ...any) (n int64) {
	o.t.Helper()
	if err := o.Pool.QueryRow(o.t.Context(), sql, args...).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

func (o office) run(sql string, args ...any) {
	o.t.Helper()
	if _, err := o.Pool.Exec(o.t.Context(), sql, args...); err != nil {
		o.t.Fatal(err)
	}
}

// mailing is the e-mail of the only notice, with its state.
func (o office) mailing() (id int64, state, why string) {
	o.t.Helper()
	if err := o.Pool.QueryRow(o.t.Context(), `SELECT id, state, why FROM letter WHERE channel = 'email'`).Scan(&id, &state, &why); err != nil {
		o.t.Fatal(err)
	}
	return id, state, why
}

func (o office) ends(state, why string) {
	o.t.Helper()
	if _, gotState, gotWhy := o.mailing(); gotState != state || message.Recall(gotWhy).String() != why {
		o.t.Errorf("the letter is %q (%q), want %q (%q)", gotState, gotWhy, state, why)
	}
}

const letterJobs = `SELECT count(*) FROM river_job WHERE kind = 'letter_delivery'`

func TestANoticeIsPostedOnceHoweverManyTellIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief), about("a", chief))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			notices := []notice.Notice{about("a", chief), about("b", chief), about("b", "clerk@3417")}
			if i%2 == 0 {
				notices[0], notices[2] = notices[2], notices[0]
			}
			if err := o.try(notices...); err != nil {
				t.Errorf("post: %v", err)
			}
		})
	}
	all.Wait()
	if n := o.count(`SELECT count(*) FROM letter`); n != 6 {
		t.Errorf("there are %d letters, want 3 in inboxes and 3 by e-mail", n)
	}
	if n := o.count(letterJobs); n != 3 {
		t.Errorf("%d deliveries are queued, want 3", n)
	}
}

// Two transactions that tell the same people would wait for each other if each
// wrote in the order in which it was told to.
func TestNoticesAreWrittenInOneOrder(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("c", chief), about("a", chief), about("b", chief))
	var order string
	if err := o.Pool.QueryRow(t.Context(), `SELECT string_agg(source, '' ORDER BY id) FROM letter WHERE channel = 'email'`).Scan(&order); err != nil {
		t.Fatal(err)
	}
	if order != "abc" {
		t.Errorf("the letters were written in the order %s", order)
	}
}

func TestWhatIsNotCommittedIsNotTold(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.run(`CREATE FUNCTION no_jobs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the queue is broken'; END $$`)
	o.run(`CREATE TRIGGER no_jobs BEFORE INSERT ON river_job FOR EACH ROW EXECUTE FUNCTION no_jobs()`)
	if err := o.try(about("a", chief)); err == nil {
		t.Error("a notice was posted although its e-mail could not be queued")
	}
	if n := o.count(`SELECT count(*) FROM letter`); n != 0 {
		t.Errorf("%d letters were left", n)
	}
}

func TestANoticeThatCannotBeShownIsRefusedWhenItIsPosted(t *testing.T) {
	t.Parallel()
	o := open(t)
	for name, spoil := range map[string]func(*notice.Notice){
		"a kind without a text":    func(n *notice.Notice) { n.Kind = "gossip" },
		"no source":                func(n *notice.Notice) { n.Source = "" },
		"a person nobody ever was": func(n *notice.Notice) { n.Person = "0198c0de-0000-7000-8000-000000000001" },
	} {
		n := about("a", chief)
		spoil(&n)
		if err := o.try(n); err == nil {
			t.Errorf("%s was posted", name)
		}
	}
}

func TestSomeoneWithoutAddressGetsTheInboxAlone(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.run(`UPDATE person SET email = '' WHERE id = $1`, apptest.Person(chief))
	o.post(about("a", chief))
	o.ends(notice.Skipped, "the person has no e-mail address")
	if n := o.count(letterJobs); n != 0 {
		t.Errorf("%d deliveries are queued", n)
	}
	if n := o.count(`SELECT count(*) FROM letter WHERE channel = 'inbox' AND state = 'delivered'`); n != 1 {
		t.Errorf("%d notices lie in the inbox", n)
	}
}

func TestALetterGoesOutInItsPersonsLanguageToTheAddressOfToday(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", "chief_executive@3418"))
	o.run(`UPDATE person SET email = 'new@3418.test' WHERE id = $1`, apptest.Person("chief_executive@3418"))
	id, _, _ := o.mailing()
	if err := o.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	l := o.Mail.Letters()[0]
	if l.EnvelopeTo != "new@3418.test" || l.Subject != "Due today: Forslag til strategi" || l.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("to %q, subject %q", l.EnvelopeTo, l.Subject)
	}
	link := "http://forankring.test/v1/regions/" + apptest.Region + "/cases/2024-1"
	for form, body := range map[string]string{"text": l.Text, "HTML": l.HTML} {
		if !strings.Contains(body, link) || !strings.Contains(body, "12 February 2024") {
			t.Errorf("the %s lacks the link or the day: %s", form, body)
		}
	}
	if !strings.HasSuffix(l.MessageID, "@forankring.test") {
		t.Errorf("Message-ID %q", l.MessageID)
	}
}

func TestAWorkerThatRunsTwiceSendsOneLetter(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	for range 2 {
		if err := o.Deliver(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(o.Mail.Letters()); n != 1 {
		t.Errorf("%d letters were sent", n)
	}
	o.ends(notice.Delivered, "")
}

func TestALetterThatMayHaveBeenTakenGoesOutAgainUnderTheSameMessageID(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	o.Mail.Fail(func(string) error { return mailtest.ErrCut })
	if err := o.Deliver(t.Context(), id); err == nil {
		t.Fatal("the cut line went unnoticed")
	}
	o.ends(notice.Queued, "")
	o.Mail.Fail(func(string) error { return nil })
	if err := o.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o.ends(notice.Delivered, "")
	l := o.Mail.Letters()
	if len(l) != 2 || l[0].MessageID != l[1].MessageID {
		t.Errorf("the letters taken: %+v", l)
	}
	if n := o.count(`SELECT attempts FROM letter WHERE id = $1`, id); n != 2 {
		t.Errorf("%d attempts are written down", n)
	}
}

func TestAWorkerThatIsStoppedAfterTheLetterWasTakenStillNotesIt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	ctx, stop := context.WithCancel(t.Context())
	service := notice.New(quiet, o.Pool, o.Clock.Now, nil, notice.Outgoing{Sender: stopping{stop}, From: "post@forankring.test"}, casefile.Shield)
	if err := service.Deliver(ctx, id); err != nil {
		t.Fatal(err)
	}
	o.ends(notice.Delivered, "")
}

// stopping is a mail server that takes the letter in the moment in which the
// program is told to end.
type stopping struct{ stop func() }

func (s stopping) Send(context.Context, mail.Letter) error { s.stop(); return nil }
func (stopping) Probe(context.Context) error               { return nil }
func (stopping) Where() string                             { return "nowhere" }

func TestALetterThatCanNeverArriveIsFailedAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	o.Mail.Fail(func(string) error { return mailtest.ErrUnknown })
	if err := o.Deliver(t.Context(), id); err == nil {
		t.Error("the queue does not hear why")
	}
	o.ends(notice.Failed, "the mail server refused the letter for good")
	o.Mail.Fail(func(string) error { return nil })
	if err := o.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if n := len(o.Mail.Letters()); n != 0 {
		t.Errorf("a failed letter was sent all the same")
	}
}

func TestALetterIsGivenUpAfterItsLastAttempt(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	o.Mail.Fail(func(string) error { return mailtest.ErrBusy })
	o.run(`UPDATE letter SET attempts = $1 WHERE id = $2`, notice.Attempts-2, id)
	for range 2 {
		o.ends(notice.Queued, "")
		if err := o.Deliver(t.Context(), id); err == nil {
			t.Error("a busy server went unnoticed")
		}
	}
	o.ends(notice.Failed, "no attempt brought the letter to a mail server")
}

func TestAnAddressErasedBeforeDeliveryGetsNothing(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	o.run(`UPDATE person SET email = '' WHERE id = $1`, apptest.Person(chief))
	id, _, _ := o.mailing()
	if err := o.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o.ends(notice.Skipped, "the person has no e-mail address")
}

func TestTheQueueDeliversAndTriesAgain(t *testing.T) {
	t.Parallel()
	o := open(t, apptest.Working)
	var once sync.Once
	o.Mail.Fail(func(string) (err error) {
		once.Do(func() { err = mailtest.ErrBusy })
		return err
	})
	o.post(about("a", chief), about("b", chief))
	subjects := map[string]bool{}
	for _, l := range o.Mail.Wait(t, mailtest.AtLeast(2)) {
		subjects[l.MessageID] = true
	}
	if len(subjects) != 2 {
		t.Errorf("the letters taken are not the two that were posted: %v", subjects)
	}
}

// A wrong sender is the operator's to mend: the letters wait for it.
func TestNoLetterIsLostToAWrongSender(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	folder, err := mail.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	wrong := notice.New(quiet, o.Pool, o.Clock.Now, nil, notice.Outgoing{Sender: folder, From: "Forankring"}, casefile.Shield)
	for range notice.Attempts + 1 {
		var later *rivertype.JobSnoozeError
		if err := wrong.Deliver(t.Context(), id); !errors.As(err, &later) {
			t.Fatalf("the letter ended with %v", err)
		}
	}
	o.ends(notice.Queued, "")
	if err := o.Deliver(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	o.ends(notice.Delivered, "")
}

// A letter that cannot be written was shown to no server.
func TestTheMailServerIsNotBlamedForALetter(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	id, _, _ := o.mailing()
	o.run(`UPDATE letter SET message_id = 'no message id' WHERE id = $1`, id)
	if err := o.Deliver(t.Context(), id); err == nil {
		t.Error("the queue does not hear why")
	}
	o.ends(notice.Failed, "the letter cannot be written as an e-mail")
}

// Rule 6.6: an address that was kept before it was looked at is not the mail
// server's fault.
func TestTheMailServerIsNotBlamedForAnAddress(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.post(about("a", chief))
	o.run(`UPDATE person SET email = 'kjærsti@grue.example' WHERE id = $1`, apptest.Person(chief))
	id, _, _ := o.mailing()
	if err := o.Deliver(t.Context(), id); err == nil {
		t.Error("the queue does not hear why")
	}
	o.ends(notice.Failed, "no mail server takes the address: correct it in the person's record")
}
