package contribution

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
)

const (
	contributionPath = "/v1/regions/{region}/cases/{number}/resources/{municipality}/contribution"
	balancePath      = "/v1/regions/{region}/cases/{number}/balance"
	keyPath          = "/v1/regions/{region}/contribution-key"
)

// The acts on contributions and on the key by which they are compared.
var (
	showContribution   = act.Show[staffing.Ref]("show-contribution", contributionPath, act.Needs(reading.Read.Object, reading.Read.Act, casefile.InCase()))
	RecordContribution = act.New[staffing.Ref]("record-contribution", http.MethodPut, contributionPath, act.Needs("contribution", "record", casefile.InMunicipality()))
	showBalance        = act.Show[casefile.Ref]("show-contribution-balance", balancePath, act.Needs(reading.Read.Object, reading.Read.Act, casefile.InCase()))
	showKey            = act.Show[setting.Ref]("show-contribution-key", keyPath, act.Needs("organisation", "read", organisation.InRegion()))
	setKey             = act.New[setting.Ref]("set-contribution-key", http.MethodPut, keyPath, act.Needs("contribution_key", "set", organisation.InRegion()))
)

// agreedKey is the key as a setting of a region.
var agreedKey = setting.Kind[setting.Ref, *ContributionKey]{Name: "contribution_key", Member: "key", Set: setKey, Read: keyOf}
