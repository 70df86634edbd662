package alarm

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
)

// tag is the chapter of alarms in the contract.
var tag = httpapi.Tag{Name: "Alarms", Text: "What will go wrong with the people of a case if nobody acts: found in the current state at every read, and gone with its cause (rule 4.4)."}

// The reads of alarms.
var (
	listAlarms     = act.Show[MunicipalityQuery]("list-alarms", "/v1/organisations/{organisation}/alarms", act.Needs("alarm", "read", organisation.InOrganisation()))
	listCaseAlarms = act.Show[CaseQuery]("list-case-alarms", "/v1/regions/{region}/cases/{number}/alarms", act.Needs(reading.Read.Object, reading.Read.Act, casefile.InCase()))
)

// MunicipalityQuery asks for a municipality's alarms in every case.
type MunicipalityQuery struct {
	Organisation string `path:"organisation" maxLength:"63" example:"3417" doc:"The municipality's number"`
	Kind         Kind   `query:"kind" enum:"release_ends_early,employment_ends,nobody_named,over_capacity" doc:"Only alarms of this kind"`
}

// CaseQuery asks for the alarms of a case.
type CaseQuery struct {
	casefile.Ref
	Kind         Kind   `query:"kind" enum:"release_ends_early,nobody_named,over_capacity" doc:"Only alarms of this kind"`
	Municipality string `query:"municipality" pattern:"^[0-9]{4}$" doc:"Only alarms of this municipality"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listAlarms, httpapi.Doc{
		Tag: tag, Summary: "List a municipality's alarms",
		Description: "Where the municipality's people will be lacking in a case, or give more than they can: a release ends before the last deadline that needs it, an employment ends before the release does, nobody was named in time, or somebody is over capacity because it was lowered or overridden. Where somebody else takes their place the same day, an end raises no alarm. Alarms are computed from the current state: one is gone with its cause (rule 4.4). The chief executive, who can recall, and the administrator, who can set the capacity, are told when somebody is over capacity; of other alarms only the administrator is told. This list is for the municipality's own offices.",
	}, s.ListOfMunicipality)
	httpapi.ShowList(d, listCaseAlarms, httpapi.Doc{
		Tag: tag, Summary: "List the alarms of a case",
		Description: "The alarms of all municipalities that take part (rule 4.4). About somebody over capacity it says only that their release in this case is more than they can give, and nothing of what they do elsewhere; an employment that ends is shown as a release that does (release_ends_early). The municipality's own offices read why in its own list (rules 2.5, 4.6).",
	}, s.ListOfCase)
}
