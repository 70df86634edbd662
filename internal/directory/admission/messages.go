package admission

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var (
	msgPercent       = message.New("admission.percent", "belongs to an employment, which must have it, and to nothing else")
	msgRegionEmploys = message.New("admission.region_employs", "must be `office`, `seat` or `home`: a region employs nobody")
)
