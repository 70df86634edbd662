package disqualification_test

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	secretariat = "secretariat@" + apptest.Region
	boardChair  = "board_chair@" + apptest.Region
	chief       = "chief_executive@3417"
	clerk       = "clerk@3417"
	officer     = "case_officer@3417"
	councillor  = "councillor@3417"
	aCase       = "/v1/regions/" + apptest.Region + "/cases/2024-1"
	all         = aCase + "/disqualifications"
	grue        = all + "/3417"
	first       = grue + "/1"
	version     = aCase + "/mandates/1"
	ground      = "Owns land that the plan concerns"
)

var parties = []string{"3417", "3418"}

type object = map[string]any

// world has case 2024-1 of two municipalities with version 1 of its mandate
// open for answers, and a council in 3417 on which a councillor sits.
type world struct {
	*apptest.World
	t *testing.T
}

func open(t *testing.T, options ...apptest.Option) *world {
	t.Helper()
	w := &world{World: apptest.New(t, options...), t: t}
	w.Exec(`INSERT INTO body (organisation_id, key, kind, name, decides, created_at)
		SELECT id, 'kommunestyret', 'municipal_council', 'Kommunestyret', true, '2020-02-12' FROM organisation WHERE key = '3417'`)
	w.Exec(`INSERT INTO person (id, home_id, name, created_at) SELECT $1, id, 'Councillor, Grue', '2020-02-12' FROM organisation WHERE key = '3417'`, apptest.Person(councillor))
	w.seat(councillor)
	w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", aCase+"/open", object{"municipalities": parties}).Is(200)
	slices := []object{}
	for _, m := range parties {
		slices = append(slices, object{"municipality": m, "requirements": []object{
			{"key": "planner", "function": "Planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"},
		}})
	}
	w.Do(secretariat, "POST", aCase+"/mandates", object{
		"common": object{
			"participants": parties, "purpose": "A power strategy", "objectives": []string{}, "scope": "", "limits": "", "deliverables": []string{},
			"budget": object{"amount": 0, "currency": "NOK"}, "start": "2024-03-01", "end": "2025-03-01",
		}, "slices": slices,
	}).Is(201)
	w.Do(secretariat, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	return w
}

// seat gives a person of the world a seat in the council of 3417.
func (w *world) seat(name string) {
	w.t.Helper()
	w.Exec(`INSERT INTO seat (body_id, person_id, role, from_at, created_at) SELECT id, $1, 'member', '2020-02-12', '2020-02-12' FROM body WHERE key = 'kommunestyret'`,
		apptest.Person(name))
}

// stands makes a person the substitute of an office holder of 3417.
func (w *world) stands(name, office string) {
	w.t.Helper()
	w.Exec(`INSERT INTO substitute (organisation_id, office, holder_id, person_id, source, from_at, to_at, set_by, created_at)
		SELECT id, $3, $2, $1, 'holder', '2024-02-01', '2025-02-01', $2, '2024-02-01' FROM organisation WHERE key = '3417'`,
		apptest.Person(name), apptest.Person(office+"@3417"), office)
}

func about(name string, changes ...object) object {
	return with(object{"person": apptest.Person(name), "ground": ground, "basis": "fvl. § 6 første ledd bokstav a"}, changes...)
}

var declaration = object{"ground": ground, "basis": "fvl. § 6 første ledd bokstav a"}

// decision is one of the council, that the person is disqualified.
func decision(changes ...object) object {
	return with(object{"disqualified": true, "body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "015/24"}, changes...)
}

// with is an object with other members; those that are nil are left out.
func with(o object, changes ...object) object {
	all := maps.Clone(o)
	for _, c := range changes {
		maps.Copy(all, c)
	}
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all
}

// answer answers version 1 for a municipality as somebody.
func (w *world) answer(actor, municipality string, options ...object) *apptest.Answer {
	w.t.Helper()
	path := version + "/approvals/" + municipality
	a := w.Do("reader@"+municipality, "GET", path, nil).Is(200)
	body := object{"answer": "approved", "common_hash": a.Text("common_hash"), "slice_hash": a.Text("slice_hash")}
	if len(options) == 0 {
		return w.Do(actor, "PUT", path, body)
	}
	return w.Do(actor, "PUT", path+"/council", with(body, options...), apptest.IfMatch("*"))
}

// atOnce sends n requests in the same instant and gives their statuses and
// codes, sorted.
func atOnce(n int, send func(i int) *apptest.Answer) []string {
	codes := make([]string, n)
	var wg sync.WaitGroup
	for i := range codes {
		wg.Go(func() { a := send(i); codes[i] = fmt.Sprint(a.Code, " ", a.Text("code")) })
	}
	wg.Wait()
	slices.Sort(codes)
	return codes
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	if err := w.Pool.QueryRow(w.t.Context(), "SELECT count(*) FROM "+sql, args...).Scan(&n); err != nil {
		w.t.Fatal(err)
	}
	return n
}

// told lists who has a notice of a kind in the inbox, sorted.
func (w *world) told(kind string) []string {
	w.t.Helper()
	rows, err := w.Pool.Query(w.t.Context(), `SELECT p.name FROM letter l JOIN person p ON p.id = l.person_id WHERE l.channel = 'inbox' AND l.kind = $1`, kind)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	names := []string{}
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			w.t.Fatal(err)
		}
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// breaks lets every insert into a table fail, until the returned function
// mends it.
func (w *world) breaks(table string) func() {
	w.t.Helper()
	w.Exec(`CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no more'; END $$`)
	w.Exec(`CREATE TRIGGER fail BEFORE INSERT ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION fail()`)
	return func() { w.t.Helper(); w.Exec(`DROP TRIGGER fail ON ` + table) }
}

// act is one of the acts that an answer tells of.
func act(a *apptest.Answer, id string) (isOpen bool, code string) {
	list, _ := a.Get("actions").([]any)
	for _, x := range list {
		if m := x.(object); m["act"] == id {
			code, _ = m["code"].(string)
			return m["open"].(bool), code
		}
	}
	return false, "there is no act " + id
}
