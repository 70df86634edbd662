package act

import (
	"encoding"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// address knows how the fields of a Ref fill in a path. It is worked out once,
// when the act is declared.
type address struct {
	parts []part
	named map[string][]int
	// length is what an address takes in general.
	length int
}

// valueLength is what the value of a field takes in general: a region's key.
const valueLength = 24

// part is a fixed text of the path, and the field whose value follows it; nil
// at the end.
type part struct {
	text  string
	field []int
	// plain says that the value is a string, and nothing that writes itself.
	plain bool
}

func addressOf[R any](id, path string) address {
	a := address{named: map[string][]int{}}
	for _, f := range Fields(reflect.TypeFor[R]()) {
		if name := f.Tag.Get("path"); name != "" {
			a.named[name] = f.Index
		}
	}
	rest := path
	for {
		text, after, found := strings.Cut(rest, "{")
		if !found {
			a.parts = append(a.parts, part{text: text})
			a.length = len(path) + valueLength*len(a.parts)
			return a
		}
		name, behind, _ := strings.Cut(after, "}")
		field, ok := a.named[name]
		if !ok {
			panic(fmt.Sprintf("%s: %s has no field for the parameter {%s}", id, reflect.TypeFor[R](), name))
		}
		of := reflect.TypeFor[R]().FieldByIndex(field).Type
		plain := of.Kind() == reflect.String && !of.Implements(reflect.TypeFor[encoding.TextMarshaler]())
		a.parts = append(a.parts, part{text, field, plain})
		rest = behind
	}
}

// Fields are the fields of a struct and of those embedded in it, each with its
// whole index. One that another hides by its name is among them: the reference
// to a part has a number, and so has that of the case it lies in.
func Fields(t reflect.Type) []reflect.StructField {
	var all []reflect.StructField
	for f := range t.Fields() {
		if !f.Anonymous || f.Type.Kind() != reflect.Struct {
			all = append(all, f)
			continue
		}
		for _, inner := range Fields(f.Type) {
			inner.Index = append(slices.Clone(f.Index), inner.Index...)
			all = append(all, inner)
		}
	}
	return all
}

// fill writes the path with the values of a Ref.
func (a address) fill(ref any) string {
	v := reflect.ValueOf(ref)
	var b strings.Builder
	b.Grow(a.length)
	for _, p := range a.parts {
		b.WriteString(p.text)
		switch {
		case p.plain:
			b.WriteString(url.PathEscape(v.FieldByIndex(p.field).String()))
		case p.field != nil:
			b.WriteString(url.PathEscape(text(v.FieldByIndex(p.field))))
		}
	}
	return b.String()
}

// value is what a Ref has for a parameter; "" for none.
func (a address) value(ref any, name string) string {
	field, ok := a.named[name]
	if !ok {
		return ""
	}
	return text(reflect.ValueOf(ref).FieldByIndex(field))
}

func text(v reflect.Value) string {
	if m, ok := reflect.TypeAssert[encoding.TextMarshaler](v); ok {
		b, err := m.MarshalText()
		if err != nil {
			return ""
		}
		return string(b)
	}
	if v.CanInt() {
		return strconv.FormatInt(v.Int(), 10)
	}
	return v.String()
}
