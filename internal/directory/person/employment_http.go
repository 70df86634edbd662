package person

import (
	"net/http"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// EmploymentRef is how a path names an employment.
type EmploymentRef struct {
	organisation.Ref
	StaffKey string `path:"staff_key" maxLength:"40" example:"plan-07" doc:"The staff key"`
}

// employmentFilter narrows a list of employments by the person's name and to a
// day.
type employmentFilter struct {
	organisation.Ref
	Text string       `query:"q" maxLength:"100" example:"Planner" doc:"Text in the person's name"`
	On   workday.Date `query:"on" format:"date" doc:"Only employments that last on this day"`
}

// CapacityRef is how a path names what an employee can give from a day on.
type CapacityRef struct {
	EmploymentRef
	From workday.Date `path:"from" format:"date" example:"2024-08-01" doc:"The day from which it holds"`
}

const (
	// StaffPath is the address of the employments in a municipality.
	StaffPath      = organisation.Path + "/employments"
	employmentPath = StaffPath + "/{staff_key}"
)

// UploadStaff is the act of uploading a list of staff, which is told as one.
const UploadStaff = "upload-staff"

// SetCapacity is the act by which an administrator changes what an employee can
// give; it is asked for where too much of them is released.
var SetCapacity = act.New[CapacityRef]("set-capacity", http.MethodPut, employmentPath+"/capacity/{from}", act.Needs("employment", "keep", AmongStaff()))

var (
	listEmployments = act.Show[employmentFilter]("list-employments", StaffPath, act.Needs("employment", "read", AmongStaff()))
	employPerson    = act.New[organisation.Ref]("employ-person", http.MethodPost, StaffPath, act.Needs("employment", "keep", AmongStaff()))
	showEmployment  = act.Show[EmploymentRef]("show-employment", employmentPath, act.Needs("employment", "read", AmongStaff()))
	editEmployment  = act.New[EmploymentRef]("edit-employment", http.MethodPatch, employmentPath, act.Needs("employment", "keep", AmongStaff()))
)

func (s *Service) registerEmployments(d *httpapi.Door) {
	httpapi.ShowList(d, listEmployments, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List the employments in a municipality",
		Description: "By staff key, with what each employee can give (rule 1.2). Only the municipality itself reads them. As text/csv the list has the columns that `upload-staff` reads, with what each can give today: uploaded as it is, it changes nothing.",
	}, s.ListEmployments, httpapi.CSV(func(in message.Language, page httpapi.ListBody[*Employment]) ([]byte, error) {
		return writeStaff(in, page.Items, workday.Today(s.now())), nil
	}))
	httpapi.DoWith(d, employPerson, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Record an employment", Creates: true,
		Description: "The person may have their home elsewhere. All employments of a person together give at most 100 percent on any day (rule 1.2).",
		Faults:      []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, ErrUnknownPerson, ErrStaffKey, ErrOverFullTime, ErrNotAgreed, ErrOverAgreed},
	}, s.Employ)
	httpapi.Show(d, showEmployment, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show an employment",
		Description: "One employment, with what the person can give from day to day (rule 1.2).",
	}, s.ShowEmployment)
	httpapi.DoWith(d, editEmployment, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Edit or end an employment",
		Description: "Changes the title or the day after the last day; what is left out stays. Releases of the person end with the employment (rule 4.1).",
		Faults:      []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, ErrOverFullTime, ErrNotAgreed, ErrOverAgreed},
	}, s.EditEmployment)
	httpapi.DoWith(d, SetCapacity, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Set what an employee can give",
		Description: "Percent of full time from a day on, until the next dated entry. It belongs to the employment, whose tag If-Match must carry. Lowering it changes no release: if more of the person is then released than they can give, an alarm says so (rules 1.2, 4.4).",
		Faults:      []*fault.Error{organisation.ErrPeriod, ErrOverFullTime, ErrNotAgreed, ErrOverAgreed},
	}, s.SetCapacity)
}
