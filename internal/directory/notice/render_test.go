package notice

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// dueToday is a kind of the reminders, which the rest of this program of tests
// brings along.
const dueToday Kind = "due_today"

func TestATitleCannotBreakOutOfALetter(t *testing.T) {
	t.Parallel()
	evil := map[string]string{"case_number": "2024-1", "title": "A\r\nBcc: all@example.no\u2028\x1b[2J<script>alert(1)</script>" + strings.Repeat("x", 400), "due": "2024-02-12"}
	w, err := dueToday.Write("nb", evil, false)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(w.Subject, "\r\n\x1b\u2028") || len([]rune(w.Subject)) != maxSubject {
		t.Errorf("the subject is %q", w.Subject)
	}
	p, err := email("nb", w.Subject, []section{{Words: w, Link: `http://forankring.test/v1/x"><script>`}})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(p.html, "<script>") || !strings.Contains(p.html, "&lt;script&gt;alert(1)") {
		t.Errorf("the title stands in the page as it came: %s", p.html)
	}
}

// folder holds the letters of a feature as it would embed them.
func folder(nb, nn, en string) fs.FS {
	files := fstest.MapFS{}
	for name, text := range map[string]string{"nb": nb, "nn": nn, "en": en} {
		if text != "" {
			files["letters/"+name+".tmpl"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return files
}

func define(names ...string) (text string) {
	for _, n := range names {
		text += `{{define "` + n + `"}}` + n + `{{end}}`
	}
	return text
}

func TestMistakesInLettersStopTheStart(t *testing.T) {
	t.Parallel()
	for name, declare := range map[string]func(){
		"a language without letters": func() { ReadLetters(folder(define("test.no_nn"), "", define("test.no_nn"))) },
		"a letter in one language":   func() { ReadLetters(folder(define("test.a", "test.b"), define("test.a"), define("test.a", "test.b"))) },
		"a name that another has":    func() { ReadLetters(folder(define("case"), define("case"), define("case"))) },
		"a template that is none":    func() { ReadLetters(folder("{{", define("test.broken"), define("test.broken"))) },
		"a function that there is not": func() {
			ReadLetters(folder(`{{define "test.f"}}{{sing .}}{{end}}`, define("test.f"), define("test.f")))
		},
		"a kind without a subject":      func() { Letters{names: []string{"test_bare.text"}}.Kind("test_bare") },
		"a kind without a text":         func() { Letters{names: []string{"test_mute.subject"}}.Kind("test_mute") },
		"a kind that is declared twice": func() { Letters{names: []string{"due_today.subject", "due_today.text"}}.Kind("due_today") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("taken")
				}
			}()
			declare()
		})
	}
}

func TestListsAndVariantsAreSaidInWords(t *testing.T) {
	t.Parallel()
	ReadLetters(folder(
		`{{define "test.do.a"}}å gå{{end}}{{define "test.do.b"}}å stå{{end}}{{define "test.way"}}slik{{end}}{{define "test.way.odd"}}rart, {{.name}}{{end}}`+
			`{{define "test.all"}}{{list "test.do" .acts}}: {{say "test.way" .how .}}{{end}}`,
		`{{define "test.do.a"}}å gå{{end}}{{define "test.do.b"}}å stå{{end}}{{define "test.way"}}slik{{end}}{{define "test.way.odd"}}rart, {{.name}}{{end}}`+
			`{{define "test.all"}}{{list "test.do" .acts}}: {{say "test.way" .how .}}{{end}}`,
		`{{define "test.do.a"}}to go{{end}}{{define "test.do.b"}}to stand{{end}}{{define "test.way"}}so{{end}}{{define "test.way.odd"}}oddly, {{.name}}{{end}}`+
			`{{define "test.all"}}{{list "test.do" .acts}}: {{say "test.way" .how .}}{{end}}`))
	for _, c := range []struct{ language, acts, how, want string }{
		{"nb", "a", "", "å gå: slik"}, {"nb", "a,b", "odd", "å gå og å stå: rart, Kari"}, {"en", "a,c,b", "new", "to go, c and to stand: so"},
		{"", "c", "odd", "c: rart, Kari"},
	} {
		if got, err := in(c.language).fill("test.all", map[string]string{"acts": c.acts, "how": c.how, "name": "Kari"}); err != nil || got != c.want {
			t.Errorf("%q (%v), want %q", got, err, c.want)
		}
	}
}

func TestAReasonThatTheProgramGaveIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{
		"nb": "Begrunnelse: e-posttjeneren avviste brevet for godt", "nn": "Grunngiving: e-posttenaren avviste brevet for godt",
		"en": "Reason: the mail server refused the letter for good", "x-test": "Reason: the mail server refused the letter for good",
	} {
		if got, err := in(language).fill("reason", map[string]string{"reason": msgRefused.Stored()}); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", language, got, err, want)
		}
	}
	if got, _ := in("nn").fill("reason", map[string]string{"reason": "Flytta"}); got != "Grunngiving: Flytta" {
		t.Errorf("own words are said as %q", got)
	}
}
