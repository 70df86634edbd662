package timeline

import (
	"net/http"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/workday"
)

const (
	milestonesPath = casefile.Below + "/milestones"
	milestonePath  = milestonesPath + "/{key}"

	// completing names the act of completing a milestone also in the record.
	completing = "complete-milestone"
)

// What completing a milestone, and a municipality's part of one, needs of whoever
// is not responsible for it.
var (
	mayComplete     = authz.Permission{Object: "timeline", Act: "complete"}
	mayCompletePart = authz.Permission{Object: "milestone_part", Act: "complete"}
)

// ReadTimeline is what reading a timeline needs: to read the case, or to have a
// part of one's own in it (rule 2.5).
var ReadTimeline = act.Needs(reading.Read.Object, reading.Read.Act, withOwn(casefile.InCase()))

// The acts on timelines.
var (
	ListMilestones    = act.Show[ListQuery]("list-milestones", milestonesPath, ReadTimeline)
	showMilestone     = act.Show[Ref]("show-milestone", milestonePath, ReadTimeline)
	PlanMilestone     = act.New[casefile.Ref]("plan-milestone", http.MethodPost, milestonesPath, act.Needs("timeline", "plan", casefile.InCase()))
	EditMilestone     = act.New[Ref]("edit-milestone", http.MethodPut, milestonePath, act.Needs("timeline", "plan", casefile.InCase()))
	MoveMilestone     = act.New[Ref]("move-milestone", http.MethodPost, milestonePath+"/move", act.Needs("timeline", "plan", casefile.InCase()))
	CompleteMilestone = act.New[Ref](completing, http.MethodPost, milestonePath+"/complete", act.Needs(mayComplete.Object, mayComplete.Act, withOwn(casefile.InCase())))
	CompletePartOf    = act.New[PartRef]("complete-milestone-part", http.MethodPost, milestonePath+"/parts/{municipality}/complete",
		act.Needs(mayCompletePart.Object, mayCompletePart.Act, withOwn(casefile.InMunicipality())))
	ReopenMilestone = act.New[Ref]("reopen-milestone", http.MethodPost, milestonePath+"/reopen", act.Needs("timeline", "complete", casefile.InCase()))
	ReopenPartOf    = act.New[PartRef]("reopen-milestone-part", http.MethodPost, milestonePath+"/parts/{municipality}/reopen",
		act.Needs("milestone_part", "complete", casefile.InMunicipality()))
	withdrawMilestone = act.New[Ref]("withdraw-milestone", http.MethodPost, milestonePath+"/withdraw", act.Needs("timeline", "plan", casefile.InCase()))
)

// Ref is how a path names a milestone: its case and its key.
type Ref struct {
	casefile.Ref
	Key string `path:"key" pattern:"^[a-z][a-z0-9_-]{0,62}$" maxLength:"63" example:"proposal_ready" doc:"The milestone's key"`
}

// Path is the address of the milestone.
func (r Ref) Path() string { return r.Ref.Path() + "/milestones/" + r.Key }

// PartRef is how a path names a municipality's part of a milestone.
type PartRef struct {
	Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The municipality that has done its part"`
}

// ListQuery asks for milestones of a case.
type ListQuery struct {
	casefile.Ref
	Open    string       `query:"open" enum:"true,false" doc:"true: only what is not done; false: only what is"`
	Overdue string       `query:"overdue" enum:"true,false" doc:"true: only what is overdue; false: only what is not"`
	DueFrom workday.Date `query:"due_from" format:"date" doc:"Only milestones on or after this day; a month counts with its last day"`
	DueTo   workday.Date `query:"due_to" format:"date" doc:"Only milestones on or before this day; a month counts with its first day"`
}

// passes says whether a milestone is asked for.
func (q ListQuery) passes(m *Milestone, now time.Time) bool {
	return is(q.Open, !m.Done()) && is(q.Overdue, m.Overdue(now)) &&
		(q.DueFrom.IsZero() || !m.last().Before(q.DueFrom)) && (q.DueTo.IsZero() || !m.first().After(q.DueTo))
}

// is says whether something is as it is asked for, true or false; "" asks nothing.
func is(asked string, so bool) bool { return asked == "" || (asked == "true") == so }
