package stand

import (
	"fmt"
	"path"
	"slices"
	"time"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// requiredMilestones are those without which a gated case does not start, by the usual
// plan of its treatment (rule 2.3e).
var requiredMilestones = []string{"naming_due", "councils_decided", "proposal_ready", "board", "representative_council", "joint_meeting"}

// required are the milestones that the case needs before it starts: those of its
// preparation, and one for each step of its plan of treatment (rule 2.3e).
func (f Facts) required() []string {
	if f.Course == nil {
		return requiredMilestones
	}
	asked := f.Course.Plan.Required()
	keys := slices.DeleteFunc(slices.Clone(requiredMilestones), func(key string) bool { return !slices.Contains(asked, key) })
	for _, key := range asked {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// The faults of the gate and of the acts on a whole case.
var (
	ErrGate = fault.New(fault.Conflict, "gate.closed", "The start gate is closed",
		"The case cannot start, because something is missing: `errors` lists it by municipality, and GET …/start-gate explains it (rule 2.3).")
	ErrNothingMissing = fault.New(fault.Conflict, "gate.nothing_missing", "Nothing is missing",
		"An override covers what is missing when it is entered, and nothing is (rule 2.3).")
	ErrNoOverride = fault.New(fault.Conflict, "gate.no_override", "There is no such override",
		"There is no such override that waits: the secretariat enters one before the chair of the board confirms it (rule 2.3).")
	ErrUngated = fault.New(fault.Conflict, "gate.not_applicable", "The case starts without the gate",
		"Only strategies, their revisions and plans pass the five-condition gate; other kinds start without it (rule 2.3).")
	ErrOverrideDate = fault.New(fault.Invalid, "gate.override_date", "The day of the resolution is not valid",
		"An override is a minuted board resolution about this case that has been made: its date is today or earlier, and not before the case was opened (rule 2.3).")
	ErrOverrideText = fault.New(fault.Invalid, "gate.override_text", "The resolution is not valid",
		"An override names the board's case number and gives a reason (rule 2.3).")
	ErrReason = fault.New(fault.Invalid, "case.reason_missing", "The reason is missing",
		"Say why the case is withdrawn, or why a municipality joins or leaves it (rules 1.1, 2.2).")
)

// GateEntry is one thing that the gate misses (rule 2.3). Key names it, so that
// an override can cover it and nothing later.
type GateEntry struct {
	Key          string       `json:"key" example:"benefit/3417"`
	Condition    Condition    `json:"condition" enum:"benefit,mandate,resources,contribution,timeline" example:"benefit"`
	Municipality string       `json:"municipality,omitempty" example:"3417" doc:"The municipality that lacks it; left out for the case as a whole"`
	Detail       message.Text `json:"detail" example:"Grue has not confirmed its statement of shared benefit."`
	Overridden   bool         `json:"overridden" doc:"Covered by a confirmed override"`
	// closed is when it was last known not to be missing, zero for never: an
	// override does not cover what went missing after it.
	closed time.Time
}

// coveredBy says whether a confirmed override covers the entry.
func (e GateEntry) coveredBy(o Override) bool {
	return o.ConfirmedAt != nil && o.WithdrawnAt == nil && slices.Contains(o.Covers, e.Key) && !e.closed.After(o.EnteredAt)
}

// Override is a minuted board resolution that lets a case start although
// something is missing (rule 2.3). It covers the entries that were missing
// when it was entered, counts once the chair has confirmed it, and replaces no
// release.
type Override struct {
	Number       int          `json:"number" db:"serial" example:"1" doc:"Running number in the case"`
	Date         workday.Date `json:"date" db:"decided_on" format:"date" example:"2024-04-16"`
	CaseNumber   string       `json:"case_number" db:"case_number" example:"11/2024"`
	Reason       string       `json:"reason" db:"reason"`
	Covers       []string     `json:"covers" db:"covers" doc:"The keys of the entries that were missing when it was entered"`
	EnteredBy    string       `json:"entered_by" db:"entered_by" format:"uuid"`
	EnteredFor   *string      `json:"entered_for" db:"entered_for" format:"uuid" doc:"The office holder for whom a substitute entered it; null where none did"`
	EnteredAt    time.Time    `json:"entered_at" db:"entered_at"`
	ConfirmedBy  *string      `json:"confirmed_by" db:"confirmed_by" format:"uuid"`
	ConfirmedAt  *time.Time   `json:"confirmed_at" db:"confirmed_at" doc:"When the chair of the board confirmed it; null until then"`
	WithdrawnAt  *time.Time   `json:"withdrawn_at" db:"withdrawn_at" doc:"When it was withdrawn; null while it stands"`
	WithdrawnBy  *string      `json:"withdrawn_by" db:"withdrawn_by" format:"uuid"`
	WithdrawnWhy string       `json:"withdrawn_why,omitempty" db:"withdrawn_why" doc:"Why it was withdrawn"`
	// SeatedSince are those whom the ones who entered it have given a leading seat in
	// the board since.
	SeatedSince []string         `json:"-" db:"seated_since"`
	Actions     []request.Action `json:"actions" db:"-" doc:"The acts on this override, and whether this caller may do them now"`
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
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	canon.RequiredText(&c, "/reason", &in.Reason)
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

// gate computes what is missing, and applies the overrides (rule 2.3). A case
// that is over misses nothing, and its gate never opens.
func (f Facts) gate(overrides []Override) StartGate {
	g := StartGate{Applies: f.Gated, Missing: []GateEntry{}, Overrides: overrides}
	if f.Gated && !f.Over {
		g.Missing = append(g.Missing, f.missing()...)
	}
	g.Open = !f.Over
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
		all.add(Mandate, "", "in_force", time.Time{}, msgNothingInForce)
	case !f.Mandate.Decided:
		all.add(Mandate, "", "decision", time.Time{}, msgNoDecision)
	}
	for _, key := range f.required() {
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

func (all *missing) add(c Condition, municipality, what string, closed time.Time, detail message.Text) {
	key := path.Join(string(c), municipality, what)
	*all = append(*all, GateEntry{Key: key, Condition: c, Municipality: municipality, Detail: detail, closed: closed})
}

func (f Facts) milestone(key string, all *missing) {
	m := f.find(key)
	if m == nil {
		all.add(Timeline, "", key, time.Time{}, msgMilestoneNotSet.With(milestoneKey(key)))
		return
	}
	if m.Responsible == nil {
		all.add(Timeline, "", key+"/responsible", time.Time{}, msgNoResponsible.With(m.Title))
	}
	if !m.PerMunicipality && m.Overdue {
		all.add(Timeline, "", key+"/overdue", m.OverdueSince, msgMilestoneOverdue.With(m.Title))
	}
}

func (f Facts) party(p PartyFacts, all *missing) {
	if !p.BenefitConfirmed {
		all.add(Benefit, p.Municipality, "", p.BenefitConfirmedLast, msgNotConfirmed.With(p.Name))
	}
	if f.Mandate.InForce != 0 && !p.ApprovedInForce {
		all.add(Mandate, p.Municipality, "", time.Time{}, msgNotApproved.With(p.Name))
	}
	for _, c := range p.Conditions {
		if c.BeforeStart && !c.Fulfilled {
			all.add(Mandate, p.Municipality, fmt.Sprintf("condition/%d", c.Number), c.Since, p.Unfulfilled(c))
		}
	}
	for _, a := range p.Asked {
		if !a.Covered {
			all.add(Resources, p.Municipality, a.Requirement, a.RecalledLast, msgNotReleased.With(p.Name, a.Function))
		}
	}
	if !p.contributes() {
		all.add(Contribution, p.Municipality, "", p.recalledLast(), msgNoContribution.With(p.Name))
	}
	for _, key := range f.required() {
		if m := f.find(key); m != nil && m.PerMunicipality && m.OverdueBy[p.Municipality] {
			all.add(Timeline, p.Municipality, key+"/overdue", m.OverdueSince, msgPartOverdue.With(m.Title, p.Name))
		}
	}
}

// Unfulfilled says in words what a condition waits for (rule 3.5). A condition
// of a version that comes into force after an override is not covered by it,
// whatever its number.
func (p PartyFacts) Unfulfilled(c ConditionFact) message.Text {
	if c.Reported {
		return msgConditionReported.With(c.Number, p.Name, authz.Holder(c.Office), c.Organisation, c.Due)
	}
	return msgConditionOpen.With(c.Number, p.Name, authz.Holder(c.Office), c.Organisation, c.Due)
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

// mustBeOpen refuses while something is missing, and lists it.
func (g StartGate) mustBeOpen() error {
	if g.Open {
		return nil
	}
	var c fault.Checks
	for _, e := range g.Missing {
		c.Require(e.Overridden, e.Key, e.Detail)
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
