package limit

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

var (
	parameter = regexp.MustCompile(`\$[0-9]+`)
	// mistaken is a colon that pgbench would take for the beginning of a variable.
	mistaken = regexp.MustCompile(`(^|[^:]):[A-Za-z0-9_]`)
)

// compare finds the arguments in which the requests differ.
func (w *writer) compare() {
	w.varies = make([]bool, len(w.rows[0]))
	for i, first := range w.rows[0] {
		w.varies[i] = first != nil && slices.ContainsFunc(w.rows, func(row []*string) bool { return *row[i] != *first })
	}
}

// script writes the statements with variables in the place of parameters. Those that
// differ are looked up for each transaction; the others are defined once.
func (w *writer) script() (string, error) {
	var b strings.Builder
	b.WriteString("\\set k :k + 1\n\\set n :base + :client_id * :each + :k\n")
	if columns := w.varying(); len(columns) > 0 {
		fmt.Fprintf(&b, "SELECT %s FROM bench_argument WHERE n = (:n)::int \\gset\n", strings.Join(columns, ", "))
	}
	at := 0
	for _, p := range w.statements {
		if mistaken.MatchString(p.sql) {
			return "", fmt.Errorf("pgbench would take a colon in a statement of the service for a variable: %.300s", p.sql)
		}
		b.WriteString(w.withVariables(p, at) + ";\n")
		at += len(p.types)
	}
	return b.String(), nil
}

// withVariables is a statement whose first parameter is the at-th argument of all.
// Its types are those that PostgreSQL has found for the statement as it was.
func (w *writer) withVariables(p prepared, at int) string {
	text := parameter.ReplaceAllStringFunc(p.sql, func(name string) string {
		n, _ := strconv.Atoi(name[1:])
		switch first := w.rows[0][at+n-1]; {
		case first == nil:
			return "NULL::" + p.types[n-1]
		case *first == "" && !w.varies[at+n-1]: // which pgbench takes for no definition
			return "''::" + p.types[n-1]
		}
		return fmt.Sprintf("(:a%d)::%s", at+n-1, p.types[n-1])
	})
	return strings.TrimRight(strings.TrimSpace(text), ";")
}

// constants are the definitions of the arguments in which requests do not differ.
func (w *writer) constants() (all []string) {
	for i, v := range w.rows[0] {
		if v != nil && *v != "" && !w.varies[i] {
			all = append(all, fmt.Sprintf("--define=a%d=%s", i, *v))
		}
	}
	return all
}

// varying are the columns of the arguments in which requests differ.
func (w *writer) varying() (columns []string) {
	for i, differs := range w.varies {
		if differs {
			columns = append(columns, "a"+strconv.Itoa(i))
		}
	}
	return columns
}

// keep writes the arguments into the table that pgbench looks into.
func (w *writer) keep(ctx context.Context) error {
	columns, declared := w.varying(), ""
	for _, c := range columns {
		declared += ", " + c + " text NOT NULL"
	}
	if _, err := w.conn.Exec(ctx, `DROP TABLE IF EXISTS bench_argument`); err != nil {
		return fmt.Errorf("make the table of arguments: %w", err)
	}
	if _, err := w.conn.Exec(ctx, `CREATE TABLE bench_argument (n int PRIMARY KEY`+declared+`)`); err != nil {
		return fmt.Errorf("make the table of arguments: %w", err)
	}
	_, err := w.conn.CopyFrom(ctx, pgx.Identifier{"bench_argument"}, append([]string{"n"}, columns...), pgx.CopyFromSlice(len(w.rows), func(i int) ([]any, error) {
		row := []any{i + 1}
		for place, v := range w.rows[i] {
			if w.varies[place] {
				row = append(row, *v)
			}
		}
		return row, nil
	}))
	if err == nil {
		_, err = w.conn.Exec(ctx, `ANALYZE bench_argument`)
	}
	if err != nil {
		return fmt.Errorf("keep the arguments: %w", err)
	}
	return nil
}
