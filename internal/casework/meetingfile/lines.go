package meetingfile

import (
	"bytes"
	"strings"

	ics "github.com/arran4/golang-ical"

	"forankring.no/forankring/internal/platform/sheet"
)

// A calendar's lines are bounded before they are parsed: parsing takes time and
// memory for each parameter that grow with the line.
const (
	longestLine   = 16 << 10
	maxParameters = 16
	maxDepth      = 8
	maxEvents     = MaxMeetings
)

// line is a content line: a property of a calendar, whole.
type line struct {
	number int
	name   string // in capitals
	rest   string // what follows the name
}

// unfold gives the content lines of a calendar. Lines are folded at octets, so they
// are put together before letters are read (RFC 5545, 3.1).
func unfold(file []byte) (lines []line, encoding sheet.Encoding, err error) {
	whole, numbers := join(bytes.TrimPrefix(file, []byte(mark)))
	text, encoding, err := sheet.Decode(whole)
	if err != nil {
		return nil, "", unreadable(err)
	}
	number := 0
	for one := range strings.SplitSeq(string(text), "\n") {
		if one != "" {
			end := strings.IndexAny(one, ";:")
			if end < 0 {
				end = len(one)
			}
			lines = append(lines, line{number: numbers[number], name: strings.ToUpper(strings.TrimSpace(one[:end])), rest: one[end:]})
		}
		number++
	}
	return lines, encoding, nil
}

// join puts folded lines together, and says on which line of the file each begins.
func join(file []byte) (whole []byte, numbers []int) {
	whole = make([]byte, 0, len(file))
	number := 0
	for len(file) > 0 {
		end, next := lineEnd(file)
		number++
		folded := len(numbers) > 0 && (file[0] == ' ' || file[0] == '\t')
		switch {
		case folded:
			whole = append(whole, file[1:max(end, 1)]...)
		default:
			if len(numbers) > 0 {
				whole = append(whole, '\n')
			}
			numbers = append(numbers, number)
			whole = append(whole, file[:end]...)
		}
		file = file[next:]
	}
	return whole, append(numbers, number+1)
}

// lineEnd is where the first line ends, and where the next begins: at CRLF, or at
// either of the two alone.
func lineEnd(text []byte) (end, next int) {
	end = bytes.IndexAny(text, "\r\n")
	if end < 0 {
		return len(text), len(text)
	}
	if bytes.HasPrefix(text[end:], []byte("\r\n")) {
		return end, end + 2
	}
	return end, end + 1
}

// value is the text after the line's first colon: all that there is to a BEGIN or
// an END.
func (l line) value() string {
	_, value, _ := strings.Cut(l.rest, ":")
	return strings.ToUpper(strings.TrimSpace(value))
}

// property is a content line that was parsed.
type property struct {
	line
	value      string
	parameters map[string]string
}

// parse parses a content line; false where it is none, or longer than any that is
// read here.
func (l line) parse() (property, bool) {
	head, _, _ := strings.Cut(l.rest, ":")
	if len(l.rest) > longestLine || strings.Count(head, ";") > maxParameters {
		return property{}, false
	}
	parsed, err := ics.ParseProperty(ics.ContentLine(l.name + l.rest))
	if err != nil || parsed == nil || parsed.IANAToken != l.name {
		return property{}, false
	}
	p := property{line: l, value: parsed.Value, parameters: map[string]string{}}
	for name, values := range parsed.ICalParameters {
		if len(values) > 0 {
			p.parameters[strings.ToUpper(name)] = values[0]
		}
	}
	return p, true
}
