package canon_test

import (
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

func TestARequiredTextIsTidiedAndSaysWhatIsWrongOnce(t *testing.T) {
	t.Parallel()
	marks := strings.Repeat("\u0301", 9)
	invalid := fault.New(fault.Invalid, "canon_test.invalid", "No", "No.")
	for given, want := range map[string]struct {
		text, line     string
		inText, inLine message.Text
	}{
		" The statutes ": {text: "The statutes", line: "The statutes"},
		"  ":             {inText: canon.MsgEmpty, inLine: canon.MsgEmpty},
		"\u200b":         {inText: canon.MsgEmpty, inLine: canon.MsgEmpty},
		"a\xff":          {inText: canon.MsgNotText, inLine: canon.MsgNotText},
		"a\x00":          {inText: canon.MsgCharacter.With("U+0000"), inLine: canon.MsgCharacter.With("U+0000")},
		"a\nb":           {text: "a\nb", inLine: canon.MsgNotOneLine},
		"a" + marks:      {inText: canon.MsgMarks, inLine: canon.MsgMarks},
	} {
		for _, form := range []struct {
			tidy func(*fault.Checks, string, *string)
			text string
			says message.Text
		}{{canon.RequiredText, want.text, want.inText}, {canon.RequiredLine, want.line, want.inLine}} {
			var c fault.Checks
			got := given
			form.tidy(&c, "/reason", &got)
			f, _ := fault.As(c.Err(invalid))
			switch {
			case got != form.text:
				t.Errorf("%q becomes %q", given, got)
			case form.says.IsZero() != (f == nil):
				t.Errorf("%q: %v", given, f)
			case f != nil && (len(f.Fields) != 1 || !f.Fields[0].Detail.Is(form.says)):
				t.Errorf("%q: %v", given, f.Fields)
			}
		}
	}
}
