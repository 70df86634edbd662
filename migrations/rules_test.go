package migrations_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/migrations"
)

// ruled is the first migration that was written by the rules of the package.
const ruled = 44

var (
	indexed  = regexp.MustCompile(`(?i)CREATE\s+(?:UNIQUE\s+)?INDEX\s+(CONCURRENTLY\s+)?(?:IF NOT EXISTS\s+)?(\w+)\s+ON\s+(\w+)`)
	tabled   = regexp.MustCompile(`(?i)CREATE\s+TABLE\s+(\w+)`)
	taking   = regexp.MustCompile(`(?i)DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN)`)
	flooring = regexp.MustCompile(`(?i)UPDATE\s+schema_floor\s+SET\s+version`)
)

// breaks says which rules of the package a migration breaks.
func breaks(text string) (rules []string) {
	var made []string
	for _, m := range tabled.FindAllStringSubmatch(text, -1) {
		made = append(made, m[1])
	}
	whole := !strings.Contains(text, "+goose NO TRANSACTION")
	for _, m := range indexed.FindAllStringSubmatch(text, -1) {
		switch concurrently, index, table := m[1] != "", m[2], m[3]; {
		case slices.Contains(made, table):
		case !concurrently || whole:
			rules = append(rules, fmt.Sprintf("builds %s on %s while nobody can write there: build it CONCURRENTLY, in a file with NO TRANSACTION", index, table))
		case !strings.Contains(text, "DROP INDEX CONCURRENTLY IF EXISTS "+index+";"):
			rules = append(rules, "leaves a broken "+index+" behind: drop it before, if it exists")
		}
	}
	if m := taking.FindString(text); m != "" && !flooring.MatchString(text) {
		rules = append(rules, m+" takes away what an older program uses, and does not set schema_floor")
	}
	return rules
}

func TestMigrationsLetTheServiceWorkOn(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		n, err := migrations.Number(name)
		if err != nil {
			t.Error(err)
		}
		text, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, rule := range breaks(string(text)) {
			if n >= ruled {
				t.Errorf("%s %s", name, rule)
			}
		}
	}
}

func TestWhatWouldStopTheServiceIsFound(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"CREATE TABLE box (x int); CREATE INDEX box_x ON box (x);":                                                        0,
		"CREATE INDEX box_x ON box (x);":                                                                                  1,
		"CREATE UNIQUE INDEX CONCURRENTLY box_x ON box (x);":                                                              1,
		"-- +goose NO TRANSACTION\nCREATE INDEX box_x ON box (x);":                                                        1,
		"-- +goose NO TRANSACTION\nCREATE INDEX CONCURRENTLY box_x ON box (x);":                                           1,
		"-- +goose NO TRANSACTION\nDROP INDEX CONCURRENTLY IF EXISTS box_x;\nCREATE INDEX CONCURRENTLY box_x ON box (x);": 0,
		"ALTER TABLE box DROP COLUMN x;":                                                                                  1,
		"ALTER TABLE box RENAME COLUMN x TO y;":                                                                           1,
		"ALTER TABLE box DROP COLUMN x; UPDATE schema_floor SET version = 50;":                                            0,
		"ALTER TABLE box DROP CONSTRAINT x;":                                                                              0,
	} {
		if got := breaks(text); len(got) != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestAMigrationHasANumber(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int64{"00044_schema_floor.sql": 44, "00000_none.sql": 0, "late.sql": 0, "-1_x.sql": 0} {
		if n, err := migrations.Number(name); n != want || (err != nil) != (want == 0) {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
}
