package proposal

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases of proposed resolutions.
type Service struct {
	pool    *pgxpool.Pool
	policy  *authz.Policy
	notices *notice.Service
	frame   casefile.Frame
	waiting Waiting
}

// Waiting finds the posts of the bodies that have a case before them: they are told when
// the proposed resolution changes under their treatment.
type Waiting func(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]authority.Post, error)

// New builds the service, and lets a case be shown with its proposed resolution.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, cases *casefile.Service) *Service {
	cases.Offers.Relate("proposed_resolution", func(c *casefile.Case) string { return showProposal.Href(VersionQuery{Ref: c.Ref()}) })
	return &Service{pool: pool, policy: policy, notices: notices, frame: casefile.Frame{Pool: pool, Now: now}}
}

// TellWaiting sets who finds those who are told when the proposed resolution changes
// under treatment: whoever keeps the treatment of cases, which stands above.
func (s *Service) TellWaiting(find Waiting) { s.waiting = find }

// Summary is a version as the list of all shows it.
type Summary struct {
	request.Resource
	Number     int       `json:"version" db:"version" example:"2"`
	Items      int       `json:"items" db:"items" example:"3" doc:"How many items it has"`
	Hash       string    `json:"hash" db:"hash"`
	Reason     string    `json:"reason,omitempty" db:"reason" doc:"Why it took the place of the version before"`
	WrittenBy  string    `json:"written_by" db:"written_by" format:"uuid"`
	WrittenFor *string   `json:"written_for" db:"written_for" format:"uuid" doc:"The office holder for whom a substitute wrote it"`
	WrittenAt  time.Time `json:"written_at" db:"written_at"`
}

// Show reads a version, the newest where none is asked for.
func (s *Service) Show(ctx context.Context, actor authn.Actor, q VersionQuery) (*Version, error) {
	c, err := casefile.LoadParties(ctx, s.pool, q.Ref)
	if err != nil {
		return nil, err
	}
	until := c.Past.Moment()
	last, err := upTo(ctx, s.pool, c.ID, newest, until)
	if err != nil {
		return nil, err
	}
	if q.Version == 0 || q.Version == last.Number {
		return s.present(c, last, actor), nil
	}
	v, err := numbered(ctx, s.pool, c.ID, q.Version, until)
	if err != nil {
		return nil, err
	}
	s.present(c, v, actor).Self = q.path()
	return v, nil
}

// List lists the versions, the newest first.
func (s *Service) List(ctx context.Context, _ authn.Actor, ref casefile.Ref, p request.Page) (request.List[Summary], error) {
	c, err := casefile.LoadParties(ctx, s.pool, ref)
	if err != nil {
		return request.List[Summary]{}, err
	}
	list, err := page(ctx, s.pool, c, p)
	for i := range list.Items {
		one := &list.Items[i]
		one.Self, one.Actions = VersionQuery{Ref: ref, Version: one.Number}.path(), []request.Action{}
	}
	return list, err
}

// Write writes the proposed resolution anew, as the next version. The same items
// again change nothing, whatever the tag. While the case is in treatment those are
// told whose bodies wait (rule 8.1).
func (s *Service) Write(ctx context.Context, actor authn.Actor, ref casefile.Ref, in Input) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return casefile.Do(ctx, s.frame, actor, ref, func(ch *casefile.Change) (*Version, error) {
		return s.write(ctx, ch, &in, func(before *Version) error { return before.mustMatch(ctx) })
	})
}

// WriteIn writes the proposed resolution anew in the transaction of another act, which
// has locked the case: where the text of a council takes its place (rule 8.4).
func (s *Service) WriteIn(ctx context.Context, ch *casefile.Change, in Input) (*Version, error) {
	if err := in.Normalise(); err != nil {
		return nil, err
	}
	return s.write(ctx, ch, &in, func(*Version) error { return nil })
}

// write writes the next version, if it may take the place of the one before.
func (s *Service) write(ctx context.Context, ch *casefile.Change, in *Input, may func(before *Version) error) (*Version, error) {
	if err := MustTake(ch.Case); err != nil {
		return nil, err
	}
	before, err := upTo(ctx, ch.Tx, ch.Case.ID, newest, nil)
	if err != nil {
		return nil, err
	}
	v, err := before.next(in)
	if err != nil || v == before {
		return s.present(ch.Case, v, ch.Actor), err
	}
	if err := may(before); err != nil {
		return nil, err
	}
	v.writtenBy(ch.Actor, ch.Now)
	if err := insert(ctx, ch.Tx, ch.Case.ID, v); err != nil {
		return nil, err
	}
	ch.Record(audit.Event{Act: writeProposal.ID, Object: writeProposal.Href(ch.Case.Ref()), Changes: audit.Difference(
		audit.Changed("version", before.Number, v.Number), audit.Changed("hash", before.Hash, v.Hash), audit.Changed("reason", "", v.Reason))})
	return s.present(ch.Case, v, ch.Actor), s.tell(ctx, ch, v)
}

// mustMatch refuses a change that is meant for another version than this one.
func (v *Version) mustMatch(ctx context.Context) error {
	if v.Number == 0 {
		return request.Match(ctx, v.Revision)
	}
	return request.MustMatch(ctx, v.Revision)
}

// present completes a version for a caller; nil stays nil.
func (s *Service) present(c *casefile.Case, v *Version, actor authn.Actor) *Version {
	if v == nil {
		return nil
	}
	ref := c.Ref()
	v.Self, v.Region, v.Case = showProposal.Href(VersionQuery{Ref: ref}), c.Region, c.Number
	v.Actions = []request.Action{writeProposal.Offer(s.policy, actor.In(c.ID), ref, MustTake(c))}
	return v
}

// tell tells of a new version while the case is in treatment.
func (s *Service) tell(ctx context.Context, ch *casefile.Change, v *Version) error {
	c := ch.Case
	if c.State != casefile.InTreatment || s.waiting == nil {
		return nil
	}
	posts, err := s.waiting(ctx, ch.Tx, c)
	if err != nil {
		return err
	}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, authority.Letter{
		Calls: authority.Calls(c.ID, showProposal.Call(), posts...),
		Notice: notice.Notice{
			Source: fmt.Sprintf("proposal:%d:%d", c.ID, v.Number), Kind: noticeRewritten, Case: c.ID,
			Params: map[string]string{
				"case_number": c.Number, "case_title": c.Title, "region": c.Region, "version": strconv.Itoa(v.Number), "reason": v.Reason, "path": v.Self,
			},
		},
	})
}
