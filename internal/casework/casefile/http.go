package casefile

import (
	"context"
	"net/http"
	"time"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const tag = "Cases"

type caseInput struct{ Ref }

type createInput struct {
	httpapi.WriteTerms
	Region string `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
	Body   Input
}

type editInput struct {
	httpapi.WriteTerms
	Ref
	Body Input
}

type openInput struct {
	httpapi.WriteTerms
	Ref
	Body OpenInput
}

// OpenInput names the participants.
type OpenInput struct {
	Municipalities []string `json:"municipalities" minItems:"2" maxItems:"50" pattern:"^[0-9]{4}$" example:"[\"3401\",\"3417\"]" doc:"The municipalities that take part, by number"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerCases(d)
	s.registerList(d)
	s.registerPapers(d)
	s.registerBenefits(d)
}

func (s *Service) registerCases(d *httpapi.Door) {
	httpapi.Read(d, httpapi.Needs("case", "read", InCase()), httpapi.Op{
		ID: "show-case", Path: "/v1/regions/{region}/cases/{number}", Tag: tag, Summary: "Show a case",
		Description: "One case with its participants, references, links and the decisions it rests on. It is read by whoever holds an office or seat in the region or in a participating municipality; an exempt case by fewer (rule 2.5).",
	}, func(ctx context.Context, in *caseInput) (*Case, error) {
		return s.Show(ctx, authn.ActorOf(ctx), in.Ref)
	})
	httpapi.Write(d, httpapi.Needs("case", "create", organisation.InRegion()), httpapi.Op{
		ID: "create-case", Method: http.MethodPost, Path: "/v1/regions/{region}/cases", Tag: tag, Summary: "Create a case", Status: http.StatusCreated,
		Description: "Makes a case in draft. It gets the next number of its region and year (rule 2.1).",
		Faults:      []*fault.Error{ErrContent, ErrLegalBasis, ErrUnknownPredecessor, person.ErrUnknownPerson},
	}, func(ctx context.Context, in *createInput) (*Case, error) {
		return s.Create(ctx, authn.ActorOf(ctx), in.Region, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("case", "change", InCase()), httpapi.Op{
		ID: "edit-case", Method: http.MethodPut, Path: "/v1/regions/{region}/cases/{number}", Tag: tag, Summary: "Edit a case",
		Description: "Replaces what the secretariat wrote. The state is moved by acts alone; the kind is fixed once the case has started (rule 2.3).",
		Faults:      []*fault.Error{ErrContent, ErrLegalBasis, ErrUnknownPredecessor, person.ErrUnknownPerson, ErrWrongState, ErrWithdrawn},
	}, func(ctx context.Context, in *editInput) (*Case, error) {
		return s.Edit(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("case", "open", InCase()), httpapi.Op{
		ID: "open-case", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/open", Tag: tag, Summary: "Open a case",
		Description: "Fixes the participating municipalities by name and moves the case from draft to preparing (rules 1.1, 2.2).",
		Faults:      []*fault.Error{ErrParticipants, organisation.ErrUnknownMunicipality, ErrWrongState, ErrWithdrawn},
	}, func(ctx context.Context, in *openInput) (*Case, error) {
		return s.Open(ctx, authn.ActorOf(ctx), in.Ref, in.Body.Municipalities)
	})
}

type listInput struct {
	httpapi.Paging
	Region        string    `path:"region" example:"kongsvingerregionen" maxLength:"63" doc:"The region's slug"`
	State         State     `query:"state" enum:"draft,preparing,active,in_treatment,adopted,not_adopted,following_up,closed,withdrawn" doc:"Only cases in this state"`
	Kind          Kind      `query:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" doc:"Only cases of this kind"`
	Publicity     Publicity `query:"publicity" enum:"public,exempt" doc:"Only public, or only exempt cases"`
	Municipality  string    `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only cases in which this municipality takes part, or took part"`
	Text          string    `query:"q" maxLength:"200" doc:"Words in title and summary, in any form; \"quoted\" for a phrase, - to leave out"`
	ModifiedSince time.Time `query:"modified_since" doc:"Only cases in which something changed at or after this instant"`
	From          time.Time `query:"created_from" doc:"Only cases created at or after this instant"`
	To            time.Time `query:"created_to" doc:"Only cases created before this instant"`
}

func (s *Service) registerList(d *httpapi.Door) {
	httpapi.List(d, httpapi.Personal, httpapi.Op{
		ID: "list-cases", Path: "/v1/regions/{region}/cases", Tag: tag, Summary: "List the cases of a region",
		Description: "The cases of the region that the caller may read, the newest first: all public ones for whoever holds an office or seat in the region, else those in which a municipality takes part where the caller holds one; exempt ones for the offices that may read them (rule 2.5). For anyone else the list is empty.",
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[*Case], error) {
		return s.ListCases(ctx, authn.ActorOf(ctx), in.Region, Filter{
			State: in.State, Kind: in.Kind, Publicity: in.Publicity, Municipality: in.Municipality, Text: in.Text,
			ModifiedSince: in.ModifiedSince, From: in.From, To: in.To,
		}, p)
	})
	httpapi.List(d, httpapi.Needs("case", "read", InCase()), httpapi.Op{
		ID: "list-events", Path: "/v1/regions/{region}/cases/{number}/events", Tag: tag, Summary: "Read the record of a case",
		Description: "Every change in the case and its parts, the newest first: when, who, in which organisation, what changed, and by which line of the policy it was allowed (rule 9.1). People are named by their identifiers.",
	}, func(ctx context.Context, in *eventsInput, p request.Page) (request.List[audit.Entry], error) {
		return s.ListEvents(ctx, in.Ref, audit.Filter{Act: in.Act, Organisation: in.Organisation, Person: in.Person, From: in.From, To: in.To}, p)
	})
	httpapi.List(d, httpapi.Needs("case", "read", InCase()), httpapi.Op{
		ID: "list-reminders", Path: "/v1/regions/{region}/cases/{number}/reminders", Tag: "Reminders", Summary: "Read the ledger of a case's reminders",
		Description: "Every reminder that is planned, was sent, or was cancelled, in the order of sending: of which deadline, at which step, to whom, and what became of its letters (rules 6.2-6.5).",
	}, func(ctx context.Context, in *remindersInput, p request.Page) (request.List[reminder.Reminder], error) {
		return s.ListReminders(ctx, in.Ref, reminder.Filter{State: in.State, Kind: in.Kind, Municipality: in.Municipality}, p)
	})
}

type remindersInput struct {
	httpapi.Paging
	Ref
	State        string `query:"state" enum:"planned,queued,delivered,failed,skipped,cancelled" doc:"Only reminders in this state"`
	Kind         string `query:"kind" enum:"answer,naming,milestone,condition" doc:"Only reminders of this kind of deadline"`
	Municipality string `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only reminders of this municipality's deadlines"`
}

type eventsInput struct {
	httpapi.Paging
	Ref
	Act          string    `query:"act" maxLength:"60" doc:"Only this act, by the identifier of its operation"`
	Organisation string    `query:"organisation" maxLength:"63" doc:"Only acts done in this organisation"`
	Person       string    `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only acts of this person"`
	From         time.Time `query:"from" doc:"Only events at or after this instant"`
	To           time.Time `query:"to" doc:"Only events before this instant"`
}

type referenceInput struct {
	httpapi.WriteTerms
	Ref
	Organisation string `path:"organisation" maxLength:"63" example:"3417" doc:"The region's slug or the participant's number"`
	Body         ReferenceInput
}

type linkInput struct {
	httpapi.WriteTerms
	Ref
	Body LinkInput
}

type removeLinkInput struct {
	httpapi.WriteTerms
	Ref
	Serial int `path:"link" minimum:"1" maximum:"1000000" example:"1" doc:"The link's number in the case"`
}

type decisionInput struct {
	httpapi.WriteTerms
	Ref
	Body DecisionInput
}

func (s *Service) registerPapers(d *httpapi.Door) {
	states := []*fault.Error{ErrWrongState, ErrWithdrawn}
	httpapi.Write(d, httpapi.Needs("reference", "set", InAnyParty()), httpapi.Op{
		ID: "set-reference", Method: http.MethodPut, Path: "/v1/regions/{region}/cases/{number}/references/{organisation}", Tag: tag, Summary: "Set an organisation's own case number",
		Description: "Each organisation files the case under its own number (rule 2.1). Answers with the case; changing a number needs the case's ETag in If-Match.",
		Faults:      append(states, ErrNotParty, ErrLeft, ErrContent),
	}, func(ctx context.Context, in *referenceInput) (*Case, error) {
		return s.SetReference(ctx, authn.ActorOf(ctx), in.Ref, in.Organisation, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("case", "change", InCase()), httpapi.Op{
		ID: "add-link", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/links", Tag: tag, Summary: "File a link",
		Description: "Points to a document outside the service, for the case or for one version of its mandate (rule 2.1). Answers with the case.",
		Faults:      append(states, ErrAddress, ErrContent, ErrNoVersion),
	}, func(ctx context.Context, in *linkInput) (*Case, error) {
		return s.AddLink(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("case", "change", InCase()), httpapi.Op{
		ID: "remove-link", Method: http.MethodDelete, Path: "/v1/regions/{region}/cases/{number}/links/{link}", Tag: tag, Summary: "Take a link away",
		Description: "The link is no longer shown; the record keeps it (rule 9.5). Answers with the case, whose ETag goes into If-Match.",
		Faults:      append(states, ErrNoLink),
	}, func(ctx context.Context, in *removeLinkInput) (*Case, error) {
		return s.RemoveLink(ctx, authn.ActorOf(ctx), in.Ref, in.Serial)
	})
	httpapi.Write(d, httpapi.Needs("case", "record_decision", InCase()), httpapi.Op{
		ID: "record-decision", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/decisions", Tag: tag, Summary: "Record a political decision", Status: http.StatusCreated,
		Description: "Files a decision that a body of the region or of a participant has made, so that a mandate can rest on it (rule 2.3b). Answers with the case.",
		Faults:      append(states, ErrContent, ErrFuture, ErrDecisionKnown, body.ErrUnknownBody),
	}, func(ctx context.Context, in *decisionInput) (*Case, error) {
		return s.RecordDecision(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
}

// PartyRef is how a path names a participant of a case.
type PartyRef struct {
	Ref
	Municipality string `path:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"The participating municipality's number"`
}

type benefitsInput struct {
	httpapi.Paging
	Ref
}

type benefitInput struct{ PartyRef }

type writeBenefitInput struct {
	httpapi.WriteTerms
	PartyRef
	Body BenefitInput
}

type confirmBenefitInput struct {
	httpapi.WriteTerms
	PartyRef
}

func (s *Service) registerBenefits(d *httpapi.Door) {
	const tag = "Shared benefit"
	faults := []*fault.Error{ErrNotParty, ErrLeft, ErrWrongState, ErrWithdrawn}
	httpapi.List(d, httpapi.Needs("case", "read", InCase()), httpapi.Op{
		ID: "list-benefits", Path: "/v1/regions/{region}/cases/{number}/benefits", Tag: tag, Summary: "List the statements of shared benefit",
		Description: "What each participating municipality gains, in its own words (rule 2.3a). All of them stand on one page.",
	}, func(ctx context.Context, in *benefitsInput, _ request.Page) (request.List[Benefit], error) {
		return s.ShowBenefits(ctx, authn.ActorOf(ctx), in.Ref)
	})
	httpapi.Read(d, httpapi.Needs("case", "read", InCase()), httpapi.Op{
		ID: "show-benefit", Path: "/v1/regions/{region}/cases/{number}/benefits/{municipality}", Tag: tag, Summary: "Show a municipality's statement",
		Description: "Missing, written, or confirmed by the chief executive (rule 2.4).",
		Faults:      []*fault.Error{ErrNotParty},
	}, func(ctx context.Context, in *benefitInput) (*Benefit, error) {
		return s.ShowBenefit(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality)
	})
	httpapi.Write(d, httpapi.Needs("benefit", "write", InMunicipality()), httpapi.Op{
		ID: "write-benefit", Method: http.MethodPut, Path: "/v1/regions/{region}/cases/{number}/benefits/{municipality}", Tag: tag, Summary: "Write a municipality's statement",
		Description: "Replaces the statement of what the municipality gains. New words undo a confirmation (rule 2.4).",
		Faults:      append(faults, ErrBenefitText),
	}, func(ctx context.Context, in *writeBenefitInput) (*Benefit, error) {
		return s.WriteBenefit(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality, in.Body.Statement)
	})
	httpapi.Write(d, httpapi.Needs("benefit", "confirm", InMunicipality()), httpapi.Op{
		ID: "confirm-benefit", Method: http.MethodPost, Path: "/v1/regions/{region}/cases/{number}/benefits/{municipality}/confirm", Tag: tag, Summary: "Confirm a municipality's statement",
		Description: "The chief executive stands behind the statement (rule 2.3a). Send the ETag of the statement that was read in If-Match, so that nothing else is confirmed. Confirming again changes nothing.",
		Faults:      append(faults, ErrNoBenefit),
	}, func(ctx context.Context, in *confirmBenefitInput) (*Benefit, error) {
		return s.ConfirmBenefit(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality)
	})
}
