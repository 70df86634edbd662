// Package disqualification keeps who is disqualified in a case, on what basis, and
// who decided it, and suggests likely conflicts for people to decide (rule 1.7,
// KL § 11-10, FVL § 6). Being absent, abstaining and not answering are other
// things, and nothing here touches them.
package disqualification

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// State is how far the question of a person's disqualification has come.
type State string

// A question is raised, and then decided: the person is disqualified for a
// period, or is not. A decision that was recorded by mistake is withdrawn.
const (
	Raised       State = "raised"
	Disqualified State = "disqualified"
	Dismissed    State = "dismissed"
	Withdrawn    State = "withdrawn"
)

// DecidedAs is in what capacity a question was decided.
type DecidedAs string

// People decide about themselves, superiors about employees, and bodies about
// their members and the chief executive (FVL § 8).
const (
	BySelf     DecidedAs = "self"
	BySuperior DecidedAs = "superior"
	ByBody     DecidedAs = "body"
)

// The faults of disqualifications.
var (
	ErrText = fault.New(fault.Invalid, "disqualification.text_invalid", "The ground or the basis is missing",
		"A disqualification names its ground in words, and its legal basis on one line, such as `fvl. § 6 første ledd bokstav a` or `kommuneloven § 11-10 andre ledd` (rule 1.7).")
	ErrPeriod = fault.New(fault.Invalid, "disqualification.period_invalid", "The period is not valid",
		"A disqualification begins no earlier than the case was created, and ends later than it begins or has no end; a dismissed question has no period (rule 1.7).")
	ErrDecision = fault.New(fault.Invalid, "disqualification.decision_invalid", "The body's decision is not valid",
		"The decision of a body has a case number and was made today or earlier; the clerk or the secretariat records no other decisions (rule 1.7, FVL § 8 second paragraph).")
	ErrRaisedAlready = fault.New(fault.Conflict, "disqualification.raised_already", "The question is already raised",
		"Only one question of a person's disqualification waits in a case at a time: it must be decided first (rule 1.7).")
	ErrStandsAlready = fault.New(fault.Conflict, "disqualification.stands_already", "The person is already disqualified",
		"The person is already disqualified in the case for part of that time (rule 1.7).")
	ErrDecidedAlready = fault.New(fault.Conflict, "disqualification.decided_already", "The question is already decided",
		"A decided question cannot be decided again: raise a new one (rule 1.7).")
	ErrNotInForce = fault.New(fault.Conflict, "disqualification.not_in_force", "There is nothing to end",
		"Only a disqualification that applies now or later can be ended (rule 1.7).")
	ErrOwnCase = fault.New(fault.Forbidden, "disqualification.own_case", "Nobody decides about themselves or those they act for",
		"Somebody else must decide this. To say that you are disqualified yourself, declare it (rule 1.7, FVL § 8).")
	ErrBodyDecides = fault.New(fault.Forbidden, "disqualification.body_decides", "A body decides this",
		"About an elected member the body decides without the member, and about the chief executive a body of the municipality; the clerk or the secretariat records it (KL § 11-10, FVL § 8 second paragraph). Whoever holds seats alone raises the question instead of declaring.")
)

// Ref is how a path names an organisation's questions in a case.
type Ref struct {
	casefile.Ref
	Organisation string `path:"organisation" maxLength:"63" example:"3417" doc:"The region's slug or the participant's number"`
}

// Path is the address of the organisation's questions.
func (r Ref) Path() string { return r.Ref.Path() + "/disqualifications/" + r.Organisation }

// EachRef is how a path names one of them.
type EachRef struct {
	Ref
	Disqualification int `path:"disqualification" minimum:"1" maximum:"1000000" example:"1" doc:"Its running number in the case"`
}

// Path is the address of the disqualification.
func (r EachRef) Path() string { return fmt.Sprintf("%s/%d", r.Ref.Path(), r.Disqualification) }

// Disqualification is the question whether a person is disqualified in a case,
// and what was decided. While it holds they do nothing in the case, as office
// holder, substitute or member.
type Disqualification struct {
	request.Resource
	ID               int64         `json:"-" db:"id"`
	Number           int           `json:"number" db:"number" example:"1" doc:"Running number in the case"`
	Organisation     string        `json:"organisation" db:"organisation" example:"3417" doc:"Where the person holds the offices or seats that they may not use in the case"`
	OrganisationName string        `json:"organisation_name" db:"organisation_name" example:"Grue"`
	Person           string        `json:"person" db:"person" format:"uuid"`
	Name             string        `json:"name" db:"name" example:"Case officer, Grue" doc:"The person's name"`
	Ground           string        `json:"ground,omitempty" db:"-" doc:"Why, in words; shown to the person, and to those who hold an office in the organisation, alone"`
	Basis            string        `json:"basis" db:"basis" example:"fvl. § 6 første ledd bokstav a" doc:"The legal basis"`
	State            State         `json:"state" db:"state" enum:"raised,disqualified,dismissed,withdrawn" doc:"Output only: acts change it"`
	RaisedBy         string        `json:"raised_by" db:"raised_by" format:"uuid"`
	RaisedAt         time.Time     `json:"raised_at" db:"raised_at"`
	DecidedAs        DecidedAs     `json:"decided_as,omitempty" db:"decided_as" enum:"self,superior,body" doc:"In what capacity it was decided: by the person, by a superior, or by a body"`
	DecidedBy        *string       `json:"decided_by" db:"decided_by" format:"uuid" doc:"Who decided, or recorded what a body decided"`
	DecidedAt        *time.Time    `json:"decided_at" db:"decided_at"`
	Body             string        `json:"body,omitempty" db:"body" example:"kommunestyret" doc:"The body that decided"`
	DecidedOn        *workday.Date `json:"decided_on,omitempty" db:"decided_on" format:"date" doc:"When the body decided"`
	CaseNumber       string        `json:"case_number,omitempty" db:"case_number" example:"015/24" doc:"The body's own case number"`
	From             *time.Time    `json:"from" db:"from_at" doc:"From when the person is disqualified; null unless they are"`
	To               *time.Time    `json:"to" db:"to_at" doc:"The moment from which they no longer are; null while no end is set"`
	WithdrawnAt      *time.Time    `json:"withdrawn_at" db:"withdrawn_at" doc:"When the decision was withdrawn as recorded by mistake; null while it stands"`
	WithdrawnBy      *string       `json:"withdrawn_by" db:"withdrawn_by" format:"uuid"`
	WithdrawnWhy     string        `json:"withdrawn_why,omitempty" db:"withdrawn_why"`

	// Reason is the ground as it is kept.
	Reason string `json:"-" db:"ground"`
	// Position is what the person is in the organisation now, and followed says
	// whether something rests on the decision.
	Position Position `json:"-" db:"-"`
	followed bool
}

// Position is what the person concerned is in the organisation now, and
// whether the one for whom the actor acts is disqualified.
type Position struct {
	Office bool `db:"office"` // holds an office, other than reading, or is employed
	Chief  bool `db:"chief"`  // is the chief executive
	// SitsIn are the elected bodies in which the person has a seat, and
	// Administrative the organisation's bodies that judge nobody.
	SitsIn         []string `db:"sits_in"`
	Administrative []string `db:"administrative"`
	Substitute     bool     `db:"stands_in"` // is a substitute
	HolderBarred   bool     `db:"holder_barred"`
}

// elected says whether the person sits in an elected body.
func (p Position) elected() bool { return len(p.SitsIn) > 0 }

// mustBeJudgedBy refuses the decision of a body that does not judge the person:
// an elected member is judged by a body in which they sit, and nobody by a
// working group or a committee of officers (rule 1.7, KL § 11-10).
func (p Position) mustBeJudgedBy(body string) error {
	switch {
	case slices.Contains(p.Administrative, body):
		return ErrDecision.On("/body", msgNoJudge)
	case p.elected() && !slices.Contains(p.SitsIn, body):
		return ErrDecision.On("/body", msgOtherBody.With(p.SitsIn))
	}
	return nil
}

// ref is the disqualification's name in paths.
func (d *Disqualification) ref(in casefile.Ref) EachRef {
	return EachRef{Ref{in, d.Organisation}, d.Number}
}

// Declare makes the question one that the person decided themselves. Where it
// was raised by others, their ground is kept before the person's own.
func (d *Disqualification) Declare(in DeclareDisqualificationInput, by authn.Actor, created, now time.Time) error {
	if seatsAlone(by, d.Organisation) {
		return ErrBodyDecides
	}
	from, to, err := in.bounds(created, now)
	if err != nil {
		return err
	}
	d.Basis, d.From, d.To = in.Basis, from, to
	if d.Reason != "" {
		d.Reason += "\n\n"
	}
	d.Reason += in.Ground
	d.fileDecision(Disqualified, BySelf, by, now)
	return nil
}

// Decide decides a question that was raised. It refuses people who decide about
// themselves or those they act for, superiors who decide about elected members
// or the chief executive, and what MustBeDecidable refuses.
func (d *Disqualification) Decide(in DecideDisqualificationInput, by authn.Actor, created, now time.Time) error {
	if err := d.MustBeDecidable(by); err != nil {
		return err
	}
	as, err := d.capacity(by, in.Body, d.Position)
	if err != nil {
		return err
	}
	if err := in.check(workday.Today(created), workday.Today(now)); err != nil {
		return err
	}
	state := Dismissed
	if in.Disqualified {
		state = Disqualified
		if d.From, d.To, err = in.bounds(created, now); err != nil {
			return err
		}
	}
	d.Body, d.DecidedOn, d.CaseNumber = in.Body, in.DecidedOn, in.CaseNumber
	d.fileDecision(state, as, by, now)
	return nil
}

func (d *Disqualification) fileDecision(state State, as DecidedAs, by authn.Actor, now time.Time) {
	d.State, d.DecidedAs, d.DecidedBy, d.DecidedAt = state, as, &by.Person, &now
}

// MustBeDecidable refuses to decide what is decided, and about oneself.
func (d *Disqualification) MustBeDecidable(by authn.Actor) error {
	if d.State != Raised {
		return ErrDecidedAlready
	}
	return d.others(by)
}

// mustBeDecidableBy is MustBeDecidable for whoever is offered to decide: a
// superior decides about subordinates alone (FVL § 8).
func (d *Disqualification) mustBeDecidableBy(by authn.Actor) error {
	if err := d.MustBeDecidable(by); err != nil || records(by, d.Organisation) {
		return err
	}
	return d.Position.subordinate()
}

// capacity is in what capacity the actor decides: as who records what a body
// decided, or as a superior.
func (d *Disqualification) capacity(by authn.Actor, body string, p Position) (DecidedAs, error) {
	switch {
	case body != "" && records(by, d.Organisation):
		return ByBody, p.mustBeJudgedBy(body)
	case body != "":
		return "", errRecorded
	case !leads(by, d.Organisation):
		return "", ErrDecision.On("/body", msgBodyMissing)
	default:
		return BySuperior, p.subordinate()
	}
}

// subordinate refuses those about whom no superior decides (FVL § 8).
func (p Position) subordinate() error {
	switch {
	case p.elected(), p.Chief:
		return ErrBodyDecides
	case p.HolderBarred:
		return ErrBodyDecides.With(msgHolderBarred)
	case !p.Office && !p.Substitute:
		return ErrBodyDecides.With(msgNoSubordinate)
	}
	return nil
}

// End lets the person act again from a moment on, now or later. What was done
// before stays as it is (rule 1.7). It refuses those whom Decide refuses, and
// the clerk or the secretariat alone where a body has to end it.
func (d *Disqualification) End(in EndDisqualificationInput, by authn.Actor, now time.Time) error {
	if err := d.MustBeEndable(by, now); err != nil {
		return err
	}
	if err := d.ender(by, in.Body); err != nil {
		return err
	}
	if err := in.Resolution.check(d.decidedDay(), workday.Today(now)); err != nil {
		return err
	}
	end := now
	if in.At != nil {
		end = moment(*in.At)
	}
	switch {
	case end.Before(now):
		return ErrPeriod.On("/at", organisation.MsgEndPassed)
	case d.To != nil && end.After(*d.To):
		return ErrPeriod.On("/at", organisation.MsgEndsEarlier)
	case end.Before(*d.From):
		end = *d.From
	}
	d.To = &end
	return nil
}

// decidedDay is the day on which the question was decided.
func (d *Disqualification) decidedDay() workday.Date {
	if d.DecidedOn != nil {
		return *d.DecidedOn
	}
	return workday.Today(*d.DecidedAt)
}

// ender refuses those who may not end it: superiors what a body has to, and
// whoever records decisions what they cannot end without a body (FVL § 8).
func (d *Disqualification) ender(by authn.Actor, body string) error {
	p := d.Position
	switch {
	case body != "" && !records(by, d.Organisation):
		return errRecorded
	case body != "":
		return p.mustBeJudgedBy(body)
	case leads(by, d.Organisation) && d.DecidedAs == ByBody:
		return ErrBodyDecides
	case leads(by, d.Organisation):
		return p.subordinate()
	case d.needsBody():
		return ErrDecision.On("/body", msgBodyMissing)
	default:
		return nil
	}
}

// errRecorded refuses a body's decision to those who do not record them.
var errRecorded = ErrBodyDecides.With(msgRecorded)

// MustBeEndable refuses to end what does not apply, and one's own.
func (d *Disqualification) MustBeEndable(by authn.Actor, now time.Time) error {
	if d.State != Disqualified || period.Ended(d.To, now) {
		return ErrNotInForce
	}
	return d.others(by)
}

// mustBeEndableBy is MustBeEndable for whoever is offered to end it: what a body
// has to end, whoever records its decisions does.
func (d *Disqualification) mustBeEndableBy(by authn.Actor, now time.Time) error {
	if err := d.MustBeEndable(by, now); err != nil || records(by, d.Organisation) {
		return err
	}
	return d.ender(by, "")
}

// mustBarChief refuses that the council names somebody in the place of a chief
// executive who is not disqualified now (rule 1.7).
func (d *Disqualification) mustBarChief(now time.Time) error {
	if !d.Position.Chief || d.State != Disqualified || !period.Of(*d.From, d.To).Contains(now) {
		return council.ErrNotDisqualified
	}
	return nil
}

// others refuses acts about oneself, and about whom one acts for.
func (d *Disqualification) others(by authn.Actor) error {
	if d.Person == by.Person || d.Person == by.OnBehalfOf {
		return ErrOwnCase
	}
	return nil
}

// reveal shows the ground, which may be personal, to the person and to those
// who hold an office in the organisation: reading or having a seat there is
// none (rule 2.5).
func (d *Disqualification) reveal(actor authn.Actor) {
	if d.Person == actor.Person || slices.ContainsFunc(actor.Roles, func(r authn.Role) bool {
		whole := r.Acts == nil && r.CountsIn(actor.Case)
		return r.Organisation == d.Organisation && r.Office != body.Seated && r.Office != office.Reader && whole
	}) {
		d.Ground = d.Reason
	}
}

// records says whether the actor records what bodies of the organisation
// decide.
func records(by authn.Actor, organisation string) bool {
	return acts(by, organisation, office.Clerk, office.Secretariat)
}

// leads says whether the actor is a superior in the organisation.
func leads(by authn.Actor, organisation string) bool {
	return acts(by, organisation, office.ChiefExecutive, body.BoardChair)
}

// acts says whether the actor does the present act in one of the offices, for
// themselves or for the same holder.
func acts(by authn.Actor, organisation string, offices ...string) bool {
	return slices.ContainsFunc(by.Roles, func(r authn.Role) bool {
		return r.Organisation == organisation && r.OnBehalfOf == by.OnBehalfOf && r.CountsIn(by.Case) && slices.Contains(offices, r.Office)
	})
}

// seatsAlone says whether the actor holds no office in the organisation: as an
// elected member they do not decide about themselves.
func seatsAlone(by authn.Actor, organisation string) bool {
	return !slices.ContainsFunc(by.Roles, func(r authn.Role) bool {
		return r.Organisation == organisation && r.Office != body.Seated && r.Office != body.TreatingMember && r.Office != body.BoardChair
	})
}

// moment is an instant as the database keeps it.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
