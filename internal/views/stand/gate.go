package stand

import (
	"fmt"
	"path"
	"slices"
	"time"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// requiredMilestones are those without which a gated case does not start
// (rule 2.3e).
var requiredMilestones = []string{"naming_due", "councils_decided", "proposal_ready", "board", "representative_council", "joint_meeting"}

// The faults of the gate and of the acts on a whole case.
var (
	ErrGate = fault.New(fault.Conflict, "gate.closed", "The start gate is closed",
		"The case cannot start: something is missing; errors lists it by municipality. What the gate asks is in rule 2.3; GET …/start-gate explains it.")
	ErrNothingMissing = fault.New(fault.Conflict, "gate.nothing_missing", "Nothing is missing",
		"An override covers what is missing when it is entered; nothing is.")
	ErrNoOverride = fault.New(fault.Conflict, "gate.no_override", "There is no override to confirm",
		"The secretariat enters an override before the chair of the board confirms it (rule 2.3).")
	ErrUngated = fault.New(fault.Conflict, "gate.not_applicable", "The case starts without the gate",
		"The five-condition gate holds for strategies, their revisions and plans; other kinds start without it (rule 2.3).")
	ErrOverrideDate = fault.New(fault.Invalid, "gate.override_in_future", "The resolution lies in the future",
		"An override is a minuted board resolution that was made: its date cannot be after today.")
	ErrOverrideText = fault.New(fault.Invalid, "gate.override_text", "The resolution does not fit",
		"An override names the board's case number and gives a reason (rule 2.3).")
	ErrReason = fault.New(fault.Invalid, "case.reason_missing", "The reason is missing", "This act needs a reason in words.")
)

// GateEntry is one thing that the gate misses (rule 2.3). Key names it, so that an
// override can cover it and no later one.
type GateEntry struct {
	Key          string    `json:"key" example:"benefit/3417"`
	Condition    Condition `json:"condition" enum:"benefit,mandate,resources,contribution,timeline" example:"benefit"`
	Municipality string    `json:"municipality,omitempty" example:"3417" doc:"The municipality that misses it; left out for the case as a whole"`
	Detail       string    `json:"detail" example:"Grue has not confirmed its statement of shared benefit."`
	Overridden   bool      `json:"overridden" doc:"Covered by a confirmed override"`
	// closed is when it was last known not to be missing, zero for never: an
	// override does not cover what went missing after it.
	closed time.Time
}

// coveredBy says whether a confirmed override covers the entry.
func (e GateEntry) coveredBy(o Override) bool {
	return o.ConfirmedAt != nil && slices.Contains(o.Covers, e.Key) && !e.closed.After(o.EnteredAt)
}

// Override is a minuted board resolution that lets a case start although
// something is missing (rule 2.3). It covers the entries that were missing
// when it was entered, counts once the chair has confirmed it, and replaces no
// release.
type Override struct {
	Date        workday.Date `json:"date" db:"decided_on" format:"date" example:"2024-04-16"`
	CaseNumber  string       `json:"case_number" db:"case_number" example:"11/2024"`
	Reason      string       `json:"reason" db:"reason"`
	Covers      []string     `json:"covers" db:"covers" doc:"The keys of the entries that were missing when it was entered"`
	EnteredBy   string       `json:"entered_by" db:"entered_by" format:"uuid"`
	EnteredAt   time.Time    `json:"entered_at" db:"entered_at"`
	ConfirmedBy *string      `json:"confirmed_by" db:"confirmed_by" format:"uuid"`
	ConfirmedAt *time.Time   `json:"confirmed_at" db:"confirmed_at" doc:"When the chair of the board confirmed it; null until then"`
	Serial      int          `json:"-" db:"serial"`
}

// OverrideInput is a minuted board resolution.
type OverrideInput struct {
	Date       workday.Date `json:"date" format:"date" example:"2024-02-08" doc:"When the board resolved it"`
	CaseNumber string       `json:"case_number" minLength:"1" maxLength:"60" example:"11/2024" doc:"The board's own case number"`
	Reason     string       `json:"reason" minLength:"3" maxLength:"5000" example:"The consultation cannot wait for the last release."`
}

// check brings the texts to their one form, and refuses empty ones.
func (in *OverrideInput) check() error {
	var c fault.Checks
	var wrong error
	in.CaseNumber, wrong = canon.Line(in.CaseNumber)
	c.That(wrong == nil && in.CaseNumber != "", "/case_number", "is one line of text, and not empty")
	in.Reason, wrong = canon.Text(in.Reason)
	c.That(wrong == nil && in.Reason != "", "/reason", "say in words why")
	return c.Err(ErrOverrideText)
}

// StartGate is the start gate of a case: what it misses, and whether it opens.
type StartGate struct {
	request.Resource
	Applies   bool        `json:"applies" doc:"Whether this kind of case passes the gate"`
	Open      bool        `json:"open" doc:"Whether the case could start now"`
	Missing   []GateEntry `json:"missing" doc:"What is missing, by municipality; those that a confirmed override covers are marked"`
	Overrides []Override  `json:"overrides"`
}

// gate computes what is missing, and applies the overrides (rule 2.3).
func (f Facts) gate(overrides []Override) StartGate {
	g := StartGate{Applies: f.Gated, Missing: []GateEntry{}, Overrides: overrides}
	if f.Gated {
		g.Missing = append(g.Missing, f.missing()...)
	}
	g.Open = true
	for i := range g.Missing {
		e := &g.Missing[i]
		e.Overridden = slices.ContainsFunc(overrides, e.coveredBy)
		g.Open = g.Open && e.Overridden
	}
	return g
}

// missing lists everything that the five conditions lack: first what concerns
// the case, then each municipality.
func (f Facts) missing() []GateEntry {
	var all missing
	switch {
	case f.Mandate.InForce == 0:
		all.add(Mandate, "", "in_force", time.Time{}, "No version of the mandate is in force.")
	case !f.Mandate.Decided:
		all.add(Mandate, "", "decision", time.Time{}, "The mandate in force names no political decision that it rests on.")
	}
	for _, key := range requiredMilestones {
		f.milestone(key, &all)
	}
	for _, p := range f.Parties {
		if !p.Left {
			f.party(p, &all)
		}
	}
	return all
}

// missing gathers entries.
type missing []GateEntry

func (all *missing) add(c Condition, municipality, what string, closed time.Time, format string, args ...any) {
	key := path.Join(string(c), municipality, what)
	*all = append(*all, GateEntry{Key: key, Condition: c, Municipality: municipality, Detail: fmt.Sprintf(format, args...), closed: closed})
}

func (f Facts) milestone(key string, all *missing) {
	m := f.find(key)
	if m == nil {
		all.add(Timeline, "", key, time.Time{}, "The milestone %s is not set.", key)
		return
	}
	if m.Responsible == nil {
		all.add(Timeline, "", key+"/responsible", time.Time{}, "%s has no responsible.", m.Title)
	}
	if !m.PerMunicipality && m.Overdue {
		all.add(Timeline, "", key+"/overdue", m.OverdueSince, "%s is overdue.", m.Title)
	}
}

func (f Facts) party(p PartyFacts, all *missing) {
	if !p.BenefitConfirmed {
		all.add(Benefit, p.Municipality, "", p.BenefitConfirmedLast, "%s has not confirmed its statement of shared benefit.", p.Name)
	}
	if f.Mandate.InForce != 0 && !p.ApprovedInForce {
		all.add(Mandate, p.Municipality, "", time.Time{}, "%s has not approved the mandate in force.", p.Name)
	}
	for _, c := range p.Conditions {
		if c.BeforeStart && !c.Fulfilled {
			all.add(Mandate, p.Municipality, fmt.Sprintf("condition/%d", c.Number), c.Since, "%s", p.unfulfilled(c))
		}
	}
	for _, a := range p.Asked {
		if !a.Covered {
			all.add(Resources, p.Municipality, a.Requirement, a.RecalledLast, "%s has not released whom the mandate asks for as %s.", p.Name, a.Function)
		}
	}
	if !p.Released && !p.Contributed {
		all.add(Contribution, p.Municipality, "", p.recalledLast(), "%s has neither released anyone nor recorded another contribution.", p.Name)
	}
	for _, key := range requiredMilestones {
		if m := f.find(key); m != nil && m.PerMunicipality && m.OverdueBy[p.Municipality] {
			all.add(Timeline, p.Municipality, key+"/overdue", m.OverdueSince, "%s is overdue in %s.", m.Title, p.Name)
		}
	}
}

// unfulfilled says in words what a condition waits for (rule 3.5). A condition
// of a version that comes into force after an override is not covered by it,
// whatever its number.
func (p PartyFacts) unfulfilled(c ConditionFact) string {
	if c.Reported {
		return fmt.Sprintf("Condition %d of %s's approval is reported fulfilled by the %s in %s, and not yet confirmed; it is due on %s.", c.Number, p.Name, c.Office, c.Organisation, c.Due)
	}
	return fmt.Sprintf("Condition %d of %s's approval is not fulfilled; the %s in %s is responsible, and it is due on %s.", c.Number, p.Name, c.Office, c.Organisation, c.Due)
}

// recalledLast is when someone was last recalled.
func (p PartyFacts) recalledLast() time.Time {
	var last time.Time
	for _, a := range p.Asked {
		if a.RecalledLast.After(last) {
			last = a.RecalledLast
		}
	}
	return last
}

// refusal is nil when the gate is open, else the fault that lists what is
// missing.
func (g StartGate) refusal() error {
	if g.Open {
		return nil
	}
	var c fault.Checks
	for _, e := range g.Missing {
		c.That(e.Overridden, e.Key, "%s", e.Detail)
	}
	return c.Err(ErrGate)
}

// keys are what an override covers: all that is missing and not yet covered.
func (g StartGate) keys() []string {
	var keys []string
	for _, e := range g.Missing {
		if !e.Overridden {
			keys = append(keys, e.Key)
		}
	}
	return keys
}
