package disqualification_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const hints = aCase + "/disqualification-hints"

func (w *world) hinted(reader string) []string {
	w.t.Helper()
	items, _ := w.Do(reader, "GET", hints, nil).Is(200).Get("items").([]any)
	names := []string{}
	for _, x := range items {
		names = append(names, x.(object)["name"].(string))
	}
	return names
}

func TestALikelyConflictIsSuggestedUntilPeopleTakeItUp(t *testing.T) {
	t.Parallel()
	w := open(t)
	nominate := func(key string) {
		w.Do("administrator@3417", "POST", aCase+"/resources/3417/assignments",
			object{"requirement": "planner", "staff_key": key, "share": 20, "from": "2024-04-01", "to": "2025-01-01"}).Is(201)
	}
	w.seat("planner1@3417")
	w.seat(officer)
	same(t, "before anyone is named", w.hinted(clerk), []string{})
	nominate("planner1")
	nominate("planner2")
	same(t, "a nominated councillor", w.hinted("reader@3418"), []string{"planner1 3417"})
	edit := object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public", "responsible": apptest.Person(officer)}
	change := func(changes ...object) {
		etag := w.Do(secretariat, "GET", aCase, nil).ETag()
		w.Do(secretariat, "PUT", aCase, with(edit, changes...), apptest.IfMatch(etag)).Is(200)
	}
	change()
	if got := w.hinted(clerk); len(got) != 2 {
		t.Errorf("with the responsible officer: %v", got)
	}
	h := w.Do(clerk, "GET", hints, nil).Is(200)
	if h.Text("items.0.basis") != "kommuneloven § 11-10 andre ledd" || h.Text("items.0.organisation") != "3417" || h.Text("items.0.why") == "" ||
		h.Text("items.0.actions.0.href") != grue || h.Get("items.0.actions.0.open") != true {
		t.Errorf("the hint is %s", h.Body)
	}
	change(object{"statutory_plan": true})
	same(t, "in a statutory plan", w.hinted(clerk), []string{})
	change()
	w.Do(clerk, "POST", grue, about("planner1@3417")).Is(201)
	same(t, "once the question is raised", w.hinted(clerk), []string{"case_officer 3417"})
	w.Do(clerk, "POST", first+"/decide", decision(object{"disqualified": false})).Is(200)
	w.Do(officer, "POST", grue+"/declaration", declaration).Is(201)
	same(t, "once both are decided", w.hinted(clerk), []string{})
	w.Do("clerk@"+apptest.Stranger, "GET", hints, nil).Refused(404, "resource.not_found")
}

func TestNoConflictIsSuggestedWhereThereIsNone(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"the nomination was retracted":       `UPDATE assignment SET state = 'retracted', decided_by = nominated_by, decided_at = nominated_at`,
		"the assignment is over":             `UPDATE assignment SET ended_on = '2024-02-01', to_date = '2024-04-02'`,
		"the seat has ended":                 `UPDATE seat SET to_at = '2024-02-01' WHERE from_at = '2020-02-12 00:00Z'`,
		"the body is a working group":        `UPDATE body SET kind = 'working_group' WHERE key = 'kommunestyret'`,
		"the seat is another municipality's": `UPDATE body SET organisation_id = (SELECT id FROM organisation WHERE key = '3418') WHERE key = 'kommunestyret'`,
		"the municipality has left":          `UPDATE participant SET left_at = now(), left_why = 'x' WHERE municipality_id = (SELECT id FROM organisation WHERE key = '3417')`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.seat("planner1@3417")
			w.Do("administrator@3417", "POST", aCase+"/resources/3417/assignments",
				object{"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}).Is(201)
			same(t, "before", w.hinted(secretariat), []string{"planner1 3417"})
			w.Exec(change)
			same(t, "then", w.hinted(secretariat), []string{})
		})
	}
}
