package localpg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
)

const oldestMajor = 14

// places are where PostgreSQL may be found, and where it may be fetched from and to.
type places struct {
	path       string   // as $PATH
	folders    []string // patterns of the packagers' bin folders
	cache      string   // where fetched binaries are kept; empty when there is no room for them
	repository string   // the Maven repository that holds binaries to fetch
}

func standardPlaces() places {
	cache, err := cacheDir(os.Getenv)
	if err != nil {
		cache = "" // then nothing is fetched
	}
	return places{
		path: os.Getenv("PATH"),
		folders: []string{
			"/usr/lib/postgresql/*/bin",
			"/usr/pgsql-*/bin",
			"/opt/homebrew/opt/postgresql@*/bin",
			"/usr/local/opt/postgresql@*/bin",
			"/usr/local/pgsql/bin",
			"/Applications/Postgres.app/Contents/Versions/*/bin",
		},
		cache:      cache,
		repository: "https://repo1.maven.org/maven2",
	}
}

// installation is a PostgreSQL on this machine.
type installation struct {
	bin   string
	major int
}

// find lists the installations, the preferred one first: that of the PATH, then the newest. Where there is none, it
// fetches one.
func (p places) find(ctx context.Context) ([]installation, error) {
	if found := p.installed(ctx); len(found) > 0 {
		return found, nil
	}
	err := p.fetch(ctx)
	if found := p.installed(ctx); len(found) > 0 {
		return found, nil
	}
	return nil, fmt.Errorf("no PostgreSQL %d or newer found (fetching one: %w): install it (Debian: apt-get install postgresql; "+
		"Fedora: dnf install postgresql-server; macOS: brew install postgresql@17) or set DATABASE_URL",
		oldestMajor, cmp.Or(err, errors.New("it does not run")))
}

func (p places) installed(ctx context.Context) []installation {
	var found []installation
	for _, dir := range filepath.SplitList(p.path) {
		if i, err := inspect(ctx, dir); err == nil {
			found = append(found, i)
		}
	}
	preferred := len(found)
	for _, pattern := range p.patterns() {
		dirs, _ := filepath.Glob(pattern)
		for _, dir := range dirs {
			if i, err := inspect(ctx, dir); err == nil {
				found = append(found, i)
			}
		}
	}
	slices.SortStableFunc(found[preferred:], func(a, b installation) int { return cmp.Compare(b.major, a.major) })
	return found
}

func (p places) patterns() []string {
	if p.cache == "" {
		return p.folders
	}
	return append(slices.Clone(p.folders), filepath.Join(p.cache, "*", "bin"))
}

var versionOutput = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// inspect refuses a folder without a server and its initdb, and a server that is too old.
func inspect(ctx context.Context, dir string) (installation, error) {
	postgres, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return installation{}, err
	}
	bin := filepath.Dir(postgres)
	if _, err := exec.LookPath(filepath.Join(bin, "initdb")); err != nil {
		return installation{}, err
	}
	output, err := exec.CommandContext(ctx, postgres, "--version").Output()
	if err != nil {
		return installation{}, err
	}
	match := versionOutput.FindSubmatch(output)
	if match == nil {
		return installation{}, fmt.Errorf("%s tells no version", postgres)
	}
	major, err := strconv.Atoi(string(match[1]))
	if err != nil || major < oldestMajor {
		return installation{}, fmt.Errorf("%s is too old", postgres)
	}
	return installation{bin: bin, major: major}, nil
}
