package chain

import (
	"cmp"
	"slices"
	"time"

	"forankring.no/forankring/internal/casework/document"
)

// Laid is what a municipality lays before its own body (KL § 13-1).
type Laid struct {
	Presentation   *CasePresentation   `json:"presentation,omitempty" db:"presentation" doc:"The municipality's own presentation of the case (KL § 13-1)"`
	Recommendation *CaseRecommendation `json:"recommendation,omitempty" db:"recommendation" doc:"What its chief executive recommends (KL § 13-1); it may differ from the proposed resolution of the region"`
}

// CasePresentation is a municipality's own presentation of a case to its body.
type CasePresentation struct {
	Text       string         `json:"text"`
	Documents  []LaidDocument `json:"documents,omitempty" doc:"What lies before the body with it"`
	WrittenBy  string         `json:"written_by" format:"uuid"`
	WrittenFor *string        `json:"written_for" format:"uuid" doc:"The office holder for whom a substitute wrote it; null where none did"`
	WrittenAt  time.Time      `json:"written_at"`
}

// CaseRecommendation is what a chief executive recommends to a body of the municipality,
// in numbered items like the proposed resolution.
type CaseRecommendation struct {
	Items     []ResolutionItem `json:"items"`
	Documents []LaidDocument   `json:"documents,omitempty" doc:"What lies before the body with it"`
	GivenBy   string           `json:"given_by" format:"uuid"`
	GivenFor  *string          `json:"given_for" format:"uuid" doc:"The chief executive for whom a substitute gave it; null where none did"`
	GivenAt   time.Time        `json:"given_at"`
}

// LaidDocument is a version of a document of the case that lies before a body: it stays,
// whatever becomes of the document (rule 7.2).
type LaidDocument struct {
	document.Pin
	Href string `json:"href" example:"/v1/regions/kongsvingerregionen/cases/2024-17/documents/3/versions/2/content" doc:"Where it is read: the address of a link, or that of the version's file here"`
}

// LaidDocuments are documents that were fixed, as they lie before a body.
func LaidDocuments(fixed []document.Fixed) []LaidDocument {
	var all []LaidDocument
	for _, f := range fixed {
		all = append(all, LaidDocument{Pin: f.Pin, Href: cmp.Or(f.Address, f.Href)})
	}
	return all
}

// sameDocuments says whether documents that lie before a body are those of pins.
func sameDocuments(laid []LaidDocument, pins []document.Pin) bool {
	return slices.EqualFunc(laid, pins, func(l LaidDocument, p document.Pin) bool { return l.Pin == p })
}

// Says whether the presentation says the same, with the same documents.
func (p *CasePresentation) Says(text string, pins []document.Pin) bool {
	return p != nil && p.Text == text && sameDocuments(p.Documents, pins)
}

// Says whether the recommendation says the same, with the same documents.
func (r *CaseRecommendation) Says(items []ResolutionItem, pins []document.Pin) bool {
	return r != nil && slices.Equal(r.Items, items) && sameDocuments(r.Documents, pins)
}
