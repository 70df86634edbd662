// Package casefile keeps cases: their numbers, who takes part, what each
// municipality gains, and the decisions they rest on (rules 2.1, 2.2, 2.5).
// "case" itself is a word of the language.
package casefile

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// State is where a case is in its life. Acts move it; nobody sets it.
type State string

// The states of a case (rule 2.2).
const (
	Draft       State = "draft"
	Preparing   State = "preparing"
	Active      State = "active"
	InTreatment State = "in_treatment"
	Adopted     State = "adopted"
	NotAdopted  State = "not_adopted"
	FollowingUp State = "following_up"
	Closed      State = "closed"
	Withdrawn   State = "withdrawn"
)

// Kind is what sort of matter a case is. Strategies, their revisions and plans
// start through the five-condition gate (rule 2.3).
type Kind string

// The kinds of cases (rule 2.1).
const (
	Strategy         Kind = "strategy"
	StrategyRevision Kind = "strategy_revision"
	Plan             Kind = "plan"
	AgreementChange  Kind = "agreement_change"
	Statement        Kind = "statement"
	Enquiry          Kind = "enquiry"
	Other            Kind = "other"
)

// Publicity says whether a case is open to the public or exempt.
type Publicity string

// A case is public, or exempt with a named legal basis.
const (
	Public Publicity = "public"
	Exempt Publicity = "exempt"
)

// The faults of cases.
var (
	ErrWrongState = fault.New(fault.Conflict, "case.wrong_state", "The case is in another state",
		"The case's state does not allow this act now (rule 2.2).")
	ErrWithdrawn = fault.New(fault.Conflict, "case.withdrawn", "The case is withdrawn",
		"The case is withdrawn: nothing more can be done in it, and what was recorded stays readable (rule 2.2).")
	ErrUntreated = fault.New(fault.Conflict, "case.untreated", "The case is to be treated first",
		"A strategy, its revision, a plan, a change of the agreement and a case of principal importance are decided by bodies before they are closed; a case that is given up is withdrawn (rule 2.2).")
	ErrNotParty = fault.New(fault.NotFound, "case.not_a_participant", "The municipality does not take part",
		"The municipality in the path does not take part in this case (rule 1.1).")
	ErrLeft = fault.New(fault.Conflict, "case.participant_left", "The municipality has left the case",
		"A municipality that has left a case can do nothing more in it (rule 1.1).")
	ErrParticipants = fault.New(fault.Invalid, "case.participants_invalid", "The participants are not valid",
		"At least two municipalities take part in a case, each named once, and each a member of the region on the day on which it joins (rule 1.1).")
	ErrLegalBasis = fault.New(fault.Invalid, "case.legal_basis", "The exemption is not valid",
		"A case exempt from public access names its legal basis, such as `offl. § 13 jf. fvl. § 13`, and a shielded title for all that leaves the service; its last day, if it has one, is not past. A public case has none of them (rule 2.1, OFL).")
	ErrContent = fault.New(fault.Invalid, "case.content_invalid", "The content is not valid",
		"`errors` names the members at fault (rule 2.1).")
	ErrUnknownPredecessor = fault.New(fault.Invalid, "case.unknown_predecessor", "No such predecessor",
		"A predecessor is an earlier case of the same region, named by its number (rule 2.1).")
	ErrDecisionKnown = fault.New(fault.Conflict, "case.decision_known", "The decision is already recorded",
		"The case already has a decision of this body with this date and case number.")
	ErrAlreadyParty = fault.New(fault.Conflict, "case.already_a_participant", "The municipality already takes part",
		"The municipality is already a participant of this case (rule 1.1).")
)

// Ref is how a path names a case: the region's slug and the case's number.
type Ref struct {
	Region string `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
	Number string `path:"number" example:"2024-1" maxLength:"12" doc:"The case's number: year and running number in the region"`
}

// Following is the moment of an act in the locked case, which follows the last act
// in it (audit.Follow).
func (c *Case) Following(now time.Time) time.Time { return audit.Follow(c.ModifiedAt, now) }

// Path is the address of the case.
func (r Ref) Path() string { return request.Path("regions/%s/cases/%s", r.Region, r.Number) }

var number = regexp.MustCompile(`^([0-9]{4})-([1-9][0-9]{0,5})$`)

// Parts are the year and the running number; 0, 0 where the number cannot be
// one of a case.
func (r Ref) Parts() (year, serial int) {
	m := number.FindStringSubmatch(r.Number)
	if m == nil {
		return 0, 0
	}
	year, _ = strconv.Atoi(m[1])
	serial, _ = strconv.Atoi(m[2])
	return year, serial
}

// Case is a matter prepared and decided in common by several municipalities.
type Case struct {
	request.Resource
	ID            int64         `json:"-" db:"id"`
	RegionID      int64         `json:"-" db:"region_id"`
	Region        string        `json:"region" db:"region" example:"kongsvingerregionen"`
	Number        string        `json:"number" db:"number" example:"2024-1" doc:"Year and running number in the region"`
	Title         string        `json:"title" db:"title" example:"Regional kraftstrategi for Kongsvingerregionen"`
	Summary       string        `json:"summary" db:"summary"`
	Kind          Kind          `json:"kind" db:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other"`
	State         State         `json:"state" db:"state" enum:"draft,preparing,active,in_treatment,adopted,not_adopted,following_up,closed,withdrawn" doc:"Output only: acts change it"`
	Principal     bool          `json:"principal" db:"principal" doc:"Of principal importance"`
	StatutoryPlan bool          `json:"statutory_plan" db:"statutory_plan" doc:"A plan that the law requires"`
	Publicity     Publicity     `json:"publicity" db:"publicity" enum:"public,exempt"`
	LegalBasis    string        `json:"legal_basis,omitempty" db:"legal_basis" doc:"Why the case is exempt from public access"`
	ExemptUntil   *workday.Date `json:"exempt_until" db:"exempt_until" format:"date" doc:"The last day on which the case is exempt; null for no end. When it has passed the case is public"`
	ShieldedTitle string        `json:"shielded_title,omitempty" db:"shielded_title" doc:"What the case is called outside the service while it is exempt, such as in letters"`
	Responsible   *string       `json:"responsible" db:"responsible" format:"uuid" doc:"The responsible officer"`
	Predecessor   *string       `json:"predecessor" db:"predecessor" doc:"The number of the case that this one follows"`
	WithdrawnWhy  string        `json:"withdrawn_why,omitempty" db:"withdrawn_why" doc:"The reason of the withdrawal"`
	ClosedWhy     string        `json:"closed_why,omitempty" db:"closed_why" doc:"Why the case was closed"`
	CreatedAt     time.Time     `json:"created_at" db:"created_at"`
	OpenedAt      *time.Time    `json:"opened_at" db:"opened_at"`
	StartedAt     *time.Time    `json:"started_at" db:"started_at"`
	WithdrawnAt   *time.Time    `json:"withdrawn_at" db:"withdrawn_at"`
	ClosedAt      *time.Time    `json:"closed_at" db:"closed_at"`
	ModifiedAt    time.Time     `json:"modified_at" db:"modified_at" doc:"The last change in the case or any part of it"`
	Participants  []Participant `json:"participants" db:"participants"`
	References    []Reference   `json:"references" db:"case_references" doc:"Each organisation's own case and archive number"`
	Links         []Link        `json:"links" db:"links"`
	Decisions     []Decision    `json:"decisions" db:"decisions" doc:"The political decisions that the case rests on"`
	// Past is set where the reader may know of it only as it stood at a moment.
	Past *reading.Past `json:"-" db:"-"`
	// Drafting says that a version of the mandate is in draft. It is learnt when
	// the case is presented.
	Drafting bool `json:"-" db:"-"`
	// Decided says that a body has decided the case: it can no longer be withdrawn. It
	// is learnt when the case is presented.
	Decided bool `json:"-" db:"-"`
	// Learnt is what the lessons found, in their order; nil where none was asked for.
	Learnt [][]byte `json:"-" db:"learnt"`
	// Related is filled in when the case is shown.
	Related map[string]string `json:"related" db:"-" doc:"The addresses of what belongs to the case, by name: its matrix, gate, mandates, milestones and so on"`
}

// Participant is a municipality that takes part in a case; fixed by name when
// the case opens (rule 1.1).
type Participant struct {
	ID        int64        `json:"-" db:"municipality_id"`
	Number    string       `json:"municipality" db:"municipality" example:"3417" doc:"The municipality's number"`
	Name      string       `json:"name" db:"name" example:"Grue"`
	JoinedAt  time.Time    `json:"joined_at" db:"joined_at"`
	JoinedWhy message.Text `json:"joined_why,omitzero" db:"joined_why" doc:"Why it joined after the case was opened"`
	LeftAt    *time.Time   `json:"left_at" db:"left_at" doc:"When it left the case; null while it takes part"`
	LeftWhy   message.Text `json:"left_why,omitzero" db:"left_why"`
	Earlier   []Period     `json:"earlier" db:"earlier" doc:"The periods in which it took part before it left and came back, the oldest first"`
	// Successors are filled in where the municipality is no more.
	Successors []string `json:"successors,omitempty" db:"successors" doc:"Who goes on in the place of a municipality that has merged or parted, by key; they can be added (rule 1.1)"`
}

// Period is a time in which a municipality took part in a case, before it left
// and came back: that begins a new one and overwrites none (rule 1.1).
type Period struct {
	JoinedAt  time.Time    `json:"joined_at"`
	JoinedWhy message.Text `json:"joined_why,omitzero"`
	LeftAt    time.Time    `json:"left_at"`
	LeftWhy   message.Text `json:"left_why"`
}

// Reference is an organisation's own number for the case in its archive.
type Reference struct {
	request.Resource
	Organisation  string `json:"organisation" db:"organisation" example:"3417"`
	CaseNumber    string `json:"case_number" db:"case_number" example:"2024/118"`
	ArchiveNumber string `json:"archive_number,omitempty" db:"archive_number"`
}

// Link points to a document outside the service.
type Link struct {
	Serial         int       `json:"id" db:"serial" example:"1" doc:"Running number of the link in the case"`
	MandateVersion *int      `json:"mandate_version" db:"mandate_version" doc:"The version of the mandate it belongs to; null for the case itself"`
	Title          string    `json:"title" db:"title" example:"Kraftutfordringen"`
	Address        string    `json:"address" db:"address" format:"uri"`
	Kind           string    `json:"kind" db:"kind" enum:"report,minutes,decision,consultation,presentation,other"`
	AddedAt        time.Time `json:"added_at" db:"added_at"`
	// Actions are filled in when the case is shown.
	Actions []request.Action `json:"actions" db:"-" doc:"The acts on this link, and which of them are open to this caller now"`
}

// Decision is a political decision that was made in a body of the region or of
// a participant, as the secretariat recorded it.
type Decision struct {
	Serial       int          `json:"id" db:"serial" example:"1" doc:"Running number of the decision in the case"`
	Organisation string       `json:"organisation" db:"organisation" example:"kongsvingerregionen"`
	Body         string       `json:"body" db:"body" example:"styre"`
	BodyName     string       `json:"body_name" db:"body_name" example:"Styret"`
	Date         workday.Date `json:"date" db:"decided_on" format:"date" example:"2024-02-08"`
	CaseNumber   string       `json:"case_number" db:"case_number" example:"03/2024" doc:"The body's own case number"`
	Subject      string       `json:"subject" db:"subject" example:"The board commissions a power strategy"`
	Item         string       `json:"item,omitempty" db:"item" example:"/v1/organisations/kongsvingerregionen/bodies/styre/meetings/41/agenda/7" doc:"The address of the item of an agenda in which the body adopted it; left out where the meetings of the body are kept elsewhere"`
	RecordedAt   time.Time    `json:"recorded_at" db:"recorded_at"`
	WithdrawnAt  *time.Time   `json:"withdrawn_at" db:"withdrawn_at" doc:"When it was withdrawn, as recorded by mistake; null while it stands"`
	WithdrawnWhy string       `json:"withdrawn_why,omitempty" db:"withdrawn_why" doc:"Why it was withdrawn"`
	// RestsOn is the version of the mandate, open or in force, that rests on it; 0
	// where none does. It is learnt when the case is presented.
	RestsOn int              `json:"-" db:"-"`
	Actions []request.Action `json:"actions" db:"-" doc:"The acts on this decision, and which of them are open to this caller now"`
}

// Ref is the case's name in paths.
func (c *Case) Ref() Ref { return Ref{Region: c.Region, Number: c.Number} }

// Gated says whether the case starts through the five-condition gate
// (rule 2.3).
func (c *Case) Gated() bool {
	return c.Kind == Strategy || c.Kind == StrategyRevision || c.Kind == Plan
}

// In refuses an act unless the case is in one of the states (rule 2.2).
func (c *Case) In(states ...State) error {
	if c.State == Withdrawn {
		return ErrWithdrawn
	}
	if slices.Contains(states, c.State) {
		return nil
	}
	if len(states) == 1 {
		return ErrWrongState.With(msgOtherState.With(c.State, states[0]))
	}
	return ErrWrongState.With(msgOtherStates.With(c.State, states))
}

// Prepared refuses acts of preparation, such as mandates and milestones,
// before the participants are fixed and after the case is decided.
func (c *Case) Prepared() error { return c.In(Preparing, Active, InTreatment) }

// Alive refuses a case that is withdrawn or closed.
func (c *Case) Alive() error {
	return c.In(Draft, Preparing, Active, InTreatment, Adopted, NotAdopted, FollowingUp)
}

// Party finds a participating municipality, and refuses one that has left.
func (c *Case) Party(municipality string) (*Participant, error) {
	for i := range c.Participants {
		if p := &c.Participants[i]; p.Number == municipality {
			if p.LeftAt != nil {
				return nil, ErrLeft.With(msgLeft.With(p.Name, workday.Today(*p.LeftAt)))
			}
			return p, nil
		}
	}
	return nil, ErrNotParty
}

// TookPart says whether a municipality takes or took part.
func (c *Case) TookPart(municipality string) bool {
	return slices.ContainsFunc(c.Participants, func(p Participant) bool { return p.Number == municipality })
}

// Parties are the municipalities that take part now.
func (c *Case) Parties() []Participant {
	now := make([]Participant, 0, len(c.Participants))
	for _, p := range c.Participants {
		if p.LeftAt == nil {
			now = append(now, p)
		}
	}
	return now
}

// CheckParticipants refuses fewer than two, and one named twice (rule 1.1).
func CheckParticipants(numbers []string) error {
	var c fault.Checks
	c.Require(len(numbers) >= 2, "/municipalities", msgTooFew)
	seen := map[string]bool{}
	for i, n := range numbers {
		c.Require(!seen[n], fmt.Sprintf("/municipalities/%d", i), msgNamedTwice.With(n))
		seen[n] = true
	}
	return c.Err(ErrParticipants)
}

// Input is what the secretariat writes of a case.
type Input struct {
	Title         string        `json:"title" minLength:"3" maxLength:"300" example:"Regional kraftstrategi for Kongsvingerregionen"`
	Summary       string        `json:"summary,omitempty" maxLength:"20000"`
	Kind          Kind          `json:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" example:"strategy"`
	Principal     bool          `json:"principal,omitempty" doc:"Of principal importance"`
	StatutoryPlan bool          `json:"statutory_plan,omitempty" doc:"A plan that the law requires"`
	Publicity     Publicity     `json:"publicity" enum:"public,exempt" example:"public"`
	LegalBasis    string        `json:"legal_basis,omitempty" maxLength:"300" example:"" doc:"Required when exempt, such as offl. § 13 jf. fvl. § 13"`
	ExemptUntil   *workday.Date `json:"exempt_until,omitempty" format:"date" doc:"The last day on which the case is exempt: today or later"`
	ShieldedTitle string        `json:"shielded_title,omitempty" maxLength:"300" doc:"Required when exempt: what the case is called in all that leaves the service, without the words of its title"`
	Responsible   *string       `json:"responsible,omitempty" format:"uuid" minLength:"36" maxLength:"36" doc:"The responsible officer, by the person's identifier"`
	Predecessor   *string       `json:"predecessor,omitempty" pattern:"^[0-9]{4}-[1-9][0-9]{0,5}$" example:"2023-4" doc:"The number of the case that this one follows"`

	predecessorID *int64
}

// Check brings the texts to their one form, and refuses content that is not
// valid on a day (rule 2.1).
func (in *Input) Check(today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/title", &in.Title)
	canon.TidyLine(&c, "/legal_basis", &in.LegalBasis)
	canon.TidyText(&c, "/summary", &in.Summary)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	return in.checkExemption(today)
}

// Open moves a draft to preparation.
func (c *Case) Open(now time.Time) error {
	if err := c.In(Draft); err != nil {
		return err
	}
	c.State, c.OpenedAt, c.ModifiedAt = Preparing, &now, now
	return nil
}

// Edit refuses an edit that the case's state does not allow. Whether the case
// passes the gate depends on its kind, which is therefore fixed once it has
// left preparation (rule 2.3).
func (c *Case) Edit(in Input) error {
	if err := c.Alive(); err != nil {
		return err
	}
	if in.Kind != c.Kind && c.State != Draft && c.State != Preparing {
		return ErrWrongState.With(msgKindFixed)
	}
	return nil
}

// Start moves a prepared case to active. The gate was asked before (rule 2.3).
func (c *Case) Start(now time.Time) error {
	if err := c.In(Preparing); err != nil {
		return err
	}
	c.State, c.StartedAt, c.ModifiedAt = Active, &now, now
	return nil
}

// Send moves an active case into treatment (rule 2.2). Whether it is ready was asked
// before.
func (c *Case) Send(now time.Time) error { return c.move(Active, InTreatment, now) }

// TakeBack moves a case back from treatment (rule 2.2). That no body has decided it was
// asked before.
func (c *Case) TakeBack(now time.Time) error { return c.move(InTreatment, Active, now) }

// End moves a case out of treatment as its rule of effect says: adopted, or not (rules
// 2.2, 8.3).
func (c *Case) End(as State, now time.Time) error { return c.move(InTreatment, as, now) }

func (c *Case) move(from, to State, now time.Time) error {
	if err := c.In(from); err != nil {
		return err
	}
	c.State, c.ModifiedAt = to, now
	return nil
}
