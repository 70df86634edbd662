package assignment

import (
	"slices"
	"strconv"
	"time"

	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits with named resources.
const (
	WaitName    = "name_people"
	WaitRelease = "release_people"
)

// Finding are the SELECTs of the cases in which naming or releasing waits, or may wait,
// for whoever asks.
func Finding(a waiting.Asked) (all []string) {
	of := func(kind, which string) { all = append(all, `SELECT '`+kind+`' AS kind, n.* FROM (`+which+`) n`) }
	if a.May(NominatePerson.Permission()) {
		of(WaitName, staffing.Lacking)
	}
	if a.May(ReleaseAssignment.Permission()) || a.May(releaseOverCapacity.Permission()) {
		of(WaitRelease, staffing.Nominations)
	}
	return all
}

// Waits are the nominations that can be released, and what municipalities that
// stand so in their cases are asked for and have not named enough people to (rules
// 4.1, 4.3). What people can give is added to the parts of a read.
func Waits(p *pgdb.Parts, standings []*staffing.Standing, now time.Time, add func(waiting.Wait)) {
	var named []staffing.Assignment
	for _, s := range standings {
		named = append(named, s.Named...)
	}
	given := staffing.PartWorkloads(p, named)
	p.Then(func() {
		for _, s := range standings {
			if s.MustTakeActs() != nil {
				continue
			}
			for _, w := range waitsOf(s, given, workday.Today(now)) {
				w.Overdue = w.By != nil && !now.Before(w.By.EndIn(workday.Oslo()))
				add(w)
			}
		}
	})
}

// waitsOf are what waits in one municipality in one case. Naming waits from its
// submission on, and is due by the earliest naming due date of the versions to
// which people lack.
func waitsOf(s *staffing.Standing, given map[int64]staffing.Workload, today workday.Date) []waiting.Wait {
	var waits []waiting.Wait
	for i := range s.Named {
		if a := &s.Named[i]; a.MustBeReleasable(s.InForce, today) == nil {
			waits = append(waits, waitToRelease(s, a, staffing.Overrun{All: given[a.Employment].ExcessOf(a)}))
		}
	}
	var functions []string
	var by *staffing.Asked
	for _, a := range s.Asking() {
		lacking := a.Unnamed(s.Named, today)
		if len(lacking) > 0 && (by == nil || a.NamingDue.Before(by.NamingDue)) {
			by = a
		}
		for _, r := range lacking {
			if !slices.Contains(functions, r.Function) {
				functions = append(functions, r.Function)
			}
		}
	}
	if by != nil {
		waits = append(waits, waitToName(s, by, functions))
	}
	return waits
}

func waitToName(s *staffing.Standing, by *staffing.Asked, functions []string) waiting.Wait {
	return waiting.Wait{
		Case: s.Case, Kind: WaitName, Key: s.Party.Number, Organisation: s.Party.Number, Permission: NominatePerson.Permission(),
		Title: msgName.With(s.Party.Name, functions), Since: by.SubmittedAt, By: &by.NamingDue, About: s.Path(),
		Act:     NominatePerson.At(s.Ref()).Action(),
		Refusal: func(authn.Actor) error { return nil },
	}
}

// waitToRelease is the wait for a nomination to be released: over capacity,
// where it is more than the person can give. It is no task of whoever would
// release themselves (rule 1.7).
func waitToRelease(s *staffing.Standing, a *staffing.Assignment, over staffing.Overrun) waiting.Wait {
	at := staffing.AssignmentRef{Ref: s.Ref(), Assignment: a.Number}
	w := waiting.Wait{
		Case: s.Case, Kind: WaitRelease, Key: a.Municipality + "/" + strconv.Itoa(a.Number), Organisation: a.Municipality,
		Permission: ReleaseAssignment.Permission(), Title: msgRelease.With(a.Name, a.Function),
		Since: a.NominatedAt, By: &s.InForce.NamingDue, About: a.Self, Act: ReleaseAssignment.At(at).Action(),
		Refusal: func(by authn.Actor) error { return a.MustNotBe(by.Person) }, Except: a.Person,
	}
	if over.MustFit() != nil {
		w.Permission, w.Act = releaseOverCapacity.Permission(), releaseOverCapacity.At(at).Action()
		w.Title = msgReleaseOver.With(a.Name, a.Function)
	}
	return w
}
