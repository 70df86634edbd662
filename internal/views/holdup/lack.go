package holdup

import (
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/views/stand"
)

// lack is something that municipalities lack in a condition, and who can give it (rules
// 2.3, 2.4).
type lack struct {
	Condition stand.Condition
	// Municipalities are those that lack it, in the order of their numbers.
	Municipalities []string
	Reason         message.Text
	Post           authority.Post
	Act            act.Target
	// By is the last day; nil without one.
	By   *workday.Date
	Link string
	// Holds says that the case cannot start without it: the gate misses it, and no
	// confirmed override covers that.
	Holds bool
}

// lacks are what the conditions lack that somebody can give: the cells of the matrix that
// ask for something, what they ask of all together once, the decision that the mandate
// rests on, and what approvals depend on.
func lacksOf(f stand.Facts, g stand.StartGate) []lack {
	if f.Past || f.Over {
		return nil
	}
	var all []lack
	for _, c := range stand.Conditions {
		for _, p := range f.Parties {
			cell := f.Cell(c, p)
			post, asked := cell.Asks()
			if post == nil || cell.State == stand.Met || !waits(f, c) {
				continue
			}
			at := slices.IndexFunc(all, func(l lack) bool {
				return l.Condition == c && l.Post == *post && l.Act == asked && l.Reason.String() == cell.Reason.String()
			})
			if at < 0 {
				at = len(all)
				all = append(all, lack{Condition: c, Reason: cell.Reason, Post: *post, Act: asked, By: cell.By, Link: cell.Link})
			}
			l := &all[at]
			l.Municipalities = append(l.Municipalities, p.Municipality)
			l.Holds = l.Holds || holds(f, g, c, p.Municipality)
		}
	}
	if i := slices.IndexFunc(g.Missing, func(e stand.GateEntry) bool { return e.Key == string(stand.Mandate)+"/decision" }); i >= 0 && !f.Settled {
		all = append(all, lack{
			Condition: stand.Mandate, Municipalities: going(f), Reason: g.Missing[i].Detail, Holds: holds(f, g, stand.Mandate, ""), Link: f.Ref.Path() + "/mandates",
			Post: authority.Post{Organisation: f.Ref.Region, Office: office.Secretariat}, Act: mandate.DraftMandate.At(f.Ref),
		})
	}
	for _, p := range f.Parties {
		if !p.Left {
			all = append(all, unfulfilled(f, p, g)...)
		}
	}
	return all
}

// waits says whether a case waits for a condition: one that passes the start gate for all
// five, another for its mandate, where it has one, and the people whom that asks for. People
// are asked for once a mandate is in force.
func waits(f stand.Facts, c stand.Condition) bool {
	switch c {
	case stand.Mandate:
		return f.Gated || f.Mandate.Newest != 0
	case stand.Resources:
		return f.Mandate.InForce != 0
	default:
		return f.Gated
	}
}

// unfulfilled are the conditions of a municipality's approval that are not fulfilled, and
// who reports or confirms them (rule 3.5).
func unfulfilled(f stand.Facts, p stand.PartyFacts, g stand.StartGate) (all []lack) {
	for _, c := range p.Conditions {
		if c.Fulfilled {
			continue
		}
		ref := condition.Ref{PartRef: mandate.Ref{Ref: f.Ref, Version: f.Mandate.InForce}.Part(p.Municipality), Number: c.Number}
		l := lack{
			Condition: stand.Mandate, Municipalities: []string{p.Municipality}, Reason: p.Unfulfilled(c), By: &c.Due, Link: f.Cell(stand.Mandate, p).Link,
			Post: authority.Post{Organisation: c.Organisation, Office: c.Office}, Act: condition.ReportCondition.At(ref),
		}
		if c.Reported {
			l.Post, l.Act = authority.Post{Organisation: p.Municipality, Office: office.ChiefExecutive}, condition.ConfirmCondition.At(ref)
		}
		l.Holds = c.BeforeStart && holds(f, g, stand.Mandate, p.Municipality)
		all = append(all, l)
	}
	return all
}

// going are the municipalities that take part.
func going(f stand.Facts) (all []string) {
	for _, p := range f.Parties {
		if !p.Left {
			all = append(all, p.Municipality)
		}
	}
	return all
}

// holds says whether a case that prepares cannot start because its gate misses something of
// a condition, of a municipality or of all, which no confirmed override covers.
func holds(f stand.Facts, g stand.StartGate, c stand.Condition, municipality string) bool {
	return f.State == casefile.Preparing && slices.ContainsFunc(g.Missing, func(e stand.GateEntry) bool {
		return e.Condition == c && !e.Overridden && (e.Municipality == "" || e.Municipality == municipality)
	})
}
