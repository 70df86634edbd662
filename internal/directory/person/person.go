// Package person keeps the people's records, their logins, who is employed in
// which municipality, and what each employee can give (rules 1.2, 1.5).
package person

import (
	"time"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/request"
)

// The faults of people's records.
var (
	ErrUnknownPerson = fault.New(fault.Invalid, "directory.unknown_person", "No such person",
		"The organisation knows nobody with this identifier. People are never found by name or e-mail (rule 1.2).")
	ErrOtherHome = fault.New(fault.Forbidden, "directory.other_home", "Another organisation keeps this record",
		"Only a person's home organisation changes the record; others who know the person read the name alone (rule 1.2).")
	ErrNotAgreed = fault.New(fault.Conflict, "directory.admission_missing", "Neither the person nor their home has agreed",
		"Another organisation than a person's home takes them in by an act that the person or the home confirms. Ask by `ask-admission`, and repeat this once it is confirmed (rule 1.2).")
)

// Person is someone who holds offices or seats, or is employed. People are
// never joined by name or e-mail (rule 1.2).
type Person struct {
	request.Resource
	ID        string    `json:"id" db:"id" format:"uuid" minLength:"36" maxLength:"36"`
	Home      string    `json:"home" db:"home" example:"3417" doc:"The organisation that keeps the record"`
	Name      string    `json:"name" db:"name" example:"Planner, Grue"`
	Email     string    `json:"email,omitempty" db:"email" example:"planlegger@grue.kommune.no"`
	Phone     string    `json:"phone,omitempty" db:"phone" example:"+47 62 94 20 00"`
	Language  string    `json:"language,omitempty" db:"language" enum:"nb,nn,en" doc:"The language of letters to the person; like e-mail and phone shown to the home and the person alone"`
	CreatedAt time.Time `json:"created_at" db:"created_at"`
	// Related is empty for others than the home and the person.
	Related map[string]string `json:"related" db:"-" doc:"The addresses of what belongs to the record, by name; empty for others than the home and the person"`
	// EmailBefore is the address before the present one, and EmailChangedAt when it
	// was changed.
	EmailBefore    string     `json:"-" db:"email_before"`
	EmailChangedAt *time.Time `json:"-" db:"email_changed_at"`
	concealed      bool
}

// PersonInput is a new person's record.
type PersonInput struct {
	Name     string `json:"name" minLength:"1" maxLength:"200" example:"Planner, Grue"`
	Email    string `json:"email,omitempty" maxLength:"254" example:"planlegger@grue.kommune.no"`
	Phone    string `json:"phone,omitempty" maxLength:"40" example:"+47 62 94 20 00"`
	Language string `json:"language,omitempty" enum:"nb,nn,en" default:"nb" doc:"The language of letters to the person; nb if left out"`
}

// Check brings the record to its one form, and refuses what is no name or
// address.
func (in *PersonInput) Check() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/name", &in.Name)
	address(&c, "/email", &in.Email)
	canon.TidyLine(&c, "/phone", &in.Phone)
	if in.Language == "" {
		in.Language = "nb"
	}
	c.Require(in.Language == "nb" || in.Language == "nn" || in.Language == "en", "/language", msgNotLanguage)
	return c.Err(organisation.ErrContent)
}

// PersonEditInput changes a record; what is left out stays.
type PersonEditInput struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"200" example:"Planner, Grue"`
	Email    *string `json:"email,omitempty" merge:"removable" maxLength:"254" example:"planlegger@grue.kommune.no" doc:"Null, or empty, removes it"`
	Phone    *string `json:"phone,omitempty" merge:"removable" maxLength:"40" example:"+47 62 94 20 00" doc:"Null, or empty, removes it"`
	Language *string `json:"language,omitempty" enum:"nb,nn,en"`
}

// applied is the record as it is after the edit.
func (in PersonEditInput) applied(p Person) (PersonInput, error) {
	after := PersonInput{
		Name: either(in.Name, p.Name), Email: either(in.Email, p.Email), Phone: either(in.Phone, p.Phone), Language: either(in.Language, p.Language),
	}
	err := after.Check()
	return after, err
}

func either[T any](said *T, otherwise T) T {
	if said != nil {
		return *said
	}
	return otherwise
}

// Path is the address of the person's record, in its home.
func (p Person) Path() string { return request.Path("organisations/%s/people/%s", p.Home, p.ID) }

// Ref is the person as the paths of the home name them.
func (p Person) Ref() Ref { return Ref{Ref: organisation.Ref{Organisation: p.Home}, Person: p.ID} }

// addressLasts is for how long an address that was changed is told of what concerns
// the person's logins.
const addressLasts = 30 * 24 * time.Hour

// AddressBefore is the address that the person had until lately, "" for none. It is
// told of what concerns their logins: nobody comes to act as them unseen by giving
// them another address first (rule 1.2).
func (p Person) AddressBefore(now time.Time) string {
	if p.EmailChangedAt == nil || now.Sub(*p.EmailChangedAt) >= addressLasts {
		return ""
	}
	return p.EmailBefore
}

// concealFrom takes out what only the home and the person read: contact data,
// language and where the logins stand (rule 1.2).
func (p *Person) concealFrom(organisation, reader string) {
	if p.Home != organisation && p.ID != reader {
		p.Email, p.Phone, p.Language, p.concealed = "", "", "", true
	}
}

// MustBeKeptBy refuses a change of the record by another organisation than its home.
func (p Person) MustBeKeptBy(organisation string) error {
	if p.Home != organisation {
		return ErrOtherHome.With(msgHomeKeeps.With(p.Home))
	}
	return nil
}

// address refuses an e-mail address to which no letter can be sent (rule 6.6); an
// empty one is none.
func address(c *fault.Checks, pointer string, email *string) {
	canon.TidyLine(c, pointer, email)
	if *email == "" {
		return
	}
	_, err := mail.Address(*email)
	c.Require(err == nil, pointer, msgNotAddress)
}
