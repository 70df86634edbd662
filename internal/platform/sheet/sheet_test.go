package sheet_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"forankring.no/forankring/internal/platform/sheet"
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

func TestDecimalsHaveTheNorwegianComma(t *testing.T) {
	t.Parallel()
	for want, cell := range map[string]sheet.Cell{
		"12,40": sheet.Decimal(1240, 2), "0,05": sheet.Decimal(5, 2), "0,00": sheet.Decimal(0, 2), "-0,05": sheet.Decimal(-5, 2),
		"-20,83": sheet.Decimal(-2083, 2), "500": sheet.Decimal(500, 0), "0": sheet.Decimal(0, 0), "1,500": sheet.Decimal(1500, 3),
	} {
		if got := string(sheet.Write([]string{"dagsverk"}, [][]sheet.Cell{{cell}})); got != mark+"dagsverk\r\n"+want+"\r\n" {
			t.Errorf("%s is written as %q", want, got)
		}
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
		"carriage returns alone":           "navn;sted\rÅse Plan;Våler\r",
		"carriage returns in Windows-1252": "navn;sted\r\xc5se Plan;V\xe5ler\r",
		"empty cells at the end":           "navn;sted;;\nÅse Plan;Våler;;;;;\n",
		"what parts the cells said":        "sep=;\r\nnavn;sted\r\nÅse Plan;Våler\r\n",
		"the same after a mark, and a tab": mark + "SEP=\t\nnavn\tsted\nÅse Plan\tVåler\n",
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

func TestABrokenRowLeavesTheOthersReadable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		row    string
		broken string
		cells  []string
	}{
		"too few cells":                 {"1", "", []string{"1", "", ""}},
		"too many, but empty":           {"1;2;3;;", "", []string{"1", "2", "3"}},
		"too many cells":                {"1;2;3;;5;", "The row has 5 cells, the header 3.", []string{"1", "2", "3"}},
		"a quotation mark in a cell":    {`1"0;2;3`, "The quotation marks do not match.", []string{"", "", ""}},
		"text after a quotation":        {`"1"0;2;3`, "The quotation marks do not match.", []string{"", "", ""}},
		"text after quotation of lines": {"\"1\n2\"0;2;3", "The quotation marks do not match: one quotation runs over 2 lines.", []string{"", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rows, err := sheet.Read([]byte("a;b;c\n"+tt.row+"\n4;5;6\n"), 10)
			if err != nil || len(rows) != 2 || rows[0].Broken.String() != tt.broken || !slices.Equal(rows[0].Cells, tt.cells) || !rows[1].Broken.IsZero() || !slices.Equal(rows[1].Cells, []string{"4", "5", "6"}) {
				t.Errorf("got %+v, %v", rows, err)
			}
		})
	}
}

func TestWhatLeavesNoRowsToTellApartIsRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file string
		row  int
		want string
	}{
		"a name twice":            {"a; a\n1\n", 1, `The header names "a" more than once.`},
		"a column without a name": {"a;;b\n1;2;3\n", 1, "Column 2 has no name."},
		"an endless quotation":    {"a;b\n0;0\n1;\"2\n3;4\n5;6\n", 3, "The quotation marks do not match: one quotation runs over 3 lines."},
		"a header that cannot be": {"a\"a;b\n1;2\n", 1, "The quotation marks do not match."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := sheet.Read([]byte(tt.file), 10)
			broken, ok := errors.AsType[*sheet.BrokenError](err)
			if !ok || len(broken.Rows) != 1 || broken.Rows[0].Number != tt.row || broken.Rows[0].Reason.String() != tt.want {
				t.Errorf("got %v, want %d: %s", err, tt.row, tt.want)
			}
		})
	}
	_, _, err := sheet.Read([]byte("a"+strings.Repeat(";", 150)+"b"), 10)
	if broken, ok := errors.AsType[*sheet.BrokenError](err); !ok || len(broken.Rows) != 100 {
		t.Errorf("of 149 faults: %v", err)
	}
}

func TestLostLettersAreNotKeptAsLost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ file, want string }{
		"a letter lost before":                 {"a\nx\n\uFFFDse\n", "A letter in line 3 was lost (U+FFFD)"},
		"letters of no encoding":               {"a\nB\xe5rd\nKj\xb1ll\n", "Line 3 holds letters that are Norwegian in no encoding"},
		"a letter that was encoded twice":      {"a\nÅse\nBjÃ¸rn\n", "Line 3 has letters that were encoded twice"},
		"a row in Windows-1252 put to UTF-8":   {"navn\nÅse\nB\xe5rd\n", "line 2 has letters in UTF-8, line 3 in another encoding"},
		"a row in UTF-8 put to Windows-1252":   {"navn\nB\xe5rd\nÅse\n", "line 3 has letters in UTF-8, line 2 in another encoding"},
		"a row in Windows-1252 below the mark": {mark + "navn\nB\xe5rd\n", "It begins as UTF-8, but line 2 is not UTF-8."},
		"carriage returns alone":               {"navn\rÅse\rB\xe5rd\r", "line 2 has letters in UTF-8, line 3 in another encoding"},
	} {
		if _, _, err := sheet.Read([]byte(tt.file), 10); !errors.Is(err, sheet.ErrNotText) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A name in capitals before a quotation mark is no letter of UTF-8.
	_, rows, err := sheet.Read([]byte("navn\n\xabBOD\xd8\xbb\n"), 10)
	if err != nil || rows[0].Cells[0] != "«BODØ»" {
		t.Errorf("got %v, %v", rows, err)
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
	nasty := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("'=+-@\t\n;,\" åa\uFEFF")), rapid.Rune().Filter(func(r rune) bool { return r != 0 && r != '\r' && r != utf8.RuneError })))
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
	for _, file := range []string{"a;b\n1;2\n", mark + "a,b\r\n'=1,\"x\r\ny\"\r\n", "\xe5;b\n1\n", "a\n\"\n", "\n\n;;\na;b\n\r\n1;2;3", "a\r;b\r\n\r;1", "a\r1\r", "sep=,\na,b\n1\n1,2,3\n\"1\"2"} {
		f.Add([]byte(file))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		header, rows, err := sheet.Read(file, 1000)
		if err != nil || slices.ContainsFunc(header, func(name string) bool { return strings.ContainsAny(name, ",\r") }) {
			return
		}
		var texts [][]string
		rows = slices.DeleteFunc(rows, func(r sheet.Row) bool { return !r.Broken.IsZero() })
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

// What payroll systems and old spreadsheets save is read as it was meant, and it
// is said how.
func TestTheEncodingIsToldByWhatIsNorwegian(t *testing.T) {
	t.Parallel()
	texts := []string{"navn\nBjørn Ås\n", "Ærlig Øye\n", "ÅSE ØDEGÅRD\n", "Kjærstin;Våler\n", "Oslo–Bergen «Blåbær»; André\n", "årsverk\n", "Zoë Müller, Ås\n"}
	for as, of := range map[sheet.Encoding]*charmap.Charmap{
		sheet.Windows1252: charmap.Windows1252, sheet.Macintosh: charmap.Macintosh, sheet.CP850: charmap.CodePage850,
	} {
		for _, want := range texts {
			file, err := of.NewEncoder().Bytes([]byte(want))
			if err != nil && as == sheet.CP850 { // MS-DOS has no dash
				want = strings.ReplaceAll(want, "–", "-")
				file, err = of.NewEncoder().Bytes([]byte(want))
			}
			if err != nil {
				t.Fatal(err)
			}
			if got, found, err := sheet.Decode(file); err != nil || string(got) != want || found != as {
				t.Errorf("%q in %s is %q in %s, %v", want, as, got, found, err)
			}
		}
	}
	for _, want := range texts {
		for _, through := range []*charmap.Charmap{charmap.Windows1252, charmap.ISO8859_1} {
			twice, err := through.NewDecoder().Bytes([]byte(want))
			if err != nil {
				t.Fatal(err)
			}
			for _, before := range []string{"", mark} {
				if got, found, err := sheet.Decode(append([]byte(before), twice...)); err != nil || string(got) != want || found != sheet.UTF8Twice {
					t.Errorf("%q encoded twice through %s is %q in %s, %v", want, through, got, found, err)
				}
			}
		}
		if got, found, err := sheet.Decode([]byte(want)); err != nil || string(got) != want || found != sheet.UTF8 {
			t.Errorf("%q is %q in %s, %v", want, got, found, err)
		}
	}
}
