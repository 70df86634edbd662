package pgtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/localpg"
	"forankring.no/forankring/internal/platform/pgdb"
)

func TestEachTestHasItsOwnDatabaseWithTheWholeSchema(t *testing.T) {
	t.Parallel()
	for i := range 4 {
		t.Run(fmt.Sprintf("test %d alone writes into its database", i), func(t *testing.T) {
			t.Parallel()
			pool := New(t)
			if _, err := pgdb.CheckSchema(t.Context(), pool); err != nil {
				t.Fatal(err)
			}
			if _, err := pool.Exec(t.Context(), "CREATE TABLE mine (n int)"); err != nil {
				t.Fatalf("another test wrote here: %v", err)
			}
		})
	}
}

func TestADatabaseIsGoneAfterItsTestAlsoWhenSomeoneIsConnected(t *testing.T) {
	t.Parallel()
	var address string
	t.Run("the test ends while a connection is open", func(t *testing.T) {
		address = URL(t)
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn // left open on purpose
	})
	if _, err := pgx.Connect(t.Context(), address); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("the database is still there: %v", err)
	}
}

func TestTheServerOfDATABASE_URLIsSharedSafely(t *testing.T) {
	t.Parallel()
	outside, err := localpg.Start(t.Context(), localpg.Options{Temporary: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = outside.Stop() })

	const programs = 4
	opened := make(chan error, programs)
	servers := make([]*server, programs)
	for i := range programs {
		go func() {
			var err error
			servers[i], err = open(t.Context(), outside.URL("postgres"))
			opened <- err
		}()
	}
	for range programs {
		if err := <-opened; err != nil {
			t.Fatal(err)
		}
	}
	var templates int
	err = servers[0].admin.QueryRow(t.Context(), "SELECT count(*) FROM pg_database WHERE datname LIKE 'forankring%'").Scan(&templates)
	if err != nil || templates != 1 {
		t.Errorf("%d programs made %d templates (%v), want 1", programs, templates, err)
	}
	for _, s := range servers {
		s.admin.Close()
	}
}

func TestATemplateWhoseMakerWasKilledIsMadeAnew(t *testing.T) {
	t.Parallel()
	outside, err := localpg.Start(t.Context(), localpg.Options{Temporary: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = outside.Stop() })
	name, err := templateName()
	if err != nil {
		t.Fatal(err)
	}
	execute(t, outside.URL("postgres"), "CREATE DATABASE "+name)

	s, err := open(t.Context(), outside.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.admin.Close()
	execute(t, outside.URL("postgres"), "CREATE DATABASE clone TEMPLATE "+name)
	execute(t, outside.URL("clone"), "SELECT FROM goose_db_version")
}

func execute(t *testing.T, address, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestBothFormsOfAnAddressArePointedAtAnotherDatabase(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"a URL":              "postgres://someone:secret@db.example:6432/main?sslmode=disable",
		"a URL without name": "postgresql://someone:secret@db.example:6432?sslmode=disable",
		"keywords":           "host=db.example port=6432 user=someone password=secret dbname=main sslmode=disable",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg, err := pgx.ParseConfig(withDatabase(address, "other"))
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprint(cfg.Host, cfg.Port, cfg.User, cfg.Password, cfg.Database)
			if want := fmt.Sprint("db.example", 6432, "someone", "secret", "other"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestTheTemplatesNameFollowsEveryMigration(t *testing.T) {
	t.Parallel()
	sum := func(files fstest.MapFS) string {
		h := sha256.New()
		if err := hashFiles(h, files); err != nil {
			t.Fatal(err)
		}
		return string(h.Sum(nil))
	}
	old := sum(fstest.MapFS{"1.sql": {Data: []byte("a")}, "2.sql": {Data: []byte("b")}})
	for name, files := range map[string]fstest.MapFS{
		"a changed one":           {"1.sql": {Data: []byte("a")}, "2.sql": {Data: []byte("c")}},
		"a new one":               {"1.sql": {Data: []byte("a")}, "2.sql": {Data: []byte("b")}, "3.sql": {}},
		"a renamed one":           {"1.sql": {Data: []byte("a")}, "3.sql": {Data: []byte("b")}},
		"text moved between them": {"1.sql": {Data: []byte("ab")}, "2.sql": {}},
	} {
		if sum(files) == old {
			t.Errorf("%s gives the same name", name)
		}
	}
}
