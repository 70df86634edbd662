package upload_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const header = "ansattnummer;navn;e-post;telefon;stilling;språk;fra;til og med;kapasitet"

func TestAListOfStaffEmploysChangesAndLeavesAlone(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	list := []string{header,
		"plan-07;Planlegger, Grue;plan@grue.test;+47 62 94 20 00;Planlegger;nb;01.04.2024;2025-03-31;80 %",
		"planner1;Planner, Grue;planner1@3417.test;;Area planner;EN;2020-01-01;;60",
		"planner2;planner2 3417;planner2@3417.test;;planner;nb;2020-01-01;;100%",
	}
	var preview *apptest.Answer
	still(t, w, "a preview", func() { preview = comes(t, upload(w, keeper, staff+"?dry_run=true", list...), 1, 1, 1, 0) })
	if preview.Get("rows.1.row") != 3.0 || preview.Text("rows.1.result") != "changed" || preview.Text("rows.1.key") != "planner1" || preview.Text("rows.1.detail") != `Name: "planner1 3417" → "Planner, Grue". Language: "nb" → "en". Title: "planner" → "Area planner". Capacity: 100 → 60 percent from 12 February 2024.` {
		t.Errorf("the preview says %s", preview.Body)
	}
	if comes(t, upload(w, keeper, staff, list...), 1, 1, 1, 0).Body.String() != preview.Body.String() {
		t.Error("the upload says something else than its preview")
	}
	made := w.Do(keeper, "GET", employments+"/plan-07", nil).Is(200)
	if made.Text("to") != "2025-04-01" || made.Text("title") != "Planlegger" || made.Get("capacity.0.percent") != 80.0 {
		t.Errorf("employed as %s", made.Body)
	}
	person := w.Do(keeper, "GET", "/v1/organisations/3417/people/"+made.Text("person"), nil).Is(200)
	if person.Text("name") != "Planlegger, Grue" || person.Text("phone") != "+47 62 94 20 00" || person.Text("home") != "3417" {
		t.Errorf("the new person is %s", person.Body)
	}
	changed := w.Do(keeper, "GET", employments+"/planner1", nil).Is(200)
	if changed.Text("capacity.1.from") != "2024-02-12" || changed.Get("capacity.1.percent") != 60.0 || changed.Text("name") != "Planner, Grue" {
		t.Errorf("changed to %s", changed.Body)
	}
	still(t, w, "the same again", func() { comes(t, upload(w, keeper, staff, list...), 0, 0, 3, 0) })
	if again := w.Do(keeper, "GET", employments+"/planner1", nil).Is(200); again.ETag() != changed.ETag() {
		t.Error("the same again changed the tag")
	}
	var acts string
	err := w.Pool.QueryRow(t.Context(), `SELECT string_agg(act || ' ' || policy, ', ' ORDER BY id) FROM audit_event`).Scan(&acts)
	want := "create-person p, administrator, person, keep, employ-person p, administrator, employment, keep, edit-person p, administrator, person, keep, " +
		"edit-employment p, administrator, employment, keep, set-capacity p, administrator, employment, keep"
	if err != nil || acts != want {
		t.Errorf("recorded %s, %v", acts, err)
	}
}

func TestWhatIsExportedIsUploadedWithoutAnyChange(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Admit("3418", "clerk@3417", "employment")
	w.Admit("3417", "clerk@3418", "employment")
	w.Do("administrator@3418", "POST", "/v1/organisations/3418/employments", body{"person": apptest.Person("clerk@3417"), "staff_key": "half", "from": "2024-01-01", "capacity": 50}).Is(201)
	w.Do(keeper, "POST", employments, body{"person": apptest.Person("clerk@3418"), "staff_key": "guest", "from": "2024-01-01", "to": "2024-02-01", "capacity": 50}).Is(201)
	nasty := []string{`=HYPERLINK("https://x.test")`, `=cmd|' /C calc'!A0`, "+1", "-1", "@SUM(A1)", "'=1", "Blåbær; æ ø å", `with "quotes"`}
	list := []string{header}
	for i, text := range nasty {
		cell := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		list = append(list, fmt.Sprintf("n-%d;%s;;%s;%s;;2024-01-01;2025-12-31;%d", i, cell, cell, cell, i))
	}
	comes(t, upload(w, keeper, staff, list...), len(nasty), 0, 0, 0)
	file := exported(w, "nb")
	if !strings.HasPrefix(file, "\uFEFFansattnummer;navn;e-post;telefon;stilling;språk;fra;til og med;kapasitet;person\r\n") || !strings.Contains(file, `;"'=HYPERLINK(""https://x.test"")";`) || !strings.Contains(file, ";'-1;") || !strings.Contains(file, ";'=cmd|' /C calc'!A0;") {
		t.Errorf("exported %s", file)
	}
	if strings.Contains(file, "clerk@3418.test") {
		t.Error("contact data that another organisation keeps is in the export")
	}
	for i, text := range nasty {
		if i == 5 { // an apostrophe that looks like the guard is taken for it
			text = "=1"
		}
		if kept := w.Do(keeper, "GET", fmt.Sprintf("%s/n-%d", employments, i), nil).Is(200); kept.Text("title") != text || kept.Text("name") != text {
			t.Errorf("%q was kept as %s", text, kept.Body)
		}
	}
	still(t, w, "the export", func() { comes(t, w.Do(keeper, "POST", staff, file, csv), 0, 0, 3+1+len(nasty), 0) })
	for _, language := range []string{"nn", "en"} {
		still(t, w, "the export in "+language, func() {
			a := comes(t, w.Do(keeper, "POST", staff, exported(w, language), csv), 0, 0, 3+1+len(nasty), 0)
			if fmt.Sprint(a.Get("ignored")) != "[]" {
				t.Errorf("of the export in %s no column is known of %v", language, a.Get("ignored"))
			}
		})
	}
	moved := strings.Replace(file, "2024-01-01;2024-01-31;50", "2024-01-01;2024-02-29;50", 1)
	comes(t, w.Do(keeper, "POST", staff, moved, csv), 0, 1, 3+len(nasty), 0)
}

func TestStaffIsReadFromWhateverASpreadsheetSaves(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for name, file := range map[string]string{
		"commas":              "Ansattnummer,NAVN, Fra ,kapasitet\nx-1,Åse Øye,2024-01-01,50\n",
		"English names":       "staff_key;name;from;capacity\nx-1;Åse Øye;1.1.2024;50\n",
		"the byte order mark": "\uFEFFstaff_key;name;from;capacity\r\nx-1;Åse Øye;01.01.2024;50\r\n",
		"Windows-1252":        "ansattnummer;navn;spr\xe5k;fra;kapasitet\nx-1;\xc5se \xd8ye;;01.01.2024;50\n",
		"a decomposed å":      "ansattnummer;navn;spra\u030ak;fra;kapasitet\nx-1;Åse Øye;nb;01.01.2024;50\n",
	} {
		t.Run(name, func(t *testing.T) {
			comes(t, w.Do(keeper, "POST", staff+"?dry_run=true", file, csv), 1, 0, 0, 0)
		})
	}
	comes(t, w.Do(keeper, "POST", staff, "ansattnummer;navn;fra;kapasitet\nx-1;\xc5se \xd8ye;01.01.2024;50\n", csv), 1, 0, 0, 0)
	if got := w.Do(keeper, "GET", employments+"/x-1", nil).Is(200).Text("name"); got != "Åse Øye" {
		t.Errorf("the name is kept as %q", got)
	}
}

func TestAFileThatIsNoListIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const short = "staff_key;name;from;capacity\n"
	for name, tt := range map[string]struct{ file, code, errors string }{
		"a NUL":                        {short + "a;b\x00;2024-01-01;5\n", "bulk.table_invalid", ""},
		"UTF-16":                       {"\xff\xfes\x00", "bulk.table_invalid", ""},
		"empty lines":                  {"\n\n", "bulk.table_invalid", ""},
		"an endless quotation":         {short + "a;\"b;2024-01-01;5\nc;d;2024-01-01;5\n", "bulk.table_invalid", "/rows/2 The quotation marks do not match: one quotation runs over 2 lines."},
		"an end that may be either":    {"ansattnummer;navn;fra;Til;kapasitet\n", "bulk.columns_invalid", `/columns/4 "til" may be the last day or the day after it; write "til og med" for the last day`},
		"both ends":                    {"staff_key;name;from;to;tom;capacity\n", "bulk.columns_invalid", "/columns/to is in the header more than once"},
		"a lost letter":                {short + "a;\uFFFDse;2024-01-01;5\n", "bulk.table_invalid", ""},
		"a header twice":               {"navn;navn\n", "bulk.table_invalid", `/rows/1 The header names "navn" more than once.`},
		"one column in both languages": {"staff_key;name;Navn;from;capacity\n", "bulk.columns_invalid", "/columns/name is in the header more than once"},
		"missing columns":              {"staff_key;name;from;salary\n", "bulk.columns_invalid", `/columns/capacity is missing`},
		"ten thousand columns":         {strings.Repeat("a;", 9999) + "a\n", "bulk.table_invalid", "-"},
	} {
		a := w.Do(keeper, "POST", staff+"?dry_run=true", tt.file, csv).Refused(422, tt.code)
		if got := errorsOf(a); got != tt.errors && tt.errors != "-" {
			t.Errorf("%s: the errors are %s", name, got)
		}
	}
	w.Do(keeper, "POST", staff, "{}").Refused(415, "request.unsupported_media_type")
	w.Do(keeper, "POST", staff, "", csv).Refused(400, "request.malformed")
	w.Do(keeper, "POST", staff, strings.Repeat("x", 4<<20+1), csv).Refused(413, "request.too_large")
	w.Do(keeper, "POST", employments, `{"title":"`+strings.Repeat("x", 1<<20)+`"}`).Refused(413, "request.too_large")
}

func TestOneRowThatCannotBeKeptKeepsNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	guest := apptest.Person("clerk@3418")
	w.Admit("3417", "planner3@3418", "employment")
	list := []string{
		"ansattnummer;navn;e-post;stilling;språk;fra;til og med;kapasitet;person",
		"ok-1;Planlegger;;;;2024-01-01;;50;",
		"bad key;Planlegger;;;;2024-01-01;;50;",
		"a-1;;;;;2024-01-01;;50;",
		"a-2;Planlegger;nobody;;;2024-01-01;;50;",
		"a-3;Planlegger;;;sv;2024-01-01;;50;",
		"a-4;Planlegger;;;;31.02.2024;;50;",
		"a-5;Planlegger;;;;2024-01-01;2023-12-31;50;",
		"a-6;Planlegger;;;;2024-01-01;;101;",
		"a-7;Planlegger;;;;2024-01-01;;5,5;",
		"ok-1;Planlegger;;;;2024-01-01;;50;",
		"planner1;;;;;2021-01-01;;100;",
		"planner2;;;;;2020-01-01;;100;" + guest,
		"a-8;;;;;2024-01-01;;50;00000000-0000-4000-8000-000000000000",
		"a-9;Another;x@y.test;;;2024-01-01;;50;" + guest,
		"a-10;;;;;2024-01-01;;50;" + apptest.Person("planner3@3418"),
		"a-11;;;;;2024-01-01;;50;me",
		"a-14;;;;;2024-01-01;;0;" + apptest.Person("planner2@3418"),
		`a-12;"two` + "\n" + `lines";;;;2024-01-01;;50;`,
		"a-13;" + strings.Repeat("å", 201) + ";;;;2024-01-01;;50;",
	}
	preview := comes(t, upload(w, keeper, staff+"?dry_run=true", list...), 1, 0, 0, 18)
	codes := map[string]string{}
	for i := range 19 {
		codes[preview.Text(fmt.Sprintf("rows.%d.key", i))] = fmt.Sprint(preview.Text(fmt.Sprintf("rows.%d.errors.0.column", i)), " ", preview.Text(fmt.Sprintf("rows.%d.errors.0.code", i)))
	}
	for key, want := range map[string]string{
		"bad key": "staff_key bulk.cell_invalid", "a-1": "name directory.content_invalid", "a-2": "email directory.content_invalid", "a-3": "language directory.content_invalid",
		"a-4": "from bulk.cell_invalid", "a-5": "to directory.period_invalid", "a-6": "capacity bulk.cell_invalid", "a-7": "capacity bulk.cell_invalid",
		"ok-1": "staff_key directory.staff_key_taken", "planner1": "from directory.period_invalid", "planner2": "person directory.staff_key_taken",
		"a-8": "person directory.unknown_person", "a-10": "capacity directory.over_full_time", "a-14": "person directory.admission_missing", "a-11": "person bulk.cell_invalid",
		"a-12": "name directory.content_invalid", "a-13": "name bulk.cell_invalid",
	} {
		if codes[key] != want {
			t.Errorf("%s: %s, want %s", key, codes[key], want)
		}
	}
	if got := codes["a-9"]; !strings.HasSuffix(got, "directory.other_home") {
		t.Errorf("a record kept elsewhere: %s", got)
	}
	still(t, w, "a list with broken rows", func() {
		refused := upload(w, keeper, staff, list...).Refused(422, "bulk.rows_invalid")
		if got := errorsOf(refused); !strings.HasPrefix(got, "/rows/3/staff_key must be a staff key") || !strings.Contains(got, "/rows/7/from must be a date such as 2024-04-01 or 01.04.2024") {
			t.Errorf("the errors are %s", got)
		}
	})
	many := []string{header}
	for range 150 {
		many = append(many, ";;;;;;;;")
		many = append(many, "x;;;;;;;;")
	}
	if got := upload(w, keeper, staff, many...).Refused(422, "bulk.rows_invalid").Get("errors").([]any); len(got) != 100 {
		t.Errorf("%d errors are listed", len(got))
	}
}

func TestPeopleAreNeverJoinedByNameOrAddress(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Admit("3417", "clerk@3418", "employment")
	list := []string{"staff_key;name;email;from;capacity;person", "x-1;planner1 3417;planner1@3417.test;2024-01-01;50;", "x-2;planner1 3417;planner1@3417.test;2024-01-01;50;",
		"x-3;;;2024-01-01;50;" + apptest.Person("clerk@3418")}
	comes(t, upload(w, keeper, staff, list...), 3, 0, 0, 0)
	seen := map[string]bool{apptest.Person("planner1@3417"): true}
	for _, key := range []string{"x-1", "x-2"} {
		id := w.Do(keeper, "GET", employments+"/"+key, nil).Is(200).Text("person")
		if seen[id] {
			t.Errorf("%s was joined to somebody", key)
		}
		seen[id] = true
	}
	if got := w.Do(keeper, "GET", employments+"/x-3", nil).Is(200).Text("person"); got != apptest.Person("clerk@3418") {
		t.Errorf("x-3 is %s's", got)
	}
	// Two rows of one person say the same of them.
	id := w.Do(keeper, "GET", employments+"/x-1", nil).Text("person")
	two := []string{"staff_key;name;from;capacity;person", "x-1;New name;2024-01-01;50;", "x-4;Other name;2024-01-01;50;" + id}
	if got := errorsOf(upload(w, keeper, staff, two...).Refused(422, "bulk.rows_invalid")); !strings.HasPrefix(got, "/rows/3/name an earlier row describes the same person differently; /rows/3/person is employed here from 1 January 2024 under the staff key x-1") {
		t.Errorf("the errors are %s", got)
	}
}

func TestWhoMayUploadStaff(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	list := []string{"staff_key;name;from;capacity", "x-1;Planlegger;2024-01-01;50"}
	still(t, w, "uploads of others", func() {
		upload(w, "clerk@3417", staff, list...).Refused(403, "permission.denied")
		upload(w, "administrator@3418", staff, list...).Refused(404, "resource.not_found")
		upload(w, "chief_executive@"+apptest.Stranger, staff, list...).Refused(404, "resource.not_found")
		upload(w, "secretariat@"+apptest.Region, "/v1/organisations/"+apptest.Region+"/employments/bulk", list...).Refused(404, "resource.not_found")
		w.Do("", "POST", staff, "x", csv).Refused(401, "token.missing")
		w.Do("clerk@3417", "GET", employments, nil, apptest.Header("Accept", "application/pdf")).Refused(406, "request.not_acceptable")
	})
}

func TestAnUploadIsRepeatedUnderItsKey(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const file = "staff_key;name;from;capacity\nx-1;Planlegger;2024-01-01;50\n"
	key := apptest.Key("the-upload-of-monday")
	first := comes(t, w.Do(keeper, "POST", staff, file, csv, key), 1, 0, 0, 0)
	again := comes(t, w.Do(keeper, "POST", staff, file, csv, key), 1, 0, 0, 0)
	if again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != first.Body.String() {
		t.Errorf("repeated: %s", again.Body)
	}
	w.Do(keeper, "POST", staff, file+"x-2;Planlegger;2024-01-01;50\n", csv, key).Refused(422, "idempotency.key_reused")
}

func TestTwoUploadsAtOnceEmployEachOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	list := []string{"staff_key;name;from;capacity"}
	for i := range 200 {
		list = append(list, fmt.Sprintf("x-%d;Planlegger;2024-01-01;50", i))
	}
	var wg sync.WaitGroup
	answers := make([]*apptest.Answer, 4)
	for i := range answers {
		wg.Go(func() { answers[i] = upload(w, keeper, staff, list...) })
	}
	wg.Wait()
	created := 0.0
	for _, a := range answers {
		created += a.Is(200).Get("totals.created").(float64)
	}
	if created != 200 {
		t.Errorf("%v were employed", created)
	}
}

func TestAFailingLastStepKeepsNoRow(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	if _, err := w.Pool.Exec(t.Context(), `ALTER TABLE audit_event ADD CONSTRAINT no_end CHECK (act <> 'set-capacity') NOT VALID`); err != nil {
		t.Fatal(err)
	}
	still(t, w, "an upload whose last event cannot be written", func() {
		upload(w, keeper, staff, "staff_key;name;from;capacity", "x-1;Planlegger;2024-01-01;50", "planner1;;2020-01-01;50").Refused(500, "service.internal")
	})
}

// A list tells of whom it takes in from elsewhere, and of new addresses: each person
// of theirs, and the chief executive of it all in one letter; of what stays it tells
// nobody (rule 1.5).
func TestAListTellsOfWhoIsTakenInAndOfNewAddresses(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	guest := apptest.Person("clerk@3418")
	w.Admit("3417", "clerk@3418", "employment")
	w.Admit("3417", "planner1@3418", "employment")
	list := []string{
		"staff_key;name;email;from;capacity;person", "x-1;Planner, Grue;old@grue.example;2024-01-01;50;", "x-3;;;2024-01-01;50;" + guest, "x-4;;;2024-01-01;0;" + apptest.Person("planner1@3418"),
		"planner1;;planner1@grue.example;2020-01-01;100;",
	}
	told := func(who string) int {
		return pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' AND params->>'change' NOT LIKE '%admission' AND person_id = $1`, who)
	}
	upload(w, keeper, staff, list...).Is(200)
	if told(guest) != 1 || told(apptest.Person("chief_executive@3417")) != 1 {
		t.Errorf("the guest was told %d times, the chief executive %d", told(guest), told(apptest.Person("chief_executive@3417")))
	}
	letter := w.Do("chief_executive@3417", "GET", "/v1/me/notices?kind=authority_changed", nil).Is(200).Text("items.0.text")
	if !strings.Contains(letter, "The e-mail address of one person changed. 2 people whose records are kept elsewhere were entered as employed.") {
		t.Errorf("the chief executive reads %s", letter)
	}
	list[1] = strings.Replace(list[1], "old@", "new@", 1)
	upload(w, keeper, staff, list...).Is(200)
	upload(w, keeper, staff, list...).Is(200)
	if own := w.Do(keeper, "GET", employments+"/x-1", nil).Is(200).Text("person"); told(own) != 1 || told(guest) != 1 {
		t.Errorf("the employee was told %d times, the guest %d", told(own), told(guest))
	}
}

// A list that changes the chief executive's own address is told to the clerks too, as
// that change alone is: the one who answers for the municipality may not hear of it
// (rule 1.5).
func TestAListCannotSilenceTheChiefExecutive(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	chief := apptest.Person("chief_executive@3417")
	upload(w, keeper, staff, "staff_key;name;email;from;capacity;person", "x-1;;mine@grue.example;2024-01-01;50;"+chief, "planner1;;planner1@grue.example;2020-01-01;100;").Is(200)
	for who, want := range map[string]int{"chief_executive@3417": 2, "clerk@3417": 1, "planner1@3417": 1} {
		if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who)); n != want {
			t.Errorf("%s was told %d times, want %d", who, n, want)
		}
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'email' AND address = 'chief_executive@3417.test' AND person_id = $1`, chief); n != 1 {
		t.Errorf("%d letters went to the address before", n)
	}
}
