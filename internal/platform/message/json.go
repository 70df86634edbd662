package message

import (
	"fmt"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// Writing is a way of writing values as JSON in each language: as encoding/json
// does, but for messages, and for the types that others write.
func Writing(others ...func(in Language) *json.Marshalers) func(in Language, v any) ([]byte, error) {
	spoken := map[Language]json.Options{}
	for _, in := range append(Languages(), Pseudo) {
		say := json.MarshalToFunc(func(to *jsontext.Encoder, t Text) error {
			return to.WriteValue(t.AppendQuoted(to.AvailableBuffer(), in))
		})
		tell := json.MarshalToFunc(func(to *jsontext.Encoder, r Record) error {
			said, err := r.Say(in)
			if err != nil {
				return err //nolint:wrapcheck // it names the record
			}
			return to.WriteValue(jsontext.Value(said))
		})
		all := json.JoinMarshalers(say, tell)
		for _, other := range others {
			all = json.JoinMarshalers(all, other(in))
		}
		spoken[in] = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false), json.WithMarshalers(all))
	}
	return func(in Language, v any) ([]byte, error) {
		b, err := json.Marshal(v, spoken[in])
		if err != nil {
			return nil, fmt.Errorf("write an answer in %s: %w", in, err)
		}
		return b, nil
	}
}

// AppendQuoted adds the text in a language to JSON, in quotation marks.
func (t Text) AppendQuoted(to []byte, in Language) []byte {
	words, _ := scratch.Get().(*[]byte)
	defer scratch.Put(words)
	*words = t.Append((*words)[:0], in)
	return Quote(to, *words)
}

// Quote adds words to JSON, in quotation marks. What is no UTF-8 among them is
// replaced, as encoding/json does.
func Quote[Words ~[]byte | ~string](to []byte, words Words) []byte {
	to, _ = jsontext.AppendQuote(to, words) // it tells that it has replaced some, and nothing else
	return to
}

// scratch are buffers for the words of a text.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

// JSON is a value as JSON in a language, otherwise as encoding/json writes it.
func JSON(in Language, v any) ([]byte, error) { return plainly(in, v) }

var plainly = Writing()
