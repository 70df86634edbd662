package mandate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/workday"
)

// lines writes each change as one line.
func lines(changes []mandate.ContentChange) []string {
	all := []string{}
	for _, c := range changes {
		at := strings.Join(slices.DeleteFunc([]string{c.Part, c.Field, c.Requirement, c.Member}, func(s string) bool { return s == "" }), "/")
		all = append(all, fmt.Sprintf("%s %s %q %q", at, c.Kind, c.Before, c.After))
	}
	return all
}

func TestDiff(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		edit func(*mandate.ContentInput)
		want []string
	}{
		"equal contents have no changes": {func(*mandate.ContentInput) {}, []string{}},
		"a text is changed": {func(in *mandate.ContentInput) { in.Common.Purpose = "A heat strategy" },
			[]string{`common/purpose changed "A power strategy" "A heat strategy"`}},
		"a text that was empty is added": {func(in *mandate.ContentInput) { in.Common.Scope = "All six" },
			[]string{`common/scope added "" "All six"`}},
		"an item between the same neighbours is changed": {func(in *mandate.ContentInput) { in.Common.Objectives = []string{"Know the demand"} },
			[]string{`common/objectives changed "Know the need" "Know the demand"`}},
		"an item at the end is added": {func(in *mandate.ContentInput) { in.Common.Deliverables = append(in.Common.Deliverables, "A map") },
			[]string{`common/deliverables added "" "A map"`}},
		"an item before the others is added": {func(in *mandate.ContentInput) { in.Common.Objectives = []string{"Plan", "Know the need"} },
			[]string{`common/objectives added "" "Plan"`}},
		"the last item is removed": {func(in *mandate.ContentInput) { in.Common.Objectives = []string{} },
			[]string{`common/objectives removed "Know the need" ""`}},
		"an item is replaced by two": {func(in *mandate.ContentInput) { in.Common.Objectives = []string{"Know the demand", "Plan"} },
			[]string{`common/objectives changed "Know the need" "Know the demand"`, `common/objectives added "" "Plan"`}},
		"money is exact to the øre": {func(in *mandate.ContentInput) { in.Common.Budget.Amount = 1_000_000_000_000_000 - 1 },
			[]string{`common/budget changed "1500000.00 NOK" "9999999999999.99 NOK"`}},
		"small money keeps its zeros": {func(in *mandate.ContentInput) { in.Common.Budget.Amount = 5 },
			[]string{`common/budget changed "1500000.00 NOK" "0.05 NOK"`}},
		"money asked for nothing is still money": {func(in *mandate.ContentInput) { in.Slices[0].Money = &mandate.Money{Currency: "NOK"} },
			[]string{`3401/money added "" "0.00 NOK"`}},
		"a decision's members change one by one": {func(in *mandate.ContentInput) { in.Common.Decision.Date = day("2024-02-09") },
			[]string{`common/decision/date changed "2024-02-08" "2024-02-09"`}},
		"a decision is removed with its members": {func(in *mandate.ContentInput) { in.Common.Decision = nil },
			[]string{`common/decision/organisation removed "kongsvingerregionen" ""`, `common/decision/body removed "styre" ""`,
				`common/decision/date removed "2024-02-08" ""`, `common/decision/case_number removed "03/2024" ""`}},
		"dates are written as days": {func(in *mandate.ContentInput) { in.Common.Start, in.Common.End = day("2024-03-02"), day("2025-08-01") },
			[]string{`common/start changed "2024-03-01" "2024-03-02"`, `common/end changed "2025-07-01" "2025-08-01"`}},
		"requirements are matched by key": {func(in *mandate.ContentInput) {
			in.Slices[1].Requirements[1].Share, in.Slices[1].Requirements[1].People = 15, 2
		}, []string{`3417/requirement/lead/people changed "1" "2"`, `3417/requirement/lead/share changed "10" "15"`}},
		"a requirement with another key is another": {func(in *mandate.ContentInput) { in.Slices[0].Requirements[0].Key = "chair" },
			[]string{`3401/requirement/chair/function added "" "Project lead"`, `3401/requirement/chair/people added "" "1"`,
				`3401/requirement/chair/share added "" "50"`, `3401/requirement/chair/from added "" "2024-03-01"`, `3401/requirement/chair/to added "" "2025-07-01"`,
				`3401/requirement/lead/function removed "Project lead" ""`, `3401/requirement/lead/people removed "1" ""`,
				`3401/requirement/lead/share removed "50" ""`, `3401/requirement/lead/from removed "2024-03-01" ""`, `3401/requirement/lead/to removed "2025-07-01" ""`}},
		"a municipality that joins is no edit of another": {func(in *mandate.ContentInput) {
			in.Common.Participants = []string{"3401", "3418"}
			in.Slices[1] = mandate.SliceContent{Municipality: "3418"}
		}, []string{`common/participants removed "3417" ""`, `common/participants added "" "3418"`, `3417/slice removed "" ""`,
			`3417/requirement/area-planner/function removed "Area planner" ""`, `3417/requirement/area-planner/people removed "2" ""`,
			`3417/requirement/area-planner/share removed "20" ""`, `3417/requirement/area-planner/from removed "2024-04-01" ""`,
			`3417/requirement/area-planner/to removed "2025-01-01" ""`, `3417/requirement/lead/function removed "Deputy lead" ""`,
			`3417/requirement/lead/people removed "1" ""`, `3417/requirement/lead/share removed "10" ""`,
			`3417/requirement/lead/from removed "2024-04-01" ""`, `3417/requirement/lead/to removed "2025-01-01" ""`,
			`3417/money removed "50000.00 NOK" ""`, `3418/slice added "" ""`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := content(), content()
			tt.edit(&after)
			if got := lines(before.Diff(after)); !slices.Equal(got, tt.want) {
				t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestOnlyChangedTextsAreComparedWordByWord(t *testing.T) {
	t.Parallel()
	before, after := content(), content()
	after.Common.Purpose, after.Common.Limits, after.Common.End = "A heat strategy", "No siting", day("2025-08-01")
	after.Slices[0].Requirements[0].Function = "Project manager"
	after.Slices[0].OtherContribution = "Rooms"
	got := map[string][]canon.Word{}
	for _, c := range before.Diff(after) {
		got[c.Field] = c.Words
	}
	for field, want := range map[string][]canon.Word{
		"purpose":            {{Op: "equal", Text: "A "}, {Op: "delete", Text: "power"}, {Op: "insert", Text: "heat"}, {Op: "equal", Text: " strategy"}},
		"limits":             nil,
		"end":                nil,
		"requirement":        {{Op: "equal", Text: "Project "}, {Op: "delete", Text: "lead"}, {Op: "insert", Text: "manager"}},
		"other_contribution": nil,
	} {
		if words, noted := got[field]; !noted || !slices.Equal(words, want) {
			t.Errorf("%s: noted %t, got %v, want %v", field, noted, words, want)
		}
	}
}

func TestCompareNamesTheVersionsAndTheirParts(t *testing.T) {
	t.Parallel()
	first, edited := draft(content()), content()
	edited.Common.Limits, edited.Slices[1].Money = "No siting", nil
	second := draft(edited)
	second.Region, second.Case, second.Number = "kongsvingerregionen", "2024-1", 2
	d := mandate.Compare(first, second)
	if d.Region != "kongsvingerregionen" || d.Case != "2024-1" || d.From != 1 || d.To != 2 || !slices.Equal(d.Parts, []string{"common", "3417"}) || len(d.Changes) != 2 {
		t.Errorf("got %+v", d)
	}
	if same := mandate.Compare(first, first); same.Changes == nil || same.Parts == nil || len(same.Changes)+len(same.Parts) != 0 {
		t.Errorf("equal versions: %+v", same)
	}
}

// texts are few, so that drawing two often gives the same.
func texts(least int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"plan", "kraft", "på", "2040,"}), least, 3)
		return strings.Join(words.Draw(t, "words"), " ")
	})
}

func money() *rapid.Generator[*mandate.Money] {
	return rapid.Custom(func(t *rapid.T) *mandate.Money {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		return &mandate.Money{Amount: rapid.SampledFrom([]int64{0, 1, 10, 100, 1000}).Draw(t, "amount"), Currency: "NOK"}
	})
}

func decisions() *rapid.Generator[*mandate.Decision] {
	return rapid.Custom(func(t *rapid.T) *mandate.Decision {
		if rapid.Bool().Draw(t, "none") {
			return nil
		}
		key := rapid.SampledFrom([]string{"styre", "kommunestyre"})
		return &mandate.Decision{Organisation: key.Draw(t, "organisation"), Body: key.Draw(t, "body"), Date: days().Draw(t, "date"), CaseNumber: texts(1).Draw(t, "number")}
	})
}

func days() *rapid.Generator[workday.Date] {
	return rapid.SampledFrom([]workday.Date{day("2024-04-01"), day("2024-05-01")})
}

func lasts() *rapid.Generator[workday.Date] {
	return rapid.SampledFrom([]workday.Date{day("2025-04-01"), day("2025-05-01")})
}

func sliced() *rapid.Generator[mandate.SliceContent] {
	return rapid.Custom(func(t *rapid.T) mandate.SliceContent {
		s := mandate.SliceContent{Municipality: number().Draw(t, "municipality"), Money: money().Draw(t, "money"), OtherContribution: texts(0).Draw(t, "other")}
		for _, key := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"lead", "planner", "writer"}), rapid.ID[string]).Draw(t, "keys") {
			s.Requirements = append(s.Requirements, mandate.Requirement{
				Key: key, Function: texts(1).Draw(t, "function"), People: rapid.IntRange(1, 2).Draw(t, "people"),
				Share: 5 * rapid.IntRange(1, 2).Draw(t, "share"), From: days().Draw(t, "from"), To: lasts().Draw(t, "to"),
			})
		}
		return s
	})
}

func number() *rapid.Generator[string] { return rapid.SampledFrom([]string{"3401", "3415", "3417"}) }

func contents() *rapid.Generator[mandate.ContentInput] {
	return rapid.Custom(func(t *rapid.T) mandate.ContentInput {
		list := rapid.SliceOfN(texts(1), 0, 4)
		budget := mandate.Money{Amount: rapid.Int64Range(0, 200).Draw(t, "amount"), Currency: "NOK"}
		return mandate.ContentInput{
			Common: mandate.Common{
				Participants: rapid.SliceOfN(number(), 1, 4).Draw(t, "participants"), Purpose: texts(1).Draw(t, "purpose"),
				Objectives: list.Draw(t, "objectives"), Scope: texts(0).Draw(t, "scope"), Limits: texts(0).Draw(t, "limits"),
				Deliverables: list.Draw(t, "deliverables"), Budget: budget, Decision: decisions().Draw(t, "decision"),
				Start: rapid.SampledFrom([]workday.Date{day("2024-02-01"), day("2024-03-01")}).Draw(t, "start"),
				End:   rapid.SampledFrom([]workday.Date{day("2025-06-01"), day("2025-07-01")}).Draw(t, "end"),
			},
			Slices: rapid.SliceOfNDistinct(sliced(), 1, 3, func(s mandate.SliceContent) string { return s.Municipality }).Draw(t, "slices"),
		}
	})
}

// edited is the content with one member of the common part, or one slice, as
// in another content.
func edited(t *rapid.T, in, other mandate.ContentInput) mandate.ContentInput {
	in.Slices = slices.Clone(in.Slices)
	to, from := &in.Common, other.Common
	edits := []func(){
		func() { to.Participants = from.Participants }, func() { to.Purpose = from.Purpose }, func() { to.Objectives = from.Objectives },
		func() { to.Scope = from.Scope }, func() { to.Limits = from.Limits }, func() { to.Deliverables = from.Deliverables },
		func() { to.Budget = from.Budget }, func() { to.Decision = from.Decision }, func() { to.Start = from.Start }, func() { to.End = from.End },
		func() { in.Slices = other.Slices }, func() { in.Slices[0].Requirements = other.Slices[0].Requirements },
		func() { in.Slices[0].Money = other.Slices[0].Money }, func() { in.Slices[0].OtherContribution = other.Slices[0].OtherContribution },
	}
	edits[rapid.IntRange(0, len(edits)-1).Draw(t, "edit")]()
	return in
}

// hashes are the hashes of the parts.
func hashes(t *rapid.T, in mandate.ContentInput) map[string]string {
	parts := map[string]any{"common": in.Common}
	for _, s := range in.Slices {
		parts[s.Municipality] = s
	}
	hashes := map[string]string{}
	for part, v := range parts {
		hash, err := canon.Hash(v)
		if err != nil {
			t.Fatal(err)
		}
		hashes[part] = hash
	}
	return hashes
}

func TestThePartsThatDifferAreThoseWhoseHashDiffers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before, other := contents().Draw(t, "before"), contents().Draw(t, "other")
		if err := before.Normalise(); err != nil {
			t.Fatal(err)
		}
		if err := other.Normalise(); err != nil {
			t.Fatal(err)
		}
		after := other
		if rapid.Bool().Draw(t, "one edit") {
			after = edited(t, before, other)
		}
		changes := before.Diff(after)
		old, current := hashes(t, before), hashes(t, after)
		want := []string{}
		for _, part := range []string{"common", "3401", "3415", "3417"} {
			if old[part] != current[part] {
				want = append(want, part)
			}
		}
		if got := mandate.Parts(changes); !slices.Equal(got, want) {
			t.Fatalf("parts %v, want %v", got, want)
		}
		one, errOne := canon.Hash(before)
		two, errTwo := canon.Hash(after)
		if errOne != nil || errTwo != nil || (one == two) != (len(changes) == 0) {
			t.Fatalf("%d changes, hashes %s and %s", len(changes), one, two)
		}
	})
}
