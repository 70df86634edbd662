package login_test

import (
	"slices"
	"testing"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	inGrue = "/v1/organisations/3417"

	administrator = "administrator@3417"
	chief         = "chief_executive@3417"
	planner       = "planner1@3417"
)

type object = map[string]any

func of(who string) string {
	return "/v1/organisations/" + apptest.Home(who) + "/people/" + apptest.Person(who)
}

func login(subject string) object {
	return object{"issuer": authn.DevelopmentIssuer, "subject": subject}
}

// told are the people who were told of a change by e-mail, each with the address
// where that is not their own, in order.
func told(t *testing.T, w *apptest.World, change string) []string {
	t.Helper()
	all, err := pgdb.All[string](t.Context(), w.Pool, "read who was told", `
		SELECT p.name || CASE WHEN l.address <> '' THEN ' at ' || l.address ELSE '' END FROM letter l JOIN person p ON p.id = l.person_id
		WHERE l.kind = 'authority_changed' AND l.channel = 'email' AND l.params->>'change' = $1`, change)
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// invite invites somebody, and reads the code where it stands alone: in the e-mail.
func invite(t *testing.T, w *apptest.World, who string) string {
	t.Helper()
	w.Do("administrator@"+apptest.Home(who), "POST", of(who)+"/invitation", nil).Is(200)
	code, err := pgdb.One[string](t.Context(), w.Pool, "read the e-mail", `
		SELECT secret FROM letter WHERE kind = 'login_invitation' AND channel = 'email' AND person_id = $1 ORDER BY id DESC LIMIT 1`, apptest.Person(who))
	if err != nil || code == "" {
		t.Fatalf("no code was sent: %v", err)
	}
	return code
}

func redeem(w *apptest.World, subject, code string) *apptest.Answer {
	return w.Do("", "POST", "/v1/logins/redeem", object{"code": code}, w.Subject(subject))
}
