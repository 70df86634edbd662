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
func Writing(others ...*json.Marshalers) func(in Language, v any) ([]byte, error) {
	spoken := map[Language]json.Options{}
	for _, in := range append(Languages(), Pseudo) {
		say := json.MarshalToFunc(func(to *jsontext.Encoder, t Text) error {
			words := scratch.Get().(*[2][]byte)
			defer scratch.Put(words)
			words[0] = t.Append(words[0][:0], in)
			quoted, err := jsontext.AppendQuote(words[1][:0], words[0])
			if err != nil {
				return err //nolint:wrapcheck // it names the words
			}
			words[1] = quoted
			return to.WriteValue(quoted)
		})
		tell := json.MarshalToFunc(func(to *jsontext.Encoder, r Record) error {
			said, err := r.Say(in)
			if err != nil {
				return err //nolint:wrapcheck // it names the record
			}
			return to.WriteValue(jsontext.Value(said))
		})
		all := json.JoinMarshalers(append([]*json.Marshalers{say, tell}, others...)...)
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

// scratch are buffers for a text: its words, and these in quotation marks.
var scratch = sync.Pool{New: func() any { return &[2][]byte{} }}

// JSON is a value as JSON in a language, otherwise as encoding/json writes it.
func JSON(in Language, v any) ([]byte, error) { return plainly(in, v) }

var plainly = Writing()
