package contribution

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// The kinds of keys (rule 4.5).
const (
	Equal      = "equal"
	Population = "population"
	Weights    = "weights"
)

// The faults of keys.
var (
	ErrKey = fault.New(fault.Invalid, "contribution_key.invalid", "The key is not valid",
		"`equal` has neither year nor figures; `population` names the year of its figures; `population` and `weights` have one figure for each municipality, of which at least one is greater than 0 (rule 4.5).")
	ErrKeyMembers = fault.New(fault.Invalid, "contribution_key.members_differ", "The figures are not those of the region's municipalities",
		"A key has a figure for every municipality that is a member of the region today. It may also have one for a municipality that takes part in a case of the region without being a member, and for nobody else; a weight may be 0 (rules 1.1, 4.5).")
)

// ContributionKey is how the municipalities of a region have agreed to share
// what their cases need.
type ContributionKey struct {
	setting.Base
	Kind    string      `json:"kind" db:"kind" enum:"equal,population,weights" example:"population" doc:"equal: the same for all; population: by the number of people who live there; weights: by agreed numbers"`
	Year    *int        `json:"year" db:"year" example:"2024" doc:"The year of the population figures; null for the other kinds"`
	Figures []KeyFigure `json:"figures" db:"figures" doc:"By municipality; empty for equal"`
	Members []string    `json:"-" db:"members"`
}

// KeyFigure is a municipality's figure in a key.
type KeyFigure struct {
	Municipality string `json:"municipality" pattern:"^[0-9]{4}$" example:"3417" doc:"The municipality's number"`
	Figure       int64  `json:"figure" minimum:"0" maximum:"100000000" example:"4600" doc:"People who live there, or the weight"`
}

// ContributionKeyInput sets a region's key.
type ContributionKeyInput struct {
	Kind    string      `json:"kind" enum:"equal,population,weights" example:"weights"`
	Year    *int        `json:"year,omitempty" minimum:"1900" maximum:"2200" doc:"With population: the year of the figures"`
	Figures []KeyFigure `json:"figures,omitempty" maxItems:"100" doc:"With population and weights: one for each municipality of the region, and as agreed for others that take part in its cases; a key does not apply in a case where a participant has no figure"`
	Reason  string      `json:"reason" minLength:"1" maxLength:"10000" example:"The agreement on co-operation, § 12" doc:"What the key rests on"`
}

// municipalities are those that have a figure.
func (in ContributionKeyInput) municipalities() []string {
	all := make([]string, len(in.Figures))
	for i, f := range in.Figures {
		all[i] = f.Municipality
	}
	return all
}

// check refuses a key that is not whole in itself, and one that lacks the figure
// of a member of the region or has one of somebody who is neither a member nor
// takes part in a case.
func (in *ContributionKeyInput) check(members, parties []string) error {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	if in.Figures == nil {
		in.Figures = []KeyFigure{}
	}
	c.Require(in.Kind != Population || in.Year != nil, "/year", msgYearMissing)
	c.Require(in.Kind == Population || in.Year == nil, "/year", msgYearAlone)
	c.Require(in.Kind == Equal || len(in.Figures) > 0, "/figures", msgFiguresMissing.With(in.Kind))
	c.Require(in.Kind != Equal || len(in.Figures) == 0, "/figures", msgFiguresAlone)
	sum := int64(0)
	for i, f := range in.Figures {
		sum += f.Figure
		c.Require(in.Kind != Population || f.Figure > 0, fmt.Sprintf("/figures/%d/figure", i), msgNobodyLives)
	}
	c.Require(len(in.Figures) == 0 || in.Kind != Weights || sum > 0, "/figures", msgAddUpToNothing)
	if err := c.Err(ErrKey); err != nil || in.Kind == Equal {
		return err
	}
	seen := map[string]bool{}
	for i, f := range in.Figures {
		at := fmt.Sprintf("/figures/%d/municipality", i)
		known := slices.Contains(members, f.Municipality) || slices.Contains(parties, f.Municipality)
		c.Require(known, at, msgStranger.With(f.Municipality))
		c.Require(!seen[f.Municipality], at, msgFigureTwice.With(f.Municipality))
		seen[f.Municipality] = true
	}
	for _, m := range members {
		c.Require(seen[m], "/figures", msgFigureMissing.With(m))
	}
	slices.SortFunc(in.Figures, func(a, b KeyFigure) int { return strings.Compare(a.Municipality, b.Municipality) })
	return c.Err(ErrKeyMembers)
}

// Text is the key in words.
func (k ContributionKey) Text() message.Text {
	figures := make([]string, len(k.Figures))
	for i, f := range k.Figures {
		figures[i] = fmt.Sprintf("%s %d", f.Municipality, f.Figure)
	}
	switch k.Kind {
	case Population:
		return msgKeyPopulation.With(*k.Year, figures)
	case Weights:
		return msgKeyWeights.With(figures)
	default:
		return msgKeyEqual
	}
}

// figure is a municipality's figure, nil where the key has none.
func (k ContributionKey) figure(municipality string) *int64 {
	for _, f := range k.Figures {
		if f.Municipality == municipality {
			return &f.Figure
		}
	}
	return nil
}

// parts are the parts by the key of those who take part in a case now; one that
// has left has none. A key that says nothing of one of them says nothing of the
// others: whyNot then tells it.
func (k ContributionKey) parts(all []given) (parts []*big.Rat, whyNot message.Text) {
	weights := make([]int64, len(all))
	for i, g := range all {
		switch figure := k.figure(g.Number); {
		case g.LeftAt != nil:
		case k.Kind == Equal:
			weights[i] = 1
		case figure == nil:
			return nil, msgNoFigure.With(g.Name)
		default:
			weights[i] = *figure
		}
	}
	if parts = fractions(weights); parts == nil {
		return nil, msgAllAreNil
	}
	return parts, message.Text{}
}
