package proposal

import (
	"net/http"
	"strconv"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

const below = casefile.Below + "/proposed-resolution"

// The acts on the proposed resolution of a case.
var (
	showProposal  = act.Show[VersionQuery]("show-proposed-resolution", below, casefile.ReadCase)
	listVersions  = act.Show[casefile.Ref]("list-proposed-resolutions", below+"/versions", casefile.ReadCase)
	writeProposal = act.New[casefile.Ref]("write-proposed-resolution", http.MethodPut, below, act.Needs("proposal", "write", casefile.InCase()))
)

// VersionQuery asks for a version of the proposed resolution of a case.
type VersionQuery struct {
	casefile.Ref
	Version int `query:"version" minimum:"1" maximum:"1000000" doc:"The number of a version; left out for the newest"`
}

// path is the address of a version that is not the newest.
func (q VersionQuery) path() string {
	return showProposal.Href(q) + "?version=" + strconv.Itoa(q.Version)
}
