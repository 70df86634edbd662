package contribution

import (
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/sheet"
)

// write makes the table for spreadsheets: one line for each municipality and
// measure. Its numbers have decimals in the unit that stands beside them, and
// none is rounded further than in the answer itself.
func write(_ message.Language, b Balance) ([]byte, error) {
	header := []string{"municipality", "name", "measure", "unit", "value", "share_percent", "key_share_percent", "deviation_percentage_points"}
	var rows [][]sheet.Cell
	for _, r := range b.Rows {
		line := func(measure, unit string, value sheet.Cell, s BalanceShare) {
			rows = append(rows, []sheet.Cell{
				sheet.Text(r.Municipality), sheet.Text(r.Name), sheet.Text(measure), sheet.Text(unit), value,
				cell(s.share), cell(r.keyShare), cell(s.deviation),
			})
		}
		for _, m := range []struct {
			name string
			days PersonDays
		}{{"asked", r.Asked}, {"released", r.Released}, {"so_far", r.SoFar}} {
			line(m.name, "person_days", sheet.Decimal(m.days.Hundredths, 2), m.days.BalanceShare)
		}
		for _, m := range r.Money {
			places := mandate.Decimals(m.Currency)
			line("money_planned", m.Currency, sheet.Decimal(m.Planned.Amount, places), m.Planned.BalanceShare)
			line("money_recorded", m.Currency, sheet.Decimal(m.Recorded.Amount, places), m.Recorded.BalanceShare)
		}
	}
	return sheet.Write(header, rows), nil
}

// cell is a part or a deviation in percent, empty where there is none.
func cell(points *int) sheet.Cell {
	if points == nil {
		return sheet.Text("")
	}
	return sheet.Decimal(int64(*points), 2)
}
