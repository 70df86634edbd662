package app_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// speaking are the storeys that speak to people. Commands speak to operators, in
// English.
var speaking = []string{"../platform", "../directory", "../casework", "../decision", "../views"}

// toOperators are packages whose other words go to operators, to a log or into the
// contract, in English.
var toOperators = regexp.MustCompile(`platform/(authn|config|contract|localpg|mail|measure|pgdb)/|/scope\.go$`)

// unheard are calls and types whose words reach no reader of an answer: they
// declare messages, describe operations for the contract, or go to a log.
var unheard = regexp.MustCompile(`^(message\.New[1-5]?|New[1-5]?|fault\.New|sheet\.NewColumns|errors\.New|fmt\.(Errorf|Fprintf|Sprintf|Sscanf)|panic|regexp\.MustCompile|` +
	`.*\.((Error|Warn|Info|Debug)(Context)?|LogAttrs|Fatal|Exec|Query|QueryRow|Queue|ExecContext)|pgdb\.\w+|measure\.\w+|prometheus\.\w+|httpapi\.(Doc|Tag)|calendar\.Standing|act\.Scope|contract\.(Doc|Tag)|Doc|Tag|huma\.\w+|template\.\w+)$`)

var threeWords = regexp.MustCompile(`^[A-ZÆØÅ]?[a-zæøå]+,? [a-zæøå]+,? [a-zæøå]+`)

// sql begins the statements and their parts.
var sql = regexp.MustCompile(`(?i)^\s*(select|insert|update|delete|with|and|or|where|from|join|left join|order by|for update|union|create|lock|set|not exists|exists|coalesce|case when|on conflict|returning|[a-z_]+\.[a-z_]+|[a-z_]+ (=|in|is|asc|desc))`)

// names are no sentences: words of the glossary, and names of columns.
var names = []string{"interkommunalt politisk råd", "til og med"}

// What people read is declared as a message: no sentence stands anywhere else in
// the packages that speak to them.
func TestSentencesAreDeclaredAsMessages(t *testing.T) {
	t.Parallel()
	files := token.NewFileSet()
	for _, storey := range speaking {
		err := filepath.WalkDir(storey, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || toOperators.MatchString(filepath.ToSlash(path)) {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					return !unheard.MatchString(nameOf(n.Fun))
				case *ast.CompositeLit:
					return n.Type == nil || !unheard.MatchString(nameOf(n.Type))
				case *ast.AssignStmt:
					return !strings.HasSuffix(nameOf(n.Lhs[0]), ".Readers") // a scope's
				case *ast.Field:
					return n.Tag == nil // a member's description in the contract
				case *ast.BasicLit:
					text, err := strconv.Unquote(n.Value)
					if n.Kind == token.STRING && err == nil && threeWords.MatchString(text) && !slices.Contains(names, text) && !sql.MatchString(text) {
						t.Errorf("%s: %q is no message", files.Position(n.Pos()), text)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// nameOf is a function or type as it is written: New1, fault.New, s.log.Error.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return nameOf(e.X) + "." + e.Sel.Name
	case *ast.IndexExpr:
		return nameOf(e.X)
	case *ast.IndexListExpr:
		return nameOf(e.X)
	case *ast.CallExpr:
		return nameOf(e.Fun) + "()"
	case *ast.StarExpr:
		return nameOf(e.X)
	}
	return ""
}
