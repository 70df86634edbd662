package disqualification

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

const (
	inCase = "/v1/regions/{region}/cases/{number}"
	all    = inCase + "/disqualifications"
	whose  = all + "/{organisation}"
	each   = whose + "/{disqualification}"
)

var (
	reads  = act.Needs("case", "read", casefile.InCase())
	decide = act.Needs("disqualification", "decide", casefile.InAnyParty())
)

// The acts on the question whether a person is disqualified.
var (
	listDisqualifications    = act.Show[ListRef]("list-disqualifications", all, reads)
	showDisqualification     = act.Show[EachRef]("show-disqualification", each, reads)
	listHints                = act.Show[casefile.Ref]("list-disqualification-hints", inCase+"/disqualification-hints", reads)
	raiseDisqualification    = act.New[Ref]("raise-disqualification", http.MethodPost, whose, act.Needs("disqualification", "raise", casefile.InAnyParty()))
	declareDisqualification  = act.New[Ref]("declare-disqualification", http.MethodPost, whose+"/declaration", act.Needs("disqualification", "declare", casefile.InAnyParty()))
	decideDisqualification   = act.New[EachRef]("decide-disqualification", http.MethodPost, each+"/decide", decide)
	withdrawDisqualification = act.New[EachRef]("withdraw-disqualification", http.MethodPost, each+"/withdraw", decide)
	endDisqualification      = act.New[EachRef]("end-disqualification", http.MethodPost, each+"/end", decide)
)

// nameCouncilSubstitute is the clerk's record of whom the council names in a
// disqualified chief executive's place.
var nameCouncilSubstitute = act.New[casefile.PartyRef]("name-council-substitute", http.MethodPost, inCase+"/council-substitutes/{municipality}",
	act.Needs("mandate", "record_answer", casefile.InMunicipality()))

// ListRef is how a path and its query name a list of a case's questions.
type ListRef struct {
	casefile.Ref
	State        State  `query:"state" enum:"raised,disqualified,dismissed,withdrawn" doc:"Only those in this state"`
	Organisation string `query:"organisation" maxLength:"63" example:"3417" doc:"Only those in this organisation"`
	Person       string `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only those of this person"`
}
