package fill

import (
	"context"
	"fmt"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
)

// mustHaveRoom refuses a disk that is too small, where the server's disk can be
// seen from here.
func (f *filler) mustHaveRoom(ctx context.Context) error {
	var folder string
	if err := f.conn.QueryRow(ctx, "SELECT current_setting('data_directory', true)").Scan(&folder); err != nil || folder == "" {
		return nil //nolint:nilerr // another's server does not say where it keeps its data
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return nil //nolint:nilerr // it is on another machine
	}
	free, need := disk.Bavail*uint64(disk.Bsize), f.size.bytes()
	if free < need {
		return fmt.Errorf("the disk of %s is too small: %d MB are free, and this size needs about %d MB", folder, free>>20, need>>20)
	}
	return nil
}

type index struct{ Name, Definition string }

// dropIndexes drops the indexes that no constraint needs, and says how they are
// made again: at the end, at once, which is several times faster.
func (f *filler) dropIndexes(ctx context.Context) ([]index, error) {
	rows, err := f.conn.Query(ctx, `
		SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relname !~ '^river_' AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
		ORDER BY i.indexrelid`)
	if err != nil {
		return nil, err
	}
	indexes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[index])
	if err != nil {
		return nil, err
	}
	for _, i := range indexes {
		if _, err := f.conn.Exec(ctx, "DROP INDEX "+i.Name); err != nil {
			return nil, fmt.Errorf("drop %s: %w", i.Name, err)
		}
	}
	return indexes, nil
}

// setSequences lets every counter go on after the rows that were given numbers.
func (f *filler) setSequences(ctx context.Context) error {
	rows, err := f.conn.Query(ctx, `
		SELECT format('SELECT setval(%L, greatest((SELECT coalesce(max(%I), 1) FROM public.%I), (SELECT last_value FROM %s)))',
			s.name, a.attname, c.relname, s.name)
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, pg_get_serial_sequence(format('public.%I', c.relname), a.attname) AS s(name)
		WHERE a.attidentity = 'a' AND c.relnamespace = 'public'::regnamespace`)
	if err != nil {
		return err
	}
	statements, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	_, err = f.conn.Exec(ctx, strings.Join(statements, ";"))
	return err
}

// verify asks afterwards what the database did not ask of each row: that what is
// referred to is there, and that nobody is to give more than they can.
func (f *filler) verify(ctx context.Context) error {
	if _, err := f.conn.Exec(ctx, "SET session_replication_role = origin"); err != nil {
		return err
	}
	rows, err := f.conn.Query(ctx, `
		SELECT k.conname, format('SELECT count(*) FROM %s f WHERE %s AND NOT EXISTS (SELECT FROM %s t WHERE %s)', k.conrelid::regclass,
			(SELECT string_agg(format('f.%I IS NOT NULL', a.attname), ' AND ') FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)),
			k.confrelid::regclass,
			(SELECT string_agg(format('t.%I = f.%I', t.attname, a.attname), ' AND ') FROM unnest(k.conkey, k.confkey) AS pair (own, other)
				JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = pair.other))
		FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
		UNION ALL
		SELECT 'assignment_capacity', 'WITH turn AS (SELECT employment_id, from_date AS day FROM assignment UNION SELECT employment_id, from_date FROM capacity)
			SELECT count(*) FROM turn t WHERE (SELECT sum(share) FROM assignment a WHERE a.employment_id = t.employment_id AND a.state IN (''released'', ''recalled'', ''replaced'')
				AND a.from_date <= t.day AND least(a.to_date, a.ended_on) > t.day)
			> coalesce((SELECT percent FROM capacity c WHERE c.employment_id = t.employment_id AND c.from_date <= t.day ORDER BY c.from_date DESC LIMIT 1), 0)'`)
	if err != nil {
		return err
	}
	type check struct{ Name, Statement string }
	checks, err := pgx.CollectRows(rows, pgx.RowToStructByPos[check])
	if err != nil {
		return err
	}
	for _, c := range checks {
		var broken int
		if err := f.conn.QueryRow(ctx, c.Statement).Scan(&broken); err != nil {
			return fmt.Errorf("check %s: %w", c.Name, err)
		}
		if broken > 0 {
			return fmt.Errorf("%d rows break %s", broken, c.Name)
		}
	}
	return nil
}
