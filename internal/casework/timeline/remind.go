package timeline

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
)

// remind brings the reminders in line with a change of a milestone, empty before
// it is made: what is new or different is planned anew, what is over stops
// (rules 6.2, 6.5), and what stays the same is left alone.
func remind(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, before, after *Milestone) error {
	was := before.deadlines(c)
	wanted, err := unreminded(ctx, tx, after.deadlines(c))
	if err != nil {
		return err
	}
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

// unreminded leaves out the deadlines of naming_due of which the mandate's
// naming due date reminds already: nobody is to hear of the same day twice. What
// stands at the moment of planning decides; it is not planned anew when the
// mandate's date comes or goes later.
func unreminded(ctx context.Context, tx pgx.Tx, wanted []reminder.Deadline) ([]reminder.Deadline, error) {
	if len(wanted) == 0 || wanted[0].Key != NamingDue {
		return wanted, nil
	}
	mandated, err := reminder.Standing(ctx, tx, wanted[0].Case, approval.NamingDue, wanted[0].Due)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(wanted, func(d reminder.Deadline) bool { return slices.Contains(mandated, d.Municipality) }), nil
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
		wanted, err := unreminded(ctx, tx, all[i].deadlines(c))
		if err != nil {
			return err
		}
		for _, d := range wanted {
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
		return []reminder.Deadline{m.deadline(c, "", m.Responsible, authority.Post{Organisation: c.Region, Office: office.Secretariat})}
	}
	var each []reminder.Deadline
	for _, p := range m.Parts {
		if !p.left && p.DoneAt == nil {
			each = append(each, m.deadline(c, p.Municipality, p.Responsible, authority.Post{Organisation: p.Municipality, Office: office.Administrator}))
		}
	}
	return each
}

// deadline asks the responsible; where nobody is named, or only somebody of a
// municipality that has left, those who would hear of it when it has passed.
func (m *Milestone) deadline(c *casefile.Case, municipality string, responsible *authority.Post, admin authority.Post) reminder.Deadline {
	asked := []authority.Post{admin}
	if responsible != nil && !gone(c, responsible.Organisation) {
		asked = reached(c, *responsible)
	}
	call := completeMilestone.Call()
	if municipality != "" {
		call = completePart.Call()
	}
	return reminder.Deadline{
		Ref:  reminder.Ref{Case: c.ID, Kind: milestoneDue, Key: m.Key, Municipality: municipality},
		Call: call, Title: m.Title, Due: *m.Due, Asked: asked, Admin: []authority.Post{admin},
		Params: map[string]string{"case_number": c.Number, "case_title": c.Title, "region": c.Region, "path": m.Self},
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
