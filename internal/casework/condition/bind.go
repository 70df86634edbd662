package condition

import (
	"context"
	"fmt"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
)

// Bind calls for the conditions of approvals by which a version in force binds,
// by municipality: for those that are not yet reported or fulfilled, reminders
// are planned and whoever is responsible is told (rule 3.5).
func Bind(ctx context.Context, ch *casefile.Change, notices *notice.Service, v *mandate.Document, set map[string][]Condition) error {
	var deadlines []reminder.Deadline
	for _, s := range v.Slices {
		for i := range set[s.Municipality] {
			if condition := &set[s.Municipality][i]; condition.State == Open {
				deadlines = append(deadlines, condition.deadline(ch.Case, v, s.Municipality))
			}
		}
	}
	if err := reminder.PlanEach(ctx, ch.Tx, ch.Now, deadlines); err != nil {
		return err
	}
	var letters []authority.Letter
	for _, s := range v.Slices {
		for i := range set[s.Municipality] {
			if condition := &set[s.Municipality][i]; condition.State == Open {
				letters = append(letters, condition.letter(ch.Case, v, s))
			}
		}
	}
	return authority.Tell(ctx, ch.Tx, notices, ch.Now, letters...)
}

// letter tells whoever reports the condition that it holds.
func (c *Condition) letter(in *casefile.Case, v *mandate.Document, of mandate.Slice) authority.Letter {
	params := v.LetterParams(in)
	params["title"], params["municipality"], params["due"] = c.Text, of.Name, c.Due.String()
	return authority.Letter{Calls: authority.Calls(in.ID, ReportCondition.Call(), c.Responsible.Post()), Notice: notice.Notice{
		Source: fmt.Sprintf("mandate_condition:%d:%d:set", c.AnswerID, c.Number), Kind: noticeSet, Case: in.ID, Params: params,
	}}
}

// Deadlines name the deadlines of a municipality's conditions.
func Deadlines(v *mandate.Document, municipality string, list []Condition) []reminder.Ref {
	refs := make([]reminder.Ref, len(list))
	for i := range list {
		refs[i] = list[i].deadlineRef(v, municipality)
	}
	return refs
}
