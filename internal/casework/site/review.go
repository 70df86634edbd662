package site

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// againDays is after how many days somebody is reminded again of a review that is old.
const againDays = 90

// Waiting is a site whose review is old, and waits for whoever keeps it.
type Waiting struct {
	*Site
	Title message.Text
	// Office is the one by which they keep it, and OnBehalfOf whose substitute they are
	// in it.
	Office, OnBehalfOf string
	Act                request.Action
}

// Waiting lists the sites that wait for the actor to say that what is known of them holds
// (rule 10.2).
func (s *Service) Waiting(ctx context.Context, q pgdb.Querier, actor authn.Actor) ([]Waiting, error) {
	keeps, by := []string{}, map[string]authn.Role{}
	for _, r := range actor.Roles {
		if _, ok := s.policy.Allows(actor, r.Organisation, keep.Permission); ok && slices.Contains(s.policy.Offices(keep.Permission), r.Office) && !slices.Contains(keeps, r.Organisation) {
			keeps, by[r.Organisation] = append(keeps, r.Organisation), r
		}
	}
	if len(keeps) == 0 {
		return nil, nil
	}
	found, err := reviewsDue(ctx, q, workday.Today(s.now()), keeps)
	waits := make([]Waiting, len(found))
	for i, x := range found {
		r := by[x.Municipality]
		s.present(x, actor)
		waits[i] = Waiting{Site: x, Title: msgReviewWaits.With(x.Name), Office: r.Office, OnBehalfOf: r.OnBehalfOf, Act: reviewSite.Offer(s.policy, actor, x.ref(), nil)}
	}
	return waits, err
}

// TellReviews tells whoever keeps a municipality's sites of each whose review is old,
// where somebody is told of things today: when it becomes so, and again every 90 days
// (rules 6.4, 10.2).
func TellReviews(ctx context.Context, tx pgx.Tx, notices *notice.Service, now time.Time, where func(organisations []string) (func(organisation string) bool, error)) error {
	today := workday.Today(now)
	found, err := reviewsDue(ctx, tx, today, nil)
	if err != nil || len(found) == 0 {
		return err
	}
	municipalities := make([]string, len(found))
	for i, x := range found {
		municipalities[i] = x.Municipality
	}
	slices.Sort(municipalities)
	told, err := where(slices.Compact(municipalities))
	if err != nil {
		return err
	}
	var letters []authority.Letter
	for _, x := range found {
		if told(x.Municipality) {
			letters = append(letters, x.letter(today))
		}
	}
	return authority.Tell(ctx, tx, notices, now, letters...)
}

// letter tells whoever keeps the site that its review is old.
func (s *Site) letter(today workday.Date) authority.Letter {
	posts := []authority.Post{{Organisation: s.Municipality, Office: office.Administrator}, {Organisation: s.Municipality, Office: office.CaseOfficer}}
	return authority.Letter{
		Calls: authority.Calls(0, "", posts...),
		Notice: notice.Notice{
			Source: fmt.Sprintf("site/%d/%s/%d", s.ID, s.ReviewedOn, today.Sub(s.due())/againDays), Kind: noticeReview,
			Params: map[string]string{"site": s.Name, "organisation": s.MunicipalityName, "reviewed": s.ReviewedOn.String(), "path": showSite.Href(s.ref())},
		},
	}
}
