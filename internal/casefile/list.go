package casefile

import (
	"context"
	"math"
	"regexp"
	"time"

	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/rest"
	"forankring.no/forankring/internal/workday"
)

// Filter narrows a list of cases. Zero members filter nothing.
type Filter struct {
	State         State
	Kind          Kind
	Publicity     Publicity
	Municipality  string
	Text          string
	ModifiedSince time.Time
	From, To      time.Time

	// What the caller may read (rule 2.5): all of the region's public cases,
	// or those of the participants in which they hold something; exempt ones
	// by fewer offices.
	readsRegion, readsAllExempt bool
	readsIn, readsExemptIn      []string
	today                       workday.Date
}

// dashes are a nesting of "not" to the text search, and too many overflow it.
var dashes = regexp.MustCompile(`-[\s-]*-`)

type cursor struct{ Year, Serial int }

// ListCases lists the cases of a region that the caller may read, the newest
// first.
func (s *Service) ListCases(ctx context.Context, actor authn.Actor, region string, f Filter, p rest.Page) (rest.List[*Case], error) {
	after := cursor{Year: math.MaxInt32, Serial: math.MaxInt32}
	if err := p.After(&after); err != nil {
		return rest.List[*Case]{}, err
	}
	s.limit(actor, region, &f)
	f.Text = dashes.ReplaceAllString(f.Text, "-")
	cases, err := list(ctx, s.pool, region, f, after, p.Limit+1)
	if err != nil {
		return rest.List[*Case]{}, err
	}
	page := rest.Cut(cases, p, func(c *Case) any {
		year, serial := c.Ref().Parts()
		return cursor{year, serial}
	})
	if err := fill(ctx, s.pool, page.Items); err != nil {
		return rest.List[*Case]{}, err
	}
	for _, c := range page.Items {
		shown(s.policy, c, actor)
	}
	return page, nil
}

// limit notes in the filter what the caller may read.
func (s *Service) limit(actor authn.Actor, region string, f *Filter) {
	f.today = workday.Today(s.now())
	f.readsIn, f.readsExemptIn = []string{}, []string{}
	_, f.readsRegion = s.policy.Allows(actor, region, Read)
	_, f.readsAllExempt = s.policy.Allows(actor, region, ReadExempt)
	for _, r := range actor.Roles {
		if _, ok := s.policy.Allows(actor, r.Organisation, Read); ok {
			f.readsIn = append(f.readsIn, r.Organisation)
		}
		if _, ok := s.policy.Allows(actor, r.Organisation, ReadExempt); ok {
			f.readsExemptIn = append(f.readsExemptIn, r.Organisation)
		}
	}
}
