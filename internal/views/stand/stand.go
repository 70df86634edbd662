// Package stand answers the one question above all others: who has anchored
// what? It computes the anchoring matrix and the five-condition start
// gate from the current state of the features above it, and does the acts that
// concern a whole case: start, override, withdraw, join and leave (rules 1.1,
// 2.2-2.4). It owns no table.
package stand

import (
	"time"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/followup"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Condition is one of the five conditions for a common decision (rule 2.4).
type Condition string

// The conditions, in the order of the matrix's columns.
const (
	Benefit      Condition = "benefit"
	Mandate      Condition = "mandate"
	Resources    Condition = "resources"
	Contribution Condition = "contribution"
	Timeline     Condition = "timeline"
	// FollowUp is what a municipality does once the case is adopted: a column of its own.
	FollowUp Condition = "follow_up"
)

// Conditions are the columns of the matrix from the beginning on.
var Conditions = []Condition{Benefit, Mandate, Resources, Contribution, Timeline}

// State is how far a municipality is with a condition.
type State string

// The states of a cell (rule 2.4).
const (
	Met           State = "met"
	Partly        State = "partly"
	Missing       State = "missing"
	Overdue       State = "overdue"
	NotApplicable State = "not_applicable"
	Left          State = "left"
)

// Facts are what is known of a case at one moment. The rules below look at
// nothing else.
type Facts struct {
	// Ref is the case.
	Ref   casefile.Ref
	Today workday.Date
	Gated bool
	// State is the case's. One that is Over asks nothing of anybody; one that is
	// Settled is past its preparation, and takes no mandate, benefit or milestone.
	State         casefile.State
	Over, Settled bool
	// Past says that they are read as they stood when the reader's municipality
	// left (rule 1.1): nobody is asked.
	Past bool

	Mandate  MandateFacts
	Timeline []MilestoneFact
	// Course is how far the case is in its treatment, judged.
	Course *chain.Course
	// FollowUps are those that stand of an adopted case.
	FollowUps []*followup.FollowUp
	// Parties are the participants in the order of their numbers.
	Parties []PartyFacts
}

// MandateFacts are what is known of the mandate as a whole. Versions are 0
// where there is none.
type MandateFacts struct {
	InForce    int
	Newest     int
	NewestOpen bool
	AnswerBy   *workday.Date
	NamingDue  *workday.Date
	// Decided is true when the version in force names the political decision
	// that it rests on.
	Decided bool
	// Until is the day after the last of the mandate in force.
	Until workday.Date
}

// PartyFacts are what is known of one participant.
type PartyFacts struct {
	Municipality string
	Name         string
	Left         bool
	// LeftOn is the day on which it left.
	LeftOn workday.Date
	// Successors go on where the municipality is no more.
	Successors []string

	BenefitWritten, BenefitConfirmed bool
	// BenefitConfirmedLast is when a statement was last confirmed, whether or
	// not that stands.
	BenefitConfirmedLast time.Time
	// ApprovedInForce and ApprovedNewest say whether the municipality's own
	// approval stands on those versions. StandsNewest is how it stands to the
	// newest, "" where that asks nothing of it; StaleFrom and CarriedFrom are the
	// earlier version that it approved, 0 for none.
	ApprovedInForce, ApprovedNewest bool
	StandsNewest                    approval.Verdict
	StaleFrom, CarriedFrom          int
	// Outdated says that it answered the newest version before it left the case and
	// came back: that counts no more (rule 1.1).
	Outdated bool
	// FlaggedInForce and FlaggedNewest say that an approval stands though whoever
	// gave it is disqualified (rule 1.7).
	FlaggedInForce, FlaggedNewest bool
	// Conditions are those of its approval of the version in force, SetNewest
	// those of its approval of the newest.
	Conditions, SetNewest []ConditionFact
	// Asked is what the version in force asks for, each with its gaps ahead.
	Asked []AskedFact
	// Released is true when a person was released to the case at any time,
	// Agreed when the slice of the version in force agrees another contribution,
	// Recorded when one is recorded.
	Released, Agreed, Recorded bool
	// Alarms say what will be lacking though people are released (rule 4.4).
	Alarms []message.Text
}

// ConditionFact is one condition of an approval.
type ConditionFact struct {
	Number                           int
	BeforeStart, Reported, Fulfilled bool
	// Office and Organisation are the responsible.
	Office, Organisation string
	Due                  workday.Date
	// Since is when the condition began to bind.
	Since time.Time
}

// AskedFact is one requirement and how it is covered from today on.
type AskedFact struct {
	Requirement string
	Function    string
	Covered     bool
	// Over is true when every day on which it asks is past.
	Over bool
	// Some is true when a part of it is covered.
	Some bool
	// Named is the number of an assignment by which someone is nominated but not
	// released; 0 for none.
	Named int
	// RecalledLast is when someone released to it was last recalled.
	RecalledLast time.Time
}

// MilestoneFact is one milestone of the timeline.
type MilestoneFact struct {
	Key, Title      string
	PerMunicipality bool
	Responsible     *authority.Post
	Due             *workday.Date
	Done            bool
	Overdue         bool
	// OverdueSince is the moment at which its day ended.
	OverdueSince time.Time
	// DoneBy and OverdueBy tell of the municipalities, for a milestone that
	// each of them reaches.
	DoneBy, OverdueBy map[string]bool
}

// contributes says whether the municipality contributes anything (rules 2.3d,
// 2.4).
func (p PartyFacts) contributes() bool { return p.Released || p.Agreed || p.Recorded }

func (m MilestoneFact) done(municipality string) bool {
	if m.PerMunicipality {
		return m.DoneBy[municipality]
	}
	return m.Done
}

func (m MilestoneFact) overdue(municipality string) bool {
	if m.PerMunicipality {
		return m.OverdueBy[municipality]
	}
	return m.Overdue
}

// find is the milestone with a key, or nil.
func (f Facts) find(key string) *MilestoneFact {
	for i := range f.Timeline {
		if f.Timeline[i].Key == key {
			return &f.Timeline[i]
		}
	}
	return nil
}
