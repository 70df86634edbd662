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

// The tables have the members of the lists as columns, under the same names.
// What is a list itself stands in one cell, its parts divided by commas. A case is
// named with its region, kongsvingerregionen/2024-1: a spreadsheet makes a date of
// the number alone.

func demandTable(in message.Language, page httpapi.ListBody[Demand]) ([]byte, error) {
	header := []string{
		"case", "title", "version", "version_state", "naming_due", "requirement", "function", "people", "share", "from", "to", "coverage", "gaps", "named",
	}
	rows := make([][]sheet.Cell, len(page.Items))
	for i, d := range page.Items {
		var names []string
		for _, n := range d.Named {
			names = append(names, n.words())
		}
		rows[i] = []sheet.Cell{
			numbered(d.Region, d.Case), sheet.Text(d.Title), sheet.Number(d.Version), sheet.Text(string(d.VersionState)), date(d.NamingDue),
			sheet.Text(d.Requirement), sheet.Text(d.Function), sheet.Number(d.People), sheet.Number(d.Share), date(d.From), date(d.To),
			sheet.Text(string(d.Coverage)), sheet.Text(gaps(d.Gaps)), sheet.Text(strings.Join(names, ", ")),
		}
	}
	return sheet.Write(header, rows), nil
}

// words are somebody named, in one cell with others.
func (p DemandPerson) words() string {
	text := p.Name + " (" + string(p.State) + " " + strconv.Itoa(p.Share) + " %"
	if p.Overridden {
		text += ", overridden"
	}
	if p.Surplus {
		text += ", surplus"
	}
	return text + ")"
}

func gaps(periods []coverage.Period) string {
	all := make([]string, len(periods))
	for i, p := range periods {
		all[i] = p.From.String() + "/" + p.To.String() + ": " + strconv.Itoa(p.Lacking)
	}
	return strings.Join(all, ", ")
}

func candidateTable(in message.Language, page httpapi.ListBody[Candidate]) ([]byte, error) {
	header := []string{"staff_key", "name", "title", "capacity", "released", "nominated", "free", "enough", "named", "overridden"}
	rows := make([][]sheet.Cell, len(page.Items))
	for i, c := range page.Items {
		rows[i] = append([]sheet.Cell{sheet.Text(c.StaffKey), sheet.Text(c.Name), sheet.Text(c.Title)}, c.cells()...)
		rows[i] = append(rows[i], flag(c.Enough), flag(c.Named), flag(c.Overridden))
	}
	return sheet.Write(header, rows), nil
}

// loadTable has a row for each person and week. Person-days have a comma before
// the decimals, as Norwegian spreadsheets read numbers.
func loadTable(in message.Language, page httpapi.ListBody[PersonLoad]) ([]byte, error) {
	header := []string{
		"staff_key", "name", "title", "week", "from", "working_days", "capacity", "released", "nominated", "free", "peak", "over", "overridden",
		"person_days_capacity", "person_days_released", "person_days_nominated",
	}
	var rows [][]sheet.Cell
	for _, p := range page.Items {
		for _, w := range p.Weeks {
			row := []sheet.Cell{sheet.Text(p.StaffKey), sheet.Text(p.Name), sheet.Text(p.Title), sheet.Text(w.Week), date(w.From), sheet.Number(w.WorkingDays)}
			row = append(row, w.cells()...)
			rows = append(rows, append(row, sheet.Number(w.Peak), flag(w.Over), flag(w.Overridden),
				days(w.Hundredths.Capacity), days(w.Hundredths.Released), days(w.Hundredths.Nominated)))
		}
	}
	return sheet.Write(header, rows), nil
}

func peopleTable(in message.Language, page httpapi.ListBody[NamedPerson]) ([]byte, error) {
	header := []string{"case", "title", "municipality", "municipality_name", "name", "function", "share", "from", "ends", "state", "overridden", "surplus"}
	rows := make([][]sheet.Cell, len(page.Items))
	for i, n := range page.Items {
		rows[i] = []sheet.Cell{
			numbered(n.Region, n.Case), sheet.Text(n.Title), sheet.Text(n.Municipality), sheet.Text(n.MunicipalityName), sheet.Text(n.Name), sheet.Text(n.Function),
			sheet.Number(n.Share), date(n.From), date(n.Ends), sheet.Text(string(n.State)), flag(n.Overridden), flag(n.Surplus),
		}
	}
	return sheet.Write(header, rows), nil
}

func (d Day) cells() []sheet.Cell {
	return []sheet.Cell{sheet.Number(d.Capacity), sheet.Number(d.Released), sheet.Number(d.Nominated), sheet.Number(d.Free)}
}

func numbered(region, number string) sheet.Cell { return sheet.Text(region + "/" + number) }

func days(hundredths int) sheet.Cell { return sheet.Text(decimal(hundredths, ",")) }

func date(d workday.Date) sheet.Cell { return sheet.Text(d.String()) }

func flag(b bool) sheet.Cell { return sheet.Text(strconv.FormatBool(b)) }
