// Package notice tells people what concerns them: in the inbox of the service
// and by e-mail (rules 6.2, 6.4, 6.6). Whoever has something to tell posts it in
// the transaction of what it tells of; the e-mails go out afterwards.
package notice

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// The kinds of notices. Each has a text in every language.
const (
	Reminder                = "reminder"
	DueToday                = "due_today"
	Overdue                 = "overdue"
	CaseWithdrawn           = "case_withdrawn"
	MandateSubmitted        = "mandate_submitted"
	MandateInForce          = "mandate_in_force"
	MandateNotBinding       = "mandate_not_binding"
	ConditionSet            = "condition_set"
	MandateWithdrawn        = "mandate_withdrawn"
	MandateRejected         = "mandate_rejected"
	ApprovalCarried         = "approval_carried"
	ApprovalStale           = "approval_stale"
	ApprovalBlocked         = "approval_blocked"
	ConditionReported       = "condition_reported"
	ConditionSentBack       = "condition_sent_back"
	ConditionFulfilled      = "condition_fulfilled"
	AssignmentReleased      = "assignment_released"
	AssignmentRecalled      = "assignment_recalled"
	AssignmentReplaced      = "assignment_replaced"
	ParticipantLeft         = "participant_left"
	SubstituteAppointed     = "substitute_appointed"
	SubstituteSet           = "substitute_set"
	SubstituteEnded         = "substitute_ended"
	DisqualificationRaised  = "disqualification_raised"
	DisqualificationDecided = "disqualification_decided"
	AlarmRaised             = "alarm_raised"
)

// Kinds are all kinds of notices.
func Kinds() []string {
	return []string{
		Reminder, DueToday, Overdue, CaseWithdrawn, MandateSubmitted, MandateInForce, MandateNotBinding, ConditionSet, MandateWithdrawn, MandateRejected,
		ApprovalCarried, ApprovalStale, ApprovalBlocked, ConditionReported, ConditionSentBack, ConditionFulfilled,
		AssignmentReleased, AssignmentRecalled, AssignmentReplaced, ParticipantLeft,
		SubstituteAppointed, SubstituteSet, SubstituteEnded, DisqualificationRaised, DisqualificationDecided, AlarmRaised,
	}
}

// The channels that reach a person (rule 6.6).
const (
	Inbox = "inbox"
	Email = "email"
)

// The states of a letter. What lies in the inbox is delivered at once.
const (
	Queued    = "queued"
	Delivered = "delivered"
	Failed    = "failed"
	Skipped   = "skipped"
)

// Why a letter never arrived.
const (
	noAddress = "the person has no e-mail address"
	refused   = "the mail server refused the letter for good"
	givenUp   = "no attempt brought the letter to a mail server"
)

// AllActs is the parameter acts of a substitute who has all acts of the office.
const AllActs = "all"

// Notice is something that one person is told once.
type Notice struct {
	// Source is what it comes of; one person gets one notice of a source.
	Source string
	Person string
	// Kind picks the text: its template in the person's language.
	Kind string
	// Case is the row of the case, 0 for none.
	Case int64
	// Params fill the text. What is missing is left out of it.
	//
	//   - case_number, case_title, region, municipality (its name), and path:
	//     the address of what it is about, below the service's own;
	//   - title, in people's own words: of a deadline, or a condition's text;
	//   - due (as 2006-01-02), deadline (answer, naming, milestone, condition),
	//     step (as in the ledger) and days_over, working days since due;
	//   - version, and carried_from, the version that was approved before;
	//   - office, as in the directory, with from and to, the first and the last
	//     day on which a substitute has it (as 2006-01-02);
	//   - name, of the other person; acts, that a substitute may do
	//     (object:act with commas between, or AllActs), and review, the day on
	//     which that is looked at again (as 2006-01-02);
	//   - outcome, of a disqualification: disqualified or dismissed; and you,
	//     set to anything where the reader is the one concerned; chief,
	//     likewise, where a chief executive is and the reader records what the
	//     council decides;
	//   - alarm, what it is about;
	//   - reason. The ground of a disqualification is no parameter: it may be
	//     personal, and stays out of letters (rule 1.7).
	Params map[string]string
	// Late marks what should have been told earlier (rule 6.4).
	Late bool
}

// check refuses a notice that could never be shown.
func (n Notice) check() error {
	if n.Source == "" || !slices.Contains(Kinds(), n.Kind) {
		return fmt.Errorf("notice of the kind %q from the source %q: no such kind, or no source", n.Kind, n.Source)
	}
	return nil
}

// InboxNotice is a notice as its reader sees it.
type InboxNotice struct {
	request.Resource
	ID        int64             `json:"id" db:"id" example:"17"`
	Kind      string            `json:"kind" db:"kind" enum:"reminder,due_today,overdue,case_withdrawn,mandate_submitted,mandate_in_force,mandate_not_binding,condition_set,mandate_withdrawn,mandate_rejected,approval_carried,approval_stale,approval_blocked,condition_reported,condition_sent_back,condition_fulfilled,assignment_released,assignment_recalled,assignment_replaced,participant_left,substitute_appointed,substitute_set,substitute_ended,disqualification_raised,disqualification_decided,alarm_raised"`
	Subject   string            `json:"subject" db:"-" example:"Påminnelse: Forslag til strategi – frist 12. februar 2024" doc:"In the reader's language"`
	Text      string            `json:"text" db:"-" doc:"In the reader's language; plain text, paragraphs divided by an empty line"`
	About     string            `json:"about,omitempty" db:"-" example:"/v1/regions/kongsvingerregionen/cases/2024-1" doc:"The address of what it is about"`
	Late      bool              `json:"late" db:"late" doc:"Whether it should have come earlier (rule 6.4)"`
	CreatedAt time.Time         `json:"created_at" db:"created_at"`
	ReadAt    *time.Time        `json:"read_at" db:"read_at" doc:"When it was marked as read; null while unread"`
	Params    map[string]string `json:"-" db:"params"`
	Language  string            `json:"-" db:"language"`
}

// present completes a notice for its reader: its words, and what they may do.
func (n *InboxNotice) present(actor authn.Actor) error {
	w, err := write(n.Language, n.Kind, n.Params, n.Late)
	if err != nil {
		return err
	}
	n.Subject, n.Text, n.About = w.subject, w.text, n.Params["path"]
	ref := Ref{n.ID}
	n.Self = showNotice.Href(ref)
	var read error
	if n.ReadAt != nil {
		read = authz.Idle{Why: msgReadAlready}
	}
	n.Actions = []request.Action{readNotice.Offer(nil, actor, ref, read)}
	return nil
}
