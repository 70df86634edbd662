// Package document keeps the documents of cases: what is laid before bodies, and
// what belongs to it. A document belongs to the region or to a municipality that
// takes part. It has versions, each a file or a link, which never change: what lay
// before a body is fixed by version and hash. A document is withdrawn with a reason,
// and never deleted (rule 9.5).
package document

import (
	"fmt"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// Kind is what sort of paper a document is.
type Kind string

// The kinds of documents.
const (
	CasePresentation Kind = "case_presentation"
	Recommendation   Kind = "recommendation"
	Report           Kind = "report"
	Attachment       Kind = "attachment"
	Minutes          Kind = "minutes"
	Consultation     Kind = "consultation"
	Other            Kind = "other"
)

// The faults of documents.
var (
	ErrContent = fault.New(fault.Invalid, "document.content_invalid", "The document is not valid",
		"`errors` names the members at fault. A document exempt from public access names its legal basis, such as `offl. § 13 jf. fvl. § 13`; its last day, if it has one, is not past (rule 2.1, OFL).")
	ErrWithdrawn = fault.New(fault.Conflict, "document.withdrawn", "The document is withdrawn",
		"A withdrawn document takes no change, and what it held is given to nobody, but for the versions that lay before a body: those stay (rule 9.5, OFL § 16).")
	ErrTooMany = fault.New(fault.Conflict, "document.too_many", "There are too many",
		"A case has at most 1,000 documents, and a document at most 200 versions.")
	ErrPinned = fault.New(fault.Invalid, "document.pin_invalid", "The papers are not those of the case",
		"A paper is named by the number of a document of the case, one of its versions, and that version's hash; the document is not withdrawn.")
)

// How many documents a case has at most, and versions a document.
const (
	MaxDocuments = 1000
	MaxVersions  = 200
)

// Document is a document of a case.
type Document struct {
	request.Resource
	CaseID           int64              `json:"-" db:"case_id"`
	Region           string             `json:"region" db:"-" example:"kongsvingerregionen"`
	Case             string             `json:"case" db:"-" example:"2024-1" doc:"The number of the case"`
	Number           int                `json:"document" db:"number" example:"3" doc:"Its running number in the case"`
	Title            string             `json:"title" db:"title" example:"Kraftutfordringen i Kongsvingerregionen"`
	Kind             Kind               `json:"kind" db:"kind" enum:"case_presentation,recommendation,report,attachment,minutes,consultation,other" example:"report"`
	Organisation     string             `json:"organisation" db:"organisation" example:"kongsvingerregionen" doc:"Whose document it is: the region, or a municipality that takes part"`
	OrganisationName string             `json:"organisation_name" db:"organisation_name" example:"Kongsvingerregionen"`
	Publicity        casefile.Publicity `json:"publicity" db:"publicity" enum:"public,exempt"`
	LegalBasis       string             `json:"legal_basis,omitempty" db:"legal_basis" doc:"Why the document is exempt from public access"`
	ExemptUntil      *workday.Date      `json:"exempt_until" db:"exempt_until" format:"date" doc:"The last day on which it is exempt; null for no end. When it has passed the document is read like its case"`
	CreatedBy        string             `json:"created_by" db:"created_by" format:"uuid"`
	CreatedFor       *string            `json:"created_for" db:"created_for" format:"uuid" doc:"The office holder for whom a substitute made it"`
	CreatedAt        time.Time          `json:"created_at" db:"created_at"`
	WithdrawnBy      *string            `json:"withdrawn_by" db:"withdrawn_by" format:"uuid"`
	WithdrawnFor     *string            `json:"withdrawn_for" db:"withdrawn_for" format:"uuid" doc:"The office holder for whom a substitute withdrew it"`
	WithdrawnAt      *time.Time         `json:"withdrawn_at" db:"withdrawn_at" doc:"When it was withdrawn; null while it stands"`
	WithdrawnWhy     string             `json:"withdrawn_why,omitempty" db:"withdrawn_why"`
	Versions         []Version          `json:"versions" db:"versions" doc:"The newest first"`
}

// Version is a version of a document: a file, or a link to where it stands. It never
// changes.
type Version struct {
	Number    int       `json:"version" db:"number" example:"2"`
	SHA256    string    `json:"sha256" db:"sha256" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" doc:"By which it is known: of the bytes of the file; of a link, of its address, for what stands there is another's"`
	Size      int64     `json:"size,omitempty" db:"size" example:"482113" doc:"The bytes of the file"`
	MediaType string    `json:"media_type,omitempty" db:"media_type" example:"application/pdf" doc:"Of the file, as it was sent"`
	FileName  string    `json:"file_name,omitempty" db:"file_name" example:"Kraftutfordringen.pdf"`
	Address   string    `json:"address,omitempty" db:"address" format:"uri" doc:"Of a link: where the document stands"`
	AddedBy   string    `json:"added_by" db:"added_by" format:"uuid"`
	AddedFor  *string   `json:"added_for" db:"added_for" format:"uuid" doc:"The office holder for whom a substitute added it"`
	AddedAt   time.Time `json:"added_at" db:"added_at"`
	Pinned    bool      `json:"pinned" db:"pinned" doc:"Whether it was laid before a body: then it stays, whatever becomes of the document"`
	Content   string    `json:"content,omitempty" db:"-" example:"/v1/regions/kongsvingerregionen/cases/2024-1/documents/3/versions/2/content" doc:"The address of the file's bytes; left out where they are not given"`
}

// Input is what is said of a document.
type Input struct {
	Title       string             `json:"title" minLength:"1" maxLength:"300" example:"Kraftutfordringen i Kongsvingerregionen"`
	Kind        Kind               `json:"kind" enum:"case_presentation,recommendation,report,attachment,minutes,consultation,other" example:"report"`
	Publicity   casefile.Publicity `json:"publicity" enum:"public,exempt" example:"public"`
	LegalBasis  string             `json:"legal_basis,omitempty" maxLength:"300" example:"" doc:"Required when exempt, such as offl. § 13 jf. fvl. § 13"`
	ExemptUntil *workday.Date      `json:"exempt_until,omitempty" format:"date" doc:"The last day on which it is exempt: today or later"`
}

// NewInput is a document as it is made.
type NewInput struct {
	Input
	Organisation string `json:"organisation" minLength:"1" maxLength:"63" example:"kongsvingerregionen" doc:"In whose name it is filed: the region, or a municipality that takes part"`
}

// Check brings the texts into their one form, and refuses what is not valid on a day:
// no title, and an exemption that is not whole (rule 2.1).
func (in *Input) Check(today workday.Date) error {
	var c fault.Checks
	canon.RequiredLine(&c, "/title", &in.Title)
	canon.TidyLine(&c, "/legal_basis", &in.LegalBasis)
	exempt := in.Publicity == casefile.Exempt
	c.Require(!exempt || in.LegalBasis != "", "/legal_basis", msgBasisMissing)
	c.Require(exempt || in.LegalBasis == "", "/legal_basis", msgBasisOfPublic)
	c.Require(exempt || in.ExemptUntil == nil, "/exempt_until", msgUntilOfPublic)
	c.Require(in.ExemptUntil == nil || !in.ExemptUntil.Before(today), "/exempt_until", msgUntilPast.With(today))
	return c.Err(ErrContent)
}

// Exempt says whether the document is exempt from public access on a day; once its
// last day has passed it is not.
func (d *Document) Exempt(on workday.Date) bool {
	return d.Publicity == casefile.Exempt && (d.ExemptUntil == nil || !on.After(*d.ExemptUntil))
}

// MustStand refuses a document that is withdrawn.
func (d *Document) MustStand() error {
	if d.WithdrawnAt != nil {
		return ErrWithdrawn.With(msgWithdrawn.With(d.Number, workday.Today(*d.WithdrawnAt), d.WithdrawnWhy))
	}
	return nil
}

// MustTake refuses a change of the document, in a case as it is: one that is over, a
// document that is withdrawn, and one of a municipality that has left the case.
func (d *Document) MustTake(c *casefile.Case) error {
	if err := c.Alive(); err != nil {
		return err
	}
	if err := c.MustBeSpokenForBy(d.Organisation); err != nil {
		return err
	}
	return d.MustStand()
}

// MustTakeVersion is MustTake for one more version.
func (d *Document) MustTakeVersion(c *casefile.Case) error {
	if err := d.MustTake(c); err != nil {
		return err
	}
	if len(d.Versions) >= MaxVersions {
		return ErrTooMany.With(msgTooManyVersions.With(d.Number, MaxVersions))
	}
	return nil
}

// numbered is the version of a number; nil where none has it.
func (d *Document) numbered(number int) *Version {
	i := slices.IndexFunc(d.Versions, func(v Version) bool { return v.Number == number })
	if i < 0 {
		return nil
	}
	return &d.Versions[i]
}

// Gives says whether a version is given to whoever may read the document: one of a
// document that is withdrawn only if it lay before a body.
func (d *Document) Gives(v *Version) bool { return d.WithdrawnAt == nil || v.Pinned }

// turn turns the document back to how it stood at a moment of the past (rule 1.1), and
// says whether it was there. Whether it is exempt goes by the day on which it is read.
func (d *Document) turn(p *reading.Past) bool {
	if p.Hides(d.CreatedAt) {
		return false
	}
	d.Title, d.Kind = reading.Was(p, d.Self, "title", d.Title), reading.Was(p, d.Self, "kind", d.Kind)
	if p.HidesAny(d.WithdrawnAt) {
		d.WithdrawnAt, d.WithdrawnBy, d.WithdrawnFor, d.WithdrawnWhy = nil, nil, nil, ""
	}
	d.Versions = slices.DeleteFunc(d.Versions, func(v Version) bool { return p.Hides(v.AddedAt) })
	return true
}

// showPublicity lets the document be read as it is on a day: an exemption that is over
// is none.
func (d *Document) showPublicity(on workday.Date) {
	if !d.Exempt(on) {
		d.Publicity, d.LegalBasis, d.ExemptUntil = casefile.Public, "", nil
	}
}

// fileNamed is what a file is called that was sent without a name.
func (d *Document) fileNamed(number int) string {
	return fmt.Sprintf("document-%d-%d", d.Number, number)
}
