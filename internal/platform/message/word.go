package message

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Spoken is an argument that every language says in its own way: a date, the
// name of a state, another message.
type Spoken interface{ Say(Language) string }

// word is an argument in a language.
func word(in Language, arg any) string {
	switch v := arg.(type) {
	case string:
		return v
	case int:
		return count(in, int64(v))
	case int64:
		return count(in, v)
	case []string:
		return strings.Join(v, ", ")
	case []Text:
		return join(in, v, " ")
	case Spoken:
		return v.Say(in)
	case fmt.Stringer:
		return v.String()
	}
	if v := reflect.ValueOf(arg); v.Kind() == reflect.Slice {
		all := make([]string, v.Len())
		for i := range all {
			all[i] = word(in, v.Index(i).Interface())
		}
		return strings.Join(all, ", ")
	}
	return fmt.Sprint(arg)
}

func join(in Language, all []Text, between string) string {
	var b strings.Builder
	for i, t := range all {
		if i > 0 {
			b.WriteString(between)
		}
		b.WriteString(t.Say(in))
	}
	return b.String()
}

// large is from where digits are grouped: 2024 stays a year.
const large = 10_000

// count is a number as the language groups its digits.
func count(in Language, n int64) string {
	if -large < n && n < large {
		return strconv.FormatInt(n, 10)
	}
	return message.NewPrinter(in.formal()).Sprint(number.Decimal(n))
}
