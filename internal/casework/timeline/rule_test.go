package timeline

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	now  = time.Date(2024, 2, 12, 8, 0, 0, 0, time.UTC)
	left = now.AddDate(0, 0, -1)
)

// of is a case of three municipalities, of which the last has left.
func of() *casefile.Case {
	return &casefile.Case{ID: 1, Region: "region", Number: "2024-1", Title: "A case", State: casefile.Preparing, Participants: []casefile.Participant{
		{ID: 1, Number: "3401"}, {ID: 2, Number: "3417"}, {ID: 3, Number: "3418", LeftAt: &left},
	}}
}

func on(day string) When { return When{Due: new(workday.MustDate(day))} }

func in(month string) When { return When{Month: new(workday.MustMonth(month))} }

func milestone(key string, when When, dependsOn ...string) Milestone {
	return Milestone{Key: key, Title: key, Kind: Deadline, When: when, DependsOn: dependsOn}
}

func byEach(key string, when When, responsible *authority.Post) *Milestone {
	m := &Milestone{Key: key, Title: key, Kind: Deadline, When: when, PerMunicipality: true, Responsible: responsible}
	m.divide(of())
	return m
}

func TestWarningsTellWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		m    Milestone
		want string
	}{
		{"a working day fits", milestone("m", on("2024-05-16")), ""},
		{"a public holiday", milestone("m", on("2024-05-17")), "day_off"},
		{"a Saturday", milestone("m", on("2024-05-18")), "day_off"},
		{"a month has no day off", milestone("m", in("2024-05")), ""},
		{"the same day as what waits for it", milestone("before", on("2024-06-03")), ""},
		{"the day after what waits for it", milestone("before", on("2024-06-04")), "after_dependant"},
		{"the month of what waits for it", milestone("before", in("2024-06")), ""},
		{"the month after what waits for it", milestone("before", in("2024-07")), "after_dependant"},
		{"the day before what it waits for", milestone("m", on("2024-05-31"), "before", "monday"), "before_dependency"},
		{"the day of what it waits for", milestone("m", on("2024-06-03"), "monday"), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			all := []Milestone{milestone("before", on("2024-05-02")), milestone("monday", on("2024-06-03"), "before")}
			if known := find(all, tt.m.Key); known != nil {
				*known = tt.m
			} else {
				all = append(all, tt.m)
			}
			var codes []string
			for _, w := range (Line{Case: of(), All: all}).Warnings(&tt.m) {
				codes = append(codes, w.Code)
			}
			if got := strings.Join(codes, " "); got != tt.want {
				t.Errorf("warnings %q, want %q", got, tt.want)
			}
		})
	}
}

func TestACircleIsFoundExactlyWhereOneMilestoneCanBeReachedFromItself(t *testing.T) {
	t.Parallel()
	names := strings.Split("abcdefg", "")
	rapid.Check(t, func(t *rapid.T) {
		// A milestone only waits for those before it in the alphabet, so there
		// is no circle yet.
		var all []Milestone
		for i, key := range names {
			waits := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID).Draw(t, key)
			waits = slices.DeleteFunc(waits, func(k string) bool { return k >= names[i] })
			all = append(all, milestone(key, on("2024-05-02"), waits...))
		}
		key := rapid.SampledFrom(names).Draw(t, "key")
		dependsOn := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 3, rapid.ID).Draw(t, "depends on")
		circle := cycle(all, key, dependsOn)

		find(all, key).DependsOn = dependsOn
		if want := reaches(all, key, key); want != (circle != nil) {
			t.Fatalf("circle %v, but reaching itself is %v", circle, want)
		}
		for i := 1; i < len(circle); i++ {
			if !slices.Contains(find(all, circle[i-1]).DependsOn, circle[i]) {
				t.Fatalf("%v is no way: %s does not wait for %s", circle, circle[i-1], circle[i])
			}
		}
		if circle != nil && (circle[0] != key || circle[len(circle)-1] != key) {
			t.Fatalf("%v does not lead from %s to itself", circle, key)
		}
	})
}

// reaches follows the dependencies as many steps as there are milestones.
func reaches(all []Milestone, from, to string) bool {
	at := map[string]bool{from: true}
	for range all {
		next := map[string]bool{}
		for k := range at {
			for _, d := range find(all, k).DependsOn {
				next[d] = true
			}
		}
		if next[to] {
			return true
		}
		at = next
	}
	return false
}

// Rule 6.1: those asked, and the ladder when the day has passed: administrator,
// chief executive, secretariat and chair.
func TestWhoIsRemindedOfAMilestone(t *testing.T) {
	t.Parallel()
	whole := func(responsible *authority.Post) *Milestone {
		m := milestone("ready", on("2024-05-02"))
		m.Responsible = responsible
		return &m
	}
	done := whole(nil)
	done.DoneAt = &now
	naming := byEach(NamingDue, on("2024-05-02"), nil)
	month := milestone("ready", in("2024-05"))
	decided := byEach(CouncilsDecided, on("2024-05-02"), &authority.Post{Office: "clerk"})
	decided.Part("3401").DoneAt = &now
	tests := []struct {
		name string
		m    *Milestone
		want string
	}{
		{"an office", whole(&authority.Post{Organisation: "3417", Office: "administrator"}), ": administrator@3417 / administrator@3417 / chief_executive@3417 / secretariat@region, board_chair@region"},
		{"a person", whole(&authority.Post{Person: "p"}), ": p / secretariat@region /  / secretariat@region, board_chair@region"},
		{"nobody named", whole(nil), ": secretariat@region / secretariat@region /  / secretariat@region, board_chair@region"},
		{"a body of the region through chair and secretariat", whole(&authority.Post{Organisation: "region", Body: "styre"}), ": chair of styre@region, secretariat@region / secretariat@region /  / secretariat@region, board_chair@region"},
		{"a body of a municipality through chair and clerk", whole(&authority.Post{Organisation: "3417", Body: "kommunestyre"}), ": chair of kommunestyre@3417, clerk@3417 / administrator@3417 / chief_executive@3417 / secretariat@region, board_chair@region"},
		{"a seat in a body", whole(&authority.Post{Organisation: "region", Body: "styre", Role: "deputy_chair"}), ": deputy_chair of styre@region / secretariat@region /  / secretariat@region, board_chair@region"},
		{"each municipality but those that left or are done", decided, "3417: clerk@3417 / administrator@3417 / chief_executive@3417 / secretariat@region, board_chair@region"},
		{"nobody of what is done", done, ""},
		{"nobody of a month", &month, ""},
		{"each municipality of the naming due date", naming, "3401: administrator@3401 / administrator@3401 / chief_executive@3401 / secretariat@region, board_chair@region; " +
			"3417: administrator@3417 / administrator@3417 / chief_executive@3417 / secretariat@region, board_chair@region"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var told []string
			for _, d := range tt.m.deadlines(of()) {
				told = append(told, d.Municipality+": "+strings.Join([]string{names(d.Asked), names(d.Admin), names(d.Chief), names(d.Region)}, " / "))
				if d.Kind != milestoneDue || d.Key != tt.m.Key || d.Due != *tt.m.Due || d.Case != 1 {
					t.Errorf("the deadline is %+v", d)
				}
			}
			if got := strings.Join(told, "; "); got != tt.want {
				t.Errorf("reminded are %q, want %q", got, tt.want)
			}
		})
	}
}

func names(posts []authority.Post) string {
	var all []string
	for _, p := range posts {
		switch {
		case p.Person != "":
			all = append(all, p.Person)
		case p.Office != "":
			all = append(all, p.Office+"@"+p.Organisation)
		default:
			all = append(all, p.Role+" of "+p.Body+"@"+p.Organisation)
		}
	}
	return strings.Join(all, ", ")
}

func TestWhatIsDoneIsNotGivenToOthers(t *testing.T) {
	t.Parallel()
	m := milestone("k", on("2024-05-02"))
	m.Revision, m.DoneAt = 1, &now
	change := MilestoneInput{Title: "Title", Kind: Deadline, Due: m.Due, PerMunicipality: true}
	if err := m.Plan(Line{Case: of(), All: []Milestone{m}}, change); !errors.Is(err, ErrDone) {
		t.Errorf("done as one, and now by each: %v", err)
	}
	each := byEach("k", on("2024-05-02"), nil)
	each.Revision = 1
	each.Part("3401").DoneAt = &now
	change.PerMunicipality = false
	if err := each.Plan(Line{Case: of(), All: []Milestone{*each}}, change); !errors.Is(err, ErrDone) {
		t.Errorf("done by one, and now as one: %v", err)
	}
	change.PerMunicipality, change.Responsible = true, &authority.Post{Office: "clerk"}
	if err := each.Plan(Line{Case: of(), All: []Milestone{*each}}, change); err != nil {
		t.Fatal(err)
	}
	if !each.partDone("3401") {
		t.Error("another responsible undid what was done")
	}
}

func TestATimelineIsNotWithoutEnd(t *testing.T) {
	t.Parallel()
	all := make([]Milestone, most)
	m := Milestone{Key: "one_more"}
	if err := m.Plan(Line{Case: of(), All: all}, MilestoneInput{Title: "Title", Kind: Deadline, Due: on("2024-05-02").Due}); !errors.Is(err, ErrTooMany) {
		t.Errorf("answer %v", err)
	}
}
