package publicpage

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service shows what is public.
type Service struct {
	pool *pgxpool.Pool
	now  func() time.Time
	// address is that of the service, and host its name in the identifiers of events.
	address, host string
}

// New builds the service. A region leads to its public page, and so does a case that
// everybody may read of.
func New(pool *pgxpool.Pool, now func() time.Time, organisations *organisation.Service, kept *casefile.Service, address string) *Service {
	host := "forankring"
	if at, err := url.Parse(address); err == nil && at.Hostname() != "" {
		host = at.Hostname()
	}
	organisations.Offers.Relate("public_page", func(o *organisation.Organisation) string {
		if o.Kind != organisation.KindRegion {
			return ""
		}
		return Href(o.Key)
	})
	kept.Offers.Relate("public_page", func(c *casefile.Case) string {
		if c.OpenedAt == nil {
			return ""
		}
		return showCase.Href(Ref{RegionRef{c.Region}, c.Number})
	})
	return &Service{pool: pool, now: now, address: strings.TrimSuffix(address, "/"), host: host}
}

// Href is the address of a region's public page.
func Href(region string) string { return listCases.Href(ListQuery{RegionRef: RegionRef{region}}) }

// cursor is the last case of a page.
type cursor struct{ Year, Serial int }

// about is what a list says of itself to people: of which region, and what was asked for.
type about struct {
	region  regionRow
	query   ListQuery
	related map[string]string
}

// List lists the public cases of a region, the newest first: one statement.
func (s *Service) List(ctx context.Context, _ authn.Actor, q ListQuery, page request.Page) (request.List[PublicCase], error) {
	after := cursor{math.MaxInt32, math.MaxInt32}
	if err := page.After(&after); err != nil {
		return request.List[PublicCase]{}, err
	}
	of := about{query: q, related: related(q.Region)}
	all := []PublicCase{}
	var p pgdb.Parts
	partRegion(&p, q.Region, &of.region)
	partList(&p, q, after, page.Limit+1, workday.Today(s.now()), func(r listRow) { all = append(all, r.shown(q.Region)) })
	if err := p.Read(ctx, s.pool); err != nil {
		return request.List[PublicCase]{}, err
	}
	if of.region.ID == 0 {
		return request.List[PublicCase]{}, httpapi.ErrNotFound
	}
	slices.SortFunc(all, func(a, b PublicCase) int {
		year, serial := a.ref().parts()
		y, n := b.ref().parts()
		return cmp.Or(cmp.Compare(y, year), cmp.Compare(n, serial))
	})
	list := request.Cut(all[:min(len(all), page.Limit+1)], page, func(c PublicCase) any {
		year, serial := c.ref().parts()
		return cursor{year, serial}
	})
	list.About = of
	return list, nil
}

// related are the addresses of what is public of a region.
func related(region string) map[string]string {
	at := RegionRef{region}
	return map[string]string{"cases": Href(region), "feed": showFeed.Href(at), "meetings": showMeetings.Href(at)}
}

func (c *PublicCase) ref() Ref { return Ref{RegionRef{c.Region}, c.Number} }

func (r listRow) shown(region string) PublicCase {
	c := PublicCase{Region: region, Number: numberOf(r.Year, r.Serial), Title: r.Title, LegalBasis: r.LegalBasis, Kind: r.Kind, State: r.State, OpenedOn: dayOf(r.OpenedAt)}
	c.Self = showCase.Href(c.ref())
	return c
}

func numberOf(year, serial int) string { return strconv.Itoa(year) + "-" + strconv.Itoa(serial) }

// Show reads the public page of a case: two statements, and four more while a
// reconciliation is open. A draft is as one that is not
// there.
func (s *Service) Show(ctx context.Context, _ authn.Actor, ref Ref) (*PublicCasePage, error) {
	shown, _, err := s.read(ctx, ref)
	return shown, err
}

func (s *Service) read(ctx context.Context, ref Ref) (*PublicCasePage, *found, error) {
	now := s.now()
	today := workday.Today(now)
	f := &found{number: ref.Number, proposals: map[int][]PublicText{}, votes: map[int64][]PublicVote{}, papers: map[paperKey]paperRow{}, given: []PublicShare{}, milestones: []timeline.Milestone{}}
	shown, err := pgdb.Read(ctx, s.pool, func(q pgdb.Querier) (*PublicCasePage, error) {
		var shown *PublicCasePage
		page := func(r listRow) {
			shown = &PublicCasePage{PublicCase: r.shown(ref.Region), Related: related(ref.Region)}
		}
		var p pgdb.Parts
		partRegion(&p, ref.Region, &f.region)
		partCase(&p, ref, today, func(r caseRow) {
			f.row = r
			year, serial := ref.parts()
			page(listRow{year, serial, r.Title, "", r.Kind, r.State, &r.OpenedAt})
		}, page)
		if err := p.Read(ctx, q); err != nil {
			return nil, err
		}
		if shown == nil {
			return nil, httpapi.ErrNotFound
		}
		if shown.RegionName = f.region.Name; shown.Exempt() {
			return shown, nil
		}
		var more pgdb.Parts
		f.partContent(&more, now)
		if err := more.Read(ctx, q); err != nil {
			return nil, err
		}
		shown.Content = f.lay()
		var err error
		shown.Content.Reconciling, err = f.reconciliation(ctx, q, today)
		return shown, err
	})
	return shown, f, err
}

// Paper gives the bytes of a paper to which the page of its case leads, and of no other.
func (s *Service) Paper(ctx context.Context, _ authn.Actor, ref PaperRef) (*httpapi.Content, error) {
	shown, f, err := s.read(ctx, ref.Ref)
	if err != nil {
		return nil, err
	}
	if !shown.leadsTo(readPaper.Href(ref)) {
		return nil, httpapi.ErrNotFound
	}
	return document.ContentOf(ctx, s.pool, f.row.ID, ref.Document, ref.Version)
}

// leadsTo says whether a paper of the page stands at an address.
func (p *PublicCasePage) leadsTo(address string) bool {
	if p.Content == nil {
		return false
	}
	for _, m := range p.Content.Meetings {
		if slices.ContainsFunc(m.Item.Papers, func(paper PublicPaper) bool { return paper.Address == address }) {
			return true
		}
	}
	for _, step := range p.Content.Steps {
		for _, t := range step.Treatments {
			if slices.ContainsFunc(t.Resolutions, func(r PublicResolution) bool { return r.Minutes != nil && r.Minutes.Address == address }) {
				return true
			}
		}
	}
	return false
}

// How far back feed and calendar look.
const (
	feedDays     = 92
	calendarDays = 366
)

// Feed is what happened in the open in a region: one statement.
func (s *Service) Feed(ctx context.Context, in message.Language, at RegionRef) ([]byte, error) {
	now := s.now()
	var region regionRow
	var entries []entry
	var p pgdb.Parts
	partRegion(&p, at.Region, &region)
	partHappened(&p, at.Region, now.AddDate(0, 0, -feedDays), workday.Today(now), func(is sort, h happened) {
		entries = append(entries, s.entry(in, at, is, h))
	})
	effect.PartEnds(&p, at.Region, now.AddDate(0, 0, -feedDays), workday.Today(now), func(e effect.PublicEnd) {
		entries = append(entries, s.entry(in, at, sort(e.State), happened{At: e.At, ID: e.ID, Year: e.Year, Serial: e.Serial, Title: e.Title}))
	})
	if err := p.Read(ctx, s.pool); err != nil {
		return nil, err
	}
	if region.ID == 0 {
		return nil, httpapi.ErrNotFound
	}
	return s.atom(in, region, entries)
}

// Meetings is the calendar of a region's open meetings: one statement.
func (s *Service) Meetings(ctx context.Context, in message.Language, at RegionRef) ([]byte, error) {
	now := s.now()
	var region regionRow
	var all []sittingRow
	var p pgdb.Parts
	partRegion(&p, at.Region, &region)
	partSittings(&p, at.Region, now.AddDate(0, 0, -calendarDays), workday.Today(now), func(r sittingRow) { all = append(all, r) })
	if err := p.Read(ctx, s.pool); err != nil {
		return nil, err
	}
	if region.ID == 0 {
		return nil, httpapi.ErrNotFound
	}
	return s.calendar(in, region, all), nil
}
