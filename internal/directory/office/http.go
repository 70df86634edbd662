package office

import (
	"net/http"
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/directory/person"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// Ref is how a path names an office.
type Ref struct {
	organisation.Ref
	Office int64 `path:"office" minimum:"1" example:"12" doc:"The office's identifier"`
}

// OwnRef is how a path names an office of the caller's own.
type OwnRef struct {
	Office int64 `path:"office" minimum:"1" example:"12" doc:"The office's identifier"`
}

// filter narrows a list of offices to those in force at a moment, and by kind
// and holder.
type filter struct {
	organisation.Ref
	Kind   string    `query:"kind" enum:"secretariat,auditor,reader,chief_executive,administrator,clerk,case_officer" doc:"Only offices of this kind"`
	Person string    `query:"person" format:"uuid" minLength:"36" maxLength:"36" doc:"Only offices of this person"`
	At     time.Time `query:"at" doc:"The moment asked for; now if left out"`
}

const (
	// Path is the address of an office.
	Path = listPath + "/{office}"
	// OwnPath is the address of an office of the caller's own.
	OwnPath = "/v1/me/offices/{office}"

	addressesPath = organisation.Path + "/office-addresses"
	addressPath   = addressesPath + "/{office_kind}"

	listPath           = organisation.Path + "/offices"
	chiefExecutivePath = organisation.Path + "/chief-executive"
)

var (
	listOffices           = act.Show[filter]("list-offices", listPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	appointOfficer        = act.New[organisation.Ref]("appoint-officer", http.MethodPost, listPath, act.Needs("office", "appoint", organisation.InOrganisation()))
	showOffice            = act.Show[Ref]("show-office", Path, act.Needs("organisation", "read", organisation.InOrganisation()))
	endOffice             = act.New[Ref]("end-office", http.MethodPost, Path+"/end", act.Needs("office", "appoint", organisation.InOrganisation()))
	resignOffice          = act.New[OwnRef]("resign-office", http.MethodPost, OwnPath+"/resign", act.Personal)
	appointChiefExecutive = act.New[organisation.Ref]("appoint-chief-executive", http.MethodPost, chiefExecutivePath, act.Needs("chief_executive", "appoint", organisation.InMunicipality()))
	endChiefExecutive     = act.New[organisation.Ref]("end-chief-executive", http.MethodPost, chiefExecutivePath+"/end", act.Needs("chief_executive", "appoint", organisation.InMunicipality()))
)

// AddressRef is how a path names the contact address of an office.
type AddressRef struct {
	organisation.Ref
	Kind string `path:"office_kind" enum:"secretariat,auditor,reader,chief_executive,administrator,clerk,case_officer" example:"chief_executive" doc:"The office"`
}

var (
	listAddresses = act.Show[organisation.Ref]("list-office-addresses", addressesPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	showAddress   = act.Show[AddressRef]("show-office-address", addressPath, act.Needs("organisation", "read", organisation.InOrganisation()))
	setAddress    = act.New[AddressRef]("set-office-address", http.MethodPut, addressPath, act.Needs("office", "appoint", organisation.InOrganisation()))
)

var (
	appointFaults = []*fault.Error{organisation.ErrPeriod, organisation.ErrBackdated, ErrDecision, person.ErrUnknownPerson, person.ErrNotAgreed, ErrOwnAppointment, ErrMutualAppointment, ErrAlreadyHeld}
	endFaults     = []*fault.Error{organisation.ErrContent, organisation.ErrPeriod, organisation.ErrBackdated, organisation.ErrEnded}
)

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	s.registerOffices(d)
	s.registerChiefExecutive(d)
	s.registerAddresses(d)
}

func (s *Service) registerAddresses(d *httpapi.Door) {
	httpapi.ShowList(d, listAddresses, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List the offices' contact addresses",
		Description: "The e-mail address to which letters for an office go, whoever holds it; without one they go to the holder's own (rule 1.2).",
	}, s.ListAddresses)
	httpapi.Show(d, showAddress, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show an office's contact address",
		Description: "Where letters for the office go; empty where they go to the holder's own address (rule 1.2).",
		Faults:      []*fault.Error{ErrOfficeKind},
	}, s.ShowAddress)
	httpapi.DoWith(d, setAddress, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Set an office's contact address",
		Description: "Letters to whoever holds the office go there from now on: reminders and what the office is told. Where one was set already, If-Match names the ETag that was read. It is kept where the office is, whatever the holder's home. The holder and those who answer for the organisation are told at their own addresses, and the address used before is told too (rules 1.2, 1.5).",
		Faults:      []*fault.Error{organisation.ErrContent, ErrOfficeKind},
	}, s.SetAddress)
}

func (s *Service) registerOffices(d *httpapi.Door) {
	httpapi.ShowList(d, listOffices, httpapi.Doc{
		Tag: organisation.Tag, Summary: "List who holds which office",
		Description: "Who holds which office in the organisation at a moment, now or any other (rules 1.3, 1.6).",
	}, s.List)
	httpapi.DoWith(d, appointOfficer, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Appoint to an office", Creates: true,
		Description: "An administrator appoints in their own municipality, the secretariat in the region; nobody appoints themselves (rule 1.5). The office begins today or later: only an operator enters one as of an earlier day. Record the chief executive by `appoint-chief-executive`.",
		Faults:      append([]*fault.Error{ErrOfficeKind, ErrCouncilAppoints}, appointFaults...),
	}, s.Appoint)
	httpapi.Show(d, showOffice, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Show an appointment",
		Description: "One appointment, also one that has ended (rule 1.6).",
	}, s.Show)
	httpapi.DoWith(d, endOffice, httpapi.Doc{
		Tag: organisation.Tag, Summary: "End an office",
		Description: "Ends it at once, or at a later moment; what its holder did until then remains valid (rule 1.3). An office that has not begun ends as it begins, and is never held. End the chief executive's by `end-chief-executive`, and your own by `resign-office`.",
		Faults:      append([]*fault.Error{ErrCouncilAppoints, ErrOwnOffice}, endFaults...),
	}, s.End)
	httpapi.DoWith(d, resignOffice, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Resign from an office",
		Description: "The holder ends an office of their own, at once or at a later moment (rule 1.3).",
		Faults:      endFaults,
	}, s.Resign)
}

func (s *Service) registerChiefExecutive(d *httpapi.Door) {
	httpapi.DoWith(d, appointChiefExecutive, httpapi.Doc{
		Tag: organisation.Tag, Summary: "Record the appointment of a chief executive", Creates: true,
		Description: "The clerk records whom the municipal council appointed (KL § 13-1), with the decision's day and case number. A municipality has one chief executive at a time: the period of the one in office ends as the new one begins; any other overlap is refused (rules 1.2, 1.5).",
		Faults:      append([]*fault.Error{ErrChiefExecutive}, appointFaults...),
	}, s.AppointChiefExecutive)
	httpapi.DoWith(d, endChiefExecutive, httpapi.Doc{
		Tag: organisation.Tag, Summary: "End the chief executive's period",
		Description: "The clerk records that the chief executive leaves, at once or at a later moment, where no successor is known yet (rule 1.3, KL § 13-1).",
		Faults:      append([]*fault.Error{ErrNotHeld}, endFaults...),
	}, s.EndChiefExecutive)
}
