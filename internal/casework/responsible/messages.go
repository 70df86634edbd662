package responsible

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with who is responsible.
var (
	msgOneOfThree      = message.New("responsible.one_of_three", "must name exactly one of `office`, `body` and `person`")
	msgRoleInBody      = message.New("responsible.role_in_body", "must be left out unless `body` is given")
	msgNoRole          = message.New1[[]string]("responsible.no_role", "must be one of the roles in a body: {roles}")
	msgPersonAlone     = message.New("responsible.person_alone", "must be left out with `person`")
	msgOfficeAlone     = message.New("responsible.office_alone", "must name an office alone for a milestone per municipality: each municipality's own")
	msgMunicipalOffice = message.New("responsible.municipal_office", "must be an office of a municipality")
	msgNoOfficeThere   = message.New("responsible.no_office_there", "must be an office of that organisation")
)
