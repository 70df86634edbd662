package person

import (
	"context"
	"net/http"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// EmploymentRef is how a path names an employment.
type EmploymentRef struct {
	organisation.Ref
	StaffKey string `path:"staff_key" maxLength:"40" example:"plan-07" doc:"The staff key"`
}

type employmentsInput struct {
	httpapi.Paging
	organisation.Ref
	Text string       `query:"q" maxLength:"100" example:"Planner" doc:"Text in the person's name"`
	On   workday.Date `query:"on" format:"date" doc:"Only employments that last on this day"`
}

type employInput struct {
	httpapi.WriteTerms
	organisation.Ref
	Body EmploymentInput
}

type showEmploymentInput struct{ EmploymentRef }

type editEmploymentInput struct {
	httpapi.WriteTerms
	EmploymentRef
	Body EmploymentEditInput
}

type setCapacityInput struct {
	httpapi.WriteTerms
	EmploymentRef
	From workday.Date `path:"from" format:"date" example:"2024-08-01" doc:"The day from which it holds"`
	Body CapacityInput
}

func (s *Service) registerEmployments(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("employment", "read", AmongStaff()), httpapi.Op{
		ID: "list-employments", Path: "/v1/organisations/{organisation}/employments", Tag: organisation.Tag, Summary: "List the employments in a municipality",
		Description: "By staff key, with what each can give (rule 1.2). They are read in the municipality alone. As text/csv it has the columns that upload-staff reads, with what each can give today: uploaded as it is, it changes nothing.",
	}, func(ctx context.Context, in *employmentsInput, p request.Page) (request.List[*Employment], error) {
		return s.Employments(ctx, authn.ActorOf(ctx), in.Organisation, employmentFilter{Text: in.Text, On: in.On}, p)
	}, httpapi.CSV(func(page httpapi.ListBody[*Employment]) ([]byte, error) {
		return writeStaff(page.Items, workday.Today(s.now())), nil
	}))
	httpapi.Write(d, httpapi.Needs("employment", "keep", AmongStaff()), httpapi.Op{
		ID: "employ-person", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/employments", Tag: organisation.Tag, Summary: "Record an employment", Status: http.StatusCreated,
		Description: "The person may have their home elsewhere. All employments of one person together give at most 100 percent on every day (rule 1.2).",
		Faults:      []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, ErrUnknownPerson, ErrStaffKey, ErrOverFullTime},
	}, func(ctx context.Context, in *employInput) (*Employment, error) {
		return s.Employ(ctx, authn.ActorOf(ctx), in.Organisation, in.Body)
	})
	httpapi.Read(d, httpapi.Needs("employment", "read", AmongStaff()), httpapi.Op{
		ID: "show-employment", Path: "/v1/organisations/{organisation}/employments/{staff_key}", Tag: organisation.Tag, Summary: "Show an employment",
		Description: "One employment, with what the person can give from day to day (rule 1.2).",
	}, func(ctx context.Context, in *showEmploymentInput) (*Employment, error) {
		return s.ReadEmployment(ctx, authn.ActorOf(ctx), in.Organisation, in.StaffKey)
	})
	httpapi.Write(d, httpapi.Needs("employment", "keep", AmongStaff()), httpapi.Op{
		ID: "edit-employment", Method: http.MethodPatch, Path: "/v1/organisations/{organisation}/employments/{staff_key}", Tag: organisation.Tag, Summary: "Edit or end an employment",
		Description: "Changes the title or the day after the last day; what is left out stays. Releases of the person end with the employment (rule 4.1).",
		Faults:      []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, ErrOverFullTime},
	}, func(ctx context.Context, in *editEmploymentInput) (*Employment, error) {
		return s.EditEmployment(ctx, authn.ActorOf(ctx), in.Organisation, in.StaffKey, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("employment", "keep", AmongStaff()), httpapi.Op{
		ID: "set-capacity", Method: http.MethodPut, Path: "/v1/organisations/{organisation}/employments/{staff_key}/capacity/{from}", Tag: organisation.Tag, Summary: "Set what an employee can give",
		Description: "Percent of full time from a day on, until the next dated entry. It belongs to the employment, whose tag If-Match must carry. Lowering it changes no release: a person who has then given too much is shown as over capacity (rules 1.2, 4.4).",
		Faults:      []*fault.Error{organisation.ErrPeriod, ErrOverFullTime},
	}, func(ctx context.Context, in *setCapacityInput) (*Employment, error) {
		return s.SetCapacity(ctx, authn.ActorOf(ctx), in.Organisation, in.StaffKey, in.From, in.Body)
	})
}
