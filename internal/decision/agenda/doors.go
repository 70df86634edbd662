package agenda

import (
	"cmp"
	"time"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/fault"
)

// The grounds on which a body closes its doors (KL § 11-5): it must for what concerns
// an employee's employment and for what the law keeps confidential, and may for the
// protection of privacy and for weighty public interests.
const (
	Employment      = "employment"
	Confidentiality = "confidentiality"
	Privacy         = "privacy"
	PublicInterest  = "public_interest"
)

// grounds are the paragraphs of the grounds, and whether the body must close.
var grounds = map[string]struct {
	must  bool
	basis string
}{
	Employment:      {true, "kommuneloven § 11-5 andre ledd bokstav a"},
	Confidentiality: {true, "kommuneloven § 11-5 andre ledd bokstav b"},
	Privacy:         {false, "kommuneloven § 11-5 tredje ledd bokstav a"},
	PublicInterest:  {false, "kommuneloven § 11-5 tredje ledd bokstav b"},
}

// The faults of closing the doors.
var (
	ErrDoors = fault.New(fault.Conflict, "meeting.doors", "The doors are closed already, or open",
		"The doors are closed once for an item, by a vote in the open, and are open again when it is over (KL § 11-5).")
	ErrNotClosed = fault.New(fault.Conflict, "meeting.doors_not_carried", "The body did not vote to close",
		"The doors stay open: closing them takes a majority of the votes cast, in the open (KL § 11-5).")
	ErrMustClose = fault.New(fault.Conflict, "meeting.doors_must_close", "The body must close its doors",
		"It has to close for what concerns an employee's employment and for what the law keeps confidential: the vote has nothing else to decide (KL § 11-5).")
	ErrClosedRemotely = fault.New(fault.Conflict, "meeting.doors_remote", "It is not treated remotely",
		"A meeting that is closed for what the law keeps confidential is not held as a remote meeting (KL § 11-7).")
)

// CloseDoorsInput closes the doors for an item.
type CloseDoorsInput struct {
	Ground  string       `json:"ground" enum:"employment,confidentiality,privacy,public_interest" example:"privacy" doc:"What concerns an employee's employment, and what the law keeps confidential, must be closed for; the protection of privacy, and weighty public interests where what is said could be exempt from public access in a document, may be (KL § 11-5)"`
	For     int          `json:"for" minimum:"0" maximum:"999" example:"12" doc:"How many voted for closing, in the open"`
	Against int          `json:"against" minimum:"0" maximum:"999" example:"0"`
	Chair   ballot.Voice `json:"chair,omitempty" enum:"for,against" doc:"On a tie, how whoever chairs voted: that decides (KL § 11-9)"`
	At      *time.Time   `json:"at,omitempty" doc:"When; now if left out"`
}

// closeFor closes the doors for an item. It refuses a vote of more than take part in
// it, one that did not carry, and in a remote meeting what the law keeps confidential
// (KL §§ 11-5, 11-7).
func closeFor(m *meeting.BodyMeeting, i *meeting.AgendaItem, in CloseDoorsInput, at time.Time) error {
	if err := mustHaveDoors(m, i); err != nil {
		return err
	}
	ground := grounds[in.Ground]
	if in.Ground == Confidentiality && m.Form != meeting.InPerson {
		return ErrClosedRemotely
	}
	q := m.Question(i, at) // by a simple majority, each with one vote: it concerns the procedure
	q.Model, q.Majority, q.Counts = ballot.PerMember, ballot.Simple(), &ballot.Counts{For: in.For, Against: in.Against, Chair: in.Chair}
	result, err := q.Decide()
	if err != nil {
		return err
	}
	if !result.Carried {
		if ground.must {
			return ErrMustClose
		}
		return ErrNotClosed
	}
	i.Doors = &meeting.ClosedDoors{Ground: in.Ground, Must: ground.must, Basis: ground.basis, For: in.For, Against: in.Against, At: at}
	return nil
}

// mustHaveDoors refuses to close doors that are closed, or of an item that is over.
func mustHaveDoors(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	if err := cmp.Or(m.MustBe(meeting.Opened), m.MustMeet(), i.MustBeOpen()); err != nil {
		return err
	}
	if i.Doors != nil {
		return ErrDoors
	}
	return nil
}
