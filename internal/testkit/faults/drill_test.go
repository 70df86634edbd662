//go:build faults

package faults_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/pgdb"
)

// contents are the number of rows of every table, and a sum of what is in them.
func contents(t *testing.T, pool *pgxpool.Pool) map[string]string {
	t.Helper()
	rows, err := pgdb.All[string](t.Context(), pool, "list the tables", `SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, table := range rows {
		var sum string
		err := pool.QueryRow(t.Context(), fmt.Sprintf(`SELECT count(*) || ' ' || coalesce(md5(string_agg(x::text, '' ORDER BY x::text)), '') FROM %q x`, table)).Scan(&sum)
		if err != nil {
			t.Fatal(err)
		}
		all[table] = sum
	}
	return all
}

// TestDrill restores a dump into another server and looks whether everything is
// there: it answers, sends nothing by itself, and goes on as the installation
// once it is adopted.
func TestDrill(t *testing.T) {
	t.Parallel()
	first := newCluster(t, folder(t, "first"), nil)
	pool := first.migrated(current())
	r := settle(t, pool)
	letters := folder(t, "letters")
	environ := []string{"FORANKRING_DEVELOPMENT_ISSUER=true", "FORANKRING_MAIL_FOLDER=" + letters}
	original := serve(t, current(), append(environ, "DATABASE_URL="+first.served()))
	eventually(t, time.Minute, "the database is adopted", func() (so bool) {
		return pool.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM installation)`).Scan(&so) == nil && so
	})
	original.stop()
	r.passed(3) // they fall due while nothing runs, and are in the dump as such
	dump := filepath.Join(folder(t, "dump"), "forankring.dump")
	run(t, []string{"LC_ALL=C"}, first.program("pg_dump"), "--format=custom", "--file="+dump, first.server.URL(database))
	before := contents(t, pool)

	second := newCluster(t, folder(t, "second"), nil)
	began := time.Now()
	second.exec("postgres", "CREATE ROLE "+role+" LOGIN")
	second.exec("postgres", "CREATE DATABASE "+database)
	run(t, []string{"LC_ALL=C"}, second.program("pg_restore"), "--exit-on-error", "--dbname="+second.server.URL(database), dump)
	run(t, []string{"LC_ALL=C"}, second.program("psql"), "--command=ANALYZE", second.server.URL(database))
	copied := opened(t, second.server.URL(database))
	for table, sum := range contents(t, copied) {
		if sum != before[table] {
			t.Errorf("%s has %s, and had %s", table, sum, before[table])
		}
		delete(before, table)
	}
	for table := range before {
		t.Errorf("%s is not in the dump", table)
	}

	// With workers it does not start, and says why and what helps.
	here := slices.Concat(environ, []string{"DATABASE_URL=" + second.served()})
	cmd := exec.CommandContext(t.Context(), current(), "work")
	cmd.Env = here
	if said, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(said), "forankring adopt") {
		t.Errorf("the copy is worked: %v, %s", err, said)
	}
	still := serve(t, current(), append(here, "FORANKRING_WORKERS=0"))
	if status := asked(t, still, "/v1/regions/"+slug+"/cases", r.token); status != http.StatusOK {
		t.Errorf("the copy answers with %d", status)
	}
	if status := asked(t, still, "/readyz", ""); status != http.StatusOK {
		t.Errorf("the copy is not ready: %d", status)
	}
	still.stop()
	if sent, err := os.ReadDir(letters); err != nil || len(sent) != 0 {
		t.Errorf("%d letters went out of the copy, %v", len(sent), err)
	}
	t.Logf("restored, looked at and served without workers in %s", time.Since(began).Round(100*time.Millisecond))

	// It takes the place of the first.
	run(t, here, current(), "adopt")
	heir := serve(t, current(), here)
	eventually(t, time.Minute, "the letters that were due went out", func() bool {
		sent, err := filepath.Glob(filepath.Join(letters, "*.eml"))
		return err == nil && len(sent) == 3
	})
	heir.stop()
}

// asked is the status with which an instance answers.
func asked(t *testing.T, i *instance, path, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+i.addr+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}
