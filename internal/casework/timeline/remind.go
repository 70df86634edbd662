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
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
)

// remind brings the reminders in line with a change of a milestone, empty before
// it is made: what is new or different is planned anew, what is over stops
// (rules 6.2, 6.5), and what stays the same is left alone.
func remind(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, before, after *Milestone) error {
	was, wanted := before.deadlines(c), after.deadlines(c)
	for _, d := range was {
		same := func(w reminder.Deadline) bool { return w.Ref == d.Ref }
		if slices.ContainsFunc(wanted, same) {
			continue
		}
		why := msgChanged
		if after.Done() || after.partDone(d.Municipality) {
			why = msgDone
		}
		if err := reminder.Stop(ctx, tx, now, d.Ref, why); err != nil {
			return err
		}
	}
	for _, d := range wanted {
		same := func(w reminder.Deadline) bool { return reflect.DeepEqual(w, d) }
		if slices.ContainsFunc(was, same) {
			continue
		}
		if err := reminder.Plan(ctx, tx, now, d); err != nil {
			return err
		}
	}
	return stopNaming(ctx, tx, now, c, before, after)
}

// stopNaming stops the mandate's reminders to name people in a municipality that
// has just said that it has: the one asked has acted (rule 6.5).
func stopNaming(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, before, after *Milestone) error {
	if after.Key != NamingDue {
		return nil
	}
	for _, p := range after.Parts {
		if p.DoneAt == nil || before.partDone(p.Municipality) {
			continue
		}
		if err := reminder.StopKind(ctx, tx, now, c.ID, approval.NamingDue, p.Municipality, msgNamingDone); err != nil {
			return err
		}
	}
	return nil
}

// Join plans the reminders of a municipality that has joined the case: of its
// part of the milestones that each municipality does and, where it has taken
// part before, of the milestones of the whole case that it answers for.
func Join(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, municipality string) error {
	all, err := Milestones(ctx, tx, c)
	if err != nil {
		return err
	}
	for i := range all {
		for _, d := range all[i].deadlines(c) {
			asked := slices.ContainsFunc(d.Asked, func(p authority.Post) bool { return p.Organisation == municipality })
			if d.Municipality != municipality && !asked {
				continue
			}
			if err := reminder.Plan(ctx, tx, now, d); err != nil {
				return err
			}
		}
	}
	return nil
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
