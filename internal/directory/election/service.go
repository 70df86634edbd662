package election

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/directory/admission"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Service holds the use cases.
type Service struct {
	organisations *organisation.Service
	bodies        *body.Service
}

// New builds the service. An organisation is offered to record its council's elections.
func New(policy *authz.Policy, organisations *organisation.Service, bodies *body.Service) *Service {
	organisations.Offers.Add(func(actor authn.Actor, o *organisation.Organisation) []request.Action {
		return []request.Action{recordElection.Offer(policy, actor, o.Ref(), nil)}
	})
	return &Service{organisations: organisations, bodies: bodies}
}

// RecordElection records what a municipal council elected to a body of its own or
// to its seats in a body of its region, or what a region's representative council
// elected to one of the region's bodies: all of it or nothing (rule 1.5). A council's
// is the home's own word for those whose record it keeps. Each person is told once,
// and so are those who answer for the municipality and for the region.
func (s *Service) RecordElection(ctx context.Context, actor authn.Actor, ref organisation.Ref, in ElectionInput) (*Election, error) {
	return organisation.Do(ctx, s.organisations, recordElection.Decl, actor, ref.Organisation, func(c *organisation.Change) (*Election, error) {
		p, err := s.planElection(ctx, c, in)
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
	ElectionInput
	stored  body.Elected
	c       *organisation.Change
	of      *organisation.Organisation // whose body it is
	body    *body.Body
	voters  electorate
	refused []error
	// recorded are its seats where the same was recorded before.
	recorded []int64
}

// planElection judges an election. It refuses one that cannot be at all; what is
// wrong with its rows stands in the plan.
func (s *Service) planElection(ctx context.Context, c *organisation.Change, in ElectionInput) (*electionPlan, error) {
	if err := in.checkDecision(workday.Today(c.Now)); err != nil {
		return nil, err
	}
	people := in.people()
	from, to, err := organisation.Term(in.From, in.To, c.Now)
	if err != nil {
		return nil, err
	}
	of, b, err := s.elects(ctx, c, in, workday.Today(from))
	if err != nil {
		return nil, err
	}
	p := &electionPlan{ElectionInput: in, c: c, of: of, body: b}
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
	p.stored = body.Elected{
		Body: b.ID, Organisation: c.In.ID, Own: p.voters.own, Replaces: in.Replaces, DecidedOn: in.DecidedOn, CaseNumber: in.CaseNumber, Begins: in.From, From: from, To: to, By: c.Actor, Now: c.Now,
	}
	for _, e := range in.Seats {
		p.stored.Seats = append(p.stored.Seats, body.ElectedSeat{
			Person: e.Person, Role: e.Role, Group: e.Group, DeputyOrder: e.DeputyOrder, Municipality: p.voters.represented(e),
		})
	}
	unnamed := s.bodies.MustBeNamed(ctx, c, b, peopleOf(in.Seats), electedAt)
	if _, refused := fault.As(unnamed); unnamed != nil && !refused {
		return nil, unnamed
	}
	p.refused = append(append(in.judgeActor(c.Actor, owed), unnamed), p.voters.judge(in)...)
	p.recorded, err = body.Recorded(ctx, c.Tx, p.stored)
	return p, err
}

// loadElectorate finds whom an organisation can elect to a body of one.
func loadElectorate(ctx context.Context, c *organisation.Change, of *organisation.Organisation, b *body.Body, people []string, from time.Time) (x electorate, err error) {
	x = electorate{in: c.In, body: b, own: of.ID == c.In.ID, first: workday.Today(from)}
	if x.agreed, err = admission.Agreed(ctx, c.Tx, c.In.ID, admission.Seat, people); err != nil || !x.ofRegion() {
		return x, err
	}
	if x.seated, err = body.SittingIn(ctx, c.Tx, b, people, from); err != nil {
		return x, err
	}
	x.members, err = membersOn(ctx, c.Tx, c.In.ID, x.first)
	return x, err
}

// elects finds the body to which an organisation elects, and locks whose it is,
// under whatever number it was named. It refuses one of which a municipality is
// neither the owner nor, on the first day, a member; a region elects to its own.
func (s *Service) elects(ctx context.Context, c *organisation.Change, in ElectionInput, first workday.Date) (*organisation.Organisation, *body.Body, error) {
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
	b, err := s.bodies.In(ctx, c.Tx, body.Body{Organisation: of.Key, Key: in.Body}.Ref(), c.Now)
	if errors.Is(err, httpapi.ErrNotFound) {
		err = body.ErrUnknownBody.On("/body", msgNoSuchBody)
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
		return body.ErrUnknownBody.On("/of", msgOwnBodies)
	}
	return body.ErrUnknownBody.On("/of", body.MsgNoMember.With(c.In.Key, first))
}

// keepElection stores an election that was judged, with its trace, and says whom to
// tell of it. The same election again changes nothing and tells nobody.
func (s *Service) keepElection(ctx context.Context, p *electionPlan) (*Election, []organisation.Announcement, error) {
	c, b := p.c, p.body
	made, ended, err := p.store(ctx)
	if err != nil {
		return nil, nil, err
	}
	found, err := body.SeatsByID(ctx, c.Tx, slices.Concat(made, ended))
	if err != nil {
		return nil, nil, err
	}
	answer := &Election{
		Organisation: c.In.Key, Body: b.Key, DecidedOn: p.DecidedOn, CaseNumber: p.CaseNumber, Seats: found[:len(made)], Ended: found[len(made):],
	}
	answer.Self, answer.Actions = b.Path(), []request.Action{}
	var events []audit.Event
	for i, seat := range found {
		s.bodies.PresentSeat(seat, c.Actor)
		events = append(events, seat.Events(c, p.changesOf(seat, i < len(made)))...)
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
	if ended, err = body.EndReplaced(ctx, p.c.Tx, p.stored); err != nil {
		return nil, nil, err
	}
	temporary, err := body.EndTemporary(ctx, p.c.Tx, ended, nil, p.stored.From)
	if err != nil {
		return nil, nil, err
	}
	ended = append(ended, temporary...)
	slices.Sort(ended)
	made, err = body.InsertElected(ctx, p.c.Tx, p.stored)
	return made, ended, err
}

// changesOf are what an election changes of a seat that it makes or ends.
func (p *electionPlan) changesOf(seat *body.Seat, made bool) audit.Changes {
	if !made {
		return audit.Changes{"to": {New: seat.To}, "person": {Old: seat.Person}}
	}
	return audit.Changes{
		"person": {New: seat.Person}, "role": {New: seat.Role}, "deputy_order": {New: seat.DeputyOrder}, "group": {New: seat.Group}, "municipality": {New: seat.Municipality},
		"from": {New: seat.From}, "to": {New: seat.To}, "decided_on": {New: p.DecidedOn}, "case_number": {New: p.CaseNumber},
	}
}

// announcements tell of an election: one of it all, to those who answer for the
// organisations, and one to each person, who hears of a new seat alone where an
// earlier one ends by it.
func (p *electionPlan) announcements(e *Election) []organisation.Announcement {
	words := map[string]string{"title": p.body.Name, "count": fmt.Sprint(len(e.Seats))}
	told := []organisation.Announcement{p.c.Announcement(p.body.Path(), "", words)}
	if !p.stored.Own {
		inRegion := told[0]
		inRegion.In = p.of
		told = append(told, inRegion)
	}
	one := func(seat *body.Seat) organisation.Announcement {
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
			a.Act = body.EndSeatAct
			told = append(told, a)
		}
	}
	return told
}

// electedAt is the pointer to one of those who were elected.
func electedAt(i int) string { return fmt.Sprintf("/seats/%d/person", i) }

// peopleOf are those who were elected, in their order.
func peopleOf(elected []ElectedInput) []string {
	people := make([]string, len(elected))
	for i, e := range elected {
		people[i] = e.Person
	}
	return people
}
