// Package fill makes a database as it looks after years of use, for measuring:
// the same content every time, written by a few statements over whole tables.
// What it writes is what the service would have written, and is checked
// afterwards against every foreign key and the rule of capacity.
package fill

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/workday"
)

// ErrNotEmpty refuses a database in which somebody has worked.
var ErrNotEmpty = errors.New("the database is not empty: only a new one, with the whole schema, is filled")

//go:embed sql
var steps embed.FS

// Fill fills a migrated, empty database, tells what it is at, and names what is
// in it. It refuses a database with organisations in it, and a disk that is too
// small. A connection that is not a superuser's is slower: each row is then
// checked as it is written.
func Fill(ctx context.Context, pool *pgxpool.Pool, size Size, tell io.Writer) (World, error) {
	if err := size.check(); err != nil {
		return World{}, err
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return World{}, fmt.Errorf("reach the database: %w", err)
	}
	// Its temporary tables and settings go with it.
	raw := conn.Hijack()
	defer func() { _ = raw.Close(context.WithoutCancel(ctx)) }()
	f := &filler{conn: raw, size: size, tell: tell}
	if err := f.mayFill(ctx); err != nil {
		return World{}, err
	}
	if err := f.fill(ctx); err != nil {
		return World{}, err
	}
	return Find(ctx, pool, size.Now)
}

type filler struct {
	conn *pgx.Conn
	size Size
	tell io.Writer
	free bool // whether rows are written without checks
}

func (f *filler) mayFill(ctx context.Context) error {
	var filled bool
	if err := f.conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM organisation)").Scan(&filled); err != nil {
		return fmt.Errorf("look whether the database is empty (it must be migrated): %w", err)
	}
	if filled {
		return ErrNotEmpty
	}
	return f.mustHaveRoom(ctx)
}

func (f *filler) fill(ctx context.Context) error {
	if err := f.prepare(ctx); err != nil {
		return err
	}
	areas := f.size.areas()
	if err := f.step("directory", func() error { return newRegistry(f.size, areas).write(ctx, f.conn) }); err != nil {
		return err
	}
	if err := f.step("documents", func() error {
		l, err := newLibrary(workday.Today(f.size.Now), parties(areas))
		if err != nil {
			return err
		}
		return l.write(ctx, f.conn)
	}); err != nil {
		return err
	}
	// Without the triggers of foreign keys and capacity; verify makes up for it.
	if err := f.unchecked(ctx); err != nil {
		return err
	}
	indexes, err := f.dropIndexes(ctx)
	if err != nil {
		return err
	}
	if err := f.statements(ctx); err != nil {
		return err
	}
	return f.finish(ctx, indexes)
}

// prepare makes the temporary tables that the statements read.
func (f *filler) prepare(ctx context.Context) error {
	_, err := f.conn.Exec(ctx, `
		SET TIME ZONE 'UTC'; SET synchronous_commit = off; SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'; SET statement_timeout = 0; SET plan_cache_mode = auto;
		SET client_min_messages = warning; SET temp_buffers = '64MB';
		CREATE TEMP TABLE party (id int, region_id bigint, start int, size int);
		CREATE TEMP TABLE party_member (party_id int, municipality_id bigint, municipality text, place int);
		CREATE TEMP TABLE document (id int, party_id int, half int, variant int, common jsonb, common_hash text, content_hash text);
		CREATE TEMP TABLE document_slice (document_id int, municipality_id bigint, content jsonb, hash text);
		CREATE TEMP TABLE given (now timestamptz, cases bigint, regions int, per_start int, busy int, events bigint, openings text[], themes text[], extras text[], sentences text[])`)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	s := f.size
	_, err = f.conn.Exec(ctx, `INSERT INTO given VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.Now.UTC().Truncate(time.Second), s.Cases, s.Regions, perStart, busy, s.Events, openings, themes, extras, sentences)
	if err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	return nil
}

func (f *filler) unchecked(ctx context.Context) error {
	if err := f.conn.QueryRow(ctx, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user").Scan(&f.free); err != nil || !f.free {
		return err
	}
	_, err := f.conn.Exec(ctx, "SET session_replication_role = replica")
	return err
}

// statements runs the statements that spread everything over the cases.
func (f *filler) statements(ctx context.Context) error {
	files, err := steps.ReadDir("sql")
	if err != nil {
		return err
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name())
	}
	number := func(name string) int {
		before, _, _ := strings.Cut(name, "_")
		n, _ := strconv.Atoi(before)
		return n
	}
	slices.SortFunc(names, func(a, b string) int { return number(a) - number(b) })
	for _, name := range names {
		text, err := steps.ReadFile("sql/" + name)
		if err != nil {
			return err
		}
		_, title, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".sql"), "_")
		if err := f.step(title, func() error {
			_, err := f.conn.Exec(ctx, string(text))
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// finish ends what was left out while filling: sequences, checks and statistics.
func (f *filler) finish(ctx context.Context, indexes []index) error {
	if err := f.step("indexes", func() error {
		for _, i := range indexes {
			if _, err := f.conn.Exec(ctx, i.Definition); err != nil {
				return fmt.Errorf("%s: %w", i.Name, err)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if err := f.step("sequences", func() error { return f.setSequences(ctx) }); err != nil {
		return err
	}
	if err := f.step("statistics", func() error {
		_, err := f.conn.Exec(ctx, "VACUUM (ANALYZE)")
		return err
	}); err != nil || !f.free {
		return err
	}
	return f.step("checks", func() error { return f.verify(ctx) })
}

// step runs one step and tells how long it took.
func (f *filler) step(title string, run func() error) error {
	begin := time.Now()
	if err := run(); err != nil {
		return fmt.Errorf("fill %s: %w", title, err)
	}
	_, err := fmt.Fprintf(f.tell, "  %-12s %6.1f s\n", title, time.Since(begin).Seconds())
	return err
}
