package message

// All are several things, the last of which is joined by "and": "a, b and c".
type All[T any] []T

// Say is the list in a language.
func (l All[T]) Say(in Language) string { return string(l.Append(nil, in)) }

// Append adds the list in a language to other words.
func (l All[T]) Append(to []byte, in Language) []byte { return addList(to, in, l, ", ", ands[in]) }

// Either are several things of which it is one, the last of which is joined by
// "or": "a, b or c".
type Either[T any] []T

// Say is the list in a language.
func (l Either[T]) Say(in Language) string { return string(l.Append(nil, in)) }

// Append adds the list in a language to other words.
func (l Either[T]) Append(to []byte, in Language) []byte { return addList(to, in, l, ", ", ors[in]) }

var (
	ands = [languages]string{" og ", " og ", " and ", " and "}
	ors  = [languages]string{" eller ", " eller ", " or ", " or "}
)
