package contribution

import (
	"fmt"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/staffing"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

func code(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return ""
	}
	return f.Code
}

// The example of the package's documentation, with the numbers of a calendar
// and a calculator: from 2 to 15 April 2024 there are ten working days.
func TestTheWorkedExample(t *testing.T) {
	t.Parallel()
	year := 2024
	key := ContributionKey{Kind: Population, Year: &year, Figures: []KeyFigure{{"3401", 17900}, {"3417", 4600}, {"3418", 7200}}}
	day := workday.MustDate
	asks := func(share int) *staffing.Asked {
		return &staffing.Asked{Approved: true, Requirements: []mandate.Requirement{{People: 1, Share: share, From: day("2024-04-02"), To: day("2024-04-16")}}}
	}
	days := countDays(workday.Norway(), []workday.Date{day("2024-04-02"), day("2024-05-01")})
	released := []staffing.Assignment{{Municipality: "3417", State: staffing.Released, Share: 25, From: day("2024-04-02"), Ends: day("2024-04-16")}}
	all := []given{
		count(&staffing.Standing{Party: casefile.Participant{Number: "3401", Name: "Kongsvinger"}}, days, day("2024-04-09")),
		count(&staffing.Standing{Party: casefile.Participant{Number: "3417", Name: "Grue"}, InForce: asks(20), Named: released}, days, day("2024-04-09")),
		count(&staffing.Standing{Party: casefile.Participant{Number: "3418", Name: "Åsnes"}, InForce: asks(40)}, days, day("2024-04-09")),
	}
	rows, total, how := weigh(all, key)
	if !how.Applies || total.Asked != 600 || total.Released != 250 || total.SoFar != 125 {
		t.Errorf("%+v %+v", how, total)
	}
	for i, want := range []string{
		"0.00 60.27 0.00 -60.27 -179/297",
		"2.00 15.49 33.33 17.85 53/297",
		"4.00 24.24 66.67 42.42 14/33",
	} {
		r := rows[i]
		if got := fmt.Sprint(r.Asked.Text, " ", *r.KeyShare, " ", *r.Asked.Share, " ", *r.Asked.Deviation, " ", *r.Asked.Exact); got != want {
			t.Errorf("%s: %s, want %s", r.Name, got, want)
		}
	}
	if grue := rows[1]; grue.Released.Text != "2.50" || grue.SoFar.Text != "1.25" || *grue.SoFar.Share != "100.00" {
		t.Errorf("Grue gives %+v, so far %+v", grue.Released, grue.SoFar)
	}
}

func TestWhoHasLeftHasNoPartByTheKeyAndKeepsWhatItGave(t *testing.T) {
	t.Parallel()
	left := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	all := []given{
		{Participant: casefile.Participant{Number: "3401", LeftAt: &left}, soFar: 100},
		{Participant: casefile.Participant{Number: "3417"}, soFar: 100}, {Participant: casefile.Participant{Number: "3418"}, soFar: 200},
	}
	rows, _, how := weigh(all, ContributionKey{Kind: Equal})
	if !how.Applies || *rows[0].KeyShare != "0.00" || *rows[0].SoFar.Deviation != "25.00" || *rows[1].SoFar.Exact != "-1/4" || *rows[2].SoFar.Deviation != "0.00" {
		t.Errorf("%+v", rows)
	}
}

func TestAKeyThatLacksAFigureHoldsNothingAgainstAnybody(t *testing.T) {
	t.Parallel()
	all := []given{{Participant: casefile.Participant{Number: "3417", Name: "Grue"}, asked: 100}, {Participant: casefile.Participant{Number: "3418", Name: "Åsnes"}, asked: 300}}
	for name, tt := range map[string]struct {
		key  ContributionKey
		want message.Text
	}{
		"no figure":         {ContributionKey{Kind: Weights, Figures: []KeyFigure{{"3417", 1}}}, msgNoFigure.With("Åsnes")},
		"nothing but zeros": {ContributionKey{Kind: Weights, Figures: []KeyFigure{{"3401", 5}, {"3417", 0}, {"3418", 0}}}, msgAllAreNil},
	} {
		rows, _, how := weigh(all, tt.key)
		if how.Applies || how.WhyNot.String() != tt.want.String() || rows[0].KeyShare != nil || rows[0].Asked.Deviation != nil || *rows[0].Asked.Share != "25.00" {
			t.Errorf("%s: %+v %+v", name, how, rows[0])
		}
	}
}

func TestCurrenciesAreNotAdded(t *testing.T) {
	t.Parallel()
	nok, eur := &mandate.Money{Amount: 300, Currency: "NOK"}, &mandate.Money{Amount: 500, Currency: "EUR"}
	all := []given{
		{Participant: casefile.Participant{Number: "3417"}, planned: nok, recorded: eur},
		{Participant: casefile.Participant{Number: "3418"}, planned: &mandate.Money{Amount: 100, Currency: "NOK"}},
	}
	rows, total, _ := weigh(all, ContributionKey{Kind: Equal})
	if got, want := fmt.Sprint(total.Money), "[{EUR 0 500} {NOK 400 0}]"; got != want {
		t.Errorf("the totals are %s, want %s", got, want)
	}
	euros, kroner := rows[0].Money[0], rows[0].Money[1]
	if euros.Planned.Share != nil || *euros.Recorded.Share != "100.00" || *kroner.Planned.Deviation != "25.00" || kroner.Recorded.Amount != 0 || len(rows[1].Money) != 2 {
		t.Errorf("%+v", rows)
	}
}
