package audit

import (
	"context"
	"encoding/json"
	"time"

	"forankring.no/forankring/internal/platform/pgdb"
)

// Trail is what the record tells of a case at a moment that has passed: what was
// changed since, as it was before, and what had been done to each object.
type Trail struct {
	was  map[[2]string]json.RawMessage
	last map[string]Deed
}

// Deed is the last act on an object up to a moment.
type Deed struct {
	At     time.Time
	Person *string
}

// Trails read the trails of cases, each as of its own moment: two statements,
// however many.
func Trails(ctx context.Context, q pgdb.Querier, until map[int64]time.Time) (map[int64]Trail, error) {
	found, ids, moments := map[int64]Trail{}, []int64{}, []time.Time{}
	for id, at := range until {
		found[id] = Trail{was: map[[2]string]json.RawMessage{}, last: map[string]Deed{}}
		ids, moments = append(ids, id), append(moments, at)
	}
	if len(ids) == 0 {
		return found, nil
	}
	changed, err := pgdb.All[struct {
		Case   int64            `db:"case_id"`
		Object string           `db:"object"`
		Member string           `db:"member"`
		Old    *json.RawMessage `db:"old"`
	}](ctx, q, "read what was changed since", `
		SELECT DISTINCT ON (e.case_id, e.object, c.key) e.case_id, e.object, c.key AS member, c.value->'old' AS old
		FROM unnest($1::bigint[], $2::timestamptz[]) AS x(id, until) JOIN audit_event e ON e.case_id = x.id AND e.at > x.until
		CROSS JOIN LATERAL jsonb_each(e.changes) c ORDER BY e.case_id, e.object, c.key, e.id`, ids, moments)
	if err != nil {
		return nil, err
	}
	for _, c := range changed {
		var old json.RawMessage
		if c.Old != nil {
			old = *c.Old
		}
		found[c.Case].was[[2]string{c.Object, c.Member}] = old
	}
	done, err := pgdb.All[struct {
		Case   int64     `db:"case_id"`
		Object string    `db:"object"`
		Act    string    `db:"act"`
		At     time.Time `db:"at"`
		Person *string   `db:"person"`
	}](ctx, q, "read what had been done", `
		SELECT DISTINCT ON (e.case_id, e.object, e.act) e.case_id, e.object, e.act, e.at, e.person_id::text AS person
		FROM unnest($1::bigint[], $2::timestamptz[]) AS x(id, until) JOIN audit_event e ON e.case_id = x.id AND e.at <= x.until
		ORDER BY e.case_id, e.object, e.act, e.id DESC`, ids, moments)
	for _, d := range done {
		t, deed := found[d.Case], Deed{d.At, d.Person}
		t.last[d.Object+" "+d.Act] = deed
		if before, ok := t.last[d.Object]; !ok || deed.At.After(before.At) {
			t.last[d.Object] = deed
		}
	}
	return found, err
}

// Last is the last deed of an act on an object, or of any act where that is "".
func (t Trail) Last(object, act string) (Deed, bool) {
	if act != "" {
		object += " " + act
	}
	d, ok := t.last[object]
	return d, ok
}

// Changed says whether a member of an object was changed since.
func (t Trail) Changed(object, member string) bool {
	_, ok := t.was[[2]string{object, member}]
	return ok
}

// Was is what a member of an object was, where it was changed since; else what
// it is now.
func Was[T any](t Trail, object, member string, now T) T {
	old, changed := t.was[[2]string{object, member}]
	if !changed {
		return now
	}
	var was T
	if len(old) == 0 || json.Unmarshal(old, &was) != nil {
		var none T
		return none
	}
	return was
}
