package migrations_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"forankring.no/forankring/migrations"
)

// order is that of the storeys: a package reads what stands before it.
var order = []string{
	"platform/pgdb", "platform/audit", "platform/identity", "platform/httpapi",
	"directory/organisation", "directory/person", "directory/notice", "directory/admission", "directory/login", "directory/office", "directory/body", "directory/election", "directory/authority",
	"casework/calendar", "casework/reminder", "casework/casefile", "casework/waiting", "casework/council", "casework/benefit", "casework/mandate", "casework/condition", "casework/approval", "casework/disqualification",
	"casework/staffing", "casework/assignment", "casework/contribution", "casework/responsible", "casework/timeline", "casework/completion", "casework/replan", "casework/template",
	"casework/meetingcalendar", "casework/planner", "casework/proposal", "casework/document", "casework/site",
	"decision/treatment", "decision/effect", "decision/followup", "decision/meeting", "decision/agenda", "decision/debate", "decision/convening", "decision/minutes",
	"views/alarm", "views/stand", "views/task", "views/demand", "views/committee", "views/feed", "views/publicpage", "views/statutes", "views/subject", "views/upload",
	"app", "demo",
}

// owner says which package a table belongs to, and so where its statements
// stand: the package writes it, and nobody else does.
var owner = map[string]string{
	"service_secret": "platform/pgdb", "idempotency_key": "platform/pgdb", "schema_floor": "platform/pgdb",
	"audit_event":  "platform/audit",
	"installation": "platform/identity",
	"organisation": "directory/organisation", "membership": "directory/organisation", "organisation_number": "directory/organisation", "organisation_name": "directory/organisation",
	"succession": "directory/organisation",
	"login":      "directory/login", "login_code": "directory/login",
	"person": "directory/person", "employment": "directory/person", "capacity": "directory/person",
	"letter": "directory/notice", "letter_failure": "directory/notice", "notice_preference": "directory/notice",
	"admission": "directory/admission",
	"office":    "directory/office", "office_address": "directory/office",
	"body": "directory/body", "seat": "directory/body", "body_setting": "directory/body", "seat_leave": "directory/body",
	"substitute":     "directory/authority",
	"calendar_entry": "casework/calendar", "calendar_change": "casework/calendar",
	"deadline": "casework/reminder", "reminder": "casework/reminder", "reminder_told": "casework/reminder", "reminder_policy": "casework/reminder",
	"casefile": "casework/casefile", "case_counter": "casework/casefile", "participant": "casework/casefile", "participant_past": "casework/casefile", "participant_left": "casework/casefile", "case_body": "casework/casefile",
	"benefit":        "casework/benefit",
	"case_reference": "casework/casefile", "case_link": "casework/casefile", "case_decision": "casework/casefile",
	"mandate_version": "casework/mandate", "mandate_slice": "casework/mandate", "mandate_answer": "casework/approval", "mandate_rule": "casework/mandate",
	"mandate_condition": "casework/condition",
	"disqualification":  "casework/disqualification",
	"assignment":        "casework/staffing",
	"contribution":      "casework/contribution", "contribution_key": "casework/contribution",
	"milestone": "casework/timeline", "milestone_done": "casework/timeline", "milestone_move": "casework/timeline", "milestone_dependency": "casework/timeline",
	"planned_meeting": "casework/meetingcalendar", "planned_meeting_change": "casework/meetingcalendar",
	"plan": "casework/planner", "plan_step": "casework/planner",
	"timeline_template": "casework/template",
	"proposal_version":  "casework/proposal", "proposal_item": "casework/proposal",
	"document": "casework/document", "document_version": "casework/document", "document_content": "casework/document", "document_part": "casework/document",
	"treatment_plan": "decision/treatment", "treatment_template": "decision/treatment", "treatment": "decision/treatment", "treatment_change": "decision/treatment",
	"site": "casework/site", "site_figure": "casework/site",
	"meeting": "decision/meeting", "meeting_change": "decision/meeting", "agenda_counter": "decision/meeting", "meeting_demand": "decision/convening", "meeting_demand_member": "decision/convening", "agenda_item": "decision/meeting", "attendance": "decision/meeting", "item_leave": "decision/meeting",
	"item_proposal": "decision/debate", "item_vote": "decision/debate", "item_vote_cast": "decision/debate", "item_consent": "decision/debate", "item_statement": "decision/debate", "item_resolution": "decision/debate", "item_correction": "decision/debate",
	"minutes": "decision/minutes", "minutes_signature": "decision/minutes",
	"resolution": "decision/treatment", "resolution_item": "decision/treatment",
	"effect_rule": "decision/effect", "case_effect": "decision/effect", "reconciliation": "decision/effect", "reconciliation_exit": "decision/effect",
	"follow_up": "decision/followup", "follow_up_part": "decision/followup", "follow_up_report": "decision/followup",
	"start_override": "views/stand",
	"feed":           "views/feed",
}

// shared are what owners declare for others to join: views and functions, and
// the tables of which others want no more than a name.
var shared = map[string]string{
	"search_form":  "platform/pgdb",
	"organisation": "directory/organisation", "person": "directory/person", "body": "directory/body",
	"heir": "directory/organisation", "successor": "directory/organisation", "successors_of": "directory/organisation", "regions_of": "directory/organisation", "members_in": "directory/organisation",
	"member_on": "directory/organisation", "employed_on": "directory/person", "held_office": "directory/office", "office_contact": "directory/office", "bound_login": "directory/login", "held_seat": "directory/body",
	"appointment": "directory/authority", "exempt_treating": "directory/authority", "barred": "directory/authority", "found_disqualified": "casework/approval", "case_party": "casework/casefile", "case_draft": "casework/casefile",
	"dated_milestone": "casework/timeline",
	"public_case":     "casework/casefile", "exempt_case": "casework/casefile", "public_participant": "casework/casefile", "public_share": "casework/staffing", "public_paper": "casework/document",
	"public_resolution": "decision/treatment", "public_treatment": "decision/treatment", "public_meeting": "decision/meeting", "public_item": "decision/meeting", "public_vote": "decision/debate", "public_voice": "decision/debate",
}

// reads are the tables that a package reads of others below it without a view
// or function of theirs. The list may shrink and not grow: one that is no
// longer read must be struck out.
var reads = map[string][]string{
	"casework/reminder":         {"letter"},
	"casework/benefit":          {"participant"},
	"casework/mandate":          {"casefile"},
	"casework/condition":        {"mandate_version"},
	"casework/approval":         {"casefile", "mandate_slice", "mandate_version", "participant"},
	"casework/disqualification": {"substitute"},
	"casework/staffing":         {"casefile", "employment"},
	"casework/contribution":     {"casefile", "participant"},
	"casework/responsible":      {"employment"},
	"decision/treatment":        {"casefile", "participant"},
	"views/demand":              {"assignment", "employment"},
	"views/subject": {
		"admission", "assignment", "audit_event", "capacity", "casefile", "disqualification", "employment", "feed", "letter", "login", "milestone", "office", "reminder",
		"seat", "substitute",
	},
	"demo": {"audit_event", "reminder", "service_secret"},
}

// strays are the tables that a package reads above itself, or writes though
// they are another's: cuts that are still wrong. The list shrinks to nothing.
var strays = map[string][]string{}

// A table belongs to one package: that one alone writes it, and those above
// read it through what it declares. Nothing reads upward.
func TestATableBelongsToOnePackage(t *testing.T) {
	t.Parallel()
	declared := inMigrations(t)
	for _, name := range declared {
		if owner[name] == "" && shared[name] == "" {
			t.Errorf("the migrations make %s, and no package is named as its owner", name)
		}
	}
	for name := range owner {
		if !slices.Contains(declared, name) {
			t.Errorf("%s has an owner, and no migration makes it", name)
		}
	}
	borrowed, strayed := map[string][]string{}, map[string][]string{}
	for _, u := range statements(t) {
		if u.by == "casework/reading" || u.by == "casework/caseindex" {
			u.by = "casework/casefile" // whose conditions they word, and whose rows they find
		}
		of := cmp.Or(owner[u.table], shared[u.table])
		if of == "" || of == u.by {
			continue
		}
		stray := u.writes || slices.Index(order, of) > slices.Index(order, u.by)
		switch {
		case !slices.Contains(order, u.by):
			t.Errorf("%s: %s has statements and no place in the order", u.at, u.by)
		case stray:
			strayed[u.by] = append(strayed[u.by], u.table)
			if !slices.Contains(strays[u.by], u.table) {
				t.Errorf("%s: %s writes %s, or reads it above itself: it belongs to %s", u.at, u.by, u.table, of)
			}
		case shared[u.table] == "":
			borrowed[u.by] = append(borrowed[u.by], u.table)
			if !slices.Contains(reads[u.by], u.table) {
				t.Errorf("%s: %s reads %s without a view or function of its owner, %s", u.at, u.by, u.table, of)
			}
		}
	}
	strikeOut(t, "reads", reads, borrowed)
	strikeOut(t, "strays", strays, strayed)
}

// strikeOut fails for what a list excuses and nobody does any more.
func strikeOut(t *testing.T, list string, excused, done map[string][]string) {
	t.Helper()
	for by, tables := range excused {
		for _, table := range tables {
			if !slices.Contains(done[by], table) {
				t.Errorf("strike %s of %s out of %s: it is mended", table, by, list)
			}
		}
	}
}

var making = regexp.MustCompile(`(?m)^\s*CREATE (?:OR REPLACE )?(?:TABLE|VIEW|MATERIALIZED VIEW|FUNCTION) (?:IF NOT EXISTS )?(\w+)([^;]*)`)

// inMigrations are the tables, views and functions that the migrations make,
// but for the functions of triggers.
func inMigrations(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	found := map[string]bool{}
	for _, f := range files {
		text, err := fs.ReadFile(migrations.FS, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, made := range making.FindAllStringSubmatch(string(text), -1) {
			found[made[1]] = !strings.Contains(made[2], "RETURNS trigger")
		}
	}
	maps.DeleteFunc(found, func(_ string, joined bool) bool { return !joined })
	return slices.Sorted(maps.Keys(found))
}

// use is a table in a statement of a package.
type use struct {
	by, table string
	writes    bool
	at        token.Position
}

var (
	naming = regexp.MustCompile(`\b(FROM|JOIN|INTO|UPDATE|USING|TABLE)\s+(?:ONLY\s+|LATERAL\s+)?([a-z_]+)`)
	listed = regexp.MustCompile(`\bFROM\s+[a-z_]+(?:\s+(?:AS\s+)?[a-z_]+)?((?:\s*,\s*[a-z_]+(?:\s+(?:AS\s+)?[a-z_]+)?)+)`)
	comma  = regexp.MustCompile(`,\s*([a-z_]+)`)
)

// statements are the tables named in the texts of the Go files, without tests
// and without the benchmark, which fills a database whole.
func statements(t *testing.T) (all []use) {
	t.Helper()
	files := token.NewFileSet()
	root := filepath.Join("..", "internal")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "testkit" || d.Name() == "bench") {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
				all = append(all, tablesOf(text, filepath.ToSlash(dir), files.Position(text.Pos()))...)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func tablesOf(literal *ast.BasicLit, by string, at token.Position) (all []use) {
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", at, err))
	}
	for _, m := range naming.FindAllStringSubmatchIndex(text, -1) {
		word := text[m[2]:m[3]]
		writes := word == "INTO" || word == "UPDATE" || word == "TABLE" || word == "FROM" && strings.HasSuffix(strings.TrimSpace(text[:m[2]]), "DELETE")
		line := at
		line.Line += strings.Count(text[:m[0]], "\n")
		all = append(all, use{by: by, table: text[m[4]:m[5]], writes: writes, at: line})
	}
	for _, list := range listed.FindAllStringSubmatch(text, -1) {
		for _, m := range comma.FindAllStringSubmatch(list[1], -1) {
			all = append(all, use{by: by, table: m[1], at: at})
		}
	}
	return all
}
