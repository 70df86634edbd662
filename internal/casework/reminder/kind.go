package reminder

import (
	"maps"
	"regexp"
	"slices"

	"forankring.no/forankring/internal/directory/notice"
)

// Kind is a kind of deadline (rule 6.2). The feature that has such deadlines
// declares it beside its own code, with its words (NewKind); this package knows
// none.
type Kind string

// declared holds the kinds of all features, filled while the program starts.
var declared = map[Kind]bool{}

// kindForm is how a kind is written, as the table has it too.
var kindForm = regexp.MustCompile(`^[a-z_]+$`)

// Kinds are all kinds of deadlines that the program's features declare, in order.
func Kinds() []Kind { return slices.Sorted(maps.Keys(declared)) }

// NewKind declares a kind of deadline. Its words stand in the letters of its
// feature: what is to be done is `deadline.what.name`. It may also have words of
// its own for whose deadline it is (`deadline.whose.name`), for what is still not
// done when it escalates (`deadline.still.name`), and for what holds after the
// day (`deadline.afterwards.name`); the templates of this package have them for
// all others. A kind is never renamed: it is kept with each deadline. Without
// words, or declared twice, it stops the program at its start.
func NewKind(name string, letters notice.Letters) Kind {
	letters.MustHave("deadline.what." + name)
	kind := Kind(name)
	if declared[kind] || !kindForm.MatchString(name) {
		panic(name + " is declared twice, or is not written as a kind is")
	}
	declared[kind] = true
	return kind
}
