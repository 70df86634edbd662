package casefile

import (
	"context"
	"math"
	"regexp"
	"time"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
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

	reading Reading
}

// dashes are a nesting of "not" to the text search, and too many overflow it.
var dashes = regexp.MustCompile(`-[\s-]*-`)

type cursor struct{ Year, Serial int }

// ListCases lists the cases of a region that the caller may read, the newest
// first.
func (s *Service) ListCases(ctx context.Context, actor authn.Actor, region string, f Filter, p request.Page) (request.List[*Case], error) {
	after := cursor{Year: math.MaxInt32, Serial: math.MaxInt32}
	if err := p.After(&after); err != nil {
		return request.List[*Case]{}, err
	}
	f.reading = ReadingOf(s.policy, actor, region, workday.Today(s.now()))
	f.Text = dashes.ReplaceAllString(f.Text, "-")
	cases, err := list(ctx, s.pool, region, f, after, p.Limit+1)
	if err != nil {
		return request.List[*Case]{}, err
	}
	page := request.Cut(cases, p, func(c *Case) any {
		year, serial := c.Ref().Parts()
		return cursor{year, serial}
	})
	if err := fill(ctx, s.pool, page.Items); err != nil {
		return request.List[*Case]{}, err
	}
	for _, c := range page.Items {
		shown(s.policy, c, actor)
	}
	return page, nil
}
