package alarm

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/assignment"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/staffing"
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

// Tasks are the tasks that alarms and surplus releases bring: where somebody was
// named, for of nobody named the naming itself waits.
func Tasks() casefile.TaskKinds {
	return casefile.TaskKinds{
		Kinds: []string{WaitResolve, WaitSurplus},
		Find: func(b *pgx.Batch, a casefile.Asked, add func(int64)) {
			staffing.QueueNamed(b, a.Organisations, add)
		},
		Waits: func(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, a casefile.Asked) ([]casefile.Wait, error) {
			standings, err := staffing.Standings(ctx, q, cases, a.Organisations, a.Now)
			if err != nil {
				return nil, err
			}
			return Waits(ctx, q, standings, a.Now)
		},
	}
}

// Waits are the alarms of municipalities that stand so in their cases which wait
// for somebody to act, and the releases that the mandate no longer asks for (rules
// 4.1, 4.4). Where nobody is named, naming itself waits already; what a chief
// executive has overridden knowingly waits for nobody.
func Waits(ctx context.Context, q pgdb.Querier, standings []*staffing.Standing, now time.Time) ([]casefile.Wait, error) {
	all, err := gather(ctx, q, raising(standings), now)
	if err != nil {
		return nil, err
	}
	var waits []casefile.Wait
	for _, f := range all {
		for _, a := range f.alarms() {
			if a.Kind != NobodyNamed && !a.Overridden {
				waits = append(waits, a.waits(now)...)
			}
		}
		for i := range f.Named {
			if n := &f.Named[i]; n.Surplus && !n.SurplusKept && n.Live(workday.Today(now)) {
				waits = append(waits, f.surplus(n))
			}
		}
	}
	return waits, nil
}

// waits are one for each office that can help, with what it can do; those after
// the first carry the act in their name.
func (a Alarm) waits(now time.Time) []casefile.Wait {
	waits := make([]casefile.Wait, len(a.helps))
	for i, h := range a.helps {
		waits[i] = casefile.Wait{
			Case: a.in, Kind: WaitResolve, Key: a.key(), Title: a.Detail, Organisation: a.Municipality, Permission: h.Permission, Posts: []authority.Post{h.post(a)},
			Since: a.Since, By: &a.By, Overdue: !now.Before(a.By.EndIn(workday.Oslo())), Act: h.Action(), About: a.Link,
			Refusal: func(authn.Actor) error { return nil },
		}
		if i > 0 {
			waits[i].Key += "/" + h.ID
		}
	}
	return waits
}

// key names the alarm within its case.
func (a Alarm) key() string {
	return a.Kind.slug() + a.ID[len(a.Kind.slug()+"/"+a.Region+"/"+a.Case):]
}

// surplus is the wait for a surplus release to be recalled, or kept.
func (f facts) surplus(n *staffing.Assignment) casefile.Wait {
	at := staffing.AssignmentRef{Ref: staffing.Ref{Ref: f.Case.Ref(), Municipality: n.Municipality}, Assignment: n.Number}
	return casefile.Wait{
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
