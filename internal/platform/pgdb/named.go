package pgdb

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// remembered are the statements with named arguments as the database gets them.
// Their texts are written in this program: there are as many as it can put
// together, and the most of them are remembered.
var remembered struct {
	statements sync.Map // by their text: positional
	count      atomic.Int64
}

// mostRemembered bounds the memory that statements take which differ from request
// to request.
const mostRemembered = 2000

// positional is a statement with $1, $2 … and the names of its arguments in that
// order.
type positional struct {
	text  string
	names []string
}

// named are named arguments whose statement is read once, and not at each call.
type named pgx.StrictNamedArgs

// quick lets a statement with named arguments alone be read once.
func quick(args []any) []any {
	if len(args) == 1 {
		if n, ok := args[0].(pgx.StrictNamedArgs); ok {
			return []any{named(n)}
		}
	}
	return args
}

// RewriteQuery gives the statement as the database gets it. It refuses, as
// pgx.StrictNamedArgs does, an argument that is missing and one that the statement
// does not name.
func (n named) RewriteQuery(ctx context.Context, conn *pgx.Conn, statement string, args []any) (string, []any, error) {
	p, known := remembered.statements.Load(statement)
	if !known {
		read, err := n.read(ctx, conn, statement, args)
		if err != nil {
			return "", nil, err
		}
		if remembered.count.Add(1) <= mostRemembered {
			remembered.statements.Store(statement, read)
		}
		p = read
	}
	at, _ := p.(positional)
	if len(at.names) != len(n) {
		return "", nil, fmt.Errorf("a statement of %d arguments was given %d", len(at.names), len(n))
	}
	values := make([]any, len(at.names))
	for i, name := range at.names {
		value, ok := n[name]
		if !ok {
			return "", nil, fmt.Errorf("argument %s of the statement is missing", name)
		}
		values[i] = value
	}
	return at.text, values, nil
}

// read rewrites the statement with the name of each argument as its value: so the
// order of the values is that of the names.
func (n named) read(ctx context.Context, conn *pgx.Conn, statement string, args []any) (positional, error) {
	names := make(pgx.StrictNamedArgs, len(n))
	for name := range n {
		names[name] = name
	}
	text, order, err := names.RewriteQuery(ctx, conn, statement, args)
	if err != nil {
		return positional{}, err
	}
	p := positional{text: text, names: make([]string, len(order))}
	for i, name := range order {
		p.names[i], _ = name.(string)
	}
	return p, nil
}
