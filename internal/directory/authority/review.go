package authority

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// RenewInput lets a substitute go on until the next day of review.
type RenewInput struct {
	ReviewOn workday.Date `json:"review_on" format:"date" example:"2024-08-01" doc:"The day on which it is to be looked at again, later than today"`
}

// holder is for whom the substitute acts: whoever holds the office now, else who
// held it.
func (x *Substitute) holder() string {
	if x.Principal != nil {
		return *x.Principal
	}
	return x.Holder.Person
}

// mustBeRenewable refuses to renew what has ended, and whom a council named until
// a day of its own.
func (x *Substitute) mustBeRenewable(now time.Time) error {
	if err := organisation.MustNotHaveEnded(x.To, now); err != nil {
		return err
	}
	if x.Source == byCouncil {
		return ErrCouncil
	}
	return nil
}

// mustBeRenewableBy refuses in the name of the organisation a substitute for an
// office of the actor's own, and the actor as substitute (rule 1.4).
func (x *Substitute) mustBeRenewableBy(actor authn.Actor, now time.Time) error {
	if actor.Is(x.holder()) || actor.Is(x.Person) {
		return ErrForThemselves
	}
	return x.mustBeRenewable(now)
}

// Renew lets a substitute in the organisation go on until the next review (rule
// 1.4). It refuses the actor as holder and as substitute.
func (s *Service) Renew(ctx context.Context, actor authn.Actor, ref Ref, in RenewInput) (*Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Substitute, error) {
		o, x, now, err := s.lock(ctx, tx, ref.Organisation, ref.Substitute)
		if err != nil {
			return nil, err
		}
		if err := x.mustBeRenewableBy(actor, now); err != nil {
			return nil, err
		}
		return s.renew(ctx, tx, o, x, in, audit.Event{At: now, Actor: actor, Act: renewSubstitute.ID})
	})
}

// RenewOwn lets the actor's own substitute go on until the next review. The
// substitute cannot.
func (s *Service) RenewOwn(ctx context.Context, actor authn.Actor, ref OwnRef, in RenewInput) (*Substitute, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) (*Substitute, error) {
		found, err := find(ctx, tx, ref.Substitute, s.now())
		if err != nil {
			return nil, err
		}
		o, x, now, err := s.lock(ctx, tx, found.Organisation, ref.Substitute)
		if err != nil {
			return nil, err
		}
		if x.Principal == nil || *x.Principal != actor.Person {
			return nil, httpapi.ErrNotFound
		}
		return s.renew(ctx, tx, o, x, in, audit.Event{At: now, Actor: actor, Organisation: x.Organisation, Act: renewOwnSubstitute.ID})
	})
}

// renew stores the next review of a locked substitute, with its trace and its
// letters; the same day again changes nothing and tells nobody.
func (s *Service) renew(ctx context.Context, tx pgx.Tx, o *organisation.Organisation, x *Substitute, in RenewInput, event audit.Event) (*Substitute, error) {
	if err := request.Match(ctx, x.Revision); err != nil {
		return nil, err
	}
	if err := x.mustBeRenewable(event.At); err != nil {
		return nil, err
	}
	today := workday.Today(event.At)
	if !in.ReviewOn.After(today) {
		return nil, organisation.ErrPeriod.On("/review_on", organisation.MsgNotLater.With(today))
	}
	if x.ReviewOn != nil && *x.ReviewOn == in.ReviewOn {
		return x.Present(s.policy, event.Actor, event.At), nil
	}
	if err := keepReview(ctx, tx, x.ID, in.ReviewOn); err != nil {
		return nil, err
	}
	event.Object, event.Changes = x.Path(), audit.Changes{"review_on": {Old: x.ReviewOn, New: in.ReviewOn}}
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	told := organisation.Announcement{
		In: o, Act: event.Act, Object: x.Path(), About: x.Name, Words: map[string]string{"office": x.Office, "review": in.ReviewOn.String()},
		Concerned: []string{x.holder(), x.Person}, By: event.Actor.Person, At: event.At,
	}
	if err := s.announce(ctx, tx, told); err != nil {
		return nil, err
	}
	after, err := s.load(ctx, tx, x.Organisation, x.ID, event.At)
	if err != nil {
		return nil, err
	}
	return after.Present(s.policy, event.Actor, event.At), nil
}

// TellReviews tells the holder, and those who set substitutes in the organisation,
// of each substitute whose day of review has come, where somebody is told of things
// today; of each such day once, however often it is looked for (rules 1.4, 6.4).
func TellReviews(ctx context.Context, tx pgx.Tx, notices *notice.Service, now time.Time, where func(organisations []string) (func(organisation string) bool, error)) error {
	found, err := substitutes(ctx, tx, now, `WHERE `+reviewDue+` ORDER BY s.id`, nil)
	if err != nil || len(found) == 0 {
		return err
	}
	organisations := make([]string, len(found))
	for i, x := range found {
		organisations[i] = x.Organisation
	}
	slices.Sort(organisations)
	told, err := where(slices.Compact(organisations))
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(x *Substitute) bool { return !told(x.Organisation) })
	var letters []Letter
	var own []notice.Notice
	for _, x := range found {
		n := x.notice(noticeReview, x.holder())
		n.Source = fmt.Sprintf("substitute/%d/%s/%s", x.ID, noticeReview, x.ReviewOn)
		own = append(own, n)
		n.Person = ""
		letters = append(letters, Letter{Notice: n, Calls: Calls(0, "", Post{Organisation: x.Organisation, Office: setters(x.Office)})})
	}
	if err := notices.Post(ctx, tx, own); err != nil {
		return err
	}
	return Tell(ctx, tx, notices, now, letters...)
}

// setters is the office whose holders set substitutes for an office: in a region
// the secretariat, in a municipality the administrator.
func setters(of string) string {
	if of == office.Secretariat || of == office.Auditor {
		return office.Secretariat
	}
	return office.Administrator
}

// Review is a substitute whose review waits for somebody.
type Review struct {
	*Substitute
	// By is the office by which they renew it, "" for whoever is acted for, and
	// OnBehalfOf whose substitute they are in it.
	By, OnBehalfOf string
	Act            request.Action
}

// Reviews lists the substitutes whose day of review has come and that wait for the
// actor: for whoever is acted for, and for those who set substitutes there, but for
// their own (rule 1.4).
func (s *Service) Reviews(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Review, error) {
	now, in := s.now(), []string{}
	for _, r := range actor.Roles {
		if !slices.Contains(in, r.Organisation) {
			in = append(in, r.Organisation)
		}
	}
	found, err := substitutes(ctx, q, now, `WHERE `+reviewDue+` AND (o.key = ANY(@in) OR h.person_id = @person) ORDER BY s.id`, pgx.StrictNamedArgs{"in": in, "person": actor.Person})
	if err != nil {
		return nil, err
	}
	if err := s.nameCases(ctx, q, found...); err != nil {
		return nil, err
	}
	var waits []Review
	for _, x := range found {
		if r, ok := s.review(x, actor, now); ok {
			waits = append(waits, r)
		}
	}
	return waits, nil
}

// review says how the review of a substitute waits for the actor, if it does.
func (s *Service) review(x *Substitute, actor authn.Actor, now time.Time) (Review, bool) {
	if x.Principal != nil && *x.Principal == actor.Person {
		return Review{Substitute: x, Act: renewOwnSubstitute.Offer(s.policy, actor, OwnRef{x.ID}, x.mustBeRenewable(now))}, true
	}
	perm := renewSubstitute.Permission()
	grounds, ok := s.policy.Allows(actor, x.Organisation, perm)
	if !ok || x.mustBeRenewableBy(s.policy.Acting(actor, x.Organisation, perm), now) != nil {
		return Review{}, false
	}
	r := Review{Substitute: x, OnBehalfOf: grounds.OnBehalfOf, By: setters(x.Office)}
	r.Act = renewSubstitute.Offer(s.policy, actor, Ref{organisation.Ref{Organisation: x.Organisation}, x.ID}, nil)
	return r, true
}
