package story

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"forankring.no/forankring/internal/platform/workday"
)

//go:embed kongsvingerregionen.json
var source []byte

// facts are the public facts of a real region and a real case, and what was
// made up so that the case can be played.
type facts struct {
	Region struct {
		Slug, Name, County string
		Aliases            []string
	}
	Municipalities []municipality
	Bodies         []struct {
		Key, Kind, Name    string
		Size               *int
		Decides            bool
		OnePerMunicipality bool `json:"one_per_municipality"`
	}
	Case struct {
		Kind, Title, Mandate string
		SharedBenefit        string `json:"shared_benefit"`
		Aliases              []string
		Events               []event
	}
	Illustrative struct {
		Slices       map[string][]slice
		Opened       workday.Date
		Commissioned struct {
			Body       string
			Date       workday.Date
			CaseNumber string `json:"case_number"`
		}
		Submissions []struct {
			On       workday.Date
			AnswerBy workday.Date `json:"answer_by"`
		}
		NamingDue workday.Date `json:"naming_due"`
		GateOpens workday.Date `json:"gate_opens"`
		Period    [2]workday.Date
		Budget    struct {
			Amount   int64
			Currency string
		}
		Benefit        string
		RegionMeetings map[string][]workday.Date `json:"region_meetings"`
		// CouncilMeetings are those of the municipal councils, by municipality.
		CouncilMeetings map[string][]workday.Date `json:"municipal_council_meetings"`
		CouncilSizes    map[string]int            `json:"council_sizes"`
	}
	Sources []string
}

type municipality struct {
	Number, Name string
	CouncilSize  *int `json:"council_size"`
}

type slice struct {
	Function string
	Share    int
}

// event is something that happened. Its date is known to the day, to the
// month, or not at all.
type event struct {
	Date, Precision, Body, What string
}

func load() (*facts, error) {
	var f facts
	if err := json.Unmarshal(source, &f); err != nil {
		return nil, fmt.Errorf("read the facts of the demo: %w", err)
	}
	return &f, nil
}

// benefit is what a municipality says it gains; illustrative.
func (f *facts) benefit(m municipality) string {
	return strings.ReplaceAll(f.Illustrative.Benefit, "{name}", m.Name)
}

// key makes the key of a requirement from its function: "land-use planner"
// becomes "land-use-planner".
func (s slice) key() string { return strings.ReplaceAll(s.Function, " ", "-") }
