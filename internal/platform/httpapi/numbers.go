package httpapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
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

// keyed writes the keys of municipalities in the place of other numbers of theirs,
// in the path and the query, before anything is asked about them: behind the door
// a municipality has one name (rule 1.1).
func (d *Door) keyed(ctx context.Context, req *http.Request, path string) error {
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
	keys, err := d.keysOf(ctx, asked)
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

// keyedBody does the same in a body of JSON.
func (d *Door) keyedBody(req *http.Request) error {
	raw, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	req.Body = io.NopCloser(bytes.NewReader(raw))
	if !someNumber.Match(raw) {
		return nil
	}
	var body any
	read := json.NewDecoder(bytes.NewReader(raw))
	read.UseNumber()
	if err := read.Decode(&body); err != nil {
		return errMalformed
	}
	var asked []string
	renamed(body, false, func(number string) string { asked = append(asked, number); return number })
	keys, err := d.keysOf(req.Context(), asked)
	if err != nil || len(keys) == 0 {
		return err
	}
	body = renamed(body, false, func(number string) string { return cmp.Or(keys[number], number) })
	if raw, err = json.Marshal(body); err != nil {
		return fmt.Errorf("write the body anew: %w", err)
	}
	req.Body = io.NopCloser(bytes.NewReader(raw))
	return nil
}

// keysOf finds the keys of the numbers that are not keys themselves.
func (d *Door) keysOf(ctx context.Context, numbers []string) (map[string]string, error) {
	numbers = slices.DeleteFunc(numbers, func(n string) bool { return !aNumber.MatchString(n) })
	if len(numbers) == 0 || d.keys == nil {
		return nil, nil
	}
	return d.keys(ctx, numbers)
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
