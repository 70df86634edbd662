package alarm

import (
	"slices"
	"strconv"
	"time"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits because of alarms, and of surplus releases.
const (
	WaitResolve = "resolve_alarm"
	WaitSurplus = "review_surplus"
)

// Tasks are the tasks about named people: naming and releasing them, the alarms about
// those who are, and surplus releases. Of nobody named no alarm is a task, for the
// naming itself waits.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{assignment.WaitName, assignment.WaitRelease, WaitResolve, WaitSurplus},
		Find: func(a waiting.Asked) []string {
			all := assignment.Finding(a)
			if a.May(assignment.RecallAssignment.Permission()) || a.May(assignment.NominatePerson.Permission()) {
				all = append(all, `SELECT '`+WaitResolve+`' AS kind, n.* FROM (`+staffing.Releases+`) n`)
			}
			return all
		},
		Waits: func(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
			staffing.Part(p, cases, a.Organisations, a.Now, func(standings []*staffing.Standing) {
				assignment.Waits(p.Next(), standings, a.Now, add)
				Waits(p.Next(), standings, a.Now, add)
			})
		},
	}
}

// Waits are the alarms of municipalities that stand so in their cases which wait
// for somebody to act, and the releases that the mandate no longer asks for (rules
// 4.1, 4.4). Where nobody is named, naming itself waits already; what a chief
// executive has overridden knowingly waits for nobody. What they rest on is added to
// the parts of a read.
func Waits(p *pgdb.Parts, standings []*staffing.Standing, now time.Time, add func(waiting.Wait)) {
	part(p, raising(standings), now, func(f facts) {
		for _, a := range f.alarms() {
			if a.Kind != NobodyNamed && !a.Overridden {
				a.waits(now, add)
			}
		}
		for i := range f.Named {
			if n := &f.Named[i]; n.Surplus && !n.SurplusKept && n.Live(workday.Today(now)) {
				add(f.surplus(n))
			}
		}
	})
}

// waits are one for each office that can help, with what it can do; those after
// the first carry the act in their name.
func (a Alarm) waits(now time.Time, add func(waiting.Wait)) {
	for i, h := range a.helps {
		w := waiting.Wait{
			Case: a.in, Kind: WaitResolve, Key: a.key(), Title: a.Detail, Organisation: a.Municipality, Permission: h.Permission, Posts: []authority.Post{h.post(a)},
			Since: a.Since, By: &a.By, Overdue: !now.Before(a.By.EndIn(workday.Oslo())), Act: h.Action(), About: a.Link,
			Refusal: func(authn.Actor) error { return nil },
		}
		if i > 0 {
			w.Key += "/" + h.ID
		}
		add(w)
	}
}

// key names the alarm within its case.
func (a Alarm) key() string {
	return a.Kind.slug() + a.ID[len(a.Kind.slug()+"/"+a.Region+"/"+a.Case):]
}

// surplus is the wait for a surplus release to be recalled, or kept.
func (f facts) surplus(n *staffing.Assignment) waiting.Wait {
	at := staffing.AssignmentRef{Ref: staffing.Ref{Ref: f.Case.Ref(), Municipality: n.Municipality}, Assignment: n.Number}
	return waiting.Wait{
		Case: f.Case, Kind: WaitSurplus, Key: n.Municipality + "/" + strconv.Itoa(n.Number), Organisation: n.Municipality,
		Title:      msgReviewSurplus.With(n.Name, n.Function),
		Permission: assignment.RecallAssignment.Permission(), Posts: []authority.Post{{Organisation: n.Municipality, Office: office.ChiefExecutive}},
		Since: *n.DecidedAt, Act: assignment.RecallAssignment.At(at).Action(), About: n.Self,
		Refusal: func(authn.Actor) error { return nil },
	}
}

// tellable are the alarms of which letters tell: of nobody named the reminders
// of the naming due date do.
func tellable(raised []Alarm) []Alarm {
	return slices.DeleteFunc(raised, func(a Alarm) bool { return a.Kind == NobodyNamed || a.Overridden })
}
