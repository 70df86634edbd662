package pgtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/migrations"
)

// templateLock is the advisory lock under which a template is made: test programs may share a server.
const templateLock = 723_190_441

// Snapshot opens a database of the test's own in which fill has been at work: it fills a template once, of which every
// database under the same name is a clone. Programs share a server, so a name says all that the content depends on;
// where it also depends on the program's code, it has OfThisProgram in it.
func Snapshot(t testing.TB, name string, fill func(context.Context, *pgxpool.Pool) error) *pgxpool.Pool {
	t.Helper()
	s := reached(t)
	sum := sha256.Sum256([]byte(s.template + " " + name))
	template := "forankring_snapshot_" + hex.EncodeToString(sum[:8])
	made, _ := s.snapshots.LoadOrStore(template, sync.OnceValue(func() error {
		return s.ready(context.WithoutCancel(t.Context()), template, s.template, fill)
	}))
	if err := made.(func() error)(); err != nil {
		t.Fatalf("make the snapshot %s: %v", name, err)
	}
	return opened(t, s.clone(t, template))
}

// Norwegian is New with a database that sorts text as Norwegian does where nothing else is said, as its owner may have
// made it: "aa" comes after "z" there.
func Norwegian(t testing.TB) *pgxpool.Pool {
	t.Helper()
	s := reached(t)
	template := s.template + "_nb"
	made, _ := s.snapshots.LoadOrStore(template, sync.OnceValue(func() error {
		return s.ready(context.WithoutCancel(t.Context()), template, "template0", s.migrate, " LOCALE_PROVIDER icu ICU_LOCALE 'nb-NO'")
	}))
	if err := made.(func() error)(); err != nil {
		t.Fatalf("make a Norwegian database: %v", err)
	}
	return opened(t, s.clone(t, template))
}

// OfThisProgram is another in every test program.
var OfThisProgram = rand.Text()

// ready makes a template and has it filled, unless another program has. Only a finished one is marked as a template; one
// whose maker was killed is made anew.
func (s *server) ready(ctx context.Context, name, from string, fill func(context.Context, *pgxpool.Pool) error, with ...string) error {
	conn, err := s.admin.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("reach the tests' server: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1, hashtext($2))", templateLock, name); err != nil {
		return fmt.Errorf("wait for the template: %w", err)
	}
	defer func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1, hashtext($2))", templateLock, name)
	}()
	var made bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&made)
	if err != nil {
		return fmt.Errorf("look for the template: %w", err)
	}
	if made {
		return nil
	}
	return s.fillTemplate(ctx, conn, name, s.copyOf(name, from)+strings.Join(with, ""), fill)
}

func (s *server) fillTemplate(ctx context.Context, conn *pgxpool.Conn, name, create string, fill func(context.Context, *pgxpool.Pool) error) error {
	quoted := pgx.Identifier{name}.Sanitize()
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + quoted, create} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("make the template: %w", err)
		}
	}
	pool, err := pgdb.Open(ctx, s.address(name), nil)
	if err != nil {
		return err
	}
	err = fill(ctx, pool)
	pool.Close()
	if err != nil {
		return fmt.Errorf("fill the template: %w", err)
	}
	// A template that someone is connected to cannot be cloned: nobody comes any more, and those there have to be gone,
	// however long a busy machine takes for that.
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+quoted+" WITH ALLOW_CONNECTIONS false"); err != nil {
		return fmt.Errorf("close the template: %w", err)
	}
	look := time.NewTicker(tick / 10)
	defer look.Stop()
	for connected := true; connected; <-look.C {
		err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = $1)", name).Scan(&connected)
		if err != nil {
			return fmt.Errorf("wait for the template to be left: %w", err)
		}
	}
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+quoted+" WITH IS_TEMPLATE true"); err != nil {
		return fmt.Errorf("finish the template: %w", err)
	}
	return nil
}

// templateName is other for every other schema: the project's migrations and the job queue's.
func templateName() (string, error) {
	sum := sha256.New()
	if err := hashFiles(sum, migrations.FS); err != nil {
		return "", fmt.Errorf("read the migrations: %w", err)
	}
	queue, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return "", fmt.Errorf("read the queue's migrations: %w", err)
	}
	for _, m := range queue.AllVersions() {
		fmt.Fprintln(sum, m.Version, m.SQLUp)
	}
	fmt.Fprintln(sum, pgdb.Grants, Role)
	return "forankring_template_" + hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

func hashFiles(sum hash.Hash, files fs.FS) error {
	return fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		fmt.Fprintln(sum, path, len(content))
		sum.Write(content)
		return err
	})
}
