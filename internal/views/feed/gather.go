package feed

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/meetingcalendar"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/task"
)

// reader is somebody who reads what a feed is of, at a moment.
type reader struct {
	authn.Actor
	now      time.Time
	from, to workday.Date
}

// admit finds what the owner of a feed holds now, and refuses one who may no longer
// read what it is of, as if it were not there.
func (s *Service) admit(ctx context.Context, q pgdb.Querier, f *Feed, now time.Time) (reader, error) {
	r := reader{Actor: authn.Actor{Person: f.Person}, now: now}
	r.from, r.to = window(workday.Today(now))
	b := &pgx.Batch{}
	authority.Roles(b, now, &r.Actor)
	var st act.Standing
	look(f, b, now, &st)
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return r, pgdb.NotFound(fmt.Errorf("read what the owner of a feed holds: %w", err), httpapi.ErrNotFound)
	}
	if f.Kind == Mine {
		return r, nil
	}
	inCase := r.In(st.Case)
	if !slices.ContainsFunc(st.ReadIn, func(o string) bool { _, ok := s.policy.Allows(inCase, o, st.Read); return ok }) {
		return r, httpapi.ErrNotFound
	}
	return r, nil
}

// look adds to a batch how somebody stands to what a feed is of, as the scopes of the
// acts do that show it.
func look(f *Feed, b *pgx.Batch, now time.Time, st *act.Standing) {
	path := func(name string) string {
		return map[string]string{"region": f.Region, "number": f.Case, "organisation": f.Organisation}[name]
	}
	switch f.Kind {
	case OfCase:
		casefile.InCase().Look(b, path, now, st)
	case OfBody, OfOrganisation:
		organisation.InOrganisation().Look(b, path, now, st)
	case Mine:
		// nothing but its owner
	}
}

// gather are the events of a feed. The number of statements is the same however many
// there are.
func (s *Service) gather(ctx context.Context, q pgdb.Querier, f *Feed, r reader) ([]event, error) {
	w := words{feed: f, host: s.host, today: workday.Today(r.now)}
	bodies, milestones, seats, err := of(ctx, q, f, r)
	if err != nil {
		return nil, err
	}
	var events []event
	if len(bodies) > 0 {
		meetings, err := meetingcalendar.AllBetween(ctx, q, bodies, r.from, r.to)
		if err != nil {
			return nil, err
		}
		for _, m := range meetings {
			events = append(events, w.meeting(m))
		}
	}
	cases, err := casesOf(ctx, q, f, milestones)
	if err != nil {
		return nil, err
	}
	for _, m := range milestones {
		c := cases[m.Case]
		if c == nil {
			continue
		}
		shows := task.Reads(s.policy, r.Actor, c, w.today)
		if f.Kind == Mine {
			shows = r.answersFor(c, m, seats)
		}
		if shows {
			events = append(events, w.milestone(c, m))
		}
	}
	more, err := s.deadlines(ctx, q, f, r, cases, w)
	return append(events, more...), err
}

// of are the bodies and the milestones that a feed looks at, and the seats of its
// owner where it is their own.
func of(ctx context.Context, q pgdb.Querier, f *Feed, r reader) (bodies []int64, milestones []milestone, seats []*body.Seat, err error) {
	switch f.Kind {
	case OfBody:
		return []int64{f.BodyID}, nil, nil, nil
	case OfCase:
		milestones, err = milestonesOf(ctx, q, f.CaseID, r.from, r.to)
		return []int64{}, milestones, nil, err
	case OfOrganisation:
		if bodies, err = bodiesOf(ctx, q, f.OrganisationID); err == nil {
			milestones, err = milestonesIn(ctx, q, f.OrganisationID, r.from, r.to)
		}
		return bodies, milestones, nil, err
	default:
		if seats, err = body.SeatsOf(ctx, q, r.Person, r.now); err != nil {
			return nil, nil, nil, err
		}
		organisations, offices := []string{}, []string{}
		for _, held := range r.Roles {
			organisations, offices = append(organisations, held.Organisation), append(offices, held.Office)
		}
		bodies = []int64{}
		for _, seat := range seats {
			bodies = append(bodies, seat.BodyID)
		}
		milestones, err = milestonesFor(ctx, q, r.Person, organisations, offices, r.from, r.to)
		return bodies, milestones, seats, err
	}
}

// casesOf are the cases of milestones, and the one that a feed is of.
func casesOf(ctx context.Context, q pgdb.Querier, f *Feed, milestones []milestone) (map[int64]*casefile.Case, error) {
	ids := []int64{}
	if f.CaseID != 0 {
		ids = append(ids, f.CaseID)
	}
	for _, m := range milestones {
		ids = append(ids, m.Case)
	}
	slices.Sort(ids)
	if ids = slices.Compact(ids); len(ids) == 0 {
		return nil, nil
	}
	return casefile.SeveralInWork(ctx, q, ids)
}

// deadlines are the answers, names and fulfilments that are waited for: those of the
// case that a feed is of, or what waits for its owner.
func (s *Service) deadlines(ctx context.Context, q pgdb.Querier, f *Feed, r reader, cases map[int64]*casefile.Case, w words) (events []event, err error) {
	switch f.Kind {
	case OfCase:
		dated, err := reminder.Between(ctx, q, []int64{f.CaseID}, r.from, r.to, milestoneDue)
		for _, d := range dated {
			events = append(events, w.deadline(cases[f.CaseID], d))
		}
		return events, err
	case Mine:
		waits, err := s.tasks.List(ctx, r.Actor, task.ListRef{}, request.PageAfter(request.MaxLimit, nil))
		for _, t := range waits.Items {
			if t.By != nil && t.Kind != timeline.WaitComplete && !t.By.Before(r.from) && !t.By.After(r.to) {
				events = append(events, w.task(t))
			}
		}
		return events, err
	default:
		return nil, nil
	}
}

// answersFor says whether the reader answers for a milestone, or for the part of it of
// one of their municipalities.
func (r reader) answersFor(c *casefile.Case, m milestone, seats []*body.Seat) bool {
	asked := responsible.Asked(c, "", m.Responsible)
	if m.PerMunicipality {
		asked = nil
		for _, p := range c.Parties() {
			of := m.Responsible
			if of != nil {
				of = &authority.Post{Organisation: p.Number, Office: of.Office}
			}
			asked = append(asked, responsible.Asked(c, p.Number, of)...)
		}
	}
	return slices.ContainsFunc(asked, func(p authority.Post) bool { return r.is(c, p, seats) })
}

// is says whether the reader stands behind a post in a case, as its holder or for them.
func (r reader) is(c *casefile.Case, p authority.Post, seats []*body.Seat) bool {
	switch {
	case p.Person != "":
		return r.Is(p.Person)
	case p.Body != "":
		return slices.ContainsFunc(seats, func(s *body.Seat) bool {
			return s.Organisation == p.Organisation && s.Body == p.Body && s.Role == p.Role
		})
	}
	return slices.ContainsFunc(r.Roles, func(held authn.Role) bool {
		return held.Organisation == p.Organisation && held.Office == p.Office && !held.ReadsOnly && held.CountsIn(c.ID)
	})
}
