package identity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/identity"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const here = identity.Name("kongsvingerregionen")

func TestADatabaseBelongsToTheFirstWhoWorksIt(t *testing.T) {
	t.Parallel()
	owner := pgtest.New(t)
	service := pgtest.Served(t, owner)
	for range 2 {
		if err := here.Check(t.Context(), service); err != nil {
			t.Fatal(err)
		}
	}
	err := identity.Name("a rehearsal").Check(t.Context(), service)
	if !errors.Is(err, identity.ErrElsewhere) || !strings.Contains(err.Error(), `"kongsvingerregionen"`) || !strings.Contains(err.Error(), "forankring adopt") {
		t.Errorf("another installation hears %v", err)
	}
}

// A dump that is restored elsewhere brings the place along for which it was
// adopted: another server, another database of this one.
func TestACopyIsNobodysUntilItIsAdopted(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]string{
		"another server":   `UPDATE installation SET system_identifier = system_identifier + 1`,
		"another database": `UPDATE installation SET database_oid = database_oid + 1`,
		"another name":     `UPDATE installation SET name = 'another'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			owner := pgtest.New(t)
			service := pgtest.Served(t, owner)
			if err := here.Check(t.Context(), service); err != nil {
				t.Fatal(err)
			}
			if _, err := owner.Exec(t.Context(), spoil); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := here.Check(t.Context(), service); !errors.Is(err, identity.ErrElsewhere) {
					t.Fatalf("a copy is worked: %v", err)
				}
			}
			for range 2 {
				if _, err := here.Adopt(t.Context(), service, time.Now()); err != nil {
					t.Fatal(err)
				}
			}
			if err := here.Check(t.Context(), service); err != nil {
				t.Errorf("it is not worked although it was adopted: %v", err)
			}
			var events int
			err := owner.QueryRow(t.Context(), `SELECT count(*) FROM audit_event WHERE act = 'adopt-database' AND operator = 'forankring adopt'
				AND changes->'installation'->'old' <> 'null' AND changes->'installation'->'new'->>'name' = $1`, string(here)).Scan(&events)
			if err != nil || events != 1 {
				t.Errorf("the record has %d events of it, %v", events, err)
			}
		})
	}
}
