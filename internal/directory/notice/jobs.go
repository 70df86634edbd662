package notice

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/message"
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
	return d.service.deliver(ctx, job.Args.Letter)
}

// Timeout bounds the conversation about one letter, however many steps it has.
func (d deliverer) Timeout(*river.Job[delivery]) time.Duration { return d.service.out.Limit }

// Work adds the workers.
func (s *Service) Work(w *river.Workers) { river.AddWorker(w, deliverer{service: s}) }

// deliver sends one letter unless an attempt has ended it already. No transaction is open
// while the mail server is spoken to. Where the server may have taken it before,
// it goes out again under the same Message-ID (rule 6.4).
func (s *Service) deliver(ctx context.Context, id int64) error {
	m, err := loadMailing(ctx, s.pool, id)
	if err != nil {
		return err
	}
	if m.State != Queued {
		return nil
	}
	n := m.Attempts + 1
	if m.Address == "" {
		return s.noteAttempt(ctx, id, n, Skipped, msgNoAddress)
	}
	letter, err := s.compose(ctx, m)
	if err != nil {
		return err
	}
	// A copy may have taken the place of the database while the program ran.
	if err := s.out.Of.Check(ctx, s.pool); err != nil {
		s.log.ErrorContext(ctx, "a letter is kept back", "letter", id, "error", err)
		return river.JobSnooze(lull)
	}
	err = s.send(ctx, id, letter)
	switch {
	case err == nil:
		return s.noteAttempt(ctx, id, n, Delivered, message.Text{})
	case mail.Unsendable(err):
		return cmp.Or(s.noteAttempt(ctx, id, n, Failed, msgBadAddress), river.JobCancel(err))
	case mail.Impossible(err):
		return cmp.Or(s.noteAttempt(ctx, id, n, Failed, msgUnwritable), river.JobCancel(err))
	case mail.Permanent(err):
		return cmp.Or(s.noteAttempt(ctx, id, n, Failed, msgRefused), river.JobCancel(err))
	case mail.Away(err) || errors.Is(err, context.Canceled):
		return river.JobSnooze(lull)
	case n >= attempts:
		return cmp.Or(s.noteAttempt(ctx, id, n, Failed, msgGivenUp), river.JobCancel(err))
	default:
		s.log.WarnContext(ctx, "a letter was not taken, and will be sent again", "letter", id, "attempt", n, "error", err)
		return cmp.Or(s.noteAttempt(ctx, id, n, Queued, message.Text{}), river.JobSnooze(pause(n)))
	}
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
func (s *Service) noteAttempt(ctx context.Context, id int64, attempt int, state string, why message.Text) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return keepAttempt(ctx, s.pool, id, attempt, state, why, s.now())
}

// compose writes the e-mail in the person's language. What the case is at this
// moment decides what the letter may say of it: it may have become exempt since
// the letter was queued (rule 2.1).
func (s *Service) compose(ctx context.Context, m mailing) (mail.Letter, error) {
	params := m.Params
	if m.Case != 0 {
		shield, err := s.shields(ctx, s.pool, m.Case, s.now())
		if err != nil {
			return mail.Letter{}, err
		}
		params = shield.leave(params)
	}
	if m.Secret != "" {
		params = maps.Clone(params)
		params["secret"] = m.Secret
	}
	w, err := m.Kind.Write(m.Language, params, m.Late)
	if err != nil {
		return mail.Letter{}, err
	}
	var link string
	if path := params["path"]; path != "" {
		link = s.out.PublicURL + path
	}
	p, err := email(m.Language, w, link)
	return mail.Letter{
		MessageID: m.MessageID, From: s.out.From, To: m.Address, ToName: oneLine(m.Name), Subject: w.Subject,
		Text: p.text, HTML: p.html, Date: s.now(), AutoSubmitted: true,
	}, err
}

// work works the queue with so many workers as long as the breaker stays as it
// is. When ctx ends, the client itself stops its queues.
func (s *Service) work(ctx context.Context, state mail.State, workers int) error {
	if err := s.jobs.Queues().Add(Queue, river.QueueConfig{MaxWorkers: workers}); err != nil {
		return err
	}
	if !s.breaker.Left(ctx, state) {
		return nil
	}
	return s.jobs.Queues().Remove(ctx, Queue)
}
