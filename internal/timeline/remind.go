package timeline

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/reminder"
)

// remind brings the reminders in line with a change of a milestone, nil before
// it is made: what is new or different is planned anew, what is over stops
// (rules 6.2, 6.5), and what stays the same is left alone.
func remind(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, before, after *Milestone) error {
	var was []reminder.Deadline
	if before != nil {
		was = before.deadlines(c)
	}
	wanted := after.deadlines(c)
	for _, d := range was {
		same := func(w reminder.Deadline) bool { return w.Ref == d.Ref }
		if slices.ContainsFunc(wanted, same) {
			continue
		}
		why := "the milestone was changed"
		if after.Done() || after.partDone(d.Municipality) {
			why = "done"
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
	return nil
}

// Join plans the reminders of a municipality that has joined the case, for the
// milestones that each municipality does.
func Join(ctx context.Context, tx pgx.Tx, now time.Time, c *casefile.Case, municipality string) error {
	all, err := Milestones(ctx, tx, c)
	if err != nil {
		return err
	}
	for i := range all {
		for _, d := range all[i].deadlines(c) {
			if d.Municipality != municipality {
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
// for each municipality that has not done its part. A month has none. Nor has
// naming_due: the naming due date of the mandate reminds of the same thing, and
// nobody is to hear of it twice.
func (m *Milestone) deadlines(c *casefile.Case) []reminder.Deadline {
	if m.Due == nil || m.Key == NamingDue {
		return nil
	}
	if !m.PerMunicipality {
		if m.Done() {
			return nil
		}
		return []reminder.Deadline{m.deadline(c, "", m.Responsible, directory.Post{Organisation: c.Region, Office: directory.Secretariat})}
	}
	var each []reminder.Deadline
	for _, p := range m.Parts {
		if !p.left && p.DoneAt == nil {
			each = append(each, m.deadline(c, p.Municipality, p.Responsible, directory.Post{Organisation: p.Municipality, Office: directory.Administrator}))
		}
	}
	return each
}

// deadline asks the responsible; where nobody is named, those who would hear of
// it when it has passed.
func (m *Milestone) deadline(c *casefile.Case, municipality string, responsible *directory.Post, admin directory.Post) reminder.Deadline {
	asked := []directory.Post{admin}
	if responsible != nil {
		asked = reached(c, *responsible)
	}
	return reminder.Deadline{
		Ref:   reminder.Ref{Case: c.ID, Kind: reminder.Milestone, Key: m.Key, Municipality: municipality},
		Title: m.Title, Due: *m.Due, Asked: asked, Admin: []directory.Post{admin},
		Params: map[string]string{"case_number": c.Number, "case_title": c.Title, "region": c.Region, "path": m.Self},
	}
}

// reached is through whom a post is reached: a body through its chair and its
// clerk or secretariat (rule 6.2).
func reached(c *casefile.Case, p directory.Post) []directory.Post {
	if p.Body == "" || p.Role != "" {
		return []directory.Post{p}
	}
	office := directory.Clerk
	if p.Organisation == c.Region {
		office = directory.Secretariat
	}
	return []directory.Post{{Organisation: p.Organisation, Body: p.Body, Role: "chair"}, {Organisation: p.Organisation, Office: office}}
}

func (m *Milestone) partDone(municipality string) bool {
	p := m.Part(municipality)
	return p != nil && p.DoneAt != nil
}
