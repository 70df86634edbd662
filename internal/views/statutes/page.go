package statutes

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed page.html
var pageText string

// view is what the page is made of.
type view struct {
	Language message.Language
	*StatutesPage
}

// write makes the page to read and print, in a language. Everything that people wrote
// is escaped.
func write(in message.Language, s *StatutesPage) ([]byte, error) {
	page, err := template.New("page").Funcs(template.FuncMap{
		"say":   func(what any) (string, error) { return speak(in, what) },
		"seats": func(b StatutesOfBody) message.Text { return msgSeats.With(b.KindName, b.Seats) },
		"when":  when, "rests": rests,
	}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page's template: %w", err)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, view{in, s}); err != nil {
		return nil, fmt.Errorf("fill the page: %w", err)
	}
	return b.Bytes(), nil
}

// speak is what the page says: one of its words by name, or a message or a date.
func speak(in message.Language, what any) (string, error) {
	switch v := what.(type) {
	case string:
		if text, ok := pageWords[v]; ok {
			return text.Say(in), nil
		}
	case message.Spoken:
		return v.Say(in), nil
	}
	return "", fmt.Errorf("the page has no word for %v", what)
}

// when is from and until when a revision stands.
func when(r StatutesRevision) message.Text {
	switch {
	case r.Replaced:
		return msgReplaced.With(r.From)
	case r.To != nil:
		return msgFromTo.With(r.From, *r.To)
	}
	return msgFrom.With(r.From)
}

// rests is what a revision rests on.
func rests(r StatutesRevision) []message.Text {
	var all []message.Text
	if r.DecidedOn != nil {
		all = append(all, msgDecision.With(*r.DecidedOn, r.CaseNumber))
	}
	if r.Reason != "" {
		all = append(all, message.Verbatim(r.Reason))
	}
	return all
}
