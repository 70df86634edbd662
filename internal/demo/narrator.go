package demo

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/workday"
)

// narrator prints the story: a chapter's title before the first thing told of
// it, deeds of one kind on one line, and of the matrix what changed.
type narrator struct {
	out io.Writer
	// places are the names of all participants, in their order.
	places []string
	title  string
	told   bool
	deeds  []deed
	// matrix holds the marks printed last, by municipality and condition.
	matrix map[[2]string]string
	totals totals
}

// totals are what the summary counts.
type totals struct{ acts, letters int }

// deed is what an office did on a day, in one or several municipalities.
type deed struct {
	when, office, what string
	places, objects    []string
}

// begin opens a chapter. Its title is printed with the first thing told.
func (n *narrator) begin(title string) { n.title, n.told = title, false }

// toldSomething says whether anything was told of the chapter so far.
func (n *narrator) toldSomething() bool {
	n.flush()
	return n.told
}

// printf prints a line of the chapter, after the deeds before it.
func (n *narrator) printf(format string, args ...any) {
	n.flush()
	n.head()
	_, _ = fmt.Fprintf(n.out, format, args...)
}

func (n *narrator) head() {
	if n.title != "" {
		_, _ = fmt.Fprintf(n.out, "\n%s\n", n.title)
	}
	n.title, n.told = "", true
}

// did tells what an office did, such as "Chief executive, Grue". Several that do
// the same on one day are told on one line, with the objects of their acts.
func (n *narrator) did(when, who, what string, objects ...string) {
	office, place, _ := strings.Cut(who, ", ")
	same := func(d deed) bool { return d.when == when && d.office == office && d.what == what }
	i := slices.IndexFunc(n.deeds, same)
	if i < 0 {
		i = len(n.deeds)
		n.deeds = append(n.deeds, deed{when: when, office: office, what: what})
	}
	d := &n.deeds[i]
	if !slices.Contains(d.places, place) {
		d.places = append(d.places, place)
	}
	d.objects = append(d.objects, objects...)
}

func (n *narrator) flush() {
	deeds := n.deeds
	n.deeds = nil
	for _, d := range deeds {
		n.head()
		told := fmt.Sprintf("  %s  %s, %s: %s", d.when, d.office, n.listed(d.places), d.what)
		if len(d.objects) > 0 {
			told += ": " + strings.Join(d.objects, "; ")
		}
		_, _ = fmt.Fprintln(n.out, wrapped(told))
	}
}

// wrapped breaks a line between words, so that a terminal need not.
func wrapped(line string) string {
	const width, indent = 112, "              "
	var out strings.Builder
	used := 0
	for i, word := range strings.Split(line, " ") {
		before := " "
		if used+1+len([]rune(word)) > width {
			before, used = "\n"+indent, len(indent)
		}
		if i > 0 {
			out.WriteString(before)
		}
		out.WriteString(word)
		used += 1 + len([]rune(word))
	}
	return out.String()
}

// listed names places, or says that it is all of them.
func (n *narrator) listed(places []string) string {
	if len(n.places) > 1 && len(places) == len(n.places) {
		return fmt.Sprintf("all %d municipalities", len(places))
	}
	if len(places) < 2 {
		return strings.Join(places, "")
	}
	last := len(places) - 1
	return strings.Join(places[:last], ", ") + " and " + places[last]
}

// clockAt tells that the story's time was moved.
func (n *narrator) clockAt(at time.Time) {
	n.printf("  -- the clock is moved to %s\n", moment(at))
}

func moment(at time.Time) string { return at.In(workday.Oslo()).Format("2006-01-02, 15:04") }

// row is what the story prints of a municipality in the matrix.
type row struct {
	Name  string
	Cells []cell
}

// cell is what the story prints of a cell of the matrix.
type cell struct {
	Condition, State, Reason string
	Who                      []struct{ Office, Organisation string }
	By                       string
}

// marks are how the states of the matrix are printed.
var marks = map[string]string{
	"met": "met", "partly": "PARTLY", "missing": "missing", "overdue": "OVERDUE", "not_applicable": "-", "left": "left",
}

// show prints the rows of the matrix that changed since it was printed last, the
// first time all, with a star at each cell that changed, and why a cell became
// partly met or overdue.
func (n *narrator) show(conditions []string, rows []row) {
	before := n.matrix
	n.matrix = map[[2]string]string{}
	var lines, why []string
	for _, r := range rows {
		line, changed := n.line(r, before)
		if changed || before == nil {
			lines = append(lines, line)
		}
		why = append(why, r.turns(before)...)
	}
	if len(lines) == 0 {
		return
	}
	n.printf("\n    %-12s", "")
	for _, c := range conditions {
		n.printf(" %-13s", c)
	}
	n.printf("\n%s", strings.Join(lines, ""))
	if rest := len(rows) - len(lines); rest > 0 {
		n.printf("    (%d as before)\n", rest)
	}
	n.printf("%s", strings.Join(why, ""))
}

// line is a row as it is printed, and whether one of its cells changed.
func (n *narrator) line(r row, before map[[2]string]string) (line string, changed bool) {
	line = "    " + r.Name + strings.Repeat(" ", max(0, 12-len([]rune(r.Name))))
	for _, c := range r.Cells {
		n.matrix[[2]string{r.Name, c.Condition}] = c.State
		mark := marks[c.State]
		if r.turned(c, before) {
			mark, changed = mark+" *", true
		}
		line += fmt.Sprintf(" %-13s", mark)
	}
	return strings.TrimRight(line, " ") + "\n", changed
}

// turned says whether a cell differs from what was printed before.
func (r row) turned(c cell, before map[[2]string]string) bool {
	return before != nil && before[[2]string{r.Name, c.Condition}] != c.State
}

// turns says why cells became partly met or overdue.
func (r row) turns(before map[[2]string]string) (why []string) {
	for _, c := range r.Cells {
		if r.turned(c, before) && (c.State == "overdue" || c.State == "partly") {
			why = append(why, wrapped(fmt.Sprintf("      %s, %s: %s%s", r.Name, c.Condition, c.Reason, c.next()))+"\n")
		}
	}
	return why
}

// next says who can act, and by when.
func (c cell) next() string {
	if len(c.Who) == 0 {
		return ""
	}
	next := fmt.Sprintf(" Next: %s of %s", strings.ReplaceAll(c.Who[0].Office, "_", " "), c.Who[0].Organisation)
	if c.By != "" {
		next += ", by " + c.By
	}
	return next + "."
}

// sum ends the story in a few lines.
func (n *narrator) sum() {
	states := map[string]int{}
	for _, state := range n.matrix {
		states[state]++
	}
	n.printf("  %d acts through the API, %d reminders sent; %d of the matrix' %d cells are met.\n", n.totals.acts, n.totals.letters, states["met"], len(n.matrix))
}
