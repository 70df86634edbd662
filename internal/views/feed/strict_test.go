//go:build faults

package feed_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// strictDir has a parser of another project, of npm.
const strictDir = "../../../.ci/feed"

// strictly has the parser read files, and says what it thinks of them.
func strictly(t *testing.T, files ...string) (said string, err error) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "node", append([]string{strictDir + "/check.js"}, files...)...).CombinedOutput()
	return string(out), err
}

// Feeds of every kind, with meetings and milestones that were moved, cancelled and
// withdrawn, with signs that are folded and escaped, and of exempt cases, load without
// complaint in a strict parser of another project (RFC 5545).
func TestAStrictParserLoadsEveryKindOfFeed(t *testing.T) {
	t.Parallel()
	install := exec.CommandContext(t.Context(), "npm", "ci", "--loglevel=error")
	install.Dir, install.Stderr = strictDir, os.Stderr
	if err := install.Run(); err != nil {
		t.Fatalf("install the parser of npm: %v", err)
	}
	w := apptest.Furnished(t)
	long := strings.Repeat("Møte; med, \\tegn\\ – og «blåbærsyltetøy» 😀 ", 4)
	w.Do(secretariat, "POST", styre, object{"date": "2024-10-27", "time": "02:30", "title": long, "place": "Rådhuset, «Salen»; 2. etasje"}).Is(201) // an hour that is there twice
	w.Do(secretariat, "POST", styre, object{"date": "2025-03-30", "time": "03:00", "title": "Etter at klokka er stilt"}).Is(201)
	w.Do(secretariat, "POST", styre+"/1/move", object{"date": "2024-04-19", "reason": "The accounts are not ready"}).Is(200)
	w.Do(secretariat, "POST", kase+"/milestones", object{"key": "seminar", "title": string([]rune(long)[:150]), "kind": "event", "due": "2024-02-29"}).Is(201)
	w.Do(secretariat, "POST", kase+"/milestones/seminar/move", object{"due": "2024-12-31", "reason": "The hall is taken"}).Is(200)
	w.Do(secretariat, "POST", kase+"/milestones/seminar/withdraw", object{"reason": "A mistake"}).Is(200)
	dir := t.TempDir()
	var files []string
	record := func(name, who string, of object) {
		_, address := create(t, w, who, of)
		at := filepath.Join(dir, name+".ics")
		if err := os.WriteFile(at, w.Do("", "GET", address, nil).Is(200).Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, at)
	}
	record("case", secretariat, ofCase)
	record("body", secretariat, object{"kind": "body", "organisation": apptest.Region, "body": "styre"})
	record("organisation", "reader@3417", object{"kind": "organisation", "organisation": apptest.Region})
	for i, who := range []string{secretariat, "administrator@3417", "chief_executive@3418", "board_chair@" + apptest.Region, "auditor@" + apptest.Region} {
		record(fmt.Sprintf("mine %d", i), who, object{"kind": "mine"})
	}
	shown := w.Do(secretariat, "GET", kase, nil).Is(200)
	w.Do(secretariat, "PUT", kase, object{
		"title": "Tomtekjøp", "kind": "strategy", "publicity": "exempt", "legal_basis": "offl. § 23", "shielded_title": "Unntatt; offentlighet, «sak»",
	}, apptest.IfMatch(shown.ETag())).Is(200)
	record("exempt", secretariat, ofCase)
	said, err := strictly(t, files...)
	if err != nil || strings.Count(said, " events, ") != len(files) || !strings.Contains(said, "body.ics: 4 events, zones: Europe/Oslo") {
		t.Errorf("the parser complains (%v):\n%s", err, said)
	}
	t.Logf("%s", said)
	// It would complain: of a zone that is not there, a line that is too long, an event without a name.
	whole, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(string) string{
		"zone": func(s string) string { return strings.Replace(s, "TZID:Europe/Oslo", "TZID:Europe/Other", 1) },
		"line": func(s string) string { return strings.ReplaceAll(s, "\r\n ", "") },
		"uid":  func(s string) string { return strings.Replace(s, "UID:", "X-UID:", 1) },
		"end":  func(s string) string { return strings.TrimSuffix(s, "END:VCALENDAR\r\n") },
		"date": func(s string) string {
			return strings.Replace(s, "DTSTART;VALUE=DATE:2024", "DTSTART;VALUE=DATE:x2024", 1)
		},
	} {
		at := filepath.Join(dir, "spoilt "+name+".ics")
		spoilt := spoil(string(whole))
		if spoilt == string(whole) {
			t.Errorf("%s was not spoilt", name)
		}
		if err := os.WriteFile(at, []byte(spoilt), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := strictly(t, at); err == nil {
			t.Errorf("the parser has nothing against %s:\n%s", name, said)
		}
	}
}
