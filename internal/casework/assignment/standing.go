package assignment

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/workday"
)

// Asked is what one version of the mandate asks of one municipality.
type Asked struct {
	Version int
	// Approved says whether the municipality has approved the version since it
	// joined the case: only then a version in force binds it (rule 3.7).
	Approved     bool
	Start, End   workday.Date
	SubmittedAt  time.Time
	NamingDue    workday.Date
	Requirements []mandate.Requirement
	Money        *mandate.Money

	version *approval.Version
}

// askedOf is what a version asks of a participant: nothing of one without a
// slice.
func askedOf(v *approval.Version, p *casefile.Participant) *Asked {
	a := &Asked{
		Version: v.Number, Approved: v.ApprovedSince(p.Number, p.JoinedAt), Start: v.Common.Start, End: v.Common.End,
		SubmittedAt: *v.SubmittedAt, NamingDue: *v.NamingDue, version: v,
	}
	if slice := v.Slice(p.Number); slice != nil {
		a.Requirements, a.Money = slice.Requirements, slice.Money
	}
	return a
}

// Requirement finds what is asked by its key; nil where it is not.
func (a *Asked) Requirement(key string) *mandate.Requirement {
	if a == nil {
		return nil
	}
	i := slices.IndexFunc(a.Requirements, func(r mandate.Requirement) bool { return r.Key == key })
	if i < 0 {
		return nil
	}
	return &a.Requirements[i]
}

// Standing is how one municipality stands in one case: what is asked of it, and
// everyone whom it has named, whatever became of that, with the surplus marked.
// It is what acts, tasks, alarms, demands and the matrix all judge by.
type Standing struct {
	Case  *casefile.Case
	Party casefile.Participant
	// InForce and Open are what the version in force and the open one ask; nil
	// where there is none.
	InForce, Open *Asked
	Named         []Assignment
}

// Path is the address of the municipality's resources in the case.
func (s *Standing) Path() string { return s.ref().Path() }

func (s *Standing) ref() Ref { return Ref{s.Case.Ref(), s.Party.Number} }

// Binding is what the version in force asks, nil where none binds the
// municipality: one that left, or has not approved it, is asked nothing (rules
// 1.1, 3.7).
func (s *Standing) Binding() *Asked {
	if s.InForce == nil || !s.InForce.Approved || s.Party.LeftAt != nil {
		return nil
	}
	return s.InForce
}

// Asking are the versions to which people may be nominated: the one in force,
// where it binds, and then the open one (rules 3.7, 4.1).
func (s *Standing) Asking() []*Asked {
	var versions []*Asked
	if a := s.Binding(); a != nil {
		versions = append(versions, a)
	}
	if s.Open != nil && s.Party.LeftAt == nil {
		versions = append(versions, s.Open)
	}
	return versions
}

// MustTakeActs refuses every act in a case that is over, and of a municipality
// that no longer takes part in it.
func (s *Standing) MustTakeActs() error {
	if err := s.Case.Alive(); err != nil {
		return err
	}
	_, err := s.Case.Party(s.Party.Number)
	return err
}

// MustTakeNominations refuses nominations where acts are refused, and where no
// version asks the municipality for people (rule 4.1).
func (s *Standing) MustTakeNominations() error {
	if err := s.MustTakeActs(); err != nil {
		return err
	}
	if len(s.Asking()) == 0 {
		return ErrNoMandate
	}
	return nil
}

// Lacking counts how many of those asked for are lacking on a day: released
// people alone count (rule 4.3). Outside the requirement's days nobody is.
func (s *Standing) Lacking(requirement string, day workday.Date) int {
	r := s.Binding().Requirement(requirement)
	if r == nil {
		return 0
	}
	return need(*r).LackingOn(day, presences(s.Named, requirement))
}

// find is a copy of an assignment by its number, which an act may change; nil
// where there is none.
func (s *Standing) find(number int) *Assignment {
	for _, a := range s.Named {
		if a.Number == number {
			return &a
		}
	}
	return nil
}

// put sets an assignment in the place of the one with its number, or behind the
// others.
func (s *Standing) put(a Assignment) {
	s.Named = slices.Clone(s.Named)
	for i := range s.Named {
		if s.Named[i].Number == a.Number {
			s.Named[i] = a
			return
		}
	}
	s.Named = append(s.Named, a)
}

// need is the requirement as coverage sees it.
func need(r mandate.Requirement) coverage.Need {
	return coverage.Need{People: r.People, Share: r.Share, From: r.From, To: r.To}
}

func (a *Assignment) presence() coverage.Presence {
	return coverage.Presence{Person: a.Person, Share: a.Share, From: a.From, To: a.Ends}
}

// presences are the released people's times for a requirement.
func presences(list []Assignment, requirement string) []coverage.Presence {
	var people []coverage.Presence
	for i := range list {
		if a := &list[i]; a.Requirement == requirement && a.Counts() {
			people = append(people, a.presence())
		}
	}
	return people
}

// nextNumber is the number of the municipality's next assignment in the case.
func (s *Standing) nextNumber() int {
	next := 1
	for _, a := range s.Named {
		next = max(next, a.Number+1)
	}
	return next
}
