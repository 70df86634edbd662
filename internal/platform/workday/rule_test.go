package workday_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"

	"forankring.no/forankring/internal/platform/workday"
)

func TestRulesAreReadInOneForm(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"working_days:10", "working_days:-2", "working_days:0", "days:42,forward", "weeks:3", "weeks:-520,backward", "months:1,nearest", "months:-120",
		"days:3660", "working_days:-2600",
	} {
		r, err := workday.ParseRule(text)
		if err != nil || r.String() != text {
			t.Errorf("%s is read as %s (%v)", text, r, err)
		}
		if made, err := workday.NewRule(r.Unit, r.Count, r.Roll); err != nil || made != r {
			t.Errorf("%s is made as %s (%v)", text, made, err)
		}
	}
	if r := workday.MustRule("days:42,none"); r.String() != "days:42" {
		t.Errorf("a roll of none is written: %s", r)
	}
	for name, text := range map[string]string{
		"nothing":                      "",
		"no count":                     "days",
		"an empty count":               "days:",
		"an unknown unit":              "years:1",
		"a unit in capitals":           "Days:1",
		"a plus sign":                  "days:+1",
		"a zero before the count":      "days:01",
		"minus nought":                 "days:-0",
		"a fraction":                   "days:1.5",
		"a space":                      "days: 1",
		"an exponent":                  "days:1e9",
		"a billion days":               "days:1000000000",
		"more than any number":         "days:99999999999999999999999999",
		"a day too many":               "days:3661",
		"a day too many back":          "days:-3661",
		"a working day too many":       "working_days:2601",
		"a week too many":              "weeks:521",
		"a month too many":             "months:-121",
		"an unknown roll":              "days:1,later",
		"an empty roll":                "days:1,",
		"two rolls":                    "days:1,forward,backward",
		"digits of another script":     "days:４",
		"a NUL":                        "days:1\x00",
		"something after the count":    "days:1;drop",
		"a colon more":                 "days:1:2",
		"a line break after the count": "days:1\n",
	} {
		if r, err := workday.ParseRule(text); !errors.Is(err, workday.ErrRule) || !r.IsZero() {
			t.Errorf("%s: %q is read as %q (%v)", name, text, r, err)
		}
	}
}

func TestPgxStoresAndReadsRules(t *testing.T) {
	t.Parallel()
	m := pgtype.NewMap()
	want := workday.MustRule("working_days:-2,backward")
	for _, format := range []int16{pgtype.BinaryFormatCode, pgtype.TextFormatCode} {
		wire, err := m.Encode(pgtype.TextOID, format, want, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := workday.MustRule("days:1")
		if err := m.Scan(pgtype.TextOID, format, wire, &got); err != nil || got != want {
			t.Fatalf("format %d: %s, %v", format, got, err)
		}
		if err := m.Scan(pgtype.TextOID, format, nil, &got); err != nil || !got.IsZero() {
			t.Fatalf("format %d: NULL became %s, %v", format, got, err)
		}
	}
	if v, err := (workday.Rule{}).Value(); v != nil || err != nil {
		t.Errorf("no rule is stored as %v (%v)", v, err)
	}
	if text, err := (workday.Rule{}).MarshalText(); err == nil {
		t.Errorf("no rule is written as %q", text)
	}
}
