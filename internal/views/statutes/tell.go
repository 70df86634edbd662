package statutes

import (
	"context"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// tell tells those whom it concerns that a body is, may or votes otherwise from a day on:
// its members, and those who keep its meetings; where it decides, or did, in a municipality
// its chief executive, and in a region those of all its municipalities (rules 1.5, 7.1).
// Who only has other times before and after meetings hears of it with them.
func (s *Service) tell(ctx context.Context, c *organisation.Change, r body.Revision) error {
	before := r.Before
	before.Notice, before.Submission, before.Minutes = r.After.Notice, r.After.Submission, r.After.Minutes
	said := changed(r.Body.Kind, before, r.After)
	if len(said) == 0 {
		return nil
	}
	posts, err := s.concerned(ctx, c, r)
	if err != nil {
		return err
	}
	calls := authority.Calls(0, "", posts...)
	reached, err := authority.Reach(ctx, c.Tx, c.Now, calls)
	if err != nil {
		return err
	}
	letter := notice.Notice{Source: fmt.Sprintf("statutes:%d:%d", r.Body.ID, r.Made.Number), Kind: noticeRevised, Params: map[string]string{
		"body": r.Body.Name, "organisation": c.In.Name, "from": r.Made.From.String(), "changes": message.Sentences(said...).Stored(), "path": body.SettingsPath(r.Body.Ref()),
	}}
	if r.Made.DecidedOn != nil {
		letter.Params["decision"], letter.Params["decided_on"] = r.Made.CaseNumber, r.Made.DecidedOn.String()
	}
	if r.Made.Reason != "" {
		letter.Params["reason"] = message.Verbatim(r.Made.Reason).Stored()
	}
	var letters []notice.Notice
	for _, call := range calls {
		for _, p := range reached[call].All() {
			letter.Person, letter.Address, letter.AddressOf = p.Person, p.Address, p.AddressOf
			letters = append(letters, letter)
		}
	}
	letters = slices.DeleteFunc(letters, func(n notice.Notice) bool { return c.Actor.Is(n.Person) })
	return s.notices.Post(ctx, c.Tx, letters)
}

// concerned are the posts that hear of other statutes of a body.
func (*Service) concerned(ctx context.Context, c *organisation.Change, r body.Revision) ([]authority.Post, error) {
	var posts []authority.Post
	for _, seat := range r.Body.Seats {
		if seat.Role != body.Deputy {
			posts = append(posts, authority.Post{Person: seat.Person})
		}
	}
	decides := r.Before.Decides || r.After.Decides
	if c.In.Kind != organisation.KindRegion {
		posts = append(posts, authority.Post{Organisation: c.In.Key, Office: office.Clerk})
		if decides {
			posts = append(posts, authority.Post{Organisation: c.In.Key, Office: office.ChiefExecutive})
		}
		return posts, nil
	}
	posts = append(posts, authority.Post{Organisation: c.In.Key, Office: office.Secretariat})
	if !decides {
		return posts, nil
	}
	members, err := pgdb.All[string](ctx, c.Tx, "find the municipalities of a region", `
		SELECT o.key FROM member_on($2) m JOIN organisation o ON o.id = m.municipality_id WHERE m.region_id = $1 ORDER BY o.key`, c.In.ID, workday.Today(c.Now))
	for _, m := range members {
		posts = append(posts, authority.Post{Organisation: m, Office: office.ChiefExecutive})
	}
	return posts, err
}
