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

var joining = object{"decided_on": "2024-02-08", "case_number": "011/24"}

// Membership is an act of both (rule 1.1).
func TestAMembershipIsProposedAndConfirmed(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat, clerk := "secretariat@"+apptest.Region, "clerk@"+apptest.Stranger
	w.Do(secretariat, "GET", strangersMembership, nil).Refused(404, "resource.not_found")
	w.Do(clerk, "POST", strangersMembership+"/confirm", joining).Refused(404, "resource.not_found")
	made := w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	if made.Header().Get("Location") != strangersMembership || made.Text("name") != "Municipality 3426" || made.Text("state") != "proposed" {
		t.Errorf("made as %s", made.Body)
	}
	moved := w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12"}, apptest.IfMatch(made.ETag())).Is(200)
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-04-01"}, apptest.IfMatch(made.ETag())).Refused(412, "precondition.stale")
	// Until the municipality agrees the region sees nothing of it.
	strangers := "/v1/organisations/" + apptest.Stranger
	w.Do(secretariat, "GET", strangers, nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "GET", strangers+"/offices", nil).Refused(404, "resource.not_found")
	if n := len(w.Do(secretariat, "GET", "/v1/organisations?region="+apptest.Region, nil).Is(200).Get("items").([]any)); n != len(apptest.Municipalities) {
		t.Errorf("the region has %d members", n)
	}
	w.Do(secretariat, "POST", strangersMembership+"/confirm", joining).Refused(404, "resource.not_found")
	w.Do("administrator@"+apptest.Stranger, "POST", strangersMembership+"/confirm", joining).Refused(403, "permission.denied")
	w.Do(clerk, "POST", strangersMembership+"/confirm", object{"decided_on": "2024-02-13", "case_number": "011/24"}).Refused(422, "directory.membership_decision")
	offer := w.Do(clerk, "GET", strangers, nil).Is(200)
	if offer.Text("members.1.state") != "proposed" || offer.Text("members.1.actions.1.act") != "confirm-membership" || offer.Get("members.1.actions.1.open") != true {
		t.Errorf("the clerk sees %s", offer.Body)
	}
	confirmed := w.Do(clerk, "POST", strangersMembership+"/confirm", joining, apptest.IfMatch(moved.ETag())).Is(200)
	if confirmed.Text("state") != "confirmed" || confirmed.Text("from") != "2024-02-12" || confirmed.Text("case_number") != "011/24" {
		t.Errorf("confirmed as %s", confirmed.Body)
	}
	w.Do(secretariat, "GET", strangers, nil).Is(200)
	w.Do(clerk, "POST", strangersMembership+"/confirm", joining).Refused(409, "directory.membership_confirmed")
	w.Do(clerk, "POST", strangersMembership+"/decline", nil).Refused(409, "directory.membership_confirmed")
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-04-01"}, apptest.IfMatch(confirmed.ETag())).Refused(409, "directory.membership_begun")
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12", "to": "2024-02-12"}, apptest.IfMatch(confirmed.ETag())).Refused(422, "directory.period_invalid")
	ended := w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12", "to": "2024-03-01"}, apptest.IfMatch(confirmed.ETag())).Is(200)
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12", "to": "2024-04-01"}, apptest.IfMatch(ended.ETag())).Refused(409, "directory.membership_consent")
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-02-12"}, apptest.IfMatch(ended.ETag())).Refused(409, "directory.membership_consent")
	w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	both := w.Do(secretariat, "GET", "/v1/organisations/"+apptest.Region, nil).Is(200)
	if n := len(both.Get("members").([]any)); n != len(apptest.Municipalities)+2 {
		t.Errorf("the region has %d memberships in all", n)
	}
	w.Do(clerk, "POST", strangersMembership+"/decline", nil).Is(200).Has(object{"number": apptest.Stranger, "state": "proposed"})
	if got := w.Do(secretariat, "GET", strangersMembership, nil).Is(200).Text("to"); got != "2024-03-01" {
		t.Errorf("after it was declined the latest lasts until %q", got)
	}
}

// What a region proposed for a day that has passed begins when it is confirmed.
func TestAConfirmedMembershipIsNotBackdated(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do("secretariat@"+apptest.Region, "POST", members, of(apptest.Stranger, "2024-02-12")).Is(201)
	w.Clock.Set(apptest.Start.AddDate(0, 0, 10))
	if got := w.Do("clerk@"+apptest.Stranger, "POST", strangersMembership+"/confirm", joining).Is(200).Text("from"); got != "2024-02-22" {
		t.Errorf("it begins on %s", got)
	}
}

func TestAMembershipIsRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat := "secretariat@" + apptest.Region
	w.Do(secretariat, "POST", members, of("9999", "2024-03-01")).Refused(422, "directory.unknown_municipality")
	w.Do(secretariat, "POST", members, of("grue", "2024-03-01")).Refused(422, "request.invalid")
	w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-02-11")).Refused(422, "directory.backdated")
	w.Do(secretariat, "POST", members, object{"municipality": apptest.Stranger, "from": "2024-03-01", "to": "2024-02-01"}).Refused(422, "directory.period_invalid")
	w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-02-30")).Refused(422, "request.invalid")
	w.Do(secretariat, "PUT", strangersMembership, object{"from": "2024-03-01"}, apptest.IfMatch(`"r1"`)).Refused(404, "resource.not_found")
	grue := members + "/3417"
	tag := w.Do(secretariat, "GET", grue, nil).Is(200).ETag()
	w.Do(secretariat, "PUT", grue, object{"from": "2020-01-01"}).Refused(428, "precondition.required")
	w.Do(secretariat, "PUT", grue, object{"from": "2020-01-01", "to": "2024-02-11"}, apptest.IfMatch(tag)).Refused(422, "directory.backdated")
	ended := w.Do(secretariat, "PUT", grue, object{"from": "2020-01-01", "to": "2024-02-12"}, apptest.IfMatch(tag)).Is(200)
	w.Do(secretariat, "PUT", grue, object{"from": "2020-01-01"}, apptest.IfMatch(ended.ETag())).Refused(409, "directory.already_ended")
	w.Do(secretariat, "POST", members, of("3418", "2024-03-01")).Refused(409, "directory.membership_overlap")
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
