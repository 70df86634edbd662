package mandate

import (
	"context"

	"forankring.no/forankring/internal/authn"
	"forankring.no/forankring/internal/authz"
	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/directory"
	"forankring.no/forankring/internal/pgdb"
	"forankring.no/forankring/internal/rest"
)

// shown completes versions of a case for a caller: what they may do, and whom
// an open version waits for.
func (s *Service) shown(ctx context.Context, q pgdb.Querier, actor authn.Actor, c *casefile.Case, versions ...*Version) error {
	now := s.now()
	var posts []directory.Post
	for _, v := range versions {
		v.Self = v.Ref().Path()
		v.Actions = s.actions(v, actor, c)
		for i := range v.Approvals {
			a := &v.Approvals[i]
			a.Actions = []rest.Action{s.answering(v, a, actor, c)}
		}
		v.WaitingFor = v.awaited(now)
		for _, w := range v.WaitingFor {
			posts = append(posts, directory.Post{Organisation: w.Municipality, Office: w.Office})
		}
	}
	people, err := directory.Contacts(ctx, q, now, posts)
	if err != nil {
		return err
	}
	for _, v := range versions {
		for i := range v.WaitingFor {
			w := &v.WaitingFor[i]
			w.Holders = append(w.Holders, people[directory.Post{Organisation: w.Municipality, Office: w.Office}]...)
		}
	}
	return nil
}

func (s *Service) actions(v *Version, actor authn.Actor, c *casefile.Case) []rest.Action {
	may := func(id, act, method, path string, rule error) rest.Action {
		if err := c.Prepared(); err != nil {
			rule = err
		}
		return s.policy.Action(actor, v.Region, authz.Permission{Object: "mandate", Act: act}, rule,
			rest.Action{Act: id, Method: method, Href: v.Self + path})
	}
	return []rest.Action{
		may("edit-mandate", "draft", "PUT", "", v.Drafted()),
		may("submit-mandate", "submit", "POST", "/submit", v.Submittable(c)),
		may("withdraw-mandate", "withdraw", "POST", "/withdraw", v.Opened()),
		may("reject-mandate", "reject", "POST", "/reject", v.Rejectable()),
	}
}

// answering is the act of answering for one municipality.
func (s *Service) answering(v *Version, a *Approval, actor authn.Actor, c *casefile.Case) rest.Action {
	rule := c.Prepared()
	if rule == nil {
		_, rule = c.Party(a.Municipality)
	}
	if rule == nil {
		rule = v.Answerable(actor.Person)
	}
	return s.policy.Action(actor, a.Municipality, authz.Permission{Object: "mandate", Act: "answer"}, rule,
		rest.Action{Act: "answer-mandate", Method: "PUT", Href: a.Self})
}
