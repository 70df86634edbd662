package mandate

import (
	"cmp"
	"fmt"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

// The faults of content.
var (
	ErrContent = fault.New(fault.Invalid, "mandate.content_invalid", "The mandate's content is not valid",
		"`errors` names the members at fault (rule 3.1).")
	ErrParticipants = fault.New(fault.Invalid, "mandate.participants_differ", "The participants are not those of the case",
		"A mandate names exactly the municipalities that take part in the case, and has one slice for each (rules 1.1, 3.1).")
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
// nothing, sorted. It refuses what is not valid, whatever the case: empty
// texts, periods that end before they begin or lie outside the mandate's, a
// currency that is none or another than the budget's, and a municipality or a
// key named twice (rule 3.1).
func (in *ContentInput) Normalise() error {
	n := normaliser{}
	n.common(&in.Common)
	seen := map[string]bool{}
	for i := range in.Slices {
		s := &in.Slices[i]
		n.Require(!seen[s.Municipality], fmt.Sprintf("/slices/%d/municipality", i), msgSliceTwice.With(s.Municipality))
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
	canon.RequiredText(&n.Checks, "/common/purpose", &c.Purpose)
	canon.TidyText(&n.Checks, "/common/scope", &c.Scope)
	canon.TidyText(&n.Checks, "/common/limits", &c.Limits)
	n.texts("/common/objectives", &c.Objectives)
	n.texts("/common/deliverables", &c.Deliverables)
	c.Budget.RequireCurrency(&n.Checks, "/common/budget")
	n.Require(c.Start.Before(c.End), "/common/end", organisation.MsgNotLater.With(c.Start))
	if c.Decision != nil {
		canon.RequiredLine(&n.Checks, "/common/decision/organisation", &c.Decision.Organisation)
		canon.RequiredLine(&n.Checks, "/common/decision/body", &c.Decision.Body)
		canon.RequiredLine(&n.Checks, "/common/decision/case_number", &c.Decision.CaseNumber)
	}
}

func (n *normaliser) slice(s *SliceContent, c Common, at string) {
	canon.TidyText(&n.Checks, at+"/other_contribution", &s.OtherContribution)
	if s.Money != nil {
		n.Require(s.Money.Currency == c.Budget.Currency, at+"/money/currency", msgOtherCurrency.With(c.Budget.Currency))
	}
	if s.Requirements == nil {
		s.Requirements = []Requirement{}
	}
	keys := map[string]bool{}
	for i := range s.Requirements {
		r, at := &s.Requirements[i], fmt.Sprintf("%s/requirements/%d", at, i)
		n.Require(!keys[r.Key], at+"/key", msgKeyTwice.With(r.Key))
		keys[r.Key] = true
		canon.RequiredLine(&n.Checks, at+"/function", &r.Function)
		n.Require(r.From.Before(r.To), at+"/to", organisation.MsgNotLater.With(r.From))
		n.Require(!r.From.Before(c.Start), at+"/from", msgTooEarly.With(c.Start))
		n.Require(!r.To.After(c.End), at+"/to", msgTooLate.With(c.End.AddDays(-1)))
	}
	slices.SortFunc(s.Requirements, func(a, b Requirement) int { return cmp.Compare(a.Key, b.Key) })
}

func (n *normaliser) texts(at string, list *[]string) {
	if *list == nil {
		*list = []string{}
	}
	for i := range *list {
		canon.RequiredText(&n.Checks, fmt.Sprintf("%s/%d", at, i), &(*list)[i])
	}
}

// MustFit refuses normalised content whose participants are not the
// municipalities that take part in the case now, each with one slice (rules 1.1,
// 3.1).
func (in ContentInput) MustFit(c *casefile.Case) error {
	var parties, sliced []string
	for _, p := range c.Parties() {
		parties = append(parties, p.Number)
	}
	for _, s := range in.Slices {
		sliced = append(sliced, s.Municipality)
	}
	slices.Sort(parties)
	var faults fault.Checks
	faults.Require(slices.Equal(in.Common.Participants, parties), "/common/participants", msgParticipants.With(parties))
	faults.Require(slices.Equal(sliced, parties), "/slices", msgSlices.With(parties))
	return faults.Err(ErrParticipants)
}

// Recorded says whether the decision stands among those of the case.
func (d Decision) Recorded(in []casefile.Decision) bool {
	return slices.ContainsFunc(in, func(r casefile.Decision) bool {
		return r.WithdrawnAt == nil && Decision{Organisation: r.Organisation, Body: r.Body, Date: r.Date, CaseNumber: r.CaseNumber} == d
	})
}
