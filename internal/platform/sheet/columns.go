package sheet

import (
	"slices"
	"strings"

	"forankring.no/forankring/internal/platform/message"
)

// Columns are the columns of a table, in order. Each has a key, the member of the
// answers that it holds, which is its name in English too; the other languages
// have names for readers.
type Columns []column

type column struct {
	key  string
	name message.Text
}

// NewColumns declares the columns of a table; the message of each is named by the
// table and the key ("demands.staff_key").
func NewColumns(table string, keys ...string) Columns {
	all := make(Columns, len(keys))
	for i, key := range keys {
		all[i] = column{key, message.New(table+"."+key, key)}
	}
	return all
}

// Keys are the columns' keys, in order.
func (c Columns) Keys() []string {
	keys := make([]string, len(c))
	for i, column := range c {
		keys[i] = column.key
	}
	return keys
}

// Header are the names of the columns in a language.
func (c Columns) Header(in message.Language) []string {
	names := make([]string, len(c))
	for i, column := range c {
		names[i] = column.name.Say(in)
	}
	return names
}

// Known are the keys of columns that were named in any language, whatever the
// case of the letters; names of no column stay as they are.
func (c Columns) Known(names []string) []string {
	keys := slices.Clone(names)
	for i, name := range names {
		for _, column := range c {
			if slices.ContainsFunc(message.Languages(), func(in message.Language) bool { return strings.EqualFold(column.name.Say(in), name) }) {
				keys[i] = column.key
			}
		}
	}
	return keys
}
