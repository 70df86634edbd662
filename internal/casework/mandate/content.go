package mandate

import (
	"cmp"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of content.
var (
	ErrContent = fault.New(fault.Invalid, "mandate.content_invalid", "The mandate's content does not fit",
		"See errors for the members at fault (rule 3.1).")
	ErrParticipants = fault.New(fault.Invalid, "mandate.participants_differ", "The participants are not the case's",
		"A mandate names all municipalities that take part in the case, and no other, and has one slice for each (rules 1.1, 3.1).")
)

// Common is the part of a mandate that is the same for all municipalities.
type Common struct {
	Participants []string     `json:"participants" minItems:"2" maxItems:"50" example:"[\"3401\",\"3417\"]" doc:"The municipalities that take part, by number"`
	Purpose      string       `json:"purpose" minLength:"1" maxLength:"10000" example:"A common strategy for power supply to business and transport"`
	Objectives   []string     `json:"objectives" maxItems:"100" example:"[\"Know the need for power until 2040\"]"`
	Scope        string       `json:"scope" maxLength:"10000" example:"The six municipalities of the region"`
	Limits       string       `json:"limits" maxLength:"10000" example:"No siting of single plants"`
	Deliverables []string     `json:"deliverables" maxItems:"100" example:"[\"A proposal for a power strategy\"]"`
	Budget       Money        `json:"budget"`
	Decision     *Decision    `json:"decision,omitempty" doc:"The political decision that the mandate rests on, as recorded in the case"`
	Start        workday.Date `json:"start" format:"date" example:"2024-03-01" doc:"The first day"`
	End          workday.Date `json:"end" format:"date" example:"2025-07-01" doc:"The day after the last day"`
}

// Money is an amount in the currency's minor unit.
type Money struct {
	Amount   int64  `json:"amount" minimum:"0" maximum:"1000000000000000" example:"150000000" doc:"In minor units: øre for NOK"`
	Currency string `json:"currency" pattern:"^[A-Z]{3}$" example:"NOK"`
}

// Decision names a political decision by body, date and case number.
type Decision struct {
	Organisation string       `json:"organisation" minLength:"1" maxLength:"63" example:"kongsvingerregionen"`
	Body         string       `json:"body" minLength:"1" maxLength:"63" example:"styre" doc:"The body's key in its organisation"`
	Date         workday.Date `json:"date" format:"date" example:"2024-02-08"`
	CaseNumber   string       `json:"case_number" minLength:"1" maxLength:"100" example:"03/2024" doc:"The body's own case number"`
}

// SliceContent is what a mandate asks of one municipality.
type SliceContent struct {
	Municipality      string        `json:"municipality" pattern:"^[0-9]{4}$" example:"3417"`
	Requirements      []Requirement `json:"requirements" maxItems:"100" doc:"The people asked for"`
	Money             *Money        `json:"money,omitempty"`
	OtherContribution string        `json:"other_contribution,omitempty" maxLength:"10000" example:"Meeting rooms"`
}

// Slice is a municipality's part of a version, with its hash.
type Slice struct {
	SliceContent
	Hash string `json:"hash,omitempty" doc:"SHA-256 over the canonical JSON of the slice without this member; from submission"`
	// Name is the municipality's.
	Name string `json:"-"`
	// StaleFrom is the earlier version that the municipality approved and that
	// this one changed for it; it is found once, at submission (rule 3.6).
	StaleFrom *int `json:"-"`
}

// Requirement asks a municipality for people: at least so many, each with at
// least the share, on every day of the period.
type Requirement struct {
	Key      string       `json:"key" pattern:"^[a-z][a-z0-9-]{0,62}$" maxLength:"63" example:"area-planner" doc:"Names the requirement across versions; unique in the slice"`
	Function string       `json:"function" minLength:"1" maxLength:"300" example:"Area planner"`
	People   int          `json:"people" minimum:"1" maximum:"100" example:"1" doc:"How many people"`
	Share    int          `json:"share" minimum:"5" maximum:"100" multipleOf:"5" example:"20" doc:"Percent of full time, each"`
	From     workday.Date `json:"from" format:"date" example:"2024-04-01" doc:"The first day"`
	To       workday.Date `json:"to" format:"date" example:"2025-04-01" doc:"The day after the last day"`
}

// ContentInput is the whole content of a version, as the secretariat writes it.
type ContentInput struct {
	Common Common         `json:"common"`
	Slices []SliceContent `json:"slices" minItems:"2" maxItems:"50" doc:"One per participant" example:"[{\"municipality\":\"3401\",\"requirements\":[]},{\"municipality\":\"3417\",\"requirements\":[{\"key\":\"area-planner\",\"function\":\"Area planner\",\"people\":1,\"share\":20,\"from\":\"2024-04-01\",\"to\":\"2025-04-01\"}]}]"`
}

// Content is what the version's hashes are made of.
func (v *Document) Content() ContentInput {
	in := ContentInput{Common: v.Common, Slices: make([]SliceContent, len(v.Slices))}
	for i, s := range v.Slices {
		in.Slices[i] = s.SliceContent
	}
	return in
}

// FixHashes binds the content by its hashes (rule 3.2).
func (v *Document) FixHashes() (err error) {
	if v.CommonHash, err = canon.Hash(v.Common); err != nil {
		return fmt.Errorf("hash the common part: %w", err)
	}
	for i := range v.Slices {
		if v.Slices[i].Hash, err = canon.Hash(v.Slices[i].SliceContent); err != nil {
			return fmt.Errorf("hash a slice: %w", err)
		}
	}
	if v.ContentHash, err = canon.Hash(v.Content()); err != nil {
		return fmt.Errorf("hash the content: %w", err)
	}
	return nil
}

// Normalise brings the content into the one form that is stored and hashed:
// texts normalised; participants, slices and requirements, whose order means
// nothing, sorted. It refuses what cannot stand, whatever the case: empty
// texts, periods that end before they begin or lie outside the mandate's, and
// a municipality or a key named twice (rule 3.1).
func (in *ContentInput) Normalise() error {
	n := normaliser{}
	n.common(&in.Common)
	seen := map[string]bool{}
	for i := range in.Slices {
		s := &in.Slices[i]
		n.That(!seen[s.Municipality], fmt.Sprintf("/slices/%d/municipality", i), "%s has a slice already", s.Municipality)
		seen[s.Municipality] = true
		n.slice(s, in.Common, fmt.Sprintf("/slices/%d", i))
	}
	slices.SortFunc(in.Slices, func(a, b SliceContent) int { return cmp.Compare(a.Municipality, b.Municipality) })
	return n.Err(ErrContent)
}

type normaliser struct{ fault.Checks }

func (n *normaliser) common(c *Common) {
	slices.Sort(c.Participants)
	c.Participants = slices.Compact(c.Participants)
	n.text("/common/purpose", &c.Purpose, canon.Text, true)
	n.text("/common/scope", &c.Scope, canon.Text, false)
	n.text("/common/limits", &c.Limits, canon.Text, false)
	n.texts("/common/objectives", &c.Objectives)
	n.texts("/common/deliverables", &c.Deliverables)
	n.That(c.Start.Before(c.End), "/common/end", "must lie after %s, the mandate's start", c.Start)
	if c.Decision != nil {
		n.text("/common/decision/case_number", &c.Decision.CaseNumber, canon.Line, true)
	}
}

func (n *normaliser) slice(s *SliceContent, c Common, at string) {
	n.text(at+"/other_contribution", &s.OtherContribution, canon.Text, false)
	if s.Requirements == nil {
		s.Requirements = []Requirement{}
	}
	keys := map[string]bool{}
	for i := range s.Requirements {
		r, at := &s.Requirements[i], fmt.Sprintf("%s/requirements/%d", at, i)
		n.That(!keys[r.Key], at+"/key", "%s names another requirement of this slice", r.Key)
		keys[r.Key] = true
		n.text(at+"/function", &r.Function, canon.Line, true)
		n.That(r.From.Before(r.To), at+"/to", "must lie after %s, the requirement's first day", r.From)
		n.That(!r.From.Before(c.Start), at+"/from", "must not lie before %s, the mandate's start", c.Start)
		n.That(!r.To.After(c.End), at+"/to", "must not lie after %s, the mandate's end", c.End)
	}
	slices.SortFunc(s.Requirements, func(a, b Requirement) int { return cmp.Compare(a.Key, b.Key) })
}

func (n *normaliser) texts(at string, list *[]string) {
	if *list == nil {
		*list = []string{}
	}
	for i := range *list {
		n.text(fmt.Sprintf("%s/%d", at, i), &(*list)[i], canon.Text, true)
	}
}

func (n *normaliser) text(at string, s *string, form func(string) (string, error), required bool) {
	t, err := form(*s)
	if err != nil {
		n.That(false, at, "%s", err)
		return
	}
	n.That(t != "" || !required, at, "must not be empty")
	*s = t
}

// Fits refuses normalised content whose participants are not the municipalities
// that take part in the case now, each with one slice (rules 1.1, 3.1).
func (in ContentInput) Fits(c *casefile.Case) error {
	var parties, sliced []string
	for _, p := range c.Parties() {
		parties = append(parties, p.Number)
	}
	for _, s := range in.Slices {
		sliced = append(sliced, s.Municipality)
	}
	slices.Sort(parties)
	var faults fault.Checks
	faults.That(slices.Equal(in.Common.Participants, parties), "/common/participants", "must be %v", parties)
	faults.That(slices.Equal(sliced, parties), "/slices", "must be one for each of %v", parties)
	return faults.Err(ErrParticipants)
}

// Recorded says whether the decision stands among those of the case.
func (d Decision) Recorded(in []casefile.Decision) bool {
	return slices.ContainsFunc(in, func(r casefile.Decision) bool {
		return Decision{Organisation: r.Organisation, Body: r.Body, Date: r.Date, CaseNumber: r.CaseNumber} == d
	})
}
