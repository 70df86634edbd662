package debate

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/treatment"
	"forankring.no/forankring/internal/directory/notice"
	declared "forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Service holds the use cases.
type Service struct {
	pool       *pgxpool.Pool
	policy     *authz.Policy
	now        func() time.Time
	meetings   *meeting.Service
	treatments *treatment.Service
	notices    *notice.Service
}

// New builds the service. The items of meetings are shown with what can be done with
// them.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, notices *notice.Service, meetings *meeting.Service, treatments *treatment.Service) *Service {
	meetings.CreatesBy(recordVote.Decl)
	return &Service{pool: pool, policy: policy, now: now, notices: notices, meetings: meetings, treatments: treatments}
}

// Show reads an item, with all that happened with it.
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref meeting.ItemRef) (*ItemRecord, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*ItemRecord, error) {
		m, err := s.meetings.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		item := m.Item(ref.Item)
		if item == nil {
			return nil, httpapi.ErrNotFound
		}
		found, err := Of(ctx, q, []*meeting.AgendaItem{item})
		if err != nil {
			return nil, err
		}
		return s.present(m, item, found[item.ID], actor), nil
	})
}

// present completes what happened with an item for a caller.
func (s *Service) present(m *meeting.BodyMeeting, item *meeting.AgendaItem, r *ItemRecord, actor authn.Actor) *ItemRecord {
	ref := meeting.ItemRef{Ref: m.Ref(), Item: item.ID}
	s.meetings.Present(m, item, actor)
	r.AgendaItem = *item
	r.Self, r.Revision = showItem.Href(ref), m.Revision
	r.TakingPart = participants(m.TakingPart(item, m.LastMoment(s.now())))
	debated, voted, consented := mustDebate(m, item), mustVote(m, item), mustConsent(m, item)
	r.Actions = append(r.Actions, propose.Offer(s.policy, actor, ref, debated), state.Offer(s.policy, actor, ref, debated), resolve.Offer(s.policy, actor, ref, debated), correct.Offer(s.policy, actor, ref, mustCorrect(m, item)))
	r.Actions = append(r.Actions, recordVote.Offer(s.policy, actor, VoteRef{ref, len(r.Votes) + 1}, voted), recordConsents.Offer(s.policy, actor, ref, consented))
	for _, p := range r.Proposals {
		r.Actions = append(r.Actions, withdrawProposal.Offer(s.policy, actor, ProposalRef{ref, p.Number}, cmp.Or(debated, r.mayWithdraw(p))))
	}
	if item.ExemptBasis != "" && !s.meetings.Sees(m, actor) {
		r.hide()
	}
	return r
}

// hide leaves out what an exempt item is about: the votes stay as numbers.
func (r *ItemRecord) hide() {
	r.Hidden, r.Papers, r.Proposals, r.Statements = true, []meeting.ShownPaper{}, []*ItemProposal{}, []*ItemStatement{}
	r.Corrections = []ItemCorrection{}
	if r.Resolution != nil {
		r.Resolution.Items, r.Resolution.Reason = []chain.ResolutionItem{}, ""
	}
}

// mayWithdraw refuses to withdraw a proposal that was withdrawn, or voted on.
func (r *ItemRecord) mayWithdraw(p *ItemProposal) error {
	copied := ItemRecord{Votes: r.Votes}
	one := *p
	return copied.withdraw(&one, r.now)
}

// on runs an act on an item, and answers with it.
func (s *Service) on(ctx context.Context, actor authn.Actor, a declared.Decl, ref meeting.ItemRef, do func(*table) error) (*ItemRecord, error) {
	return s.do(ctx, meeting.Asked{Actor: actor, Act: a, Of: ref.Ref}, ref.Item, do)
}

func (s *Service) do(ctx context.Context, asked meeting.Asked, id int64, do func(*table) error) (*ItemRecord, error) {
	var shown *ItemRecord
	return meeting.Do(ctx, s.meetings, asked, func(x *meeting.Sitting) error {
		item, err := x.Find(id)
		if err != nil {
			return err
		}
		found, err := Of(ctx, x.Tx, []*meeting.AgendaItem{item})
		if err != nil {
			return err
		}
		t := &table{Sitting: x, item: item, record: found[item.ID]}
		t.record.now = x.Meeting.LastMoment(x.Now)
		shown = t.record
		return do(t)
	}, func(m *meeting.BodyMeeting) *ItemRecord { return s.present(m, m.Item(id), shown, asked.Actor) })
}

// Propose records a proposal in an item (rule 7.3).
func (s *Service) Propose(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in ItemProposalInput) (*ItemRecord, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.on(ctx, actor, propose.Decl, ref, func(t *table) error {
		at, err := t.Meeting.Moment(in.At, t.Now)
		if err != nil {
			return err
		}
		p, err := t.propose(in, at)
		if err != nil {
			return err
		}
		t.Note(msgProposed.With(t.item.Number, p.Number), audit.Changes{"proposal": {New: p.Number}, "kind": {New: p.Kind}, "item": {New: t.item.Number}, "proposers": {New: p.Proposers}})
		return insertProposal(ctx, t.Tx, p)
	})
}

// WithdrawProposal withdraws a proposal that was not voted on, and what amends it.
func (s *Service) WithdrawProposal(ctx context.Context, actor authn.Actor, ref ProposalRef, in meeting.MeetingMomentInput) (*ItemRecord, error) {
	return s.on(ctx, actor, withdrawProposal.Decl, ref.ItemRef, func(t *table) error {
		if err := mustDebate(t.Meeting, t.item); err != nil {
			return err
		}
		at, err := t.Meeting.Moment(in.At, t.Now)
		if err != nil {
			return err
		}
		p, err := t.record.proposal(ref.Proposal)
		if err != nil {
			return err
		}
		if err := t.record.withdraw(p, at); err != nil {
			return err
		}
		t.Note(msgProposalWithdrawn.With(t.item.Number, p.Number), audit.Changes{"proposal": {New: p.Number}, "withdrawn": {New: true}, "item": {New: t.item.Number}})
		return saveWithdrawn(ctx, t.Tx, t.record)
	})
}

// RecordVote records a vote with all its voices in one request, and what it came to
// (rules 7.5, 7.7). The same again changes nothing; another takes the place of the one
// that is there, with its tag and a reason.
func (s *Service) RecordVote(ctx context.Context, actor authn.Actor, ref VoteRef, in ItemVoteInput) (*ItemRecord, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.on(ctx, actor, recordVote.Decl, ref.ItemRef, func(t *table) error {
		if err := mustVote(t.Meeting, t.item); err != nil {
			return err
		}
		at, err := t.Meeting.Moment(in.At, t.Now)
		if err != nil {
			return err
		}
		if ref.Vote > len(t.record.Votes)+1 {
			return ErrVoteOrder.With(msgNextVote.With(len(t.record.Votes) + 1))
		}
		before := ""
		v, err := t.vote(ref.Vote, in, at)
		if err != nil {
			return err
		}
		if ref.Vote <= len(t.record.Votes) {
			if t.record.Votes[ref.Vote-1].same(v) {
				return nil
			}
			if err := request.MustMatch(ctx, t.Meeting.Revision); err != nil {
				return err
			}
			if in.Reason == "" {
				return ErrUnexplained.On("/reason", msgWhyCorrected)
			}
			t.Because(in.Reason)
			before = t.record.Votes[ref.Vote-1].cameOut()
			t.record.Votes[ref.Vote-1] = v
		} else {
			t.record.Votes = append(t.record.Votes, v)
		}
		t.Note(message.Sentences(v.sentences()...), audit.Changes{"vote": {New: v.Number}, "kind": {New: v.Kind}, "item": {New: t.item.Number}, "came_out": {Old: before, New: v.cameOut()}, "carried": {New: v.carried()}, "on": {New: v.On}, "voters": {New: v.voters()}})
		return saveVote(ctx, t.Tx, v)
	})
}

// RecordConsents records what members answered in a written procedure, whole (KL § 11-8).
func (s *Service) RecordConsents(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in ItemConsentsInput) (*ItemRecord, error) {
	return s.on(ctx, actor, recordConsents.Decl, ref, func(t *table) error {
		before := len(t.record.Consents)
		if err := t.consent(in); err != nil {
			return err
		}
		t.Note(message.Text{}, audit.Changes{"consents": {Old: before, New: t.record.consenting()}, "item": {New: t.item.Number}})
		return saveConsents(ctx, t.Tx, t.record)
	})
}

// State records a statement for the record (rule 7.3).
func (s *Service) State(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in ItemStatementInput) (*ItemRecord, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.on(ctx, actor, state.Decl, ref, func(t *table) error {
		at, err := t.Meeting.Moment(in.At, t.Now)
		if err != nil {
			return err
		}
		made, err := t.state(in, at)
		if err != nil {
			return err
		}
		t.Note(message.Text{}, audit.Changes{"statement": {New: made.Number}, "item": {New: t.item.Number}, "person": {New: in.Person}})
		return insertStatement(ctx, t.Tx, made)
	})
}

// Resolve records what the body resolved in an item, and hands it to the treatment of the
// case that the item treats, if there is one, in the same transaction (rules 7.2, 7.3).
func (s *Service) Resolve(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in ItemResolveInput) (*ItemRecord, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var c *casefile.Change
	before := func(ctx context.Context, tx pgx.Tx) (err error) {
		c, err = s.meetings.LockCaseOf(ctx, tx, actor, ref)
		return err
	}
	return s.do(ctx, meeting.Asked{Actor: actor, Act: resolve.Decl, Of: ref.Ref, Before: before}, ref.Item, func(t *table) error {
		at, err := t.Meeting.Moment(in.At, t.Now)
		if err != nil {
			return err
		}
		r, err := t.resolve(in, at)
		if err != nil {
			return err
		}
		if err := insertResolution(ctx, t.Tx, r); err != nil {
			return err
		}
		t.Note(msgResolved.With(t.item.Number), audit.Changes{"item": {New: t.item.Number}, "outcome": {New: r.Outcome}})
		t.item.State = meeting.ItemResolved
		if err := t.SaveItems(ctx, t.item); err != nil || c == nil {
			return err
		}
		if _, err := s.treatments.ResolveIn(ctx, c, *t.item.TreatmentID, t.made(r)); err != nil {
			return err
		}
		return c.Trace(ctx)
	})
}
