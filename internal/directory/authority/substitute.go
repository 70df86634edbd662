package authority

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of substitutes (rule 1.4).
var (
	ErrSelf = fault.New(fault.Invalid, "authority.substitute_self", "Nobody is their own substitute",
		"A substitute acts for somebody else: name another person (rule 1.4).")
	ErrForThemselves = fault.New(fault.Forbidden, "authority.for_themselves", "Nobody sets a substitute for their own office here",
		"An administrator or the secretariat sets substitutes for others, and never themselves. Set one for an office of your own by `appoint-own-substitute` (rule 1.4).")
	ErrUnbounded = fault.New(fault.Invalid, "authority.substitute_unbounded", "An end or a review date is required",
		"A substitute has an end (`to`), or a day on which it is reviewed (`review_on`) (rule 1.4).")
	ErrUnknownAct = fault.New(fault.Invalid, "authority.unknown_act", "The office has no such act",
		"A substitute can have acts of the office, such as mandate:answer, but cannot set substitutes: there are no chains (rule 1.4).")
	ErrUnknownCase = fault.New(fault.Invalid, "authority.unknown_case", "No such case",
		"A substitute acts in cases that the municipality takes part in, or that are the region's own, and that whoever sets the substitute may read (rules 1.4, 2.5).")
	ErrNotEmployed = fault.New(fault.Invalid, "authority.not_employed", "Not employed for the whole period",
		"A chief executive's substitute must be employed in the municipality for the whole period (rule 1.4).")
	ErrNotInForce = fault.New(fault.Conflict, "authority.office_not_in_force", "The office is not held then",
		"A substitute acts for whoever holds the office: somebody must hold it now, and when the substitute begins (rules 1.3, 1.4).")
	ErrHoldsOffice = fault.New(fault.Conflict, "authority.holds_office", "The person holds the same office",
		"Whoever holds this office in the organisation in that time can do its acts already (rule 1.4).")
	ErrCycle = fault.New(fault.Conflict, "authority.substitute_cycle", "They would be each other's substitutes",
		"The holder acts for this person in that time, in this or another office, here or elsewhere, directly or through others; end that first (rule 1.4).")
	ErrChain = fault.New(fault.Conflict, "authority.substitute_chain", "A substitute has no substitute",
		"Whoever acts for another in an office has no substitute in it, and whoever has one acts for nobody in it: there are no chains (rule 1.4).")
	ErrKnown = fault.New(fault.Conflict, "authority.substitute_known", "The person is substitute already",
		"This person has the same acts and cases for the same holder in that time (rule 1.4).")
	ErrCouncil = fault.New(fault.Forbidden, "authority.council_named", "The council named them",
		"Somebody whom the council named in the place of a disqualified chief executive acts until the day that it set, or until they themselves withdraw (rule 1.7).")
)

// The sources of a substitute: who set them.
const (
	byHolder        = "holder"
	byAdministrator = "administrator"
	byCouncil       = "council"
)

// Substitute is a person who has an office for its holder, for the period
// [from, to): with all of the office's acts or some, in all cases or some. It
// lasts until its end, also when the holder leaves (rule 1.4).
type Substitute struct {
	request.Resource
	ID               int64         `json:"id" db:"id" example:"3"`
	Organisation     string        `json:"organisation" db:"organisation" example:"3417"`
	OrganisationName string        `json:"organisation_name" db:"organisation_name" example:"Grue"`
	Office           string        `json:"office" db:"office" enum:"secretariat,auditor,chief_executive,administrator,clerk,case_officer,reader" example:"chief_executive"`
	Holder           Represented   `json:"holder" db:"holder" doc:"Who held the office when the substitute was set"`
	OnBehalfOf       *string       `json:"on_behalf_of" db:"on_behalf_of" format:"uuid" doc:"For whom the substitute acts now: for a chief executive whoever holds the office; null while not in force"`
	Person           string        `json:"person" db:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The substitute"`
	Name             string        `json:"name" db:"name" doc:"The substitute's name" example:"Assistant chief executive, Grue"`
	Acts             []string      `json:"acts" db:"acts" nullable:"true" example:"[\"mandate:answer\"]" doc:"The acts that the substitute may do; null for all of the office's. What the office reads, the substitute always reads"`
	Cases            []CaseRef     `json:"cases" db:"-" nullable:"true" doc:"The cases in which the substitute may act; null for all; empty where the caller may not know which: only the substitute, the holder, whoever is acted for, and whoever sets substitutes there may"`
	Source           string        `json:"source" db:"source" enum:"holder,administrator,council" doc:"Who set the substitute: the holder; the municipality's administrator or the region's secretariat; or the council in a disqualified chief executive's place (rule 1.7)"`
	DecidedOn        *workday.Date `json:"decided_on,omitempty" db:"decided_on" format:"date" doc:"The day of the council's decision; only for those who may know the cases"`
	CaseNumber       string        `json:"case_number,omitempty" db:"case_number" example:"012/24" doc:"The case number of that decision; only for those who may know the cases"`
	From             time.Time     `json:"from" db:"from_at"`
	To               *time.Time    `json:"to" db:"to_at" doc:"The moment from which it no longer counts; null while no end is set"`
	ReviewOn         *workday.Date `json:"review_on" db:"review_on" format:"date" doc:"The day on which it is to be looked at again"`
	ReviewDue        bool          `json:"review_due" db:"-" doc:"Whether that day has come, and no end has"`
	SetBy            string        `json:"set_by" db:"set_by" format:"uuid" minLength:"36" maxLength:"36" doc:"The person who set the substitute"`
	EndedWhy         message.Text  `json:"ended_why,omitzero" db:"ended_why" example:"Back in office" doc:"Why it was ended; only for those who may know the cases"`
	InForce          bool          `json:"in_force" db:"in_force" doc:"Whether it counts now: within its period and, for a chief executive's substitute, employed in the municipality"`
	CreatedAt        time.Time     `json:"created_at" db:"created_at"`
	CaseRows         []int64       `json:"-" db:"cases"`
	// Principal is who holds the office now and is acted for, nil for nobody.
	Principal     *string `json:"-" db:"principal"`
	PrincipalName string  `json:"-" db:"principal_name"`
}

// Represented is a person for whom a substitute acts.
type Represented struct {
	Person string `json:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Name   string `json:"name" example:"Chief executive, Grue"`
}

// SubstituteInput sets a substitute.
type SubstituteInput struct {
	Person   string        `json:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier: someone whom the organisation knows; for a chief executive, someone employed in the municipality"`
	Acts     []string      `json:"acts,omitempty" minItems:"1" maxItems:"100" example:"[\"mandate:answer\"]" doc:"The acts of the office that the substitute may do, as object:act; all if left out. Reading need not be named"`
	Cases    []CaseRef     `json:"cases,omitempty" minItems:"1" maxItems:"100" doc:"The cases in which the substitute may act; all if left out"`
	From     *time.Time    `json:"from,omitempty" doc:"When it begins, today or later; now if left out"`
	To       *time.Time    `json:"to,omitempty" doc:"When it ends; required unless there is a review date"`
	ReviewOn *workday.Date `json:"review_on,omitempty" format:"date" doc:"The day on which it is to be looked at again, later than the first; required unless there is an end"`
}

// edge is that a person acts for the holder of an office, and with what.
type edge struct {
	Holder string     `db:"holder"`
	Person string     `db:"person"`
	Acts   []string   `db:"acts"`
	Cases  []int64    `db:"cases"`
	From   time.Time  `db:"from_at"`
	To     *time.Time `db:"to_at"`
}

// mustBeForOthers refuses a substitute by an administrator or secretary for an office
// of their own, and themselves as substitute (rule 1.4).
func (in SubstituteInput) mustBeForOthers(f *office.Office, by string) error {
	if f.Person == by {
		return ErrForThemselves.On("path/office", msgOwnOffice)
	}
	if strings.EqualFold(in.Person, by) {
		return ErrForThemselves.On("/person", msgYourself)
	}
	return nil
}

// edge is what the input gives the substitute of an office, checked as far as
// the input and the office tell. It refuses an office that is not in force, a
// period without end or review, and acts that are not the office's.
func (in SubstituteInput) edge(policy *authz.Policy, f *office.Office, now time.Time) (edge, error) {
	e := edge{Holder: f.Person, Person: strings.ToLower(in.Person)}
	if in.To == nil && in.ReviewOn == nil {
		return e, ErrUnbounded
	}
	var err error
	if e.From, e.To, err = organisation.Term(in.From, in.To, now); err != nil {
		return e, err
	}
	if first := workday.DateOf(e.From, workday.Oslo()); in.ReviewOn != nil && !in.ReviewOn.After(first) {
		return e, organisation.ErrPeriod.On("/review_on", organisation.MsgNotLater.With(first))
	}
	if !period.Of(f.From, f.To).Contains(e.From) || !period.Of(f.From, f.To).Contains(now) {
		return e, ErrNotInForce.On("/from", msgHeldThen.With(span(f.From, f.To)))
	}
	e.Acts, err = actsOf(policy, f.Kind, in.Acts)
	return e, err
}

// actsOf brings the acts of an office that a substitute gets to their one form,
// nil for all, and refuses others.
func actsOf(policy *authz.Policy, office string, acts []string) ([]string, error) {
	var known []string
	for _, l := range policy.Lines() {
		if l.Office == office && authz.Grantable(l.Permission) {
			known = append(known, l.Permission.String())
		}
	}
	var c fault.Checks
	for i, a := range acts {
		c.Require(slices.Contains(known, a), fmt.Sprintf("/acts/%d", i), msgNoAct.With(authz.Holder(office)))
	}
	if err := c.Err(ErrUnknownAct.With(msgActsAre.With(authz.Holder(office), known))); err != nil || len(acts) == 0 {
		return nil, err
	}
	return slices.Compact(slices.Sorted(slices.Values(acts))), nil
}

// days are the first day on which the edge counts, and the day after the last;
// nil for no end.
func (e edge) days() (first workday.Date, until *workday.Date) {
	if e.To != nil {
		after := workday.DateOf(e.To.Add(-time.Microsecond), workday.Oslo()).AddDays(1)
		until = &after
	}
	return workday.DateOf(e.From, workday.Oslo()), until
}

// overlaps says whether two edges count at the same time at some moment.
func (e edge) overlaps(o edge) bool {
	return period.Of(e.From, e.To).Overlaps(period.Of(o.From, o.To))
}

// mustFit refuses an edge that does not go with those that stand in the same
// office of the organisation: nobody acts for themselves, two people not for
// each other, and no substitute has a substitute (rule 1.4).
func (e edge) mustFit(standing []edge) error {
	if e.Holder == e.Person {
		return ErrSelf.On("/person", msgHolder)
	}
	var refusal error
	for _, s := range standing {
		switch {
		case !e.overlaps(s):
		case s.Holder == e.Person && s.Person == e.Holder:
			return ErrCycle.On("/person", msgCycle.With(span(s.From, s.To)))
		case s.Person == e.Holder:
			refusal = ErrChain.On("/person", msgHolderActs.With(span(s.From, s.To)))
		case s.Holder == e.Person:
			refusal = ErrChain.On("/person", msgHasOwn.With(span(s.From, s.To)))
		case refusal == nil && s.Holder == e.Holder && s.Person == e.Person && slices.Equal(s.Acts, e.Acts) && slices.Equal(s.Cases, e.Cases):
			refusal = ErrKnown.On("/person", msgSubstitute.With(span(s.From, s.To)))
		}
	}
	return refusal
}

// Path is the address of the substitute.
func (x *Substitute) Path() string {
	return request.Path("organisations/%s/substitutes/%d", x.Organisation, x.ID)
}

// concerns says whether a person may end it in their own name: the substitute,
// and whoever is acted for and holds the office now; for a chief executive that
// is the next holder too.
func (x *Substitute) concerns(person string) bool {
	return x.Person == person || x.Principal != nil && *x.Principal == person
}

// mustBeEndableBy refuses to end what has ended, and to others than themselves to end
// whom the council named.
func (x *Substitute) mustBeEndableBy(person string, now time.Time) error {
	if err := organisation.MustNotHaveEnded(x.To, now); err != nil {
		return err
	}
	if x.Source == byCouncil && x.Person != person {
		return ErrCouncil
	}
	return nil
}

// end sets the end, at once or later.
func (x *Substitute) end(person string, in organisation.EndInput, now time.Time) error {
	if err := x.mustBeEndableBy(person, now); err != nil {
		return err
	}
	at, reason, err := in.Close(x.From, x.To, now)
	x.To, x.EndedWhy = &at, reason
	return err
}

// due says whether the day of review has come while no end has.
func (x *Substitute) due(now time.Time) bool {
	return x.ReviewOn != nil && !workday.Today(now).Before(*x.ReviewOn) && organisation.MustNotHaveEnded(x.To, now) == nil
}
