package plans

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// many is how many rows every growing table is planned with, though it may have
// fewer here: a table of 60 people is best read whole, one of all the country's is not.
const many = 30_000

// Offence is a table that a statement's plan reads whole.
type Offence struct {
	Statement
	Table, Node string
	Rows        float64 // of the table
}

// judge plans statements as the service's connections do, for any arguments, and
// finds what they read whole.
type judge struct {
	conn *pgx.Conn
	rows map[string]float64 // of each table
}

func newJudge(ctx context.Context, conn *pgx.Conn) (*judge, error) {
	j := &judge{conn: conn, rows: map[string]float64{}}
	if _, err := conn.Exec(ctx, "SET plan_cache_mode = force_generic_plan"); err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, "SELECT relname, greatest(0, reltuples)::float8 FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'bench_argument'") // pgbench's own
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Name string
		Rows float64
	}])
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		j.rows[t.Name] = t.Rows
	}
	for name := range j.rows {
		if small[name] == "" && !slices.Contains(growing, name) {
			return nil, fmt.Errorf("say of table %s whether it grows", name)
		}
	}
	return j, nil
}

var planned = regexp.MustCompile(`(?is)^\s*(?:--[^\n]*\n\s*)*(SELECT|INSERT|UPDATE|DELETE|WITH)\b`)

// offences plans a statement, and finds the growing tables that it reads whole.
// Of an empty one nothing can be said.
func (j *judge) offences(ctx context.Context, s Statement) (found []Offence, err error) {
	if !planned.MatchString(s.SQL) {
		return nil, nil
	}
	plan, err := j.plan(ctx, s.SQL)
	if err != nil {
		return nil, err
	}
	plan.walk(func(n node) {
		if slices.Contains(growing, n.Relation) && n.whole() && j.rows[n.Relation] > 0 {
			found = append(found, Offence{Statement: s, Table: n.Relation, Node: n.said(), Rows: j.rows[n.Relation]})
		}
	})
	return found, nil
}

func (j *judge) plan(ctx context.Context, sql string) (*node, error) {
	tx, err := j.conn.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if _, err := tx.Exec(ctx, `UPDATE pg_class SET reltuples = $2 WHERE relname = ANY($1) AND relnamespace = 'public'::regnamespace AND reltuples < $2`, growing, many); err != nil {
		return nil, fmt.Errorf("plan as if every table had grown (only a superuser can): %w", err)
	}
	if _, err := tx.Exec(ctx, "PREPARE judged AS "+sql, pgx.QueryExecModeSimpleProtocol); err != nil {
		return nil, err
	}
	defer func() { _, _ = j.conn.Exec(ctx, "DEALLOCATE judged") }()
	var arguments string
	err = tx.QueryRow(ctx, `SELECT coalesce('(' || string_agg('NULL::' || t, ', ') || ')', '') FROM pg_prepared_statements, unnest(parameter_types::text[]) t WHERE name = 'judged'`).Scan(&arguments)
	if err != nil {
		return nil, err
	}
	var text []byte
	if err := tx.QueryRow(ctx, "EXPLAIN (FORMAT JSON) EXECUTE judged"+arguments, pgx.QueryExecModeSimpleProtocol).Scan(&text); err != nil {
		return nil, err
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) != 1 {
		return nil, fmt.Errorf("read a plan: %w", err)
	}
	return &plans[0].Plan, nil
}

// node is a step of a plan.
type node struct {
	Type     string  `json:"Node Type"`     //nolint:tagliatelle // as PostgreSQL writes it
	Relation string  `json:"Relation Name"` //nolint:tagliatelle // as PostgreSQL writes it
	Index    string  `json:"Index Name"`    //nolint:tagliatelle // as PostgreSQL writes it
	Cond     string  `json:"Index Cond"`    //nolint:tagliatelle // as PostgreSQL writes it
	Filter   string  `json:"Filter"`        //nolint:tagliatelle // as PostgreSQL writes it
	Rows     float64 `json:"Plan Rows"`     //nolint:tagliatelle // as PostgreSQL writes it
	Plans    []*node `json:"Plans"`         //nolint:tagliatelle // as PostgreSQL writes it
	limited  bool    // it ends after a few rows, in the order in which it reads
}

// walk visits every step, with what is known from those above it.
func (n *node) walk(visit func(node)) {
	visit(*n)
	for _, p := range n.Plans {
		p.limited = n.Type == "Limit" || n.limited && (n.Type == "Nested Loop" || n.Type == "LockRows" || n.Type == "Subquery Scan" || n.Type == "Append" || n.Type == "Merge Append" || n.Type == "Result")
		p.walk(visit)
	}
}

// whole says whether a step reads all of its table, or of an index of it. The
// first rows of an index's own order are not all.
func (n *node) whole() bool {
	switch n.Type {
	case "Seq Scan":
		return true
	case "Index Scan", "Index Only Scan":
		return n.Cond == "" && alive[n.Index] == "" && (!n.limited || n.Filter != "")
	default:
		return false
	}
}

func (n *node) said() string {
	said := n.Type
	if n.Index != "" {
		said += " of the whole of " + n.Index
	}
	if n.Filter != "" {
		said += ", filter " + n.Filter
	}
	return strings.Join(strings.Fields(said), " ")
}
