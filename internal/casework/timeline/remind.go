package timeline

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/responsible"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/authority"
)

// remind brings the reminders in line with changes of milestones: what is new or
// different is planned anew, what is over stops (rules 6.2, 6.5), and what stays the
// same is left alone. The number of statements is the same however many.
func remind(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, all []change) error {
	var done, changed []reminder.Ref
	var anew []reminder.Deadline
	for _, ch := range all {
		was, wanted := ch.before.deadlines(c), ch.after.deadlines(c)
		for _, d := range was {
			switch same := func(w reminder.Deadline) bool { return w.Ref == d.Ref }; {
			case slices.ContainsFunc(wanted, same):
			case ch.after.Done(), ch.after.partDone(d.Municipality):
				done = append(done, d.Ref)
			default:
				changed = append(changed, d.Ref)
			}
		}
		anew = append(anew, slices.DeleteFunc(wanted, func(d reminder.Deadline) bool {
			return slices.ContainsFunc(was, func(w reminder.Deadline) bool { return reflect.DeepEqual(w, d) })
		})...)
	}
	if err := reminder.StopEach(ctx, tx, now, done, msgDone); err != nil {
		return err
	}
	if err := reminder.StopEach(ctx, tx, now, changed, msgChanged); err != nil {
		return err
	}
	if err := reminder.PlanEach(ctx, tx, now, anew); err != nil {
		return err
	}
	naming := slices.IndexFunc(all, func(ch change) bool { return ch.after.Key == NamingDue })
	if naming < 0 {
		return nil
	}
	return remindOfNaming(ctx, tx, now, c, all[naming].before, all[naming].after)
}

// remindOfNaming stops the mandate's reminders to name people in municipalities
// that have just said that they have: the one asked has acted (rule 6.5). Where that
// was taken back, they are asked again.
func remindOfNaming(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, before, after *Milestone) error {
	var named, reopened []string
	for _, p := range after.Parts {
		switch was := before.partDone(p.Municipality); {
		case p.DoneAt != nil && !was:
			named = append(named, p.Municipality)
		case p.DoneAt == nil && was:
			reopened = append(reopened, p.Municipality)
		}
	}
	if err := reminder.StopKind(ctx, tx, now, c.ID, approval.NamingDue, named, msgNamingDone); err != nil {
		return err
	}
	return staffing.AskAnew(ctx, tx, now, c, reopened)
}

// Join plans the reminders of a municipality that has joined the case: of its
// part of the milestones that each municipality does and, where it has taken
// part before, of the milestones of the whole case that it answers for.
func Join(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, municipality string) error {
	all, err := Milestones(ctx, tx, c)
	if err != nil {
		return err
	}
	var theirs []reminder.Deadline
	for i := range all {
		for _, d := range all[i].deadlines(c) {
			asked := slices.ContainsFunc(d.Asked, func(p authority.Post) bool { return p.Organisation == municipality })
			if d.Municipality == municipality || asked {
				theirs = append(theirs, d)
			}
		}
	}
	return reminder.PlanEach(ctx, tx, now, theirs)
}

// deadlines are what people are reminded of: one for the case as one, or one
// for each municipality that has not done its part. An event has none.
func (m *Milestone) deadlines(c *casefile.Case) []reminder.Deadline {
	if m.Kind == Event || m.Due == nil {
		return nil
	}
	if !m.PerMunicipality {
		if m.Done() {
			return nil
		}
		return []reminder.Deadline{m.deadline(c, "", m.Responsible)}
	}
	var each []reminder.Deadline
	for _, p := range m.Parts {
		if !p.left && p.DoneAt == nil {
			each = append(each, m.deadline(c, p.Municipality, p.Responsible))
		}
	}
	return each
}

// deadline asks the responsible; where nobody is named, or only somebody of a
// municipality that has left, the secretariat or the municipality's
// administrator. When it has passed it escalates where the responsible is: in the
// region where that is a person (rule 6.1).
func (m *Milestone) deadline(c *casefile.Case, municipality string, by *authority.Post) reminder.Deadline {
	d := reminder.Deadline{
		Ref:  reminder.Ref{Case: c.ID, Kind: milestoneDue, Key: m.Key, Municipality: municipality},
		Call: CompleteMilestone.Call(), Title: m.Title, Due: *m.Due, Asked: responsible.Asked(c, municipality, by),
		Params: map[string]string{"case_number": c.Number, "case_title": c.Title, "region": c.Region, "path": m.Self},
	}
	if municipality != "" {
		d.Call = CompletePartOf.Call()
	}
	if m.Key == NamingDue {
		d.Subject = mandate.NamingSubject
	}
	return d.Escalating(c.Region, cmp.Or(d.Asked[0].Organisation, c.Region))
}

func (m *Milestone) partDone(municipality string) bool {
	p := m.Part(municipality)
	return p != nil && p.DoneAt != nil
}
