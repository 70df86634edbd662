package notice

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/trace"
)

// attempts are what a letter gets before it is given up: with their growing
// pauses they last nearly four days, longer than a weekend. Only those count in
// which the server was shown the letter: what waits for a server that is away is
// not given up.
const attempts = 18

// jobAttempts bound the attempts of the job. They are never reached by the
// letter's own, so that no letter loses its job to programs that were killed.
const jobAttempts = 10_000

// lull is how long a letter waits that met no server.
const lull = 30 * time.Second

// pause is how long a letter waits after its n-th attempt.
func pause(n int) time.Duration {
	return time.Duration(n*n*n*n)*time.Second + rand.N(time.Second) //nolint:gosec // a pause is no secret
}

// delivery is the job of sending one e-mail.
type delivery struct {
	Letter int64 `json:"letter"`
	// Round counts how often the letter was sent again after it had failed for good.
	Round int `json:"round,omitempty"`
}

// Kind names the job in the queue; it is never renamed.
func (delivery) Kind() string { return "letter_delivery" }

// InsertOpts send the letters to their own queue, in which a mail server that
// stalls delays nothing but them.
func (delivery) InsertOpts() river.InsertOpts {
	return river.InsertOpts{MaxAttempts: jobAttempts, Queue: Queue}
}

// deliverer works deliveries.
type deliverer struct {
	river.WorkerDefaults[delivery]
	service *Service
}

// Work is one attempt.
func (d deliverer) Work(ctx context.Context, job *river.Job[delivery]) error {
	return d.service.deliver(ctx, job.Args)
}

// Timeout bounds the conversation about one letter, however many steps it has.
func (d deliverer) Timeout(*river.Job[delivery]) time.Duration { return d.service.out.Limit }

// Work adds the workers.
func (s *Service) Work(w *river.Workers) { river.AddWorker(w, deliverer{service: s}) }

// deliver sends one letter unless an attempt has ended it already, or it was sent again
// since. No transaction is open while the mail server is spoken to. Where the server
// may have taken it before, it goes out again under the same Message-ID (rule 6.4).
func (s *Service) deliver(ctx context.Context, d delivery) error {
	id := d.Letter
	m, ours, err := s.read(ctx, id)
	if err != nil {
		return err
	}
	if m.State != Queued || m.Round != d.Round {
		return nil
	}
	n := m.Attempts + 1
	switch {
	case m.Address == "":
		return s.noteAttempt(ctx, m, n, Skipped, msgNoAddress)
	case m.Kind == digestKind && len(m.Items) == 0:
		return s.noteAttempt(ctx, m, n, Skipped, msgNothingLeft)
	}
	letter, err := s.compose(m)
	if err != nil {
		return err
	}
	if ours != nil {
		s.log.ErrorContext(ctx, "a letter is kept back", "letter", id, "error", ours)
		return river.JobSnooze(lull)
	}
	err = s.send(ctx, id, letter)
	switch {
	case err == nil:
		return s.noteAttempt(ctx, m, n, Delivered, message.Text{})
	case mail.Away(err) || errors.Is(err, context.Canceled):
		return river.JobSnooze(lull)
	}
	if cause := causeOf(err, n); cause != "" {
		return cmp.Or(s.fail(ctx, m, n, cause, mail.Answer(err)), river.JobCancel(err))
	}
	s.log.WarnContext(ctx, "a letter was not taken, and will be sent again", "letter", id, "attempt", n, "error", err)
	return cmp.Or(s.noteAttempt(ctx, m, n, Queued, message.Text{}), river.JobSnooze(pause(n)))
}

// causeOf is why the n-th attempt at a letter was its last, "" where it was not.
func causeOf(err error, n int) Cause {
	switch {
	case mail.Unsendable(err):
		return BadAddress
	case mail.Impossible(err):
		return Unwritable
	case mail.Permanent(err):
		return Refused
	case n >= attempts:
		return GivenUp
	}
	return ""
}

// read reads a letter, with the shield of its case and whether the database is ours,
// in one statement: a copy may have taken its place while the program ran.
func (s *Service) read(ctx context.Context, id int64) (m mailing, ours, err error) {
	var p pgdb.Parts
	err = fmt.Errorf("find letter %d: %w", id, pgx.ErrNoRows)
	shields, items := map[int64]Shield{}, []item(nil)
	partMailing(&p, id, func(found mailing) { m, err = found, nil })
	partItems(&p, id, func(i item) { items = append(items, i) })
	s.shields(&p, id, s.now(), func(sh Shield) { shields[sh.Case] = sh })
	check := s.out.Of.Part(&p)
	if failed := p.Read(ctx, s.pool); failed != nil {
		return m, nil, failed
	}
	m.Items, m.Shields = items, shields
	return m, check(), err
}

// send hands a letter over, and notes whether the mail server took it.
func (s *Service) send(ctx context.Context, id int64, letter mail.Letter) error {
	ctx, span := trace.Start(ctx, "letter")
	defer span.End()
	span.Count("forankring.letter", id)
	err := s.out.Sender.Send(ctx, letter)
	if err != nil {
		span.Fail()
	}
	s.breaker.Note(err)
	return err
}

// noteAttempt notes how an attempt ended, even when the worker is being stopped:
// what a mail server took should not be sent again.
func (s *Service) noteAttempt(ctx context.Context, m mailing, attempt int, state string, why message.Text) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	return keepAttempt(ctx, s.pool, m, attempt, state, why, s.now())
}

// compose writes the e-mail in the person's language. What the case is at this
// moment decides what the letter may say of it: it may have become exempt since
// the letter was queued (rule 2.1).
func (s *Service) compose(m mailing) (mail.Letter, error) {
	subject, sections, err := s.written(m)
	if err != nil {
		return mail.Letter{}, err
	}
	p, err := email(m.Language, subject, sections)
	letter := mail.Letter{
		MessageID: m.MessageID, From: s.out.From, To: m.Address, ToName: oneLine(m.Name), Subject: subject,
		Text: p.text, HTML: p.html, Date: s.now(), AutoSubmitted: true,
	}
	for _, one := range sections {
		letter.Files = append(letter.Files, one.Files...)
	}
	return letter, err
}

// written is what a letter says: a notice, or several, where it is a digest.
func (s *Service) written(m mailing) (subject string, sections []section, err error) {
	if m.Kind == digestKind {
		return s.digest(m)
	}
	params := m.shieldOf(m.Case).leave(m.Params)
	if m.Secret != "" {
		params = maps.Clone(params)
		params["secret"] = m.Secret
	}
	one, err := s.section(m.Language, m.Kind, params, m.Late)
	return one.Subject, []section{one}, err
}

// section writes a notice with the link to what it is about.
func (s *Service) section(language string, kind Kind, params map[string]string, late bool) (section, error) {
	w, err := kind.Write(language, params, late)
	one := section{Words: w}
	if path := params["path"]; path != "" {
		one.Link = s.out.PublicURL + path
	}
	one.Files = attached(params)
	return one, err
}

// attached is what goes with an e-mail: the event that it tells of, for calendars. A
// letter about an exempt case goes without.
func attached(params map[string]string) []mail.File {
	event := params[CalendarFile]
	if event == "" {
		return nil
	}
	return []mail.File{{Name: "meeting.ics", Type: "text/calendar; charset=utf-8; method=PUBLISH", Content: []byte(event)}}
}

// fetchCooldown is how long the queue waits between two looks for letters. River takes
// no more than a letter for each worker at a look, and here are as few workers as
// connections: at the pause of other queues they would rest half of the time.
const fetchCooldown = time.Millisecond

// work works the queue with so many workers as long as the breaker stays as it
// is. When ctx ends, the client itself stops its queues.
func (s *Service) work(ctx context.Context, state mail.State, workers int) error {
	if err := s.jobs.Queues().Add(Queue, river.QueueConfig{MaxWorkers: workers, FetchCooldown: fetchCooldown}); err != nil {
		return err
	}
	if !s.breaker.Left(ctx, state) {
		return nil
	}
	return s.jobs.Queues().Remove(ctx, Queue)
}
