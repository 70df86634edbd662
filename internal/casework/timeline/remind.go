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
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
)

// remind brings the reminders in line with a change of a milestone, empty before
// it is made: what is new or different is planned anew, what is over stops
// (rules 6.2, 6.5), and what stays the same is left alone.
func remind(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, before, after *Milestone) error {
	was, wanted := before.deadlines(c), after.deadlines(c)
	var done, changed []reminder.Ref
	for _, d := range was {
		switch same := func(w reminder.Deadline) bool { return w.Ref == d.Ref }; {
		case slices.ContainsFunc(wanted, same):
		case after.Done(), after.partDone(d.Municipality):
			done = append(done, d.Ref)
		default:
			changed = append(changed, d.Ref)
		}
	}
	if err := reminder.StopEach(ctx, tx, now, done, msgDone); err != nil {
		return err
	}
	if err := reminder.StopEach(ctx, tx, now, changed, msgChanged); err != nil {
		return err
	}
	anew := slices.DeleteFunc(wanted, func(d reminder.Deadline) bool {
		return slices.ContainsFunc(was, func(w reminder.Deadline) bool { return reflect.DeepEqual(w, d) })
	})
	if err := reminder.PlanEach(ctx, tx, now, anew); err != nil {
		return err
	}
	return remindOfNaming(ctx, tx, now, c, before, after)
}

// remindOfNaming stops the mandate's reminders to name people in municipalities
// that have just said that they have: the one asked has acted (rule 6.5). Where that
// was taken back, they are asked again.
func remindOfNaming(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, before, after *Milestone) error {
	if after.Key != NamingDue {
		return nil
	}
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
func (m *Milestone) deadline(c *casefile.Case, municipality string, responsible *authority.Post) reminder.Deadline {
	d := reminder.Deadline{
		Ref:  reminder.Ref{Case: c.ID, Kind: milestoneDue, Key: m.Key, Municipality: municipality},
		Call: completeMilestone.Call(), Title: m.Title, Due: *m.Due, Asked: asked(c, municipality, responsible),
		Params: map[string]string{"case_number": c.Number, "case_title": c.Title, "region": c.Region, "path": m.Self},
	}
	if municipality != "" {
		d.Call = completePart.Call()
	}
	if m.Key == NamingDue {
		d.Subject = mandate.NamingSubject
	}
	return d.Escalating(c.Region, cmp.Or(d.Asked[0].Organisation, c.Region))
}

// asked are those of whom a milestone, or a municipality's part of one, is asked.
func asked(c *casefile.Case, municipality string, responsible *authority.Post) []authority.Post {
	switch {
	case responsible != nil && !gone(c, responsible.Organisation):
		return reached(c, *responsible)
	case municipality != "":
		return []authority.Post{{Organisation: municipality, Office: office.Administrator}}
	default:
		return []authority.Post{{Organisation: c.Region, Office: office.Secretariat}}
	}
}

// gone says whether an organisation is a municipality that has left the case.
func gone(c *casefile.Case, organisation string) bool {
	return slices.ContainsFunc(c.Participants, func(p casefile.Participant) bool { return p.Number == organisation && p.LeftAt != nil })
}

// reached is through whom a post is reached: a body through its chair and its
// clerk or secretariat (rule 6.2).
func reached(c *casefile.Case, p authority.Post) []authority.Post {
	if p.Body == "" || p.Role != "" {
		return []authority.Post{p}
	}
	keeper := office.Clerk
	if p.Organisation == c.Region {
		keeper = office.Secretariat
	}
	return []authority.Post{{Organisation: p.Organisation, Body: p.Body, Role: "chair"}, {Organisation: p.Organisation, Office: keeper}}
}

func (m *Milestone) partDone(municipality string) bool {
	p := m.Part(municipality)
	return p != nil && p.DoneAt != nil
}
