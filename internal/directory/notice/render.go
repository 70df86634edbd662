package notice

import (
	"embed"
	"fmt"
	"html/template"
	"maps"
	"regexp"
	"strconv"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode"
)

// letters holds one file of texts for each language and one frame for HTML.
// Every kind has a subject and a text, named `kind.subject` and `kind.text`.
//
//go:embed letters
var letters embed.FS

var (
	nb    = parse("nb", bokmal, actsNb, " og ")
	en    = parse("en", english, actsEn, " and ")
	frame = template.Must(template.ParseFS(letters, "letters/frame.html"))
)

func parse(language string, day func(string) string, acts map[string]string, and string) *texttemplate.Template {
	t := texttemplate.New(language).Option("missingkey=zero").Funcs(texttemplate.FuncMap{
		"day": day, "acts": func(codes string) string { return spelled(codes, acts, and) },
	})
	return texttemplate.Must(t.ParseFS(letters, "letters/"+language+".tmpl"))
}

// words are a notice in one language.
type words struct{ subject, text string }

// maxSubject keeps subjects readable; titles may be much longer.
const maxSubject = 180

// in finds the texts in a language; who has chosen none reads Bokmål.
func in(language string) *texttemplate.Template {
	if language == "en" {
		return en
	}
	return nb
}

// write puts a notice into words: a subject of one line, and a text.
func write(language, kind string, params map[string]string, late bool) (words, error) {
	if late {
		params = maps.Clone(params)
		params["late"] = "late"
	}
	subject, err := fill(language, kind+".subject", params)
	if err != nil {
		return words{}, err
	}
	text, err := fill(language, kind+".text", params)
	return words{subject: oneLine(subject), text: paragraphs(text)}, err
}

func fill(language, name string, params map[string]string) (string, error) {
	var b strings.Builder
	if err := in(language).ExecuteTemplate(&b, name, params); err != nil {
		return "", fmt.Errorf("write %s in %s: %w", name, language, err)
	}
	return b.String(), nil
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

// email makes an e-mail of the words: the same in text and in HTML, where the
// frame escapes all of it, with a link to what it is about, if there is one.
func email(language string, w words, link string) (pages, error) {
	see, err := fill(language, "link", nil)
	if err != nil {
		return pages{}, err
	}
	foot, err := fill(language, "foot", nil)
	if err != nil {
		return pages{}, err
	}
	text := w.text + "\n\n"
	if link != "" {
		text += see + "\n" + link + "\n\n"
	}
	var html strings.Builder
	err = frame.Execute(&html, map[string]any{
		"Language": in(language).Name(), "Subject": w.subject, "Paragraphs": strings.Split(w.text, "\n\n"),
		"Link": link, "See": see, "Foot": foot,
	})
	if err != nil {
		return pages{}, fmt.Errorf("write the page of a letter: %w", err)
	}
	return pages{text: text + "-- \n" + foot + "\n", html: html.String()}, nil
}

func bokmal(date string) string {
	return spoken(date, ". ", []string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"})
}

func english(date string) string {
	return spoken(date, " ", []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"})
}

// spoken is a date as people write it, such as 12. februar 2024; what is no
// date stays as it is.
func spoken(date, afterDay string, months []string) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return strconv.Itoa(d.Day()) + afterDay + months[d.Month()-1] + " " + strconv.Itoa(d.Year())
}
