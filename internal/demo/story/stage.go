package story

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/demo/client"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
)

// stage enters the organisations and the first offices as an operator would
// (rule 1.5), and lets these appoint all others through the API.
func (s *Story) stage(ctx context.Context) error {
	region := s.facts.Region
	if _, err := s.people.Organisations.RegisterRegion(ctx, organisation.RegionInput{Slug: region.Slug, Name: region.Name, Aliases: region.Aliases, County: region.County}); err != nil {
		return fmt.Errorf("register the region: %w", err)
	}
	if err := s.first(ctx, office.Secretariat, region.Slug, "Secretariat, Kongsvingerregionen"); err != nil {
		return err
	}
	for _, m := range s.facts.Municipalities {
		_, err := s.people.Organisations.RegisterMunicipality(ctx, organisation.MunicipalityInput{
			Number: m.Number, Name: m.Name, County: region.County, Region: region.Slug, From: workday.MustDate("2020-01-01"),
		})
		if err != nil {
			return fmt.Errorf("register %s: %w", m.Name, err)
		}
		for _, kind := range []string{office.Administrator, office.Clerk} {
			if err := s.first(ctx, kind, m.Number, titles[kind]+", "+m.Name); err != nil {
				return err
			}
		}
		if err := s.chiefExecutive(ctx, m); err != nil {
			return err
		}
		if err := s.staff(ctx, m); err != nil {
			return err
		}
	}
	return s.bodies(ctx)
}

var titles = map[string]string{office.Administrator: "Administrator", office.Clerk: "Council clerk"}

func (s *Story) first(ctx context.Context, kind, organisation, title string) error {
	appointed, err := s.people.Offices.AppointFirst(ctx, office.FirstAppointment{
		Organisation: organisation, Office: kind, Name: title, Email: kind + "@" + organisation + ".example", Language: "nb",
	})
	if err != nil {
		return fmt.Errorf("appoint %s: %w", title, err)
	}
	return s.login(kind, organisation, title, appointed.Person)
}

// person finds or makes a person's record. In the demo people have no names
// but their offices, so a title is one person's alone.
func (s *Story) person(ctx context.Context, by *client.Officer, title, email string) (string, error) {
	var known struct{ Items []struct{ ID, Name string } }
	path := "/v1/organisations/" + by.Organisation + "/people"
	if err := s.Get(ctx, by, path+"?limit=200", &known); err != nil {
		return "", err
	}
	for _, p := range known.Items {
		if p.Name == title {
			return p.ID, nil
		}
	}
	var made struct{ ID string }
	err := s.Call(ctx, by, http.MethodPost, path, map[string]any{"name": title, "email": email, "language": "nb"}, &made)
	return made.ID, err
}

// chiefExecutive lets the administrator keep the record, and the clerk record
// the council's appointment (KL § 13-1).
func (s *Story) chiefExecutive(ctx context.Context, m municipality) error {
	title := "Chief executive, " + m.Name
	clerk := s.as(office.Clerk, m.Number)
	person, err := s.person(ctx, s.as(office.Administrator, m.Number), title, "chief_executive@"+m.Number+".example")
	if err != nil {
		return err
	}
	var held struct{ Items []struct{ Person string } }
	if err := s.Get(ctx, clerk, "/v1/organisations/"+m.Number+"/offices?kind=chief_executive", &held); err != nil {
		return err
	}
	if len(held.Items) == 0 {
		err := s.act(ctx, clerk, "records the council's appointment of the chief executive (illustrative)", http.MethodPost,
			"/v1/organisations/"+m.Number+"/chief-executive",
			map[string]any{"person": person, "decided_on": "2023-12-14", "case_number": "PS 87/2023 (illustrative)"}, nil)
		if err != nil {
			return err
		}
	}
	return s.login(office.ChiefExecutive, m.Number, title, person)
}

// staff employs the people whom the mandate will ask for. They are
// illustrative, and have no names.
func (s *Story) staff(ctx context.Context, m municipality) error {
	administrator := s.as(office.Administrator, m.Number)
	path := "/v1/organisations/" + m.Number + "/employments"
	for _, sl := range s.facts.Illustrative.Slices[m.Number] {
		title := fmt.Sprintf("%s, %s (illustrative)", capital(sl.Function), m.Name)
		person, err := s.person(ctx, administrator, title, sl.key()+"@"+m.Number+".example")
		if err != nil {
			return err
		}
		if err := s.Get(ctx, administrator, path+"/"+sl.key(), nil); err == nil {
			continue
		} else if !client.Absent(err) {
			return err
		}
		err = s.act(ctx, administrator, "enters employments: "+capital(sl.Function), http.MethodPost, path,
			map[string]any{"person": person, "staff_key": sl.key(), "title": sl.Function, "from": "2020-01-01", "capacity": 100}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// bodies founds the region's bodies, and gives the board its members: the six
// mayors, of whom one is chair.
func (s *Story) bodies(ctx context.Context) error {
	region := "/v1/organisations/" + s.facts.Region.Slug
	for _, b := range s.facts.Bodies {
		if b.OnePerMunicipality {
			continue
		}
		path := region + "/bodies/" + b.Key
		if err := s.Get(ctx, s.secretariat(), path, nil); err == nil {
			continue
		} else if !client.Absent(err) {
			return err
		}
		body := map[string]any{"key": b.Key, "kind": b.Kind, "name": b.Name, "decides": b.Decides}
		if b.Size != nil {
			body["size"] = *b.Size
		}
		if err := s.act(ctx, s.secretariat(), "founds bodies: "+b.Name, http.MethodPost, region+"/bodies", body, nil); err != nil {
			return err
		}
	}
	return s.board(ctx, region+"/bodies/styre/seats")
}

func (s *Story) board(ctx context.Context, path string) error {
	var taken struct{ Items []struct{ Person string } }
	if err := s.Get(ctx, s.secretariat(), path, &taken); err != nil {
		return err
	}
	for i, m := range s.facts.Municipalities {
		title, role := "Mayor, "+m.Name, "member"
		if i == 0 {
			role = "chair"
		}
		person, err := s.person(ctx, s.secretariat(), title, "mayor@"+m.Number+".example")
		if err != nil {
			return err
		}
		if len(taken.Items) == 0 {
			err := s.act(ctx, s.secretariat(), fmt.Sprintf("seats on the board: %s (%s)", title, role), http.MethodPost, path,
				map[string]any{"person": person, "role": role, "municipality": m.Number}, nil)
			if err != nil {
				return err
			}
		}
		if role == "chair" {
			if err := s.login(body.BoardChair, s.facts.Region.Slug, "Chair of the board, Kongsvingerregionen", person); err != nil {
				return err
			}
		}
	}
	return nil
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
