package effect

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Effect", Text: "When a case is adopted: by the rule that the secretariat has declared, and not one word earlier. Where bodies differ, or one says no, a reconciliation opens (rules 8.3, 8.4)."}

var states = []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showEffect, httpapi.Doc{
		Tag: tag, Summary: "Show whether a case is adopted, and why not",
		Description: "The rule of effect that stands, one entry for each body on which the effect rests with what it has resolved, and what that comes to. With `what_if`, the same for supposed resolutions, computed by the code that decides (rule 8.3).",
		Faults:      []*fault.Error{ErrWhatIf, ErrWhatIfStranger},
	}, s.Show)
	httpapi.DoWith(d, declareRule, httpapi.Doc{
		Tag: tag, Summary: "Declare the rule of effect of a case",
		Description: "Says on whose resolutions it rests that the case is adopted. From the second on it needs a reason, which is told to all; once a body has decided the case the rule stands. A principal case rests on no body of the region (KL § 5-4), and a change of the agreement that every council must adopt itself on nothing less (KL § 18-4, rule 8.3). Another than the first needs If-Match.",
		Faults:      append([]*fault.Error{ErrRule, ErrPlan, ErrRegional, chain.ErrEveryCouncil, ErrDecided}, states...),
	}, s.Declare)
	httpapi.Show(d, ShowWording, httpapi.Doc{
		Tag: wording.Tag, Summary: "Show what bodies have resolved beside what was proposed",
		Description: "Item by item, with items known again that were numbered anew, split or merged, what each body has resolved beside the newest proposed resolution: whether it is the same, differs in how it is written or in substance, and in which words. For a council that has not resolved, what its chief executive recommends (rules 7.2, 8.2).",
	}, s.ShowWording)
	httpapi.Show(d, ShowReconciling, httpapi.Doc{
		Tag: tag, Summary: "Show the reconciliation of a case",
		Description: "The last one: what opened it, which bodies stand apart, the exits with the earliest day on which each can be finished, and those that were chosen. Number 0 says that none was ever opened (rule 8.4).",
	}, s.ShowReconciliation)
	httpapi.DoWith(d, ChooseExit, httpapi.Doc{
		Tag: tag, Summary: "Choose an exit of a reconciliation",
		Description: "The others adopt the text of one council, which becomes the proposed resolution; councils are asked again; somebody mediates until a day; or the case goes on without those that said no, where its rule of effect allows it. What a council has resolved stands until it decides again. All are told (rule 8.4).",
		Faults:      append([]*fault.Error{ErrNoReconciliation, ErrExit, ErrGoOn}, states...),
	}, s.Choose)
	httpapi.DoWith(d, endReconciliation, httpapi.Doc{
		Tag: tag, Summary: "End a reconciliation",
		Description: "By a decision of the board that is recorded in the case: the case goes on as it is while its rule of effect can be met, or is not adopted where it no longer can. All are told (rules 2.2, 8.4).",
		Faults:      append([]*fault.Error{ErrNoReconciliation, ErrExit, ErrResult, ErrDecision}, states...),
	}, s.End)
}
