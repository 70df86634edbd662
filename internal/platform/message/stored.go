package message

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// kept is a text as it is stored: which message, and what it is about. English is
// kept for a message that a later program no longer has.
type kept struct {
	Message string `json:"message"`
	English string `json:"en"`
	Args    []any  `json:"args,omitempty"`
	All     []kept `json:"all,omitempty"`
}

// mark begins what is stored of a message, and no words of others: no text that
// people write may hold a control character (rule 9.6), so nobody can write a
// message in the service's own voice.
const mark = "\x1e"

// Stored is the text for a column or a parameter, to be read by Recall in any
// language. Words of others are stored as they are.
func (t Text) Stored() string {
	if t.sentence == nil && len(t.args) == 0 && !strings.HasPrefix(t.words, mark) {
		return t.words
	}
	b, _ := json.Marshal(t.keep()) // strings and numbers only
	return mark + string(b)
}

func (t Text) keep() kept {
	k := kept{Message: t.ID(), English: t.Say(English)}
	if t.sentence == nil && len(t.args) > 0 {
		parts, _ := t.args[0].([]Text)
		for _, part := range parts {
			k.All = append(k.All, part.keep())
		}
		return k
	}
	for _, arg := range t.args {
		k.Args = append(k.Args, keepArg(arg))
	}
	return k
}

// keepArg is an argument as JSON can keep it: a number, words, or what each
// language says of it.
func keepArg(arg any) any {
	switch v := arg.(type) {
	case string, int, int64, []string:
		return v
	case Text:
		return v.keep()
	case Spoken:
		said := map[string]string{}
		for _, in := range Languages() {
			said[in.String()] = v.Say(in)
		}
		return said
	}
	return string(addWord(nil, English, arg))
}

// Recall is a text that was stored.
func Recall(stored string) Text {
	if !strings.HasPrefix(stored, mark) {
		return Verbatim(stored)
	}
	var k kept
	if err := json.Unmarshal([]byte(stored[len(mark):]), &k); err != nil {
		return Verbatim(stored)
	}
	return k.recall()
}

func (k kept) recall() Text {
	if len(k.All) > 0 {
		all := make([]Text, len(k.All))
		for i, part := range k.All {
			all[i] = part.recall()
		}
		return Sentences(all...)
	}
	s := declared[k.Message]
	if s == nil || len(s.names) != len(k.Args) {
		return Verbatim(k.English)
	}
	t := Text{sentence: s}
	for _, arg := range k.Args {
		t.args = append(t.args, recallArg(arg))
	}
	return t
}

func recallArg(arg any) any {
	switch v := arg.(type) {
	case float64:
		return int(v)
	case []any:
		all := make([]string, len(v))
		for i, one := range v {
			all[i] = fmt.Sprint(one)
		}
		return all
	case map[string]any:
		if _, ok := v["message"]; ok {
			var within kept
			b, _ := json.Marshal(v) // it came of JSON
			_ = json.Unmarshal(b, &within)
			return within.recall()
		}
		return recalled(v)
	}
	return arg
}

// recalled is what each language said of an argument when it was stored.
type recalled map[string]any

// Say is the argument in a language.
func (r recalled) Say(in Language) string {
	said, ok := r[in.String()].(string)
	if !ok {
		said, _ = r[English.String()].(string)
	}
	return said
}

// Value stores the text.
func (t Text) Value() (driver.Value, error) { return t.Stored(), nil }

// Scan reads a text that was stored; NULL says nothing.
func (t *Text) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = Text{}
	case string:
		*t = Recall(v)
	case []byte:
		*t = Recall(string(v))
	default:
		return fmt.Errorf("a text is stored as text, not as %T", src)
	}
	return nil
}
