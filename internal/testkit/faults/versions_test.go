//go:build faults

package faults_test

import (
	"flag"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/workday"
	"forankring.no/forankring/internal/testkit/apptest"
)

// before is the version that the one here takes over from.
var before = flag.String("before", "", "the git revision of the older program; left out, the one before the newest migration")

const repository = "../../.."

// older builds the program of before from the repository's history. Where before
// is left out and a step of the history cannot be built, nobody ever ran it: the
// step before it stands in.
func older(t *testing.T) (program, revision string) {
	t.Helper()
	revision, back := *before, 0
	if revision == "" {
		if revision = beforeNewestMigration(t); revision == "" {
			t.Log("this copy has no history of its migrations: the program itself stands for the older one, and only that two work side by side is shown")
			return current(), "itself"
		}
		back = 20
	}
	for step := 0; ; step++ {
		revision := strings.TrimSpace(run(t, os.Environ(), "git", "-C", repository, "rev-parse", "--short", "--verify", fmt.Sprintf("%s~%d^{commit}", revision, step)))
		program, err := buildOf(t, revision)
		if err == nil {
			return program, revision
		}
		if step == back {
			t.Fatal(err)
		}
		t.Logf("%s cannot be built: %v", revision, err)
	}
}

// buildOf builds the program of a revision in a folder of its own.
func buildOf(t *testing.T, revision string) (program string, err error) {
	t.Helper()
	dir := folder(t, "older")
	tree := filepath.Join(dir, "tree")
	if err := os.Mkdir(tree, 0o755); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(dir, "tree.tar")
	run(t, os.Environ(), "git", "-C", repository, "archive", "--output="+archive, revision)
	run(t, os.Environ(), "tar", "-xf", archive, "-C", tree)
	program = filepath.Join(dir, "forankring")
	return program, build(tree, program)
}

// beforeNewestMigration is the parent of the commit that brought the newest
// migration; "" where the history does not reach so far, as in a shallow clone.
func beforeNewestMigration(t *testing.T) string {
	t.Helper()
	git := func(args ...string) string {
		said, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", repository}, args...)...).Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(said))
	}
	newest := git("log", "-1", "--diff-filter=A", "--format=%H", "--", "migrations/*.sql")
	if newest == "" {
		return ""
	}
	return git("rev-parse", "--verify", "--quiet", newest+"^")
}

// The new program takes over from the old one as an operator has it do: it
// migrates while the old one works, then both work, then the new one alone.
func TestTwoVersionsWorkOnOneSchema(t *testing.T) {
	t.Parallel()
	old, revision := older(t)
	c := newCluster(t, folder(t, "versions"), nil)
	pool := c.migrated(old)
	r := settleBy(t, pool, old, c.server.URL(database))
	env := environ(c.served(), "FORANKRING_MAIL_FOLDER="+folder(t, "letters"))
	was := serve(t, old, env)
	through := fleetOf(was)
	w := r.write(through, 2)
	eventually(t, time.Minute, "the old one works", func() bool { return w.so() > 10 })
	run(t, []string{"DATABASE_URL=" + c.server.URL(database)}, current(), "migrate")
	migrated := w.so()
	eventually(t, time.Minute, "the old one works on the new schema", func() bool { return w.so() > migrated+10 })
	r.officers()
	is := serve(t, current(), env)
	through.set(1, is.addr)
	played := 0
	for range max(2, apptest.Rounds(30)/4) {
		r.play(fleetOf(was, is))
		played++
	}
	for _, i := range []*instance{was, is} {
		if status := ready(t, i); status != http.StatusOK {
			t.Errorf("%s is not ready: %d", i.cmd.Path, status)
		}
	}
	through.set(0, is.addr)
	was.stop()
	before := w.so()
	eventually(t, time.Minute, "the new one goes on alone", func() bool { return w.so() > before+10 })
	w.end()
	is.stop()
	t.Logf("beside the program of %s: %s; %d cases were taken into force, each request by either of the two", revision, w, played)
}

// settleBy is settle, by the commands of a program of whatever version.
func settleBy(t testing.TB, pool *pgxpool.Pool, program, address string) *region {
	t.Helper()
	operate := func(args ...string) string {
		return strings.TrimSpace(run(t, []string{"DATABASE_URL=" + address}, program, args...))
	}
	appoint := func(in, kind string) string {
		return operate("appoint", "--organisation", in, "--office", kind, "--name", kind+" "+in, "--email", kind+"@"+in+".example", "--from", "2020-01-01")
	}
	operate("register", "region", "--slug", slug, "--name", "Kongsvingerregionen")
	for _, m := range municipalities {
		operate("register", "municipality", "--number", m, "--name", "Municipality "+m, "--region", slug, "--from", "2020-01-01")
		appoint(m, "administrator")
	}
	return &region{t: t, pool: pool, token: tokenOf(t, pool, appoint(slug, "secretariat"))}
}

// officers enters the chief executive of each municipality, and the board.
func (r *region) officers() {
	r.t.Helper()
	statements := []string{
		`INSERT INTO body (organisation_id, key, kind, name, decides, created_at) SELECT id, 'styre', 'board', 'Styret', true, '2020-01-01' FROM organisation WHERE key = '` + slug + `'`,
		`INSERT INTO person (id, home_id, name, email, language, created_at) SELECT gen_random_uuid(), id, 'chief_executive ' || key, 'chief_executive@' || key || '.example', 'nb', '2020-01-01' FROM organisation WHERE kind = 'municipality'`,
		`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at) SELECT o.id, 'chief_executive', p.id, '2020-01-01', '2020-01-01' FROM organisation o JOIN person p ON p.home_id = o.id AND p.name LIKE 'chief_executive %'`,
	}
	for _, s := range statements {
		if _, err := r.pool.Exec(r.t.Context(), s); err != nil {
			r.t.Fatal(err)
		}
	}
}

// as is a token of whoever holds an office.
func (r *region) as(kind, organisation string) string {
	r.t.Helper()
	var person string
	err := r.pool.QueryRow(r.t.Context(), `SELECT person_id FROM office f JOIN organisation o ON o.id = f.organisation_id WHERE f.kind = $1 AND o.key = $2`, kind, organisation).Scan(&person)
	if err != nil {
		r.t.Fatal(err)
	}
	return tokenOf(r.t, r.pool, person)
}

// play takes a mandate into force, and fails the test where a request is refused.
func (r *region) play(through *fleet) {
	r.t.Helper()
	in := func(months int) string { return workday.Today(time.Now()).AddDays(30 * months).String() }
	do := func(token, method, path string, body any) object {
		r.t.Helper()
		status, got := ask(r.t, through.any(), token, method, path, body)
		if status >= 300 {
			r.t.Fatalf("%s %s: %d %v", method, path, status, got)
		}
		return got
	}
	decision := object{"organisation": slug, "body": "styre", "date": in(-1), "case_number": "03/26"}
	at := do(r.token, "POST", "/v1/regions/"+slug+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"})["self"].(string)
	do(r.token, "POST", at+"/open", object{"municipalities": municipalities})
	withSubject := maps.Clone(decision)
	withSubject["subject"] = "Kraftstrategi"
	do(r.token, "POST", at+"/decisions", withSubject)
	do(r.token, "POST", at+"/links", object{"title": "The plan", "address": "https://example.org/", "kind": "report"})
	do(r.token, "POST", at+"/milestones", object{"key": "proposal_ready", "title": "The proposal is ready", "kind": "deadline", "due": in(6)})
	var slices []object
	for _, m := range municipalities {
		slices = append(slices, object{"municipality": m, "requirements": []object{{"key": "planner", "function": "Planner", "people": 1, "share": 20, "from": in(1), "to": in(10)}}})
		do(r.as("administrator", m), "PUT", at+"/benefits/"+m, object{"statement": "It gets power for its industry"})
	}
	version := do(r.token, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": municipalities, "purpose": "A power strategy", "objectives": []string{"Know the need"}, "scope": "", "limits": "", "deliverables": []string{},
		"budget": object{"amount": 0, "currency": "NOK"}, "decision": decision, "start": in(1), "end": in(20),
	}})["self"].(string)
	do(r.token, "POST", version+"/submit", object{"answer_by": in(1), "naming_due": in(2)})
	for _, m := range municipalities {
		path, who := version+"/approvals/"+m, r.as("chief_executive", m)
		asked := do(who, "GET", path, nil)
		do(who, "PUT", path, object{"answer": "approved", "common_hash": asked["common_hash"], "slice_hash": asked["slice_hash"]})
	}
	if got := do(r.token, "GET", version, nil); got["state"] != "in_force" {
		r.t.Errorf("all have approved, and the mandate is %v", got["state"])
	}
	for _, path := range []string{"/matrix", "/start-gate", "/events", "/reminders", "/milestones", "/resources/3417"} {
		do(r.token, "GET", at+path, nil)
	}
	for _, path := range []string{"/v1/me/tasks", "/v1/organisations/3417/alarms", "/v1/organisations/3417/demands"} {
		do(r.as("chief_executive", "3417"), "GET", path, nil)
	}
	if status, _ := ask(r.t, through.any(), r.token, "GET", at, nil); status != http.StatusOK {
		r.t.Error(fmt.Sprint(at, ": ", status))
	}
}
