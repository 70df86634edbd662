package body_test

import (
	"maps"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const (
	secretariat = "secretariat@" + apptest.Region
	settings    = inRegion + "/bodies/styre/settings"
)

func lead(count int, unit string) object { return object{"count": count, "unit": unit} }

func TestRule52SettingsAreDatedAndKept(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	none := w.Do("reader@3417", "GET", settings, nil).Is(200)
	none.Has(object{"standing": nil, "at": "2024-02-12", "actions.0.open": false})
	first := object{"from": "2024-01-01", "notice": lead(7, "days"), "submission": lead(10, "working_days"), "reason": "The rules of procedure, § 4"}
	w.Do(secretariat, "PUT", settings, first).Refused(428, "precondition.required")
	set := w.Do(secretariat, "PUT", settings, first, apptest.IfMatch(none.ETag())).Is(200)
	set.Has(object{"standing.notice.count": 7, "standing.submission.unit": "working_days", "standing.set_by": apptest.Person(secretariat), "history.1": nil, "warnings.0": nil})
	w.Do(secretariat, "PUT", settings, first, apptest.IfMatch(none.ETag())).Refused(412, "precondition.stale")

	later := object{"from": "2024-06-01", "notice": lead(14, "days"), "decided_on": "2024-02-08", "case_number": "008/24"}
	w.Do(secretariat, "PUT", settings+"?dry_run=true", later, apptest.IfMatch(set.ETag())).Is(200).Has(object{"history.1.notice.count": 14})
	second := w.Do(secretariat, "PUT", settings, later, apptest.IfMatch(set.ETag())).Is(200)
	second.Has(object{"history.0.to": "2024-06-01", "history.1.to": nil, "history.1.submission": nil})

	// The same again changes nothing, and writes nothing.
	again := w.Do(secretariat, "PUT", settings, later, apptest.IfMatch(second.ETag())).Is(200)
	again.Has(object{"history.2": nil})
	other := w.Do(secretariat, "PUT", settings, object{"from": "2024-06-01", "notice": lead(10, "working_days"), "reason": "A mistake"}, apptest.IfMatch(again.ETag())).Is(200)
	other.Has(object{"history.1.replaced": true, "history.2.replaced": false, "history.2.number": 3})
	for day, want := range map[string]any{"2023-12-31": nil, "2024-05-31": 7, "2024-06-01": 10} {
		w.Do("reader@3417", "GET", settings+"?at="+day, nil).Is(200).Has(object{"standing.notice.count": want})
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'set-body-settings' AND organisation = $1 AND object = $2`, apptest.Region, settings); n != 3 {
		t.Errorf("%d events", n)
	}
	w.Do(secretariat, "GET", inRegion+"/bodies/styre", nil).Is(200).Has(object{"related.settings": settings})
}

func TestSettingsAreRefused(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	council(w)
	ofCouncil := inGrue + "/bodies/kommunestyret/settings"
	good := object{"from": "2024-03-01", "notice": lead(7, "days"), "reason": "The rules of procedure"}
	with := func(key string, value any) object {
		in := maps.Clone(good)
		if in[key] = value; value == nil {
			delete(in, key)
		}
		return in
	}
	for name, tt := range map[string]struct {
		who, path string
		in        object
		status    int
		code      string
	}{
		"resting on nothing":                  {secretariat, settings, with("reason", nil), 422, "directory.settings_invalid"},
		"resting on blanks":                   {secretariat, settings, with("reason", "  "), 422, "directory.settings_invalid"},
		"by a decision that is to come":       {secretariat, settings, object{"from": "2024-03-01", "decided_on": "2024-02-13", "case_number": "1/24"}, 422, "directory.settings_invalid"},
		"by a decision without a day":         {secretariat, settings, with("case_number", "1/24"), 422, "directory.settings_invalid"},
		"of a negative number of days":        {secretariat, settings, with("notice", lead(-1, "days")), 422, "request.invalid"},
		"of more than a year":                 {secretariat, settings, with("notice", lead(366, "days")), 422, "request.invalid"},
		"in weeks":                            {secretariat, settings, with("notice", lead(1, "weeks")), 422, "request.invalid"},
		"from no day":                         {secretariat, settings, with("from", nil), 422, "request.invalid"},
		"of no body":                          {secretariat, inRegion + "/bodies/none/settings", good, 404, "resource.not_found"},
		"by a clerk of a member":              {"clerk@3417", settings, good, 403, "permission.denied"},
		"of a council, by the secretariat":    {secretariat, ofCouncil, good, 403, "permission.denied"},
		"by somebody who does not know of it": {"clerk@" + apptest.Stranger, settings, good, 404, "resource.not_found"},
		"by the municipality's administrator": {"administrator@3417", ofCouncil, good, 403, "permission.denied"},
	} {
		t.Run(name, func(*testing.T) {
			w.Do(tt.who, "PUT", tt.path, tt.in, apptest.IfMatch("*")).Refused(tt.status, tt.code)
		})
	}
	w.Do("clerk@3417", "PUT", ofCouncil, good, apptest.IfMatch("*")).Is(200)
	tag := w.Do(secretariat, "GET", settings, nil).ETag()
	low, high := apptest.Together(func() *apptest.Answer { return w.Do(secretariat, "PUT", settings, good, apptest.IfMatch(tag)) })
	low.Is(200)
	high.Refused(412, "precondition.stale")
}
