// Package responsible says who answers for something in a case, such as a
// milestone: an office, a body, a seat in one, or a person. It refuses who cannot
// be there, and knows through whom they are reached and who acts for them (rules
// 5.4, 6.2).
package responsible

import (
	"slices"

	"github.com/google/uuid"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/fault"
)

// ErrInvalid refuses a responsible that cannot be in the case (rule 5.4).
var ErrInvalid = fault.New(fault.Invalid, "timeline.responsible_invalid", "The responsible is not valid",
	"The responsible is an office or a body (with or without a role in it) of the region or of a participant, or a person. For a milestone per municipality it is an office alone, such as `administrator`: each municipality's own (rule 5.4).")

// Canonical writes the person's identifier in its one form; what is none stays
// as it is, and is known to nobody.
func Canonical(p authority.Post) *authority.Post {
	if id, err := uuid.Parse(p.Person); err == nil {
		p.Person = id.String()
	}
	return &p
}

// rolesInBodies are the roles that somebody has in a body.
var rolesInBodies = []string{"chair", "deputy_chair", "member", "deputy"}

// Check refuses a post that does not exist in the case. Whether a
// body exists and a person is known is in the database alone: Known tells.
func Check(c *casefile.Case, p authority.Post, perMunicipality bool) error {
	named := 0
	for _, name := range []string{p.Office, p.Body, p.Person} {
		if name != "" {
			named++
		}
	}
	var f fault.Checks
	f.Require(named == 1, "/responsible", msgOneOfThree)
	f.Require(p.Role == "" || p.Body != "", "/responsible/role", msgRoleInBody)
	f.Require(p.Role == "" || slices.Contains(rolesInBodies, p.Role), "/responsible/role", msgNoRole.With(rolesInBodies))
	f.Require(p.Person == "" || p.Organisation == "", "/responsible/organisation", msgPersonAlone)
	if perMunicipality {
		f.Require(p.Office != "" && p.Organisation == "", "/responsible", msgOfficeAlone)
		f.Require(slices.Contains(office.KindsOf(organisation.KindMunicipality), p.Office), "/responsible/office", msgMunicipalOffice)
		return f.Err(ErrInvalid)
	}
	if p.Person == "" {
		_, err := c.Party(p.Organisation)
		f.Require(p.Organisation == c.Region || err == nil, "/responsible/organisation", casefile.MsgOutsideCase)
	}
	f.Require(p.Office == "" || slices.Contains(office.KindsOf(kindOf(c, p.Organisation)), p.Office), "/responsible/office", msgNoOfficeThere)
	return f.Err(ErrInvalid)
}

// kindOf tells the region of the case from a municipality.
func kindOf(c *casefile.Case, key string) string {
	if key == c.Region {
		return organisation.KindRegion
	}
	return organisation.KindMunicipality
}

// Asked are those of whom something in a case is asked, or a municipality's part
// of it: the responsible; where nobody is named, or only somebody of a
// municipality that has left, the secretariat or the municipality's administrator
// (rule 6.2).
func Asked(c *casefile.Case, municipality string, responsible *authority.Post) []authority.Post {
	switch {
	case responsible != nil && !gone(c, responsible.Organisation):
		return reached(c, *responsible)
	case municipality != "":
		return []authority.Post{{Organisation: municipality, Office: office.Administrator}}
	default:
		return []authority.Post{{Organisation: c.Region, Office: office.Secretariat}}
	}
}

// gone says whether an organisation is a municipality that has left the case.
func gone(c *casefile.Case, organisation string) bool {
	return slices.ContainsFunc(c.Participants, func(p casefile.Participant) bool { return p.Number == organisation && p.LeftAt != nil })
}

// reached is through whom a post is reached: a body through its chair and its
// clerk or secretariat (rule 6.2).
func reached(c *casefile.Case, p authority.Post) []authority.Post {
	if p.Body == "" || p.Role != "" {
		return []authority.Post{p}
	}
	keeper := office.Clerk
	if p.Organisation == c.Region {
		keeper = office.Secretariat
	}
	return []authority.Post{{Organisation: p.Organisation, Body: p.Body, Role: "chair"}, {Organisation: p.Organisation, Office: keeper}}
}
