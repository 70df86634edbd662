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
	Municipality string
	Weeks        []LoadWeek
	People       []PersonLoad
	Last         string
	Rest         string
	At           time.Time
}

// write makes the page to print, in Bokmål. Everything that people wrote is
// escaped.
func write(in message.Language, list httpapi.ListBody[PersonLoad], now time.Time) ([]byte, error) {
	page, err := template.New("page").Funcs(template.FuncMap{"day": day, "clock": clock}).Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("read the page's template: %w", err)
	}
	v := view{People: list.Items, Rest: list.Rest, At: now}
	if n := len(v.People); n > 0 {
		v.Municipality, v.Weeks, v.Last = v.People[0].MunicipalityName, v.People[0].Weeks, v.People[n-1].StaffKey
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("fill the page: %w", err)
	}
	return b.Bytes(), nil
}

// day is a date as it stands in a narrow column.
func day(d workday.Date) string { return d.In(time.UTC).Format("02.01.06") }

func clock(t time.Time) string { return t.In(workday.Oslo()).Format("02.01.2006 kl. 15.04") }
