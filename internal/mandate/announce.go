package mandate

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/notice"
	"forankring.no/forankring/internal/reminder"
)

// plan plans the reminders of a version that was just submitted: in every
// municipality the chief executive is asked for the answer and the
// administrator for the names; when a deadline passes the other one hears of
// it.
func (v *Version) plan(ctx context.Context, tx pgx.Tx, c *casefile.Case, now time.Time) error {
	for _, a := range v.Approvals {
		chief := []directory.Post{{Organisation: a.Municipality, Office: directory.ChiefExecutive}}
		admin := []directory.Post{{Organisation: a.Municipality, Office: directory.Administrator}}
		params := v.params(c)
		for _, d := range []reminder.Deadline{
			{Ref: v.deadline(reminder.Answer, a.Municipality), Due: *v.AnswerBy, Asked: chief, Admin: admin, Params: params},
			{Ref: v.deadline(reminder.Naming, a.Municipality), Due: *v.NamingDue, Asked: admin, Admin: chief, Params: params},
		} {
			if err := reminder.Plan(ctx, tx, now, d); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell posts a notice of what became of the version: to the chief executives
// of its municipalities, and when it is in force also to their administrators,
// who name people now.
func (s *Service) tell(ctx context.Context, tx pgx.Tx, c *casefile.Case, v *Version, kind string, now time.Time) error {
	var posts []directory.Post
	for _, a := range v.Approvals {
		posts = append(posts, directory.Post{Organisation: a.Municipality, Office: directory.ChiefExecutive})
		if kind == notice.MandateInForce {
			posts = append(posts, directory.Post{Organisation: a.Municipality, Office: directory.Administrator})
		}
	}
	people, err := directory.Contacts(ctx, tx, now, posts)
	if err != nil {
		return err
	}
	var notices []notice.Notice
	for _, post := range posts {
		for _, p := range people[post] {
			notices = append(notices, notice.Notice{
				Source: fmt.Sprintf("mandate:%d:%d:%s", c.ID, v.Number, strings.TrimPrefix(kind, "mandate_")),
				Person: p.Person, Kind: kind, Case: c.ID, Params: v.params(c),
			})
		}
	}
	return s.notices.Post(ctx, tx, notices)
}

// params fill the texts of letters about the version.
func (v *Version) params(c *casefile.Case) map[string]string {
	return map[string]string{
		"case_number": c.Number, "case_title": c.Title, "region": c.Region, "version": strconv.Itoa(v.Number),
		"due": v.AnswerBy.String(), "reason": v.ClosedWhy, "path": v.Ref().Path(),
	}
}
