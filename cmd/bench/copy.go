package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/process"
)

// clone copies the database beside itself, and gives the copy's address.
func clone(ctx context.Context, address string) (string, func(), error) {
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		return "", func() {}, err
	}
	from := cfg.ConnConfig.Database
	cfg.ConnConfig.Database = "postgres"
	conn, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		return "", func() {}, fmt.Errorf("reach the server to copy the database: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := mustHaveRoom(ctx, conn, from); err != nil {
		return "", func() {}, err
	}
	sweep(ctx, conn)
	name := pgx.Identifier{copied}.Sanitize()
	how := ""
	if conn.PgConn().ParameterStatus("server_version") >= "15" {
		how = " STRATEGY file_copy"
	}
	_, err = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
	if err == nil {
		_, err = conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+pgx.Identifier{from}.Sanitize()+how)
	}
	if err != nil {
		return "", func() {}, fmt.Errorf("copy the database (nobody may be connected to it; -in-place measures it itself): %w", err)
	}
	to, err := elsewhere(address, copied)
	return to, func() { _ = drop(context.WithoutCancel(ctx), address) }, err
}

// mustHaveRoom refuses a copy for which the disk has too little room, where the
// server's folder can be seen from here.
func mustHaveRoom(ctx context.Context, conn *pgx.Conn, database string) error {
	var size int64
	var dir string
	err := conn.QueryRow(ctx, `SELECT pg_database_size($1), coalesce(current_setting('data_directory', true), '')`, database).Scan(&size, &dir)
	if err != nil {
		return fmt.Errorf("look how large the database is: %w", err)
	}
	if _, err := os.Stat(dir); err != nil {
		return nil //nolint:nilerr // it is on another machine
	}
	return process.MustHaveRoom(dir, size+size/2)
}

// sweep drops the copies of runs that were killed. What cannot be dropped waits for
// the next run.
func sweep(ctx context.Context, conn *pgx.Conn) {
	rows, err := conn.Query(ctx, `SELECT datname FROM pg_database WHERE datname ~ '^bench_run_[0-9]+$'`)
	if err != nil {
		return
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return
	}
	for _, name := range names {
		var pid int
		if _, err := fmt.Sscanf(name, "bench_run_%d", &pid); err == nil && errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			_, _ = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize())
		}
	}
}

// drop drops the copy.
func drop(ctx context.Context, address string) error {
	admin, err := elsewhere(address, "postgres")
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{copied}.Sanitize()+" WITH (FORCE)")
	return errors.Join(err, conn.Close(ctx))
}

// elsewhere is the address of another database of the same server.
func elsewhere(address, database string) (string, error) {
	u, err := parseAddress(address)
	if err != nil {
		return "", err
	}
	u.Path = "/" + database
	return u.String(), nil
}

// parseAddress reads a database's address, which is a URL.
func parseAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" {
		return nil, errNoAddress
	}
	return u, nil
}

var errNoAddress = errors.New("give the database's address as a URL, such as postgres://forankring@localhost/bench")

func isAddress(address string) bool {
	_, err := parseAddress(address)
	return err == nil
}
