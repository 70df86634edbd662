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
	template string
	address  func(database string) string
}

var shared = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	return open(ctx, os.Getenv("DATABASE_URL"))
})

// New opens the test's own database. After the test it is closed and dropped; a test that keeps a connection fails.
func New(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := pgdb.Open(t.Context(), URL(t), nil)
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
	case <-time.After(5 * time.Second):
		t.Error("the test has not given back its database connections")
	}
}

// URL is the address of a new database of the test's own, for tests that start processes or open the pool themselves.
// It is dropped after the test, whoever is still connected. Without a server the test fails; it is never skipped.
func URL(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("start the tests' PostgreSQL: %v", err)
	}
	name := "forankring_test_" + strings.ToLower(rand.Text())
	quoted := pgx.Identifier{name}.Sanitize()
	_, err = s.admin.Exec(t.Context(), "CREATE DATABASE "+quoted+" TEMPLATE "+pgx.Identifier{s.template}.Sanitize())
	if err != nil {
		t.Fatalf("make the test's database: %v", err)
	}
	t.Cleanup(func() { // the test's own context has ended by now
		if _, err := s.admin.Exec(context.Background(), "DROP DATABASE "+quoted+" WITH (FORCE)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return s.address(name)
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
	s.template, err = makeTemplate(ctx, s)
	return s, err
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
