package canon_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"forankring.no/forankring/internal/platform/canon"
)

func nested(depth int) string { return strings.Repeat(`[`, depth) + strings.Repeat(`]`, depth) }

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		in      string
		flaw    canon.Flaw
		pointer string
	}{
		"an ordinary document passes":                         {` {"title": "Åsnes \ud83d\ude00", "n": [-1.5e+3, 0, true, null, {}, []]} `, "", ""},
		"the same name in two objects passes":                 {`[{"a":1},{"a":{"a":2}}]`, "", ""},
		"a replacement character that was sent passes":        {`"\ufffd �"`, "", ""},
		"the greatest depth passes":                           {nested(canon.MaxDepth), "", ""},
		"one level more is refused":                           {nested(canon.MaxDepth + 1), canon.FlawDepth, strings.Repeat("/0", canon.MaxDepth)},
		"an empty document is refused":                        {``, canon.FlawSyntax, ""},
		"a truncated document is refused where it breaks":     {`{"a":[1,`, canon.FlawSyntax, "/a"},
		"a second value is refused":                           {`{} {}`, canon.FlawSyntax, ""},
		"a bracket behind the document is refused":            {`[] ]`, canon.FlawSyntax, ""},
		"a comma before the end is refused":                   {`{"a":1,}`, canon.FlawSyntax, ""},
		"a leading nought is refused":                         {`[01]`, canon.FlawSyntax, ""},
		"a raw line break in a string is refused":             {"[\"a\nb\"]", canon.FlawSyntax, "/0"},
		"an unknown escape is refused":                        {`["\x"]`, canon.FlawSyntax, "/0"},
		"invalid UTF-8 in a value is refused":                 {"{\"a\":[0,\"\xff\"]}", canon.FlawEncoding, "/a/1"},
		"invalid UTF-8 in a name is refused at its object":    {"{\"b\":{\"\xc3\":1}}", canon.FlawEncoding, "/b"},
		"a NUL in a value is refused":                         {`{"a":"x\u0000y"}`, canon.FlawNUL, "/a"},
		"a NUL in a name is refused":                          {`{"b":{"\u0000":1}}`, canon.FlawNUL, "/b"},
		"a lone high surrogate is refused":                    {`{"a":"\ud83d"}`, canon.FlawSurrogate, "/a"},
		"a high surrogate before a letter is refused":         {`["\ud83dx\ude00"]`, canon.FlawSurrogate, "/0"},
		"a lone low surrogate is refused":                     {`["\ude00"]`, canon.FlawSurrogate, "/0"},
		"two high surrogates are refused":                     {`["\ud83d\ud83d"]`, canon.FlawSurrogate, "/0"},
		"a doubled name is refused":                           {`{"share":5,"x":{},"share":7}`, canon.FlawDuplicate, "/share"},
		"a name doubled in other letters is refused":          {`{"share":5,"SHARE":7}`, canon.FlawDuplicate, "/SHARE"},
		"a name doubled with Norwegian letters is refused":    {`{"måned":5,"MÅNED":7}`, canon.FlawDuplicate, "/MÅNED"},
		"a name doubled with the Kelvin sign is refused":      {`{"key":5,"\u212aey":7}`, canon.FlawDuplicate, "/\u212aey"},
		"a name doubled through an escape is refused":         {`{"share":5,"s\u0068are":7}`, canon.FlawDuplicate, "/share"},
		"a number beyond all others is refused":               {`{"a":[1e308,1e400]}`, canon.FlawNumber, "/a/1"},
		"a long whole number beyond all others is refused":    {"[-" + strings.Repeat("9", 400) + "]", canon.FlawNumber, "/0"},
		"a number too small to tell from nought passes":       {`[1e-400]`, "", ""},
		"a doubled empty name is refused":                     {`{"":1,"":2}`, canon.FlawDuplicate, "/"},
		"a name after a nested object is still remembered":    {`{"a":{"b":{}},"a":1}`, canon.FlawDuplicate, "/a"},
		"slashes and tildes in the pointer are escaped":       {`{"a/b~c":["\u0000"]}`, canon.FlawNUL, "/a~1b~0c/0"},
		"a value is found behind finished arrays and objects": {`{"a":[[1,2],{"b":3},"\u0000"]}`, canon.FlawNUL, "/a/2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := canon.CheckJSON([]byte(tt.in))
			if tt.flaw == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var flawed *canon.JSONError
			if !errors.As(err, &flawed) || flawed.Flaw != tt.flaw || flawed.Pointer != tt.pointer {
				t.Fatalf("%v; want %s at %q", err, tt.flaw, tt.pointer)
			}
		})
	}
}

func TestAPointerIsCutAtAWholeCharacter(t *testing.T) {
	t.Parallel()
	for _, long := range []string{strings.Repeat("å", 100_000), "a" + strings.Repeat("å", 100_000)} {
		err := canon.CheckJSON([]byte(`{"` + long + `":"\u0000"}`))
		var flawed *canon.JSONError
		if !errors.As(err, &flawed) || len(flawed.Pointer) > 300 || !utf8.ValidString(flawed.Pointer) {
			t.Fatalf("%.400v", err)
		}
	}
}

// Each document is one mebibyte made to be slow; an honest one of that size takes some ten milliseconds.
func TestHostileDocumentsTakeTheTimeOfHonestOnes(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	var many strings.Builder
	many.WriteString("{")
	for i := range size / 20 {
		many.WriteString(`"` + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + string(rune(0x4e00+i%20000)) + string(rune(0x3400+i/20000)) + `":0,`)
	}
	names := many.String() + `"z":0}`
	for name, in := range map[string]string{
		"only opening brackets":               strings.Repeat("[", size),
		"only opening braces":                 strings.Repeat(`{"a":`, size/5),
		"many small objects":                  "[" + strings.Repeat(`{"a":0},`, size/8) + "0]",
		"a wide object, then many small ones": "[" + names + strings.Repeat(`,{"a":0}`, size/16) + "]",
		"one long string of escapes":          `"` + strings.Repeat(`\u00e5`, size/6) + `"`,
		"one long name of escapes":            `{"` + strings.Repeat(`\u00e5`, size/6) + `":0}`,
		"a string that never ends":            `"` + strings.Repeat("a", size),
		"a number of a million digits":        strings.Repeat("1", size),
		"deep objects begun over and over":    "[" + strings.Repeat(strings.Repeat(`{"a":`, 60)+"0"+strings.Repeat("}", 60)+",", size/361) + "0]",
		"white space":                         strings.Repeat(" ", size),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_ = canon.CheckJSON([]byte(in)) // a square of so many bytes would not end within the test program's time
		})
	}
}

func FuzzCheckJSON(f *testing.F) {
	for _, seed := range []string{
		``, `0`, `-0.5e-7`, `"\ud83d\ude00"`, `"\ud83d"`, `{"a":1,"A":2}`, `{"a":{"a":[]}}`, `[1,2,]`, `"\u0000"`, "\"\xff\"",
		`{"a" :  [ true , false , null ] }`, `tru`, `1 2`, `{"":"",":":","}`, nested(65), `"\/\b\f\n\r\t\\\""`, `[1e]`, `-`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		err := canon.CheckJSON(raw)
		var flawed *canon.JSONError
		switch {
		case err == nil && !json.Valid(raw):
			t.Fatalf("accepted %q, which is no JSON", raw)
		case err == nil:
			if !utf8.Valid(raw) {
				t.Fatalf("accepted %q, which is not UTF-8", raw)
			}
			if _, err := canon.JSON(json.RawMessage(raw)); err != nil && !refusedForNumbers(err) {
				t.Fatalf("accepted %q, which has no canonical form: %v", raw, err)
			}
		case !errors.As(err, &flawed):
			t.Fatalf("%q: %v is not a JSONError", raw, err)
		case flawed.Flaw == canon.FlawSyntax && json.Valid(raw):
			t.Fatalf("refused %q as no JSON: %v", raw, err)
		case flawed.Offset < 0 || flawed.Offset > len(raw) || !utf8.ValidString(flawed.Pointer):
			t.Fatalf("%q: bad place in %v", raw, err)
		}
	})
}

func refusedForNumbers(err error) bool {
	return errors.Is(err, canon.ErrInexact) || strings.Contains(err.Error(), "Number out of range")
}

func BenchmarkCheckJSON(b *testing.B) {
	doc := []byte(`[` + strings.Repeat(`{"title":"Felles næringsstrategi","share":20,"municipality":"3417"},`, 1000) + `0]`)
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if err := canon.CheckJSON(doc); err != nil {
			b.Fatal(err)
		}
	}
}
