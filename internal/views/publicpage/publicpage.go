// Package publicpage shows everybody, without a login, what a region decides: its public
// cases, how far each is and what was resolved where, in which words (rule 9.4). It owns no
// table of the database, and reads what the owners declare to be public (migration 170).
//
// What the rules leave open is decided so:
//   - A case is public from its opening on. A draft is not, nor one that was withdrawn as
//     a draft; one that was withdrawn later stands there as withdrawn, without the reason:
//     that was written for those who take part.
//   - Of a case that is exempt there are its number, its shielded title and the legal basis
//     (rule 2.1). It is in no feed, and found by no filter but the year, which its number
//     tells: whatever else was asked, an answer would say something of it.
//   - A proposed resolution and a chain of treatment are public once the case has been sent
//     to treatment, and a meeting once its notice has gone out: what was not yet sent out
//     is not. So is a paper once it lay before a body; what else is filed in a case is not.
//   - Meetings of elected bodies are open (KL § 11-5), and so are joint meetings of
//     theirs. What committees of administrators and working groups say is not shown, but
//     that the case is with them.
//   - Of an item or a document that is exempt, and of an item for which the doors were
//     closed, there is the legal basis, and not what became of it.
//   - Nobody is named but who voted by name in an open meeting. What municipalities give is
//     shown by function and share, from its release on.
//   - Mandates are the work's own papers, and not among what rule 9.4 makes public.
package publicpage

import (
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// open says whether what a kind of body does is open to everybody (KL § 11-5): an elected
// body, or a joint meeting of elected bodies.
func open(kind string) bool {
	return body.IsElected(kind) || kind == body.JointCouncilMeeting || kind == body.JointExecutiveCommittees
}

// PublicCase is a case as everybody may list it. Of an exempt one there are number, title
// and legal basis, and nothing more (rule 2.1).
type PublicCase struct {
	Self       string         `json:"self" example:"/v1/public/regions/kongsvingerregionen/cases/2024-1" doc:"The address of the case's public page"`
	Region     string         `json:"region" example:"kongsvingerregionen"`
	Number     string         `json:"number" example:"2024-1"`
	Title      string         `json:"title" example:"Regional kraftstrategi" doc:"Of an exempt case, what it is called outside"`
	LegalBasis string         `json:"legal_basis,omitempty" example:"offl. § 13" doc:"Why the case is exempt from public access; left out where it is public"`
	Kind       casefile.Kind  `json:"kind,omitempty" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" doc:"Left out where the case is exempt"`
	State      casefile.State `json:"state,omitempty" enum:"preparing,active,in_treatment,adopted,not_adopted,following_up,closed,withdrawn" doc:"Left out where the case is exempt"`
	OpenedOn   *workday.Date  `json:"opened_on,omitempty" format:"date" doc:"Left out where the case is exempt"`
}

// Exempt says whether the case is exempt from public access.
func (c *PublicCase) Exempt() bool { return c.LegalBasis != "" }

// PublicCasePage is the public page of a case.
type PublicCasePage struct {
	PublicCase
	RegionName string            `json:"region_name" example:"Kongsvingerregionen interkommunalt politisk råd"`
	Related    map[string]string `json:"related" doc:"The addresses of the region's list of cases, its feed and its calendar, by name"`
	Content    *PublicContent    `json:"content,omitempty" doc:"What is public of the case; left out where it is exempt"`
}

// PublicContent is what is public of a case.
type PublicContent struct {
	Summary      string              `json:"summary"`
	WithdrawnOn  *workday.Date       `json:"withdrawn_on,omitempty" format:"date"`
	Participants []PublicParticipant `json:"participants"`
	Timeline     []PublicMilestone   `json:"timeline" doc:"In the order of their days"`
	SentOn       *workday.Date       `json:"sent_on,omitempty" format:"date" doc:"When the case was sent to treatment; left out while it is not in treatment"`
	Proposed     *PublicProposal     `json:"proposed_resolution,omitempty" doc:"From when the case was sent to treatment on"`
	Steps        []PublicStep        `json:"treatment" doc:"The chain of treatment, from when the case was sent on"`
	Meetings     []PublicMeeting     `json:"meetings" doc:"The meetings on whose agendas it stands, from their notices on, the first first"`
	// Reconciling is left out where none is open, and where it would tell of what is exempt.
	Reconciling *PublicReconciliation `json:"reconciliation,omitempty" doc:"What is tried while bodies differ; left out where nothing is"`
	Given       []PublicShare         `json:"contributions" doc:"What municipalities give of people, by function; nobody is named"`
}

// PublicParticipant is a municipality that takes part, or took part.
type PublicParticipant struct {
	Municipality string        `json:"municipality" example:"3417"`
	Name         string        `json:"name" example:"Grue"`
	LeftOn       *workday.Date `json:"left_on,omitempty" format:"date"`
}

// PublicMilestone is a milestone of a case.
type PublicMilestone struct {
	Title  string            `json:"title" example:"The proposal is ready"`
	Kind   timeline.Kind     `json:"kind" enum:"deadline,event"`
	Due    *workday.Date     `json:"due,omitempty" format:"date"`
	Month  *workday.Month    `json:"month,omitempty" example:"2024-06" doc:"Where the day is not known"`
	State  timeline.State    `json:"state" enum:"open,overdue,done"`
	DoneOn *workday.Date     `json:"done_on,omitempty" format:"date"`
	Parts  []PublicPartState `json:"municipalities" doc:"Of a milestone that each municipality does; else empty"`
}

// PublicPartState is how far a municipality is with its part of a milestone.
type PublicPartState struct {
	Municipality string         `json:"municipality" example:"3417"`
	Name         string         `json:"name" example:"Grue"`
	State        timeline.State `json:"state" enum:"open,overdue,done,left"`
	DoneOn       *workday.Date  `json:"done_on,omitempty" format:"date"`
}

// PublicProposal is the proposed resolution that bodies treat.
type PublicProposal struct {
	Version int          `json:"version" example:"1"`
	Items   []PublicText `json:"items"`
}

// PublicText is a numbered item.
type PublicText struct {
	Number int    `json:"number" db:"number" example:"1"`
	Text   string `json:"text" db:"text" example:"The council adopts the regional power strategy."`
}

// PublicStep is a step of the chain of treatment.
type PublicStep struct {
	Step       string            `json:"step" example:"board"`
	Title      message.Text      `json:"title" example:"The board recommends"`
	Role       chain.Role        `json:"role" enum:"recommends,deliberates,decides"`
	Treatments []PublicTreatment `json:"bodies"`
}

// PublicTreatment is how far a body is with the case.
type PublicTreatment struct {
	Organisation     string             `json:"organisation" example:"3417"`
	OrganisationName string             `json:"organisation_name" example:"Grue"`
	Body             string             `json:"body" example:"kommunestyret"`
	BodyName         string             `json:"body_name" example:"Kommunestyret"`
	BodyKind         string             `json:"body_kind" example:"municipal_council"`
	State            chain.State        `json:"state" enum:"waiting,open,done,skipped,withdrawn,left"`
	DeferredTo       *workday.Date      `json:"deferred_to,omitempty" format:"date"`
	ExpectedBy       *workday.Date      `json:"expected_by,omitempty" format:"date" doc:"By when its resolution is expected; left out where no day is known"`
	Resolutions      []PublicResolution `json:"resolutions" doc:"All that it resolved in the case, the oldest first; the last one stands. Empty for a body that is not open to everybody"`
}

// PublicResolution is what a body resolved, or the legal basis by which that is exempt.
type PublicResolution struct {
	LegalBasis  string          `json:"legal_basis,omitempty" example:"offl. § 14" doc:"Why it is exempt from public access; there is nothing else then"`
	Outcome     chain.Outcome   `json:"outcome,omitempty"`
	Date        *workday.Date   `json:"date,omitempty" format:"date"`
	CaseNumber  string          `json:"case_number,omitempty" example:"012/24" doc:"The body's own case number"`
	Counts      *PublicCounts   `json:"counts,omitempty"`
	Items       []PublicText    `json:"items,omitempty"`
	Against     *int            `json:"compared_with,omitempty" example:"1" doc:"The version of the proposed resolution that lay before the body, with which its items are compared; left out where they are not"`
	Compared    []PublicPairing `json:"comparison,omitempty" doc:"Its items beside those that were proposed, as the wording guard knows them again (rule 8.2)"`
	Minutes     *PublicPaper    `json:"minutes,omitempty" doc:"Where its minutes are"`
	Contestable *workday.Date   `json:"contestable_until,omitempty" format:"date" doc:"The last day on which members of a council can ask for a review of a final decision (KL § 27-1)"`
}

// PublicCounts are the votes by count.
type PublicCounts struct {
	Present int `json:"present" example:"19"`
	For     int `json:"for" example:"17"`
	Against int `json:"against" example:"2"`
}

// PublicPairing is an item, or several that were split or merged, as it was proposed and
// as it was resolved.
type PublicPairing struct {
	Proposed []int         `json:"proposed" example:"[1]" doc:"The numbers of the items as they were proposed; empty for one that was added"`
	Resolved []int         `json:"resolved" example:"[1]" doc:"The numbers of the items as they were resolved; empty for one that is missing"`
	Class    wording.Class `json:"class" enum:"identical,editorial,substantive,missing,added"`
	Words    []canon.Word  `json:"difference,omitempty" doc:"Where the words differ: word by word, from what was proposed to what was resolved"`
}

// PublicMeeting is a meeting that treats the case, from its notice on.
type PublicMeeting struct {
	Organisation     string        `json:"organisation" example:"kongsvingerregionen"`
	OrganisationName string        `json:"organisation_name" example:"Kongsvingerregionen"`
	Body             string        `json:"body" example:"styre"`
	BodyName         string        `json:"body_name" example:"Styret"`
	Date             workday.Date  `json:"date" format:"date"`
	Time             *string       `json:"time,omitempty" example:"18:00"`
	Place            string        `json:"place,omitempty" example:"Rådhuset, Kongsvinger"`
	Form             meeting.Form  `json:"form" enum:"in_person,remote,both,written"`
	State            meeting.State `json:"state" enum:"called,opened,closed,minuted,cancelled"`
	NoticeOn         workday.Date  `json:"notice_on" format:"date" doc:"When its notice went out (KL § 11-3)"`
	Item             PublicAgenda  `json:"item"`
}

// PublicAgenda is the case's item on an agenda, or the legal basis by which it is exempt,
// or treated behind closed doors (KL § 11-5).
type PublicAgenda struct {
	LegalBasis string        `json:"legal_basis,omitempty" example:"kommuneloven § 11-5 tredje ledd bokstav a" doc:"There is nothing else then"`
	Number     string        `json:"number,omitempty" example:"01/2024"`
	Title      string        `json:"title,omitempty"`
	Papers     []PublicPaper `json:"papers,omitempty" doc:"What lies before the body"`
	Votes      []PublicVote  `json:"votes,omitempty" doc:"The votes, once the item is resolved; trials and elections are left out"`
}

// PublicPaper is a paper, or the legal basis by which it is exempt.
type PublicPaper struct {
	LegalBasis string `json:"legal_basis,omitempty" example:"offl. § 14" doc:"There is nothing else then"`
	Title      string `json:"title,omitempty" example:"Kraftutfordringen"`
	Address    string `json:"address,omitempty" example:"https://kongsvingerregionen.no/naering/kraftutfordringen/" doc:"Where it is read"`
	MediaType  string `json:"media_type,omitempty" example:"application/pdf"`
	Size       int64  `json:"size,omitempty" example:"482113"`
}

// PublicVote is a vote in the open.
type PublicVote struct {
	Number  int           `json:"number" example:"1"`
	For     int           `json:"for" example:"17"`
	Against int           `json:"against" example:"2"`
	Blank   int           `json:"blank" example:"0"`
	Carried bool          `json:"carried"`
	Voices  []PublicVoice `json:"voices" doc:"Who voted how, where the vote was by name (KL § 11-4); else empty"`
}

// PublicVoice is how a member voted, by name.
type PublicVoice struct {
	Name  string `json:"name"`
	Voice string `json:"voice" enum:"for,against,blank"`
}

// PublicShare is what a municipality gives of people in a function.
type PublicShare struct {
	Municipality string `json:"municipality" db:"municipality" example:"3417"`
	Name         string `json:"name" db:"name" example:"Grue"`
	Function     string `json:"function" db:"function" example:"planner"`
	Share        int    `json:"share" db:"share" example:"20" doc:"In percent of full time, of each"`
	People       int    `json:"people" db:"people" example:"1"`
}

// dayOf is the day of a moment, nil of none.
func dayOf(at *time.Time) *workday.Date {
	if at == nil {
		return nil
	}
	day := workday.Today(*at)
	return &day
}
