package admission

import (
	"net/http"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

var tag = httpapi.Tag{Name: "Admissions", Text: "An organisation takes in somebody whose home is elsewhere when the person or the home has agreed: as employee, officer or member, or as their new home (rule 1.2)."}

// Ref is how a path names an admission, at the organisation that asks or at the
// person's home.
type Ref struct {
	organisation.Ref
	Admission int64 `path:"admission" minimum:"1" example:"4" doc:"The admission's identifier"`
}

// OwnRef is how a path names an admission of the caller's own.
type OwnRef struct {
	Admission int64 `path:"admission" minimum:"1" example:"4" doc:"The admission's identifier"`
}

// filter narrows a list of admissions by their state.
type filter struct {
	organisation.Ref
	State string `query:"state" enum:"asked,confirmed,declined" doc:"Only those in this state"`
}

const (
	listPath      = organisation.Path + "/admissions"
	admissionPath = listPath + "/{admission}"
	ownListPath   = "/v1/me/admissions"
	ownPath       = ownListPath + "/{admission}"
)

var (
	listAdmissions      = act.Show[filter]("list-admissions", listPath, act.Needs("person", "read", person.AmongPeople()))
	askAdmission        = act.New[organisation.Ref]("ask-admission", http.MethodPost, listPath, act.Needs("person", "keep", person.AmongPeople()))
	showAdmission       = act.Show[Ref]("show-admission", admissionPath, act.Needs("person", "read", person.AmongPeople()))
	confirmAdmission    = act.New[Ref]("confirm-admission", http.MethodPost, admissionPath+"/confirm", act.Needs("person", "keep", person.AmongPeople()))
	declineAdmission    = act.New[Ref]("decline-admission", http.MethodPost, admissionPath+"/decline", act.Needs("person", "keep", person.AmongPeople()))
	listOwnAdmissions   = act.Show[struct{}]("list-own-admissions", ownListPath, act.Personal)
	showOwnAdmission    = act.Show[OwnRef]("show-own-admission", ownPath, act.Personal)
	confirmOwnAdmission = act.New[OwnRef]("confirm-own-admission", http.MethodPost, ownPath+"/confirm", act.Personal)
	declineOwnAdmission = act.New[OwnRef]("decline-own-admission", http.MethodPost, ownPath+"/decline", act.Personal)
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerForOrganisations(d)
	s.registerOwn(d)
}

func (s *Service) registerForOrganisations(d *httpapi.Door) {
	httpapi.ShowList(d, listAdmissions, httpapi.Doc{
		Tag: tag, Summary: "List whom the organisation asks for, and who asks for its people",
		Description: "Whom the organisation has asked to take in, and which of its own people others ask for, the newest first (rule 1.2).",
	}, s.List)
	httpapi.DoWith(d, askAdmission, httpapi.Doc{
		Tag: tag, Summary: "Ask to take a person in", Creates: true,
		Description: "Asks somebody whose home is elsewhere, and that home, to agree that the organisation employs them up to a percentage, appoints them to offices, seats them in bodies, or becomes their home. Both are told at once; nothing changes before one of them confirms it (rule 1.2).",
		Faults:      []*fault.Error{organisation.ErrContent, person.ErrUnknownPerson, ErrAtHome, ErrAsked, ErrOwnQuestion},
	}, s.Ask)
	httpapi.Show(d, showAdmission, httpapi.Doc{
		Tag: tag, Summary: "Show an admission",
		Description: "For the organisation that asked, and for the person's home (rule 1.2).",
	}, s.Show)
	httpapi.Do(d, confirmAdmission, httpapi.Doc{
		Tag: tag, Summary: "Agree, as the home, that a person is taken in",
		Description: "The person's home agrees. It cannot move the home: that is the person's to confirm, and nobody answers what they asked themselves (rule 1.2).",
		Faults:      []*fault.Error{ErrNotTheirs, ErrPersonAlone, ErrOwnQuestion, ErrAnswered},
	}, s.Confirm)
	httpapi.Do(d, declineAdmission, httpapi.Doc{
		Tag: tag, Summary: "Decline, take back or withdraw an admission",
		Description: "The home says no, or takes back what was agreed: what was made under it stays, and nothing new is. The organisation that asked withdraws its question (rule 1.2).",
		Faults:      []*fault.Error{ErrNotTheirs, ErrPersonAlone, ErrAnswered},
	}, s.Decline)
}

func (s *Service) registerOwn(d *httpapi.Door) {
	httpapi.ShowList(d, listOwnAdmissions, httpapi.Doc{
		Tag: tag, Summary: "List who asks to take me in",
		Description: "Every organisation that has asked to take the caller in, and what became of it, the newest first (rule 1.2).",
	}, s.ListOwn)
	httpapi.Show(d, showOwnAdmission, httpapi.Doc{
		Tag: tag, Summary: "Show who asks to take me in", Description: "One question about the caller (rule 1.2).",
	}, s.ShowOwn)
	httpapi.Do(d, confirmOwnAdmission, httpapi.Doc{
		Tag: tag, Summary: "Agree to be taken in",
		Description: "The person agrees. Where the organisation asked to become their home, it keeps record, contact data and logins from then on, and the old home no longer does; both are told (rule 1.2).",
		Faults:      []*fault.Error{ErrAnswered},
	}, s.ConfirmOwn)
	httpapi.Do(d, declineOwnAdmission, httpapi.Doc{
		Tag: tag, Summary: "Decline to be taken in, or take it back",
		Description: "The person says no, or takes back what was agreed: what was made under it stays until they resign or it ends, and nothing new is made (rule 1.2).",
		Faults:      []*fault.Error{ErrAnswered},
	}, s.DeclineOwn)
}
