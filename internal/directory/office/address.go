package office

import (
	"slices"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/request"
)

// ContactAddress is where letters to an office of an organisation go, whoever holds it:
// it is the organisation's own, unlike the holder's, which their home keeps
// (rule 1.2).
type ContactAddress struct {
	request.Resource
	Organisation string `json:"organisation" db:"organisation" example:"3417"`
	Kind         string `json:"office" db:"kind" enum:"secretariat,auditor,reader,chief_executive,administrator,clerk,case_officer" example:"chief_executive"`
	Email        string `json:"email" db:"email" example:"kommunedirektor@grue.kommune.no" doc:"Empty where letters go to the holder's own address"`
}

// ContactAddressInput sets the contact address of an office.
type ContactAddressInput struct {
	Email string `json:"email" maxLength:"254" example:"kommunedirektor@grue.kommune.no" doc:"Empty for none: letters then go to the holder's own address"`
}

// Check brings the address to its one form, and refuses one to which no letter can
// be sent (rule 6.6).
func (in *ContactAddressInput) Check() error {
	var c fault.Checks
	canon.TidyLine(&c, "/email", &in.Email)
	if in.Email != "" {
		_, err := mail.Address(in.Email)
		c.Require(err == nil, "/email", msgNotAddress)
	}
	return c.Err(organisation.ErrContent)
}

// Path is the address of the address.
func (a ContactAddress) Path() string {
	return request.Path("organisations/%s/office-addresses/%s", a.Organisation, a.Kind)
}

func (a ContactAddress) ref() AddressRef {
	return AddressRef{organisation.Ref{Organisation: a.Organisation}, a.Kind}
}

// mustHave refuses an office that a kind of organisation does not have.
func mustHave(o *organisation.Organisation, kind string) error {
	if !slices.Contains(KindsOf(o.Kind), kind) {
		return ErrOfficeKind.On("path/office_kind", noSuchOffice(*o, kind))
	}
	return nil
}
