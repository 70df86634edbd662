package login_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/app"
	directory "forankring.no/forankring/internal/directory/login"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// Each of these is how somebody could come to act as another, or keep a login from
// its owner: only the first login is bound by the home, of an issuer that the service
// is set up for, to the letter (rule 1.2).
func TestNobodyIsTakenOverByABinding(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	bound := w.Do(administrator, "PUT", of(planner)+"/login", login("p-1")).Is(200)
	bound.Has(object{"logins.0.issuer": authn.DevelopmentIssuer, "logins.0.subject": "p-1", "logins.0.how": "administrator", "logins.0.bound_by": apptest.Person(administrator)})
	for name, tt := range map[string]struct {
		who, of string
		body    object
		status  int
		code    string
	}{
		"a second login":             {administrator, planner, login("p-2"), 409, "directory.has_login"},
		"a subject of somebody else": {administrator, "reader@3417", login("p-1"), 409, "directory.login_bound"},
		"of an issuer that is not":   {administrator, "reader@3417", object{"issuer": "https://login.example", "subject": "x"}, 422, "directory.content_invalid"},
		"with a slash at its end":    {administrator, "reader@3417", object{"issuer": authn.DevelopmentIssuer + "/", "subject": "x"}, 422, "directory.content_invalid"},
		"in other letters":           {administrator, "reader@3417", object{"issuer": "Forankring:development", "subject": "x"}, 422, "directory.content_invalid"},
		"with a blank":               {administrator, "reader@3417", object{"issuer": " " + authn.DevelopmentIssuer, "subject": "x"}, 422, "directory.content_invalid"},
		"of a subject with a blank":  {administrator, "reader@3417", login("x "), 422, "directory.content_invalid"},
		"of a subject nobody sees":   {administrator, "reader@3417", login("x\u200b"), 422, "directory.content_invalid"},
		"for oneself":                {administrator, administrator, login("mine"), 403, "directory.own_login"},
		"by the chief executive":     {chief, "reader@3417", login("x"), 403, "permission.denied"},
		"by a neighbour":             {"administrator@3416", "reader@3417", login("x"), 404, "resource.not_found"},
	} {
		if a := w.Do(tt.who, "PUT", of(tt.of)+"/login", tt.body); a.Code != tt.status || a.Text("code") != tt.code {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	w.Do(administrator, "POST", of(planner)+"/invitation", nil).Refused(409, "directory.has_login")
	w.Do(administrator, "POST", of(administrator)+"/invitation", nil).Refused(403, "directory.own_login")
	if again := w.Do(administrator, "PUT", of(planner)+"/login", login("p-1")).Is(200); again.ETag() != bound.ETag() {
		t.Errorf("repeated, the tag became %s", again.ETag())
	}
	w.Do(administrator, "PUT", of("reader@3417")+"/login", login("r"), apptest.IfMatch(`"r9"`)).Refused(412, "precondition.stale")
	low, high := apptest.Together(func() *apptest.Answer { return w.Do(administrator, "PUT", of("planner2@3417")+"/login", login("same")) })
	low.Is(200)
	high.Is(200)
	if got, want := told(t, w, "bind-login"), []string{"chief_executive 3417", "chief_executive 3417", "planner1 3417", "planner2 3417"}; !slices.Equal(got, want) {
		t.Errorf("told of the bindings: %q", got)
	}
	w.Do("clerk@3417", "GET", inGrue+"/events?act=bind-login", nil).Is(200).Has(object{"items.1.changes.issuer.new": authn.DevelopmentIssuer, "items.2": nil})
}

// An invitation is for the person's address alone, counts once, and is told
// (rules 1.2, 1.5).
func TestAnInvitationOpensALoginOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	code := invite(t, w, planner)
	shown := w.Do(administrator, "GET", of(planner)+"/logins", nil).Is(200)
	if strings.Contains(shown.Body.String(), code) || shown.Get("invited_until") == nil {
		t.Errorf("the home is shown %s", shown.Body)
	}
	if inbox := w.Do(planner, "GET", "/v1/me/notices", nil).Is(200).Body.String(); strings.Contains(inbox, code) {
		t.Errorf("the inbox tells the code: %s", inbox)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM login_code WHERE hash = convert_to($1, 'UTF8')`, code); n != 0 {
		t.Error("the code is kept as it is")
	}
	w.Do("", "POST", "/v1/logins/redeem", object{"code": code}).Refused(401, "token.missing")
	w.Do("reader@3417", "POST", "/v1/logins/redeem", object{"code": code}).Refused(409, "directory.login_bound")
	redeem(w, "p-1", "WRONG").Refused(422, "directory.login_code_invalid")
	w.Do("", "GET", "/v1/me", nil, w.Subject("p-1")).Refused(401, "token.invalid")
	low, high := apptest.Together(func() *apptest.Answer { return redeem(w, "p-1", code) })
	low.Is(200).Has(object{"logins.0.subject": "p-1", "logins.0.how": "invitation", "logins.1": nil})
	if high.Code < 400 {
		t.Errorf("redeemed twice: %s", high.Body)
	}
	w.Do("", "GET", "/v1/me", nil, w.Subject("p-1")).Is(200).Has(object{"person.id": apptest.Person(planner)})
	redeem(w, "p-2", code).Refused(422, "directory.login_code_invalid")
	for change, want := range map[string][]string{
		"invite-person":     {"chief_executive 3417", "planner1 3417"},
		"redeem-login-code": {"chief_executive 3417", "planner1 3417"},
	} {
		if got := told(t, w, change); !slices.Equal(got, want) {
			t.Errorf("%s is told to %q", change, got)
		}
	}
}

// Who changes an address and then invites is seen: at the address before, by whoever
// answers for the home, and of the chief executive by the clerk (rules 1.2, 1.5).
func TestWhoKeepsTheRecordNeverComesToActUnseen(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for _, address := range []string{"mine@grue.example", "mine2@grue.example"} {
		w.Do(administrator, "PATCH", of(chief), object{"email": address}, apptest.IfMatch("*")).Is(200)
		w.Clock.Set(w.Clock.Now().Add(time.Hour))
	}
	code := invite(t, w, chief)
	redeem(w, "mine", code).Is(200)
	want := []string{"chief_executive 3417", "chief_executive 3417 at chief_executive@3417.test", "clerk 3417"}
	for _, change := range []string{"invite-person", "redeem-login-code"} {
		if got := told(t, w, change); !slices.Equal(got, want) {
			t.Errorf("%s is told to %q", change, got)
		}
	}
	edits := []string{"chief_executive 3417", "chief_executive 3417", "chief_executive 3417 at chief_executive@3417.test", "chief_executive 3417 at mine@grue.example", "clerk 3417", "clerk 3417"}
	if got := told(t, w, "edit-person"); !slices.Equal(got, edits) {
		t.Errorf("the addresses were told to %q", got)
	}
}

func TestAnInvitationThatNoLongerFitsOpensNothing(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(w *apptest.World){
		"to another address": func(w *apptest.World) {
			w.Do(administrator, "PATCH", of(planner), object{"email": "other@grue.example"}, apptest.IfMatch("*")).Is(200)
		},
		"after a week": func(w *apptest.World) { w.Clock.Set(apptest.Start.AddDate(0, 0, 7)) },
		"of a home that was left": func(w *apptest.World) {
			a := w.Do("administrator@3416", "POST", "/v1/organisations/3416/admissions", object{"person": apptest.Person(planner), "as": "home", "reason": "Moves"}).Is(201)
			w.Do(planner, "POST", "/v1/me"+strings.TrimPrefix(a.Text("self"), "/v1/organisations/3416")+"/confirm", nil).Is(200)
		},
		"to whoever has come in": func(w *apptest.World) { w.Do(administrator, "PUT", of(planner)+"/login", login("p-1")).Is(200) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := apptest.New(t)
			code := invite(t, w, planner)
			change(w)
			redeem(w, "stranger", code).Refused(422, "directory.login_code_invalid")
		})
	}
}

// Further logins take a session of the person and a token of the new one (rule 1.2).
func TestFurtherLoginsTakeASessionOfThePerson(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	redeem(w, "first", invite(t, w, planner)).Is(200)
	first := w.Subject("first")
	made := w.Do("", "POST", "/v1/me/logins/code", nil, first, apptest.Key("a-key-of-mine")).Is(200)
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM idempotency_key WHERE key = 'a-key-of-mine'`); n != 0 {
		t.Error("the code is kept with the request's key")
	}
	w.Do("", "GET", "/v1/me/logins", nil, first).Is(200).Has(object{"code": nil})
	redeem(w, "second", made.Text("code")).Is(200).Has(object{"logins.1.subject": "second", "logins.1.how": "person"})
	second := w.Subject("second")
	w.Do("", "GET", "/v1/me", nil, second).Is(200).Has(object{"person.id": apptest.Person(planner)})
	late := w.Do("", "POST", "/v1/me/logins/code", nil, first).Is(200).Text("code")
	w.Clock.Set(w.Clock.Now().Add(15 * time.Minute))
	redeem(w, "third", late).Refused(422, "directory.login_code_invalid")
	// What a stolen session prepared ends with it.
	stolen := w.Do("", "POST", "/v1/me/logins/code", nil, first).Is(200).Text("code")
	w.Do("", "POST", "/v1/me/logins/1/unbind", nil, first).Refused(409, "directory.login_in_use")
	w.Do("", "POST", "/v1/me/logins/1/unbind", nil, second).Is(200)
	redeem(w, "third", stolen).Refused(422, "directory.login_code_invalid")
	w.Do("", "GET", "/v1/me", nil, first).Refused(401, "token.invalid")
	w.Do("reader@3417", "POST", "/v1/me/logins/2/unbind", nil).Refused(404, "resource.not_found")
	// The record says which login acted, and not by which subject.
	w.Do("clerk@3417", "GET", inGrue+"/events?act=unbind-own-login", nil).Is(200).Has(object{"items.0.login": 2, "items.0.person": apptest.Person(planner)})
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE changes::text ~ 'first|second'`); n != 0 {
		t.Errorf("%d events tell a subject", n)
	}
	if got, want := told(t, w, "unbind-own-login"), []string{"chief_executive 3417", "planner1 3417"}; !slices.Equal(got, want) {
		t.Errorf("told of the login that was undone: %q", got)
	}
}

// A subject that somebody entered for another person gives way to its owner, as long
// as nothing was done with it (rule 1.2).
func TestASquattedSubjectGivesWayToItsOwner(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const dummy = "planner1@3416"
	w.Do("administrator@3416", "PUT", of(dummy)+"/login", login("owner")).Is(200)
	owner := w.Subject("owner")
	w.Do("", "GET", "/v1/me", nil, owner).Is(200).Has(object{"person.id": apptest.Person(dummy)})
	w.Do("", "POST", "/v1/logins/redeem", object{"code": invite(t, w, planner)}, owner).Is(200)
	w.Do("", "GET", "/v1/me", nil, owner).Is(200).Has(object{"person.id": apptest.Person(planner)})
	if got, want := told(t, w, "unbind-login"), []string{"chief_executive 3416", "planner1 3416"}; !slices.Equal(got, want) {
		t.Errorf("told of the one that gave way: %q", got)
	}
	// One that has acted does not.
	w.Do("administrator@3416", "PUT", of("administrator@3416")+"/login", login("x")).Refused(403, "directory.own_login")
	w.Do("administrator@3416", "PUT", of("case_officer@3416")+"/login", login("used")).Is(200)
	w.Do("", "POST", "/v1/me/offices/"+officeOf(w, "case_officer@3416")+"/resign", object{"reason": "Another post"}, w.Subject("used")).Is(200)
	redeem(w, "used", invite(t, w, "planner2@3417")).Refused(409, "directory.login_bound")
}

func officeOf(w *apptest.World, who string) string {
	href := w.Do(who, "GET", "/v1/me", nil).Is(200).Text("offices.0.self")
	return href[strings.LastIndexByte(href, '/')+1:]
}

// What is undone speaks for nobody at once, at every instance, also where a token was
// checked a moment ago (rule 1.2).
func TestAnUndoneLoginSpeaksForNobodyAtOnce(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	other := w.Second()
	undo := map[string]func(id string){
		"by the home": func(id string) { w.Do(administrator, "POST", of(planner)+"/logins/"+id+"/unbind", nil).Is(200) },
		"by an operator": func(string) {
			d, err := app.OpenDirectory(w.Pool, w.Clock.Now, "")
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Logins.Undo(t.Context(), directory.LoginInput{Issuer: authn.DevelopmentIssuer, Subject: "by an operator"}); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, do := range undo {
		w.Clock.Set(w.Clock.Now().Add(time.Hour))
		w.Do(administrator, "PUT", of(planner)+"/login", login(name)).Is(200)
		header := w.Subject(name)
		for _, instance := range []*apptest.World{w, other} {
			instance.Do("", "GET", "/v1/me", nil, header).Is(200)
		}
		logins := w.Do(administrator, "GET", of(planner)+"/logins", nil).Is(200)
		var shown struct {
			Logins []struct {
				ID      int64  `json:"id"`
				Subject string `json:"subject"`
			} `json:"logins"`
		}
		logins.Into(&shown)
		last := shown.Logins[len(shown.Logins)-1]
		do(strconv.FormatInt(last.ID, 10))
		for _, instance := range []*apptest.World{w, other} {
			instance.Do("", "GET", "/v1/me", nil, header).Refused(401, "token.invalid")
		}
	}
	if got := told(t, w, "unbind-login"); len(got) != 4 {
		t.Errorf("told of the logins that were undone: %q", got)
	}
	w.Do(administrator, "POST", of(planner)+"/logins/1/unbind", nil).Refused(409, "directory.login_undone")
}

func TestLoginsAreTheHomesAlone(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	w.Do(administrator, "PUT", of(planner)+"/login", login("p-1")).Is(200)
	w.Admit("3416", planner, "office")
	w.Do("administrator@3416", "POST", "/v1/organisations/3416/offices", object{"office": "reader", "person": apptest.Person(planner)}).Is(201)
	there := "/v1/organisations/3416/people/" + apptest.Person(planner)
	shown := w.Do("administrator@3416", "GET", there, nil).Is(200)
	if related, ok := shown.Get("related").(map[string]any); !ok || len(related) != 0 {
		t.Errorf("another organisation is shown %s", shown.Body)
	}
	for _, r := range []struct{ method, path string }{{"GET", "/logins"}, {"POST", "/logins/1/unbind"}, {"POST", "/invitation"}} {
		w.Do("administrator@3416", r.method, there+r.path, nil).Refused(http.StatusForbidden, "directory.other_home")
	}
	w.Do(administrator, "GET", of(planner), nil).Is(200).Has(object{"related.logins": of(planner) + "/logins"})
}
