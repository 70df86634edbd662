// Package migrations embeds the database's migrations: forward only, numbered,
// one purpose each.
package migrations

import "embed"

// FS holds the migrations in the order of their names.
//
//go:embed *.sql
var FS embed.FS
