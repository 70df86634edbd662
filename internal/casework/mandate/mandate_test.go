package mandate_test

import (
	"errors"
	"testing"
	"time"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	noon = time.Date(2024, 2, 12, 11, 0, 0, 0, time.UTC)
	day  = workday.MustDate
)

// matter is a case of two municipalities that rests on one decision.
func matter() *casefile.Case {
	left := noon.AddDate(0, -1, 0)
	return &casefile.Case{
		Participants: []casefile.Participant{{Number: "3401"}, {Number: "3415", LeftAt: &left}, {Number: "3417"}},
		Decisions:    []casefile.Decision{{Organisation: "kongsvingerregionen", Body: "styre", Date: day("2024-02-08"), CaseNumber: "03/2024"}},
	}
}

func content() mandate.ContentInput {
	return mandate.ContentInput{
		Common: mandate.Common{
			Participants: []string{"3401", "3417"}, Purpose: "A power strategy", Objectives: []string{"Know the need"}, Deliverables: []string{"A proposal"},
			Budget: mandate.Money{Amount: 150_000_000, Currency: "NOK"}, Start: day("2024-03-01"), End: day("2025-07-01"),
			Decision: &mandate.Decision{Organisation: "kongsvingerregionen", Body: "styre", Date: day("2024-02-08"), CaseNumber: "03/2024"},
		},
		Slices: []mandate.SliceContent{
			{Municipality: "3401", Requirements: []mandate.Requirement{
				{Key: "lead", Function: "Project lead", People: 1, Share: 50, From: day("2024-03-01"), To: day("2025-07-01")},
			}},
			{Municipality: "3417", Requirements: []mandate.Requirement{
				{Key: "area-planner", Function: "Area planner", People: 2, Share: 20, From: day("2024-04-01"), To: day("2025-01-01")},
				{Key: "lead", Function: "Deputy lead", People: 1, Share: 10, From: day("2024-04-01"), To: day("2025-01-01")},
			}, Money: &mandate.Money{Amount: 5_000_000, Currency: "NOK"}},
		},
	}
}

// draft is version 1 with the content.
func draft(in mandate.ContentInput) *mandate.Document {
	v := &mandate.Document{Number: 1, State: mandate.StateDraft, Common: in.Common}
	for _, s := range in.Slices {
		v.Slices = append(v.Slices, mandate.Slice{SliceContent: s})
	}
	return v
}

func refuses(t *testing.T, err error, want *fault.Error) {
	t.Helper()
	if want == nil && err != nil {
		t.Fatalf("refused: %v", err)
	}
	if want != nil && !errors.Is(err, want) {
		t.Fatalf("got %v, want %s", err, want.Code)
	}
}

func TestContentIsRefusedThatCannotStand(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change  func(*mandate.ContentInput)
		pointer string
	}{
		"a mandate that ends before it begins": {func(in *mandate.ContentInput) { in.Common.End = in.Common.Start }, "/common/end"},
		"a purpose of blanks":                  {func(in *mandate.ContentInput) { in.Common.Purpose = " \n " }, "/common/purpose"},
		"an empty objective":                   {func(in *mandate.ContentInput) { in.Common.Objectives = []string{"One", ""} }, "/common/objectives/1"},
		"two slices for one municipality":      {func(in *mandate.ContentInput) { in.Slices[1].Municipality = "3401" }, "/slices/1/municipality"},
		"a key that names two requirements":    {func(in *mandate.ContentInput) { in.Slices[1].Requirements[0].Key = "lead" }, "/slices/1/requirements/1/key"},
		"a requirement of no days":             {func(in *mandate.ContentInput) { r := in.Slices[1].Requirements; r[0].To = r[0].From }, "/slices/1/requirements/0/to"},
		"a requirement before the mandate":     {func(in *mandate.ContentInput) { in.Slices[0].Requirements[0].From = day("2024-02-29") }, "/slices/0/requirements/0/from"},
		"a requirement after the mandate":      {func(in *mandate.ContentInput) { in.Slices[0].Requirements[0].To = day("2025-07-02") }, "/slices/0/requirements/0/to"},
		"a currency that there is not (3.1)":   {func(in *mandate.ContentInput) { in.Common.Budget.Currency = "XQQ" }, "/common/budget/currency"},
		"a currency of the past (3.1)":         {func(in *mandate.ContentInput) { in.Common.Budget.Currency = "DEM" }, "/common/budget/currency"},
		"a slice in another currency (3.1)":    {func(in *mandate.ContentInput) { in.Slices[1].Money.Currency = "EUR" }, "/slices/1/money/currency"},
		"a function of two lines":              {func(in *mandate.ContentInput) { in.Slices[0].Requirements[0].Function = "Project\nlead" }, "/slices/0/requirements/0/function"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := content()
			tt.change(&in)
			err := in.Normalise()
			refuses(t, err, mandate.ErrContent)
			f, _ := fault.As(err)
			if f.Fields[0].Pointer != tt.pointer {
				t.Errorf("the fields at fault are %v, want first %s", f.Fields, tt.pointer)
			}
		})
	}
}

func TestAMandateNamesExactlyThoseThatTakePart(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*mandate.ContentInput)
		want   *fault.Error
	}{
		"all parties, each with a slice":      {func(*mandate.ContentInput) {}, nil},
		"a participant is missing":            {func(in *mandate.ContentInput) { in.Common.Participants = []string{"3401"} }, mandate.ErrParticipants},
		"one that has left is named":          {func(in *mandate.ContentInput) { in.Common.Participants = []string{"3401", "3415", "3417"} }, mandate.ErrParticipants},
		"a slice is missing":                  {func(in *mandate.ContentInput) { in.Slices = in.Slices[:1] }, mandate.ErrParticipants},
		"a slice for one that takes no part":  {func(in *mandate.ContentInput) { in.Slices[1].Municipality = "3418" }, mandate.ErrParticipants},
		"the parties in another order":        {func(in *mandate.ContentInput) { in.Common.Participants = []string{"3417", "3401"} }, nil},
		"the slices in another order":         {func(in *mandate.ContentInput) { in.Slices[0], in.Slices[1] = in.Slices[1], in.Slices[0] }, nil},
		"a party that is named in two places": {func(in *mandate.ContentInput) { in.Common.Participants = []string{"3417", "3401", "3417"} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := content()
			tt.change(&in)
			if err := in.Normalise(); err != nil {
				t.Fatal(err)
			}
			refuses(t, in.MustFit(matter()), tt.want)
		})
	}
}

func TestHashesBindContentAndNothingElse(t *testing.T) {
	t.Parallel()
	hashes := func(t *testing.T, change func(*mandate.Document)) [4]string {
		t.Helper()
		v := draft(content())
		change(v)
		again := v.Content()
		if err := again.Normalise(); err != nil {
			t.Fatal(err)
		}
		before := *v
		v = draft(again)
		v.Number, v.AnswerBy, v.NamingDue = before.Number, before.AnswerBy, before.NamingDue
		if err := v.FixHashes(); err != nil {
			t.Fatal(err)
		}
		return [4]string{v.CommonHash, v.Slice("3401").Hash, v.Slice("3417").Hash, v.ContentHash}
	}
	same := hashes(t, func(*mandate.Document) {})
	for name, tt := range map[string]struct {
		change func(*mandate.Document)
		moved  [4]bool
	}{
		"the number and the deadlines are in none": {func(v *mandate.Document) {
			v.Number, v.AnswerBy, v.NamingDue = 7, new(day("2024-04-01")), new(day("2024-05-01"))
		}, [4]bool{}},
		"the order of requirements means nothing": {func(v *mandate.Document) {
			r := v.Slices[1].Requirements
			r[0], r[1] = r[1], r[0]
		}, [4]bool{}},
		"blanks around a text mean nothing": {func(v *mandate.Document) {
			v.Common.Purpose = " A power strategy\r\n"
		}, [4]bool{}},
		"what nobody sees means nothing (rule 9.6)": {func(v *mandate.Document) {
			v.Common.Purpose, v.Common.Scope = "A\u00a0power stra\u00adtegy\u200b", "\u3164"
			v.Slices[0].Requirements[0].Function = "\ufeffProject lead\u202c"
		}, [4]bool{}},
		"a word of the purpose is common": {func(v *mandate.Document) {
			v.Common.Purpose = "The power strategy"
		}, [4]bool{true, false, false, true}},
		"one øre of the budget is common": {func(v *mandate.Document) {
			v.Common.Budget.Amount++
		}, [4]bool{true, false, false, true}},
		"a share belongs to one slice": {func(v *mandate.Document) {
			v.Slices[1].Requirements[0].Share = 25
		}, [4]bool{false, false, true, true}},
		"money belongs to one slice": {func(v *mandate.Document) {
			v.Slices[0].Money = &mandate.Money{Currency: "NOK"}
		}, [4]bool{false, true, false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := hashes(t, tt.change)
			for i, which := range []string{"common", "slice of 3401", "slice of 3417", "content"} {
				if (got[i] != same[i]) != tt.moved[i] {
					t.Errorf("the hash of the %s changed: %v, want %v", which, got[i] != same[i], tt.moved[i])
				}
			}
		})
	}
}
