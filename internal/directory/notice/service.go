package notice

import (
	"context"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"golang.org/x/net/idna"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service keeps the inbox and delivers letters.
type Service struct {
	log     *slog.Logger
	pool    *pgxpool.Pool
	now     func() time.Time
	jobs    *river.Client[pgx.Tx]
	out     Outgoing
	breaker *mail.Breaker
	shields Shields
	policy  *authz.Policy
	keepers Keepers
}

// New builds the service: letters go out as told, and what they say of a case is
// what its shield lets out.
func New(log *slog.Logger, pool *pgxpool.Pool, now func() time.Time, jobs *river.Client[pgx.Tx], out Outgoing, shields Shields) *Service {
	return &Service{log: log, pool: pool, now: now, jobs: jobs, out: out.completed(), breaker: mail.NewBreaker(), shields: shields}
}

// Post writes notices into the inboxes and queues their e-mails, in the
// transaction of what they tell of. A source and person that were posted
// before, then or now, are passed over: everyone is told once (rule 6.2). Whoever has
// no e-mail address gets the inbox alone, and what somebody wants collected waits for
// their daily digest (rule 6.6). It fails on a kind that has no text.
func (s *Service) Post(ctx context.Context, tx pgx.Tx, notices []Notice) error {
	for _, n := range notices {
		if err := n.check(); err != nil {
			return err
		}
	}
	if len(notices) == 0 {
		return nil
	}
	queued, err := insert(ctx, tx, notices, messageDomain(s.out.From), s.now())
	if err != nil {
		return err
	}
	return s.queue(ctx, tx, queued)
}

// queue queues letters, in the transaction that writes them.
func (s *Service) queue(ctx context.Context, tx pgx.Tx, letters []int64) error {
	if len(letters) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(letters))
	for i, id := range letters {
		jobs[i] = river.InsertManyParams{Args: delivery{Letter: id}}
	}
	if _, err := s.jobs.InsertManyFastTx(ctx, tx, jobs); err != nil {
		return fmt.Errorf("queue letters: %w", err)
	}
	return nil
}

// messageDomain is what stands after the @ of a Message-ID: the sender's own
// domain, in ASCII.
func messageDomain(from string) string {
	if a, err := netmail.ParseAddress(from); err == nil {
		if domain, err := idna.Lookup.ToASCII(a.Address[strings.LastIndexByte(a.Address, '@')+1:]); err == nil {
			return domain
		}
	}
	return "forankring.invalid"
}

// List shows a page of the caller's inbox, the newest first.
func (s *Service) List(ctx context.Context, actor authn.Actor, f filter, p request.Page) (request.List[InboxNotice], error) {
	list, err := inbox(ctx, s.pool, actor.Person, f, p)
	if err != nil {
		return list, err
	}
	for i := range list.Items {
		if err := list.Items[i].present(message.SpokenTo(ctx), actor); err != nil {
			return list, err
		}
	}
	return list, nil
}

// Show reads one notice of the caller's own inbox.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*InboxNotice, error) {
	n, err := load(ctx, s.pool, actor.Person, ref.ID, "")
	if err != nil {
		return nil, err
	}
	return n, n.present(message.SpokenTo(ctx), actor)
}

// MarkRead notes that the caller has read a notice; again it changes nothing.
// It is the reader's own mark, not an act in a case, and leaves no audit event:
// nobody else is to learn when a person reads their letters.
func (s *Service) MarkRead(ctx context.Context, actor authn.Actor, ref Ref) (*InboxNotice, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*InboxNotice, error) {
		n, err := load(ctx, tx, actor.Person, ref.ID, " FOR UPDATE OF l")
		if err != nil {
			return nil, err
		}
		if err := request.Match(ctx, n.Revision); err != nil {
			return nil, err
		}
		if n.ReadAt == nil {
			if err := markRead(ctx, tx, n, s.now()); err != nil {
				return nil, err
			}
		}
		return n, n.present(message.SpokenTo(ctx), actor)
	})
}
