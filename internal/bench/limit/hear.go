package limit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/statement"
)

// Write makes a script of requests that asked the same statements, of which there are
// the most: what differs between them are the arguments, which pgbench looks up in a
// table. They were dry runs: what these ask in the place of COMMIT is not asked by
// pgbench, which commits.
func Write(ctx context.Context, pool *pgxpool.Pool, database, dir string, heard []statement.Heard) (*Script, error) {
	program, err := Find()
	if err != nil {
		return nil, err
	}
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	w := &writer{conn: conn.Conn(), known: map[string]prepared{}, kinds: map[string]*kind{}}
	for _, h := range heard {
		if err := w.add(ctx, h); err != nil {
			return nil, err
		}
	}
	w.choose()
	if len(w.rows) == 0 {
		return nil, errors.New("nothing was heard that pgbench could run")
	}
	w.compare()
	text, err := w.script()
	if err != nil {
		return nil, err
	}
	s := &Script{program: program, dir: dir, database: database, Requests: len(w.rows), Statements: len(w.statements), RoundTrips: w.roundTrips, constants: w.constants()}
	if err := os.WriteFile(s.file(), []byte(text), 0o600); err != nil {
		return nil, err
	}
	return s, w.keep(ctx)
}

// prepared is a statement with the types of its parameters.
type prepared struct {
	sql   string
	types []string
	oids  []uint32
}

// kind are requests that asked the same statements.
type kind struct {
	statements []prepared
	roundTrips int
	// rows are the arguments of each request, of all its statements; nil for NULL.
	rows [][]*string
}

// writer gathers what the requests have in common, and their arguments.
type writer struct {
	conn  *pgx.Conn
	known map[string]prepared
	kinds map[string]*kind
	// kind is the one that is written.
	kind
	// varies says of each argument whether the requests differ in it.
	varies []bool
}

// add takes a request.
func (w *writer) add(ctx context.Context, h statement.Heard) error {
	var asked []prepared
	var row []*string
	for _, a := range h.Statements {
		sql, args, err := w.rewritten(ctx, a)
		if err != nil {
			return err
		}
		switch {
		case strings.HasPrefix(sql, "SET CONSTRAINTS"):
			continue
		case sql == "rollback":
			sql = "commit"
		}
		p, err := w.prepare(ctx, sql)
		if err != nil {
			return err
		}
		texts, err := w.texts(p, args)
		if err != nil {
			return err
		}
		asked, row = append(asked, p), append(row, texts...)
	}
	form := formOf(asked, row)
	k, ok := w.kinds[form]
	if !ok {
		k = &kind{statements: asked, roundTrips: h.RoundTrips - len(h.Statements) + len(asked)}
		w.kinds[form] = k
	}
	k.rows = append(k.rows, row)
	return nil
}

// formOf is what requests have in common that asked the same, with NULL in the same
// places: pgbench knows no NULL as an argument.
func formOf(asked []prepared, row []*string) string {
	var b strings.Builder
	for _, p := range asked {
		b.WriteString(p.sql + "\x00")
	}
	for _, v := range row {
		b.WriteString(strconv.FormatBool(v == nil))
	}
	return b.String()
}

// choose takes the requests of which there are the most that asked the same.
func (w *writer) choose() {
	for _, k := range w.kinds {
		if len(k.rows) > len(w.rows) {
			w.kind = *k
		}
	}
}

// rewritten is a statement as pgx sends it.
func (w *writer) rewritten(ctx context.Context, a statement.Asked) (string, []any, error) {
	args := a.Args
	for len(args) > 0 {
		switch first := args[0].(type) {
		case pgx.QueryExecMode, pgx.QueryResultFormats, pgx.QueryResultFormatsByOID:
			args = args[1:]
		case pgx.QueryRewriter:
			return first.RewriteQuery(ctx, w.conn, a.SQL, args[1:])
		default:
			return a.SQL, args, nil
		}
	}
	return a.SQL, args, nil
}

func (w *writer) prepare(ctx context.Context, sql string) (prepared, error) {
	if p, ok := w.known[sql]; ok {
		return p, nil
	}
	d, err := w.conn.Prepare(ctx, "", sql)
	if err != nil {
		return prepared{}, fmt.Errorf("prepare a statement of the service: %w: %.200s", err, sql)
	}
	p := prepared{sql: sql, oids: d.ParamOIDs}
	for _, oid := range p.oids {
		var name string
		if err := w.conn.QueryRow(ctx, `SELECT format_type($1, NULL)`, oid).Scan(&name); err != nil {
			return p, err
		}
		p.types = append(p.types, name)
	}
	w.known[sql] = p
	return p, nil
}

// texts are arguments as pgbench sends them.
func (w *writer) texts(p prepared, args []any) ([]*string, error) {
	texts := make([]*string, len(args))
	for i, arg := range args {
		raw, err := w.conn.TypeMap().Encode(p.oids[i], pgtype.TextFormatCode, arg, []byte{}) // what stays nil is NULL
		if err != nil {
			return nil, fmt.Errorf("write an argument as text: %w: %.200s", err, p.sql)
		}
		if raw != nil {
			text := string(raw)
			texts[i] = &text
		}
	}
	return texts, nil
}
