package casefile

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Filter narrows a list of cases. Zero members filter nothing.
type Filter struct {
	State         State     `query:"state" enum:"draft,preparing,active,in_treatment,adopted,not_adopted,following_up,closed,withdrawn" doc:"Only cases in this state"`
	Kind          Kind      `query:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" doc:"Only cases of this kind"`
	Publicity     Publicity `query:"publicity" enum:"public,exempt" doc:"Only public, or only exempt cases"`
	Municipality  string    `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only cases in which this municipality takes part, or took part"`
	Text          string    `query:"q" maxLength:"200" doc:"Words in title and summary, in any form, and parts of words; the case's number, or an organisation's own case or archive number; \"quoted\" for a phrase, - to leave out"`
	ModifiedSince time.Time `query:"modified_since" doc:"Only cases in which something changed at or after this instant"`
	From          time.Time `query:"created_from" doc:"Only cases created at or after this instant"`
	To            time.Time `query:"created_to" doc:"Only cases created before this instant"`

	reading reading.Reading
}

// compare orders cases by their numbers, the oldest first.
func (r Ref) compare(o Ref) int {
	year, serial := r.Parts()
	y, n := o.Parts()
	return cmp.Or(cmp.Compare(year, y), cmp.Compare(serial, n))
}

type cursor struct{ Year, Serial int }

// List lists the cases of a region that the caller may read, the newest
// first.
func (s *Service) List(ctx context.Context, actor authn.Actor, q ListQuery, p request.Page) (request.List[*Case], error) {
	after := cursor{Year: math.MaxInt32, Serial: math.MaxInt32}
	if err := p.After(&after); err != nil {
		return request.List[*Case]{}, err
	}
	f := q.Filter
	f.reading = reading.Of(s.policy, actor, q.Region, workday.Today(s.now()))
	cases, err := f.list(ctx, s.pool, s.shown, q.Region, after, p.Limit+1)
	if err != nil {
		return request.List[*Case]{}, err
	}
	slices.SortFunc(cases, func(a, b *Case) int { return -a.Ref().compare(b.Ref()) })
	cases = cases[:min(len(cases), p.Limit+1)]
	page := request.Cut(cases, p, func(c *Case) any {
		year, serial := c.Ref().Parts()
		return cursor{year, serial}
	})
	until := map[int64]time.Time{}
	for _, c := range page.Items {
		if left := c.until(f.reading); !left.IsZero() {
			until[c.ID] = left
		}
	}
	if len(until) > 0 {
		if err := turnBack(ctx, s.pool, until, page.Items...); err != nil {
			return request.List[*Case]{}, err
		}
	}
	return page, s.complete(actor, page.Items...)
}
