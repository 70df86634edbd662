// Package subject shows a person what is held of them: their record, and the
// events that concern them (rule 4.6 and the right of access, GDPR article 15).
// It only reads, from every table that names a person, and owns none.
package subject

import (
	"time"

	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Record is everything that is held of one person, for themselves: rule 4.6
// and the right of access (personopplysningsloven § 1, GDPR article 15).
//
// What the person did stands in their events, and not once more with what they
// did it to. Not in it: the text of letters, which the inbox shows; what others
// wrote in cases and that may name the person, and what the events of cases tell
// of earlier times; the answers that are kept for seven days in case a request is
// repeated; what backups of the database hold; and why somebody was recalled whose
// deputy the person is.
type Record struct {
	request.Resource
	Person            RecordPerson             `json:"person"`
	Logins            []RecordLogin            `json:"logins" doc:"The logins that are bound to the person"`
	Admissions        []RecordAdmission        `json:"admissions" doc:"Every organisation that asked to take the person in, and what became of it"`
	Employments       []RecordEmployment       `json:"employments" doc:"All, also those that have ended"`
	Offices           []RecordOffice           `json:"offices" doc:"All offices, also those that have ended"`
	Seats             []RecordSeat             `json:"seats" doc:"All seats, also those that have ended"`
	Substitutes       []RecordSubstitute       `json:"substitutes" doc:"For whom the person acts or acted, and who for them"`
	Disqualifications []RecordDisqualification `json:"disqualifications" doc:"Every question whether the person is disqualified, with its ground"`
	Assignments       []RecordAssignment       `json:"assignments" doc:"Everything that the person is or was named to, in whatever case"`
	Responsible       []RecordCase             `json:"responsible" doc:"The cases whose responsible officer the person is"`
	Milestones        []RecordMilestone        `json:"milestones" doc:"The milestones for which the person answers by name, not by an office"`
	Feeds             []RecordFeed             `json:"feeds" doc:"The calendar feeds that the person has made, also those that were revoked"`
	Notices           RecordNotices            `json:"notices" doc:"By which channels the person wants to be told"`
	Letters           RecordLetters            `json:"letters"`
	Events            RecordEvents             `json:"events"`
}

// RecordPerson is the person's own record.
type RecordPerson struct {
	ID          string    `json:"id" db:"id" format:"uuid"`
	Home        string    `json:"home" db:"home" example:"3417" doc:"The organisation that keeps the record"`
	Name        string    `json:"name" db:"name" example:"Planner, Grue"`
	Email       string    `json:"email" db:"email" example:"planlegger@grue.kommune.no"`
	EmailBefore string    `json:"email_before" db:"email_before" doc:"The address before; told for a month of what concerns the logins"`
	Phone       string    `json:"phone" db:"phone" example:"+47 62 94 20 00"`
	Language    string    `json:"language" db:"language" example:"nb" doc:"The language of letters to the person"`
	CreatedAt   time.Time `json:"created_at" db:"created_at"`
}

// RecordLogin is a subject of an issuer of access tokens.
type RecordLogin struct {
	Issuer    string     `json:"issuer" db:"issuer" example:"https://login.kongsvingerregionen.no"`
	Subject   string     `json:"subject" db:"subject" example:"248289761001"`
	How       string     `json:"how" db:"how" example:"invitation" doc:"How it was bound"`
	CreatedAt time.Time  `json:"created_at" db:"created_at"`
	UnboundAt *time.Time `json:"unbound_at" db:"unbound_at" doc:"When it was undone; null while it stands"`
}

// RecordFeed is a calendar under a secret address, which is kept as a hash.
type RecordFeed struct {
	ID         int64      `json:"id" db:"id" example:"5"`
	Kind       string     `json:"kind" db:"kind" enum:"case,body,organisation,mine"`
	CreatedAt  time.Time  `json:"created_at" db:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at" db:"last_used_at"`
	RevokedAt  *time.Time `json:"revoked_at" db:"revoked_at"`
}

// RecordAdmission is an organisation's question to take the person in.
type RecordAdmission struct {
	Organisation string     `json:"organisation" db:"organisation" example:"3416" doc:"The organisation that asked"`
	As           string     `json:"as" db:"kind" enum:"employment,office,seat,home"`
	Percent      *int       `json:"percent" db:"percent" example:"40" doc:"Up to which percentage; null but for employment"`
	Reason       string     `json:"reason" db:"reason"`
	State        string     `json:"state" db:"state" enum:"asked,confirmed,declined"`
	AskedAt      time.Time  `json:"asked_at" db:"asked_at"`
	AnsweredAt   *time.Time `json:"answered_at" db:"answered_at"`
}

// RecordEmployment is an employment with what the person can give.
type RecordEmployment struct {
	Municipality string           `json:"municipality" db:"municipality" example:"3417"`
	StaffKey     string           `json:"staff_key" db:"staff_key" example:"plan-07"`
	Title        string           `json:"title" db:"title" example:"Planlegger"`
	From         workday.Date     `json:"from" db:"from_date" format:"date"`
	To           *workday.Date    `json:"to" db:"to_date" format:"date" doc:"The day after the last day; null while no end is set"`
	Capacity     []RecordCapacity `json:"capacity" db:"capacity" doc:"What the person can give, each entry until the next"`
}

// RecordCapacity is what an employment gives from a day on.
type RecordCapacity struct {
	From    workday.Date `json:"from" format:"date"`
	Percent int          `json:"percent" example:"80"`
}

// RecordOffice is an office in an organisation.
type RecordOffice struct {
	Organisation string        `json:"organisation" db:"organisation" example:"3417"`
	Office       string        `json:"office" db:"office" example:"case_officer"`
	From         time.Time     `json:"from" db:"from_at"`
	To           *time.Time    `json:"to" db:"to_at"`
	DecidedOn    *workday.Date `json:"decided_on" db:"decided_on" format:"date"`
	CaseNumber   string        `json:"case_number" db:"case_number" example:"012/24"`
	EndedWhy     message.Text  `json:"ended_why" db:"ended_why"`
}

// RecordSeat is a seat in a body.
type RecordSeat struct {
	Organisation string       `json:"organisation" db:"organisation" example:"kongsvingerregionen"`
	Body         string       `json:"body" db:"body" example:"styre"`
	Role         string       `json:"role" db:"role" example:"member"`
	DeputyOrder  *int         `json:"deputy_order" db:"deputy_order"`
	Municipality *string      `json:"municipality" db:"municipality" example:"3417" doc:"The municipality that the seat represents"`
	From         time.Time    `json:"from" db:"from_at"`
	To           *time.Time   `json:"to" db:"to_at"`
	EndedWhy     message.Text `json:"ended_why" db:"ended_why"`
}

// RecordSubstitute is a grant of an office, by or to the person.
type RecordSubstitute struct {
	As           string        `json:"as" db:"role" enum:"substitute,holder" doc:"What the person is in it"`
	Organisation string        `json:"organisation" db:"organisation" example:"3417"`
	Office       string        `json:"office" db:"office" example:"chief_executive"`
	Other        string        `json:"other" db:"other" example:"Chief executive, Grue" doc:"The name of the other one"`
	Acts         []string      `json:"acts" db:"acts" nullable:"true" doc:"The acts that were given; null for all"`
	Cases        []string      `json:"cases" db:"cases" nullable:"true" example:"[\"kongsvingerregionen/2024-1\"]" doc:"The cases in which it holds; null for all"`
	Source       string        `json:"source" db:"source" example:"holder" doc:"Who set it"`
	From         time.Time     `json:"from" db:"from_at"`
	To           *time.Time    `json:"to" db:"to_at"`
	ReviewOn     *workday.Date `json:"review_on" db:"review_on" format:"date"`
	EndedWhy     message.Text  `json:"ended_why" db:"ended_why"`
}

// RecordDisqualification is the question whether the person is disqualified in
// a case.
type RecordDisqualification struct {
	Region       string     `json:"region" db:"region" example:"kongsvingerregionen"`
	Case         string     `json:"case" db:"case_number" example:"2024-1"`
	Organisation string     `json:"organisation" db:"organisation" example:"3417" doc:"Where it was raised"`
	Ground       string     `json:"ground" db:"ground" doc:"Why, in words"`
	Basis        string     `json:"basis" db:"basis" example:"fvl. § 6 første ledd bokstav a"`
	State        string     `json:"state" db:"state" enum:"raised,disqualified,dismissed,withdrawn"`
	RaisedAt     time.Time  `json:"raised_at" db:"raised_at"`
	DecidedAs    string     `json:"decided_as" db:"decided_as" example:"self" doc:"In what capacity it was decided; empty until then"`
	DecidedAt    *time.Time `json:"decided_at" db:"decided_at"`
	From         *time.Time `json:"from" db:"from_at"`
	To           *time.Time `json:"to" db:"to_at"`
	WithdrawnAt  *time.Time `json:"withdrawn_at" db:"withdrawn_at" doc:"When the decision was withdrawn as recorded by mistake; null while it stands"`
	WithdrawnWhy string     `json:"withdrawn_why" db:"withdrawn_why" doc:"Why it was withdrawn; empty while it stands"`
}

// RecordAssignment is an assignment, as the person named or as the deputy. The
// reasons of what became of it are the named person's alone.
type RecordAssignment struct {
	As             string         `json:"as" db:"role" enum:"named,deputy"`
	Region         string         `json:"region" db:"region" example:"kongsvingerregionen"`
	Case           string         `json:"case" db:"case_number" example:"2024-1"`
	Title          string         `json:"title" db:"title" example:"Regional kraftstrategi for Kongsvingerregionen" doc:"The case's title"`
	Municipality   string         `json:"municipality" db:"municipality" example:"3417"`
	Number         int            `json:"number" db:"number" example:"1"`
	Function       string         `json:"function" db:"function" example:"Area planner"`
	Share          int            `json:"share" db:"share" example:"20" doc:"Percent of full time"`
	From           workday.Date   `json:"from" db:"from_date" format:"date"`
	To             workday.Date   `json:"to" db:"to_date" format:"date" doc:"The day after the last day, as agreed"`
	EndedOn        *workday.Date  `json:"ended_on" db:"ended_on" format:"date"`
	EndedWhy       message.Text   `json:"ended_why" db:"ended_why"`
	State          staffing.State `json:"state" db:"state" enum:"nominated,released,declined,retracted,recalled,replaced"`
	ReasonCode     string         `json:"reason_code,omitempty" db:"reason_code" enum:"left_post,reassigned,absent,other" doc:"Why it was declined, recalled or replaced; the named person's alone"`
	OverrideReason string         `json:"override_reason,omitempty" db:"override_reason" doc:"Why the person was released over capacity (rule 4.2); theirs alone"`
	NominatedAt    time.Time      `json:"nominated_at" db:"nominated_at"`
	DecidedAt      *time.Time     `json:"decided_at" db:"decided_at"`
}

// RecordCase is a case in which the person has a part.
type RecordCase struct {
	Region string `json:"region" db:"region" example:"kongsvingerregionen"`
	Case   string `json:"case" db:"case_number" example:"2024-1"`
}

// RecordMilestone is a milestone for which the person answers.
type RecordMilestone struct {
	RecordCase
	Key    string         `json:"key" db:"key" example:"proposal_ready"`
	Title  string         `json:"title" db:"title" example:"The proposal is ready for the board"`
	Due    *workday.Date  `json:"due" db:"due" format:"date"`
	Month  *workday.Month `json:"month" db:"month" example:"2024-06" doc:"The month, where it has no day"`
	DoneAt *time.Time     `json:"done_at" db:"done_at"`
	// WithdrawnAt is set of one that was planned by mistake.
	WithdrawnAt *time.Time `json:"withdrawn_at" db:"withdrawn_at" doc:"When it was withdrawn; null where it stands"`
}

// RecordNotices are the person's preferences for notices.
type RecordNotices struct {
	EmailOff  []notice.Kind `json:"email_off" example:"[\"reminder\"]" doc:"The kinds of notices of which the person wants no e-mail"`
	Digest    []notice.Kind `json:"digest" example:"[\"alarm_raised\"]" doc:"The kinds of notices whose e-mails are collected into one a day"`
	DigestAt  string        `json:"digest_at" example:"08:30" doc:"When that one goes out"`
	Zone      string        `json:"zone" example:"Europe/Oslo" doc:"The time zone in which that hour is read"`
	ChangedAt *time.Time    `json:"changed_at" doc:"null until the person has changed them"`
	About     string        `json:"about" example:"/v1/me/notice-preferences" doc:"Where they are read and set"`
}

// RecordLetters counts what was, or is to be, written to the person.
type RecordLetters struct {
	Inbox     int    `json:"inbox" db:"inbox" doc:"In the inbox"`
	Unread    int    `json:"unread" db:"unread" doc:"Of these, not read"`
	Emails    int    `json:"emails" db:"emails" doc:"E-mails, whatever became of them"`
	Reminders int    `json:"reminders" db:"reminders" doc:"Reminders planned for or sent to the person by name, not by an office"`
	About     string `json:"about" db:"-" example:"/v1/me/notices" doc:"Where the inbox is read"`
	Reminded  string `json:"reminded" db:"-" example:"/v1/me/reminders" doc:"Where the reminders are read that reached the person"`
}

// RecordEvents counts the events that are listed one by one elsewhere.
type RecordEvents struct {
	By       int    `json:"by" db:"done" doc:"Acts of the person"`
	OnBehalf int    `json:"on_behalf" db:"behalf" doc:"Acts of a substitute on their behalf"`
	About    int    `json:"about" db:"about" doc:"Other acts on what is held of the person"`
	List     string `json:"list" db:"-" example:"/v1/me/events" doc:"Where the events are read"`
}
