package basis

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// DecisionRef is how a path names a decision that was recorded in a case.
type DecisionRef struct {
	casefile.Ref
	Serial int `path:"decision" minimum:"1" maximum:"1000000" example:"1" doc:"The decision's number in the case"`
}

var (
	recordDecision   = act.New[casefile.Ref]("record-decision", http.MethodPost, casefile.Below+"/decisions", act.Needs("case", "record_decision", casefile.InCase()))
	withdrawDecision = act.New[DecisionRef]("withdraw-decision", http.MethodPost, casefile.Below+"/decisions/{decision}/withdraw", act.Needs("case", "record_decision", casefile.InCase()))
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.DoWith(d, recordDecision, httpapi.Doc{
		Tag: casefile.Tag, Summary: "Record a political decision",
		Description: "Files a decision that a body of the region or of a participant has made, so that a mandate can rest on it (rule 2.3b). Where the meetings of the body are kept here, it is the resolution of an item of its agenda: the number of an item that it adopted names it, and what no item carries is refused. Else it is recorded by hand, with its day and subject. Answers with the case.",
		Faults:      []*fault.Error{casefile.ErrWithdrawn, casefile.ErrContent, ErrFuture, ErrNotResolved, casefile.ErrDecisionKnown, body.ErrUnknownBody},
	}, s.Record)
	httpapi.DoWith(d, withdrawDecision, httpapi.Doc{
		Tag: casefile.Tag, Summary: "Withdraw a decision that was recorded by mistake",
		Description: "The decision stays in the case as withdrawn, with the reason, and can be recorded anew; no mandate can rest on it. Refused while a version of the mandate that is open or in force rests on it (rules 2.3b, 9.5). Answers with the case.",
		Faults:      []*fault.Error{casefile.ErrWithdrawn, casefile.ErrContent, ErrNoDecision, ErrDecisionWithdrawn, ErrDecisionRestedOn},
	}, s.Withdraw)
}
