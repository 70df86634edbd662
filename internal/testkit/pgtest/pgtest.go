// Package pgtest gives each test a database of its own, with the whole schema in it.
//
// All test programs that run at a time share one private server, or the one of DATABASE_URL, and a migrated template;
// each database is a clone of it. No TestMain is needed: the first program starts the server, and it ends by itself
// a little after the last program, however that ended.
package pgtest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/pgdb"
)

// server is where the clones are made.
type server struct {
	users    *os.File // keeps the shared server up
	admin    *pgxpool.Pool
	version  int    // 150004 is 15.4
	lesser   bool   // there is a role for the service besides the owner
	template string // with the whole schema, and nothing else
	address  func(database string) string

	snapshots sync.Map // func() error by template: each is made once
}

var shared = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	return open(ctx, os.Getenv("DATABASE_URL"))
})

// New opens the test's own database. After the test it is closed and dropped; a test that keeps a connection fails.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	return opened(t, URL(t))
}

func opened(t testing.TB, address string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgdb.Open(t.Context(), address, nil)
	if err != nil {
		t.Fatalf("open the test's database: %v", err)
	}
	t.Cleanup(func() { closePool(t, pool) })
	return pool
}

func closePool(t testing.TB, pool *pgxpool.Pool) {
	closed := make(chan struct{})
	go func() {
		pool.Close()
		close(closed)
	}()
	select {
	case <-closed:
	case <-time.After(time.Minute):
		t.Error("the test has not given back its database connections")
	}
}

// URL is the address of a new database of the test's own, for tests that start processes or open the pool themselves.
// It is dropped after the test, whoever is still connected. Without a server the test fails; it is never skipped.
func URL(t testing.TB) string {
	t.Helper()
	s := reached(t)
	return s.clone(t, s.template)
}

func reached(t testing.TB) *server {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("start the tests' PostgreSQL: %v", err)
	}
	return s
}

// clone makes a database of the test's own from a template.
func (s *server) clone(t testing.TB, template string) string {
	t.Helper()
	name := "forankring_test_" + strings.ToLower(rand.Text())
	quoted := pgx.Identifier{name}.Sanitize()
	if _, err := s.admin.Exec(t.Context(), s.copyOf(name, template)); err != nil {
		t.Fatalf("make the test's database: %v", err)
	}
	t.Cleanup(func() { // the test's own context has ended by now
		if _, err := s.admin.Exec(context.Background(), "DROP DATABASE "+quoted+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return s.address(name)
}

// copyOf copies files, which costs a third of what writing each page to the log does, the default from PostgreSQL 15 on.
func (s *server) copyOf(name, template string) string {
	statement := "CREATE DATABASE " + pgx.Identifier{name}.Sanitize() + " TEMPLATE " + pgx.Identifier{template}.Sanitize()
	if s.version >= 150000 {
		statement += " STRATEGY FILE_COPY"
	}
	return statement
}

// open takes the server at the address, or the shared one where none is given, and readies its template.
func open(ctx context.Context, databaseURL string) (*server, error) {
	s := &server{address: func(database string) string { return withDatabase(databaseURL, database) }}
	if databaseURL == "" {
		var err error
		if databaseURL, s.users, err = standardMeeting().join(ctx); err != nil {
			return nil, err
		}
	}
	admin, err := pgxpool.New(context.Background(), databaseURL)
	if err != nil {
		return nil, fmt.Errorf("reach the tests' server: %w", err)
	}
	s.admin = admin
	if err := admin.QueryRow(ctx, "SELECT current_setting('server_version_num')::int").Scan(&s.version); err != nil {
		return nil, fmt.Errorf("ask the tests' server for its version: %w", err)
	}
	if s.template, err = templateName(); err != nil {
		return nil, err
	}
	if err := s.ready(ctx, s.template, "template0", s.migrate); err != nil {
		return nil, err
	}
	return s, s.asRole(ctx)
}

// withDatabase points an address, in either of PostgreSQL's two forms, at another database of the same server.
func withDatabase(address, database string) string {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return address + " dbname=" + database
	}
	u.Path = "/" + database
	return u.String()
}
