package disqualification

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
)

const (
	tag   = "Disqualification"
	below = "/v1/regions/{region}/cases/{number}"
	all   = below + "/disqualifications"
	whose = all + "/{organisation}"
	each  = whose + "/{disqualification}"
)

type listInput struct {
	httpapi.Paging
	casefile.Ref
	State        string `query:"state" enum:"raised,disqualified,dismissed" doc:"Only those in this state"`
	Organisation string `query:"organisation" maxLength:"63" example:"3417" doc:"Only those in this organisation"`
	Person       string `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only those of this person"`
}

type showInput struct{ EachRef }

type hintsInput struct {
	httpapi.Paging
	casefile.Ref
}

type raiseInput struct {
	httpapi.WriteTerms
	Ref
	Body RaiseDisqualificationInput
}

type declareInput struct {
	httpapi.WriteTerms
	Ref
	Body DeclareDisqualificationInput
}

type decideInput struct {
	httpapi.WriteTerms
	EachRef
	Body DecideDisqualificationInput
}

type endInput struct {
	httpapi.WriteTerms
	EachRef
	Body EndDisqualificationInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReading(d)
	s.registerRaising(d)
	s.registerDeciding(d)
	s.registerCouncil(d)
}

func (s *Service) registerReading(d *httpapi.Door) {
	read := httpapi.Needs("case", "read", casefile.InCase())
	httpapi.List(d, read, httpapi.Op{
		ID: "list-disqualifications", Path: all, Tag: tag, Summary: "List who is disqualified in a case",
		Description: "Every question of disqualification in the case, by number, whether it waits or was decided: on what legal basis, for how long, and who decided. The ground is shown to the person, and to those who hold an office in the organisation, alone (rules 1.7, 2.5).",
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[*Disqualification], error) {
		return s.List(ctx, authn.ActorOf(ctx), in.Ref, Filter{State: State(in.State), Organisation: in.Organisation, Person: in.Person}, p)
	})
	httpapi.Read(d, read, httpapi.Op{
		ID: "show-disqualification", Path: each, Tag: tag, Summary: "Show a disqualification",
		Description: "One question of disqualification. The ground is shown to the person, and to those who hold an office in the organisation, alone (rules 1.7, 2.5).",
	}, func(ctx context.Context, in *showInput) (*Disqualification, error) {
		return s.Show(ctx, authn.ActorOf(ctx), in.EachRef)
	})
	httpapi.List(d, read, httpapi.Op{
		ID: "list-disqualification-hints", Path: below + "/disqualification-hints", Tag: tag, Summary: "List likely conflicts",
		Description: "People who are named to the work in the case, or are its responsible officer, and sit in the council or executive committee of the municipality for which they work (KL § 11-10 second paragraph). These are suggestions: people decide. None are made in a case flagged statutory_plan, and none about a person whose question was raised or decided. All of them stand on one page (rule 1.7).",
	}, func(ctx context.Context, in *hintsInput, _ request.Page) (request.List[DisqualificationHint], error) {
		return s.ListHints(ctx, authn.ActorOf(ctx), in.Ref)
	})
}

// entering are the faults that every act may meet.
var entering = []*fault.Error{casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWithdrawn, casefile.ErrWrongState}

func (s *Service) registerRaising(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("disqualification", "raise", casefile.InAnyParty()), httpapi.Op{
		ID: "raise-disqualification", Method: http.MethodPost, Path: whose, Tag: tag, Summary: "Raise the question of a person's disqualification", Status: http.StatusCreated,
		Description: "Asks whether someone of the organisation is disqualified in the case; oneself is allowed. Nothing changes until it is decided. The person is told, and the clerk or the secretariat. Whoever holds an office in one organisation is not judged in another (rule 1.7).",
		Faults:      append([]*fault.Error{ErrText, person.ErrUnknownPerson, ErrElsewhere, ErrRaisedAlready}, entering...),
	}, func(ctx context.Context, in *raiseInput) (*Disqualification, error) {
		return s.Raise(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("disqualification", "declare", casefile.InAnyParty()), httpapi.Op{
		ID: "declare-disqualification", Method: http.MethodPost, Path: whose + "/declaration", Tag: tag, Summary: "Declare oneself disqualified", Status: http.StatusCreated,
		Description: "Office holders decide about themselves, at once (FVL § 8); a question that was raised about them is thereby decided. About elected members the body decides without the member: whoever holds seats alone raises the question instead (KL § 11-10, rule 1.7).",
		Faults:      append([]*fault.Error{ErrText, ErrPeriod, ErrBodyDecides, ErrStandsAlready}, entering...),
	}, func(ctx context.Context, in *declareInput) (*Disqualification, error) {
		return s.Declare(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
}

func (s *Service) registerDeciding(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("disqualification", "decide", casefile.InAnyParty()), httpapi.Op{
		ID: "decide-disqualification", Method: http.MethodPost, Path: each + "/decide", Tag: tag, Summary: "Decide whether a person is disqualified",
		Description: "Without a body the superior decides: the chief executive about the municipality's employees and officers, the chair of the board about the secretariat. With a body the clerk or the secretariat records its decision, which is needed about elected members and the chief executive (FVL § 8). Nobody decides about themselves or those they act for. While it holds the person does nothing in the case; an answer that they gave within the period does not count in an open version of the mandate, and is asked for anew (rule 1.7).",
		Faults: append([]*fault.Error{
			ErrPeriod, ErrDecision, ErrElsewhere, ErrStandsAlready, ErrDecidedAlready, ErrOwnCase, ErrBodyDecides, body.ErrUnknownBody,
		}, entering...),
	}, func(ctx context.Context, in *decideInput) (*Disqualification, error) {
		return s.Decide(ctx, authn.ActorOf(ctx), in.EachRef, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("disqualification", "decide", casefile.InAnyParty()), httpapi.Op{
		ID: "end-disqualification", Method: http.MethodPost, Path: each + "/end", Tag: tag, Summary: "End a disqualification",
		Description: "The person may act in the case again, at once or from a later moment. The superior ends what no body decided; what a body decided, and what is about an elected member or the chief executive, a body ends, and the clerk or the secretariat records it. What was done within the period stays as it is: an answer that does not count still does not (rule 1.7).",
		Faults:      append([]*fault.Error{ErrText, ErrPeriod, ErrDecision, ErrNotInForce, ErrOwnCase, ErrBodyDecides, body.ErrUnknownBody}, entering...),
	}, func(ctx context.Context, in *endInput) (*Disqualification, error) {
		return s.End(ctx, authn.ActorOf(ctx), in.EachRef, in.Body)
	})
}
