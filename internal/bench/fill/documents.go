package fill

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/platform/workday"
)

// The variants of a mandate's content. What asks for nobody is in most cases of
// the past; of a live case there are two, of which the second changes the first.
const (
	bare     = iota // of a half-year of the past; asks for nobody
	staffed         // of a half-year of the past; asks for people for two months
	live            // asks for people from half a year ago until more than a year ahead
	changed         // the same with another purpose
	variants        // how many there are
)

const halves = 13 // half-years of the past, the oldest first

// party is a set of municipalities that take part in a case together: so many
// of a region's, from one on.
type party struct {
	id    int
	area  *area
	start int
	towns []town // by key
}

// parties are all sets of municipalities in which cases are made.
func parties(areas []area) []party {
	var all []party
	for i := range areas {
		a := &areas[i]
		sizes := []int{usual, few}
		if i == 0 {
			sizes = append(sizes, large)
		}
		for _, size := range sizes {
			for start := range a.towns {
				p := party{id: len(all) + 1, area: a, start: start}
				for k := range size {
					p.towns = append(p.towns, a.towns[(start+k)%len(a.towns)])
				}
				slices.SortFunc(p.towns, func(x, y town) int { return x.index - y.index })
				all = append(all, p)
			}
		}
	}
	return all
}

// library are the contents of mandates: each with its hashes, as the service
// makes them, so that cases share what a real service would write anew.
type library struct {
	now                                 workday.Date
	parties, members, documents, slices table
}

func newLibrary(now workday.Date, all []party) (*library, error) {
	l := &library{
		now:       now,
		parties:   table{name: "party", columns: []string{"id", "region_id", "start", "size"}},
		members:   table{name: "party_member", columns: []string{"party_id", "municipality_id", "municipality", "place"}},
		documents: table{name: "document", columns: []string{"id", "party_id", "half", "variant", "common", "common_hash", "content_hash"}},
		slices:    table{name: "document_slice", columns: []string{"document_id", "municipality_id", "content", "hash"}},
	}
	for _, p := range all {
		l.parties.add(p.id, p.area.id, p.start, len(p.towns))
		for i, t := range p.towns {
			l.members.add(p.id, t.id, t.key, i)
		}
		for half := range halves {
			for _, variant := range []int{bare, staffed} {
				if err := l.addDocument(p, half, variant); err != nil {
					return nil, err
				}
			}
		}
		for _, variant := range []int{live, changed} {
			if err := l.addDocument(p, halves, variant); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

func (l *library) addDocument(p party, half, variant int) error {
	d := l.compose(p, half, variant)
	if err := d.FixHashes(); err != nil {
		return err
	}
	common, err := json.Marshal(d.Common)
	if err != nil {
		return err
	}
	id := len(l.documents.rows) + 1
	l.documents.add(id, p.id, half, variant, common, d.CommonHash, d.ContentHash)
	for i, s := range d.Slices {
		content, err := json.Marshal(s.SliceContent)
		if err != nil {
			return err
		}
		l.slices.add(id, p.towns[i].id, content, s.Hash)
	}
	return nil
}

// compose writes the content of a version.
func (l *library) compose(p party, half, variant int) *mandate.Document {
	start := l.now.AddDays((half - halves) * 183)
	needFrom, needTo, end := start.AddDays(30), start.AddDays(90), start.AddDays(400)
	if variant >= live {
		start = l.now.AddDays(-180)
		needFrom, needTo, end = start, l.now.AddDays(400), l.now.AddDays(600)
	}
	n := p.id*7 + half*3 + variant
	theme := themes[n%len(themes)]
	d := &mandate.Document{Common: mandate.Common{
		Purpose:      fmt.Sprintf("Kommunene utreder %s i fellesskap. %s %s", theme, sentences[n%len(sentences)], sentences[(n+5)%len(sentences)]),
		Objectives:   []string{sentences[(n+1)%len(sentences)], sentences[(n+7)%len(sentences)], sentences[(n+11)%len(sentences)]},
		Scope:        fmt.Sprintf("Kommunene i %s som deltar i saken.", p.area.name),
		Limits:       "Enkeltsaker etter plan- og bygningsloven omfattes ikke.",
		Deliverables: []string{"Kunnskapsgrunnlag", "Forslag til felles vedtak"},
		Budget:       mandate.Money{Amount: int64(50_000_00 + n%40*10_000_00), Currency: "NOK"},
		Start:        start, End: end,
	}}
	if variant == changed {
		d.Common.Purpose += " Mandatet er justert etter innspill fra kommunene."
	}
	for i, t := range p.towns {
		d.Common.Participants = append(d.Common.Participants, t.key)
		s := mandate.SliceContent{Municipality: t.key, Requirements: []mandate.Requirement{}, OtherContribution: "Møterom og lokalkunnskap"}
		if variant != bare {
			s.Requirements = requirements(n+i, needFrom, needTo)
		}
		d.Slices = append(d.Slices, mandate.Slice{SliceContent: s})
	}
	return d
}

// requirements ask for one or two people, each for a small share.
func requirements(n int, from, to workday.Date) []mandate.Requirement {
	asked := []mandate.Requirement{{Key: "fagperson", Function: titles[n%len(titles)], People: 1, Share: 5, From: from, To: to}}
	if n%2 == 0 {
		asked = append(asked, mandate.Requirement{Key: "saksbehandler", Function: "saksbehandler", People: 1, Share: 5, From: from, To: to})
	}
	return asked
}

// write copies the library into temporary tables.
func (l *library) write(ctx context.Context, conn *pgx.Conn) error {
	for _, t := range []*table{&l.parties, &l.members, &l.documents, &l.slices} {
		if err := t.write(ctx, conn); err != nil {
			return err
		}
	}
	return nil
}
