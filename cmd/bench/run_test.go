package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What cannot be run is refused at once, in a sentence, and leaves nothing behind.
func TestWhatCannotBeRunIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "thesis.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for args, said := range map[string]string{
		"-scenario nonsense":                "there is no scenario",
		"-size 101":                         "percentage",
		"-keep x -database postgres://x/y":  "either -database or -keep",
		"-database bench":                   "as a URL",
		"-keep " + folder:                   "neither empty nor a folder that this program has kept",
		"-keep /proc/bench":                 "too little room",
		"-database postgres://127.0.0.1:1/": "connect",
		"nonsense":                          "no subcommand",
		"-scenario start nonsense":          "unexpected argument",
	} {
		var out bytes.Buffer
		sh := shell{stdout: &out, stderr: &out, getenv: func(string) string { return "" }}
		if err := run(t.Context(), sh, strings.Fields(args)); err == nil || !strings.Contains(err.Error(), said) {
			t.Errorf("%s: %v", args, err)
		}
	}
	if held, err := os.ReadDir(folder); err != nil || len(held) != 1 {
		t.Errorf("the folder holds %v, %v", held, err)
	}
}
