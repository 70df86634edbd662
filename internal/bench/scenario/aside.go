package scenario

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/fill"
	"forankring.no/forankring/internal/platform/pgdb"
)

// other is a stage over a database of its own, beside the one that is measured.
type other struct {
	*Stage
	leave func()
}

// ofSize gives a stage of another size, which is raised when it is asked for first
// and stands until this one falls.
func (s *Stage) ofSize(ctx context.Context, name string, size fill.Size) (*Stage, error) {
	if o := s.others[name]; o != nil {
		return o.Stage, nil
	}
	address, drop, err := s.aside(ctx, name)
	if err != nil {
		return nil, err
	}
	o := &other{Stage: &Stage{Effort: s.Effort, Database: address, Dir: s.Dir, Program: s.Program, Out: s.Out, Postmaster: s.Postmaster}, leave: drop}
	if o.Dir, err = os.MkdirTemp(s.Dir, "other-"); err != nil {
		drop()
		return nil, err
	}
	if s.others == nil {
		s.others = map[string]*other{}
	}
	s.others[name] = o
	if err := o.fill(ctx, pgdb.Migrate, size); err != nil {
		return nil, err
	}
	if err := o.Adopt(ctx); err != nil {
		return nil, err
	}
	down, err := o.Raise(ctx)
	o.leave = func() {
		down()
		drop()
	}
	return o.Stage, err
}

// leaveOthers takes down the stages of other sizes.
func (s *Stage) leaveOthers() {
	for _, o := range s.others {
		o.leave()
	}
}

// fill migrates a database and fills it.
func (s *Stage) fill(ctx context.Context, migrate func(context.Context, *pgxpool.Pool, func(string)) error, size fill.Size) error {
	pool, err := pgdb.Open(ctx, s.Database, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := migrate(ctx, pool, nil); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(s.Out, "Another database is filled, with %d cases.\n", size.Cases)
	_, err = fill.Fill(ctx, pool, size, io.Discard)
	return err
}

// aside makes an empty database beside the one that is measured, and says how it is
// dropped.
func (s *Stage) aside(ctx context.Context, name string) (address string, drop func(), err error) {
	u, err := url.Parse(s.Database)
	if err != nil {
		return "", nil, err
	}
	database := fmt.Sprintf("bench_%s_%d", name, os.Getpid())
	u.Path = "/postgres"
	admin := u.String()
	do := func(ctx context.Context, statement string) error {
		conn, err := pgx.Connect(ctx, admin)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, statement+pgx.Identifier{database}.Sanitize())
		return errors.Join(err, conn.Close(ctx))
	}
	if err := do(ctx, "CREATE DATABASE "); err != nil {
		return "", nil, fmt.Errorf("make a database beside the measured one: %w", err)
	}
	u.Path = "/" + database
	return u.String(), func() { _ = do(context.WithoutCancel(ctx), "DROP DATABASE IF EXISTS ") }, nil
}
