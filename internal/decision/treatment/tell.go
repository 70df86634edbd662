package treatment

import (
	"context"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// letter is a notice about a treatment, to the posts of calls.
func letter(ch *casefile.Change, t *chain.Treatment, kind notice.Kind, why string, calls []authority.Call) authority.Letter {
	params := map[string]string{
		"case_number": t.Case, "case_title": ch.Case.Title, "region": t.Region, "title": t.BodyName, "reason": why, "path": showTreatment.Href(t.Ref()),
	}
	if t.Municipal() {
		if p, err := ch.Case.Party(t.Organisation); err == nil {
			params["municipality"] = p.Name
		}
	}
	return authority.Letter{Calls: calls, Notice: notice.Notice{Source: fmt.Sprintf("treatment:%d:%s:%d", t.ID, kind, ch.Now.UnixMicro()), Kind: kind, Case: t.CaseID, Params: params}}
}

// tellTurns tells whoever records what bodies resolve, and who chairs them, that their
// turn has come: their people are looked for once, however many bodies.
func (s *Service) tellTurns(ctx context.Context, ch *casefile.Change, came []*chain.Treatment) error {
	if len(came) == 0 {
		return nil
	}
	letters := make([]authority.Letter, len(came))
	for i, t := range came {
		letters[i] = letter(ch, t, noticeTurn, "", []authority.Call{call(t), {Post: t.Chair(), Case: t.CaseID}})
	}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, letters...)
}

// tellReferral tells the bodies on a branch that is opened again, and the secretariat,
// that a case was referred back, by whom and why.
func (s *Service) tellReferral(ctx context.Context, ch *casefile.Change, t *chain.Treatment, opened []*chain.Treatment) error {
	calls := []authority.Call{{Post: authority.Post{Organisation: t.Region, Office: office.Secretariat}, Case: t.CaseID, Act: SendCase.Call()}}
	for _, o := range opened {
		calls = append(calls, call(o), authority.Call{Post: o.Chair(), Case: t.CaseID})
	}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, letter(ch, t, noticeReferred, t.Standing().Reason, calls))
}

// tellOver tells the people of bodies that they are not asked any more.
func (s *Service) tellOver(ctx context.Context, ch *casefile.Change, why string, all ...*chain.Treatment) error {
	letters := make([]authority.Letter, len(all))
	for i, t := range all {
		letters[i] = letter(ch, t, noticeOver, why, []authority.Call{call(t), {Post: t.Chair(), Case: t.CaseID}})
	}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, letters...)
}

// Parties are those whom it concerns how a case fares: in the municipalities the chief
// executive, the administrator and the clerk, in the region the secretariat and the chair
// of the board, and the responsible officer.
func Parties(c *casefile.Case) []authority.Call {
	posts := []authority.Post{{Organisation: c.Region, Office: office.Secretariat}, {Organisation: c.Region, Office: body.BoardChair}}
	for _, p := range c.Parties() {
		for _, held := range []string{office.ChiefExecutive, office.Administrator, office.Clerk} {
			posts = append(posts, authority.Post{Organisation: p.Number, Office: held})
		}
	}
	if c.Responsible != nil {
		posts = append(posts, authority.Post{Person: *c.Responsible})
	}
	return authority.Calls(c.ID, RecordResolution.Call(), posts...)
}

// tellConcerned tells those concerned that a case was sent to treatment or taken back, or
// that the plan was changed.
func (s *Service) tellConcerned(ctx context.Context, ch *casefile.Change, kind notice.Kind, why string) error {
	c := ch.Case
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, authority.Letter{
		Calls: Parties(c),
		Notice: notice.Notice{Source: fmt.Sprintf("case:%d:%s:%d", c.ID, kind, ch.Now.UnixMicro()), Kind: kind, Case: c.ID, Params: map[string]string{
			"case_number": c.Number, "case_title": c.Title, "region": c.Region, "reason": why, "path": ShowCourse.Href(c.Ref()),
		}},
	})
}

// Concerned finds whom a new version of the proposed resolution concerns while a case is
// in treatment: the bodies that have the case before them, and what a municipality has
// laid before its body already (rules 7.2, 8.1). Those who are done are not asked again,
// and those whose turn is to come get the version that is the newest then.
func Concerned(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]authority.Post, error) {
	course, err := load(ctx, q, c)
	if err != nil {
		return nil, err
	}
	course.Judge(nil, workday.Date{})
	var posts []authority.Post
	for _, t := range course.Treatments {
		posts = append(posts, t.Concerned()...)
	}
	return posts, nil
}

// remindOf reminds of a resolution that a body has put off. The milestone of a step has
// reminders of its own.
func (*Service) remindOf(ctx context.Context, ch *casefile.Change, m *chain.Matter, t *chain.Treatment) error {
	if t.DeferredTo == nil {
		return nil
	}
	return reminder.Plan(ctx, ch.Tx, ch.Now, dates.Deadline(t, m.Case.Title, *t.DeferredTo))
}

// keepMilestones lets the milestones of the timeline follow the steps: that of a step is
// done when its bodies are, or by each municipality when its own body is; one that was
// done is opened again where its body treats the case once more (rules 2.3e, 5.4).
func (*Service) keepMilestones(ctx context.Context, ch *casefile.Change, m *chain.Matter, t *chain.Treatment, opened []*chain.Treatment) error {
	line, err := timeline.Load(ctx, ch.Tx, ch.Case)
	if err != nil {
		return err
	}
	r, changed := t.Standing(), map[string]*timeline.Milestone{}
	milestone := func(step string) *timeline.Milestone {
		if changed[step] == nil && line.Has(step) {
			if found, err := line.Milestone(step); err == nil {
				changed[step] = found
			}
		}
		return changed[step]
	}
	if after := milestone(t.Step); after != nil && r.Outcome.Final() && !t.Prepares {
		if err := complete(ch, m, after, t, r); err != nil {
			return err
		}
	}
	for _, o := range opened {
		if after := milestone(o.Step); after != nil && !o.Prepares {
			reopen(line, after, o, r.Reason)
		}
	}
	return saveMilestones(ctx, ch, line, changed)
}

// reopenMilestones opens the milestones again of steps that bodies treat once more.
func (*Service) reopenMilestones(ctx context.Context, ch *casefile.Change, why string, opened []*chain.Treatment) error {
	line, err := timeline.Load(ctx, ch.Tx, ch.Case)
	if err != nil {
		return err
	}
	changed := map[string]*timeline.Milestone{}
	for _, o := range opened {
		if changed[o.Step] == nil && line.Has(o.Step) {
			if changed[o.Step], err = line.Milestone(o.Step); err != nil {
				return err
			}
		}
		if after := changed[o.Step]; after != nil && !o.Prepares {
			reopen(line, after, o, why)
		}
	}
	return saveMilestones(ctx, ch, line, changed)
}

// saveMilestones stores those milestones of a timeline that differ from what they were.
func saveMilestones(ctx context.Context, ch *casefile.Change, line timeline.Line, changed map[string]*timeline.Milestone) error {
	all := []*timeline.Milestone{}
	for _, after := range changed {
		if line.Changed(after) {
			all = append(all, after)
		}
	}
	if len(all) == 0 {
		return nil
	}
	_, err := timeline.Save(ctx, ch, line, RecordResolution.ID, all...)
	return err
}

// complete lets the milestone of a step be done by a final resolution.
func complete(ch *casefile.Change, m *chain.Matter, after *timeline.Milestone, t *chain.Treatment, r *chain.Resolution) error {
	done, err := timeline.Completed(ch.Case, &r.Date, r.CaseNumber, ch.Actor.Person, ch.Now)
	switch {
	case err != nil:
		return err
	case after.PerMunicipality && t.Municipal():
		return after.CompletePart(t.Organisation, done)
	case after.PerMunicipality || chain.StepState(m.Of(t.Step)) != chain.Done:
		return nil
	}
	return after.Complete(done)
}

// reopen opens the milestone of a step again, or a municipality's part of it, unless
// another that depends on it is done.
func reopen(line timeline.Line, after *timeline.Milestone, t *chain.Treatment, why string) {
	switch {
	case after.PerMunicipality && t.Municipal():
		if after.MustHavePartReopenable(t.Organisation, line.All) == nil {
			after.Undo(why)
			after.Parts = slices.Clone(after.Parts) // what is compared with stays as it was
			after.Part(t.Organisation).Completion = timeline.Completion{}
		}
	case !after.PerMunicipality && after.MustBeReopenable(line.All) == nil:
		after.Undo(why)
		after.Completion = timeline.Completion{}
	}
}
