package reminder

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"time"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed page.html
var pageText string

// pageWords are the words of the page without anything in them, by the names by
// which its template says them.
var pageWords = map[string]message.Text{
	"title":    message.New("ledger.page.title", "Who was reminded of what"),
	"caption":  message.New("ledger.page.caption", "The reminders in the order of sending, with a row for each letter."),
	"deadline": message.New("ledger.page.deadline", "Deadline"),
	"step":     message.New("ledger.page.step", "Step and addressee"),
	"reminder": message.New("ledger.page.reminder", "Reminder"),
	"person":   message.New("ledger.page.person", "Who was told"),
	"letter":   message.New("ledger.page.letter", "Letter"),
	"case":     message.New("ledger.page.case", "Case"),
	"due":      message.New("ledger.page.due", "Due"),
	"for":      message.New("ledger.page.for", "Planned for"),
	"sent":     message.New("ledger.page.sent", "Sent"),
	"handed":   message.New("ledger.page.handed", "Handed over"),
	"again":    message.New("ledger.page.again", "Sent again"),
	"nobody":   message.New("ledger.page.nobody", "nobody"),
	"late":     msgLate,
	"none":     message.New("ledger.page.none", "Nobody is reminded of anything here."),
	"more":     message.New("ledger.page.more", "There are more reminders than this page shows:"),
	"next":     message.New("ledger.page.next", "next part"),
}

// WritePage makes the ledger a page to print, in a language; rest is the address
// of the next part, "" at the end. Everything that people wrote is escaped.
func WritePage(in message.Language, rows []Reminder, rest string) ([]byte, error) {
	return writePage(in, lines(rows), rest)
}

// WriteToldPage is WritePage for what a person was told, in whatever case.
func WriteToldPage(in message.Language, rows []Told, rest string) ([]byte, error) {
	return writePage(in, toldLines(rows), rest)
}

func writePage(in message.Language, all []line, rest string) ([]byte, error) {
	page, err := template.New("ledger").Funcs(template.FuncMap{
		"say": func(what any) (string, error) {
			switch v := what.(type) {
			case string:
				if text, ok := pageWords[v]; ok {
					return text.Say(in), nil
				}
			case message.Spoken:
				return v.Say(in), nil
			}
			return "", fmt.Errorf("the page has no word for %v", what)
		},
		"moment": moment, "at": func(t time.Time) string { return moment(&t) },
	}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page's template: %w", err)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, map[string]any{"Language": in, "Lines": all, "Rest": rest}); err != nil {
		return nil, fmt.Errorf("fill the page: %w", err)
	}
	return b.Bytes(), nil
}
