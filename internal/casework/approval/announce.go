package approval

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
)

// plan plans the reminders of a version that was just submitted: every
// municipality is asked for its answer, unless its approval carried over, and
// for names where it is asked for people.
func (v *Version) plan(ctx context.Context, ch *casefile.Change) error {
	var deadlines []reminder.Deadline
	for _, s := range v.Slices {
		if !v.Approved(s.Municipality) {
			deadlines = append(deadlines, v.AnswerDeadline(ch.Case, s.Municipality))
		}
		if len(s.Requirements) > 0 {
			deadlines = append(deadlines, v.NamingDeadline(ch.Case, s.Municipality))
		}
	}
	return reminder.PlanEach(ctx, ch.Tx, ch.Now, deadlines)
}

// AnswerDeadline asks a municipality's chief executive for the answer to a
// submitted version. Silence does not approve: when the day has passed, the
// administrator hears of it, then the chief executive again, then the
// secretariat and the chair of the board (rules 3.4, 6.1).
func (v *Version) AnswerDeadline(c *casefile.Case, municipality string) reminder.Deadline {
	return reminder.Deadline{
		Call: AnswerMandate.Call(), Ref: v.Deadline(answerDue, municipality), Due: *v.AnswerBy, Params: v.LetterParams(c),
		Asked: []authority.Post{{Organisation: municipality, Office: office.ChiefExecutive}},
	}.Escalating(c.Region, municipality)
}

// NamingDeadline asks a municipality's administrator for the names. When it has
// passed it escalates like the answer (rule 6.1).
func (v *Version) NamingDeadline(c *casefile.Case, municipality string) reminder.Deadline {
	return reminder.Deadline{
		Call: mandate.NamePeople.Permission.String(), Ref: v.Deadline(NamingDue, municipality), Due: *v.NamingDue, Params: v.LetterParams(c),
		Subject: mandate.NamingSubject, Asked: []authority.Post{{Organisation: municipality, Office: office.Administrator}},
	}.Escalating(c.Region, municipality)
}

// review queues a review of the naming, when a version was submitted and when it
// came into force.
func (s *Service) review(ctx context.Context, ch *casefile.Change) error {
	if _, err := s.jobs.InsertTx(ctx, ch.Tx, mandate.NamingReview{Region: ch.Case.Region, Case: ch.Case.Number}, nil); err != nil {
		return fmt.Errorf("queue a review of the naming: %w", err)
	}
	return nil
}

// tell posts a notice of what became of the version: to the chief executives
// of its municipalities, and when it is in force also to their administrators,
// who name people now.
func (s *Service) tell(ctx context.Context, ch *casefile.Change, v *Version, kind notice.Kind) error {
	kinds := map[string]notice.Kind{}
	for _, a := range v.Approvals {
		kinds[a.Municipality] = kind
		if kind == noticeInForce && !a.Status.Approves() {
			kinds[a.Municipality] = noticeNotBinding
		}
	}
	return s.tellEach(ctx, ch, v, kinds)
}

// tellSubmitted tells the chief executives that a version is open, and what
// became of their approval of an earlier one (rule 3.6).
func (s *Service) tellSubmitted(ctx context.Context, ch *casefile.Change, v *Version) error {
	kinds := map[string]notice.Kind{}
	for _, a := range v.Approvals {
		switch a.Status {
		case Approved, ApprovedWithConditions:
			kinds[a.Municipality] = noticeCarried
		case Stale:
			kinds[a.Municipality] = noticeStale
		default:
			kinds[a.Municipality] = noticeSubmitted
		}
	}
	return s.tellEach(ctx, ch, v, kinds)
}

// tellEach posts one notice of a kind in each municipality.
func (s *Service) tellEach(ctx context.Context, ch *casefile.Change, v *Version, kinds map[string]notice.Kind) error {
	c := ch.Case
	var posts []authority.Post
	for _, a := range v.Approvals {
		posts = append(posts, authority.Post{Organisation: a.Municipality, Office: office.ChiefExecutive})
		if kinds[a.Municipality] == noticeInForce {
			posts = append(posts, authority.Post{Organisation: a.Municipality, Office: office.Administrator})
		}
	}
	var letters []authority.Letter
	for _, call := range authority.Calls(c.ID, AnswerMandate.Call(), posts...) {
		kind := kinds[call.Organisation]
		params := v.LetterParams(c)
		params["municipality"] = v.Approval(call.Organisation).Name
		if a := v.Approval(call.Organisation); a.Standing != nil && a.Standing.CarriedFrom != nil {
			params["carried_from"] = strconv.Itoa(*a.Standing.CarriedFrom)
		} else if a.StaleFrom != nil {
			params["carried_from"] = strconv.Itoa(*a.StaleFrom)
		}
		letters = append(letters, authority.Letter{Calls: []authority.Call{call}, Notice: notice.Notice{
			Source: fmt.Sprintf("mandate:%d:%d:%s", c.ID, v.Number, strings.TrimPrefix(string(kind), "mandate_")), Kind: kind, Case: c.ID, Params: params,
		}})
	}
	return authority.Tell(ctx, ch.Tx, s.notices, ch.Now, letters...)
}
