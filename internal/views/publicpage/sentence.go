package publicpage

import (
	"fmt"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// The sentences of the pages by their names, of what they are said.
var (
	ofText   = map[string]message.Of1[string]{"exempt": msgExempt, "case_no": msgCaseNo}
	ofNumber = map[string]message.Of1[int]{"vote_no": msgVoteNo, "version": msgVersion, "item_no": msgItemNo}
	ofDay    = map[string]message.Of1[workday.Date]{"left": msgLeft, "notice_on": msgNotice, "deferred_to": msgDeferred, "expected_by": msgExpected, "contest": msgContest,
		"reconciling_since": msgOpenedOn, "earliest": msgEarliest, "chosen_on": msgChosenOn, "due": msgDue}
	ofNumbers = map[string]message.Of2[int, int]{"people": msgPeople, "votes": msgVotes}
)

// sentence is a sentence by its name, said of something.
func sentence(in message.Language, name string, of []any) (string, error) {
	switch first := of[0].(type) {
	case string:
		if m, ok := ofText[name]; ok {
			return m.With(first).Say(in), nil
		}
	case workday.Date:
		if m, ok := ofDay[name]; ok {
			return m.With(first).Say(in), nil
		}
	case *workday.Date:
		if m, ok := ofDay[name]; ok && first != nil {
			return m.With(*first).Say(in), nil
		}
	case *PublicCounts:
		if name == "counts" && first != nil {
			return msgCounts.With(first.For, first.Against, first.Present).Say(in), nil
		}
	case int:
		if m, ok := ofNumber[name]; ok {
			return m.With(first).Say(in), nil
		}
		if m, ok := ofNumbers[name]; ok && len(of) == 2 {
			second, _ := of[1].(int)
			return m.With(first, second).Say(in), nil
		}
	}
	return "", fmt.Errorf("the page has no sentence %s of %v", name, of)
}
