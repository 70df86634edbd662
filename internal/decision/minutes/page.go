package minutes

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	texttemplate "text/template"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed page.html
var pageText string

//go:embed page.md
var markdownText string

// speaks is the language of the meeting, in which its minutes are, whoever reads them.
func (m *Minutes) speaks() message.Language { return message.Named(m.Protocol.Language) }

// funcs are what both forms can say: their own words by name, a message, and a day.
func funcs(in message.Language) map[string]any {
	return map[string]any{
		"say": func(what any) (string, error) {
			switch v := what.(type) {
			case string:
				if text, ok := pageWords[v]; ok {
					return text.Say(in), nil
				}
			case message.Spoken:
				return v.Say(in), nil
			}
			return "", fmt.Errorf("the minutes have no word for %v", what)
		},
		"list": func(all []string) string { return strings.Join(all, "; ") },
		"day":  func(d *workday.Date) string { return d.Say(in) },
	}
}

// LaidPaper is a paper as a page names it, with where it is read.
type LaidPaper struct{ Text, Href string }

// Target is the address as it stands between angle brackets.
func (l LaidPaper) Target() string {
	return strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "", " ", "%20").Replace(l.Href)
}

// Laid are the papers of an item, in words, each with where it is read.
func (i ProtocolItem) Laid() []LaidPaper {
	all := make([]LaidPaper, len(i.Papers))
	for n, text := range i.Papers {
		all[n].Text = text
		if n < len(i.Documents) {
			all[n].Href = i.Documents[n].Href
		}
	}
	return all
}

// page makes the page to print, in the language of the meeting. Everything that people
// wrote is escaped.
func page(_ message.Language, m *Minutes) ([]byte, error) {
	t, err := template.New("page").Funcs(funcs(m.speaks())).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the template of the page: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, m); err != nil {
		return nil, fmt.Errorf("fill the page: %w", err)
	}
	return b.Bytes(), nil
}

// marks are what begins or changes something in Markdown.
var marks = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "#", `\#`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "\n", "  \n")

// markdown makes the text with headings and lists, in the language of the meeting. What
// people wrote marks nothing in it.
func markdown(_ message.Language, m *Minutes) ([]byte, error) {
	all := funcs(m.speaks())
	all["plain"] = marks.Replace
	all["plainly"] = func(list []string) string { return marks.Replace(strings.Join(list, "; ")) }
	t, err := texttemplate.New("text").Funcs(all).Parse(markdownText)
	if err != nil {
		return nil, fmt.Errorf("read the template of the text: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, m); err != nil {
		return nil, fmt.Errorf("fill the text: %w", err)
	}
	return b.Bytes(), nil
}
