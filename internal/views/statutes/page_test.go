package statutes

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/voting"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

var renew = flag.Bool("renew", false, "renew the page in testdata")

// region has a representative council that was revised twice, a joint meeting of which
// nothing was set, and a working group.
func region() *StatutesPage {
	at := workday.MustDate("2024-03-11").In(workday.Oslo())
	twoThirds := voting.Majority{Of: voting.Members, Share: voting.Fraction{Numerator: 2, Denominator: 3}}
	council := &body.Body{ID: 1, Organisation: "kongsvingerregionen", Key: "representantskap", Kind: body.RepresentativeCouncil, Name: "Representantskapet <script>", Decides: true}
	history := body.SettingsHistory{
		{Number: 1, From: workday.MustDate("2024-01-01"), Reason: "Samarbeidsavtalen & § 4", Provisions: body.Provisions{Size: new(18), Notice: &body.Lead{Count: 14, Unit: body.Days}}},
		{Number: 2, From: workday.MustDate("2024-06-01"), Reason: "En feil", Provisions: body.Provisions{Size: new(20)}},
		{Number: 3, From: workday.MustDate("2024-06-01"), DecidedOn: new(workday.MustDate("2024-02-08")), CaseNumber: "08/24", Provisions: body.Provisions{
			Size: new(24), Voting: &body.Voting{Model: voting.PerMunicipality, Within: voting.BySpeaker}, Majority: &twoThirds, RemoteAllowed: new(true), Signatories: new(2),
			KeptHere: new(false), GrantLimit: &body.Money{Amount: 50_000_050, Currency: "NOK"}, RecommendsTo: []string{body.MunicipalCouncil, body.Board},
			Notice: &body.Lead{Count: 14, Unit: body.Days}, Submission: &body.Lead{Count: 10, Unit: body.WorkingDays},
		}},
		{Number: 4, From: workday.MustDate("2025-01-01"), Reason: "Samarbeidsavtalen § 5", Provisions: body.Provisions{
			Size: new(24), Voting: &body.Voting{Model: voting.PerMunicipality, Within: voting.BySpeaker}, Majority: &twoThirds, RemoteAllowed: new(true), Signatories: new(2), KeptHere: new(true),
		}},
	}
	council.Statutes = history[0].OrUsual(*council)
	joint := &body.Body{ID: 2, Organisation: "kongsvingerregionen", Key: "fellesmote", Kind: body.JointCouncilMeeting, Name: "Felles møte", Seats: []*body.Seat{}}
	joint.Statutes = joint.StatutesBy(nil)
	group := &body.Body{ID: 3, Organisation: "kongsvingerregionen", Key: "kraftgruppa", Kind: body.WorkingGroup, Name: "Kraftgruppa", Task: "Kartlegg nettet", Seats: []*body.Seat{{Role: "chair"}, {Role: "deputy"}}}
	group.Statutes = group.StatutesBy(nil)
	return &StatutesPage{
		Organisation: "kongsvingerregionen", Name: "Kongsvingerregionen", At: workday.MustDate("2024-03-11"),
		Bodies: lay([]*body.Body{council, joint, group}, map[int64]body.SettingsHistory{1: history}, at),
	}
}

func TestThePageIsTheOneThatWasReviewed(t *testing.T) {
	t.Parallel()
	got, err := write(message.Bokmal, region())
	if err != nil {
		t.Fatal(err)
	}
	if *renew {
		if err := os.WriteFile("testdata/page.html", got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/page.html")
	if err != nil || string(got) != string(want) {
		t.Errorf("the page is another (%v):\n%s", err, got)
	}
}

func TestThePageIsWholeInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, in := range message.Languages() {
		page, err := write(in, region())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := html.Parse(strings.NewReader(string(page))); err != nil {
			t.Error(err)
		}
		for _, bad := range []string{"<script", "no value", "&lt;nil"} {
			if strings.Contains(string(page), bad) {
				t.Errorf("in %s the page has %q", in, bad)
			}
		}
		if n := strings.Count(string(page), "<section>"); n != 3 || !strings.Contains(string(page), "&lt;script&gt;") {
			t.Errorf("in %s %d bodies", in, n)
		}
	}
}

// A revision tells what is otherwise from then on; one that never stood is not what the
// next is compared with.
func TestARevisionTellsWhatItChanges(t *testing.T) {
	t.Parallel()
	history := region().Bodies[0].History
	counts := make([]int, len(history))
	for i, r := range history {
		counts[i] = len(r.Changed)
	}
	if !slices.Equal(counts, []int{2, 2, 9, 5}) || !history[1].Replaced || history[0].To == nil {
		t.Errorf("%v are changed by %+v", counts, history)
	}
}
