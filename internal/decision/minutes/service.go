package minutes

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/decision/debate"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/treatment"
	declared "forankring.no/forankring/internal/platform/act"
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

// Service holds the use cases.
type Service struct {
	pool     *pgxpool.Pool
	policy   *authz.Policy
	now      func() time.Time
	meetings *meeting.Service
	// treatments are told that minutes are signed.
	treatments *treatment.Service
}

// New builds the service. A meeting is shown with the address of its minutes.
func New(pool *pgxpool.Pool, policy *authz.Policy, now func() time.Time, meetings *meeting.Service, treatments *treatment.Service) *Service {
	meetings.Offers.Relate("minutes", func(m *meeting.BodyMeeting) string { return showMinutes.Href(versionRef{Ref: m.Ref()}) })
	return &Service{pool: pool, policy: policy, now: now, meetings: meetings, treatments: treatments}
}

// book is a meeting in hand with its minutes.
type book struct {
	meeting *meeting.BodyMeeting
	draft   Protocol
	gaps    []MinutesGap
	kept    []stored
	signed  map[int][]MinutesSignature
}

// read reads the minutes of a meeting, and what they would say of the record now.
func (*Service) read(ctx context.Context, q pgdb.Querier, m *meeting.BodyMeeting) (*book, error) {
	if err := m.MustResolve(); err != nil {
		return nil, err
	}
	b := &book{meeting: m}
	var err error
	if b.kept, b.signed, err = kept(ctx, q, m.ID); err != nil {
		return nil, err
	}
	records, err := debate.Of(ctx, q, m.Agenda)
	if err != nil {
		return nil, err
	}
	b.draft = protocol(m, records)
	b.gaps = gaps(m, b.draft, records)
	return b, nil
}

// version is a version of the minutes, 0 for the last: the draft where none was signed.
func (b *book) version(number int) (*Minutes, error) {
	m := &Minutes{Meeting: b.meeting.ID, Protocol: b.draft, Gaps: b.gaps, Signatures: []MinutesSignature{}, Needed: 1 + b.meeting.Statutes().Signatories, Versions: []int{}, Related: map[string]string{}}
	for _, v := range b.kept {
		m.Versions = append(m.Versions, v.Version)
	}
	if number == 0 {
		number = len(b.kept)
	}
	if number > len(b.kept) {
		return nil, ErrNoVersion
	}
	if number > 0 {
		v := b.kept[number-1]
		m.Version, m.Protocol, m.SHA256, m.Corrects, m.Reason, m.Needed, m.FinalisedAt = v.Version, v.Protocol, v.SHA256, v.Corrects, v.Reason, v.Needed, &v.FinalisedAt
		m.Gaps, m.Signatures = []MinutesGap{}, append(m.Signatures, b.signed[v.Version]...)
	} else {
		var err error
		if m.SHA256, err = canon.Hash(m.Protocol); err != nil {
			return nil, err
		}
	}
	m.settle()
	return m, nil
}

// Show reads the minutes of a meeting: the last version, or another, or what they would
// say now (rule 7.7).
func (s *Service) Show(ctx context.Context, actor authn.Actor, ref versionRef) (*Minutes, error) {
	return pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*Minutes, error) {
		m, err := s.meetings.Load(ctx, q, ref.Ref)
		if err != nil {
			return nil, err
		}
		b, err := s.read(ctx, q, m)
		if err != nil {
			return nil, err
		}
		shown, err := b.version(ref.Version)
		if err != nil {
			return nil, err
		}
		return s.present(b, shown, actor), nil
	})
}

// Extract reads what the minutes say of one item.
func (s *Service) Extract(ctx context.Context, actor authn.Actor, ref meeting.ItemRef) (*Minutes, error) {
	m, err := s.Show(ctx, actor, versionRef{Ref: ref.Ref})
	if err != nil {
		return nil, err
	}
	number, err := s.number(ctx, ref)
	if err != nil {
		return nil, err
	}
	m.Protocol = m.Protocol.only(number)
	if len(m.Protocol.Agenda) == 0 {
		return nil, httpapi.ErrNotFound
	}
	m.Self, m.Actions = showExtract.Href(ref), []request.Action{}
	return m, nil
}

// number is the number of an item in its body.
func (s *Service) number(ctx context.Context, ref meeting.ItemRef) (string, error) {
	m, err := s.meetings.Load(ctx, s.pool, ref.Ref)
	if err != nil {
		return "", err
	}
	item := m.Item(ref.Item)
	if item == nil {
		return "", httpapi.ErrNotFound
	}
	return item.Number, nil
}

// present completes minutes for a caller.
func (s *Service) present(b *book, shown *Minutes, actor authn.Actor) *Minutes {
	ref := b.meeting.Ref()
	shown.Self, shown.Revision = showMinutes.Href(versionRef{Ref: ref}), b.meeting.Revision
	shown.Related["meeting"] = meeting.Href(ref)
	signing, correcting := b.mustSign(shown), shown.mustBeSigned()
	shown.Actions = []request.Action{sign.Offer(s.policy, actor, ref, signing), correct.Offer(s.policy, actor, ref, correcting)}
	for _, i := range shown.Protocol.Agenda {
		if i.ExemptBasis != "" && !s.meetings.Sees(b.meeting, actor) {
			shown.Protocol = shown.Protocol.hidden()
			break
		}
	}
	return shown
}

// mustSign refuses signatures of minutes of a meeting that goes on, with gaps, or that
// all have signed.
func (b *book) mustSign(m *Minutes) error {
	switch {
	case b.meeting.ClosedAt == nil:
		return ErrNotClosed
	case m.State == Draft:
		return mustFit(b.gaps)
	case m.State == Signing:
		return nil
	}
	return ErrSignedAlready
}

// mustBeSigned refuses to correct what is not signed.
func (m *Minutes) mustBeSigned() error {
	if m.State != Signed {
		return ErrNotSigned
	}
	return nil
}

// Sign signs minutes: here, or on paper, as whoever keeps the record notes. The first
// signature fixes what they say, and ends the record of the meeting (rule 7.7).
func (s *Service) Sign(ctx context.Context, actor authn.Actor, ref meeting.Ref, in MinutesSignInput) (*Minutes, error) {
	return s.on(ctx, actor, sign.Decl, ref, func(x *meeting.Sitting, b *book, m *Minutes) error {
		if err := b.mustSign(m); err != nil {
			return err
		}
		signature, err := s.signature(b, m, x, in)
		if err != nil {
			return err
		}
		if m.State == Draft {
			if err := s.meetings.Finish(x); err != nil {
				return err
			}
			first := stored{Version: 1, Protocol: m.Protocol, SHA256: m.SHA256, Needed: m.Needed, FinalisedAt: x.Now}
			if err := insert(ctx, x.Tx, m.Meeting, first, actor.Person); err != nil {
				return err
			}
			b.kept, signature.Version = append(b.kept, first), 1
		}
		x.Note(msgSigned.With(signature.Name), audit.Changes{"signed": {New: signature.Person}, "version": {New: signature.Version}, "sha256": {New: m.SHA256}, "on_paper": {New: signature.OnPaper != nil}})
		b.signed[signature.Version] = append(b.signed[signature.Version], signature)
		if err := insertSignature(ctx, x.Tx, m.Meeting, signature); err != nil || len(b.signed[signature.Version]) < m.Needed {
			return err
		}
		return s.treatments.MinutesAreSigned(ctx, x.Tx, x.Now, m.Meeting)
	})
}

// signature is that of whoever signs. It refuses a text that changed since it was read,
// whoever does not sign, and who signs for another.
func (s *Service) signature(b *book, m *Minutes, x *meeting.Sitting, in MinutesSignInput) (MinutesSignature, error) {
	person := strings.ToLower(in.Person)
	if person == "" {
		person = x.Actor.Person
	}
	chair := ""
	if b.meeting.Chair != nil {
		chair = *b.meeting.Chair
	}
	signed := MinutesSignature{Version: m.Version, Person: person, Name: b.meeting.NameOf(person), Chaired: person == chair, OnPaper: in.OnPaper, RecordedBy: x.Actor.Person, SignedAt: x.Now}
	_, keeps := s.policy.Allows(x.Actor, b.meeting.Organisation, meeting.Keeps.Permission)
	today := workday.Today(x.Now)
	switch {
	case in.SHA256 != m.SHA256:
		return signed, ErrOtherContent
	case !x.Actor.Is(person) && (in.OnPaper == nil || !keeps):
		return signed, ErrOthers
	case in.OnPaper != nil && (in.OnPaper.After(today) || in.OnPaper.Before(b.meeting.Date)):
		return signed, ErrPaper.On("/on_paper", msgPaperDay.With(b.meeting.Date, today))
	case !b.wasThere(person):
		return signed, ErrSigner.On("/person", msgNotThere)
	}
	return signed, m.mustTakeSignature(person, chair)
}

// wasThere says whether somebody was at the meeting by a seat, or has one in a written
// procedure.
func (b *book) wasThere(person string) bool {
	if b.meeting.Form == meeting.Written {
		_, ok := b.meeting.Sheet().Seat(person)
		return ok
	}
	for _, stay := range b.meeting.Sheet().Stays {
		if stay.Person == person {
			return true
		}
	}
	return false
}

// Correct makes a new version of signed minutes, linked to the one before, which is
// signed anew (rule 7.7).
func (s *Service) Correct(ctx context.Context, actor authn.Actor, ref meeting.Ref, in MinutesCorrectInput) (*Minutes, error) {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	for i := range in.Corrections {
		canon.TidyLine(&c, fmt.Sprintf("/corrections/%d/item", i), &in.Corrections[i].Item)
		canon.RequiredText(&c, fmt.Sprintf("/corrections/%d/text", i), &in.Corrections[i].Text)
	}
	if err := c.Err(ErrCorrection); err != nil {
		return nil, err
	}
	return s.on(ctx, actor, correct.Decl, ref, func(x *meeting.Sitting, b *book, m *Minutes) error {
		if err := m.mustBeSigned(); err != nil {
			return err
		}
		next := stored{Version: m.Version + 1, Corrects: &m.Version, Reason: in.Reason, Needed: m.Needed, FinalisedAt: x.Now, Protocol: m.Protocol}
		next.Protocol.Corrections = append([]ProtocolCorrection{}, m.Protocol.Corrections...)
		for i, one := range in.Corrections {
			if one.Item != "" && len(m.Protocol.only(one.Item).Agenda) == 0 {
				return ErrCorrection.On(fmt.Sprintf("/corrections/%d/item", i), msgNoSuchItem.With(one.Item))
			}
			next.Protocol.Corrections = append(next.Protocol.Corrections, ProtocolCorrection{Version: next.Version, Item: one.Item, Text: one.Text, Reason: in.Reason})
		}
		var err error
		if next.SHA256, err = canon.Hash(next.Protocol); err != nil {
			return err
		}
		x.Note(msgCorrected.With(next.Version), audit.Changes{"version": {Old: m.Version, New: next.Version}, "sha256": {Old: m.SHA256, New: next.SHA256}})
		x.Because(in.Reason)
		b.kept = append(b.kept, next)
		return insert(ctx, x.Tx, m.Meeting, next, actor.Person)
	})
}

// on runs an act on the minutes of a meeting, and answers with the last version.
func (s *Service) on(ctx context.Context, actor authn.Actor, a declared.Decl, ref meeting.Ref, do func(*meeting.Sitting, *book, *Minutes) error) (*Minutes, error) {
	var b *book
	var shown *Minutes
	return meeting.Do(ctx, s.meetings, meeting.Asked{Actor: actor, Act: a, Of: ref}, func(x *meeting.Sitting) (err error) {
		if b, err = s.read(ctx, x.Tx, x.Meeting); err != nil {
			return err
		}
		m, err := b.version(0)
		if err != nil {
			return err
		}
		if err := do(x, b, m); err != nil {
			return err
		}
		shown, err = b.version(0)
		return err
	}, func(*meeting.BodyMeeting) *Minutes { return s.present(b, shown, actor) })
}
