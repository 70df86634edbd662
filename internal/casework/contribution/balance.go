package contribution

import (
	"maps"
	"math/big"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Balance is what the municipalities of a case contribute, compared with the key.
type Balance struct {
	Self     string       `json:"self" example:"/v1/regions/kongsvingerregionen/cases/2024-1/balance"`
	Case     string       `json:"case" example:"2024-1" doc:"The number of the case"`
	Version  *int         `json:"version" example:"1" doc:"The version of the mandate in force, which says what is asked; null while none is"`
	Before   workday.Date `json:"before" format:"date" doc:"The day on which the balance is drawn up: so_far counts the days before it"`
	Calendar string       `json:"calendar" example:"no-1" doc:"The version of the calendar by which working days are counted: that of the region, one measure for all who take part"`
	Key      BalanceKey   `json:"key"`
	Rows     []BalanceRow `json:"rows" doc:"Every municipality that takes or took part, by number"`
	Total    BalanceTotal `json:"total"`
}

// BalanceKey is the key as it stands to the case.
type BalanceKey struct {
	Kind    string       `json:"kind" enum:"equal,population,weights" example:"population"`
	Year    *int         `json:"year" example:"2024" doc:"The year of the population figures; null for the other kinds"`
	Applies bool         `json:"applies" doc:"Whether it gives each municipality of the case its part; where it does not, nothing is compared with it"`
	WhyNot  message.Text `json:"why_not,omitzero" example:"The key has no figure for Grue." doc:"Why the key does not apply"`
}

// BalanceRow is one municipality's part.
type BalanceRow struct {
	Municipality  string  `json:"municipality" example:"3417"`
	Name          string  `json:"name" example:"Grue"`
	Left          bool    `json:"left" doc:"Whether it has left the case: it then has no part by the key, and what it gave still counts"`
	Figure        *int64  `json:"figure" example:"4600" doc:"Its figure in the key; null where that has none, and for equal parts"`
	KeyShare      *string `json:"key_share" example:"15.49" doc:"Its part by the key in percent; all parts sum to 100.00. Null where the key does not apply"`
	KeyShareExact *string `json:"key_share_exact" example:"46/297"`
	keyShare      *int
	Asked         PersonDays     `json:"asked" doc:"What the version in force asks, where the municipality has approved it: people × share × working days"`
	Released      PersonDays     `json:"released" doc:"What its releases give from the first day to the last: share × working days. Includes those that are surplus now"`
	SoFar         PersonDays     `json:"so_far" doc:"What its releases have given"`
	Money         []BalanceMoney `json:"money" doc:"Every currency in the case, each for itself"`
}

// PersonDays are days of full time.
type PersonDays struct {
	Hundredths int64  `json:"person_day_hundredths" example:"1240"`
	Text       string `json:"person_days" example:"12.40"`
	BalanceShare
}

// BalanceMoney is money in one currency.
type BalanceMoney struct {
	Currency string      `json:"currency" example:"NOK"`
	Planned  MoneyAmount `json:"planned" doc:"What the version in force asks, where the municipality has approved it"`
	Recorded MoneyAmount `json:"recorded" doc:"What it has recorded as its contribution"`
}

// MoneyAmount is an amount in the currency's minor unit.
type MoneyAmount struct {
	Amount int64 `json:"amount" example:"5000000" doc:"In minor units: øre for NOK"`
	BalanceShare
}

// BalanceShare is the part of the whole that a figure is.
type BalanceShare struct {
	Share     *string `json:"share" example:"33.33" doc:"The municipality's part of the total in percent; all parts sum to 100.00. Null where the total is 0"`
	Deviation *string `json:"deviation" example:"17.85" doc:"Its exact part of the total less its exact part by the key, in percentage points, negative where it gives less. Each is rounded by itself, so that equal deviations are shown as equal; their sum may then be some hundredths from 0, while that of the exact ones is 0"`
	Exact     *string `json:"deviation_exact" example:"53/297" doc:"The deviation before it is rounded, as a fraction of the total"`

	// Share and Deviation in hundredths of a percentage point.
	share, deviation *int
}

// BalanceTotal are the sums of all rows.
type BalanceTotal struct {
	Asked    int64               `json:"asked_hundredths" doc:"In hundredths of a person-day"`
	Released int64               `json:"released_hundredths"`
	SoFar    int64               `json:"so_far_hundredths"`
	Money    []BalanceMoneyTotal `json:"money"`
}

// BalanceMoneyTotal is the sum of one currency.
type BalanceMoneyTotal struct {
	Currency string `json:"currency" example:"NOK"`
	Planned  int64  `json:"planned" doc:"In minor units"`
	Recorded int64  `json:"recorded" doc:"In minor units"`
}

// given is what one participant contributes.
type given struct {
	casefile.Participant
	asked, released, soFar int64
	planned, recorded      *mandate.Money
}

// count is what a participant contributes: in hundredths of a person-day, since
// a share is in percent. A person released counts from the first day agreed,
// also where the release came later.
func count(st *staffing.Standing, days days, today workday.Date) given {
	g := given{Participant: st.Party}
	if binding := st.Binding(); binding != nil {
		g.planned = binding.Money
		for _, r := range binding.Requirements {
			g.asked += int64(r.People*r.Share) * int64(days.between(r.From, r.To))
		}
	}
	for _, a := range st.Named {
		if !a.Counts() {
			continue
		}
		g.released += int64(a.Share) * int64(days.between(a.From, a.Ends))
		until := a.Ends
		if today.Before(until) {
			until = today
		}
		g.soFar += int64(a.Share) * int64(days.between(a.From, until))
	}
	return g
}

// weigh compares what the participants give with the key.
func weigh(all []given, key ContributionKey) (rows []BalanceRow, total BalanceTotal, how BalanceKey) {
	how = BalanceKey{Kind: key.Kind, Year: key.Year}
	by, whyNot := key.parts(all)
	how.Applies, how.WhyNot = whyNot.IsZero(), whyNot
	shown := points(by)
	rows = []BalanceRow{}
	for i, g := range all {
		row := BalanceRow{Municipality: g.Number, Name: g.Name, Left: g.LeftAt != nil, Figure: key.figure(g.Number), Money: []BalanceMoney{}}
		if by != nil {
			row.keyShare, row.KeyShare, row.KeyShareExact = &shown[i], new(decimal(int64(shown[i]))), new(by[i].RatString())
		}
		rows = append(rows, row)
	}
	share := func(of func(given) int64, set func(*BalanceRow, int64, BalanceShare)) (sum int64) {
		values := make([]int64, len(all))
		for i, g := range all {
			values[i] = of(g)
			sum += values[i]
		}
		for i, s := range shares(values, by) {
			set(&rows[i], values[i], s)
		}
		return sum
	}
	days := func(v int64, s BalanceShare) PersonDays { return PersonDays{v, decimal(v), s} }
	total = BalanceTotal{
		Asked:    share(func(g given) int64 { return g.asked }, func(r *BalanceRow, v int64, s BalanceShare) { r.Asked = days(v, s) }),
		Released: share(func(g given) int64 { return g.released }, func(r *BalanceRow, v int64, s BalanceShare) { r.Released = days(v, s) }),
		SoFar:    share(func(g given) int64 { return g.soFar }, func(r *BalanceRow, v int64, s BalanceShare) { r.SoFar = days(v, s) }),
		Money:    []BalanceMoneyTotal{},
	}
	for _, currency := range currencies(all) {
		planned := share(func(g given) int64 { return in(g.planned, currency) }, func(r *BalanceRow, v int64, s BalanceShare) {
			r.Money = append(r.Money, BalanceMoney{Currency: currency, Planned: MoneyAmount{v, s}})
		})
		recorded := share(func(g given) int64 { return in(g.recorded, currency) }, func(r *BalanceRow, v int64, s BalanceShare) {
			r.Money[len(r.Money)-1].Recorded = MoneyAmount{v, s}
		})
		total.Money = append(total.Money, BalanceMoneyTotal{currency, planned, recorded})
	}
	return rows, total, how
}

// shares are the parts of values in their sum, and how far they are from those
// by the key; without a sum there are none, without a key no deviations.
func shares(values []int64, key []*big.Rat) []BalanceShare {
	all := make([]BalanceShare, len(values))
	parts := fractions(values)
	if parts == nil {
		return all
	}
	shown := points(parts)
	for i, part := range parts {
		all[i].share, all[i].Share = &shown[i], new(decimal(int64(shown[i])))
		if key != nil {
			exact := new(big.Rat).Sub(part, key[i])
			deviation := nearest(exact)
			all[i].deviation, all[i].Deviation, all[i].Exact = &deviation, new(decimal(int64(deviation))), new(exact.RatString())
		}
	}
	return all
}

// currencies are those that occur, in alphabetical order.
func currencies(all []given) []string {
	seen := map[string]bool{}
	for _, g := range all {
		for _, m := range []*mandate.Money{g.planned, g.recorded} {
			if m != nil {
				seen[m.Currency] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func in(m *mandate.Money, currency string) int64 {
	if m == nil || m.Currency != currency {
		return 0
	}
	return m.Amount
}
