package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/migrations"
)

// templateLock is the advisory lock under which a template is made: test programs may share a server.
const templateLock = 7_231_904_412

// makeTemplate names the template for the schema of today, and makes it unless another program has. Only a finished
// one is marked as a template; one whose maker was killed is made anew.
func makeTemplate(ctx context.Context, s *server) (string, error) {
	name, err := templateName()
	if err != nil {
		return "", err
	}
	conn, err := s.admin.Acquire(ctx)
	if err != nil {
		return "", fmt.Errorf("reach the tests' server: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return "", fmt.Errorf("wait for the template: %w", err)
	}
	defer func() {
		_, _ = conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", templateLock)
	}()
	var made bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&made)
	if err != nil {
		return "", fmt.Errorf("look for the template: %w", err)
	}
	if made {
		return name, nil
	}
	return name, fillTemplate(ctx, conn, name, s.address(name))
}

func fillTemplate(ctx context.Context, conn *pgxpool.Conn, name, address string) error {
	quoted := pgx.Identifier{name}.Sanitize()
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + quoted, "CREATE DATABASE " + quoted + " TEMPLATE template0"} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("make the template: %w", err)
		}
	}
	pool, err := pgdb.Open(ctx, address, nil)
	if err != nil {
		return err
	}
	err = pgdb.Migrate(ctx, pool)
	pool.Close()
	if err != nil {
		return fmt.Errorf("fill the template: %w", err)
	}
	// A template that someone is connected to cannot be cloned.
	if _, err := conn.Exec(ctx, "ALTER DATABASE "+quoted+" WITH ALLOW_CONNECTIONS false IS_TEMPLATE true"); err != nil {
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
