package treatment

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/document"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Treatment", Text: "A case that is ready is sent through the bodies that treat it: those of the region recommend or deliberate, and the municipal councils decide. Each body's resolution is kept as its own text, whether its meeting is held in this service or elsewhere (rules 7.2-7.4, 7.8)."}

var states = []*fault.Error{casefile.ErrWrongState, casefile.ErrWithdrawn}

func with(lists ...[]*fault.Error) (all []*fault.Error) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerPlan(d)
	s.registerTreatments(d)
	s.registerResolutions(d)
}

func (s *Service) registerPlan(d *httpapi.Door) {
	httpapi.Show(d, ShowCourse, httpapi.Doc{
		Tag: tag, Summary: "Show the treatment of a case",
		Description: "The plan of the case's treatment, and how far each step is: what each body resolved, whose turn it is, what the others wait for, who can act and by when. Until the case is sent it shows the plan, with what is missing before it can be. Until a plan is set, the region's template of its kind of case applies, and without one the usual plan (rule 7.2).",
	}, s.Show)
	httpapi.DoWith(d, setPlan, httpapi.Doc{
		Tag: tag, Summary: "Set the plan of a case's treatment",
		Description: "Sets the steps, and what the competence to decide depends on. Before the case is sent the plan changes freely; afterwards with a reason, and steps that a body has begun stay as they are. Whether the bodies may do what the plan asks of them is judged when the case is sent, and at every change after that (rules 7.2, 7.4). Once the case is sent, those concerned are told. Needs If-Match.",
		Faults:      with(states, chain.Refusals, []*fault.Error{chain.ErrPlan, chain.ErrText, chain.ErrNoBody, chain.ErrPlanFixed}),
	}, s.SetPlan)
	httpapi.DoWith(d, SendCase, httpapi.Doc{
		Tag: tag, Summary: "Send a case to treatment",
		Description: "Moves the case from active to in_treatment: every body of its plan gets it, and those whom nothing comes before have their turn. Needs a proposed resolution, all bodies of the plan, and that these may do what is asked of them: a refusal of competence names its paragraph (rules 2.2, 7.2, 7.4, 8.1). Those concerned are told.",
		Faults:      with(states, chain.Refusals, []*fault.Error{chain.ErrNoProposal, chain.ErrNoBody, chain.ErrText}),
	}, s.Send)
	httpapi.DoWith(d, takeCaseBack, httpapi.Doc{
		Tag: tag, Summary: "Take a case back from treatment",
		Description: "Moves the case from in_treatment to active, with a reason, before the first deciding resolution (rule 2.2). What was resolved stays readable; when the case is sent again, every body treats it anew. Those concerned are told.",
		Faults:      with(states, []*fault.Error{chain.ErrDecided, chain.ErrText}),
	}, s.TakeBack)
	httpapi.DoWith(d, addCommittee, httpapi.Doc{
		Tag: tag, Summary: "Let a committee treat the case before its council",
		Description: "A municipality's clerk lets a committee, or the executive committee, of the municipality treat the case before its council does, which waits for it (rule 7.2). Answers with the treatment of the case.",
		Faults:      with(states, []*fault.Error{casefile.ErrNotParty, casefile.ErrLeft, chain.ErrCommittee, chain.ErrOver}),
	}, s.AddCommittee)
	httpapi.Show(d, showTemplate, httpapi.Doc{
		Tag: tag, Summary: "Show a region's template of treatments",
		Description: "The steps that apply to cases of the kind until a plan is set for one. Until the region sets its own, the usual ones apply: the board recommends, the representative council recommends, the joint council meeting deliberates, and every municipal council decides; a statement, or another case, is decided by the board (rule 7.2).",
	}, s.templates.Show)
	httpapi.DoWith(d, setTemplate, httpapi.Doc{
		Tag: tag, Summary: "Set a region's template of treatments",
		Description: "Sets the template of a kind of case, with what it rests on. Earlier templates are kept; a case that has a plan of its own, or was sent, keeps it (rule 7.2). Needs If-Match.",
		Faults:      []*fault.Error{chain.ErrPlan, chain.ErrText},
	}, s.SetTemplate)
}

func (s *Service) registerTreatments(d *httpapi.Door) {
	httpapi.Show(d, showTreatment, httpapi.Doc{
		Tag: tag, Summary: "Show a body's treatment of a case",
		Description: "How far one body is with the case: what it waits for, what the bodies before it resolved with minority proposals and statements for the record, what its municipality lays before it, and all that it resolved itself (rules 7.2, 7.3).",
	}, s.ShowTreatment)
	httpapi.DoWith(d, skipTreatment, httpapi.Doc{
		Tag: tag, Summary: "Skip a body's treatment",
		Description: "Passes over a body that recommends or deliberates, with a reason; those that waited for it have their turn. A body that is to decide is not skipped (rule 7.2). The body's people are told.",
		Faults:      with(states, []*fault.Error{chain.ErrOver, chain.ErrCannotSkip, chain.ErrText}),
	}, s.Skip)
	httpapi.DoWith(d, dropTreatment, httpapi.Doc{
		Tag: tag, Summary: "Withdraw a body's treatment",
		Description: "The body is not asked any more, with a reason. It is not counted among those that have decided (rule 7.2). The body's people are told.",
		Faults:      with(states, []*fault.Error{chain.ErrOver, chain.ErrText}),
	}, s.Withdraw)
	httpapi.DoWith(d, writePresentation, httpapi.Doc{
		Tag: tag, Summary: "Write a municipality's presentation of a case",
		Description: "A municipality's own presentation of the case to its body, from when the case is sent until the body is done, with the documents of the case that lie before the body, fixed by version and hash. Another needs If-Match (KL § 13-1, rule 7.2).",
		Faults:      with(states, []*fault.Error{chain.ErrRegional, chain.ErrOver, chain.ErrText, document.ErrPinned}),
	}, s.Present)
	httpapi.DoWith(d, giveRecommendation, httpapi.Doc{
		Tag: tag, Summary: "Give a chief executive's recommendation",
		Description: "What the chief executive recommends to a body of the municipality, item by item; it may differ from the proposed resolution of the region. The documents of the case that it rests on are fixed by version and hash. Another needs If-Match (KL § 13-1, rule 7.2).",
		Faults:      with(states, []*fault.Error{chain.ErrRegional, chain.ErrOver, chain.ErrText, document.ErrPinned}),
	}, s.Recommend)
}

func (s *Service) registerResolutions(d *httpapi.Door) {
	faults := with(states, chain.Refusals, []*fault.Error{chain.ErrNotItsTurn, chain.ErrOver, chain.ErrOutcome, chain.ErrResolution, chain.ErrResolutionDate, chain.ErrReferTo})
	httpapi.DoWith(d, RecordResolution, httpapi.Doc{
		Tag: tag, Summary: "Record what a body resolved",
		Description: "In one act, what a body resolved that meets elsewhere: the day, its case number, the text item by item, the outcome, the votes by count, objections, minority proposals, statements, and where the minutes are. Quorum and majority are judged on the counts. The municipality's clerk records it, or the secretariat for a body of the region. A final decision can be contested for three weeks (KL § 27-1). Another resolution takes the place of the one that stands, which is kept, and needs If-Match; the same again changes nothing (rules 7.2, 7.3, 7.5, 7.8).",
		Faults:      append(faults, chain.ErrCounts, chain.ErrNoQuorum, chain.ErrNoMajority, chain.ErrProposalVersion, document.ErrPinned),
	}, s.Record)
	httpapi.DoWith(d, deferTreatment, httpapi.Doc{
		Tag: tag, Summary: "Record that a body put the case off",
		Description: "To a day, with a reason: the case stays with the body, which is reminded of the day. It is a resolution of that outcome, without votes (rule 7.3).",
		Faults:      faults,
	}, s.Defer)
	httpapi.DoWith(d, referBack, httpapi.Doc{
		Tag: tag, Summary: "Record that a body referred the case back",
		Description: "To a step that comes before, with a reason. That step, and the steps between, are open again for the branch of this body alone; what others resolved stands until they decide again (rule 7.3). The bodies on the branch and the secretariat are told.",
		Faults:      faults,
	}, s.ReferBack)
}
