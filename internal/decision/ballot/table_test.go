package ballot_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"forankring.no/forankring/internal/decision/ballot"
)

// row is a row of the document, by its columns.
type row map[string]string

func (r row) number(t *testing.T, column string) int {
	t.Helper()
	n, err := strconv.Atoi(r[column])
	if err != nil {
		t.Fatalf("%v: %s is no number: %v", r, column, err)
	}
	return n
}

// rows reads the rows of the tables that have a column.
func rows(t *testing.T, having string) (all []row) {
	t.Helper()
	text, err := os.ReadFile("testdata/ballot.md")
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for line := range strings.SplitSeq(string(text), "\n") {
		if !strings.HasPrefix(line, "| ") {
			columns = nil
			continue
		}
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if columns == nil {
			columns = cells
			continue
		}
		if cells[0] == "---" || !slices.Contains(columns, having) {
			continue
		}
		r := row{}
		for i, cell := range cells {
			r[columns[i]] = cell
		}
		all = append(all, r)
	}
	if len(all) < 10 {
		t.Fatalf("only %d rows have a column %s", len(all), having)
	}
	return all
}

var fraction = regexp.MustCompile(`^(at least|more than) (\d+)/(\d+) of (votes|members)$`)

// majority is the one that the document writes so.
func majority(t *testing.T, text string) ballot.Majority {
	t.Helper()
	if text == "simple" {
		return ballot.Simple()
	}
	parts := fraction.FindStringSubmatch(text)
	if parts == nil {
		t.Fatalf("%q is no majority", text)
	}
	numerator, _ := strconv.Atoi(parts[2])
	denominator, _ := strconv.Atoi(parts[3])
	m := ballot.Majority{Of: ballot.VotesCast, Share: ballot.Fraction{Numerator: numerator, Denominator: denominator}, Over: parts[1] == "more than"}
	if parts[4] == "members" {
		m.Of = ballot.Members
	}
	return m
}

// add adds so many members from a municipality who vote so; "" is nothing.
func add(q *ballot.Question, municipality string, n int, voice ballot.Voice) {
	for range n {
		person := fmt.Sprintf("%s%d", municipality, len(q.Present))
		q.Present = append(q.Present, ballot.Voter{Person: person, Municipality: municipality})
		if voice != "" {
			q.Voices[person] = voice
		}
	}
}

// chairs finds somebody who votes so, of a municipality or of any.
func chairs(t *testing.T, q *ballot.Question, municipality string, voice ballot.Voice) string {
	t.Helper()
	for _, v := range q.Present {
		if strings.HasPrefix(v.Person, municipality) && q.Voices[v.Person] == voice {
			return v.Person
		}
	}
	t.Fatalf("nobody of %q votes %s", municipality, voice)
	return ""
}

// outcome is what a result is called in the document.
func outcome(r ballot.Result) string {
	var words []string
	switch {
	case r.Carried && r.Casting:
		words = append(words, "carried by the chair")
	case r.Carried:
		words = append(words, "carried")
	case r.Casting:
		words = append(words, "lost by the chair")
	case r.Tie:
		words = append(words, "tied")
	case r.Quorate:
		words = append(words, "not carried")
	}
	if !r.Quorate {
		words = append(words, "not quorate")
	}
	return strings.Join(words, ", ")
}

func turnedBy(r ballot.Result) string {
	if r.MoreAgainst > 0 {
		return fmt.Sprintf("-%d", r.MoreAgainst)
	}
	if r.MoreFor > 0 {
		return fmt.Sprintf("+%d", r.MoreFor)
	}
	return "0"
}

func TestRule75EveryRowOfTheTableHolds(t *testing.T) {
	t.Parallel()
	for _, r := range rows(t, "kind") {
		q := ballot.Question{
			Size: r.number(t, "size"), Majority: majority(t, r["majority"]), Voices: map[string]ballot.Voice{},
			Election: r["kind"] == "election", Appointment: r["kind"] == "appointment",
		}
		yes, no, blank := r.number(t, "for"), r.number(t, "against"), r.number(t, "blank")
		add(&q, "", yes, ballot.For)
		add(&q, "", no, ballot.Against)
		add(&q, "", blank, ballot.Blank)
		add(&q, "", r.number(t, "present")-yes-no-blank, "")
		counted := q
		counted.Voices, counted.Counts = nil, &ballot.Counts{For: yes, Against: no, Blank: blank}
		if r["chair"] != "-" {
			q.Chair, counted.Counts.Chair = chairs(t, &q, "", ballot.Voice(r["chair"])), ballot.Voice(r["chair"])
		}
		for how, asked := range map[string]ballot.Question{"by name": q, "by count": counted} {
			got, err := asked.Decide()
			if err != nil {
				t.Errorf("%v %s: %v", r, how, err)
				continue
			}
			want := row{"needed": strconv.Itoa(got.Needed), "enough": strconv.Itoa(got.Enough), "outcome": outcome(got), "turned by": turnedBy(got)}
			for column, is := range want {
				if r[column] != is {
					t.Errorf("%v %s: %s is %s", r, how, column, is)
				}
			}
		}
	}
}

var (
	seatsVote    = regexp.MustCompile(`^([a-z]) (\d+)-(\d+)(?:/(\d+))?$`)
	speakerVotes = regexp.MustCompile(`^([a-z]) (for|against|none) (\d+)$`)
)

// seat puts the members of a municipality in their seats, as the document writes them.
func seat(t *testing.T, q *ballot.Question, text string) {
	t.Helper()
	n := func(s string) int { i, _ := strconv.Atoi(s); return i }
	if parts := seatsVote.FindStringSubmatch(text); parts != nil {
		add(q, parts[1], n(parts[2]), ballot.For)
		add(q, parts[1], n(parts[3]), ballot.Against)
		add(q, parts[1], n(parts[4]), "")
		return
	}
	parts := speakerVotes.FindStringSubmatch(text)
	if parts == nil {
		t.Fatalf("%q is no vote of a municipality", text)
	}
	first := len(q.Present)
	add(q, parts[1], n(parts[3]), "")
	q.Present[first].Speaker = true
	if parts[2] != "none" {
		q.Voices[q.Present[first].Person] = ballot.Voice(parts[2])
	}
}

func TestRule75EveryRowOfTheMunicipalTableHolds(t *testing.T) {
	t.Parallel()
	for _, r := range rows(t, "within") {
		q := ballot.Question{
			Size: r.number(t, "size"), Model: ballot.PerMunicipality, Within: ballot.Within(r["within"]), Municipalities: 6,
			Majority: majority(t, r["majority"]), Voices: map[string]ballot.Voice{},
		}
		for text := range strings.SplitSeq(r["votes"], ", ") {
			seat(t, &q, text)
		}
		municipality, voice, _ := strings.Cut(r["chair"], " ")
		q.Chair = chairs(t, &q, municipality, ballot.Voice(voice))
		got, err := q.Decide()
		if err != nil {
			t.Errorf("%v: %v", r, err)
			continue
		}
		is := row{
			"took part": strconv.Itoa(got.TookPart), "for": strconv.Itoa(got.For), "against": strconv.Itoa(got.Against), "enough": strconv.Itoa(got.Enough),
			"outcome": outcome(got), "turned by": turnedBy(got),
		}
		for _, column := range slices.Sorted(maps.Keys(is)) {
			if r[column] != is[column] {
				t.Errorf("%v: %s is %s", r, column, is[column])
			}
		}
	}
}
