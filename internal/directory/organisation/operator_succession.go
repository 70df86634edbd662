package organisation

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The acts by which an operator enters that municipalities merge or part.
const (
	mergeAct = "merge-municipalities"
	partAct  = "part-municipality"
)

// Ending is the end of a municipality, while it is carried out: what the packages
// above end with it, they end in Tx, at Now.
type Ending struct {
	Tx pgx.Tx
	// Ended is the municipality, and Successors those that go on.
	Ended      *Organisation
	Successors []*Organisation
	// On is the first day on which it is no more, today or earlier, and Why tells
	// what happened, in words.
	On  workday.Date
	Now time.Time
	Why message.Text

	act, command string
	events       []audit.Event
	concerned    []string
}

// Event is an event of the act, about an object.
func (e *Ending) Event(object string, changes audit.Changes) audit.Event {
	return audit.Event{At: e.Now, Operator: e.command, Actor: authn.Actor{Organisation: e.Ended.Key}, Act: e.act, Object: object, Changes: changes}
}

// Record notes what ended, and whom it concerns: a person, or "" for nobody.
func (e *Ending) Record(object, person string, changes audit.Changes) {
	e.events = append(e.events, e.Event(object, changes))
	if person != "" {
		e.concerned = append(e.concerned, person)
	}
}

// RecordTerm notes that an office, a seat or whatever else somebody had for a time
// has ended at a moment, and when it would have: nil for no end. It is read in the
// organisations named as well.
func (e *Ending) RecordTerm(object, person string, before *time.Time, to time.Time, others ...string) {
	e.Record(object, person, audit.Changes{"to": {Old: before, New: to}, "ended_why": {New: e.Why}})
	e.ReadIn(others...)
}

// ReadIn lets what was noted last be read in other organisations too.
func (e *Ending) ReadIn(others ...string) {
	last := e.events[len(e.events)-1]
	e.events = append(e.events, ReadIn(last, append([]string{e.Ended.Key}, others...)...)[1:]...)
}

// Ender ends what a package keeps of a municipality that is no more.
type Ender func(ctx context.Context, e *Ending) error

// EndWith adds an ender. Whoever stands above ends first: those who are to be told
// still hold their offices then.
func (s *Service) EndWith(end Ender) { s.enders = append([]Ender{end}, s.enders...) }

// Merge ends municipalities on a day, today or earlier, and lets one go on in
// their place, which may be new. Their memberships end on that day; their offices,
// seats and substitutes end now, so that all that was done until now was done by
// those who held them, and so does their part in cases, which show the successor.
// The successor keeps the records of their people, and reads what they left. It
// refuses a municipality that has ended already (rule 1.1). Operators alone do
// this.
func (s *Service) Merge(ctx context.Context, in MergeInput) (*Organisation, error) {
	all, err := s.succeed(ctx, &succession{
		act: mergeAct, command: "forankring merge", ended: slices.Clone(in.Municipalities), into: []SuccessorInput{in.Into}, on: in.On,
	})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// Part is Merge for a municipality that becomes several. The first of them keeps
// the records of its people. One that goes on in part does not end: it is
// renumbered, and what parts from it is registered (rule 1.1).
func (s *Service) Part(ctx context.Context, in PartInput) ([]*Organisation, error) {
	return s.succeed(ctx, &succession{
		act: partAct, command: "forankring part", ended: []string{in.Municipality}, into: slices.Clone(in.Into), on: in.On,
	})
}

func (s *Service) succeed(ctx context.Context, in *succession) ([]*Organisation, error) {
	return pgdb.InTx(ctx, s.pool, func(tx pgx.Tx) ([]*Organisation, error) {
		if err := lockNaming(ctx, tx); err != nil {
			return nil, err
		}
		now := s.now()
		if err := in.check(workday.Today(now)); err != nil {
			return nil, err
		}
		known, err := lockAll(ctx, tx, in)
		if err != nil {
			return nil, err
		}
		if err := lockRegions(ctx, tx, known); err != nil {
			return nil, err
		}
		successors, err := in.successors(ctx, tx, known, now)
		if err != nil {
			return nil, err
		}
		for _, number := range in.ended {
			e := &Ending{Tx: tx, Ended: known[number], Successors: successors, On: in.on, Now: now, act: in.act, command: in.command}
			if err := s.end(ctx, e); err != nil {
				return nil, err
			}
		}
		for i := range successors {
			if successors[i], err = loadOrganisation(ctx, tx, successors[i].Key); err != nil {
				return nil, err
			}
		}
		return successors, nil
	})
}

// lockAll locks the municipalities that end and the successors that are
// registered, in the order of their keys, and finds them by the numbers that the
// operator used. It refuses one that is not there or has ended.
func lockAll(ctx context.Context, tx pgx.Tx, in *succession) (map[string]*Organisation, error) {
	numbers := slices.Clone(in.ended)
	for _, s := range in.into {
		numbers = append(numbers, s.Number)
	}
	slices.Sort(numbers)
	known := map[string]*Organisation{}
	for _, number := range numbers {
		o, err := lockOrganisation(ctx, tx, number)
		if errors.Is(err, httpapi.ErrNotFound) && !slices.Contains(in.ended, number) {
			continue
		}
		if errors.Is(err, httpapi.ErrNotFound) || err == nil && o.Kind != KindMunicipality {
			return nil, ErrUnknownMunicipality.With(msgNoMunicipality.With(number))
		}
		if err == nil {
			err = o.mustBeGoingOn()
		}
		if err != nil {
			return nil, err
		}
		known[number] = o
	}
	return known, nil
}

// successors are those that go on: registered ones, and new ones, which are
// registered now. A name is free that only those have who end.
func (in *succession) successors(ctx context.Context, tx pgx.Tx, known map[string]*Organisation, now time.Time) ([]*Organisation, error) {
	var ending []int64
	for _, number := range in.ended {
		ending = append(ending, known[number].ID)
	}
	successors := make([]*Organisation, len(in.into))
	for i, s := range in.into {
		o := known[s.Number]
		if o == nil {
			made, err := found(ctx, tx, Organisation{Key: s.Number, Kind: KindMunicipality, Name: s.Name, County: s.County}, ending, in, now)
			if err != nil {
				return nil, err
			}
			o = made
		}
		if slices.Contains(ending, o.ID) || slices.ContainsFunc(successors[:i], func(other *Organisation) bool { return other.ID == o.ID }) {
			return nil, ErrSuccession.On("/into", msgBothEndsAndGoesOn)
		}
		successors[i] = o
	}
	return successors, nil
}

// found registers a new municipality that succeeds others.
func found(ctx context.Context, tx pgx.Tx, o Organisation, ending []int64, in *succession, now time.Time) (*Organisation, error) {
	if o.Name == "" {
		return nil, ErrUnknownMunicipality.With(msgNewWithoutName.With(o.Key))
	}
	if err := o.tidy(); err != nil {
		return nil, err
	}
	if err := refuseNamesake(ctx, tx, o, false, workday.Today(now), ending...); err != nil {
		return nil, err
	}
	if err := insertOrganisation(ctx, tx, o, now); err != nil {
		return nil, err
	}
	event := audit.Event{At: now, Operator: in.command, Organisation: o.Key, Act: "register-organisation", Object: o.Path(), Changes: Organisation{}.changes(o)}
	if err := audit.Record(ctx, tx, event); err != nil {
		return nil, err
	}
	return lockOrganisation(ctx, tx, o.Key)
}

// end carries out the end of one municipality, with its trace, and tells those
// whom it concerns.
func (s *Service) end(ctx context.Context, e *Ending) error {
	keys, names, ids := make([]string, len(e.Successors)), make([]string, len(e.Successors)), make([]int64, len(e.Successors))
	for i, o := range e.Successors {
		keys[i], names[i], ids[i] = o.Key, o.Name, o.ID
	}
	e.Why = msgSucceeded.With(e.Ended.Name, e.On, names)
	e.Record(e.Ended.Path(), "", audit.Changes{"ended_on": {New: e.On}, "successors": {New: keys}})
	e.ReadIn(keys...)
	for _, end := range s.enders {
		if err := end(ctx, e); err != nil {
			return err
		}
	}
	if err := keepSuccession(ctx, e.Tx, e.Ended, ids, e.On, e.Now); err != nil {
		return err
	}
	ended, err := endMemberships(ctx, e)
	if err != nil {
		return err
	}
	for _, m := range ended {
		e.Record(Membership{Region: m.Region, Municipality: e.Ended.Key}.Path(), "", m.changes())
		e.ReadIn(m.Region)
	}
	if err := audit.Record(ctx, e.Tx, e.events...); err != nil {
		return err
	}
	others := keys
	for _, m := range ended {
		others = append(others, m.Region)
	}
	return s.announceEnding(ctx, e, others, names)
}

// announceEnding tells those whose offices and seats have ended, and those who
// answer for the successors and for the regions of the municipality (rule 1.5).
func (s *Service) announceEnding(ctx context.Context, e *Ending, others, names []string) error {
	slices.Sort(e.concerned)
	here := Announcement{
		In: e.Ended, Act: e.act, Object: e.Ended.Path(), About: e.Ended.Name, Concerned: slices.Compact(e.concerned), At: e.Now,
		Words: ByOperator(),
	}
	here.Words["successors"], here.Words["new_from"] = strings.Join(names, ", "), e.On.String()
	all := []Announcement{here}
	found, err := findOthers(ctx, e.Tx, others)
	if err != nil {
		return err
	}
	for _, o := range found {
		there := here
		there.In, there.Concerned = o, nil
		all = append(all, there)
	}
	return s.Announce(ctx, e.Tx, all...)
}
