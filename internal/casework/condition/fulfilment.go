package condition

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/audit"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
)

// The faults of fulfilment.
var (
	ErrNotResponsible = fault.New(fault.Forbidden, "condition.not_responsible", "Somebody else is responsible",
		"Only the office that is responsible for a condition, or its substitute, reports it fulfilled (rule 3.5).")
	ErrText = fault.New(fault.Invalid, "condition.text_missing", "The text is missing",
		"A report says how the condition was fulfilled, and whoever sends it back says what is missing (rule 3.5).")
)

// Ref is how a path names a condition: by its number in the municipality's
// standing answer.
type Ref struct {
	mandate.PartRef
	Number int `path:"condition" minimum:"1" maximum:"1000" example:"1" doc:"Running number of the condition in the answer"`
}

// FulfilmentReportInput says how a condition was fulfilled.
type FulfilmentReportInput struct {
	Report string `json:"report" minLength:"1" maxLength:"10000" example:"The grid company has named its member of the reference group."`
}

// ConfirmationInput confirms a report.
type ConfirmationInput struct {
	Note string `json:"note,omitempty" maxLength:"10000" example:"Presented to the executive committee on 3 June." doc:"What the municipality adds"`
}

// SendBackInput says what a report lacks.
type SendBackInput struct {
	Reason string `json:"reason" minLength:"1" maxLength:"10000" example:"The agreement is not signed yet."`
}

// tidy brings a text that is needed into its one form.
func tidy(pointer, text string) (string, error) {
	var c fault.Checks
	canon.RequiredText(&c, pointer, &text)
	return text, c.Err(ErrText)
}

// matter is a condition under an act, with all that it belongs to.
type matter struct {
	*casefile.Change
	ref     Ref
	version *mandate.Document
	*Condition
}

// responsible is the actor as the responsible office: in whose organisation, by
// which line of the policy, and for whom as a substitute. It refuses whoever
// does not hold it.
func (m *matter) responsible(policy *authz.Policy, actor authn.Actor) (authn.Actor, error) {
	by := m.own(actor)
	if len(by.Roles) == 0 {
		return by, ErrNotResponsible.With(msgResponsible.With(authz.Holder(m.Office), m.Organisation))
	}
	grounds, ok := policy.Allows(by, m.Organisation, ReportCondition.Permission())
	if !ok && authz.Disqualified(by, m.Organisation) {
		return by, authz.ErrDisqualified
	}
	if !ok {
		return by, authz.ErrForbidden
	}
	by.Organisation, by.Policy, by.OnBehalfOf = m.Organisation, grounds.Line, grounds.OnBehalfOf
	return by, nil
}

// fileReport files a report. It refuses a condition that does not bind now or is
// reported already.
func (m *matter) fileReport(text string, by authn.Actor) error {
	if err := m.MustBeReportable(m.version); err != nil {
		return err
	}
	m.State, m.Report, m.ReportedBy, m.ReportedAt = Reported, text, &by.Person, &m.Now
	m.Note, m.SettledBy, m.SettledAt = "", nil, nil
	return nil
}

// fileReply files what the municipality replies to a report. It refuses where
// nothing is reported.
func (m *matter) fileReply(state State, note string) error {
	if err := m.MustBeReported(m.version); err != nil {
		return err
	}
	m.State, m.Note, m.SettledBy, m.SettledAt = state, note, &m.Actor.Person, &m.Now
	return nil
}

// event is an act on the condition, for the audit; said names what was said
// with it.
func (m *matter) event(by authn.Actor, act string, before State, said, words string) audit.Event {
	changes := audit.Changes{"state": {Old: before, New: m.State}}
	if words != "" {
		changes[said] = audit.Change{New: words}
	}
	return audit.Event{Actor: by, Act: act, Object: showCondition.Href(m.ref), Changes: changes}
}
