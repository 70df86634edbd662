package message

import "strings"

// All are several things, the last of which is joined by "and": "a, b and c".
type All[T any] []T

// Say is the list in a language.
func (l All[T]) Say(in Language) string { return listed(in, l, ands[in]) }

// Either are several things of which it is one, the last of which is joined by
// "or": "a, b or c".
type Either[T any] []T

// Say is the list in a language.
func (l Either[T]) Say(in Language) string { return listed(in, l, ors[in]) }

var (
	ands = [languages]string{" og ", " og ", " and ", " and "}
	ors  = [languages]string{" eller ", " eller ", " or ", " or "}
)

func listed[T any](in Language, all []T, last string) string {
	var b strings.Builder
	for i, one := range all {
		switch {
		case i > 0 && i == len(all)-1:
			b.WriteString(last)
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(word(in, one))
	}
	return b.String()
}
