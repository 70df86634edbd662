package condition

import (
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/request"
)

// Show completes a condition of a municipality's standing answer for a caller:
// its address, whether it is overdue, and what the caller may do.
func (c *Condition) Show(policy *authz.Policy, actor authn.Actor, in *casefile.Case, v *mandate.Document, municipality string, now time.Time) {
	ref := c.ref(v, municipality)
	c.Self = showCondition.Href(ref)
	c.MarkOverdue(v, now)
	actor = actor.In(in.ID)
	refusal := in.Alive()
	if !c.Fulfilled() && v.MustTakeDays() == nil && refusal == nil {
		c.Warnings = mandate.WarnOfDayOff("due", c.Due, v.Calendars.For(c.Organisation))
	}
	if refusal == nil {
		_, refusal = in.Party(municipality)
	}
	c.Overdue = c.Overdue && refusal == nil
	report, settle := refusal, refusal
	if refusal == nil {
		report, settle = c.MustBeReportable(v), c.MustBeReported(v)
	}
	responsible := c.own(actor)
	if in.MustBeSpokenForBy(c.Organisation) != nil {
		responsible.Roles = nil // it left the case, and acts there no more (rule 1.1)
	}
	c.Actions = []request.Action{
		ReportCondition.OfferIn(policy, responsible, c.Organisation, ref, report),
		ConfirmCondition.Offer(policy, actor, ref, settle),
		returnCondition.Offer(policy, actor, ref, settle),
	}
}

// ref names the condition of a municipality in paths.
func (c *Condition) ref(v *mandate.Document, municipality string) Ref {
	return Ref{PartRef: v.Ref().Part(municipality), Number: c.Number}
}

// own is the actor with nothing but the responsible office: theirs, or theirs
// as a substitute. Without any role they are not responsible (rule 3.5).
func (c *Condition) own(actor authn.Actor) authn.Actor {
	var held []authn.Role
	for _, r := range actor.Roles {
		if r.Organisation == c.Organisation && r.Office == c.Office {
			held = append(held, r)
		}
	}
	actor.Roles = held
	return actor
}
