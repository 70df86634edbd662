package contract

import (
	"net/http"
	"time"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/fault"
)

// The media types of bodies and answers.
const (
	JSON       = "application/json"
	HTML       = "text/html"
	Markdown   = "text/markdown"
	CSV        = "text/csv"
	Calendar   = "text/calendar"
	Atom       = "application/atom+xml"
	GeoJSON    = "application/geo+json"
	File       = "*/*"                      // a file of whatever type
	excel      = "application/vnd.ms-excel" // what Windows calls a .csv where Excel is installed
	MergePatch = "application/merge-patch+json"
	Problems   = "application/problem+json"
)

// Doc is what the contract says of an act in words.
type Doc struct {
	Tag         Tag
	Summary     string
	Description string
	// Example is a table or a calendar that fits, for an operation that takes one.
	Example string
	// Creates says that the act makes a resource at an address of its own: a POST
	// is then answered 201 with Location, a PUT so where there was nothing before.
	Creates bool
	// Within is how long the operation may take, where that is longer than others
	// may; 0 where it is not.
	Within time.Duration
	// Faults are the refusals that are this operation's own; Warns are what its
	// answers may warn of, by the same codes.
	Faults, Warns []*fault.Error
}

// Tag is a chapter of the contract: a name, and a text that says what the acts
// in it are for. Chapters stand in the order in which their first acts are
// added, and those with Last after all others.
type Tag struct {
	Name, Text string
	Last       bool
}

// Operation is an act as it is offered to callers.
type Operation struct {
	act.Decl
	Doc
	// Write says that the act changes something, List that it shows a page of a
	// list.
	Write, List bool
	Body        Body
	Parameters  []Parameter
	// Media are the types in which a read gives its answer, JSON first.
	Media []string
}

// Created says whether an answer is 201: a POST that creates always is.
func (r Operation) Created(made bool) bool {
	return r.Creates && (made || r.Method == http.MethodPost)
}

// Takes are the media types of the body, the one that clients are asked for
// first.
func (r Operation) Takes() []string {
	if r.Method == http.MethodPatch {
		return []string{r.Body.Media, MergePatch}
	}
	switch r.Body.Media {
	case CSV:
		return []string{CSV, excel}
	case Calendar:
		return []string{Calendar, CSV, excel}
	}
	return []string{r.Body.Media}
}
