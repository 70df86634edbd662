package attendance_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"forankring.no/forankring/internal/decision/attendance"
)

var long = flag.Int("meetings", 300, "how many random meetings are played")

var six = time.Date(2024, 3, 14, 17, 0, 0, 0, time.UTC)

func minute(n int) time.Time { return six.Add(time.Duration(n) * time.Minute) }

func to(n int) *time.Time { at := minute(n); return &at }

// board has members a to d, of the municipalities 1 and 2, and deputies x and y of 1,
// and z of 2.
func board() attendance.Sheet {
	return attendance.Sheet{Seats: []attendance.Seat{
		{Person: "a", Role: attendance.Chair, Municipality: "1"}, {Person: "b", Role: attendance.Member, Municipality: "1"},
		{Person: "c", Role: attendance.DeputyChair, Municipality: "2"}, {Person: "d", Role: attendance.Member, Municipality: "2"},
		{Person: "y", Role: attendance.Deputy, Municipality: "1", Order: 2}, {Person: "x", Role: attendance.Deputy, Municipality: "1", Order: 1},
		{Person: "z", Role: attendance.Deputy, Municipality: "2", Order: 1}, {Person: "e", Role: attendance.Member, Municipality: "3", Away: true},
		{Person: "w", Role: attendance.Deputy, Municipality: "3", Order: 1},
	}}
}

func names(voices []attendance.Voice) (all []string) {
	for _, v := range voices {
		all = append(all, v.Person+"@"+v.Seat.Person)
	}
	slices.Sort(all)
	return all
}

func TestWhoComesAndWhoIsRefused(t *testing.T) {
	t.Parallel()
	there := []attendance.Stay{{Person: "a", From: minute(0)}, {Person: "b", From: minute(0), To: to(30)}, {Person: "z", For: "c", From: minute(10)}}
	for name, tt := range map[string]struct {
		stay attendance.Stay
		want error
	}{
		"a member":                                {attendance.Stay{Person: "d", From: minute(5)}, nil},
		"a member who comes again":                {attendance.Stay{Person: "b", From: minute(30)}, nil},
		"a member who is there":                   {attendance.Stay{Person: "a", From: minute(5)}, attendance.ErrPresent},
		"a member who is there from before":       {attendance.Stay{Person: "b", From: minute(29)}, attendance.ErrPresent},
		"somebody on leave":                       {attendance.Stay{Person: "e", From: minute(5)}, attendance.ErrAway},
		"a deputy for somebody on leave":          {attendance.Stay{Person: "w", For: "e", From: minute(5)}, nil},
		"somebody without a seat":                 {attendance.Stay{Person: "q", From: minute(5)}, attendance.ErrNoSeat},
		"a deputy for a member who is there":      {attendance.Stay{Person: "x", For: "b", From: minute(29)}, attendance.ErrMemberPresent},
		"a deputy once the member has left":       {attendance.Stay{Person: "x", For: "b", From: minute(30)}, nil},
		"a deputy for a seat that a deputy has":   {attendance.Stay{Person: "x", For: "c", From: minute(20)}, attendance.ErrForWhom},
		"a deputy who names nobody":               {attendance.Stay{Person: "x", From: minute(30)}, attendance.ErrForWhom},
		"a deputy of another municipality":        {attendance.Stay{Person: "x", For: "d", From: minute(30)}, attendance.ErrForWhom},
		"a deputy for a deputy":                   {attendance.Stay{Person: "x", For: "y", From: minute(30)}, attendance.ErrForWhom},
		"a deputy who has another seat":           {attendance.Stay{Person: "z", For: "d", From: minute(30)}, attendance.ErrPresent},
		"a member who names somebody":             {attendance.Stay{Person: "d", For: "c", From: minute(30)}, attendance.ErrForWhom},
		"a member whose seat a deputy has":        {attendance.Stay{Person: "c", From: minute(30)}, attendance.ErrSeatTaken},
		"a member before the deputy has the seat": {attendance.Stay{Person: "c", From: minute(0), To: to(10)}, nil},
		"who leaves before they came":             {attendance.Stay{Person: "d", From: minute(5), To: to(5)}, attendance.ErrInterval},
	} {
		sheet := board()
		sheet.Stays = append(slices.Clone(there), tt.stay)
		if err := sheet.Check(); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestWhoLeavesTheMeeting(t *testing.T) {
	t.Parallel()
	sheet := board()
	for _, step := range []struct {
		do   func() error
		want error
	}{
		{func() error { return sheet.Depart("a", minute(1)) }, attendance.ErrAbsent},
		{func() error { return sheet.Arrive("a", "", minute(5)) }, nil},
		{func() error { return sheet.Depart("a", minute(4)) }, attendance.ErrAbsent},
		{func() error { return sheet.Depart("a", minute(5)) }, attendance.ErrInterval},
		{func() error { return sheet.Depart("a", minute(9)) }, nil},
		{func() error { return sheet.Depart("a", minute(10)) }, attendance.ErrAbsent},
		{func() error { return sheet.Arrive("a", "", minute(9)) }, nil},
	} {
		if err := step.do(); !errors.Is(err, step.want) {
			t.Fatalf("%v, want %v", err, step.want)
		}
	}
	if got := names(sheet.TakingPart(minute(8), nil)); !slices.Equal(got, []string{"a@a"}) {
		t.Errorf("there are %v", got)
	}
}

func TestDeputiesComeInTheirTurn(t *testing.T) {
	t.Parallel()
	sheet := board()
	turn := func(at int, leaves ...attendance.Leave) (all []string) {
		for _, seat := range sheet.InTurn("b", minute(at), leaves) {
			all = append(all, seat.Person)
		}
		return all
	}
	if got := turn(0); !slices.Equal(got, []string{"x", "y"}) {
		t.Errorf("in turn are %v", got)
	}
	if got := turn(0, attendance.Leave{Person: "x"}); !slices.Equal(got, []string{"y"}) {
		t.Errorf("without one who has left, %v", got)
	}
	sheet.Stays = []attendance.Stay{{Person: "x", For: "a", From: minute(0)}}
	if got := turn(1); !slices.Equal(got, []string{"y"}) {
		t.Errorf("without one who has another seat, %v", got)
	}
	if got := sheet.Absent(minute(1)); len(got) != 4 || got[0].Person != "b" {
		t.Errorf("absent are %v", got)
	}
}

// KL § 11-10: whoever is disqualified is not present for the item, and a deputy may
// take the seat.
func TestWhoeverLeavesAnItemTakesNoPartInIt(t *testing.T) {
	t.Parallel()
	sheet := board()
	sheet.Stays = []attendance.Stay{{Person: "a", From: minute(0)}, {Person: "b", From: minute(0)}, {Person: "z", For: "c", From: minute(0)}}
	for name, tt := range map[string]struct {
		leave, other attendance.Leave
		want         error
	}{
		"a member":                           {leave: attendance.Leave{Person: "b"}},
		"a member with a deputy":             {leave: attendance.Leave{Person: "b", Deputy: "x"}},
		"a deputy who sits":                  {leave: attendance.Leave{Person: "z"}},
		"who is not there":                   {leave: attendance.Leave{Person: "d"}, want: attendance.ErrAbsent},
		"for a deputy of elsewhere":          {leave: attendance.Leave{Person: "z", Deputy: "x"}, want: attendance.ErrForWhom},
		"for somebody without a seat":        {leave: attendance.Leave{Person: "b", Deputy: "q"}, want: attendance.ErrNoSeat},
		"for a deputy who sits":              {leave: attendance.Leave{Person: "z", Deputy: "z"}, want: attendance.ErrPresent},
		"for a deputy who has another seat":  {leave: attendance.Leave{Person: "b", Deputy: "x"}, other: attendance.Leave{Person: "a", Deputy: "x"}, want: attendance.ErrSeatTaken},
		"for a deputy who has left the item": {leave: attendance.Leave{Person: "b", Deputy: "x"}, other: attendance.Leave{Person: "x"}, want: attendance.ErrSeatTaken},
	} {
		if err := sheet.Leave(tt.leave, []attendance.Leave{tt.other}, minute(5)); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	if got := names(sheet.TakingPart(minute(5), []attendance.Leave{{Person: "b", Deputy: "x"}, {Person: "z"}})); !slices.Equal(got, []string{"a@a", "x@b"}) {
		t.Errorf("take part: %v", got)
	}
}

// sitting is who sits on a seat, and with which coming they sat down.
type sitting struct {
	who    string
	coming int
}

// naive is a meeting as a child would keep it: who sits on which seat in each minute,
// and nothing else.
type naive [120]map[string]sitting // by the seat

func newNaive() (n naive) {
	for i := range n {
		n[i] = map[string]sitting{}
	}
	return n
}

// sits says on which seat somebody sits in a minute.
func (n naive) sits(person string, at int) (seat string) {
	for seat, s := range n[at] {
		if s.who == person {
			return seat
		}
	}
	return ""
}

// come sits somebody down from a minute to the end, where the seat is free and they
// have none, in every minute.
func (n naive) come(person, seat string, at, coming int) bool {
	for i := at; i < len(n); i++ {
		if n[i][seat].who != "" || n.sits(person, i) != "" {
			return false
		}
	}
	for i := at; i < len(n); i++ {
		n[i][seat] = sitting{person, coming}
	}
	return true
}

// leave has somebody leave who sat before and would sit to the end.
func (n naive) leave(person string, at int) bool {
	seat, last := n.sits(person, at), len(n)-1
	if seat == "" || at == 0 || n[at-1][seat] != n[at][seat] || n[last][seat] != n[at][seat] {
		return false
	}
	for i := at; i < len(n); i++ {
		delete(n[i], seat)
	}
	return true
}

// count are the voices in a minute, without those who left the item.
func (n naive) count(at int, leaves []attendance.Leave) (all []string) {
	for seat, s := range n[at] {
		who := s.who
		for _, l := range leaves {
			if l.Person == who {
				who = l.Deputy
				break
			}
		}
		if who != "" {
			all = append(all, who+"@"+seat)
		}
	}
	slices.Sort(all)
	return all
}

// Random meetings come out as a naive count says: who comes, goes, sits for whom, and
// takes part in an item.
func TestRandomMeetingsAgreeWithANaiveCount(t *testing.T) {
	t.Parallel()
	for seed := range *long {
		random := rand.New(rand.NewPCG(uint64(seed), 15))
		sheet, kept := board(), newNaive()
		deputies := map[string][]string{"x": {"a", "b"}, "y": {"a", "b"}, "z": {"c", "d"}}
		played := ""
		for coming := range 40 {
			at := random.IntN(len(kept))
			person := string("abcdxyz"[random.IntN(7)])
			if random.IntN(3) == 0 {
				err := sheet.Depart(person, minute(at))
				played += fmt.Sprintf("%d: %s leaves\n", at, person)
				if ok := kept.leave(person, at); ok != (err == nil) {
					t.Fatalf("seed %d:\n%sleft by the naive count: %v, and %v", seed, played, ok, err)
				}
				continue
			}
			seat := person
			if of := deputies[person]; of != nil {
				seat = of[random.IntN(len(of))]
			}
			member := ""
			if seat != person {
				member = seat
			}
			err := sheet.Arrive(person, member, minute(at))
			played += fmt.Sprintf("%d: %s comes to %s\n", at, person, seat)
			if ok := kept.come(person, seat, at, coming); ok != (err == nil) {
				t.Fatalf("seed %d:\n%scame by the naive count: %v, and %v", seed, played, ok, err)
			}
		}
		if err := sheet.Check(); err != nil {
			t.Fatalf("seed %d:\n%sthe sheet is refused: %v", seed, played, err)
		}
		for at := range kept {
			var leaves []attendance.Leave
			for _, stay := range sheet.Stays {
				l := attendance.Leave{Person: stay.Person}
				if random.IntN(3) > 0 || slices.ContainsFunc(leaves, func(o attendance.Leave) bool { return o.Person == l.Person || o.Deputy == l.Person }) {
					continue
				}
				l.Deputy = string("xyz"[random.IntN(3)])
				if sheet.Leave(l, leaves, minute(at)) == nil {
					leaves = append(leaves, l)
				}
			}
			if got, want := names(sheet.TakingPart(minute(at), leaves)), kept.count(at, leaves); !slices.Equal(got, want) {
				t.Fatalf("seed %d:\n%sminute %d with %v: %v, want %v", seed, played, at, leaves, got, want)
			}
		}
	}
}
