package body

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/admission"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// RecordElection records what a municipal council elected to a body of its own or
// to its seats in a body of its region, or what a region's representative council
// elected to one of the region's bodies: all of it or nothing (rule 1.5). A council's
// is the home's own word for those whose record it keeps. Each person is told once,
// and so are those who answer for the municipality and for the region.
func (s *Service) RecordElection(ctx context.Context, actor authn.Actor, ref organisation.Ref, in ElectionInput) (*Election, error) {
	return organisation.Do(ctx, s.organisations, recordElection.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Election, error) {
		p, err := planElection(ctx, c, in)
		if err != nil {
			return nil, err
		}
		for _, err := range p.refused {
			if err != nil {
				return nil, err
			}
		}
		answer, told, err := s.keepElection(ctx, p)
		if err != nil {
			return nil, err
		}
		return answer, s.organisations.Announce(ctx, c.Tx, told...)
	})
}

// electionPlan is an election that was judged: what is stored of it, or why some of
// its rows are not.
type electionPlan struct {
	election
	c       *organisation.Change
	of      *organisation.Organisation // whose body it is
	body    *Body
	voters  electorate
	refused []error
	// recorded are its seats where the same was recorded before.
	recorded []int64
}

// planElection judges an election. It refuses one that cannot be at all; what is
// wrong with its rows stands in the plan.
func planElection(ctx context.Context, c *organisation.Change, in ElectionInput) (*electionPlan, error) {
	if err := in.checkDecision(workday.Today(c.Now)); err != nil {
		return nil, err
	}
	people := in.people()
	from, to, err := organisation.Term(in.From, in.To, c.Now)
	if err != nil {
		return nil, err
	}
	of, b, err := elects(ctx, c, in, workday.Today(from))
	if err != nil {
		return nil, err
	}
	p := &electionPlan{c: c, of: of, body: b}
	if p.voters, err = loadElectorate(ctx, c, of, b, people, from); err != nil {
		return nil, err
	}
	if err := p.voters.mayElect(); err != nil {
		return nil, err
	}
	if err := p.voters.mayReplace(in); err != nil {
		return nil, err
	}
	owed, err := office.WhoAppointed(ctx, c.Tx, c.In.ID, c.Actor, c.Now, people)
	if err != nil {
		return nil, err
	}
	p.election = election{ElectionInput: in, body: b.ID, own: p.voters.own, organisation: c.In.ID, from: from, to: to, by: c.Actor, now: c.Now}
	for _, e := range in.Seats {
		p.municipalities = append(p.municipalities, p.voters.represented(e))
	}
	p.refused = append(in.judgeActor(c.Actor, owed), p.voters.judge(in)...)
	p.recorded, err = recorded(ctx, c.Tx, p.election)
	return p, err
}

// loadElectorate finds whom an organisation can elect to a body of one.
func loadElectorate(ctx context.Context, c *organisation.Change, of *organisation.Organisation, b *Body, people []string, from time.Time) (x electorate, err error) {
	x = electorate{in: c.In, body: b, own: of.ID == c.In.ID, first: workday.Today(from)}
	if x.agreed, err = admission.Agreed(ctx, c.Tx, c.In.ID, admission.Seat, people); err != nil || !x.ofRegion() {
		return x, err
	}
	if x.seated, err = seatedIn(ctx, c.Tx, b, people, from); err != nil {
		return x, err
	}
	x.members, err = membersOn(ctx, c.Tx, c.In.ID, x.first)
	return x, err
}

// elects finds the body to which an organisation elects, and locks whose it is,
// under whatever number it was named. It refuses one of which a municipality is
// neither the owner nor, on the first day, a member; a region elects to its own.
func elects(ctx context.Context, c *organisation.Change, in ElectionInput, first workday.Date) (*organisation.Organisation, *Body, error) {
	of, err := organisation.Lock(ctx, c.Tx, in.Of)
	if err != nil {
		return nil, nil, notElected(err, c, first)
	}
	if of.ID != c.In.ID {
		member, err := organisation.IsMember(ctx, c.Tx, of.ID, &c.In.Key, first)
		if err != nil {
			return nil, nil, err
		}
		if !member {
			return nil, nil, notElected(httpapi.ErrNotFound, c, first)
		}
	} else {
		of = c.In
	}
	b, err := loadBody(ctx, c.Tx, Body{Organisation: of.Key, Key: in.Body}.ref(), c.Now)
	if errors.Is(err, httpapi.ErrNotFound) {
		err = ErrUnknownBody.On("/body", msgNoSuchBody)
	}
	return of, b, err
}

// notElected is why an organisation elects to no body of the one named. A fault of
// finding it tells nothing of it; any other error stays what it is.
func notElected(err error, c *organisation.Change, first workday.Date) error {
	if _, refused := fault.As(err); !refused {
		return err
	}
	if c.In.Kind == organisation.KindRegion {
		return ErrUnknownBody.On("/of", msgOwnBodies)
	}
	return ErrUnknownBody.On("/of", msgNoMember.With(c.In.Key, first))
}

// keepElection stores an election that was judged, with its trace, and says whom to
// tell of it. The same election again changes nothing and tells nobody.
func (s *Service) keepElection(ctx context.Context, p *electionPlan) (*Election, []organisation.Announcement, error) {
	c, b := p.c, p.body
	made, ended, err := p.store(ctx)
	if err != nil {
		return nil, nil, err
	}
	found, err := seats(ctx, c.Tx, `JOIN unnest($1::bigint[]) WITH ORDINALITY AS x(id, nr) ON x.id = s.id ORDER BY x.nr`, slices.Concat(made, ended))
	if err != nil {
		return nil, nil, err
	}
	answer := &Election{
		Organisation: c.In.Key, Body: b.Key, DecidedOn: p.DecidedOn, CaseNumber: p.CaseNumber, Seats: found[:len(made)], Ended: found[len(made):],
	}
	answer.Self, answer.Actions = b.Path(), []request.Action{}
	var events []audit.Event
	for i, seat := range found {
		s.PresentSeat(seat, c.Actor)
		events = append(events, seat.events(c, p.changesOf(seat, i < len(made)))...)
	}
	if p.recorded != nil {
		return answer, nil, nil
	}
	return answer, p.announcements(answer), audit.Record(ctx, c.Tx, events...)
}

// store ends the seats that an election replaces and makes its own; those of one
// that was recorded before are there.
func (p *electionPlan) store(ctx context.Context) (made, ended []int64, err error) {
	if p.recorded != nil {
		return p.recorded, nil, nil
	}
	if ended, err = endReplaced(ctx, p.c.Tx, p.election); err != nil {
		return nil, nil, err
	}
	slices.Sort(ended)
	made, err = insertElected(ctx, p.c.Tx, p.election)
	return made, ended, err
}

// changesOf are what an election changes of a seat that it makes or ends.
func (p *electionPlan) changesOf(seat *Seat, made bool) audit.Changes {
	if !made {
		return audit.Changes{"to": {New: seat.To}, "person": {Old: seat.Person}}
	}
	return audit.Changes{
		"person": {New: seat.Person}, "role": {New: seat.Role}, "deputy_order": {New: seat.DeputyOrder}, "municipality": {New: seat.Municipality},
		"from": {New: seat.From}, "to": {New: seat.To}, "decided_on": {New: p.DecidedOn}, "case_number": {New: p.CaseNumber},
	}
}

// announcements tell of an election: one of it all, to those who answer for the
// organisations, and one to each person, who hears of a new seat alone where an
// earlier one ends by it.
func (p *electionPlan) announcements(e *Election) []organisation.Announcement {
	words := map[string]string{"title": p.body.Name, "count": fmt.Sprint(len(e.Seats))}
	told := []organisation.Announcement{p.c.Announcement(p.body.Path(), "", words)}
	if !p.own {
		inRegion := told[0]
		inRegion.In = p.of
		told = append(told, inRegion)
	}
	one := func(seat *Seat) organisation.Announcement {
		a := p.c.Announcement(seat.Path(), seat.Name, organisation.TermWords(seat.From, seat.To, "title", seat.BodyName), seat.Person)
		a.ConcernedAlone = true
		return a
	}
	for _, seat := range e.Seats {
		told = append(told, one(seat))
	}
	elected := map[string]bool{}
	for _, person := range p.people() {
		elected[person] = true
	}
	for _, seat := range e.Ended {
		if !elected[seat.Person] {
			a := one(seat)
			a.Act = endSeat.ID
			told = append(told, a)
		}
	}
	return told
}
