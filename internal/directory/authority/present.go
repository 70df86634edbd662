package authority

import (
	"fmt"
	"strings"
	"time"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/period"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	readExempt = authz.Permission{Object: "exempt_case", Act: "read"}
)

// offers are the ways to set a substitute for the office's holder: the holder's
// own, and the administrator's or secretary's (rule 1.4).
func (s *Service) offers(actor authn.Actor, f *office.Office) []request.Action {
	var idle error
	if !period.Of(f.From, f.To).Contains(s.now()) {
		idle = ErrNotInForce
	}
	in := office.Ref{Ref: organisation.Ref{Organisation: f.Organisation}, Office: f.ID}
	if f.Person != actor.Person {
		return []request.Action{appointSubstitute.Offer(s.policy, actor, in, idle)}
	}
	return []request.Action{
		appointOwnSubstitute.Offer(s.policy, actor, office.OwnRef{Office: f.ID}, idle),
		appointSubstitute.Offer(s.policy, actor, in, ErrForThemselves),
	}
}

// Present completes a substitute for a caller: what they may do with it, and
// without what is not theirs to know.
func (x *Substitute) Present(policy *authz.Policy, actor authn.Actor, now time.Time) *Substitute {
	x.Self, x.ReviewDue = x.Path(), x.due(now)
	if _, sets := policy.Allows(actor, x.Organisation, endSubstitute.Permission()); !sets && !x.known(actor.Person) {
		x.conceal()
	}
	refusal := x.mustBeEndableBy(actor.Person, now)
	ref := Ref{organisation.Ref{Organisation: x.Organisation}, x.ID}
	x.Actions = []request.Action{endSubstitute.Offer(policy, actor, ref, refusal)}
	if x.concerns(actor.Person) {
		x.Actions = append(x.Actions, endOwnSubstitute.Offer(policy, actor, OwnRef{x.ID}, refusal))
	}
	acting := policy.Acting(actor, x.Organisation, renewSubstitute.Permission())
	x.Actions = append(x.Actions, renewSubstitute.Offer(policy, actor, ref, x.mustBeRenewableBy(acting, now)))
	if x.Principal != nil && *x.Principal == actor.Person {
		x.Actions = append(x.Actions, renewOwnSubstitute.Offer(policy, actor, OwnRef{x.ID}, x.mustBeRenewable(now)))
	}
	return x
}

// known says whether a person knows all about the substitute: the substitute,
// the holder, and whoever is acted for.
func (x *Substitute) known(person string) bool {
	return x.concerns(person) || x.Holder.Person == person || x.OnBehalfOf != nil && *x.OnBehalfOf == person
}

// conceal takes out which cases it is about, the council's decision, and why it
// was ended: a case may be exempt from public access, and a reason personal
// (rules 2.5, 9.1).
func (x *Substitute) conceal() {
	if x.Cases != nil {
		x.Cases = []CaseRef{}
	}
	x.DecidedOn, x.CaseNumber, x.EndedWhy = nil, "", message.Text{}
}

// changes lists what a new substitute is given, for the audit: people by their
// identifiers.
func (x *Substitute) changes() audit.Changes {
	return audit.Changes{
		"office": {New: x.Office}, "person": {New: x.Person}, "on_behalf_of": {New: x.Holder.Person}, "acts": {New: x.Acts}, "cases": {New: x.Cases},
		"from": {New: x.From}, "to": {New: x.To}, "review_on": {New: x.ReviewOn},
	}
}

// setNotices tell the substitute, and the holder where somebody else set them.
func (x *Substitute) setNotices() []notice.Notice {
	all := []notice.Notice{x.notice(noticeAppointed, x.Person)}
	if x.Source == byAdministrator {
		all = append(all, x.notice(noticeSet, x.Holder.Person))
	}
	return all
}

// endNotices tell the substitute and whoever is acted for now, but not the one
// who ended it.
func (x *Substitute) endNotices(by string) []notice.Notice {
	var all []notice.Notice
	if x.Person != by {
		all = append(all, x.notice(noticeEnded, x.Person))
	}
	if x.Principal != nil && *x.Principal != by {
		all = append(all, x.notice(noticeEnded, *x.Principal))
	}
	for i := range all {
		all[i].Params["reason"] = x.EndedWhy.Stored()
	}
	return all
}

// notice is a letter about the substitute. Each change of it is told once.
func (x *Substitute) notice(kind notice.Kind, person string) notice.Notice {
	other := x.Name
	you := ""
	if person == x.Person {
		you, other = "you", x.Holder.Name
		if x.Principal != nil {
			other = x.PrincipalName
		}
	}
	params := map[string]string{
		"name": other, "you": you, "acts": strings.Join(x.Acts, ","),
		"path": x.Path(), "office": x.Office, "municipality": x.OrganisationName, "from": workday.DateOf(x.From, workday.Oslo()).String(),
	}
	if x.To != nil && x.To.After(x.From) {
		params["to"] = workday.DateOf(x.To.Add(-time.Microsecond), workday.Oslo()).String()
	}
	if x.Acts == nil {
		params["acts"] = allActs
	}
	if x.ReviewOn != nil {
		params["review"] = x.ReviewOn.String()
	}
	if len(x.Cases) == 1 {
		params["case_number"] = x.Cases[0].Number
	}
	return notice.Notice{Source: fmt.Sprintf("substitute/%d/%s/%d", x.ID, kind, x.Revision), Person: person, Kind: kind, Params: params}
}
