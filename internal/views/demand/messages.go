package demand

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var (
	msgNotAsked = message.New("demand.not_asked", "must be a requirement that a version open or in force makes of the municipality")
	msgTooLong  = message.New2[int, workday.Date]("demand.too_long", "must be at most {days} days after {first}, the first day")
	msgTooWide  = message.New1[int]("demand.too_wide", "must be earlier: the period touches more than {weeks} weeks")
)

// pageWords are the words of the page without anything in them, by the names by
// which its template says them.
var pageWords = map[string]message.Text{
	"title":      message.New("demand.page.title", "Load week by week"),
	"as_of":      message.New("demand.page.as_of", "As of"),
	"personal":   message.New("demand.page.personal", "Contains personal data: for the municipality's own use only."),
	"caption":    message.New("demand.page.caption", "Each cell shows what is released of the capacity, in percent of full time, on the week's tightest day. In brackets: named, but not released."),
	"employee":   message.New("demand.page.employee", "Employee"),
	"over":       message.New("demand.page.over", "over capacity"),
	"overridden": message.New("demand.page.overridden", "overridden"),
	"more":       message.New("demand.page.more", "There are more employees:"),
	"next":       message.New("demand.page.next", "next part"),
	"none":       message.New("demand.page.none", "There are no employees to show."),
}

// What the page says besides.
var (
	msgInstant  = message.New2[workday.Date, string]("demand.page.instant", "{day}, {clock}")
	msgWeek     = message.New1[int]("demand.page.week", "week {week}")
	msgMonday   = message.New1[string]("demand.page.monday", "from {day}")
	msgReleased = message.New2[int, int]("demand.page.released", "{released} of {capacity}")
	msgListed   = message.New3[int, string, string]("demand.page.listed", "This overview has {n} {n|employee|employees}, from staff key {first} to {last}.")
	msgPart     = message.New3[int, string, string]("demand.page.part", "This part of the overview has {n} {n|employee|employees}, from staff key {first} to {last}.")
)

// values are the words that stand in cells of tables, by the codes of the
// contract, which they are in English.
var values = func(codes ...string) map[string]message.Text {
	all := map[string]message.Text{}
	for _, code := range codes {
		all[code] = message.New("demand.value."+code, code)
	}
	return all
}("true", "false", "open", "in_force", "met", "partly", "missing", "nominated", "released", "recalled", "replaced", "overridden", "surplus")
