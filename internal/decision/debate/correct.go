package debate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// The faults of corrections.
var (
	ErrUnexplained = fault.New(fault.Invalid, "debate.correction_unexplained", "It is not said why it is corrected",
		"Whoever corrects a vote or a resolution that was recorded wrongly says why, in `reason` or `correction`: the history and the record keep it (rules 7.7, 9.1).")
	ErrNotResolved = fault.New(fault.Conflict, "debate.not_resolved", "The item is not resolved",
		"A resolution is corrected that was recorded wrongly; an item without one is resolved (rules 7.3, 7.7).")
)

// ItemCorrectionInput is what the body resolved in an item, in the place of what was
// recorded wrongly.
type ItemCorrectionInput struct {
	ItemResolveInput
	Why   string           `json:"correction" minLength:"1" maxLength:"1000" example:"The votes were entered the other way round" doc:"Why it is corrected, such as a typing error or a wrong count"`
	Votes []CorrectedVotes `json:"votes,omitempty" maxItems:"100" doc:"The votes that were recorded wrongly too, whole, each by its number"`
}

// CorrectedVotes are a vote in the place of one that was recorded wrongly.
type CorrectedVotes struct {
	Number int `json:"number" minimum:"1" maximum:"1000" example:"1" doc:"The number of the vote in the item"`
	ItemVoteInput
}

// ItemCorrection is that a resolution was corrected, with what stood before.
type ItemCorrection struct {
	ItemID int64         `json:"-" db:"item_id"`
	Number int           `json:"number" db:"number" example:"1" doc:"Running number in the item"`
	Before CorrectedFrom `json:"before" db:"before" doc:"What stood before"`
	Reason string        `json:"reason" db:"reason"`
	Person string        `json:"person" db:"person" format:"uuid" doc:"Who corrected it"`
	For    *string       `json:"on_behalf_of" db:"on_behalf_of" format:"uuid" doc:"The office holder for whom a substitute did; null where none did"`
	At     time.Time     `json:"at" db:"at"`
}

// CorrectedFrom is what stood before a correction.
type CorrectedFrom struct {
	Resolution ItemResolution `json:"resolution"`
	Votes      []*ItemVote    `json:"votes" doc:"The votes that were corrected with it"`
}

// check brings a correction to its one form.
func (in *ItemCorrectionInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/correction", &in.Why)
	if err := c.Err(ErrUnexplained); err != nil {
		return err
	}
	for n := range in.Votes {
		if err := in.Votes[n].check(); err != nil {
			return below(err, fmt.Sprintf("/votes/%d", n))
		}
	}
	return in.ItemResolveInput.check()
}

// below points to what is at fault from above it.
func below(err error, at string) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	var c fault.Checks
	for _, field := range f.Fields {
		c.Require(false, at+field.Pointer, field.Detail)
	}
	if len(f.Fields) == 0 {
		c.Require(false, at, f.Detail)
	}
	return c.Err(f)
}

// mustCorrect refuses to correct an item without a resolution, and once the minutes are
// signed.
func mustCorrect(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	if err := cmp.Or(m.MustResolve(), m.MustBeInRecord()); err != nil {
		return err
	}
	if i.State != meeting.ItemResolved {
		return ErrNotResolved
	}
	return nil
}

// correct judges what the body resolved, in the place of what was recorded wrongly. It
// gives what stood before; nothing where that was the same.
func (t *table) correct(in ItemCorrectionInput) (*CorrectedFrom, error) {
	if err := mustCorrect(t.Meeting, t.item); err != nil {
		return nil, err
	}
	was := t.record.Resolution
	from := &CorrectedFrom{Resolution: *was, Votes: []*ItemVote{}}
	for n, v := range in.Votes {
		at := fmt.Sprintf("/votes/%d", n)
		if v.Number > len(t.record.Votes) {
			return nil, ErrVoteOrder.On(at+"/number", msgNextVote.With(len(t.record.Votes)+1))
		}
		old := t.record.Votes[v.Number-1]
		held, err := t.heldAt(v.At, old.At)
		if err != nil {
			return nil, below(err, at)
		}
		vote, err := t.vote(v.Number, v.ItemVoteInput, held)
		if err != nil {
			return nil, below(err, at)
		}
		if !old.same(vote) {
			from.Votes = append(from.Votes, old)
			t.record.Votes[v.Number-1] = vote
		}
	}
	at, err := t.heldAt(in.At, was.ResolvedAt)
	if err != nil {
		return nil, err
	}
	r, err := t.judge(in.ItemResolveInput, at)
	if err != nil {
		return nil, err
	}
	if len(from.Votes) == 0 && was.same(r) {
		return nil, nil
	}
	return from, nil
}

// mustBearNone refuses that what a body adopted is adopted no more, once a case rests on it
// (rule 2.3b).
func (t *table) mustBearNone(ctx context.Context, before, after chain.Outcome) error {
	adopted := []chain.Outcome{chain.Adopted, chain.AdoptedWithChanges}
	if !slices.Contains(adopted, before) || slices.Contains(adopted, after) {
		return nil
	}
	cases, err := casefile.RestingOn(ctx, t.Tx, t.Meeting.BodyID, showItem.Href(meeting.ItemRef{Ref: t.Meeting.Ref(), Item: t.item.ID}))
	if err == nil && len(cases) > 0 {
		err = chain.ErrRests.With(msgCasesRest.With(cases))
	}
	return err
}

// heldAt is when something was done that is corrected: as it was recorded, unless it is
// said otherwise.
func (t *table) heldAt(said *time.Time, was time.Time) (time.Time, error) {
	if said == nil {
		return was, nil
	}
	return t.Meeting.Moment(said, t.Now)
}

// same says whether a resolution is as it was recorded before, whoever recorded it.
func (r *ItemResolution) same(other *ItemResolution) bool {
	a, b := *r, *other
	a.ResolvedBy, b.ResolvedBy, a.ResolvedAt = "", "", b.ResolvedAt
	one, errOne := canon.JSON(a)
	two, errTwo := canon.JSON(b)
	return errOne == nil && errTwo == nil && string(one) == string(two)
}

// Correct lets a resolution take the place of one that was recorded wrongly, with the votes
// that were, until the minutes are signed. Of a case its treatment follows, unless something
// rests on what was recorded (rules 7.3, 7.7). Whoever chaired is told, and in a case those
// who were told of the resolution. The same again changes nothing.
func (s *Service) Correct(ctx context.Context, actor authn.Actor, ref meeting.ItemRef, in ItemCorrectionInput) (*ItemRecord, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var c *casefile.Change
	before := func(ctx context.Context, tx pgx.Tx) (err error) {
		c, err = s.meetings.LockCaseOf(ctx, tx, actor, ref)
		return err
	}
	return s.do(ctx, meeting.Asked{Actor: actor, Act: correct.Decl, Of: ref.Ref, Before: before}, ref.Item, func(t *table) error {
		from, err := t.correct(in)
		if err != nil || from == nil {
			return err
		}
		r := t.record.Resolution
		if err := t.mustBearNone(ctx, from.Resolution.Outcome, r.Outcome); err != nil {
			return err
		}
		made := ItemCorrection{ItemID: t.item.ID, Number: len(t.record.Corrections) + 1, Before: *from, Reason: in.Why, Person: t.Actor.Person, For: t.Actor.For(), At: t.Now}
		t.record.Corrections = append(t.record.Corrections, made)
		if err := saveCorrection(ctx, t.Tx, made, r, t.record.Votes); err != nil {
			return err
		}
		changes, err := correctionChanges(from, r)
		if err != nil {
			return err
		}
		changes["item"] = audit.Change{New: t.item.Number}
		t.Note(msgResolutionCorrected.With(t.item.Number), changes)
		t.Because(in.Why)
		if err := s.tellChairs(ctx, t, made); err != nil || c == nil {
			return err
		}
		if _, err := s.treatments.CorrectIn(ctx, c, *t.item.TreatmentID, t.made(r), in.Why); err != nil {
			return err
		}
		return c.Trace(ctx)
	})
}

// correctionChanges are what a correction changes: texts by their hashes, for an item may
// be exempt.
func correctionChanges(from *CorrectedFrom, r *ItemResolution) (audit.Changes, error) {
	old, err := canon.Hash(from.Resolution.Items)
	if err != nil {
		return nil, err
	}
	hash, err := canon.Hash(r.Items)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, v := range from.Votes {
		numbers = append(numbers, v.Number)
	}
	return audit.Changes{"outcome": {Old: from.Resolution.Outcome, New: r.Outcome}, "sha256": {Old: old, New: hash}, "votes": {New: list(numbers)}}, nil
}

// tellChairs tells whoever chaired the item, and the meeting, that its resolution was
// corrected: they sign for it. Why is not said of an item that is exempt.
func (s *Service) tellChairs(ctx context.Context, t *table, made ItemCorrection) error {
	one := notice.Notice{Source: fmt.Sprintf("item_corrected:%d:%d", made.ItemID, made.Number), Kind: noticeCorrected, Params: map[string]string{
		"body": t.Meeting.BodyName, "organisation": t.In.Name, "item": t.item.Number, "title": t.item.Title, "path": showItem.Href(meeting.ItemRef{Ref: t.Meeting.Ref(), Item: t.item.ID}),
	}}
	if t.item.ExemptBasis == "" {
		one.Params["reason"] = message.Verbatim(made.Reason).Stored()
	}
	var letters []notice.Notice
	for _, person := range []*string{t.Meeting.Chair, t.item.Chair} {
		if person != nil && !t.Actor.Is(*person) {
			one.Person = *person
			letters = append(letters, one)
		}
	}
	return s.notices.Post(ctx, t.Tx, letters)
}
