package localpg

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// installFake lays out a folder of binaries that only tell their version.
func installFake(t *testing.T, root, name, version, initdb string) string {
	t.Helper()
	bin := filepath.Join(root, name, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	scripts := map[string]string{"postgres": "echo '" + version + "'"}
	if initdb != "" {
		scripts["initdb"] = initdb
	}
	for program, script := range scripts {
		if err := os.WriteFile(filepath.Join(bin, program), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestThePathIsPreferredThenTheNewest(t *testing.T) {
	t.Parallel()
	root := reachable(t)
	installFake(t, root, "9.6", "postgres (PostgreSQL) 9.6.24", "exit 0")
	installFake(t, root, "14", "postgres (PostgreSQL) 14.18 (Debian 14.18-1)", "exit 0")
	installFake(t, root, "18", "postgres (PostgreSQL) 18beta1", "exit 0")
	installFake(t, root, "19", "postgres (PostgreSQL) 19.0", "")
	onPath := installFake(t, filepath.Join(root, "own"), "16", "postgres (PostgreSQL) 16.9", "exit 0")

	p := places{path: "/nowhere:" + onPath, folders: []string{filepath.Join(root, "*", "bin")}}
	var majors []int
	for _, i := range p.installed(t.Context()) {
		majors = append(majors, i.major)
	}
	if want := []int{16, 18, 14}; !slices.Equal(majors, want) {
		t.Errorf("found %v, want %v", majors, want)
	}
}

func TestAClusterIsServedByTheVersionThatMadeIt(t *testing.T) {
	t.Parallel()
	root := reachable(t)
	p := places{folders: []string{filepath.Join(root, "*", "bin")}}
	installFake(t, root, "17", "postgres (PostgreSQL) 17.5", "exit 0")
	fifteen := installFake(t, root, "15", "postgres (PostgreSQL) 15.13", "exit 0")
	f := &folder{path: filepath.Join(root, "cluster")}
	if err := os.MkdirAll(f.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	for made, want := range map[string]string{"15": fifteen, "16": ""} {
		if err := os.WriteFile(filepath.Join(f.data(), "PG_VERSION"), []byte(made+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		bin, err := f.cluster(t.Context(), Options{}, p, nil)
		if bin != want {
			t.Errorf("a cluster of version %s is served by %q, want %q", made, bin, want)
		}
		if refused := err != nil; refused != (want == "") {
			t.Errorf("version %s: %v", made, err)
		} else if refused && (!strings.Contains(err.Error(), "--fresh") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("the refusal does not tell the way out in one line: %v", err)
		}
	}
}

func TestAFailedInitdbSaysWhyAndLeavesNoCluster(t *testing.T) {
	t.Parallel()
	root := reachable(t)
	p := places{path: installFake(t, root, "17", "postgres (PostgreSQL) 17.5",
		`echo "creating"; echo "initdb: error: the disk is full" >&2; echo "initdb: hint: buy another" >&2; exit 1`)}
	dir := filepath.Join(root, "cluster")
	_, err := start(t.Context(), Options{Dir: dir}, p)
	if err == nil || !strings.Contains(err.Error(), "initdb: error: the disk is full") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the error does not say why, in one line: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "data*")); left != nil {
		t.Errorf("there is a half cluster: %v", left)
	}
}

func TestWithoutPostgreSQLOneLineSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	refusing := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(refusing.Close)
	over := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-over }))
	t.Cleanup(silent.Close)
	t.Cleanup(func() { close(over) })

	for name, p := range map[string]places{
		"the repository cannot be reached": {cache: reachable(t), repository: "http://127.0.0.1:1"},
		"the repository does not have it":  {cache: reachable(t), repository: refusing.URL},
		"the repository does not answer":   {cache: reachable(t), repository: silent.URL},
		"there is no room for it":          {repository: refusing.URL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := start(ctx, Options{Temporary: true}, p)
			if err == nil {
				t.Fatal("a server was found")
			}
			for _, part := range []string{"no PostgreSQL 14 or newer found", "apt-get install postgresql", "DATABASE_URL"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("the error lacks %q: %v", part, err)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines: %v", err)
			}
		})
	}
}

func TestMissingBinariesAreFetchedOnceAndNotStarted(t *testing.T) {
	t.Parallel()
	archive, err := os.ReadFile("testdata/postgres.txz")
	if err != nil {
		t.Fatal(err)
	}
	var jar bytes.Buffer
	w := zip.NewWriter(&jar)
	entry, err := w.Create("postgres.txz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write(archive); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	requests := make(chan string, 10)
	repository := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests <- r.URL.Path
		if strings.HasSuffix(r.URL.Path, ".sha256") {
			fmt.Fprintf(w, "%x", sha256.Sum256(jar.Bytes()))
			return
		}
		_, _ = w.Write(jar.Bytes())
	}))
	t.Cleanup(repository.Close)

	p := places{cache: filepath.Join(reachable(t), "cache"), repository: repository.URL}
	for range 2 {
		found, err := p.find(t.Context())
		if err != nil || len(found) != 1 || found[0].major != 17 {
			t.Fatalf("found %v, %v", found, err)
		}
		if _, err := os.Stat(filepath.Join(found[0].bin, "started")); err == nil {
			t.Error("what was fetched was started")
		}
	}
	if len(requests) != 2 {
		t.Errorf("%d requests, want the archive and its sum once", len(requests))
	}
}

func TestTheLastComplaintIsFound(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]string{
		"":                              "it said nothing",
		"one\ntwo\n\n":                  "two",
		"x: error: no\nx: hint: try\n":  "x: error: no",
		"LOG: a\nFATAL:  b\nLOG: bye\n": "FATAL:  b",
		"x: error: a\nx: error: b\nend": "x: error: b",
	} {
		if got := lastComplaint(output); got != want {
			t.Errorf("of %q it is %q, want %q", output, got, want)
		}
	}
}
