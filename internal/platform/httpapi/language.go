package httpapi

import (
	"context"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
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
	return message.Accepted(strings.Join(r.Header.Values("Accept-Language"), ","))
}

// written is a value as JSON in the language of whoever is answered, ended by a
// line break.
func written(ctx context.Context, v any) ([]byte, error) {
	b, err := inWords(message.SpokenTo(ctx), v)
	return append(b, '\n'), err
}

// listed is written for a list, whose actions tell a refusal by its code and
// arguments: in words they were half of a page.
func listed(ctx context.Context, v any) ([]byte, error) {
	b, err := inList(message.SpokenTo(ctx), v)
	return append(b, '\n'), err
}

var (
	inWords = message.Writing(request.WriteActions)
	inList  = message.Writing(request.WriteListed)
)
