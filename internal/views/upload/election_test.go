package upload_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const elections = "/v1/organisations/3417/elections/bulk"

// A council elects to its own bodies and to the region's in one meeting: one upload,
// and one letter to each of those elected and to each who answers for a body (rule 1.5).
func TestRule15AWholeElectionIsOneUpload(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/bodies", body{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
	one, two, three := apptest.Person("planner1@3417"), apptest.Person("planner2@3417"), apptest.Person("planner3@3417")
	list := []string{
		"organisasjon;organ;person;rolle;varaplass;gruppe;vedtatt;saksnummer;ny periode",
		";kommunestyret;" + one + ";Ordfører;;Liste A;08.02.2024;012/24;ja",
		";kommunestyret;" + two + ";varamedlem;1; Liste A ;08.02.2024;012/24;ja",
		apptest.Region + ";representantskap;" + three + ";medlem;;;08.02.2024;012/24;ja",
	}
	still(t, w, "the preview", func() {
		comes(t, upload(w, "clerk@3417", elections+"?dry_run=true", list...), 3, 0, 0, 0)
	})
	a := comes(t, upload(w, "clerk@3417", elections, list...), 3, 0, 0, 0)
	if got := a.Text("rows.0.detail"); got != "planner1 3417 is elected to Kommunestyret as chair." || a.Text("rows.0.key") != one {
		t.Errorf("the first row says %q: %s", got, a.Body)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM seat WHERE case_number = '012/24' AND decided_on = '2024-02-08'`); n != 3 {
		t.Errorf("%d seats are kept", n)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM seat WHERE group_name = 'Liste A'`); n != 2 {
		t.Errorf("%d of them are in the group", n)
	}
	for who, want := range map[string]int{"planner1@3417": 1, "planner2@3417": 1, "planner3@3417": 1, "chief_executive@3417": 2, "secretariat@" + apptest.Region: 1} {
		n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE kind = 'authority_changed' AND channel = 'inbox' AND person_id = $1`, apptest.Person(who))
		if n != want {
			t.Errorf("%s has %d letters, want %d", who, n, want)
		}
	}
	still(t, w, "the same list again", func() {
		comes(t, upload(w, "clerk@3417", elections, list...), 0, 0, 3, 0)
	})
}

func TestARowOfAnElectionThatCannotBeKeptKeepsNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	one, two, three := apptest.Person("planner1@3417"), apptest.Person("planner2@3417"), apptest.Person("planner3@3417")
	list := []string{
		"of;body;person;role;deputy_order;decided_on;case_number",
		apptest.Region + ";representantskap;" + one + ";member;;2024-02-08;012/24",
		apptest.Region + ";representantskap;" + two + ";chair;;2024-02-08;012/24",
		apptest.Region + ";representantskap;" + three + ";deputy;;2024-02-08;012/24",
		apptest.Region + ";representantskap;" + apptest.Person("planner1@3401") + ";member;;2024-02-08;012/24",
		apptest.Region + ";representantskap;planner1;medlem;;2024-02-08;012/24",
		apptest.Region + ";representantskap;" + apptest.Person("administrator@3417") + ";medlem;;2024-02-08;013/24",
		apptest.Region + ";styre;" + one + ";statist;;2024-12-08;012/24",
		";nowhere;" + one + ";member;;2024-02-08;012/24",
	}
	still(t, w, "a list with broken rows", func() {
		refused := upload(w, "clerk@3417", elections, list...).Refused(422, "bulk.rows_invalid")
		got := errorsOf(refused)
		for _, want := range []string{
			"/rows/3/role must be `member` or `deputy`", "/rows/4/deputy_order must be given", "/rows/5/person the organisation does not know", "/rows/6/person must be a person's identifier",
			"/rows/7/body must have the same decision", "/rows/8/role must be chair", "/rows/8/decided_on must not be after today", "/rows/9/body must be the key of a body",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("the errors lack %q: %s", want, got)
			}
		}
		if n := len(refused.Get("errors").([]any)); n != 8 {
			t.Errorf("%d errors are listed: %s", n, got)
		}
	})
	upload(w, "administrator@3417", elections, list[:2]...).Refused(403, "permission.denied")
}

// What is wrong with one row stands with that row, also in a preview; and a body of the
// municipality's own is one body, by whatever number it is named (rules 1.1, 1.5).
func TestRule15ARefusalOfAnElectionStandsWithItsRow(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/bodies", body{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
	w.Exec(`INSERT INTO organisation_number (organisation_id, number, from_date) SELECT id, '0423', '2018-01-01' FROM organisation WHERE key = '3417'`)
	w.Exec(`UPDATE office SET appointed_by = $1 WHERE person_id = $2`, apptest.Person("planner2@3417"), apptest.Person("clerk@3417"))
	row := func(of, who, role string) string {
		return of + ";kommunestyret;" + apptest.Person(who) + ";" + role + ";2024-02-08;012/24"
	}
	list := []string{
		"of;body;person;role;decided_on;case_number",
		row("", "planner1@3417", "chair"),
		row("3417", "planner3@3417", "chair"),
		row("0423", "clerk@3417", "member"),
		row("", "planner2@3417", "member"),
	}
	comes(t, upload(w, "clerk@3417", elections+"?dry_run=true", list...), 1, 0, 0, 3)
	refused := upload(w, "clerk@3417", elections, list...).Refused(422, "bulk.rows_invalid")
	got := errorsOf(refused)
	for _, want := range []string{"/rows/3/role must be given once", "/rows/4/person must be somebody else", "/rows/5/person appointed you"} {
		if !strings.Contains(got, want) {
			t.Errorf("the errors lack %q: %s", want, got)
		}
	}
	if n := len(refused.Get("errors").([]any)); n != 3 {
		t.Errorf("%d errors are listed: %s", n, got)
	}
}
