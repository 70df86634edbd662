// Package staffing says how municipalities stand in cases with their named
// resources: what the mandate asks of each, whom it has named by name to that,
// how far they cover it, and that nobody is released for more than they can give (rules
// 4.1-4.3, 4.6). Here are the assignment with its rules, and all its SQL; the
// acts of a municipality are in package assignment.
package staffing

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
)

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
func (s *Standing) Path() string { return s.Ref().Path() }

// Ref is how a path names them.
func (s *Standing) Ref() Ref { return Ref{s.Case.Ref(), s.Party.Number} }

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

// HasReleased says whether the municipality has released somebody at any time:
// for what the mandate asks or what is surplus now, also when every release is
// over, and before it left the case and came back (rules 2.3d, 2.4). Whoever was
// recalled before their first day gave nothing.
func (s *Standing) HasReleased() bool {
	return slices.ContainsFunc(s.Named, func(a Assignment) bool {
		return a.Counts() && a.From.Before(a.Ends)
	})
}

// HasAgreed says whether the slice that binds the municipality agrees a
// contribution besides people: money, or what it describes (rule 2.4).
func (s *Standing) HasAgreed() bool {
	binding := s.Binding()
	return binding != nil && (binding.OtherContribution != "" || binding.Money != nil && binding.Money.Amount > 0)
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

// Find is a copy of an assignment by its number, which an act may change; nil
// where there is none.
func (s *Standing) Find(number int) *Assignment {
	for _, a := range s.Named {
		if a.Number == number {
			return &a
		}
	}
	return nil
}

// Put sets an assignment in the place of the one with its number, or behind the
// others.
func (s *Standing) Put(a Assignment) {
	s.Named = slices.Clone(s.Named)
	for i := range s.Named {
		if s.Named[i].Number == a.Number {
			s.Named[i] = a
			return
		}
	}
	s.Named = append(s.Named, a)
}
