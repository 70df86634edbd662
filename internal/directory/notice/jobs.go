package notice

import (
	"cmp"
	"context"
	"time"

	"github.com/riverqueue/river"

	"forankring.no/forankring/internal/platform/mail"
)

// attempts are what a letter gets before it is given up: with the queue's
// growing pauses they last nearly four days, longer than a weekend.
const attempts = 18

// delivery is the job of sending one e-mail.
type delivery struct {
	Letter int64 `json:"letter"`
}

// Kind names the job in the queue; it is never renamed.
func (delivery) Kind() string { return "letter_delivery" }

// InsertOpts bound the attempts.
func (delivery) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: attempts} }

// Work adds the workers.
func (s *Service) Work(w *river.Workers) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[delivery]) error {
		return s.deliver(ctx, job.Args.Letter, job.Attempt)
	}))
}

// deliver sends one letter unless an attempt has ended it already. No transaction is open
// while the mail server is spoken to. Where the server may have taken it before,
// it goes out again under the same Message-ID (rule 6.4).
func (s *Service) deliver(ctx context.Context, id int64, attempt int) error {
	m, err := loadMailing(ctx, s.pool, id)
	if err != nil {
		return err
	}
	if m.State != Queued {
		return nil
	}
	if m.Address == "" {
		return s.noteAttempt(ctx, id, attempt, Skipped, noAddress)
	}
	letter, err := s.compose(ctx, m)
	if err != nil {
		return err
	}
	err = s.sender.Send(ctx, letter)
	switch {
	case err == nil:
		return s.noteAttempt(ctx, id, attempt, Delivered, "")
	case mail.Unsendable(err):
		return cmp.Or(s.noteAttempt(ctx, id, attempt, Failed, badAddress), river.JobCancel(err))
	case mail.Permanent(err):
		return cmp.Or(s.noteAttempt(ctx, id, attempt, Failed, refused), river.JobCancel(err))
	case attempt >= attempts:
		return cmp.Or(s.noteAttempt(ctx, id, attempt, Failed, givenUp), err)
	default:
		return cmp.Or(s.noteAttempt(ctx, id, attempt, Queued, ""), err)
	}
}

// noteAttempt notes how an attempt ended, even when the worker is being stopped:
// what a mail server took should not be sent again.
func (s *Service) noteAttempt(ctx context.Context, id int64, attempt int, state, why string) error {
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
	w, err := m.Kind.Write(m.Language, params, m.Late)
	if err != nil {
		return mail.Letter{}, err
	}
	var link string
	if path := params["path"]; path != "" {
		link = s.public + path
	}
	p, err := email(m.Language, w, link)
	return mail.Letter{
		MessageID: m.MessageID, From: s.from, To: m.Address, ToName: oneLine(m.Name), Subject: w.Subject,
		Text: p.text, HTML: p.html, Date: s.now(), AutoSubmitted: true,
	}, err
}
