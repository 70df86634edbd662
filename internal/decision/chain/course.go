package chain

import (
	"cmp"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Course is a case on its way through the bodies that treat it: its plan, and what each
// body has made of it. The rules below look at nothing else.
type Course struct {
	Case *casefile.Case
	Plan *Plan
	// Treatments are those of the case since it was last sent, in the order of the plan;
	// Taken are those of earlier times, which were taken back.
	Treatments, Taken []*Treatment
}

// Find is the treatment of an identifier, also one that was taken back; nil where the
// case has none.
func (c *Course) Find(id int64) *Treatment {
	for _, all := range [][]*Treatment{c.Treatments, c.Taken} {
		if i := slices.IndexFunc(all, func(t *Treatment) bool { return t.ID == id }); i >= 0 {
			return all[i]
		}
	}
	return nil
}

// Of are the treatments of a step.
func (c *Course) Of(step string) []*Treatment {
	var of []*Treatment
	for _, t := range c.Treatments {
		if t.Step == step {
			of = append(of, t)
		}
	}
	return of
}

// Order puts the treatments in the order of the plan, each committee before its council.
func (c *Course) Order() {
	slices.SortStableFunc(c.Treatments, func(a, b *Treatment) int {
		first := func(t *Treatment) int {
			if t.Prepares {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(c.Plan.place(a.Step), c.Plan.place(b.Step)), cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(first(a), first(b)), cmp.Compare(a.ID, b.ID))
	})
}

// Before are the treatments that one comes after: of the steps before its own, where
// both are of municipalities those of its own alone; and of a council, the committees of
// its municipality (rule 7.2).
func (c *Course) Before(t *Treatment) []*Treatment {
	step := c.Plan.Step(t.Step)
	if step == nil {
		return nil
	}
	var before []*Treatment
	for _, o := range c.Treatments {
		switch {
		case o.Step == t.Step:
			if o.Prepares && !t.Prepares && o.Organisation == t.Organisation {
				before = append(before, o)
			}
		case !slices.Contains(step.After, o.Step):
		case !t.Municipal() || !o.Municipal() || o.Organisation == t.Organisation:
			before = append(before, o)
		}
	}
	return before
}

// Pending are the treatments that one still waits for. A treatment that was reopened
// because another body referred the case back is waited for on that body's branch alone:
// for all others what was resolved stands (rule 7.3).
func (c *Course) Pending(t *Treatment) []*Treatment {
	return slices.DeleteFunc(c.Before(t), func(b *Treatment) bool { return c.gone(b) || b.EndedAt != nil || !b.holdsUp(t) })
}

// holdsUp says whether an open treatment holds up another one that comes after it.
func (t *Treatment) holdsUp(after *Treatment) bool {
	if len(t.Reopened) == 0 {
		return true
	}
	return slices.ContainsFunc(t.Reopened, func(id int64) bool { return id == after.ID || slices.Contains(after.Reopened, id) })
}

// gone says whether the municipality of a treatment has left the case.
func (c *Course) gone(t *Treatment) bool {
	if !t.Municipal() {
		return false
	}
	_, err := c.Case.Party(t.Organisation)
	return err != nil
}

// Judge finds the state of each treatment, and says why it is so (rule 7.2).
func (c *Course) Judge(milestones []timeline.Milestone, today workday.Date) {
	for _, t := range c.Taken {
		t.State, t.Reason, t.WaitsFor = Withdrawn, msgTakenBack, []string{}
	}
	for _, t := range c.Treatments {
		c.judge(t)
		t.By = c.expected(t, milestones)
		t.Overdue = t.State == Open && t.By != nil && t.By.Before(today)
	}
	for _, t := range c.Treatments {
		t.Received = c.received(t)
	}
}

func (c *Course) judge(t *Treatment) {
	pending := c.Pending(t)
	t.WaitsFor = []string{}
	switch {
	case c.gone(t):
		t.State, t.Reason = Left, msgLeft
	case t.EndedAt != nil && t.Ended == ChangeSkipped:
		t.State, t.Reason = Skipped, msgSkipped.With(t.EndedWhy)
	case t.EndedAt != nil && t.Ended == ChangeWithdrawn:
		t.State, t.Reason = Withdrawn, msgWithdrawn.With(t.EndedWhy)
	case t.EndedAt != nil:
		t.State, t.Reason = Done, t.resolved()
	case len(pending) > 0:
		t.State, t.Reason = Waiting, waitsFor(pending)
		for _, p := range pending {
			t.WaitsFor = append(t.WaitsFor, p.Self)
		}
	default:
		t.State, t.Reason = Open, t.turnWords()
	}
}

// resolved says what the body resolved, and when.
func (t *Treatment) resolved() message.Text {
	r := t.Final()
	if r == nil {
		return msgDone
	}
	return msgResolved.With(t.BodyName, r.Outcome, r.Date)
}

// turnWords say why the treatment is open.
func (t *Treatment) turnWords() message.Text {
	last := t.Standing()
	switch {
	case t.DeferredTo != nil:
		return msgDeferredTo.With(t.BodyName, *t.DeferredTo)
	case last != nil && last.Outcome == NotDecided:
		return msgNotDecided.With(t.BodyName, last.Date)
	case len(t.Reopened) > 0:
		return msgReferredHere.With(t.BodyName)
	default:
		return msgTurn.With(t.BodyName)
	}
}

func waitsFor(pending []*Treatment) message.Text {
	names := make(message.All[string], len(pending))
	for i, p := range pending {
		names[i] = p.BodyName
		if p.Municipal() {
			names[i] += " (" + p.Organisation + ")"
		}
	}
	return msgWaits.With(names)
}

// expected is when a body's resolution is expected: the day to which it has put the case
// off, or that of the step's milestone.
func (*Course) expected(t *Treatment, milestones []timeline.Milestone) *workday.Date {
	if t.EndedAt != nil {
		return nil
	}
	if t.DeferredTo != nil {
		return t.DeferredTo
	}
	return ExpectedBy(t.Step, milestones)
}

// received are the resolutions that stand of all bodies before one, in the order of the
// plan: minority proposals and statements for the record follow the case (rule 7.3).
func (c *Course) received(t *Treatment) []ReceivedResolution {
	far, found := c.Plan.before(t.Step), []ReceivedResolution{}
	for _, o := range c.Treatments {
		near := o.Step == t.Step && o.Prepares && !t.Prepares && o.Organisation == t.Organisation
		theirs := far[o.Step] && (!t.Municipal() || !o.Municipal() || o.Organisation == t.Organisation)
		if r := o.Final(); r != nil && (near || theirs) {
			found = append(found, ReceivedResolution{Treatment: o.Self, Step: o.Step, BodyName: o.BodyName, Resolved: r})
		}
	}
	return found
}

// Settle gives their turn to the treatments that wait for nothing more, and takes it from
// those that wait again; it says whose turn has come, and which treatments it changed.
func (c *Course) Settle(now time.Time) (came, changed []*Treatment) {
	for _, t := range c.Treatments {
		waits := len(c.Pending(t)) > 0
		switch {
		case c.gone(t), t.EndedAt != nil:
		case waits && t.TurnAt != nil:
			t.TurnAt = nil
			changed = append(changed, t)
		case !waits && t.TurnAt == nil:
			t.TurnAt = &now
			came, changed = append(came, t), append(changed, t)
		}
	}
	return came, changed
}

// Decided is the first deciding resolution that stands in the case; nil while no body has
// decided (rule 2.2).
func (c *Course) Decided() *Treatment {
	for _, t := range c.Treatments {
		if t.Decision() != nil {
			return t
		}
	}
	return nil
}

// MustBeUndecided refuses to take a case back, or to withdraw it, once a body has decided
// it (rule 2.2).
func (c *Course) MustBeUndecided() error {
	if t := c.Decided(); t != nil {
		return ErrDecided.With(msgDecided.With(t.BodyName, t.Decision().Date))
	}
	return nil
}

// mustBeReferable refuses to refer a case back from a treatment to a step that does not
// come before it (rule 7.3).
func (c *Course) mustBeReferable(t *Treatment, step string) error {
	if c.Plan.before(t.Step)[step] || t.Step == step && !t.Prepares && len(c.committees(t)) > 0 {
		return nil
	}
	return ErrReferTo.On("/refer_to", msgReferTo.With(step))
}

// committees are those that treat the case before a council does.
func (c *Course) committees(t *Treatment) []*Treatment {
	return slices.DeleteFunc(c.Of(t.Step), func(o *Treatment) bool { return !o.Prepares || o.Organisation != t.Organisation })
}

// Reopen opens the branch of a body that refers the case back: the step to which it is
// referred, and the steps between, of its own municipality where they are municipal.
// What the others resolved stands until they decide again (rule 7.3). It gives the
// treatments that were reopened.
func (c *Course) Reopen(t *Treatment, step string) (opened []*Treatment) {
	between := c.Plan.before(t.Step)
	for _, o := range c.Treatments {
		on := o.Step == step || between[o.Step] && c.Plan.before(o.Step)[step]
		switch {
		case o.ID == t.ID || c.gone(o) || !on:
		case o.Step == t.Step && (!o.Prepares || o.Organisation != t.Organisation):
		case t.Municipal() && o.Municipal() && o.Organisation != t.Organisation:
		default:
			if skipped := o.Ended != "" && o.Step != step; skipped {
				continue // it stays skipped or withdrawn, unless the case is referred to it
			}
			if o.EndedAt != nil {
				o.EndedAt, o.Ended, o.EndedWhy, o.Round = nil, "", "", o.Round+1
			}
			if !slices.Contains(o.Reopened, t.ID) {
				o.Reopened = append(o.Reopened, t.ID)
			}
			opened = append(opened, o)
		}
	}
	return opened
}

// TurnBack turns the course back to the moment of a reader who left the case.
func (c *Course) TurnBack() {
	for _, list := range []*[]*Treatment{&c.Treatments, &c.Taken} {
		var there []*Treatment
		for _, t := range *list {
			if t.turn(c.Case.Past) {
				there = append(there, t)
			}
		}
		*list = there
	}
}

// By is the treatment of a step by a body; nil where there is none.
func (c *Course) By(step string, bodyID int64) *Treatment {
	for _, t := range c.Of(step) {
		if t.BodyID == bodyID {
			return t
		}
	}
	return nil
}
