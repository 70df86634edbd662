// Package debate keeps what happens with an item of an agenda: what is proposed, how it
// is voted on, what is said for the record, and what the body resolves (rules 7.3, 7.5,
// 7.6). How the votes come out is decided by the package ballot; what a case is resolved
// to is handed to its treatment in the same transaction.
package debate

import (
	"slices"
	"time"

	"forankring.no/forankring/internal/decision/attendance"
	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// The kinds of proposals.
const (
	Main        = "main"
	Amendment   = "amendment"
	Addition    = "addition"
	Alternative = "alternative"
	Joint       = "joint"
)

// The faults of what happens with an item.
var (
	ErrContent = fault.New(fault.Invalid, "debate.content_invalid", "The text is not valid",
		"A proposal and a statement have a text, and somebody who made it: whoever takes part in the item, or in words where the proposal comes from elsewhere, such as from a committee. `errors` names what is wrong.")
	ErrAmends = fault.New(fault.Invalid, "debate.amends", "It amends nothing",
		"An amendment and an addition name the proposal that they amend, which has not been withdrawn (rule 7.3).")
	ErrWithdrawn = fault.New(fault.Conflict, "debate.proposal_withdrawn", "The proposal is withdrawn",
		"A proposal that was withdrawn is neither voted on nor amended.")
	ErrVotedOn = fault.New(fault.Conflict, "debate.proposal_voted_on", "The proposal has been voted on",
		"A proposal is withdrawn before it is voted on.")
	ErrNotThere = fault.New(fault.Invalid, "debate.not_taking_part", "The person takes no part in the item",
		"Whoever has a seat, is there and has not left the item makes proposals and statements in it (KL §§ 11-9, 11-10).")
	ErrVote = fault.New(fault.Invalid, "debate.vote_invalid", "The vote is not valid",
		"A vote is on proposals, by name or by count; an election has rounds. `errors` names what is wrong (rule 7.5).")
	ErrVoteOrder = fault.New(fault.NotFound, "debate.vote_order", "There is no such vote",
		"Votes are numbered in the order in which they were held: the next one has the next number.")
	ErrNotInWriting = fault.New(fault.Conflict, "debate.not_in_writing", "The item is treated in a meeting",
		"Members agree in writing only in a written procedure (KL § 11-8).")
)

// ItemRecord is an item of an agenda, with all that happened with it.
type ItemRecord struct {
	meeting.AgendaItem
	MeetingID   int64             `json:"meeting" example:"41" doc:"The meeting, by its identifier"`
	TakingPart  []ItemParticipant `json:"taking_part" doc:"Who takes part in it now, or did at the end: those have a vote"`
	Proposals   []*ItemProposal   `json:"proposals"`
	Votes       []*ItemVote       `json:"votes" doc:"In the order in which they were held"`
	Consents    []*ItemConsent    `json:"consents" doc:"Of a written procedure: who agreed to what"`
	Statements  []*ItemStatement  `json:"statements" doc:"What was said for the record"`
	Resolution  *ItemResolution   `json:"resolution,omitempty" doc:"What the body resolved; left out until it has"`
	Corrections []ItemCorrection  `json:"corrections" doc:"What of the resolution was recorded wrongly, and corrected before the minutes were signed"`
	Hidden      bool              `json:"hidden" doc:"Whether what it is about is hidden from the reader, by its legal basis"`

	// now is the moment for which those are found who take part.
	now time.Time
}

// ItemParticipant is somebody who takes part in an item.
type ItemParticipant struct {
	Person       string `json:"person" format:"uuid"`
	Municipality string `json:"municipality,omitempty" example:"3417" doc:"The municipality that their seat represents"`
	InPlaceOf    string `json:"in_place_of,omitempty" format:"uuid" doc:"For a deputy: the member whose seat they took"`
}

// ItemProposal is something that was proposed.
type ItemProposal struct {
	ItemID      int64      `json:"-" db:"item_id"`
	Number      int        `json:"number" db:"number" example:"1" doc:"Running number in the item"`
	Kind        string     `json:"kind" db:"kind" enum:"main,amendment,addition,alternative,joint" example:"amendment"`
	Amends      *int       `json:"amends" db:"amends" doc:"The proposal that it amends or adds to; null for others"`
	Text        string     `json:"text" db:"text"`
	Proposers   []string   `json:"proposers" db:"proposers" doc:"Who proposed it, of those who take part"`
	By          string     `json:"by,omitempty" db:"by_whom" example:"The board" doc:"Who proposed it, where it comes from elsewhere"`
	Names       []string   `json:"names" db:"names" doc:"What the proposers are called"`
	MadeAt      time.Time  `json:"made_at" db:"made_at"`
	WithdrawnAt *time.Time `json:"withdrawn_at" db:"withdrawn_at" doc:"When it was withdrawn; null while it stands"`
}

// ItemStatement is something that somebody said for the record.
type ItemStatement struct {
	ItemID int64     `json:"-" db:"item_id"`
	Number int       `json:"number" db:"number"`
	Person *string   `json:"person" db:"person" format:"uuid" doc:"Null where it was made by somebody in words"`
	By     string    `json:"by" db:"by_whom" doc:"Who made it"`
	Text   string    `json:"text" db:"text"`
	MadeAt time.Time `json:"made_at" db:"made_at"`
}

// ItemConsent is what a member answered in a written procedure.
type ItemConsent struct {
	ItemID    int64  `json:"-" db:"item_id"`
	Person    string `json:"person" db:"person" format:"uuid"`
	Name      string `json:"name" db:"name"`
	Text      bool   `json:"text" db:"to_text" doc:"Whether they agree to the text"`
	Procedure bool   `json:"procedure" db:"to_procedure" doc:"Whether they agree that it is decided in writing"`
}

// ItemProposalInput is something that is proposed.
type ItemProposalInput struct {
	Kind      string     `json:"kind" enum:"main,amendment,addition,alternative,joint" example:"amendment"`
	Amends    *int       `json:"amends,omitempty" minimum:"1" doc:"For an amendment or an addition: the proposal that it amends, by its number"`
	Text      string     `json:"text" minLength:"1" maxLength:"20000" example:"The strategy is revised every two years."`
	Proposers []string   `json:"proposers,omitempty" maxItems:"100" doc:"Who proposes it, of those who take part in the item; several for a joint proposal"`
	By        string     `json:"by,omitempty" maxLength:"200" example:"The board" doc:"Who proposes it, where it comes from elsewhere"`
	At        *time.Time `json:"at,omitempty" doc:"When; now if left out"`
}

// ItemStatementInput is something that is said for the record.
type ItemStatementInput struct {
	Person string     `json:"person,omitempty" format:"uuid" maxLength:"36" doc:"Who makes it, of those who take part in the item"`
	By     string     `json:"by,omitempty" maxLength:"200" doc:"Who makes it, where it is made for several, such as a group"`
	Text   string     `json:"text" minLength:"1" maxLength:"20000"`
	At     *time.Time `json:"at,omitempty" doc:"When; now if left out"`
}

// ItemConsentsInput are the answers of all members who have given one.
type ItemConsentsInput struct {
	Consents []ItemConsentInput `json:"consents" maxItems:"500"`
}

// ItemConsentInput is what a member answers in a written procedure.
type ItemConsentInput struct {
	Person    string `json:"person" format:"uuid" minLength:"36" maxLength:"36"`
	Text      bool   `json:"text" doc:"Whether they agree to the text"`
	Procedure bool   `json:"procedure" doc:"Whether they agree that it is decided in writing"`
}

// table is an item in hand, with the meeting that treats it.
type table struct {
	*meeting.Sitting
	item   *meeting.AgendaItem
	record *ItemRecord
}

// takesPart refuses somebody who takes no part in the item at a moment.
func (t *table) takesPart(person, pointer string, at time.Time) error {
	if slices.ContainsFunc(t.Meeting.TakingPart(t.item, at), func(v attendance.Voice) bool { return v.Person == person }) {
		return nil
	}
	return ErrNotThere.On(pointer, msgTakesNoPart)
}

// mustDebate refuses what happens with an item that is over, or of a meeting that is not
// open to it.
func mustDebate(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	for _, refusal := range []error{m.MustResolve(), m.MustBeInRecord(), i.MustBeOpen()} {
		if refusal != nil {
			return refusal
		}
	}
	return nil
}

// mustVote refuses votes of an item that is treated in writing.
func mustVote(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	if err := mustDebate(m, i); err != nil {
		return err
	}
	return m.MustMeet()
}

// mustConsent refuses written answers in a meeting.
func mustConsent(m *meeting.BodyMeeting, i *meeting.AgendaItem) error {
	if err := mustDebate(m, i); err != nil {
		return err
	}
	if m.Form != meeting.Written {
		return ErrNotInWriting
	}
	return nil
}

// check brings a proposal to its one form.
func (in *ItemProposalInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/text", &in.Text)
	canon.TidyLine(&c, "/by", &in.By)
	c.Require((len(in.Proposers) == 0) != (in.By == ""), "/proposers", msgWhoProposes)
	c.Require(in.Kind == Joint || len(in.Proposers) < 2, "/kind", msgJoint)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	c.Require((in.Kind == Amendment || in.Kind == Addition) == (in.Amends != nil), "/amends", msgAmends)
	return c.Err(ErrAmends)
}

// propose adds a proposal to the item. It refuses one by somebody who takes no part, and
// an amendment to a proposal that is not there or was withdrawn.
func (t *table) propose(in ItemProposalInput, at time.Time) (*ItemProposal, error) {
	if err := mustDebate(t.Meeting, t.item); err != nil {
		return nil, err
	}
	p := &ItemProposal{ItemID: t.item.ID, Number: len(t.record.Proposals) + 1, Kind: in.Kind, Amends: in.Amends, Text: in.Text, Proposers: []string{}, By: in.By, Names: []string{}, MadeAt: at}
	for n, person := range in.Proposers {
		if err := t.takesPart(person, pointer("/proposers", n), at); err != nil {
			return nil, err
		}
		p.Proposers, p.Names = append(p.Proposers, person), append(p.Names, t.Meeting.NameOf(person))
	}
	if in.Amends != nil {
		amended, err := t.record.proposal(*in.Amends)
		if err != nil {
			return nil, ErrAmends.On("/amends", msgNoProposal.With(*in.Amends))
		}
		if amended.WithdrawnAt != nil {
			return nil, ErrWithdrawn
		}
	}
	t.record.Proposals = append(t.record.Proposals, p)
	return p, nil
}

// proposal finds a proposal by its number.
func (r *ItemRecord) proposal(number int) (*ItemProposal, error) {
	if number < 1 || number > len(r.Proposals) {
		return nil, httpapi.ErrNotFound
	}
	return r.Proposals[number-1], nil
}

// withdraw withdraws a proposal, and with it what amends it. It refuses one that was
// voted on, other than in a trial.
func (r *ItemRecord) withdraw(p *ItemProposal, at time.Time) error {
	if p.WithdrawnAt != nil {
		return ErrWithdrawn
	}
	for _, v := range r.Votes {
		if v.counts() && (slices.Contains(v.On, p.Number) || slices.Contains(v.Over, p.Number)) {
			return ErrVotedOn
		}
	}
	p.WithdrawnAt = &at
	for _, other := range r.Proposals {
		if other.Amends != nil && *other.Amends == p.Number && other.WithdrawnAt == nil {
			other.WithdrawnAt = &at
		}
	}
	return nil
}

// check brings a statement to its one form.
func (in *ItemStatementInput) check() error {
	var c fault.Checks
	canon.RequiredText(&c, "/text", &in.Text)
	canon.TidyLine(&c, "/by", &in.By)
	c.Require((in.Person == "") != (in.By == ""), "/person", msgWhoSays)
	return c.Err(ErrContent)
}

// state adds a statement for the record.
func (t *table) state(in ItemStatementInput, at time.Time) (*ItemStatement, error) {
	if err := mustDebate(t.Meeting, t.item); err != nil {
		return nil, err
	}
	s := &ItemStatement{ItemID: t.item.ID, Number: len(t.record.Statements) + 1, By: in.By, Text: in.Text, MadeAt: at}
	if in.Person != "" {
		if err := t.takesPart(in.Person, "/person", at); err != nil {
			return nil, err
		}
		s.Person, s.By = &in.Person, t.Meeting.NameOf(in.Person)
	}
	t.record.Statements = append(t.record.Statements, s)
	return s, nil
}

// consent takes what members answered in a written procedure, whole. It refuses the
// answers of others (KL § 11-8).
func (t *table) consent(in ItemConsentsInput) error {
	if err := mustConsent(t.Meeting, t.item); err != nil {
		return err
	}
	t.record.Consents = []*ItemConsent{}
	for _, c := range in.Consents {
		t.record.Consents = append(t.record.Consents, &ItemConsent{ItemID: t.item.ID, Person: c.Person, Name: t.Meeting.NameOf(c.Person), Text: c.Text, Procedure: c.Procedure})
	}
	_, err := t.record.inWriting(t.Meeting)
	return err
}

// inWriting is what the written answers come to.
func (r *ItemRecord) inWriting(m *meeting.BodyMeeting) (ballot.InWriting, error) {
	given := map[string]ballot.Consent{}
	for _, c := range r.Consents {
		given[c.Person] = ballot.Consent{Text: c.Text, Procedure: c.Procedure}
	}
	var members []string
	for _, v := range m.TakingPart(&r.AgendaItem, r.now) {
		members = append(members, v.Person)
	}
	return ballot.Written(members, given)
}

// consenting are those who answered in writing.
func (r *ItemRecord) consenting() []string {
	all := make([]string, len(r.Consents))
	for n, c := range r.Consents {
		all[n] = c.Person
	}
	return all
}
