package demand

import (
	"strconv"
	"strings"

	"forankring.no/forankring/internal/casework/coverage"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/sheet"
	"forankring.no/forankring/internal/platform/workday"
)

// The tables have the members of the lists as columns, in English under the same
// names. There an end is the day after the last day, elsewhere the last day itself.
// What is a list itself stands in one cell, its parts divided by commas. A case is
// named with its region, kongsvingerregionen/2024-1: a spreadsheet makes a date of
// the number alone.

var (
	demandColumns = sheet.NewColumns("demand.column",
		"case", "title", "version", "version_state", "naming_due", "requirement", "function", "people", "share", "from", "to", "coverage", "gaps", "named")
	candidateColumns = sheet.NewColumns("candidate.column",
		"staff_key", "name", "title", "capacity", "released", "nominated", "free", "enough", "named", "overridden")
	loadColumns = sheet.NewColumns("load.column",
		"staff_key", "name", "title", "week", "from", "working_days", "capacity", "released", "nominated", "free", "peak", "over", "overridden",
		"person_days_capacity", "person_days_released", "person_days_nominated")
	peopleColumns = sheet.NewColumns("people.column",
		"case", "title", "municipality", "municipality_name", "name", "function", "share", "from", "ends", "state", "overridden", "surplus")
)

func demandTable(in message.Language, page httpapi.ListBody[Demand]) ([]byte, error) {
	rows := make([][]sheet.Cell, len(page.Items))
	for i, d := range page.Items {
		var names []string
		for _, n := range d.Named {
			names = append(names, n.words(in))
		}
		rows[i] = []sheet.Cell{
			numbered(d.Region, d.Case), sheet.Text(d.Title), sheet.Number(d.Version), sheet.Text(value(in, string(d.VersionState))), date(d.NamingDue),
			sheet.Text(d.Requirement), sheet.Text(d.Function), sheet.Number(d.People), sheet.Number(d.Share), date(d.From), end(in, d.To),
			sheet.Text(value(in, string(d.Coverage))), sheet.Text(gaps(in, d.Gaps)), sheet.Text(strings.Join(names, ", ")),
		}
	}
	return sheet.Write(demandColumns.Header(in), rows), nil
}

// words are somebody named, in one cell with others.
func (p DemandPerson) words(in message.Language) string {
	text := p.Name + " (" + value(in, string(p.State)) + " " + strconv.Itoa(p.Share) + " %"
	if p.Overridden {
		text += ", " + value(in, "overridden")
	}
	if p.Surplus {
		text += ", " + value(in, "surplus")
	}
	return text + ")"
}

func gaps(in message.Language, periods []coverage.Period) string {
	all := make([]string, len(periods))
	for i, p := range periods {
		all[i] = p.From.String() + "/" + lastOrEnd(in, p.To).String() + ": " + strconv.Itoa(p.Lacking)
	}
	return strings.Join(all, ", ")
}

func candidateTable(in message.Language, page httpapi.ListBody[Candidate]) ([]byte, error) {
	rows := make([][]sheet.Cell, len(page.Items))
	for i, c := range page.Items {
		rows[i] = append([]sheet.Cell{sheet.Text(c.StaffKey), sheet.Text(c.Name), sheet.Text(c.Title)}, c.cells()...)
		rows[i] = append(rows[i], flag(in, c.Enough), flag(in, c.Named), flag(in, c.Overridden))
	}
	return sheet.Write(candidateColumns.Header(in), rows), nil
}

// loadTable has a row for each person and week. Person-days have a comma before
// the decimals, as Norwegian spreadsheets read numbers.
func loadTable(in message.Language, page httpapi.ListBody[PersonLoad]) ([]byte, error) {
	var rows [][]sheet.Cell
	for _, p := range page.Items {
		for _, w := range p.Weeks {
			row := []sheet.Cell{sheet.Text(p.StaffKey), sheet.Text(p.Name), sheet.Text(p.Title), sheet.Text(w.Week), date(w.From), sheet.Number(w.WorkingDays)}
			row = append(row, w.cells()...)
			rows = append(rows, append(row, sheet.Number(w.Peak), flag(in, w.Over), flag(in, w.Overridden),
				days(w.Hundredths.Capacity), days(w.Hundredths.Released), days(w.Hundredths.Nominated)))
		}
	}
	return sheet.Write(loadColumns.Header(in), rows), nil
}

func peopleTable(in message.Language, page httpapi.ListBody[NamedPerson]) ([]byte, error) {
	rows := make([][]sheet.Cell, len(page.Items))
	for i, n := range page.Items {
		rows[i] = []sheet.Cell{
			numbered(n.Region, n.Case), sheet.Text(n.Title), sheet.Text(n.Municipality), sheet.Text(n.MunicipalityName), sheet.Text(n.Name), sheet.Text(n.Function),
			sheet.Number(n.Share), date(n.From), end(in, n.Ends), sheet.Text(value(in, string(n.State))), flag(in, n.Overridden), flag(in, n.Surplus),
		}
	}
	return sheet.Write(peopleColumns.Header(in), rows), nil
}

func (d Day) cells() []sheet.Cell {
	return []sheet.Cell{sheet.Number(d.Capacity), sheet.Number(d.Released), sheet.Number(d.Nominated), sheet.Number(d.Free)}
}

func numbered(region, number string) sheet.Cell { return sheet.Text(region + "/" + number) }

func days(hundredths int) sheet.Cell { return sheet.Text(decimal(hundredths, ",")) }

func date(d workday.Date) sheet.Cell { return sheet.Text(d.String()) }

// end is an end as its column says it.
func end(in message.Language, d workday.Date) sheet.Cell { return date(lastOrEnd(in, d)) }

func lastOrEnd(in message.Language, d workday.Date) workday.Date {
	if in == message.English {
		return d
	}
	return d.AddDays(-1)
}

func flag(in message.Language, b bool) sheet.Cell {
	return sheet.Text(value(in, strconv.FormatBool(b)))
}

// value is the word for a code of the contract.
func value(in message.Language, code string) string {
	if text, ok := values[code]; ok {
		return text.Say(in)
	}
	return code
}
