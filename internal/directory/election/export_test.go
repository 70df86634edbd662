package election

import (
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
)

// NotElected is why a municipality elects to no body of the organisation named.
func NotElected(err error, municipality string) error {
	return notElected(err, &organisation.Change{In: &organisation.Organisation{Key: municipality, Kind: organisation.KindMunicipality}}, workday.MustDate("2024-02-12"))
}
