package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/localpg"
)

// warned is whether a service warned of its database's user.
func warned(s *service) bool {
	return slices.ContainsFunc(s.log(), func(l line) bool { return strings.HasPrefix(l.Msg, "the database's user may do more") })
}

// An operator migrates as the owner and serves as a member of the role that
// migrate granted to; whoever serves as the owner is warned (rule 9.1).
func TestTheServiceRunsAsALesserRoleThanTheOwner(t *testing.T) {
	t.Parallel()
	server, err := localpg.Start(t.Context(), localpg.Options{Temporary: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Stop() })
	admin, err := pgx.Connect(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close(t.Context()) })
	exec := func(statement string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	exec(`CREATE ROLE owner LOGIN`)
	exec(`CREATE DATABASE forankring OWNER owner`)
	as := func(user string) []string {
		address, err := url.Parse(server.URL("forankring"))
		if err != nil {
			t.Fatal(err)
		}
		address.User = url.User(user)
		return []string{"DATABASE_URL=" + address.String(), "FORANKRING_MAIL_FOLDER=" + t.TempDir(), "FORANKRING_DATABASE_ROLE=forankring_web"}
	}
	if said := forankring(t, as("owner"), "migrate").ok(t).stdout; !strings.Contains(said, "There is no role forankring_web") {
		t.Errorf("migrate says %q", said)
	}
	exec(`CREATE ROLE forankring_web LOGIN`)
	if said := forankring(t, as("owner"), "migrate").ok(t).stdout; !strings.Contains(said, "members of forankring_web may serve it") {
		t.Errorf("migrate says %q", said)
	}
	forankring(t, as("forankring_web"), "migrate").refused(t, 1, "the tables belong to owner")
	forankring(t, as("forankring_web"), "register", "region", "--slug", "region", "--name", "Region").ok(t)
	for user, want := range map[string]bool{"owner": true, "forankring_web": false} {
		s := serve(t, as(user))
		if status, body := s.get("/readyz", ""); status != 200 {
			t.Errorf("%s: it is not ready: %s", user, body)
		}
		if err := s.stop(); err != nil {
			t.Errorf("%s: %v\n%v", user, err, s.log())
		}
		if warned(s) != want {
			t.Errorf("%s: warned is %t: %v", user, !want, s.log())
		}
	}
}
