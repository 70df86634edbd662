package notice

import (
	"embed"
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"strings"
	texttemplate "text/template"
	"unicode"

	"forankring.no/forankring/internal/platform/mail"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

//go:embed letters
var files embed.FS

var frame = template.Must(template.ParseFS(files, "letters/frame.html"))

// language is one in which letters are written: its name, how it joins the last of
// several, and the letters of all features in it.
type language struct {
	speaks  message.Language
	name    string
	and     string
	letters *texttemplate.Template
}

// all are the languages, each at its number.
var all = []*language{newLanguage(message.Bokmal, " og "), newLanguage(message.Nynorsk, " og "), newLanguage(message.English, " and ")}

func languages() []*language { return all }

func newLanguage(speaks message.Language, and string) *language {
	l := &language{speaks: speaks, name: speaks.String(), and: and}
	l.letters = texttemplate.New(l.name).Option("missingkey=zero").Funcs(l.funcs())
	return l
}

// funcs are what letters can say besides templates and their parameters: a day; a
// message that was kept (Text.Stored), and anybody's own words; the variant of a part, or the part itself where there is none; and the parts
// that a list of codes names, where a code without a part stays as it is.
func (l *language) funcs() texttemplate.FuncMap {
	return texttemplate.FuncMap{
		"day":   l.day,
		"words": l.words,
		"say": func(part, variant string, params map[string]string) (string, error) {
			if name := part + "." + variant; l.has(name) {
				return l.fill(name, params)
			}
			return l.fill(part, params)
		},
		"list": func(part, codes string) (string, error) {
			all := strings.Split(codes, ",")
			for i, code := range all {
				if name := part + "." + code; l.has(name) {
					var err error
					if all[i], err = l.fill(name, nil); err != nil {
						return "", err
					}
				}
			}
			last := len(all) - 1
			if last == 0 {
				return all[0], nil
			}
			return strings.Join(all[:last], ", ") + l.and + all[last], nil
		},
	}
}

func (l *language) has(name string) bool { return l.letters.Lookup(name) != nil }

func (l *language) fill(name string, params map[string]string) (string, error) {
	var b strings.Builder
	if err := l.letters.ExecuteTemplate(&b, name, params); err != nil {
		return "", fmt.Errorf("write %s in %s: %w", name, l.name, err)
	}
	return b.String(), nil
}

// in finds a language; who has chosen none reads Bokmål.
func in(name string) *language { return all[min(message.Named(name), message.English)] }

// Words are a notice in one language: a subject of one line, and a text.
type Words struct{ Subject, Text string }

// maxSubject keeps subjects readable; titles may be much longer.
const maxSubject = 180

// Write puts a notice of the kind into words.
func (k Kind) Write(language string, params map[string]string, late bool) (Words, error) {
	if late {
		params = maps.Clone(params)
		params["late"] = "late"
	}
	l := in(language)
	subject, err := l.fill(string(k)+".subject", params)
	if err != nil {
		return Words{}, err
	}
	text, err := l.fill(string(k)+".text", params)
	return Words{Subject: oneLine(subject), Text: paragraphs(text)}, err
}

// oneLine takes out what could begin another line, or steer a screen: a title
// is other people's text.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxSubject {
		return string(r[:maxSubject-1]) + "…"
	}
	return s
}

var gaps = regexp.MustCompile(`\n\s*\n`)

// paragraphs trims a text so that exactly one empty line divides paragraphs,
// whatever parts were left out.
func paragraphs(s string) string {
	return gaps.ReplaceAllString(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "\n\n")
}

// pages are an e-mail's two forms.
type pages struct{ text, html string }

// section is a notice in an e-mail: under a heading, where there are several, with a link
// to what it is about, if there is one, and with what goes with it.
type section struct {
	Words
	Heading, Link string
	Files         []mail.File
}

// Paragraphs are those of the text.
func (s section) Paragraphs() []string { return strings.Split(s.Text, "\n\n") }

// email makes an e-mail of notices: the same in text and in HTML, where the frame
// escapes all of it.
func email(language, subject string, sections []section) (pages, error) {
	l := in(language)
	see, err := l.fill("link", nil)
	if err != nil {
		return pages{}, err
	}
	foot, err := l.fill("foot", nil)
	if err != nil {
		return pages{}, err
	}
	var text strings.Builder
	for _, s := range sections {
		if s.Heading != "" {
			fmt.Fprintf(&text, "%s\n%s\n\n", s.Heading, strings.Repeat("=", len([]rune(s.Heading))))
		}
		text.WriteString(s.Text + "\n\n")
		if s.Link != "" {
			text.WriteString(see + "\n" + s.Link + "\n\n")
		}
	}
	var html strings.Builder
	err = frame.Execute(&html, map[string]any{"Language": l.name, "Subject": subject, "Sections": sections, "See": see, "Foot": foot})
	if err != nil {
		return pages{}, fmt.Errorf("write the page of a letter: %w", err)
	}
	return pages{text: text.String() + "-- \n" + foot + "\n", html: html.String()}, nil
}

// day is a date as people write it, such as 12. februar 2024; what is no date
// stays as it is.
func (l *language) day(date string) string {
	d, err := workday.ParseDate(date)
	if err != nil {
		return date
	}
	return d.Say(l.speaks)
}

// words are a parameter as the language has it: a message that was kept (Text.Stored)
// in its words, anything else as it is.
func (l *language) words(parameter string) string { return message.Recall(parameter).Say(l.speaks) }
