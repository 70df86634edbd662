package casefile

import (
	"cmp"
	"context"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Then is the moment as of which the case is read: now, or when the reader's
// municipality left it.
func (c *Case) Then(now time.Time) time.Time {
	if c.Past != nil {
		return c.Past.Until
	}
	return now
}

// seen is the case as the caller of the request may read it (rule 1.1): every
// read of a case comes through here, so that none shows more.
func (c *Case) seen(ctx context.Context, q pgdb.Querier) (*Case, error) {
	until := authn.ActorOf(ctx).Until
	if until.IsZero() {
		return c, nil
	}
	return c, turnBack(ctx, q, map[int64]time.Time{c.ID: until}, c)
}

// turnBack turns cases back, each to its own moment; those without one stay as
// they are. The number of statements is the same however many.
func turnBack(ctx context.Context, q pgdb.Querier, until map[int64]time.Time, cases ...*Case) error {
	trails, err := audit.Trails(ctx, q, until)
	if err != nil {
		return err
	}
	removed, err := removedSince(ctx, q, until)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if at, ok := until[c.ID]; ok {
			c.Past = &reading.Past{Until: at, Trail: trails[c.ID]}
			c.Links = append(c.Links, removed[c.ID]...)
			c.turn(c.Ref().Path(), c.Past)
		}
	}
	return nil
}

// removedSince are the links that were removed since cases stood as they are read.
func removedSince(ctx context.Context, q pgdb.Querier, until map[int64]time.Time) (map[int64][]Link, error) {
	ids, moments := []int64{}, []time.Time{}
	for id, at := range until {
		ids, moments = append(ids, id), append(moments, at)
	}
	return pgdb.Related[int64, Link](ctx, q, "read links that were removed since", `
		SELECT l.case_id, l.serial, l.mandate_version, l.title, l.address, l.kind, l.added_at
		FROM unnest($1::bigint[], $2::timestamptz[]) AS x(id, until) JOIN case_link l ON l.case_id = x.id AND l.removed_at > x.until`, ids, moments)
}

// turn turns the case itself and its papers back.
func (c *Case) turn(self string, p *reading.Past) {
	c.Title, c.Summary = reading.Was(p, self, "title", c.Title), reading.Was(p, self, "summary", c.Summary)
	c.Kind, c.State = reading.Was(p, self, "kind", c.Kind), reading.Was(p, self, "state", c.State)
	c.Principal, c.StatutoryPlan = reading.Was(p, self, "principal", c.Principal), reading.Was(p, self, "statutory_plan", c.StatutoryPlan)
	c.Responsible = known(reading.Was(p, self, "responsible", canon.OrZero(c.Responsible)))
	c.Predecessor = known(reading.Was(p, self, "predecessor", canon.OrZero(c.Predecessor)))
	if p.HidesAny(c.StartedAt) {
		c.StartedAt = nil
	}
	if p.HidesAny(c.WithdrawnAt) {
		c.WithdrawnAt, c.WithdrawnWhy = nil, ""
	}
	if p.HidesAny(c.ClosedAt) {
		c.ClosedAt, c.ClosedWhy = nil, ""
	}
	if p.Hides(c.ModifiedAt) {
		c.ModifiedAt = p.Until
	}
	c.Participants = slices.DeleteFunc(c.Participants, func(x Participant) bool { return !x.turn(p) })
	for i := range c.Participants {
		c.Participants[i].turn(p)
	}
	c.Links = slices.DeleteFunc(c.Links, func(l Link) bool { return p.Hides(l.AddedAt) })
	slices.SortFunc(c.Links, func(a, b Link) int { return cmp.Compare(a.Serial, b.Serial) })
	c.Decisions = slices.DeleteFunc(c.Decisions, func(d Decision) bool { return p.Hides(d.RecordedAt) })
	for i := range c.Decisions {
		if d := &c.Decisions[i]; p.HidesAny(d.WithdrawnAt) {
			d.WithdrawnAt, d.WithdrawnWhy = nil, ""
		}
	}
	for i := range c.References {
		r := &c.References[i]
		was := reading.Was(p, self, r.Organisation, ReferenceInput{r.CaseNumber, r.ArchiveNumber})
		r.CaseNumber, r.ArchiveNumber = was.CaseNumber, was.ArchiveNumber
	}
	c.References = slices.DeleteFunc(c.References, func(r Reference) bool { return r.CaseNumber == "" })
}

// turn turns a participant back, and says whether it took part by then.
func (x *Participant) turn(p *reading.Past) bool {
	for p.Hides(x.JoinedAt) {
		n := len(x.Earlier) - 1
		if n < 0 {
			return false
		}
		e := x.Earlier[n]
		x.JoinedAt, x.JoinedWhy, x.LeftAt, x.LeftWhy, x.Earlier = e.JoinedAt, e.JoinedWhy, &e.LeftAt, e.LeftWhy, x.Earlier[:n]
	}
	if p.HidesAny(x.LeftAt) {
		x.LeftAt, x.LeftWhy = nil, message.Text{}
	}
	return true
}

// known is nil for "".
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// ReadableBy says whether a caller reads the case as it is now (rule 2.5).
func (c *Case) ReadableBy(r reading.Reading) bool {
	whole, in := r.In(c.Exempt(r.Today()), c.Region, c.ID)
	return whole || slices.ContainsFunc(c.Parties(), func(p Participant) bool { return in(p.Number) })
}

// until is the moment at which the last municipality left a case for which alone
// the caller reads it; zero where they read it as it is.
func (c *Case) until(r reading.Reading) (left time.Time) {
	whole, in := r.In(c.Exempt(r.Today()), c.Region, c.ID)
	if whole {
		return left
	}
	for _, p := range c.Participants {
		switch {
		case !in(p.Number):
		case p.LeftAt == nil:
			return time.Time{}
		case p.LeftAt.After(left):
			left = *p.LeftAt
		}
	}
	return left
}
