package pgdb

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Parts are reads of several tables that go to the database as one statement:
// they see one state, and cost one plan and one round trip. Each is written and
// read as if it stood alone.
type Parts struct {
	list []part
	// then is what is done when all is read, in the order of the parts.
	then []func()
	next *Parts
}

// part is one of the reads: a column of the statement, which is an array of rows.
type part struct {
	what, statement string
	args            []any
	// column is the statement as the column, and rows the address of the list of its rows.
	column func(statement string) string
	rows   any
}

// Part adds a SELECT to the parts, and hands each of its rows, in their order, to
// add when they are read. T and the arguments are as for All; of a struct the
// columns are taken by their names, and those that it does not name are passed
// over.
func Part[T any](p *Parts, what string, add func(T), statement string, args ...any) {
	var rows []T
	p.list = append(p.list, part{what: what, statement: statement, args: quick(args), column: RowsOf[T], rows: &rows})
	p.Then(func() {
		for _, row := range rows {
			add(row)
		}
	})
}

// Then has something done once the parts that were added before are read.
func (p *Parts) Then(do func()) { p.then = append(p.then, do) }

// Next are parts of one more statement, which is sent once these are read, and what is
// to be done then is done: for what can be asked only when these are known.
func (p *Parts) Next() *Parts {
	if p.next == nil {
		p.next = &Parts{}
	}
	return p.next
}

// Read reads the parts, and hands their rows on: those of the first part first.
func (p *Parts) Read(ctx context.Context, q Querier) error {
	if err := p.read(ctx, q); err != nil {
		return err
	}
	for _, do := range p.then {
		do()
	}
	if p.next == nil {
		return nil
	}
	return p.next.Read(ctx, q)
}

func (p *Parts) read(ctx context.Context, q Querier) error {
	if len(p.list) == 0 {
		return nil
	}
	statement, args, err := p.written(ctx)
	if err != nil {
		return err
	}
	all := make([]any, len(p.list))
	for i := range p.list {
		all[i] = p.list[i].rows
	}
	if err := q.QueryRow(ctx, statement, args...).Scan(all...); err != nil {
		return fmt.Errorf("%s: %w", p.what(), err)
	}
	return nil
}

func (p *Parts) what() string {
	all := make([]string, len(p.list))
	for i := range p.list {
		all[i] = p.list[i].what
	}
	return strings.Join(all, ", ")
}

var parameter = regexp.MustCompile(`\$\d+`)

// written is the statement that reads all parts, whose parameters are numbered
// through.
func (p *Parts) written(ctx context.Context) (string, []any, error) {
	var text strings.Builder
	var all []any
	for i, part := range p.list {
		statement, args := part.statement, part.args
		if len(args) > 0 {
			if named, ok := args[0].(pgx.QueryRewriter); ok {
				var err error
				if statement, args, err = named.RewriteQuery(ctx, nil, statement, args[1:]); err != nil {
					return "", nil, fmt.Errorf("%s: %w", part.what, err)
				}
			}
		}
		if before := len(all); before > 0 {
			statement = parameter.ReplaceAllStringFunc(statement, func(s string) string {
				n, _ := strconv.Atoi(s[1:])
				return "$" + strconv.Itoa(before+n)
			})
		}
		all = append(all, args...)
		text.WriteString([]string{"SELECT ", ", "}[min(i, 1)])
		text.WriteString(part.column(statement))
	}
	return text.String(), all, nil
}
