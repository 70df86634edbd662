package sheet_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/sheet"
)

const mark = "\uFEFF"

func TestATableIsWrittenAsTheNorwegianExcelOpensIt(t *testing.T) {
	t.Parallel()
	got := string(sheet.Write([]string{"Kommune", "Andel"}, [][]sheet.Cell{
		{sheet.Text("Våler; i Solør"), sheet.Number(20)},
		{sheet.Text("Grue\nog \"omegn\""), sheet.Number(int64(-5))},
	}))
	want := mark + "Kommune;Andel\r\n\"Våler; i Solør\";20\r\n\"Grue\r\nog \"\"omegn\"\"\";-5\r\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestNoTextIsRunAsAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`=HYPERLINK("x")`: `"'=HYPERLINK(""x"")"`,
		"+47 62 94 20 00": "'+47 62 94 20 00",
		"-5":              "'-5",
		"@SUM(A1)":        "'@SUM(A1)",
		"\t=1":            "'\t=1",
		"\r=1":            "\"'\r\n=1\"",
		"\n=1":            "\"'\r\n=1\"",
		"'=1":             "''=1",
		"'tis":            "'tis",
		"1-2":             "1-2",
		"post@grue":       "post@grue",
	} {
		got := sheet.Write([]string{text}, [][]sheet.Cell{{sheet.Text(text)}})
		if whole := mark + want + "\r\n" + want + "\r\n"; string(got) != whole {
			t.Errorf("%q is written as %q, want %q", text, got, whole)
		}
	}
}

func TestWhatSpreadsheetsSaveIsRead(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"semicolons":                       "navn;sted\nÅse Plan;Våler\n",
		"commas":                           "navn,sted\nÅse Plan,Våler\n",
		"the byte order mark":              mark + "navn;sted\nÅse Plan;Våler\n",
		"Windows-1252":                     "navn;sted\n\xc5se Plan;V\xe5ler\n",
		"CRLF":                             "navn;sted\r\nÅse Plan;Våler\r\n",
		"no line end at the end":           "navn;sted\nÅse Plan;Våler",
		"quotation marks":                  "\"navn\";\"sted\"\n\"Åse Plan\";\"Våler\"\n",
		"blanks around the header's names": " navn ;sted \nÅse Plan;Våler\n",
		"an apostrophe of ours":            "navn;sted\nÅse Plan;Våler\n",
		"empty rows at the end":            "navn;sted\nÅse Plan;Våler\n;\n;;;\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header, rows, err := sheet.Read([]byte(file), 10)
			if err != nil || !slices.Equal(header, []string{"navn", "sted"}) || len(rows) != 1 || rows[0].Number != 2 || !slices.Equal(rows[0].Cells, []string{"Åse Plan", "Våler"}) {
				t.Errorf("got %q, %v, %v", header, rows, err)
			}
		})
	}
}

func TestTheHeaderTellsWhatPartsTheCells(t *testing.T) {
	t.Parallel()
	for file, want := range map[string][]string{
		"a;b\n1,5;2\n":         {"1,5", "2"},
		"\"a;x\",b\n1;5,2\n":   {"1;5", "2"},
		"\"a\n;x\",b\n1;5,2\n": {"1;5", "2"},
		"\n\na;b\n1,5;2\n":     {"1,5", "2"},
		"a\n1,5\n":             {"1,5"},
		"a, b;c\n1,5;2\n":      {"1,5", "2"},
	} {
		if _, rows, err := sheet.Read([]byte(file), 10); err != nil || len(rows) != 1 || !slices.Equal(rows[0].Cells, want) {
			t.Errorf("%q gives %v, %v; want %q", file, rows, err, want)
		}
	}
}

func TestRowsAreCountedAsASpreadsheetCountsThem(t *testing.T) {
	t.Parallel()
	_, rows, err := sheet.Read([]byte("\r\na;b\r\n\"1\r\n\r\nx\";2\r\n\r\n\r\n3;4\r\n;\r\n5;6"), 10)
	var numbers []int
	for _, r := range rows {
		numbers = append(numbers, r.Number)
	}
	if want := []int{3, 6, 8}; err != nil || !slices.Equal(numbers, want) {
		t.Errorf("the rows are %v, %v; want %v", numbers, err, want)
	}
}

func TestAllBrokenRowsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file string
		want []sheet.BrokenRow
	}{
		"too few and too many cells": {"a;b\n1\n1;2\n1;2;3\n", []sheet.BrokenRow{{2, "has 1 cells where the header has 2"}, {4, "has 3 cells where the header has 2"}}},
		"a name twice, and a row":    {"a; a\n1\n", []sheet.BrokenRow{{1, `the name "a" stands there more than once`}, {2, "has 1 cells where the header has 2"}}},
		"a column without a name":    {"a;;b\n1;2;3\n", []sheet.BrokenRow{{1, "column 2 has no name"}}},
		"a quotation mark in a cell": {"a;b\n1\"0;2\n1\n", []sheet.BrokenRow{{2, "the quotation marks do not match"}, {3, "has 1 cells where the header has 2"}}},
		"an open quotation":          {"a;b\n1;\"2\n3;4\n", []sheet.BrokenRow{{2, "the quotation marks do not match"}}},
		"a header that cannot be":    {"a\"a;b\n1;2\n", []sheet.BrokenRow{{1, "the quotation marks do not match"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := sheet.Read([]byte(tt.file), 10)
			broken, ok := errors.AsType[*sheet.BrokenError](err)
			if !ok || !slices.Equal(broken.Rows, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	for file, last := range map[string]int{"a;b\n" + strings.Repeat("1\n", 150): 101, "a" + strings.Repeat(";", 150): 1} {
		_, _, err := sheet.Read([]byte(file), 10)
		broken, ok := errors.AsType[*sheet.BrokenError](err)
		if !ok || len(broken.Rows) != sheet.MaxBroken || broken.Rows[99].Number != last {
			t.Errorf("of 150 faults: %v", err)
		}
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file string
		want error
	}{
		"nothing":                  {"", sheet.ErrEmpty},
		"a mark only":              {mark + "\r\n", sheet.ErrEmpty},
		"empty lines only":         {"\n;;\n", sheet.ErrEmpty},
		"a NUL":                    {"a;b\n1;\x00\n", sheet.ErrNotText},
		"UTF-16":                   {"\xff\xfea\x00;\x00b\x00", sheet.ErrNotText},
		"broken UTF-8 with a mark": {mark + "a;b\n\xe5;2\n", sheet.ErrNotText},
		"one row too many":         {"a\n1\n2\n3\n4\n", sheet.ErrTooMany},
		"as many as are taken":     {"a\n1\n2\n3\n\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, _, err := sheet.Read([]byte(tt.file), 3); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	t.Parallel()
	nasty := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("'=+-@\t\n;,\" åa\uFEFF")), rapid.Rune().Filter(func(r rune) bool { return r != 0 && r != '\r' })))
	rapid.Check(t, func(t *rapid.T) {
		header := rapid.SliceOfNDistinct(rapid.StringMatching(`[-=+@'";]{0,3}[a-zæøå]{1,8}`), 1, 5, rapid.ID).Draw(t, "header")
		row := rapid.SliceOfN(nasty, len(header), len(header)).Filter(func(cells []string) bool { return strings.Join(cells, "") != "" })
		rows := rapid.SliceOfN(row, 0, 10).Draw(t, "rows")
		backHeader, back, err := sheet.Read(sheet.Write(header, cellsOf(rows)), 10)
		if err != nil || !slices.Equal(backHeader, header) || !slices.EqualFunc(rows, back, func(a []string, b sheet.Row) bool { return slices.Equal(a, b.Cells) }) {
			t.Fatalf("%q, %q came back as %q, %v, %v", header, rows, backHeader, back, err)
		}
	})
}

func cellsOf(rows [][]string) [][]sheet.Cell {
	var all [][]sheet.Cell
	for _, row := range rows {
		var cells []sheet.Cell
		for _, text := range row {
			cells = append(cells, sheet.Text(text))
		}
		all = append(all, cells)
	}
	return all
}

// What any file gives can be written, and gives the same again.
func FuzzRead(f *testing.F) {
	for _, file := range []string{"a;b\n1;2\n", mark + "a,b\r\n'=1,\"x\r\ny\"\r\n", "\xe5;b\n1\n", "a\n\"\n", "\n\n;;\na;b\n\r\n1;2;3", "a\r;b\r\n\r;1"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		header, rows, err := sheet.Read(file, 1000)
		if err != nil || slices.ContainsFunc(header, func(name string) bool { return strings.ContainsAny(name, ",\r") }) {
			return
		}
		var texts [][]string
		for _, r := range rows {
			texts = append(texts, r.Cells)
		}
		againHeader, again, err := sheet.Read(sheet.Write(header, cellsOf(texts)), 1000)
		if err != nil || !slices.Equal(againHeader, header) || len(again) != len(rows) {
			t.Fatalf("%q gave %q, %v, and again %q, %v, %v", file, header, rows, againHeader, again, err)
		}
		for i, r := range again {
			for j, cell := range r.Cells {
				if want := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(rows[i].Cells[j]); cell != want {
					t.Fatalf("%q became %q", rows[i].Cells[j], cell)
				}
			}
		}
	})
}
