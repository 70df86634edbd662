package app

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// offer brings to a case the acts whose features do not yet do so themselves.
func offer(cases *casefile.Service, policy *authz.Policy) {
	cases.Offers.Add(func(actor authn.Actor, c *casefile.Case) []request.Action {
		offers := []request.Action{policy.Action(actor, c.Region, authz.Permission{Object: "mandate", Act: "draft"}, c.Prepared(),
			request.Action{Act: "draft-mandate", Method: "POST", Href: c.Self + "/mandates"})}
		for act, path := range map[string]string{"raise": "", "declare": "/declaration"} {
			perm, organisation := authz.Permission{Object: "disqualification", Act: act}, c.Region
			for _, o := range c.Organisations() {
				if _, ok := policy.Allows(actor, o, perm); ok {
					organisation = o
					break
				}
			}
			offers = append(offers, policy.Action(actor, organisation, perm, c.Alive(),
				request.Action{Act: act + "-disqualification", Method: "POST", Href: c.Self + "/disqualifications/" + organisation + path}))
		}
		return offers
	})
}
