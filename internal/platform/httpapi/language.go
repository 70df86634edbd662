package httpapi

import (
	"context"
	"net/http"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"forankring.no/forankring/internal/platform/message"
)

// languageOf is the language in which a caller is answered: that of ?lang=, which
// stands in links to pages and files, else what Accept-Language likes best, else
// Bokmål. None is refused.
func languageOf(r *http.Request) message.Language {
	if r.URL.RawQuery != "" && r.Method == http.MethodGet {
		if tag := r.URL.Query().Get("lang"); tag != "" {
			return message.Accepted(tag)
		}
	}
	return message.Accepted(r.Header.Get("Accept-Language"))
}

// spoken are the ways of writing JSON in each language: as encoding/json does, but
// for messages.
var spoken = func() map[message.Language]json.Options {
	all := map[message.Language]json.Options{}
	for _, in := range append(message.Languages(), message.Pseudo) {
		say := json.MarshalToFunc(func(to *jsontext.Encoder, t message.Text) error {
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
		tell := json.MarshalToFunc(func(to *jsontext.Encoder, r message.Record) error {
			said, err := r.Say(in)
			if err != nil {
				return err //nolint:wrapcheck // it names the record
			}
			return to.WriteValue(jsontext.Value(said))
		})
		all[in] = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false), json.WithMarshalers(json.JoinMarshalers(say, tell)))
	}
	return all
}()

// scratch are buffers for a text: its words, and these in quotation marks.
var scratch = sync.Pool{New: func() any { return &[2][]byte{} }}

// written is a value as JSON in the language of whoever is answered, ended by a
// line break.
func written(ctx context.Context, v any) ([]byte, error) {
	b, err := json.Marshal(v, spoken[message.SpokenTo(ctx)])
	return append(b, '\n'), err
}
