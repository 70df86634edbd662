package demand

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"time"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed page.html
var pageText string

// view is what the page is made of. Rest is the address of the next part, "" at
// the end.
type view struct {
	Language     message.Language
	Municipality string
	Weeks        []LoadWeek
	People       []PersonLoad
	Listed       message.Text
	Rest         string
	At           time.Time
}

// write makes the page to print, in a language. Everything that people wrote is
// escaped.
func write(in message.Language, list httpapi.ListBody[PersonLoad], now time.Time) ([]byte, error) {
	page, err := template.New("page").Funcs(template.FuncMap{
		"say":      func(what any) (string, error) { return say(in, what) },
		"instant":  func(t time.Time) message.Text { return instant(in, t) },
		"week":     func(d workday.Date) message.Text { return msgWeek.With(numberOf(d)) },
		"monday":   func(d workday.Date) message.Text { return msgMonday.With(d.In(time.UTC).Format(narrow(in))) },
		"released": func(w LoadWeek) message.Text { return msgReleased.With(w.Released, w.Capacity) },
	}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page's template: %w", err)
	}
	v := view{Language: in, People: list.Items, Rest: list.Rest, At: now}
	if n := len(v.People); n > 0 {
		first, last := v.People[0], v.People[n-1]
		v.Municipality, v.Weeks, v.Listed = first.MunicipalityName, first.Weeks, msgListed.With(n, first.StaffKey, last.StaffKey)
		if v.Rest != "" {
			v.Listed = msgPart.With(n, first.StaffKey, last.StaffKey)
		}
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("fill the page: %w", err)
	}
	return b.Bytes(), nil
}

// say is what the page says: one of its words by name, or a message.
func say(in message.Language, what any) (string, error) {
	switch v := what.(type) {
	case string:
		if text, ok := pageWords[v]; ok {
			return text.Say(in), nil
		}
	case message.Text:
		return v.Say(in), nil
	}
	return "", fmt.Errorf("the page has no word for %v", what)
}

// narrow is how a date stands in a narrow column.
func narrow(in message.Language) string {
	if in == message.English {
		return "02/01/06"
	}
	return "02.01.06"
}

func instant(in message.Language, t time.Time) message.Text {
	clock := "15.04"
	if in == message.English {
		clock = "15:04"
	}
	return msgInstant.With(workday.Today(t), t.In(workday.Oslo()).Format(clock))
}
