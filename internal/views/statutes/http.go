package statutes

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/workday"
)

// filter asks for the statutes of an organisation on a day.
type filter struct {
	organisation.Ref
	At workday.Date `query:"at" format:"date" doc:"The day asked for; today if left out"`
}

var showStatutes = act.Show[filter]("show-statutes", organisation.Path+"/statutes", act.Needs("organisation", "read", organisation.InOrganisation()))

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showStatutes, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show the statutes of an organisation's bodies",
		Description: "What each body is, may and how it votes on a day, in words, with all that was set of it and what each revision changed: one page, also to be printed (text/html). What its settings leave out is as the body was founded, or as its kind has it by law (rule 7.1).",
	}, s.Show, httpapi.HTML(write))
}
