package staffing

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// Unnamed are the requirements to which too few people are nominated or
// released on a day ahead.
func (a *Asked) Unnamed(list []Assignment, today workday.Date) []mandate.Requirement {
	return slices.DeleteFunc(slices.Clone(a.Requirements), func(r mandate.Requirement) bool { return enoughNamed(list, r, today) })
}

// enoughNamed says whether enough people are nominated or released to a
// requirement, on every day ahead.
func enoughNamed(list []Assignment, r mandate.Requirement, today workday.Date) bool {
	var people []coverage.Presence
	for i := range list {
		if a := &list[i]; a.Requirement == r.Key && a.Live(today) {
			people = append(people, a.presence())
		}
	}
	return !needOf(r).Lacks(people, today)
}

// ReleasedBy says whether everybody is released whom the version in force asks of
// the municipality, for every day ahead, and who decided the last of it: whoever
// released the last person or, where nobody is asked, whoever approved that
// (rule 2.3).
func (s *Standing) ReleasedBy(today workday.Date) (person string, all bool) {
	asked := s.Binding()
	if asked == nil {
		return "", false
	}
	if len(asked.Requirements) == 0 {
		return asked.version.Approval(s.Party.Number).Standing.Person, true
	}
	c := s.Cover(today)
	if c.State != coverage.Met {
		return "", false
	}
	var last time.Time
	for _, r := range c.Requirements {
		for _, a := range r.Assignments {
			if a.Counts() && a.DecidedAt != nil && !a.DecidedAt.Before(last) {
				person, last = *a.DecidedBy, *a.DecidedAt
			}
		}
	}
	return person, person != ""
}

// RemindToName brings the reminders to name people in line with a change of a
// municipality's assignments, for each version that asks it. Once enough people
// are nominated or released, the administrator has acted and hears no more
// (rule 6.5); a change that opens a gap before the naming due date has passed
// plans the reminders anew.
func (s *Standing) RemindToName(ctx context.Context, tx pgx.Tx, before []Assignment, now time.Time) error {
	var anew []reminder.Deadline
	for _, d := range s.NamingDeadlines(now) {
		if len(d.Unnamed(before, workday.Today(now))) == 0 && now.Before(d.Due.EndIn(workday.Oslo())) {
			anew = append(anew, d.Deadline)
		}
	}
	if err := reminder.PlanEach(ctx, tx, now, anew); err != nil {
		return err
	}
	return StopNaming(ctx, tx, now, []*Standing{s})
}

// StopNaming stops the reminders to name people in the municipalities that have
// named enough: two statements, however many.
func StopNaming(ctx context.Context, tx pgx.Tx, now time.Time, standings []*Standing) error {
	var named []reminder.Ref
	for _, s := range standings {
		for _, a := range s.Asking() {
			if len(a.Unnamed(s.Named, workday.Today(now))) == 0 {
				named = append(named, a.version.NamingDeadline(s.Case, s.Party.Number).Ref)
			}
		}
	}
	return reminder.StopEach(ctx, tx, now, named, msgAllNamed)
}

// NamingDeadline is the day by which a version asks a municipality for the names
// that it still lacks.
type NamingDeadline struct {
	reminder.Deadline
	*Asked
}

// NamingDeadlines are those of the versions that ask the municipality for names
// which it has not given.
func (s *Standing) NamingDeadlines(now time.Time) (lacking []NamingDeadline) {
	for _, a := range s.Asking() {
		if len(a.Unnamed(s.Named, workday.Today(now))) > 0 {
			lacking = append(lacking, NamingDeadline{a.version.NamingDeadline(s.Case, s.Party.Number), a})
		}
	}
	return lacking
}

// ReleasedIn are the municipalities of the case whose people are released.
func ReleasedIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, now time.Time) (released []string, err error) {
	standings, err := Standings(ctx, q, []*casefile.Case{c}, nil, now)
	for _, st := range standings {
		if _, all := st.ReleasedBy(workday.Today(now)); all {
			released = append(released, st.Party.Number)
		}
	}
	return released, err
}

// AskAnew plans the mandate's reminders to name people in municipalities whose part
// of the naming was reopened, as they were stopped when it was done (rule 6.5).
func AskAnew(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, reopened []string) error {
	if len(reopened) == 0 {
		return nil
	}
	standings, err := Standings(ctx, tx, []*casefile.Case{c}, reopened, now)
	if err != nil {
		return err
	}
	var deadlines []reminder.Deadline
	for _, st := range standings {
		for _, d := range st.NamingDeadlines(now) {
			deadlines = append(deadlines, d.Deadline)
		}
	}
	return reminder.PlanEach(ctx, tx, now, deadlines)
}
