package organisation_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

func directory(t *testing.T, w *apptest.World) app.Directory {
	t.Helper()
	d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// read is what the newest letter about a change tells somebody.
func read(w *apptest.World, who string) string {
	return w.Do(who, "GET", "/v1/me/notices?kind=authority_changed", nil, apptest.Header("Accept-Language", "nb")).Is(200).Text("items.0.text")
}

// What an operator enters is told to both sides and stands in the list of each; and
// an operator answers for no municipality what its region has proposed (rules 1.1,
// 1.5).
func TestAMembershipThatAnOperatorEntersIsToldToBoth(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	s := directory(t, w).Organisations
	in := organisation.MunicipalityInput{Number: apptest.Stranger, Name: "Municipality 3426", Region: apptest.Region, From: workday.MustDate("2024-03-01")}
	w.Do("secretariat@"+apptest.Region, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	if _, err := s.RegisterMunicipality(t.Context(), in); !errors.Is(err, organisation.ErrMembershipProposed) {
		t.Errorf("a proposal is passed over: %v", err)
	}
	w.Do("clerk@"+apptest.Stranger, "POST", strangersMembership+"/decline", nil).Is(200)
	if _, err := s.RegisterMunicipality(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"chief_executive@" + apptest.Stranger, "secretariat@" + apptest.Region, "board_chair@" + apptest.Region} {
		if got := read(w, who); !strings.Contains(got, "Municipality 3426 er ført inn som medlem av") || !strings.Contains(got, "drifter tjenesten") {
			t.Errorf("%s reads %q", who, got)
		}
	}
	for reader, at := range map[string]string{"clerk@" + apptest.Stranger: apptest.Stranger, "auditor@" + apptest.Region: apptest.Region} {
		w.Do(reader, "GET", "/v1/organisations/"+at+"/events?act=change-membership", nil).Is(200).Has(object{"items.0.operator": "forankring register", "items.0.object": strangersMembership})
	}
}

// Both sides read of every step of a membership, in words that name them rightly
// (rules 1.1, 1.5).
func TestBothSidesReadOfAMembership(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat, clerk := "secretariat@"+apptest.Region, "clerk@"+apptest.Stranger
	chair, chief := "board_chair@"+apptest.Region, "chief_executive@"+apptest.Stranger
	for i, step := range []struct {
		who, method, path string
		body              any
		words             string
	}{
		{secretariat, "POST", members, of(apptest.Stranger, "2024-03-01"), "foreslår at Municipality 3426 hører til"},
		{secretariat, "PUT", strangersMembership, object{"from": "2024-02-20"}, "Forslaget om at Municipality 3426 hører til"},
		{clerk, "POST", strangersMembership + "/confirm", joining, "Municipality 3426 har bekreftet medlemskapet i"},
		{secretariat, "PUT", strangersMembership, object{"from": "2024-02-20", "to": "2024-05-01"}, "Medlemskapet til Municipality 3426 i"},
	} {
		w.Clock.Set(apptest.Start.Add(time.Duration(i) * time.Minute))
		w.Do(step.who, step.method, step.path, step.body, apptest.IfMatch("*"))
		for _, who := range []string{chair, chief} {
			if got := read(w, who); !strings.Contains(got, step.words) {
				t.Errorf("%s reads %q, want %q", who, got, step.words)
			}
		}
	}
	for reader, at := range map[string]string{clerk: apptest.Stranger, "auditor@" + apptest.Region: apptest.Region} {
		list := w.Do(reader, "GET", "/v1/organisations/"+at+"/events", nil).Is(200)
		var acts []string
		for _, e := range list.Get("items").([]any) {
			acts = append(acts, e.(object)["act"].(string))
		}
		if got := strings.Join(acts, " "); got != "change-membership confirm-membership change-membership propose-membership" {
			t.Errorf("in %s %s reads %s", at, reader, got)
		}
	}
	if pgtest.Count(t, w.Pool, `SELECT count(*) FROM letter WHERE channel = 'inbox' AND person_id = $1 AND params->>'change' = 'propose-membership'`, apptest.Person(clerk)) != 1 {
		t.Error("the clerk, who can answer the proposal, was not told of it")
	}
}

// A merger closes every membership and declines what was only proposed, and all of
// it is recorded and told (rules 1.1, 1.5).
func TestAMergerEndsMembershipsInTheOpen(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	s := directory(t, w).Organisations
	w.Do("secretariat@"+apptest.Region, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	// Another municipality has agreed to join once it has left.
	w.Exec(`INSERT INTO membership (region_id, municipality_id, from_date, confirmed_at) SELECT r.id, m.id, '2024-06-01', now() FROM organisation r, organisation m WHERE r.key = $1 AND m.key = $2`, apptest.Foreign, "3418")
	_, err := s.Merge(t.Context(), organisation.MergeInput{
		Municipalities: []string{apptest.Stranger, "3418"}, Into: organisation.SuccessorInput{Number: "3490", Name: "Odal"}, On: workday.MustDate("2024-02-01"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM membership m JOIN organisation o ON o.id = m.municipality_id WHERE o.key = '3418' AND m.from_date = '2024-06-01' AND m.to_date = m.from_date`); n != 1 {
		t.Errorf("%d memberships that had not begun are kept as ended", n)
	}
	for _, tt := range []struct{ organisation, object, changes string }{
		{apptest.Region, strangersMembership, `{"state": {"old": "proposed", "new": "declined"}}`},
		{apptest.Stranger, strangersMembership, `{"state": {"old": "proposed", "new": "declined"}}`},
		{apptest.Region, members + "/3418", `{"to": {"old": null, "new": "2024-02-01"}}`},
		{"3418", members + "/3418", `{"to": {"old": null, "new": "2024-02-01"}}`},
		{apptest.Foreign, "/v1/regions/" + apptest.Foreign + "/members/3418", `{"to": {"old": null, "new": "2024-06-01"}}`},
	} {
		if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'merge-municipalities' AND organisation = $1 AND object = $2 AND changes @> $3::jsonb`, tt.organisation, tt.object, tt.changes); n != 1 {
			t.Errorf("%s: %d events tell of %s %s", tt.organisation, n, tt.object, tt.changes)
		}
	}
	for _, who := range []string{"secretariat@" + apptest.Foreign, "secretariat@" + apptest.Region} {
		if got := read(w, who); !strings.Contains(got, "slått sammen") || !strings.Contains(got, "drifter tjenesten") {
			t.Errorf("%s reads %q", who, got)
		}
	}
}

// Who confirms a proposal and who merges the municipality wait for each other: a
// proposal that is gone is not found, and nothing breaks (rule 1.1).
func TestAProposalIsAnsweredOrEnded(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	s := directory(t, w).Organisations
	w.Do("secretariat@"+apptest.Region, "POST", members, of(apptest.Stranger, "2024-03-01")).Is(201)
	lock, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `SELECT FROM organisation WHERE key = $1 FOR NO KEY UPDATE`, apptest.Region); err != nil {
		t.Fatal(err)
	}
	merged, answered := make(chan error, 1), make(chan *apptest.Answer, 1)
	go func() {
		_, err := s.Merge(t.Context(), organisation.MergeInput{
			Municipalities: []string{apptest.Stranger}, Into: organisation.SuccessorInput{Number: "3490", Name: "Odal"}, On: workday.MustDate("2024-02-01"),
		})
		merged <- err
	}()
	pgtest.AwaitLocks(t, w.Pool, 1, nil)
	go func() {
		answered <- w.Do("clerk@"+apptest.Stranger, "POST", strangersMembership+"/confirm", joining)
	}()
	pgtest.AwaitLocks(t, w.Pool, 2, nil)
	if err := lock.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-merged; err != nil {
		t.Fatal(err)
	}
	(<-answered).Refused(404, "resource.not_found")
}

// Whom a region only proposes as a member it knows nothing of (rule 1.1).
func TestAProposedMunicipalitysPeopleAreNotInTheCircle(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	secretariat := "secretariat@" + apptest.Region
	w.Do(secretariat, "POST", members, of(apptest.Stranger, "2024-02-12")).Is(201)
	auditor := pgtest.Count(t, w.Pool, `SELECT id FROM office WHERE person_id = $1`, apptest.Person("auditor@"+apptest.Region))
	path := fmt.Sprintf("/v1/organisations/%s/offices/%d/substitutes", apptest.Region, auditor)
	in := object{"person": apptest.Person("planner1@" + apptest.Stranger), "review_on": "2024-08-01"}
	w.Do(secretariat, "POST", path, in).Refused(422, "directory.unknown_person")
	w.Do("clerk@"+apptest.Stranger, "POST", strangersMembership+"/confirm", joining).Is(200)
	w.Do(secretariat, "POST", path, in).Is(201)
}
