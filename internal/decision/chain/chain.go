// Package chain holds the rules of a case's way through the bodies that treat it: the plan,
// whose turn it is, what a body may resolve and what follows from it (rules 2.2, 7.2-7.5,
// 7.8). It takes values and gives values; reading and storing them is package treatment.
package chain

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Role is what a body does with a case in a step of its treatment (rule 7.2).
type Role string

// A body recommends what others decide, deliberates without deciding, or decides.
const (
	Recommends  Role = "recommends"
	Deliberates Role = "deliberates"
	Decides     Role = "decides"
)

// State is where a body's treatment of a case is.
type State string

// The states of a treatment. It waits for what comes before it, and is open when its
// turn has come, until it is done.
const (
	Waiting   State = "waiting"
	Open      State = "open"
	Done      State = "done"
	Skipped   State = "skipped"
	Withdrawn State = "withdrawn"
	Left      State = "left"
)

// The faults of treatments.
var (
	ErrNotSent = fault.New(fault.Conflict, "treatment.not_sent", "The case is not in treatment",
		"A body treats a case once the secretariat has sent it to treatment (rule 2.2).")
	ErrNotItsTurn = fault.New(fault.Conflict, "treatment.not_its_turn", "It is not this body's turn",
		"A step of the treatment starts when those before it are done (rule 7.2).")
	ErrOver = fault.New(fault.Conflict, "treatment.over", "The treatment is over",
		"A treatment that was skipped or withdrawn, or whose municipality has left the case, takes nothing more (rule 7.2).")
	ErrDecided = fault.New(fault.Conflict, "treatment.decided", "A body has decided the case",
		"A case is taken back or withdrawn only before the first deciding resolution (rule 2.2).")
	ErrText = fault.New(fault.Invalid, "treatment.text_missing", "The text is missing",
		"Say why, or what is laid before the body, in visible characters (rule 7.2).")
	ErrMeeting = fault.New(fault.Conflict, "treatment.meeting", "The body does not meet then",
		"A case is put off to a day to come, or to a planned meeting of the same body (rule 7.3).")
)

// Treatment is one body's treatment of a case, in a step of its plan.
type Treatment struct {
	request.Resource
	ID       int64  `json:"treatment" db:"id" example:"7" doc:"The treatment's identifier"`
	CaseID   int64  `json:"-" db:"case_id"`
	Region   string `json:"region" db:"-" example:"kongsvingerregionen"`
	Case     string `json:"case" db:"-" example:"2024-1" doc:"The number of the case"`
	Step     string `json:"step" db:"step" example:"board" doc:"The step of the plan"`
	Role     Role   `json:"role" db:"role" enum:"recommends,deliberates,decides"`
	Prepares bool   `json:"prepares" db:"prepares" doc:"Whether the body is a committee that treats the case before the council of its municipality does"`
	BodyRow
	State      State           `json:"state" db:"-" enum:"waiting,open,done,skipped,withdrawn,left" doc:"Derived: waiting until the treatments before it are done; left where its municipality has left the case"`
	Reason     message.Text    `json:"reason" db:"-" doc:"Why it is in this state, in words"`
	WaitsFor   []string        `json:"waits_for" db:"-" doc:"The addresses of the treatments that it waits for"`
	SentAt     time.Time       `json:"sent_at" db:"sent_at"`
	TurnAt     *time.Time      `json:"turn_at" db:"turn_at" doc:"When its turn came; null while it waits"`
	EndedAt    *time.Time      `json:"ended_at" db:"ended_at" doc:"When it was done, skipped or withdrawn; null until then"`
	Ended      string          `json:"-" db:"ended"`
	EndedWhy   string          `json:"ended_why,omitempty" db:"ended_why" doc:"Why it was skipped or withdrawn"`
	Round      int             `json:"round" db:"round" example:"1" doc:"How often the case has been laid before the body: more than once where another body referred it back"`
	Reopened   []int64         `json:"-" db:"reopened_for"`
	DeferredTo *workday.Date   `json:"deferred_to" db:"deferred_to" format:"date" doc:"The day to which the body has put it off; null where it has not"`
	Meeting    *int64          `json:"meeting" db:"meeting_id" doc:"The planned meeting on whose agenda it stands, or to which it is put off; null for none"`
	By         *workday.Date   `json:"by" db:"-" format:"date" doc:"By when the body's resolution is expected; null where no day is known"`
	Overdue    bool            `json:"overdue" db:"-" doc:"Whether that day has passed without a resolution"`
	Who        []TreatmentDoer `json:"who" db:"-" doc:"Who can record what the body resolves, while it is its turn"`
	Laid
	// Resolutions are in the order in which they were made.
	Resolutions []*Resolution        `json:"resolutions" db:"-" doc:"All that the body resolved in the case, the oldest first; the last one stands"`
	Received    []ReceivedResolution `json:"received,omitempty" db:"-" doc:"What the bodies before it resolved, with minority proposals and statements for the record: it is laid before this body. Shown at the treatment's own address"`
	Changes     []TreatmentChange    `json:"changes" db:"-" doc:"What became of it besides, the oldest first"`

	// Statutes are those by which the body resolves, in an act that does.
	Statutes body.Statutes `json:"-" db:"-"`
	// Municipalities is how many belong to the region then, where they have the votes.
	Municipalities int `json:"-" db:"-"`
}

// BodyRow is the body that treats the case.
type BodyRow struct {
	BodyID       int64  `json:"-" db:"body_id"`
	Organisation string `json:"organisation" db:"organisation" example:"kongsvingerregionen"`
	Body         string `json:"body" db:"body" example:"styre"`
	BodyName     string `json:"body_name" db:"body_name" example:"Styret"`
	BodyKind     string `json:"body_kind" db:"body_kind" example:"board"`
	Decides      bool   `json:"decides" db:"decides" doc:"Whether the body makes decisions by its statutes"`
	Size         *int   `json:"size" db:"size" example:"12" doc:"The number of members by its statutes; null where none is set"`
}

// ReceivedResolution is what a body before this one resolved, as it is laid before this one.
type ReceivedResolution struct {
	Treatment string      `json:"treatment" doc:"The address of the treatment" example:"/v1/regions/kongsvingerregionen/cases/2024-1/treatments/7"`
	Step      string      `json:"step" example:"board"`
	BodyName  string      `json:"body_name" example:"Styret"`
	Resolved  *Resolution `json:"resolution"`
}

// What became of a treatment besides resolutions.
const (
	ChangeSent      = "sent"
	ChangeTakenBack = "taken_back"
	ChangeSkipped   = "skipped"
	ChangeWithdrawn = "withdrawn"
	ChangeReopened  = "reopened"
	ChangePlaced    = "placed"
	ChangeRemoved   = "removed"
)

// TreatmentChange is something that became of a treatment.
type TreatmentChange struct {
	TreatmentID int64     `json:"-" db:"treatment_id"`
	Change      string    `json:"change" db:"change" example:"skipped" doc:"sent, taken_back, skipped, withdrawn, reopened, placed or removed; more may come"`
	Reason      string    `json:"reason,omitempty" db:"reason"`
	Meeting     *int64    `json:"meeting" db:"meeting_id" doc:"The planned meeting on whose agenda it was put, or from which it was taken; null for others"`
	By          string    `json:"by" db:"person" format:"uuid"`
	For         *string   `json:"for" db:"behalf" format:"uuid" doc:"The office holder for whom a substitute acted; null where none did"`
	At          time.Time `json:"at" db:"at"`
}

// Ref is how a path names a treatment.
type Ref struct {
	casefile.Ref
	Treatment int64 `path:"treatment" minimum:"1" example:"7" doc:"The treatment's identifier"`
}

// Ref is the treatment as paths name it.
func (t *Treatment) Ref() Ref {
	return Ref{Ref: casefile.Ref{Region: t.Region, Number: t.Case}, Treatment: t.ID}
}

// Municipal says whether the body is a municipality's.
func (t *Treatment) Municipal() bool { return t.Organisation != t.Region }

// Standing is the resolution that stands: the last one. It is nil where the body has
// resolved nothing.
func (t *Treatment) Standing() *Resolution {
	if len(t.Resolutions) == 0 {
		return nil
	}
	return t.Resolutions[len(t.Resolutions)-1]
}

// Final is the resolution that stands of those that ended a round. In a round the last
// one counts, for it may correct those before; when the case is laid before the body once
// more, what it resolved before stands until it decides again (rule 7.3).
func (t *Treatment) Final() *Resolution {
	later := 0
	for _, r := range slices.Backward(t.Resolutions) {
		if r.Round == later {
			continue
		}
		if r.Outcome.Final() {
			return r
		}
		later = r.Round
	}
	return nil
}

// Decision is the deciding resolution that stands; nil where the body has not decided.
func (t *Treatment) Decision() *Resolution {
	if r := t.Final(); r != nil && r.Outcome.Deciding() {
		return r
	}
	return nil
}

// MustTake refuses what is done to a treatment that is over.
func (t *Treatment) MustTake() error {
	if t.State == Skipped || t.State == Withdrawn || t.State == Left {
		return ErrOver.With(msgOver.With(t.BodyName, t.State))
	}
	return nil
}

// MustHaveTurn refuses what a body does before its turn (rule 7.2).
func (t *Treatment) MustHaveTurn() error {
	if err := t.MustTake(); err != nil {
		return err
	}
	if t.State == Waiting {
		return ErrNotItsTurn.With(t.Reason)
	}
	return nil
}
