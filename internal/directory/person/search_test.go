package person_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Rule 9.6: names are sorted as Norwegian does, page by page, and found in
// whatever form they are typed.
func TestPeopleAreSortedAndFoundAsNorwegianDoes(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	names := []string{"Zara", "Åse", "aase", "Ærlig", "zeno", "Øye D’Arc", "Blåbær  Hansen"}
	for _, name := range names {
		w.Do("administrator@3417", "POST", "/v1/organisations/3417/people", object{"name": name}).Is(201)
	}
	var sorted []string
	next := "/v1/organisations/3417/people?limit=3"
	for next != "" {
		page := w.Do("administrator@3417", "GET", next, nil).Is(200)
		for _, p := range page.Get("items").([]any) {
			if name := p.(object)["name"].(string); !strings.Contains(name, "3417") {
				sorted = append(sorted, name)
			}
		}
		next, _ = page.Get("next").(string)
		if next != "" && !strings.HasPrefix(next, "/") {
			next = "/v1/organisations/3417/people?limit=3&cursor=" + url.QueryEscape(next)
		}
	}
	if got := strings.Join(sorted, ", "); got != "Blåbær  Hansen, Zara, zeno, Ærlig, Øye D’Arc, Åse, aase" {
		t.Errorf("sorted as %s", got)
	}
	for q, want := range map[string]string{
		"A\u030ase": "Åse", " ÅSE ": "Åse", "d'arc": "Øye D’Arc", "D’ARC": "Øye D’Arc", "blåbær hansen": "Blåbær  Hansen", "BÆR\u00adHAN": "", "ns": "Blåbær  Hansen",
	} {
		var found []string
		for _, p := range w.Do("administrator@3417", "GET", "/v1/organisations/3417/people?q="+url.QueryEscape(q), nil).Is(200).Get("items").([]any) {
			found = append(found, p.(object)["name"].(string))
		}
		if got := strings.Join(found, ", "); got != want {
			t.Errorf("%q finds %s, want %s", q, got, want)
		}
	}
	for _, text := range []string{"ÆØÅ Éa", "D’Arc «Å»", "a – b‑c", "  Blå \t bær", "Čáhcesuolu ŊĐ", "`x´ ‘y‛ “z” „w”"} {
		tidy, err := canon.Text(text)
		if err != nil {
			t.Fatal(err)
		}
		var form string
		if err := w.Pool.QueryRow(t.Context(), `SELECT search_form($1)`, tidy).Scan(&form); err != nil || form != canon.SearchForm(text) {
			t.Errorf("the database looks for %q, and the program for %q (%v)", form, canon.SearchForm(text), fmt.Sprint(err))
		}
	}
}

// People of one name are all listed, whatever the database sorts by where nothing
// else is said: "aa" comes after "z" in a Norwegian one.
func TestPeopleOfOneNameAreAllListedInANorwegianDatabase(t *testing.T) {
	t.Parallel()
	w := apptest.Norwegian(t)
	const people = "/v1/organisations/3417/people"
	want := 0
	for i := range 40 {
		id := fmt.Sprintf("%x%x000000-0000-4000-8000-%012d", 10+i%6, 10+(i/6)%6, i)
		w.Exec(`INSERT INTO person (id, home_id, name, created_at) SELECT $1, id, 'Kari Nordmann', '2020-02-12' FROM organisation WHERE key = '3417'`, id)
		want++
	}
	seen, next, more := map[string]bool{}, "", true
	for more {
		page := w.Do("administrator@3417", "GET", people+"?q=Kari&limit=3"+next, nil).Is(200)
		for _, p := range page.Get("items").([]any) {
			seen[p.(object)["id"].(string)] = true
		}
		var cursor string
		cursor, more = page.Get("next").(string)
		next = "&cursor=" + url.QueryEscape(cursor)
	}
	if len(seen) != want {
		t.Errorf("the pages hold %d of %d people", len(seen), want)
	}
}
