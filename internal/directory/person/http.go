package person

import (
	"net/http"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/workday"
)

// Ref is how a path names a person of an organisation.
type Ref struct {
	organisation.Ref
	Person string `path:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier"`
}

// peopleFilter narrows a list of people by name, and to those whom the
// organisation employs on a day.
type peopleFilter struct {
	organisation.Ref
	Text       string       `query:"q" maxLength:"100" example:"Planner" doc:"Text in the name"`
	EmployedOn workday.Date `query:"employed_on" format:"date" doc:"Only those whom the organisation employs on this day"`
}

const (
	peoplePath = organisation.Path + "/people"
	// Path is the address of a person's record.
	Path = peoplePath + "/{person}"
)

var (
	listPeople   = act.Show[peopleFilter]("list-people", peoplePath, act.Needs("person", "read", AmongPeople()))
	createPerson = act.New[organisation.Ref]("create-person", http.MethodPost, peoplePath, act.Needs("person", "keep", AmongPeople()))
	showPerson   = act.Show[Ref]("show-person", Path, act.Needs("person", "read", AmongPeople()))
	editPerson   = act.New[Ref]("edit-person", http.MethodPatch, Path, act.Needs("person", "keep", AmongPeople()))
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerPeople(d)
	s.registerEmployments(d)
}

func (s *Service) registerPeople(d *httpapi.Door) {
	httpapi.ShowList(d, listPeople, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List an organisation's people",
		Description: "By name: those whose home it is, and those who are employed, hold an office or have a seat there, now or later. Each organisation reads its own people alone, and contact data, language and logins only of those whose home it is (rule 1.2).",
	}, s.List)
	httpapi.DoWith(d, createPerson, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Create a person's record", Creates: true,
		Description: "The organisation becomes the person's home, which keeps the record. Records are never merged by name or e-mail: two records with one name are two people (rule 1.2).",
		Faults:      []*fault.Error{organisation.ErrContent},
	}, s.Create)
	httpapi.Show(d, showPerson, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show a person's record",
		Description: "One of the organisation's people; with contact data, language and logins where the organisation is their home, and the name alone elsewhere (rule 1.2).",
	}, s.Show)
	httpapi.DoWith(d, editPerson, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Edit a person's record",
		Description: "Changes name, contact data and language; what is left out stays. Only the person's home does this (rule 1.2). The audit names the members that change, not their values (rule 9.1).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrOtherHome},
	}, s.Edit)
}

var (
	readPeople      = authz.Permission{Object: "person", Act: "read"}
	readEmployments = authz.Permission{Object: "employment", Act: "read"}
)

// AmongPeople is the scope of operations on people's records, which stay in
// the organisation: belonging together opens none of them.
func AmongPeople() act.Scope {
	return act.Scope{Name: "the organisation in the path", In: "organisation", Reads: readPeople, Look: organisation.Look("organisation", "", readPeople)}
}

// AmongStaff is AmongPeople for the employments in a municipality: regions
// employ nobody here.
func AmongStaff() act.Scope {
	return act.Scope{Name: "the municipality in the path", In: "organisation", Reads: readEmployments, Look: organisation.Look("organisation", organisation.KindMunicipality, readEmployments)}
}
