package canon_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"forankring.no/forankring/internal/platform/canon"
)

func TestJSONIsTheFormOfRFC8785(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want string }{
		"section 3.2.2: numbers, escapes and literals": {
			`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
			  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
			`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
		},
		"section 3.2.3: names sorted by UTF-16 units": {
			`{"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
			  "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}`,
			"{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\"," +
				"\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
		},
		"characters that encoding/json escapes for HTML": {`"<a & b>"`, `"<a & b>"`},
		"negative nought is nought":                      {`[-0]`, `[0]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := canon.JSON(json.RawMessage(tt.in))
			if err != nil || string(got) != tt.want {
				t.Fatalf("%s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	type slice struct {
		Municipality string `json:"municipality"`
		Budget       int64  `json:"budget"`
	}
	// printf '{"budget":1500000,"municipality":"3417"}' | sha256sum
	const want = "81d7678bdf22e7b9cc66d2e87f7b8f27084657639af009772b0b75cb19618be6"
	for name, v := range map[string]any{
		"a struct":                       slice{"3417", 1_500_000},
		"a map":                          map[string]any{"budget": 1_500_000, "municipality": "3417"},
		"raw JSON in another order":      json.RawMessage(`{"municipality": "3417", "budget": 1.5e6}`),
		"raw JSON with escapes in names": json.RawMessage(`{"\u0062udget": 1500000, "municipality": "3417"}`),
	} {
		t.Run("one content has one hash: "+name, func(t *testing.T) {
			t.Parallel()
			if got, err := canon.Hash(v); err != nil || got != want {
				t.Fatalf("%s, %v; want %s", got, err, want)
			}
		})
	}
	if got, err := canon.Hash(slice{"3418", 1_500_000}); err != nil || got == want {
		t.Fatalf("another content has the same hash, or none: %s, %v", got, err)
	}
}

func TestWholeNumbersKeepTheirDigits(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]any{
		"one beyond what a double holds": int64(1<<53 + 1),
		"the first that is not safe":     int64(1 << 53),
		"the same below nought":          int64(-1 << 53),
		"the largest unsigned number":    uint64(math.MaxUint64),
		"deep inside":                    map[string]any{"a": []any{"b", map[string]any{"c": int64(math.MaxInt64)}}},
	} {
		if got, err := canon.Hash(v); !errors.Is(err, canon.ErrInexact) {
			t.Errorf("%s: %q, %v; want ErrInexact", name, got, err)
		}
	}
	for _, n := range []int64{1<<53 - 1, -1<<53 + 1} {
		if _, err := canon.Hash(n); err != nil {
			t.Errorf("%d is refused: %v", n, err)
		}
	}
}

func TestWhatHasNoJSONHasNoHash(t *testing.T) {
	t.Parallel()
	if got, err := canon.Hash(math.NaN()); err == nil {
		t.Errorf("NaN has the hash %s", got)
	}
	if got, err := canon.Hash(json.RawMessage(`{"a":1,"a":2}`)); err == nil {
		t.Errorf("a document with two meanings has the hash %s", got)
	}
}
