// Package glossary tells what the words mean that the service uses: the term of
// the contract, the words for it in each language, and the rule that it belongs
// to.
package glossary

import (
	"context"
	"slices"
	"strings"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

var tag = httpapi.Tag{Name: "Glossary", Text: "The words of the service and what they mean.", Last: true}

var listTerms = act.Show[struct{}]("list-terms", "/v1/glossary", act.Public)

// term is an entry as it is declared.
type term struct {
	key, rule     string
	also          []string
	name, meaning message.Text
}

// Term is an entry of the glossary. Its key is used in paths, members and codes.
type Term struct {
	Key     string       `json:"key" example:"shared_benefit" doc:"The term as paths, members and codes have it"`
	Term    message.Text `json:"term" example:"shared benefit" doc:"The word in the language of the answer"`
	Meaning message.Text `json:"meaning" example:"What each municipality gains from the work." doc:"What it means, in the language of the answer"`
	Rule    string       `json:"rule" example:"2.3" doc:"The rule that it belongs to"`
	Words   Words        `json:"words" doc:"The word in every language"`
	Also    []string     `json:"also,omitempty" example:"[\"rådmann\"]" doc:"Other Norwegian words for it; the service does not use them"`
}

// Words are a term in each language.
type Words struct {
	Bokmal  string `json:"nb" example:"felles nytte"`
	Nynorsk string `json:"nn" example:"felles nytte"`
	English string `json:"en" example:"shared benefit"`
}

// Register declares the operation.
func Register(d *httpapi.Door) {
	httpapi.ShowList(d, listTerms, httpapi.Doc{
		Tag: tag, Summary: "List the words of the service",
		Description: "Every term by its key, with its words in Bokmål, Nynorsk and English, its meaning, and the rule that it belongs to.",
	}, list)
}

func list(_ context.Context, _ authn.Actor, _ struct{}, p request.Page) (request.List[Term], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[Term]{}, err
	}
	var all []Term
	for _, t := range terms {
		if t.key > after {
			all = append(all, t.shown())
		}
	}
	slices.SortFunc(all, func(a, b Term) int { return strings.Compare(a.Key, b.Key) })
	return request.Cut(all, p, func(t Term) any { return t.Key }), nil
}

func (t term) shown() Term {
	return Term{
		Key: t.key, Term: t.name, Meaning: t.meaning, Rule: t.rule, Also: t.also,
		Words: Words{Bokmal: t.name.Say(message.Bokmal), Nynorsk: t.name.Say(message.Nynorsk), English: t.name.Say(message.English)},
	}
}
