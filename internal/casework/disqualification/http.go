package disqualification

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/council"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Disqualification", Text: "Whoever is disqualified in a case can do nothing in it. Anyone may raise the question; office holders decide about themselves, and superiors or bodies about others. While a chief executive is disqualified, the council stands in."}

// entering are the faults that every act may meet.
var entering = []*fault.Error{casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWithdrawn, casefile.ErrWrongState}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReading(d)
	s.registerRaising(d)
	s.registerDeciding(d)
}

func (s *Service) registerReading(d *httpapi.Door) {
	httpapi.ShowList(d, listDisqualifications, httpapi.Doc{
		Tag: tag, Summary: "List who is disqualified in a case",
		Description: "Every question of disqualification in the case, by number, undecided or decided: its legal basis, how long it applies, and who decided. Only the person, and those who hold an office in the organisation, see the ground (rules 1.7, 2.5).",
	}, s.List)
	httpapi.Show(d, showDisqualification, httpapi.Doc{
		Tag: tag, Summary: "Show a disqualification",
		Description: "One question of disqualification. Only the person, and those who hold an office in the organisation, see the ground (rules 1.7, 2.5).",
	}, s.Show)
	httpapi.ShowList(d, listHints, httpapi.Doc{
		Tag: tag, Summary: "List likely conflicts",
		Description: "People who are named to the work in the case, or are its responsible officer, and sit in the council or executive committee of the municipality for which they work (KL § 11-10 second paragraph). These are suggestions: people decide. None are made in a case flagged statutory_plan, and none about a person whose question was raised or decided. In the order of the organisations (rule 1.7).",
	}, s.ListHints)
}

func (s *Service) registerRaising(d *httpapi.Door) {
	httpapi.DoWith(d, raiseDisqualification, httpapi.Doc{
		Tag: tag, Summary: "Raise the question of a person's disqualification", Creates: true,
		Description: "Asks whether someone in the organisation, perhaps yourself, is disqualified in the case. Nothing changes until the question is decided. The person is told, and so is the clerk or the secretariat. Whoever holds an office in one organisation is not judged in another (rule 1.7).",
		Faults:      append([]*fault.Error{ErrText, person.ErrUnknownPerson, ErrRaisedAlready}, entering...),
	}, s.Raise)
	httpapi.DoWith(d, declareDisqualification, httpapi.Doc{
		Tag: tag, Summary: "Declare oneself disqualified", Creates: true,
		Description: "Office holders decide about themselves, at once (FVL § 8); a question that was raised about them is thereby decided. About elected members the body decides without the member: whoever holds seats alone raises the question instead (KL § 11-10, rule 1.7).",
		Faults:      append([]*fault.Error{ErrText, ErrPeriod, ErrBodyDecides, ErrStandsAlready}, entering...),
	}, s.Declare)
}

func (s *Service) registerDeciding(d *httpapi.Door) {
	httpapi.DoWith(d, decideDisqualification, httpapi.Doc{
		Tag: tag, Summary: "Decide whether a person is disqualified",
		Description: "Without a body the superior decides: the chief executive about the municipality's employees and officers, the chair of the board about the secretariat. With a body the clerk or the secretariat records its decision, which is needed about elected members and the chief executive (FVL § 8). Nobody decides about themselves or those they act for. While it applies the person can do nothing in the case; an answer that they gave within the period does not count in an open version of the mandate, and the municipality is asked again (rule 1.7).",
		Faults: append([]*fault.Error{
			ErrPeriod, ErrDecision, ErrStandsAlready, ErrDecidedAlready, ErrOwnCase, ErrBodyDecides, body.ErrUnknownBody,
		}, entering...),
	}, s.Decide)
	httpapi.DoWith(d, endDisqualification, httpapi.Doc{
		Tag: tag, Summary: "End a disqualification",
		Description: "The person may act in the case again, at once or from a later moment. A superior ends what no body decided. Where a body decided, or the question is about an elected member or the chief executive, a body ends it, and the clerk or the secretariat records that. What was done within the period stays as it is: an answer that does not count still does not (rule 1.7).",
		Faults:      append([]*fault.Error{ErrText, ErrPeriod, ErrDecision, ErrNotInForce, ErrOwnCase, ErrBodyDecides, body.ErrUnknownBody}, entering...),
	}, s.End)
	httpapi.DoWith(d, withdrawDisqualification, httpapi.Doc{
		Tag: tag, Summary: "Withdraw a decision that was recorded by mistake",
		Description: "The decision counts as never made, what it said is kept, and the question may be raised anew. What a body decided, and what concerns an elected member or the chief executive, is withdrawn by whoever records the body's decisions, on the day on which it was recorded; later a body ends it. Other decisions are withdrawn by the superior too. Nobody withdraws what was decided about themselves. Refused once something rests on it: an answer that was set aside, the council's answer, somebody whom the council named, or an override that the deputy chair confirmed; then it is ended. The person, the superior, the chair of the body that had decided, and whoever was told of the decision, are told (rule 1.7).",
		Faults:      append([]*fault.Error{ErrText, ErrNotDecided, ErrFollowed, ErrDayPassed, ErrOwnCase, ErrBodyDecides}, entering...),
	}, s.Withdraw)
	httpapi.DoWith(d, nameCouncilSubstitute, httpapi.Doc{
		Tag: tag, Summary: "Record whom the council names in a disqualified chief executive's place", Creates: true,
		Description: "While the municipality's chief executive is disqualified in the case, its council or executive committee names who decides in their place about shared benefit, people and conditions, also before any mandate is submitted; the clerk records it with date and case number. The council itself answers mandates (rule 1.7, FVL § 6).",
		Faults: append([]*fault.Error{
			council.ErrNotDisqualified, council.ErrDecision, authority.ErrSelf, person.ErrUnknownPerson, organisation.ErrPeriod,
		}, entering...),
	}, s.NameCouncilSubstitute)
}
