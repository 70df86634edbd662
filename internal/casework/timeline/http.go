package timeline

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const (
	tag  = "Timeline"
	path = "/v1/regions/{region}/cases/{number}/milestones"
)

// Ref is how a path names a milestone: its case and its key.
type Ref struct {
	casefile.Ref
	Key string `path:"key" pattern:"^[a-z][a-z0-9_-]{0,62}$" maxLength:"63" example:"proposal_ready" doc:"The milestone's key: one of those that the start gate asks for, or another one of your own"`
}

// Path is the address of the milestone.
func (r Ref) Path() string { return r.Ref.Path() + "/milestones/" + r.Key }

type listInput struct {
	httpapi.Paging
	casefile.Ref
	Open    string       `query:"open" enum:"true,false" doc:"true: only what is not done; false: only what is"`
	Overdue string       `query:"overdue" enum:"true,false" doc:"true: only what is overdue; false: only what is not"`
	DueFrom workday.Date `query:"due_from" format:"date" doc:"Only milestones on or after this day; a month counts with its last day"`
	DueTo   workday.Date `query:"due_to" format:"date" doc:"Only milestones on or before this day; a month counts with its first day"`
}

func (in *listInput) filter() Filter {
	return Filter{Open: choice(in.Open), Overdue: choice(in.Overdue), From: in.DueFrom, To: in.DueTo}
}

// choice is a parameter that is true, false, or not there.
func choice(given string) *bool {
	if given == "" {
		return nil
	}
	return new(given == "true")
}

type showInput struct{ Ref }

type planInput struct {
	httpapi.WriteTerms
	Ref
	Body MilestoneInput
}

type moveInput struct {
	httpapi.WriteTerms
	Ref
	Body MilestoneMoveInput
}

type completeInput struct {
	httpapi.WriteTerms
	Ref
	Body *MilestoneDoneInput
}

type completePartInput struct {
	httpapi.WriteTerms
	Ref
	Municipality string `path:"municipality" maxLength:"4" example:"3417" doc:"The municipality that has done its part"`
	Body         *MilestoneDoneInput
}

type calendarInput struct {
	Year int `path:"year" minimum:"1900" maximum:"2200" example:"2024" doc:"The year"`
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerReads(d)
	s.registerPlanning(d)
	s.registerCompletion(d)
}

func (s *Service) registerReads(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "list-milestones", Path: path, Tag: tag, Summary: "List the milestones of a case",
		Description: "The timeline by its days: a month counts with its last day. Overdue is derived from the moment of reading (rule 5.1).",
	}, func(ctx context.Context, in *listInput, p request.Page) (request.List[Milestone], error) {
		return s.List(ctx, authn.ActorOf(ctx), in.Ref, in.filter(), p)
	})
	httpapi.Read(d, httpapi.Needs("case", "read", casefile.InCase()), httpapi.Op{
		ID: "show-milestone", Path: path + "/{key}", Tag: tag, Summary: "Show a milestone",
		Description: "One milestone with its first plan and every move, what it waits for and what waits for it, each municipality's part, and warnings of what does not fit (rules 5.3, 5.4).",
	}, func(ctx context.Context, in *showInput) (*Milestone, error) {
		return s.Show(ctx, authn.ActorOf(ctx), in.Ref)
	})
	httpapi.Read(d, httpapi.Public, httpapi.Op{
		ID: "show-holidays", Path: "/v1/calendars/norway/{year}", Tag: tag, Summary: "Show the public holidays of a year",
		Description: "The Norwegian public holidays as working days are counted here, with their names in English and Norwegian (rule 5.2).",
	}, func(_ context.Context, in *calendarInput) (*HolidayCalendar, error) {
		return holidays(s.calendar, in.Year), nil
	})
}

func (s *Service) registerPlanning(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("timeline", "plan", casefile.InCase()), httpapi.Op{
		ID: "plan-milestone", Method: http.MethodPut, Path: path + "/{key}", Tag: tag, Summary: "Plan a milestone",
		Description: "Makes a milestone, or changes everything of one but its day: that is moved with a reason (move-milestone). A deadline has a day; an event takes place on a day or in a month, is not reminded of and never overdue. Whoever is responsible is reminded; where nobody is named, the secretariat is, or each municipality's administrator. `naming_due` is reminded of by the mandate's naming due date and not once more from here. A day off is kept, with a warning (rules 2.3e, 5.3, 5.4, 6.2).",
		Faults: []*fault.Error{
			ErrContent, ErrWhen, ErrByWhom, ErrResponsible, ErrUnknownDependency, ErrCycle, ErrMoveNeedsReason, ErrDone, ErrTooMany,
			body.ErrUnknownBody, person.ErrUnknownPerson, casefile.ErrWrongState, casefile.ErrWithdrawn,
		},
	}, func(ctx context.Context, in *planInput) (*Milestone, error) {
		return s.Plan(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("timeline", "plan", casefile.InCase()), httpapi.Op{
		ID: "move-milestone", Method: http.MethodPost, Path: path + "/{key}/move", Tag: tag, Summary: "Move a milestone",
		Description: "Gives a milestone another day or month, and keeps what it was and why it changed. The answer shows what waits for it, and warns of a day off and of an order that no longer fits; try it out first with dry_run. Reminders not yet sent follow the new day. Moving it to where it is changes nothing (rules 5.3, 5.4, 6.2).",
		Faults:      []*fault.Error{ErrContent, ErrWhen, ErrDone, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *moveInput) (*Milestone, error) {
		return s.Move(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
}

func (s *Service) registerCompletion(d *httpapi.Door) {
	httpapi.Write(d, httpapi.Needs("timeline", "complete", casefile.InCase()), httpapi.Op{
		ID: "complete-milestone", Method: http.MethodPost, Path: path + "/{key}/complete", Tag: tag, Summary: "Complete a milestone",
		Description: "Records that a milestone of the whole case is done; its reminders stop. Repeating it changes nothing. What was done may be recorded until the case is closed (rules 5.4, 6.5).",
		Faults:      []*fault.Error{ErrContent, ErrDoneByEach, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *completeInput) (*Milestone, error) {
		return s.Complete(ctx, authn.ActorOf(ctx), in.Ref, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("milestone_part", "complete", casefile.InMunicipality()), httpapi.Op{
		ID: "complete-milestone-part", Method: http.MethodPost, Path: path + "/{key}/parts/{municipality}/complete", Tag: tag,
		Summary:     "Complete a municipality's part of a milestone",
		Description: "Records that the municipality has done its part of a milestone per municipality; its reminders stop. The milestone is done when all that take part have done theirs. Repeating it changes nothing (rules 5.4, 6.5).",
		Faults:      []*fault.Error{ErrContent, ErrDoneOnce, casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWrongState, casefile.ErrWithdrawn},
	}, func(ctx context.Context, in *completePartInput) (*Milestone, error) {
		return s.CompletePart(ctx, authn.ActorOf(ctx), in.Ref, in.Municipality, in.Body)
	})
}
