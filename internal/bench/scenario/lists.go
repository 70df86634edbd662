package scenario

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/report"
	"forankring.no/forankring/internal/bench/target"
)

const listStatements = 2

// asker is somebody who asks for a list, and what the floor is told of whose cases
// they are.
type asker func(s *Stage) (who target.Person, mine string)

func asChief(s *Stage) (target.Person, string)       { return s.Home.Chief, s.Home.Chief.Organisation }
func asSecretariat(s *Stage) (target.Person, string) { return s.Home.Secretariat, "all" }

// asNamed is somebody who reads public cases by a seat: in the region all, in a
// municipality those in which it takes part.
func asNamed(s *Stage) (target.Person, string) {
	mine := s.Home.Named.Organisation
	if mine == s.Home.Region {
		mine = "all"
	}
	return s.Home.Named, mine + "&open=true"
}

// lists are the lists of cases, for those who ask and with each filter.
func lists() []Scenario {
	all := []Scenario{
		listScenario("list-chief", "50 cases, as chief executive", "", asChief),
		listScenario("list-secretariat", "50 cases, as the region's secretariat", "", asSecretariat),
		listScenario("list-named", "50 cases, as somebody who is named, holds no office and has a seat", "", asNamed),
	}
	for _, filter := range [][3]string{
		{"state", "50 cases in a state", "state=closed"},
		{"kind", "50 cases of a kind", "kind=strategy"},
		{"publicity", "exempt cases", "publicity=exempt"},
		{"municipality", "50 cases of another municipality", "municipality={municipality}"},
		{"text", "50 cases with a word", "q=beredskap"},
		{"modified", "cases changed in the last 90 days", "modified_since={recently}"},
		{"created", "50 cases created in a year", "created_from={from}&created_to={to}"},
	} {
		sc := listScenario("list-chief-"+filter[0], filter[1]+", as chief executive", filter[2], asChief)
		sc.Long = !slices.Contains([]string{"state", "text", "modified"}, filter[0])
		all = append(all, sc)
	}
	return append(all,
		Scenario{Name: "list-bare", About: "50 cases, as chief executive, beside a floor that answers without acts and addresses", Long: true, Run: listBare},
		Scenario{Name: "pages", About: "page after page of 50 cases to the end, as secretariat", Run: pages},
	)
}

// listScenario is one list beside the floor's.
func listScenario(name, about, query string, as asker) Scenario {
	return Scenario{Name: name, About: about, Bar: "≥ 60 % of the floor, ≤ 2 statements", Run: func(ctx context.Context, s *Stage, f *report.Finding) error {
		if err := s.list(ctx, f, as, query, name); err != nil {
			return err
		}
		f.Bars = append(f.Bars, report.AtLeast("of the floor's throughput", f.Ratio, leastOfFloor), report.AtMost("statements", float64(f.Statements), listStatements))
		return nil
	}}
}

// listBare is for information: what the acts and addresses in a list cost.
func listBare(ctx context.Context, s *Stage, f *report.Finding) error {
	return s.list(ctx, f, asChief, "", "")
}

// list measures a list beside the floor's, which answers in a shape.
func (s *Stage) list(ctx context.Context, f *report.Finding, as asker, query, shape string) error {
	who, mine := as(s)
	path := "/v1/regions/" + s.Home.Region + "/cases?" + cmp.Or(s.filled(query), "limit=50")
	if shape != "" {
		if err := s.teach(ctx, shape, who, path); err != nil {
			return err
		}
	}
	floorPath := "/v1/regions/" + s.Home.Region + "/cases?mine=" + mine + "&shape=" + shape + "&" + s.filled(query)
	items, err := s.sameItems(ctx, who, path, floorPath)
	if err != nil {
		return err
	}
	f.Notes = append(f.Notes, fmt.Sprintf("%d cases", items))
	asked := get(who.Token, hasItems(items), path)
	if err := s.count(ctx, f, asked); err != nil {
		return err
	}
	return s.beside(ctx, f, query == "" || !s.Short, s.ours("ours", asked), side{name: "floor", at: s.Floor, next: get("", hasItems(items), floorPath)})
}

// filled puts values into a query.
func (s *Stage) filled(query string) string {
	now := time.Now().UTC().Truncate(time.Second)
	instant := func(years, days int) string { return url.QueryEscape(now.AddDate(years, 0, days).Format(time.RFC3339)) }
	return strings.NewReplacer("{municipality}", s.Home.Other, "{recently}", instant(0, -90), "{from}", instant(-3, 0), "{to}", instant(-2, 0)).Replace(query)
}

// sameItems asks both sides for a list, and refuses it where the cases differ.
func (s *Stage) sameItems(ctx context.Context, who target.Person, ours, floor string) (int, error) {
	mine, err := numbers(ctx, s.Ours.Address, ours, who.Token)
	if err != nil {
		return 0, err
	}
	theirs, err := numbers(ctx, s.Floor.Address, floor, "")
	if err != nil {
		return 0, err
	}
	if fmt.Sprint(mine) != fmt.Sprint(theirs) {
		return 0, fmt.Errorf("the service lists other cases than the floor: %v and %v", mine, theirs)
	}
	return len(mine), nil
}

func numbers(ctx context.Context, address, path, token string) (all []string, err error) {
	a, err := load.Ask(ctx, address, load.Call{Method: "GET", Path: path, Token: token, Want: 200})
	if err != nil {
		return nil, err
	}
	var list struct {
		Items []struct {
			Number string `json:"number"`
		} `json:"items"`
	}
	err = json.Unmarshal(a.Body, &list)
	for _, item := range list.Items {
		all = append(all, item.Number)
	}
	return all, err
}

// hasItems refuses a list of another length, by a look that costs little.
func hasItems(n int) func(load.Answer) error {
	mark := []byte(`"statutory_plan":`)
	return func(a load.Answer) error {
		if got := bytes.Count(a.Body, mark); got != n {
			return fmt.Errorf("%d cases instead of %d", got, n)
		}
		return nil
	}
}

// pages walks a list to its end: the last page must cost no more than the first.
func pages(ctx context.Context, s *Stage, f *report.Finding) error {
	who, path := s.Home.Secretariat, "/v1/regions/"+s.Home.Region+"/cases?limit=50"
	watch, err := s.watch()
	if err != nil {
		return err
	}
	var took report.Series
	for path != "" {
		begun := time.Now()
		a, err := load.Ask(ctx, s.Ours.Address, load.Call{Method: "GET", Path: path, Token: who.Token, Want: 200})
		if err != nil {
			return err
		}
		took = append(took, float64(time.Since(begun).Microseconds())/1000)
		if path, err = next(a); err != nil {
			return err
		}
	}
	quiet, err := watch.seen()
	f.Noise = quiet.Noise()
	tenth := max(len(took)/10, 1)
	first, last := took[:tenth].Median(), took[len(took)-tenth:].Median()
	f.Notes = append(f.Notes, fmt.Sprintf("%d pages; a page of the first tenth took %.2f ms, of the last %.2f ms, %.2f × as long", len(took), first, last, last/first))
	return err
}

// next is the address of the next page, "" at the end.
func next(a load.Answer) (string, error) {
	for _, link := range a.Header.Values("Link") {
		target, kind, ok := strings.Cut(link, ">")
		if !ok || !strings.Contains(kind, `rel="next"`) {
			continue
		}
		u, err := url.Parse(strings.TrimPrefix(target, "<"))
		if err != nil {
			return "", fmt.Errorf("read the address of the next page: %w", err)
		}
		return u.RequestURI(), nil
	}
	return "", nil
}
