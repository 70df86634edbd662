package message

import (
	"fmt"
	"reflect"
	"strconv"

	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Spoken is an argument that every language says in its own way: a date, the
// name of a state, another message.
type Spoken interface{ Say(Language) string }

// appender is Spoken without a copy of its words.
type appender interface {
	Append(to []byte, in Language) []byte
}

// addWord adds an argument in a language.
func addWord(to []byte, in Language, arg any) []byte {
	switch v := arg.(type) {
	case string:
		return append(to, v...)
	case int:
		return addCount(to, in, int64(v))
	case int64:
		return addCount(to, in, v)
	case []string:
		return addList(to, in, v, ", ", ", ")
	case []Text:
		return addList(to, in, v, " ", " ")
	case appender:
		return v.Append(to, in)
	case Spoken:
		return append(to, v.Say(in)...)
	case fmt.Stringer:
		return append(to, v.String()...)
	}
	if v := reflect.ValueOf(arg); v.Kind() == reflect.Slice {
		for i := range v.Len() {
			if i > 0 {
				to = append(to, ", "...)
			}
			to = addWord(to, in, v.Index(i).Interface())
		}
		return to
	}
	return fmt.Append(to, arg)
}

// addList adds several, with words between them and before the last.
func addList[T any](to []byte, in Language, all []T, between, last string) []byte {
	for i := range all {
		switch {
		case i > 0 && i == len(all)-1:
			to = append(to, last...)
		case i > 0:
			to = append(to, between...)
		}
		to = addOne(to, in, &all[i])
	}
	return to
}

// addOne is addWord for one of several. A pointer has the methods of what it points
// to, and is handed on as it is: the words themselves would be copied.
func addOne[T any](to []byte, in Language, one *T) []byte {
	switch v := any(one).(type) {
	case *string:
		return append(to, *v...)
	case appender:
		return v.Append(to, in)
	case Spoken:
		return append(to, v.Say(in)...)
	default:
		return addWord(to, in, *one)
	}
}

// large is from where digits are grouped: 2024 stays a year.
const large = 10_000

// addCount adds a number as the language groups its digits.
func addCount(to []byte, in Language, n int64) []byte {
	if -large < n && n < large {
		return strconv.AppendInt(to, n, 10)
	}
	return append(to, message.NewPrinter(in.formal()).Sprint(number.Decimal(n))...)
}
