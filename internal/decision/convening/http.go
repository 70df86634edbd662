package convening

import (
	"net/http"

	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Ref is how a path names a demand.
type Ref struct {
	body.Ref
	Demand int64 `path:"demand" minimum:"1" example:"3" doc:"The demand's identifier"`
}

const (
	all  = body.Path + "/meeting-demands"
	each = all + "/{demand}"
)

var (
	listDemands   = act.Show[body.Ref]("list-meeting-demands", all, meeting.Reads)
	showDemand    = act.Show[Ref]("show-meeting-demand", each, meeting.Reads)
	demandMeeting = act.New[body.Ref]("demand-meeting", http.MethodPost, all, meeting.Keeps)
	withdraw      = act.New[Ref]("withdraw-meeting-demand", http.MethodPost, each+"/withdraw", meeting.Keeps)
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.ShowList(d, listDemands, httpapi.Doc{
		Tag: meeting.Tag, Summary: "List the demands of a body's members that it meets",
		Description: "The newest first: who demands a meeting, when and what about, and the meeting that answers it (KL § 11-2, rule 7.6).",
	}, s.List)
	httpapi.Show(d, showDemand, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Show a demand that a body meets",
		Description: "Who demands a meeting, when and what about, and the meeting that answers it. Where the calendar cancels that meeting, the demand waits again (KL § 11-2, rule 7.6).",
	}, s.Show)
	httpapi.DoWith(d, demandMeeting, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Record that members demand a meeting", Creates: true,
		Description: "One third of the members may demand that the body meets. Whoever keeps its meetings records who demands it, when and what about; they, the chair and the members who are named are told. It is a task of those who keep its meetings until one is called that answers it (`demand` of call-meeting), or the members withdraw it (KL § 11-2, rule 7.6).",
		Faults:      []*fault.Error{ErrContent, ErrNoMember, ErrTooFew},
	}, s.Demand)
	httpapi.DoWith(d, withdraw, httpapi.Doc{
		Tag: meeting.Tag, Summary: "Record that members withdraw their demand of a meeting",
		Description: "With a reason. Those who were told of the demand are told (rule 7.6).",
		Faults:      []*fault.Error{ErrContent, ErrOver},
	}, s.Withdraw)
}
