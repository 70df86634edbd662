// Package numbering writes the keys of municipalities in the place of the other
// numbers that they have or had, in what a request asks for: behind the door a
// municipality has one name (rule 1.1).
package numbering

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// nameMunicipalities are the parameters and the members of bodies that name
// municipalities by number, or organisations. A value is one number, many, or a
// list of `number:something`.
var nameMunicipalities = []string{"municipality", "municipalities", "organisation", "of", "participants", "what_if"}

// NamesMunicipality says whether a parameter or a member of a body of this name
// finds a municipality by every number that it has or had (rule 1.1).
func NamesMunicipality(name string) bool { return slices.Contains(nameMunicipalities, name) }

var (
	aNumber    = regexp.MustCompile(`^[0-9]{4}$`)
	someNumber = regexp.MustCompile(`"[0-9]{4}"`)
)

// Keys finds the keys of municipalities by numbers that are not keys. Nil finds none.
type Keys func(ctx context.Context, numbers []string) (map[string]string, error)

// Request writes the keys in the path and the query of a request, before anything is
// asked about them. Path is the operation's, with its parameters.
func (k Keys) Request(ctx context.Context, req *http.Request, path string) error {
	inPath := map[string]string{}
	for _, name := range nameMunicipalities {
		if number := req.PathValue(name); strings.Contains(path, "{"+name+"}") && aNumber.MatchString(number) {
			inPath[name] = number
		}
	}
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		query = nil // it is refused below
	}
	asked := slices.Collect(maps.Values(inPath))
	for name, values := range query {
		for _, value := range values {
			if NamesMunicipality(name) {
				renumbered(value, func(number string) string { asked = append(asked, number); return number })
			}
		}
	}
	keys, err := k.of(ctx, asked)
	if err != nil || len(keys) == 0 {
		return err
	}
	for name, number := range inPath {
		if key, ok := keys[number]; ok {
			req.SetPathValue(name, key)
		}
	}
	for name, values := range query {
		for i, value := range values {
			if NamesMunicipality(name) {
				values[i] = renumbered(value, func(number string) string { return cmp.Or(keys[number], number) })
			}
		}
	}
	if query != nil {
		req.URL.RawQuery = query.Encode()
	}
	return nil
}

// Body is a body of JSON with the keys in it; what is no JSON stays as it is.
func (k Keys) Body(ctx context.Context, raw []byte) ([]byte, error) {
	if !someNumber.Match(raw) {
		return raw, nil
	}
	var body any
	read := json.NewDecoder(bytes.NewReader(raw))
	read.UseNumber()
	if err := read.Decode(&body); err != nil {
		return raw, nil //nolint:nilerr // whoever reads it says what is wrong
	}
	var asked []string
	renamed(body, false, func(number string) string { asked = append(asked, number); return number })
	keys, err := k.of(ctx, asked)
	if err != nil || len(keys) == 0 {
		return raw, err
	}
	anew, err := json.Marshal(renamed(body, false, func(number string) string { return cmp.Or(keys[number], number) }))
	if err != nil {
		return nil, fmt.Errorf("write the body anew: %w", err)
	}
	return anew, nil
}

// of finds the keys of the numbers that are not keys themselves.
func (k Keys) of(ctx context.Context, numbers []string) (map[string]string, error) {
	numbers = slices.DeleteFunc(numbers, func(n string) bool { return !aNumber.MatchString(n) })
	if len(numbers) == 0 || k == nil {
		return nil, nil
	}
	return k(ctx, numbers)
}

// renumbered is a value in which the numbers of municipalities are others.
func renumbered(value string, otherwise func(string) string) string {
	parts := strings.Split(value, ",")
	for i, part := range parts {
		head, _, _ := strings.Cut(part, ":")
		if number := strings.TrimSpace(head); aNumber.MatchString(number) {
			parts[i] = strings.Replace(part, number, otherwise(number), 1)
		}
	}
	return strings.Join(parts, ",")
}

// renamed is a value of JSON in which the municipalities that members name are
// called otherwise. Naming says that the value is such a member's.
func renamed(v any, naming bool, otherwise func(string) string) any {
	switch v := v.(type) {
	case string:
		if naming {
			return otherwise(v)
		}
	case []any:
		for i := range v {
			v[i] = renamed(v[i], naming, otherwise)
		}
	case map[string]any:
		for name := range v {
			v[name] = renamed(v[name], NamesMunicipality(name), otherwise)
		}
	}
	return v
}
