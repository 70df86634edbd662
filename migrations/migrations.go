// Package migrations embeds the database's migrations: forward only, numbered,
// one purpose each. A new one has a number above all that have landed: .ci/run
// refuses another.
//
// The service works on while a migration runs, and the program that is replaced
// works on after it. So from 00044 on:
//
//   - An index on a table that other migrations made is built CONCURRENTLY, in a
//     file of its own with "+goose NO TRANSACTION", after DROP INDEX CONCURRENTLY
//     IF EXISTS of what a broken build may have left.
//   - What a program of the version before still uses is taken away a version
//     later. A migration that drops or renames a table or a column sets
//     schema_floor to the number of the newest migration that a program must
//     know to do without it.
package migrations

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

// FS holds the migrations in the order of their names.
//
//go:embed *.sql
var FS embed.FS

// Number is the number of a migration, by its file's name.
func Number(name string) (int64, error) {
	digits, _, _ := strings.Cut(name, "_")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("the migration %s has no number", name)
	}
	return n, nil
}
