package pgdb

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// All runs a statement and gives its rows, in their order; no rows are an empty
// list, never nil. T is a struct whose `db` tags name every column, no more and
// no fewer, or the value of a single column: a number, a text, a time.
//
// What was being done ("find the open versions") stands before any error.
// Arguments are those of pgx: pgx.StrictNamedArgs, or one per $n.
func All[T any](ctx context.Context, q Querier, what, statement string, args ...any) ([]T, error) {
	return collect(ctx, q, what, to[T](), statement, args)
}

// Pointers is All for structs that are handed on by their address.
func Pointers[T any](ctx context.Context, q Querier, what, statement string, args ...any) ([]*T, error) {
	return collect(ctx, q, what, address(to[T]()), statement, args)
}

// One runs a statement that has exactly one row and gives it as All does. No
// row is pgx.ErrNoRows below what was being done: NotFound recognises it. A
// second row is an error too.
func One[T any](ctx context.Context, q Querier, what, statement string, args ...any) (T, error) {
	rows, err := q.Query(ctx, statement, quick(args)...)
	var one T
	if err == nil {
		one, err = pgx.CollectExactlyOneRow(rows, to[T]())
	}
	if err != nil {
		var none T
		return none, fmt.Errorf("%s: %w", what, err)
	}
	return one, nil
}

// Pointer is One for a struct that is handed on by its address; it is nil
// beside an error.
func Pointer[T any](ctx context.Context, q Querier, what, statement string, args ...any) (*T, error) {
	one, err := One[T](ctx, q, what, statement, args...)
	if err != nil {
		return nil, err
	}
	return &one, nil
}

// Related gives the rows that belong to several things, by the thing: the first
// column is the key, whatever its name, and the others make a row as for All.
// Within a key the rows keep their order.
func Related[K comparable, T any](ctx context.Context, q Querier, what, statement string, args ...any) (map[K][]T, error) {
	pairs, err := collect(ctx, q, what, keyed[K, T](), statement, args)
	if err != nil {
		return nil, err
	}
	found := map[K][]T{}
	for _, p := range pairs {
		found[p.key] = append(found[p.key], p.row)
	}
	return found, nil
}

// ByKey is Related where a key has one row: two rows of one key are an error,
// and not the last of them.
func ByKey[K comparable, T any](ctx context.Context, q Querier, what, statement string, args ...any) (map[K]T, error) {
	pairs, err := collect(ctx, q, what, keyed[K, T](), statement, args)
	if err != nil {
		return nil, err
	}
	found := make(map[K]T, len(pairs))
	for _, p := range pairs {
		if _, twice := found[p.key]; twice {
			return nil, fmt.Errorf("%s: two rows of the key %v", what, p.key)
		}
		found[p.key] = p.row
	}
	return found, nil
}

// Queue adds a statement to a batch and hands each of its rows, made as by All,
// to add when the batch is sent and closed. The first statement whose rows
// cannot be read ends the batch, and what it was doing stands before the error;
// a batch that cannot be prepared does not get that far.
func Queue[T any](b *pgx.Batch, what string, add func(T), statement string, args ...any) {
	b.Queue(statement, quick(args)...).Query(func(rows pgx.Rows) error {
		list, err := pgx.CollectRows(rows, to[T]())
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		for _, row := range list {
			add(row)
		}
		return nil
	})
}

func collect[T any](ctx context.Context, q Querier, what string, to pgx.RowToFunc[T], statement string, args []any) ([]T, error) {
	rows, err := q.Query(ctx, statement, quick(args)...)
	var list []T
	if err == nil {
		list, err = pgx.CollectRows(rows, to)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return list, nil
}

// to makes a row a T: by the names of its columns, or the one value that it is.
func to[T any]() pgx.RowToFunc[T] {
	if !isRow(reflect.TypeFor[T]()) {
		return pgx.RowTo[T]
	}
	return pgx.RowToStructByName[T]
}

// isRow says whether a type is made of a row's columns, and not of its one value.
func isRow(t reflect.Type) bool {
	scans := reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]())
	return t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() && !scans
}

func address[T any](to pgx.RowToFunc[T]) pgx.RowToFunc[*T] {
	return func(row pgx.CollectableRow) (*T, error) {
		v, err := to(row)
		return &v, err
	}
}

// pair is a row with the key of what it belongs to.
type pair[K comparable, T any] struct {
	key K
	row T
}

func keyed[K comparable, T any]() pgx.RowToFunc[pair[K, T]] {
	rest := to[T]()
	return func(row pgx.CollectableRow) (p pair[K, T], err error) {
		p.row, err = rest(behind{CollectableRow: row, key: &p.key})
		return p, err
	}
}

// behind is a row without its first column, which is read into key.
type behind struct {
	pgx.CollectableRow
	key any
}

func (b behind) FieldDescriptions() []pgconn.FieldDescription {
	return b.CollectableRow.FieldDescriptions()[1:]
}

func (b behind) Scan(dest ...any) error {
	return b.CollectableRow.Scan(append([]any{b.key}, dest...)...)
}
