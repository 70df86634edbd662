package stand

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

var (
	tag     = httpapi.Tag{Name: "Anchoring", Text: "How far a case is anchored: the matrix of every municipality and every condition, and the start gate that explains what is missing (rules 2.3, 2.4)."}
	tagCase = httpapi.Tag{Name: "Cases"}
)

// ReasonInput gives the reason of an act.
type ReasonInput struct {
	Reason string `json:"reason" minLength:"3" maxLength:"5000" example:"The municipalities have agreed to wait for the national plan."`
}

// JoinInput names a municipality that joins a case.
type JoinInput struct {
	Municipality string `json:"municipality" pattern:"^[0-9]{4}$" example:"3417"`
	Reason       string `json:"reason" minLength:"3" maxLength:"5000" example:"The council asked to take part."`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerGate(d)
	s.registerWhole(d)
}

func (s *Service) registerReads(d *httpapi.Door) {
	httpapi.Show(d, showMatrix, httpapi.Doc{
		Tag: tag, Summary: "Show the anchoring matrix",
		Description: "Every participating municipality and every condition: how far it is, why, who can act, and by when (rule 2.4). Computed from the current state at each reading.",
	}, s.ShowMatrix)
	httpapi.Show(d, ShowGate, httpapi.Doc{
		Tag: tag, Summary: "Explain the start gate",
		Description: "What the five conditions lack, by municipality, and which overrides there are (rule 2.3).",
	}, s.ShowGate)
}

func (s *Service) registerGate(d *httpapi.Door) {
	states := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.Do(d, StartCase, httpapi.Doc{
		Tag: tag, Summary: "Start a case",
		Description: "Moves the case from preparing to active. Strategies, their revisions and plans pass the five-condition gate; a refusal lists what is missing (rules 2.2, 2.3). Answers with the gate.",
		Faults:      append(states, ErrGate),
	}, s.Start)
	httpapi.DoWith(d, enterOverride, httpapi.Doc{
		Tag: tag, Summary: "Enter an override of the start gate",
		Description: "Records a minuted board resolution to start although something is missing. It covers what is missing now and nothing later, counts once the chair of the board has confirmed it, and replaces no release (rule 2.3). Answers with the gate.",
		Faults:      append(states, ErrOverrideText, ErrUngated, ErrNothingMissing, ErrOverrideDate),
	}, s.EnterOverride)
	httpapi.Do(d, confirmOverride, httpapi.Doc{
		Tag: tag, Summary: "Confirm an override",
		Description: "The chair of the board confirms the newest override that waits, or the deputy chair where the chair is disqualified in the case or there is none (rule 2.3). Nobody confirms what they entered, nor what was entered by whoever seated them after it. If-Match carries the ETag of the gate that the chair has read, so that no other override is confirmed. Answers with the gate.",
		Faults:      append(states, ErrNoOverride, ErrOwnOverride, request.ErrPreconditionRequired),
	}, s.ConfirmOverride)
	httpapi.DoWith(d, withdrawOverride, httpapi.Doc{
		Tag: tag, Summary: "Withdraw an override",
		Description: "Takes back an override that was entered by mistake or given up, confirmed or not, with a reason: it covers nothing any more, and stays readable. Refused once the case has started, which rests on it then. Whoever can confirm one, or has, is told (rule 2.3). Answers with the gate.",
		Faults:      append(states, ErrOverrideText, ErrNoOverride, ErrOverrideWithdrawn),
	}, s.WithdrawOverride)
}

func (s *Service) registerWhole(d *httpapi.Door) {
	states := []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}
	httpapi.DoWith(d, withdrawCase, httpapi.Doc{
		Tag: tagCase, Summary: "Withdraw a case",
		Description: "Ends the case before the first deciding resolution: every later act in it is refused, an open version of the mandate is withdrawn, assignments end today, unsent reminders are cancelled, and everyone concerned gets one notice (rule 2.2).",
		Faults:      append(states, ErrReason, chain.ErrDecided),
	}, s.Withdraw)
	httpapi.DoWith(d, addParticipant, httpapi.Doc{
		Tag: tagCase, Summary: "Add a participant",
		Description: "A municipality of the region joins the case, with a reason (rule 1.1). An open version of the mandate is withdrawn (rule 3.7); the newcomer's mandate is missing until a new version has a slice for it. While the case is in treatment, the newcomer's bodies treat it too (rule 7.2).",
		Faults:      append(states, chain.ErrNoBody, ErrReason, casefile.ErrAlreadyParty, casefile.ErrParticipants, organisation.ErrUnknownMunicipality),
	}, s.Join)
	httpapi.DoWith(d, removeParticipant, httpapi.Doc{
		Tag: tagCase, Summary: "Remove a participant",
		Description: "The municipality leaves the case, with a reason: its releases end today, its reminders are cancelled, its row in the matrix shows that it has left, and a mandate in force still binds the others (rule 1.1). An open version is withdrawn (rule 3.7), and everyone concerned gets one notice.",
		Faults:      append(states, ErrReason, ErrLastTwo, casefile.ErrNotParty, casefile.ErrLeft),
	}, s.Leave)
}
