package pgdb

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// Parts are reads of several tables that go to the database as one statement:
// they see one state, and cost one plan and one round trip. Each is written and
// read as if it stood alone.
type Parts struct {
	list []part
	// then is what is done when all is read, in the order of the parts.
	then []func()
}

// part is one of the reads: a column of the statement, which is an array of rows.
type part struct {
	what, row, statement string
	args                 []any
	rows                 pgtype.ArraySetter
}

// Part adds a SELECT to the parts, and hands each of its rows, in their order, to
// add when they are read. T and the arguments are as for All; of a struct the
// columns are taken by their names, and those that it does not name are passed
// over.
func Part[T any](p *Parts, what string, add func(T), statement string, args ...any) {
	columns := columnsOf(reflect.TypeFor[T](), isRow[T]())
	rows := &records[T]{columns: columns}
	p.list = append(p.list, part{what: what, row: columns.row, statement: statement, args: quick(args), rows: rows})
	p.Then(func() {
		for i := range rows.list {
			add(rows.list[i].value)
		}
	})
}

// Then has something done once the parts that were added before are read.
func (p *Parts) Then(do func()) { p.then = append(p.then, do) }

// Read reads the parts, and hands their rows on: those of the first part first.
func (p *Parts) Read(ctx context.Context, q Querier) error {
	if err := p.read(ctx, q); err != nil {
		return err
	}
	for _, do := range p.then {
		do()
	}
	return nil
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
		text.WriteString([]string{"SELECT", ","}[min(i, 1)])
		text.WriteString(" array(SELECT ROW(" + part.row + ") FROM (" + statement + ") x)")
	}
	return text.String(), all, nil
}

// columns are those that make a row a struct, in the order of its fields, or the
// one that it is.
type columns struct {
	row    string
	fields [][]int
}

var known sync.Map // of columns, by the type of the row

func columnsOf(t reflect.Type, isStruct bool) *columns {
	if found, ok := known.Load(t); ok {
		return found.(*columns) //nolint:forcetypeassert // nothing else is put there
	}
	c := &columns{row: "x.*"}
	if isStruct {
		var names []string
		names, c.fields = namedFields(t, nil)
		c.row = strings.Join(names, ", ")
	}
	known.Store(t, c)
	return c
}

// namedFields are the columns of a struct, as pgx.RowToStructByName sees them, and
// where they go: those of embedded structs among them.
func namedFields(t reflect.Type, at []int) (names []string, fields [][]int) {
	for i := range t.NumField() {
		f, path := t.Field(i), append(slices.Clone(at), i)
		name, tagged := f.Tag.Lookup("db")
		if !tagged {
			name = strings.ToLower(f.Name)
		}
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			more, places := namedFields(f.Type, path)
			names, fields = append(names, more...), append(fields, places...)
		case f.IsExported() && name != "-":
			names, fields = append(names, "x."+name), append(fields, path)
		}
	}
	return names, fields
}

// records are the rows of a part, as pgx fills them in.
type records[T any] struct {
	columns *columns
	list    []record[T]
}

// SetDimensions makes room for the rows.
func (r *records[T]) SetDimensions(d []pgtype.ArrayDimension) error {
	r.list = nil
	if len(d) > 0 {
		r.list = make([]record[T], d[0].Length)
	}
	for i := range r.list {
		r.list[i].columns = r.columns
	}
	return nil
}

// ScanIndex is where a row goes.
func (r *records[T]) ScanIndex(i int) any { return &r.list[i] }

// ScanIndexType is the type of a row.
func (*records[T]) ScanIndexType() any { return new(record[T]) }

type record[T any] struct {
	columns *columns
	value   T
}

var errNoRow = errors.New("a row that is null")

// ScanNull refuses a row that is none.
func (*record[T]) ScanNull() error { return errNoRow }

// ScanIndex is where a column of the row goes.
func (r *record[T]) ScanIndex(i int) any {
	if r.columns.fields == nil {
		return &r.value
	}
	return reflect.ValueOf(&r.value).Elem().FieldByIndex(r.columns.fields[i]).Addr().Interface()
}
