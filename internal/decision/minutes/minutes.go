// Package minutes makes the minutes of meetings of what was recorded (rule 7.7, KL
// § 11-4): it says what the law asks for and is missing, has them signed, and keeps them
// as they were signed. They change only by a new version, linked to the one before.
package minutes

import (
	"time"

	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// State is how far minutes are.
type State string

// Minutes are a draft, made anew of the record at each look; being signed, and fixed from
// the first signature on; signed by all who sign them; or replaced by a later version.
const (
	Draft    State = "draft"
	Signing  State = "signing"
	Signed   State = "signed"
	Replaced State = "replaced"
)

// The faults of minutes.
var (
	ErrGaps = fault.New(fault.Conflict, "minutes.gaps", "Something that the law asks for is missing",
		"Minutes are signed once they say all that KL § 11-4 asks for. `errors` names each gap with its paragraph (rule 7.7).")
	ErrNotClosed = fault.New(fault.Conflict, "minutes.not_closed", "The meeting is not over",
		"Minutes are signed once the meeting is closed (rule 7.7).")
	ErrOtherContent = fault.New(fault.Conflict, "minutes.other_content", "The minutes have changed since",
		"A signature is bound to the text that was read, by its hash. Read the minutes again, and sign what they say (rule 7.7).")
	ErrSigner = fault.New(fault.Invalid, "minutes.signer", "The person does not sign these minutes",
		"Whoever chaired the meeting signs, and as many of the members who were there as the statutes of the body say (rule 7.7).")
	ErrSignedAlready = fault.New(fault.Conflict, "minutes.signed_already", "The person has signed",
		"Each signs a version once.")
	ErrOthers = fault.New(fault.Forbidden, "minutes.others_signature", "Nobody signs for another",
		"Whoever signs does so themselves; whoever keeps the record can note who signed on paper, and when (rule 7.7).")
	ErrPaper = fault.New(fault.Invalid, "minutes.paper", "It is not said when the paper was signed",
		"A signature on paper has its day, on which the meeting was over, and which has come (rule 7.7).")
	ErrNotSigned = fault.New(fault.Conflict, "minutes.not_signed", "The minutes are not signed",
		"What is not signed is corrected in the record of the meeting; signed minutes are corrected by a new version (rule 7.7).")
	ErrCorrection = fault.New(fault.Invalid, "minutes.correction_invalid", "The correction is not valid",
		"A correction says what the minutes are to read, of which item or of the meeting, and why (rule 7.7).")
	ErrNoVersion = fault.New(fault.NotFound, "minutes.no_version", "There is no such version",
		"Versions of minutes are numbered from the first that was signed.")
)

// Minutes are the minutes of a meeting.
type Minutes struct {
	request.Resource
	Meeting     int64              `json:"meeting" example:"41"`
	State       State              `json:"state" enum:"draft,signing,signed,replaced" doc:"Output only: acts change it"`
	Version     int                `json:"version" example:"1" doc:"0 for a draft"`
	Corrects    *int               `json:"corrects" doc:"The version that it corrects; null for the first"`
	Reason      string             `json:"reason,omitempty" doc:"Why it was corrected"`
	SHA256      string             `json:"sha256" doc:"The hash of the protocol, over its canonical JSON (RFC 8785)"`
	Protocol    Protocol           `json:"protocol"`
	Gaps        []MinutesGap       `json:"gaps" doc:"What the law asks for and is missing; it is refused to sign them while there is any"`
	Signatures  []MinutesSignature `json:"signatures"`
	Needed      int                `json:"signatures_needed" example:"2" doc:"How many sign: whoever chaired, and so many members as the statutes of the body say"`
	Versions    []int              `json:"versions" doc:"All versions that were signed, the first first"`
	FinalisedAt *time.Time         `json:"finalised_at" doc:"When the first signed it: it is fixed from then on; null for a draft"`
	Related     map[string]string  `json:"related" doc:"The addresses of what belongs to the minutes, by name"`
}

// MinutesGap is something that the law asks for and the record lacks.
type MinutesGap struct {
	Item      string       `json:"item,omitempty" example:"01/2024" doc:"The item that it is about; left out where it is the meeting"`
	Paragraph string       `json:"paragraph" example:"KL § 11-4" doc:"The paragraph that asks for it"`
	Text      message.Text `json:"text" example:"The place is missing."`
}

// MinutesSignature is that somebody signed a version of minutes.
type MinutesSignature struct {
	Version    int           `json:"-" db:"version"`
	Person     string        `json:"person" db:"person" format:"uuid"`
	Name       string        `json:"name" db:"name"`
	Chaired    bool          `json:"chaired" db:"chaired" doc:"Whether they chaired the meeting"`
	OnPaper    *workday.Date `json:"on_paper" db:"on_paper" format:"date" doc:"The day on which they signed on paper; null where they signed here"`
	RecordedBy string        `json:"recorded_by" db:"recorded_by" format:"uuid" doc:"Who recorded it: the person, or whoever keeps the record"`
	SignedAt   time.Time     `json:"signed_at" db:"signed_at"`
}

// MinutesSignInput signs minutes.
type MinutesSignInput struct {
	SHA256  string        `json:"sha256" pattern:"^[0-9a-f]{64}$" doc:"The hash of the protocol that was read"`
	Person  string        `json:"person,omitempty" format:"uuid" maxLength:"36" doc:"Who signed on paper; whoever asks, if left out"`
	OnPaper *workday.Date `json:"on_paper,omitempty" format:"date" example:"2024-03-15" doc:"The day on which they signed on paper"`
}

// MinutesCorrectInput corrects signed minutes.
type MinutesCorrectInput struct {
	Reason      string                   `json:"reason" minLength:"1" maxLength:"1000" example:"The numbers were exchanged"`
	Corrections []MinutesCorrectionInput `json:"corrections" minItems:"1" maxItems:"100"`
}

// MinutesCorrectionInput is what minutes are to read in one place.
type MinutesCorrectionInput struct {
	Item string `json:"item,omitempty" maxLength:"20" example:"01/2024" doc:"The item, by its number; left out for the meeting itself"`
	Text string `json:"text" minLength:"1" maxLength:"20000" example:"Item 1 was adopted by 12 votes to 3."`
}

// Protocol is what minutes say: all in the language of the meeting, as it was when they
// were made. It is what is hashed and signed.
type Protocol struct {
	Organisation string               `json:"organisation" example:"Kongsvingerregionen"`
	Body         string               `json:"body" example:"Styret"`
	Language     string               `json:"language" example:"nb"`
	Date         workday.Date         `json:"date" format:"date"`
	Opened       string               `json:"opened" example:"18:00" doc:"By the clock where the body is; empty for a written procedure"`
	Closed       string               `json:"closed" example:"20:15"`
	Place        string               `json:"place" example:"Rådhuset, Kongsvinger" doc:"remote for a remote meeting, written for a written procedure"`
	Form         string               `json:"form" enum:"in_person,remote,both,written"`
	Urgent       string               `json:"urgent,omitempty" doc:"The chair's reason why the matter could not wait (KL § 11-8)"`
	Period       string               `json:"period,omitempty" doc:"Of a written procedure: when members answered"`
	Notice       string               `json:"notice,omitempty" doc:"When the notice went out, and whether that was late"`
	Chair        string               `json:"chair"`
	Present      []ProtocolAttendee   `json:"present"`
	Absent       []string             `json:"absent" doc:"Members who were not there at any time"`
	Speakers     []string             `json:"speakers" doc:"Who spoke without a vote"`
	Agenda       []ProtocolItem       `json:"agenda"`
	Corrections  []ProtocolCorrection `json:"corrections" doc:"What was corrected since the first version"`
}

// ProtocolAttendee is somebody who was there by a seat.
type ProtocolAttendee struct {
	Name         string   `json:"name"`
	Municipality string   `json:"municipality,omitempty"`
	For          string   `json:"for,omitempty" doc:"For a deputy: the member whose seat they took"`
	Times        []string `json:"times" example:"18:00–20:15"`
}

// ProtocolItem is what minutes say of an item.
type ProtocolItem struct {
	Number      string              `json:"number" example:"01/2024"`
	Title       string              `json:"title"`
	Case        string              `json:"case,omitempty" example:"2024-17"`
	ExemptBasis string              `json:"exempt_basis,omitempty" doc:"The legal basis by which it is exempt from public access"`
	Late        bool                `json:"late" doc:"Whether it was added after the notice"`
	Doors       string              `json:"doors,omitempty" doc:"The legal basis by which the doors were closed, and the vote on it (KL § 11-5)"`
	Chair       string              `json:"chair,omitempty" doc:"Who chaired it, where that was another"`
	Objection   string              `json:"objection,omitempty"`
	Leaves      []string            `json:"leaves" doc:"Who left it, why, on what legal basis, and who took the seat"`
	Papers      []string            `json:"papers" doc:"What lay before the body; versions of documents with their hashes"`
	Documents   []ProtocolPaper     `json:"documents,omitempty" doc:"The same papers, each with where it is read; left out where there are none, and in minutes of before they were kept so"`
	Proposals   []ProtocolProposal  `json:"proposals"`
	Votes       []ProtocolVote      `json:"votes"`
	Consents    []string            `json:"consents" doc:"Of a written procedure: each member's two consents (KL § 11-8)"`
	Statements  []ProtocolStatement `json:"statements"`
	Outcome     string              `json:"outcome,omitempty" doc:"What became of it, in words"`
	Resolution  []string            `json:"resolution" doc:"The text of the resolution, item by item"`
	Reason      string              `json:"reason,omitempty"`
	Hidden      bool                `json:"hidden,omitempty" doc:"Whether what it says is hidden from the reader, by its legal basis. What is signed and hashed has all"`

	refused bool
	result  chain.Outcome
}

// ProtocolPaper is something that lay before the body: a version of a document of a case,
// fixed by its hash, or a link.
type ProtocolPaper struct {
	Title    string `json:"title"`
	Href     string `json:"href,omitempty" doc:"Where it is read"`
	Case     string `json:"case,omitempty" example:"2024-17" doc:"The case whose document it is"`
	Document int    `json:"document,omitempty" example:"3"`
	Version  int    `json:"version,omitempty" example:"2"`
	SHA256   string `json:"sha256,omitempty"`
}

// ProtocolProposal is what minutes say of a proposal.
type ProtocolProposal struct {
	Number    int    `json:"number"`
	Kind      string `json:"kind" doc:"In words"`
	By        string `json:"by"`
	Text      string `json:"text"`
	Withdrawn bool   `json:"withdrawn"`
}

// ProtocolVote is what minutes say of a vote.
type ProtocolVote struct {
	Number  int      `json:"number"`
	Subject string   `json:"subject" doc:"What was voted on, in words"`
	Result  []string `json:"result" doc:"What it came to, in sentences"`
	For     []string `json:"for" doc:"Who voted for, where the vote was by name"`
	Against []string `json:"against"`
	Blank   []string `json:"blank"`
}

// ProtocolStatement is what minutes say of a statement for the record.
type ProtocolStatement struct {
	By   string `json:"by"`
	Text string `json:"text"`
}

// ProtocolCorrection is what minutes read in a later version.
type ProtocolCorrection struct {
	Version int    `json:"version" example:"2"`
	Item    string `json:"item,omitempty"`
	Text    string `json:"text"`
	Reason  string `json:"reason"`
}

// only is the protocol with one item alone: an extract (rule 7.7).
func (p Protocol) only(number string) Protocol {
	all := p.Agenda
	p.Agenda = []ProtocolItem{}
	for _, i := range all {
		if i.Number == number {
			p.Agenda = append(p.Agenda, i)
		}
	}
	corrections := p.Corrections
	p.Corrections = []ProtocolCorrection{}
	for _, c := range corrections {
		if c.Item == number || c.Item == "" {
			p.Corrections = append(p.Corrections, c)
		}
	}
	return p
}

// hidden is the protocol without what exempt items say: their legal basis stands in its
// place (rule 9.4).
func (p Protocol) hidden() Protocol {
	all := p.Agenda
	p.Agenda = make([]ProtocolItem, len(all))
	for n, i := range all {
		if i.ExemptBasis != "" {
			i = ProtocolItem{
				Number: i.Number, Title: i.Title, ExemptBasis: i.ExemptBasis, Doors: i.Doors, Chair: i.Chair, Leaves: i.Leaves, Outcome: i.Outcome, Hidden: true,
				Papers: []string{}, Proposals: []ProtocolProposal{}, Votes: []ProtocolVote{}, Consents: []string{}, Statements: []ProtocolStatement{}, Resolution: []string{},
			}
		}
		p.Agenda[n] = i
	}
	return p
}

// mustFit refuses gaps, each by its place.
func mustFit(gaps []MinutesGap) error {
	if len(gaps) == 0 {
		return nil
	}
	f := ErrGaps
	for _, g := range gaps {
		at := "/meeting"
		if g.Item != "" {
			at = "/items/" + g.Item
		}
		f = f.On(at, msgGap.With(g.Text, g.Paragraph))
	}
	return f
}

// whole says whether all have signed who sign the version.
func (m *Minutes) whole() bool { return len(m.Signatures) >= m.Needed }

// settle finds the state of the minutes, and whether a later version stands.
func (m *Minutes) settle() {
	last := 0
	for _, v := range m.Versions {
		last = max(last, v)
	}
	switch {
	case m.Version == 0:
		m.State = Draft
	case m.Version < last:
		m.State = Replaced
	case m.whole():
		m.State = Signed
	default:
		m.State = Signing
	}
}

// mustTakeSignature refuses a signature of somebody who has signed, or that nobody else
// is asked for: one is of whoever chaired.
func (m *Minutes) mustTakeSignature(person, chair string) error {
	chaired := person == chair
	for _, s := range m.Signatures {
		if s.Person == person {
			return ErrSignedAlready
		}
		chaired = chaired || s.Chaired
	}
	left := m.Needed - len(m.Signatures)
	if left <= 0 || left == 1 && !chaired {
		return ErrSigner.With(msgChairSigns)
	}
	return nil
}
