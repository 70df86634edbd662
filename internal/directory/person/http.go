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

// Ref is how a path names a person of an organisation.
type Ref struct {
	organisation.Ref
	Person string `path:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"The person's identifier"`
}

type peopleInput struct {
	httpapi.Paging
	organisation.Ref
	Text       string       `query:"q" maxLength:"100" example:"Planner" doc:"Text in the name"`
	EmployedOn workday.Date `query:"employed_on" format:"date" doc:"Only those whom the organisation employs on this day"`
}

type createPersonInput struct {
	httpapi.WriteTerms
	organisation.Ref
	Body PersonInput
}

type showPersonInput struct{ Ref }

type editPersonInput struct {
	httpapi.WriteTerms
	Ref
	Body PersonEditInput
}

type bindLoginInput struct {
	httpapi.WriteTerms
	Ref
	Body LoginInput
}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerPeople(d)
	s.registerEmployments(d)
}

func (s *Service) registerPeople(d *httpapi.Door) {
	httpapi.List(d, httpapi.Needs("person", "read", AmongPeople()), httpapi.Op{
		ID: "list-people", Path: "/v1/organisations/{organisation}/people", Tag: organisation.Tag, Summary: "List an organisation's people",
		Description: "By name: those whose home it is, and those who are employed, hold an office or have a seat there, now or later. Each organisation reads its own people alone (rule 1.2).",
	}, func(ctx context.Context, in *peopleInput, p request.Page) (request.List[*Person], error) {
		return s.People(ctx, authn.ActorOf(ctx), in.Organisation, personFilter{Text: in.Text, EmployedOn: in.EmployedOn}, p)
	})
	httpapi.Write(d, httpapi.Needs("person", "keep", AmongPeople()), httpapi.Op{
		ID: "create-person", Method: http.MethodPost, Path: "/v1/organisations/{organisation}/people", Tag: organisation.Tag, Summary: "Create a person's record", Status: http.StatusCreated,
		Description: "The organisation becomes the person's home, which keeps the record. People are never joined by name or e-mail: two records of one name are two people (rule 1.2).",
		Faults:      []*fault.Error{organisation.ErrContent},
	}, func(ctx context.Context, in *createPersonInput) (*Person, error) {
		return s.CreatePerson(ctx, authn.ActorOf(ctx), in.Organisation, in.Body)
	})
	httpapi.Read(d, httpapi.Needs("person", "read", AmongPeople()), httpapi.Op{
		ID: "show-person", Path: "/v1/organisations/{organisation}/people/{person}", Tag: organisation.Tag, Summary: "Show a person's record",
		Description: "One of the organisation's people, with contact data (rule 1.2).",
	}, func(ctx context.Context, in *showPersonInput) (*Person, error) {
		return s.ShowPerson(ctx, authn.ActorOf(ctx), in.Organisation, in.Person)
	})
	httpapi.Write(d, httpapi.Needs("person", "keep", AmongPeople()), httpapi.Op{
		ID: "edit-person", Method: http.MethodPatch, Path: "/v1/organisations/{organisation}/people/{person}", Tag: organisation.Tag, Summary: "Edit a person's record",
		Description: "Changes name, contact data and language; what is left out stays. The person's home alone does this (rule 1.2). The record of changes holds no names and no addresses (rule 9.1).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrOtherHome},
	}, func(ctx context.Context, in *editPersonInput) (*Person, error) {
		return s.EditPerson(ctx, authn.ActorOf(ctx), in.Organisation, in.Person, in.Body)
	})
	httpapi.Write(d, httpapi.Needs("person", "keep", AmongPeople()), httpapi.Op{
		ID: "bind-login", Method: http.MethodPut, Path: "/v1/organisations/{organisation}/people/{person}/login", Tag: organisation.Tag, Summary: "Bind a login to a person",
		Description: "Binds a subject of an issuer of access tokens to the person, once. Repeating it changes nothing; If-Match is honoured where it is given. The person's home does this, and nobody for themselves (rule 1.5).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrOtherHome, ErrLoginBound, ErrOwnLogin},
	}, func(ctx context.Context, in *bindLoginInput) (*Person, error) {
		return s.BindLogin(ctx, authn.ActorOf(ctx), in.Organisation, in.Person, in.Body)
	})
}
