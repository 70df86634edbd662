package organisation_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	members             = "/v1/regions/" + apptest.Region + "/members"
	strangersMembership = members + "/" + apptest.Stranger
)

// of is a membership of a municipality from a day on.
func of(municipality, from string) object { return object{"municipality": municipality, "from": from} }

func TestAMembershipBeginsAndEnds(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat := "secretariat@" + apptest.Region
	w.Do(secretariat, "GET", strangersMembership, nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-03-01"}, apptest.IfMatch(`"r1"`)).Refused(404, "resource.not_found")
	made := w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	if made.Header().Get("Location") != strangersMembership || made.Text("name") != "Municipality 3426" {
		t.Errorf("made as %s", made.Body)
	}
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-04-01"}).Refused(428, "precondition.required")
	moved := w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12"}, apptest.IfMatch(made.ETag())).Is(200)
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12", "to": "2024-03-01"}, apptest.IfMatch(made.ETag())).Refused(412, "precondition.stale")
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-04-01"}, apptest.IfMatch(moved.ETag())).Refused(409, "directory.membership_begun")
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12", "to": "2024-02-12"}, apptest.IfMatch(moved.ETag())).Refused(422, "directory.period_invalid")
	ended := w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12", "to": "2024-03-01"}, apptest.IfMatch(moved.ETag())).Is(200)
	if ended.Text("to") != "2024-03-01" {
		t.Errorf("ended as %s", ended.Body)
	}
	w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	both := w.Do(secretariat, "GET", "/v1/organisations/"+apptest.Region, nil).Is(200)
	if n := len(both.Get("members").([]any)); n != len(apptest.Municipalities)+2 {
		t.Errorf("the region has %d memberships in all", n)
	}
}

func TestAMembershipIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat := "secretariat@" + apptest.Region
	w.Do(secretariat, "POST", members, of("9999", "2024-03-01")).Refused(422, "directory.unknown_municipality")
	w.Do(secretariat, "POST", members, of("grue", "2024-03-01")).Refused(422, "request.invalid")
	w.Do(secretariat, "POST", members, object{"municipality": apptest.Stranger, "from": "2024-03-01", "to": "2024-02-01"}).Refused(422, "directory.period_invalid")
	w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-02-30")).Refused(422, "request.invalid")
	grue := members + "/3417"
	tag := w.Do(secretariat, "GET", grue, nil).Is(200).ETag()
	w.Do(secretariat, "PUT", grue, object{"from": "2020-01-01", "to": "2024-02-11"}, apptest.IfMatch(tag)).Refused(422, "directory.backdated")
	ended := w.Do(secretariat, "PUT", grue, object{"from": "2020-01-01", "to": "2024-02-12"}, apptest.IfMatch(tag)).Is(200)
	w.Do(secretariat, "PUT", grue, object{"from": "2020-01-01"}, apptest.IfMatch(ended.ETag())).Refused(409, "directory.already_ended")
	w.Do(secretariat, "POST", members, of("3417", "2023-01-01")).Refused(409, "directory.membership_overlap")
	w.Do("secretariat@"+apptest.Region, "GET", inGrue, nil).Refused(404, "resource.not_found")
}

func TestTwoWhoBeginAMembershipAtOnceMakeOne(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	low, high := apptest.Together(func() *apptest.Answer {
		return w.Do("secretariat@"+apptest.Region, "POST", members, of(apptest.Stranger, "2024-03-01"))
	})
	low.Is(201)
	high.Refused(409, "directory.membership_overlap")
}

func TestOrganisationsAreFoundByKindRegionAndText(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for query, want := range map[string]int{
		"": 9, "?kind=region": 2, "?kind=municipality": 7, "?region=" + apptest.Foreign: 1, "?q=3417": 1, "?q=MUNICIPALITY 34": 7, "?q=%25": 0,
	} {
		path := "/v1/organisations" + query
		if query == "?q=MUNICIPALITY 34" {
			path = "/v1/organisations?q=MUNICIPALITY%2034"
		}
		got := w.Do("clerk@3417", "GET", path, nil).Is(200)
		if n := len(got.Get("items").([]any)); n != want {
			t.Errorf("%q finds %d organisations, want %d", query, n, want)
		}
	}
	w.Do("", "GET", "/v1/organisations", nil).Refused(401, "token.missing")
	w.Do("clerk@3417", "GET", "/v1/organisations/"+apptest.Region, nil).Is(200)
	w.Do("clerk@3417", "GET", "/v1/organisations/"+apptest.Foreign, nil).Refused(404, "resource.not_found")
	page := w.Do("clerk@3417", "GET", "/v1/organisations?limit=8", nil).Is(200)
	last := w.Do("clerk@3417", "GET", "/v1/organisations?limit=8&cursor="+page.Text("next"), nil).Is(200)
	if last.Text("items.0.key") != "kongsvingerregionen" || last.Text("next") != "" {
		t.Errorf("the last page is %s", last.Body)
	}
}

func TestAnOrganisationLeadsToWhatBelongsToIt(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	region := w.Do("secretariat@"+apptest.Region, "GET", "/v1/organisations/"+apptest.Region, nil).Is(200)
	municipality := w.Do("administrator@3417", "GET", inGrue, nil).Is(200)
	for name, of := range map[string]*apptest.Answer{"cases": region, "employments": municipality, "people": municipality, "offices": municipality, "bodies": region, "substitutes": region} {
		href := of.Text("related." + name)
		if href == "" {
			t.Errorf("%s does not lead to its %s", of.Text("key"), name)
			continue
		}
		reader := map[*apptest.Answer]string{region: "secretariat@" + apptest.Region, municipality: "administrator@3417"}[of]
		w.Do(reader, "GET", href, nil).Is(200)
	}
	if region.Get("related.employments") != nil || municipality.Get("related.cases") != nil {
		t.Errorf("a region leads to %v, a municipality to %v", region.Get("related"), municipality.Get("related"))
	}
}
