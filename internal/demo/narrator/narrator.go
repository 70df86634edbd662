// Package narrator prints a story: its chapters, what was done by whom, and of the matrix
// what changed.
package narrator

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/workday"
)

// Narrator prints the story: a chapter's title before the first thing told of
// it, deeds of one kind on one line, and of the matrix what changed.
type Narrator struct {
	out io.Writer
	// places are the names of all participants, in their order.
	places []string
	title  string
	told   bool
	deeds  []deed
	// matrix holds the marks printed last, by municipality and condition.
	matrix map[[2]string]string
	// Totals are counted by whoever has the story told.
	Totals Totals
}

// Totals are what the summary counts.
type Totals struct{ Acts, Letters int }

// New makes a narrator who prints; places are the names of all participants, in their
// order.
func New(out io.Writer, places []string) *Narrator { return &Narrator{out: out, places: places} }

// deed is what an office did on a day, in one or several municipalities.
type deed struct {
	when, office, what string
	places, objects    []string
}

// Begin opens a chapter. Its title is printed with the first thing told.
func (n *Narrator) Begin(title string) { n.title, n.told = title, false }

// ToldSomething says whether anything was told of the chapter so far.
func (n *Narrator) ToldSomething() bool {
	n.flush()
	return n.told
}

// Printf prints a line of the chapter, after the deeds before it.
func (n *Narrator) Printf(format string, args ...any) {
	n.flush()
	n.head()
	_, _ = fmt.Fprintf(n.out, format, args...)
}

func (n *Narrator) head() {
	if n.title != "" {
		_, _ = fmt.Fprintf(n.out, "\n%s\n", n.title)
	}
	n.title, n.told = "", true
}

// Did tells what an office did, such as "Chief executive, Grue". Several that do
// the same on one day are told on one line, with the objects of their acts.
func (n *Narrator) Did(when, who, what string, objects ...string) {
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

func (n *Narrator) flush() {
	deeds := n.deeds
	n.deeds = nil
	for _, d := range deeds {
		n.head()
		told := fmt.Sprintf("  %s  %s, %s: %s", d.when, d.office, n.listed(d.places), d.what)
		if len(d.objects) > 0 {
			told += ": " + strings.Join(d.objects, "; ")
		}
		_, _ = fmt.Fprintln(n.out, Wrapped(told))
	}
}

// Wrapped breaks a line between words, so that a terminal need not.
func Wrapped(line string) string {
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
func (n *Narrator) listed(places []string) string {
	if len(n.places) > 1 && len(places) == len(n.places) {
		return fmt.Sprintf("all %d municipalities", len(places))
	}
	if len(places) < 2 {
		return strings.Join(places, "")
	}
	last := len(places) - 1
	return strings.Join(places[:last], ", ") + " and " + places[last]
}

// ClockAt tells that the story's time was moved.
func (n *Narrator) ClockAt(at time.Time) {
	n.Printf("  -- the clock is moved to %s\n", Moment(at))
}

// Moment is a time as the story tells it.
func Moment(at time.Time) string { return at.In(workday.Oslo()).Format("2006-01-02, 15:04") }

// Row is what the story prints of a municipality in the matrix.
type Row struct {
	Name  string
	Cells []Cell
}

// Cell is what the story prints of a cell of the matrix.
type Cell struct {
	Condition, State, Reason string
	Who                      []struct{ Office, Organisation string }
	By                       string
}

// marks are how the states of the matrix are printed.
var marks = map[string]string{
	"met": "met", "partly": "PARTLY", "missing": "missing", "overdue": "OVERDUE", "not_applicable": "-", "left": "left",
}

// Show prints the rows of the matrix that changed since it was printed last, the
// first time all, with a star at each cell that changed, and why a cell became
// partly met or overdue.
func (n *Narrator) Show(columns []string, rows []Row) {
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
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = fmt.Sprintf("%-*s", width(c), header(c))
	}
	head := strings.Repeat(" ", 17) + strings.Join(heads, " ")
	n.Printf("\n%s\n%s", strings.TrimRight(head, " "), strings.Join(lines, ""))
	if rest := len(rows) - len(lines); rest > 0 {
		n.Printf("    (%d as before)\n", rest)
	}
	n.Printf("%s", strings.Join(why, ""))
}

// header is what stands over a column: its key, or a shorter one, so that all columns have
// room in a line.
func header(column string) string {
	if short, ok := map[string]string{"representative_council": "rep. council", "joint_meeting": "joint", "councils_decided": "council"}[column]; ok {
		return short
	}
	return column
}

// width is that of a column: wide enough for its header and for a mark with a star.
func width(column string) int { return max(len(header(column)), len("OVERDUE *")) }

// line is a row as it is printed, and whether one of its cells changed.
func (n *Narrator) line(r Row, before map[[2]string]string) (line string, changed bool) {
	line = "    " + r.Name + strings.Repeat(" ", max(0, 12-len([]rune(r.Name))))
	for _, c := range r.Cells {
		n.matrix[[2]string{r.Name, c.Condition}] = c.State
		mark := marks[c.State]
		if r.turned(c, before) {
			mark, changed = mark+" *", true
		}
		line += fmt.Sprintf(" %-*s", width(c.Condition), mark)
	}
	return strings.TrimRight(line, " ") + "\n", changed
}

// turned says whether a cell differs from what was printed before.
func (r Row) turned(c Cell, before map[[2]string]string) bool {
	return before != nil && before[[2]string{r.Name, c.Condition}] != c.State
}

// turns says why cells became partly met or overdue.
func (r Row) turns(before map[[2]string]string) (why []string) {
	for _, c := range r.Cells {
		if r.turned(c, before) && (c.State == "overdue" || c.State == "partly") {
			why = append(why, Wrapped(fmt.Sprintf("      %s, %s: %s%s", r.Name, header(c.Condition), c.Reason, c.next()))+"\n")
		}
	}
	return why
}

// next says who can act, and by when.
func (c Cell) next() string {
	if len(c.Who) == 0 {
		return ""
	}
	next := fmt.Sprintf(" Next: %s of %s", strings.ReplaceAll(c.Who[0].Office, "_", " "), c.Who[0].Organisation)
	if c.By != "" {
		next += ", by " + c.By
	}
	return next + "."
}

// Sum ends the story in a few lines.
func (n *Narrator) Sum() {
	states := map[string]int{}
	for _, state := range n.matrix {
		states[state]++
	}
	n.Printf("  %d acts through the API, %d reminders sent; %d of the matrix' %d cells are met.\n", n.Totals.Acts, n.Totals.Letters, states["met"], len(n.matrix))
}
