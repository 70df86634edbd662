package contribution

import (
	_ "embed"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/sheet"
)

//go:embed sheet.toml
var sheetWords string

var _ = message.Words(sheetWords)

var balanceColumns = sheet.NewColumns("balance.column",
	"municipality", "name", "measure", "unit", "value", "share_percent", "key_share_percent", "deviation_percentage_points")

// The measures of the table, and the unit of those of people; money is in its
// currency.
var (
	msgAsked         = message.New("balance.asked", "asked")
	msgReleased      = message.New("balance.released", "released")
	msgSoFar         = message.New("balance.so_far", "so_far")
	msgMoneyPlanned  = message.New("balance.money_planned", "money_planned")
	msgMoneyRecorded = message.New("balance.money_recorded", "money_recorded")
	msgPersonDays    = message.New("balance.person_days", "person_days")
)

// write makes the table for spreadsheets: one line for each municipality and
// measure. Its numbers have decimals in the unit that stands beside them, and
// none is rounded further than in the answer itself.
func write(in message.Language, b Balance) ([]byte, error) {
	var rows [][]sheet.Cell
	for _, r := range b.Rows {
		line := func(measure message.Text, unit string, value sheet.Cell, s BalanceShare) {
			rows = append(rows, []sheet.Cell{
				sheet.Text(r.Municipality), sheet.Text(r.Name), sheet.Text(measure.Say(in)), sheet.Text(unit), value,
				cell(s.share), cell(r.keyShare), cell(s.deviation),
			})
		}
		for _, m := range []struct {
			name message.Text
			days PersonDays
		}{{msgAsked, r.Asked}, {msgReleased, r.Released}, {msgSoFar, r.SoFar}} {
			line(m.name, msgPersonDays.Say(in), sheet.Decimal(m.days.Hundredths, 2), m.days.BalanceShare)
		}
		for _, m := range r.Money {
			places := mandate.Decimals(m.Currency)
			line(msgMoneyPlanned, m.Currency, sheet.Decimal(m.Planned.Amount, places), m.Planned.BalanceShare)
			line(msgMoneyRecorded, m.Currency, sheet.Decimal(m.Recorded.Amount, places), m.Recorded.BalanceShare)
		}
	}
	return sheet.Write(balanceColumns.Header(in), rows), nil
}

// cell is a part or a deviation in percent, empty where there is none.
func cell(points *int) sheet.Cell {
	if points == nil {
		return sheet.Text("")
	}
	return sheet.Decimal(int64(*points), 2)
}
