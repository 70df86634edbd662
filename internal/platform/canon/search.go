package canon

import (
	"regexp"
	"slices"
	"strings"
)

// quotes are the shapes of quotation marks and hyphens; searching does not tell them apart. The database's search_form
// has the same ones.
var quotes = strings.NewReplacer("’", "'", "‘", "'", "‛", "'", "ʼ", "'", "´", "'", "`", "'", "“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‑", "-", "–", "-", "—", "-", "−", "-")

// SearchForm is the form in which a text is looked for, and looked through: whatever its Unicode form, case of letters,
// shape of quotation marks, and blanks around and between words (rule 9.6). What Text refuses is found nowhere.
func SearchForm(s string) string {
	tidy, err := Text(s)
	if err != nil {
		return s
	}
	return strings.Join(strings.Fields(strings.ToLower(quotes.Replace(tidy))), " ")
}

// SearchTerms are the words of a search, each by itself: all of them are to be found, parts of words too. What stands in
// quotation marks is one, and one that begins with a hyphen is to be left out.
func SearchTerms(s string) []string {
	terms := []string{}
	for i, part := range strings.Split(hyphens.ReplaceAllString(SearchForm(s), "-"), `"`) {
		switch {
		case i%2 == 0:
			terms = append(terms, strings.Fields(part)...)
		case strings.TrimSpace(part) == "":
		case len(terms) > 0 && terms[len(terms)-1] == "-":
			terms[len(terms)-1] = `-"` + strings.TrimSpace(part) + `"`
		default:
			terms = append(terms, strings.TrimSpace(part))
		}
	}
	return slices.DeleteFunc(terms, func(term string) bool { return term == "-" })
}

// hyphens in a row are one: each is a "not" within another to the text search, which too many overflow.
var hyphens = regexp.MustCompile(`-{2,}`)
