package authz

import (
	"slices"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// ErrDisqualified refuses every act in a case to whoever is disqualified in it.
var ErrDisqualified = fault.New(fault.Forbidden, "permission.disqualified", "You are disqualified in this case",
	"Whoever is disqualified in a case does nothing in it, as office holder, substitute or member, but may read it (rule 1.7, KL § 11-10, FVL § 6).")

// ErrOutsideGrant refuses an act to a substitute who was given the office, but
// not this act, not in this case, or not at this time.
var ErrOutsideGrant = fault.New(fault.Forbidden, "permission.outside_grant", "A substitute may not do this here and now",
	"You are a substitute in the office that carries this act, but it lies outside the acts, the cases or the period that you were given, or is decided by others because the holder is disqualified (rules 1.4, 1.7).")

const read = "read"

// deciding are the acts of a chief executive that decide, as against those that
// prepare: where the chief executive is disqualified, a subordinate substitute
// does none of them, and the council answers instead (rule 1.7, FVL § 6).
var deciding = []Permission{
	{Object: "benefit", Act: "confirm"},
	{Object: "mandate", Act: "answer"},
	{Object: "condition", Act: "confirm"},
	{Object: "assignment", Act: "release"},
	{Object: "assignment", Act: "release_over_capacity"},
	{Object: "assignment", Act: "decline"},
	{Object: "assignment", Act: "recall"},
	{Object: "disqualification", Act: "decide"},
}

// personal are the acts that no substitute does: appointing a substitute would
// make a chain (rule 1.4).
var personal = []Permission{{Object: "substitute", Act: "appoint"}}

// declared are the acts by which people withdraw from a case themselves: being
// disqualified does not stand in their way.
var declared = []Permission{{Object: "disqualification", Act: "declare"}}

// seen is what every substitute may read, whatever acts they were given:
// nobody acts on what they cannot see.
var seen = []Permission{
	{Object: "organisation", Act: read},
	{Object: "case", Act: read},
	{Object: "exempt_case", Act: read},
}

// CouncilGives are the acts, as object:act, that whoever a council names does in
// the place of a disqualified chief executive: all that decide, but for
// answering mandates, which the council does itself, and for deciding about
// disqualification (rule 1.7).
func CouncilGives() []string {
	var acts []string
	for _, p := range deciding {
		if p.Object != "mandate" && p.Object != "disqualification" {
			acts = append(acts, p.String())
		}
	}
	return acts
}

// Deciding says whether an act of a chief executive decides, and does not only
// prepare (rule 1.7).
func Deciding(perm Permission) bool { return slices.Contains(deciding, perm) }

// Grantable says whether an act can be given to a substitute.
func Grantable(perm Permission) bool { return !slices.Contains(personal, perm) }

// Disqualified says whether the actor is disqualified, in the case that they act
// in, from what they hold in one of the organisations.
func Disqualified(a authn.Actor, organisations ...string) bool {
	return slices.ContainsFunc(a.Barred, func(b authn.Bar) bool {
		return b.Case == a.Case && (b.Organisation == "" || slices.Contains(organisations, b.Organisation))
	})
}

// barred says whether a disqualification keeps the actor from an act in an
// organisation.
func barred(a authn.Actor, organisation string, perm Permission) bool {
	return Disqualified(a, organisation) && perm.Act != read && !slices.Contains(declared, perm)
}

// OutsideGrant refuses an act that the actor may not do, though they are a
// substitute in an office that carries it in one of the organisations, and says
// what keeps them from it; nil where they are no such substitute.
func (p *Policy) OutsideGrant(a authn.Actor, organisations []string, perm Permission) error {
	if outside := p.outsideGrant(a, organisations, perm); outside != nil {
		return outside
	}
	return nil
}

func (p *Policy) outsideGrant(a authn.Actor, organisations []string, perm Permission) *fault.Error {
	carry := p.Offices(perm)
	given := func(r authn.Role) bool {
		return r.OnBehalfOf != "" && slices.Contains(organisations, r.Organisation) && slices.Contains(carry, r.Office)
	}
	if i := slices.IndexFunc(a.Roles, given); i >= 0 {
		return ErrOutsideGrant.With(beyond(a.Roles[i], a.Case, perm))
	}
	if i := slices.IndexFunc(a.Lapsed, given); i >= 0 {
		return ErrOutsideGrant.With(msgNotToday.With(Holder(a.Lapsed[i].Office)))
	}
	return nil
}

// beyond says why a substitute's role does not reach an act in a case.
func beyond(r authn.Role, caseID int64, perm Permission) message.Text {
	switch {
	case !Grantable(perm):
		return msgNoChain
	case !r.CountsIn(caseID):
		return msgOtherCases.With(Holder(r.Office))
	case Deciding(perm) && slices.Contains(r.PreparesIn, caseID):
		return msgPreparesOnly.With(Holder(r.Office))
	default:
		return msgOtherActs.With(Holder(r.Office))
	}
}

// covers says whether a substitute's role reaches an act in a case, 0 for an
// act outside any.
func covers(r authn.Role, caseID int64, perm Permission) bool {
	switch {
	case !r.CountsIn(caseID), !Grantable(perm):
		return false
	case slices.Contains(declared, perm):
		return true
	case Deciding(perm) && slices.Contains(r.PreparesIn, caseID):
		return false
	case r.Acts == nil, slices.Contains(seen, perm):
		return true
	default:
		return slices.Contains(r.Acts, perm.String())
	}
}
