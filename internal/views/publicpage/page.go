package publicpage

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
)

var (
	//go:embed frame.html
	frameText string
	//go:embed list.html
	listText string
	//go:embed case.html
	caseText string
)

// What the form to search by offers.
var (
	kinds  = []casefile.Kind{casefile.Strategy, casefile.StrategyRevision, casefile.Plan, casefile.AgreementChange, casefile.Statement, casefile.Enquiry, casefile.Other}
	states = []casefile.State{casefile.Preparing, casefile.Active, casefile.InTreatment, casefile.Adopted, casefile.NotAdopted, casefile.FollowingUp, casefile.Closed, casefile.Withdrawn}
)

// view is what a page is made of.
type view struct {
	Language message.Language
	Title    string
	Region   string
	Related  map[string]string
	// Here is the address of the page, and Asked its query without the language.
	Here    string
	Asked   url.Values
	Content any
}

// In is the address of the page in a language.
func (v view) In(in message.Language) string { return v.with(v.Here, v.Asked, in) }

// To is an address in the language of the page.
func (v view) To(address string) string { return v.with(address, nil, v.Language) }

func (view) with(address string, asked url.Values, in message.Language) string {
	query := url.Values{"lang": {in.String()}}
	maps.Copy(query, asked)
	return address + "?" + query.Encode()
}

// Others are the languages of the page.
func (view) Others() []message.Language { return message.Languages() }

// Content that people wrote is Norwegian, in whichever language the page is.
func (v view) Written() string {
	if v.Language == message.English {
		return "no"
	}
	return v.Language.String()
}

// listView is the list of cases with what was asked for.
type listView struct {
	Cases  []PublicCase
	Next   string
	Query  ListQuery
	Kinds  []casefile.Kind
	States []casefile.State
}

// asked is what a list was narrowed by.
func (q ListQuery) asked() url.Values {
	all := url.Values{}
	for name, value := range map[string]string{"state": string(q.State), "kind": string(q.Kind), "municipality": q.Municipality, "q": q.Text} {
		if value != "" {
			all.Set(name, value)
		}
	}
	if q.Year != 0 {
		all.Set("year", strconv.Itoa(q.Year))
	}
	return all
}

func (*Service) writeList(in message.Language, list httpapi.ListBody[PublicCase]) ([]byte, error) {
	of, ok := list.About.(about)
	if !ok {
		return nil, fmt.Errorf("the list of %d cases does not say of what it is", len(list.Items))
	}
	return fill(listText, view{
		Language: in, Title: msgCasesOf.With(of.region.Name).Say(in), Region: of.region.Name, Related: of.related, Here: Href(of.region.Key), Asked: of.query.asked(),
		Content: listView{list.Items, list.Rest, of.query, kinds, states},
	})
}

// caseView is the page of a case, with resolutions beside the proposal.
type caseView struct {
	*PublicCasePage
	Beside []besideItem
}

// besideItem is an item as it was proposed, with what each body made of it.
type besideItem struct {
	Number   int
	Proposed string
	Bodies   []besideBody
}

// besideBody is what a body made of an item.
type besideBody struct {
	Name  string
	Class wording.Class
	Text  string
	Words []canon.Word
}

func (*Service) writeCase(in message.Language, c *PublicCasePage) ([]byte, error) {
	v := caseView{PublicCasePage: c}
	if c.Content != nil {
		v.Beside = c.Content.beside()
	}
	return fill(caseText, view{
		Language: in, Title: msgCaseNo.With(c.Number).Say(in) + ": " + c.Title, Region: c.RegionName, Related: c.Related, Here: c.Self, Content: v,
	})
}

// beside sets what each body made of each item beside the newest proposal: of a body the
// resolution that stands.
func (c *PublicContent) beside() []besideItem {
	if c.Proposed == nil {
		return nil
	}
	items := make([]besideItem, len(c.Proposed.Items))
	for i, p := range c.Proposed.Items {
		items[i] = besideItem{Number: p.Number, Proposed: p.Text}
	}
	for _, step := range c.Steps {
		for _, t := range step.Treatments {
			if len(t.Resolutions) > 0 {
				items = t.Resolutions[len(t.Resolutions)-1].put(items, t.name())
			}
		}
	}
	return items
}

// name is that of the body, and of its municipality where its own does not say it.
func (t PublicTreatment) name() string { return t.BodyName + ", " + t.OrganisationName }

// put puts the items of a resolution to those that were proposed.
func (r PublicResolution) put(items []besideItem, body string) []besideItem {
	if r.Against == nil {
		return items
	}
	texts := map[int]string{}
	for _, i := range r.Items {
		texts[i.Number] = i.Text
	}
	for _, pair := range r.Compared {
		b := besideBody{Name: body, Class: pair.Class, Words: pair.Words}
		for _, number := range pair.Resolved {
			b.Text = strings.TrimSpace(b.Text + "\n" + texts[number])
		}
		under := pair.Proposed
		if len(under) == 0 {
			under = pair.Resolved
		}
		for _, number := range under {
			at := slices.IndexFunc(items, func(i besideItem) bool { return i.Number == number })
			if at < 0 {
				at, items = len(items), append(items, besideItem{Number: number})
			}
			items[at].Bodies = append(items[at].Bodies, b)
		}
	}
	return items
}

// fill fills a page in its frame. Everything that people wrote is escaped.
func fill(text string, v view) ([]byte, error) {
	page, err := template.New("page").Funcs(template.FuncMap{
		"say": func(what any, with ...any) (string, error) { return speak(v.Language, what, with...) },
	}).Parse(frameText + text)
	if err != nil {
		return nil, fmt.Errorf("read a page's template: %w", err)
	}
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("fill a page: %w", err)
	}
	return b.Bytes(), nil
}

// speak is what a page says: a message with what it says it of, one of its words by name,
// or something that has words of its own.
func speak(in message.Language, what any, with ...any) (string, error) {
	switch v := what.(type) {
	case string:
		if len(with) > 0 {
			return sentence(in, v, with)
		}
		if text, ok := pageWords[v]; ok {
			return text.Say(in), nil
		}
	case message.Spoken:
		return v.Say(in), nil
	}
	return "", fmt.Errorf("the page has no word for %v", what)
}
