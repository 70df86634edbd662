package casefile

import (
	"net/url"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
)

// The faults of what is filed in a case.
var (
	ErrAddress = fault.New(fault.Invalid, "link.address_invalid", "The address is not valid",
		"A link has an absolute address that begins with https:// or http:// (rule 2.1).")
	ErrNoVersion = fault.New(fault.Invalid, "link.unknown_version", "No such version", "The case's mandate has no version with this number.")
	ErrNoLink    = fault.New(fault.NotFound, "link.not_found", "No such link", "The case has no link with this number.")
)

// ReferenceInput is an organisation's own numbers for the case.
type ReferenceInput struct {
	CaseNumber    string `json:"case_number" minLength:"1" maxLength:"60" example:"2024/118" doc:"The number in the organisation's own case system"`
	ArchiveNumber string `json:"archive_number,omitempty" maxLength:"60" example:"24/00731" doc:"The number in its archive"`
}

// LinkInput points to a document outside the service.
type LinkInput struct {
	MandateVersion *int   `json:"mandate_version,omitempty" minimum:"1" maximum:"1000000" example:"1" doc:"The version of the mandate it belongs to; left out for the case itself"`
	Title          string `json:"title" minLength:"1" maxLength:"300" example:"Kraftutfordringen"`
	Address        string `json:"address" maxLength:"2000" example:"https://kongsvingerregionen.no/naering/kraftutfordringen/"`
	Kind           string `json:"kind" enum:"report,minutes,decision,consultation,presentation,other" example:"report"`
}

// Check brings the numbers to their one form.
func (in *ReferenceInput) Check() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/case_number", &in.CaseNumber)
	canon.TidyLine(&c, "/archive_number", &in.ArchiveNumber)
	return c.Err(ErrContent)
}

// Check refuses a link without a title, and an address that a reader's browser
// should not follow.
func (in *LinkInput) Check() error {
	var c fault.Checks
	canon.RequiredLine(&c, "/title", &in.Title)
	if err := c.Err(ErrContent); err != nil {
		return err
	}
	return MustBeWebAddress(in.Address, "/address")
}

// MustBeWebAddress refuses an address that a reader's browser should not follow; pointer
// names the member of the request that holds it.
func MustBeWebAddress(address, pointer string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ErrAddress.On(pointer, msgNotWebAddress)
	}
	return nil
}

// MustBeSpokenForBy refuses an organisation that is neither the region of the
// case nor a participant of it.
func (c *Case) MustBeSpokenForBy(organisation string) error {
	if organisation == c.Region {
		return nil
	}
	_, err := c.Party(organisation)
	return err
}
