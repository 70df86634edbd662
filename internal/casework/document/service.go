package document

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases of documents.
type Service struct {
	pool   *pgxpool.Pool
	policy *authz.Policy
	now    func() time.Time
	frame  casefile.Frame
	// storing bounds how many files are stored at once, each with a connection.
	storing chan struct{}
}

// storedAtOnce is how many files an instance stores at once: a part of the pool, so
// that others are answered meanwhile.
const storedAtOnce = 4

// New builds the service, lets cases be shown with their documents, and keeps the
// titles of exempt ones out of what is told of the case.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, cases *casefile.Service) *Service {
	s := &Service{pool: pool, policy: policy, now: now, frame: casefile.Frame{Pool: pool, Now: now}, storing: make(chan struct{}, storedAtOnce)}
	cases.Offers.Relate("documents", func(c *casefile.Case) string { return listDocuments.Href(ListQuery{Ref: c.Ref()}) })
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		return []request.Action{createDocument.OfferIn(policy, actor, cases.ActingAs(c, actor, createDocument.Decl), c.Ref(), c.Alive())}
	})
	cases.Conceal(s.concealed)
	return s
}

// concealed are the addresses of the documents of a case that an actor may not read.
func (s *Service) concealed(ctx context.Context, q pgdb.Querier, c *casefile.Case, actor authn.Actor) ([]string, error) {
	if s.opensExempt(c, actor) {
		return nil, nil
	}
	numbers, err := exempt(ctx, q, c.ID, workday.Today(s.now()))
	paths := make([]string, len(numbers))
	for i, number := range numbers {
		paths[i] = showDocument.Href(Ref{c.Ref(), number})
	}
	return paths, err
}

// List lists the documents of a case that the caller may read, in the order of their
// numbers.
func (s *Service) List(ctx context.Context, actor authn.Actor, q ListQuery, p request.Page) (request.List[*Document], error) {
	c, err := casefile.LoadParties(ctx, s.pool, q.Ref)
	if err != nil {
		return request.List[*Document]{}, err
	}
	list, err := page(ctx, s.pool, wanted{of: c, ListQuery: q, exempt: s.opensExempt(c, actor), today: workday.Today(s.now())}, p)
	if err != nil {
		return request.List[*Document]{}, err
	}
	list.Items = slices.DeleteFunc(list.Items, func(d *Document) bool {
		d.Self = showDocument.Href(Ref{q.Ref, d.Number})
		return c.Past != nil && (!d.turn(c.Past) || q.Kind != "" && d.Kind != q.Kind)
	})
	for _, d := range list.Items {
		s.present(c, d, actor)
	}
	return list, nil
}

// Show reads a document.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref Ref) (*Document, error) {
	c, err := casefile.LoadParties(ctx, s.pool, ref.Ref)
	if err != nil {
		return nil, err
	}
	d, err := s.readable(ctx, s.pool, c, ref, actor)
	if err != nil {
		return nil, err
	}
	return s.present(c, d, actor), nil
}

// readable finds a document that the caller may read, perhaps as it stood at a moment.
// One that they may not is not there.
func (s *Service) readable(ctx context.Context, q pgdb.Querier, c *casefile.Case, ref Ref, actor authn.Actor) (*Document, error) {
	d, err := find(ctx, q, c.ID, ref.Number)
	if err != nil {
		return nil, err
	}
	d.Self = showDocument.Href(ref)
	if d.Exempt(workday.Today(s.now())) && !s.opensExempt(c, actor) || c.Past != nil && !d.turn(c.Past) {
		return nil, httpapi.ErrNotFound
	}
	return d, nil
}

// ShowContent gives the bytes of a version.
func (s *Service) ShowContent(ctx context.Context, actor authn.Actor, ref VersionRef) (*httpapi.Content, error) {
	c, err := casefile.LoadParties(ctx, s.pool, ref.Ref.Ref)
	if err != nil {
		return nil, err
	}
	d, err := s.readable(ctx, s.pool, c, ref.Ref, actor)
	if err != nil {
		return nil, err
	}
	v := d.numbered(ref.Version)
	switch {
	case v == nil:
		return nil, httpapi.ErrNotFound
	case !d.Gives(v):
		return nil, d.MustStand()
	case v.Address != "":
		return nil, ErrNoFile
	}
	return contentOf(ctx, s.pool, d, v), nil
}

// Create makes a document without versions, in the name of an organisation.
func (s *Service) Create(ctx context.Context, actor authn.Actor, ref casefile.Ref, in NewInput) (*Document, error) {
	if err := in.Check(workday.Today(s.now())); err != nil {
		return nil, err
	}
	return s.do(ctx, actor, ref, nil, func(ch *casefile.Change) (*Document, error) {
		c := ch.Case
		if c.MustBeSpokenForBy(in.Organisation) != nil {
			return nil, ErrContent.On("/organisation", casefile.MsgOutsideCase)
		}
		if err := s.actIn(ctx, ch, in.Organisation); err != nil {
			return nil, err
		}
		if err := c.Alive(); err != nil {
			return nil, err
		}
		number, err := insert(ctx, ch.Tx, c, in, ch.Actor, ch.Now)
		if err != nil {
			return nil, err
		}
		if number > MaxDocuments {
			return nil, ErrTooMany.With(msgTooManyOfCase.With(MaxDocuments))
		}
		ch.Record(audit.Event{Act: createDocument.ID, Object: showDocument.Href(Ref{ref, number}), Changes: audit.Difference(
			append((&Document{}).changes(in.Input), audit.Changed("organisation", "", in.Organisation))...)})
		return s.after(ctx, ch, Ref{ref, number}, actor)
	})
}

// Edit changes what is said of a document; its versions stay as they are.
func (s *Service) Edit(ctx context.Context, actor authn.Actor, ref Ref, in Input) (*Document, error) {
	if err := in.Check(workday.Today(s.now())); err != nil {
		return nil, err
	}
	return s.onDocument(ctx, actor, ref, func(ch *casefile.Change, d *Document) error {
		if err := request.MustMatch(ctx, d.Revision); err != nil {
			return err
		}
		if err := d.MustTake(ch.Case); err != nil {
			return err
		}
		changes := audit.Difference(d.changes(in)...)
		if len(changes) == 0 {
			return nil
		}
		ch.Record(audit.Event{Act: editDocument.ID, Object: d.Self, Changes: changes})
		return update(ctx, ch.Tx, d, in)
	})
}

// WithdrawInput says why a document is withdrawn.
type WithdrawInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"2000" example:"It was filed in the wrong case"`
}

// Withdraw withdraws a document in the place of deleting it (rule 9.5).
func (s *Service) Withdraw(ctx context.Context, actor authn.Actor, ref Ref, in WithdrawInput) (*Document, error) {
	var c fault.Checks
	canon.TidyText(&c, "/reason", &in.Reason)
	c.Require(in.Reason != "", "/reason", msgReasonMissing)
	if err := c.Err(ErrContent); err != nil {
		return nil, err
	}
	return s.onDocument(ctx, actor, ref, func(ch *casefile.Change, d *Document) error {
		if err := request.Match(ctx, d.Revision); err != nil {
			return err
		}
		if err := d.MustTake(ch.Case); err != nil {
			return err
		}
		ch.Record(audit.Event{Act: withdrawDocument.ID, Object: d.Self, Changes: audit.Changes{"state": {Old: "present", New: "withdrawn"}, "reason": {New: in.Reason}}})
		return withdraw(ctx, ch.Tx, d, in.Reason, ch.Actor, ch.Now)
	})
}

// AddLink adds a version that is a link.
func (s *Service) AddLink(ctx context.Context, actor authn.Actor, ref Ref, in LinkInput) (*Document, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.onDocument(ctx, actor, ref, func(ch *casefile.Change, d *Document) error {
		return add(ctx, ch, d, addLink.ID, Version{Address: in.Address}, nil)
	})
}

// do runs an act in a case, after what is done before the case is locked.
func (s *Service) do(ctx context.Context, actor authn.Actor, ref casefile.Ref, before func(pgx.Tx) error, act func(*casefile.Change) (*Document, error)) (*Document, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Document, error) {
		if before != nil {
			if err := before(tx); err != nil {
				return nil, err
			}
		}
		ch, err := s.frame.Begin(ctx, tx, actor, ref)
		if err != nil {
			return nil, err
		}
		d, err := act(ch)
		if err != nil {
			return nil, err
		}
		return d, ch.Trace(ctx)
	})
}

// onDocument runs an act on a document, in the name of the organisation whose it is,
// and answers with the document after it.
func (s *Service) onDocument(ctx context.Context, actor authn.Actor, ref Ref, act func(*casefile.Change, *Document) error) (*Document, error) {
	return s.do(ctx, actor, ref.Ref, nil, func(ch *casefile.Change) (*Document, error) { return s.alter(ctx, ch, ref, actor, act) })
}

func (s *Service) alter(ctx context.Context, ch *casefile.Change, ref Ref, actor authn.Actor, act func(*casefile.Change, *Document) error) (*Document, error) {
	d, err := s.readable(ctx, ch.Tx, ch.Case, ref, actor)
	if err != nil {
		return nil, err
	}
	if err := s.actIn(ctx, ch, d.Organisation); err != nil {
		return nil, err
	}
	if err := act(ch, d); err != nil {
		return nil, err
	}
	return s.after(ctx, ch, ref, actor)
}

// after is a document after an act.
func (s *Service) after(ctx context.Context, ch *casefile.Change, ref Ref, actor authn.Actor) (*Document, error) {
	d, err := find(ctx, ch.Tx, ch.Case.ID, ref.Number)
	if err != nil {
		return nil, err
	}
	return s.present(ch.Case, d, actor), nil
}

// add adds a version to a document: the next.
func add(ctx context.Context, ch *casefile.Change, d *Document, id string, v Version, content *int64) error {
	if err := request.Match(ctx, d.Revision); err != nil {
		return err
	}
	if err := d.MustTakeVersion(ch.Case); err != nil {
		return err
	}
	v.Number, v.AddedAt = len(d.Versions)+1, ch.Now
	if content != nil && v.FileName == "" {
		v.FileName = d.fileNamed(v.Number)
	}
	ch.Record(audit.Event{Act: id, Object: d.Self, Changes: v.changes()})
	return insertVersion(ctx, ch.Tx, d, v, content, ch.Actor)
}
