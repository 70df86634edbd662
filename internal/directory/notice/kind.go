package notice

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	texttemplate "text/template"
)

// Kind is a kind of notice. The feature that has it to tell declares it beside
// its own code, with its letters (Letters.Kind); this package knows none.
type Kind string

// declared holds the kinds of all features, filled while the program starts.
var declared = map[Kind]bool{}

// Kinds are all kinds of notices that the program's features declare, in order.
func Kinds() []Kind { return slices.Sorted(maps.Keys(declared)) }

// Letters are what a feature's letters say: the names of its templates, which
// are the same in every language.
type Letters struct{ names []string }

// shared are the parts that letters of every feature use, and the letters of this
// package's own.
var shared = ReadLetters(files).having(string(digestKind) + ".subject")

// noticeUndelivered tells whoever keeps an address that no letter arrives there.
var noticeUndelivered = shared.Kind("letter_undelivered")

// ReadLetters takes in the letters of a feature: in the folder letters one file
// of templates for each language, nb.tmpl, nn.tmpl and en.tmpl. They may use the parts
// that letters share. A feature reads them as a package variable:
//
//	//go:embed letters
//	var files embed.FS
//
//	var letters = notice.ReadLetters(files)
//
// A mistake in them stops the program at its start: a name that another feature
// has, or one that a language lacks.
func ReadLetters(files fs.FS) Letters {
	var all Letters
	for i, l := range languages() {
		names, err := l.read(files)
		if err != nil {
			panic("letters: " + err.Error())
		}
		if i > 0 && !slices.Equal(names, all.names) {
			panic(fmt.Sprintf("letters: %s has %v, another language has %v", l.name, names, all.names))
		}
		all.names = names
	}
	return all
}

// read adds a file of templates to the letters in a language, and names them in
// order.
func (l *language) read(files fs.FS) ([]string, error) {
	file, err := texttemplate.New("").Funcs(l.funcs()).ParseFS(files, "letters/"+l.name+".tmpl")
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", l.name, err)
	}
	var names []string
	for _, t := range file.Templates() {
		if t.Name() == l.name+".tmpl" { // what stands between the templates
			continue
		}
		if l.has(t.Name()) {
			return nil, fmt.Errorf("%s is declared twice in %s", t.Name(), l.name)
		}
		if _, err := l.letters.AddParseTree(t.Name(), t.Tree); err != nil {
			return nil, fmt.Errorf("take in %s: %w", t.Name(), err)
		}
		names = append(names, t.Name())
	}
	slices.Sort(names)
	return names, nil
}

// Names are the letters' templates, in order.
func (l Letters) Names() []string { return l.names }

// Kind declares a kind of notice, whose subject and text the letters have under
// `name.subject` and `name.text`. A kind is never renamed: it is kept with each
// notice. Without a text, or declared twice, it stops the program at its start.
func (l Letters) Kind(name string) Kind {
	l.MustHave(name + ".subject")
	l.MustHave(name + ".text")
	kind := Kind(name)
	if declared[kind] {
		panic(name + " is declared twice")
	}
	declared[kind] = true
	return kind
}

// having are the letters, which have a template of that name.
func (l Letters) having(name string) Letters {
	l.MustHave(name)
	return l
}

// MustHave stops the program at its start unless the letters have a template.
func (l Letters) MustHave(name string) {
	if !slices.Contains(l.names, name) {
		panic("no letters say " + name)
	}
}
