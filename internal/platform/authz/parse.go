package authz

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var word = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// parse reads policy.csv strictly: blank lines and lines that begin with # are
// passed over; every other line is `p, office, object, act`.
func parse(text string) ([]Line, error) {
	var lines []Line
	for i, raw := range strings.Split(text, "\n") {
		raw = strings.TrimSpace(raw)
		if raw == "" || strings.HasPrefix(raw, "#") {
			continue
		}
		line, err := parseLine(raw)
		if err != nil {
			return nil, fmt.Errorf("policy line %d: %w", i+1, err)
		}
		if slices.Contains(lines, line) {
			return nil, fmt.Errorf("policy line %d: %q stands there twice", i+1, line)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("the policy is empty")
	}
	return lines, nil
}

func parseLine(raw string) (Line, error) {
	fields := strings.Split(raw, ",")
	if len(fields) != 4 {
		return Line{}, fmt.Errorf("%q has %d fields, expected 4: p, office, object, act", raw, len(fields))
	}
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
		if !word.MatchString(fields[i]) {
			return Line{}, fmt.Errorf("%q is not a word in small letters", fields[i])
		}
	}
	if fields[0] != "p" {
		return Line{}, fmt.Errorf("unknown type %q, expected p", fields[0])
	}
	return Line{Office: fields[1], Permission: Permission{Object: fields[2], Act: fields[3]}}, nil
}
