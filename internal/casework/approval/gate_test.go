package approval_test

import (
	"fmt"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"forankring.no/forankring/internal/casework/approval"
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/condition"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
)

// answers are what the letters of the truth table mean.
var answers = map[string]approval.Verdict{
	"Y": approval.Approved, "V": approval.ApprovedWithConditions, "N": approval.Rejected, "R": approval.Returned, "-": "",
}

const letters = "YVNR-"

// The values of the table's columns.
var (
	rules   = []string{"all", "count 2", "count 1", "fraction 1/2", "fraction 2/3"}
	changes = []string{"nothing", "all", "count 1"}
	bools   = []string{"no", "yes"}
)

// ruleNamed is the rule that the table writes so.
func ruleNamed(name string) mandate.Rule {
	kind, terms, _ := strings.Cut(name, " ")
	r := mandate.Rule{Kind: kind}
	if p, q, ok := strings.Cut(terms, "/"); ok {
		numerator, denominator := must(strconv.Atoi(p)), must(strconv.Atoi(q))
		r.Numerator, r.Denominator = &numerator, &denominator
	} else if kind == mandate.RuleCount {
		count := must(strconv.Atoi(terms))
		r.Count = &count
	}
	return r
}

func must(n int, err error) int {
	if err != nil {
		panic(err)
	}
	return n
}

// line is one line of the second table, for one value of every column. Whether
// the holder's office has ended is nothing that the rules are told: that it
// changes no row is what TestEveryRowOfTheTruthTableHoldsOverHTTP shows.
type line struct {
	needed, a, b, c, gone, disqualified, removed string
}

type verdict struct{ outcome, entry string }

// table is the document, read.
type table struct {
	needed  map[[2]string]int
	lines   map[line]verdict
	written []line // one for each row as it is written
}

// read reads the document, and fails where a combination is missing or stands
// in two rows.
func read(t *testing.T) table {
	t.Helper()
	text, err := os.ReadFile("testdata/gate.md")
	if err != nil {
		t.Fatal(err)
	}
	read := table{needed: map[[2]string]int{}, lines: map[line]verdict{}}
	for row := range strings.SplitSeq(string(text), "\n") {
		cells := strings.Split(strings.Trim(row, "| "), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case len(cells) == 3 && slices.Contains(rules, cells[0]):
			read.rule(t, cells)
		case len(cells) == 9 && slices.Contains([]string{"1", "2", "3"}, cells[0]):
			read.row(t, cells)
		}
	}
	if len(read.needed) != len(rules)*len(changes) {
		t.Errorf("%d of %d rules and changes are in the document", len(read.needed), len(rules)*len(changes))
	}
	if want := 3 * 5 * 5 * 5 * 2 * 2 * 2; len(read.lines) != want {
		t.Errorf("%d of %d combinations are in the document", len(read.lines), want)
	}
	return read
}

func (d *table) rule(t *testing.T, cells []string) {
	t.Helper()
	for change := range each(cells[1], changes) {
		if _, known := d.needed[[2]string{cells[0], change}]; known {
			t.Errorf("%s changed to %s stands twice", cells[0], change)
		}
		d.needed[[2]string{cells[0], change}] = must(strconv.Atoi(cells[2]))
	}
}

func (d *table) row(t *testing.T, cells []string) {
	t.Helper()
	first := true
	for l := range combinations(cells) {
		if _, known := d.lines[l]; known {
			t.Errorf("%+v stands in two rows", l)
		}
		d.lines[l] = verdict{outcome: cells[7], entry: cells[8]}
		if first {
			d.written, first = append(d.written, l), false
		}
	}
}

// combinations are the lines for which a row is true.
func combinations(cells []string) iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, a := range spread(cells[1]) {
			for _, b := range spread(cells[2]) {
				for _, c := range spread(cells[3]) {
					for gone := range each(cells[4], bools) {
						for disqualified := range each(cells[5], bools) {
							for removed := range each(cells[6], bools) {
								if !yield(line{cells[0], a, b, c, gone, disqualified, removed}) {
									return
								}
							}
						}
					}
				}
			}
		}
	}
}

func spread(cell string) []string {
	if cell == "*" {
		cell = letters
	}
	return strings.Split(cell, "")
}

// each are the values that a cell names.
func each(cell string, all []string) iter.Seq[string] {
	if cell == "*" {
		return slices.Values(all)
	}
	return slices.Values(strings.Split(cell, ", "))
}

// three is a case of three municipalities, and content that asks all of them.
func three() (*casefile.Case, mandate.ContentInput) {
	c, in := matter(), content()
	c.Participants[1].LeftAt = nil
	in.Common.Participants = []string{"3401", "3415", "3417"}
	in.Slices = []mandate.SliceContent{in.Slices[0], {Municipality: "3415", Requirements: []mandate.Requirement{}}, in.Slices[1]}
	return c, in
}

// play lets happen what a line of the table says, by the rules alone; an office
// that has ended is beyond them.
func play(t *testing.T, rule, change string, l line) approval.Gate {
	t.Helper()
	c, in := three()
	v := draft(in)
	if err := v.Submit(c, deadlines(), &mandate.RegionRule{Rule: ruleNamed(rule)}, "secretary", noon); err != nil {
		t.Fatal(err)
	}
	if change != "nothing" {
		v.RulesSince = append(v.RulesSince, mandate.NumberedRule{Rule: ruleNamed(change)})
	}
	say := func(municipality, letter string) {
		if answers[letter] == "" || !v.Takes(municipality) {
			return
		}
		in := to(v, municipality, answers[letter])
		if letter == "V" {
			in.Conditions = []condition.ConditionInput{{Text: "One", Responsible: condition.ResponsibleOffice{Organisation: "3401", Office: "clerk"}, Due: day("2024-06-03"), Effect: condition.During}}
		}
		if v.State == mandate.StateInForce && !in.Answer.Approves() {
			return
		}
		if _, err := v.Take(c, municipality, in, authn.Actor{Person: "chief of " + municipality}, noon); err != nil {
			t.Fatal(err)
		}
		approval.ComeIntoForce(v, c, noon)
	}
	say("3401", l.a)
	if a := v.Approval("3401"); l.disqualified == "yes" && a.Standing != nil {
		a.Standing.Disqualified, a.Standing.Blocked = true, v.State == mandate.StateOpen
		approval.Judge(v)
	}
	if l.removed == "yes" {
		if v.State == mandate.StateOpen {
			if err := v.Withdraw(c, message.Verbatim("the participants changed"), noon); err != nil {
				t.Fatal(err)
			}
		}
		c.Participants[2].LeftAt = &noon
	}
	say("3415", l.b)
	if l.removed == "no" {
		say("3417", l.c)
	}
	g, err := v.Gate(c, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestTheTruthTableOfTheGate(t *testing.T) {
	t.Parallel()
	read := read(t)
	played := 0
	for _, rule := range rules {
		for _, change := range changes {
			needed := read.needed[[2]string{rule, change}]
			for l, want := range read.lines {
				if l.needed != fmt.Sprint(needed) {
					continue
				}
				g := play(t, rule, change, l)
				played++
				got := verdict{string(g.Outcome), string(g.Entries[0].State)}
				if got != want || g.Needed != needed {
					t.Errorf("%s, changed to %s, %+v: %+v with %d needed, want %+v", rule, change, l, got, g.Needed, want)
				}
			}
		}
	}
	if want := len(rules) * len(changes) * 1000; played != want {
		t.Errorf("%d combinations were played, want %d", played, want)
	}
}
