package task

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// candidate is a case in which something of some kinds waits, or may wait: none of it
// stands before the place.
type candidate struct {
	kinds  int
	caseID int64
	at     place
}

// find finds where something may wait for the actor: one statement, in which each kind
// looks through the live cases of the actor's organisations. What is to be read first,
// as many as first says, is parted from the rest.
func find(ctx context.Context, q pgdb.Querier, kinds []waiting.Kinds, a waiting.Asked, f ListRef, first func([]candidate) int) (now, rest []candidate, err error) {
	var selects []string
	of := map[string]int{}
	for i, k := range kinds {
		selects = append(selects, k.Find(a)...)
		for _, kind := range k.Names {
			of[kind] = i
		}
	}
	if len(selects) == 0 {
		return nil, nil, nil
	}
	statement, args := a.Finding(selects)
	rows, err := pgdb.All[struct {
		Kind string        `db:"kind"`
		Case int64         `db:"case_id"`
		Path string        `db:"path"`
		Due  *workday.Date `db:"due"`
	}](ctx, q, "find where something waits", statement, args)
	if err != nil {
		return nil, nil, err
	}
	earliest := map[candidate]place{}
	for _, r := range rows {
		if f.Region != "" && r.Path != "" && !strings.HasPrefix(r.Path, f.Region+"/") {
			continue
		}
		at := place{never, strings.ReplaceAll(r.Kind, "_", "-") + "/" + r.Path}
		if r.Due != nil {
			at.By = r.Due.String()
		}
		key := candidate{kinds: of[r.Kind], caseID: r.Case}
		if before, known := earliest[key]; !known || at.compare(before) < 0 {
			earliest[key] = at
		}
	}
	found := make([]candidate, 0, len(earliest))
	for key, at := range earliest {
		key.at = at
		found = append(found, key)
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(a.at.compare(b.at), cmp.Compare(a.kinds, b.kinds), cmp.Compare(a.caseID, b.caseID))
	})
	n := first(found)
	return found[:n], found[n:], nil
}

// enough is how many of what was found fill a page: all of which nobody knows the day,
// all before the page, and a quarter more than it has room for.
func enough(found []candidate, after place, limit int) int {
	before := slices.IndexFunc(found, func(c candidate) bool { return c.at.By != waiting.UnknownDay && c.at.compare(after) > 0 })
	if before < 0 {
		return len(found)
	}
	return min(len(found), before+limit+limit/4+1)
}
