package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

func headerRef(name string) *huma.Param {
	return &huma.Param{Ref: "#/components/headers/" + name}
}

func responseRef(status int) *huma.Response {
	return &huma.Response{Ref: "#/components/responses/" + responseName(status)}
}

// responseName is the name of the answer of a status among the components.
func responseName(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }

// sharedResponses are the answers that many operations give alike: a problem for
// each status, with the codes that are the door's own.
func (d *Draft) sharedResponses() map[string]*huma.Response {
	all := map[string]*huma.Response{
		responseName(http.StatusNotModified): {Description: "Unchanged since the entity tag in If-None-Match.", Headers: headersOf(http.StatusNotModified)},
	}
	codes := map[int][]string{}
	for _, f := range d.faults {
		if !slices.Contains(d.unlisted, f) {
			codes[statusOf[f.Kind]] = append(codes[statusOf[f.Kind]], "")
		}
	}
	for _, f := range d.shared {
		codes[statusOf[f.Kind]] = append(codes[statusOf[f.Kind]], f.Code)
	}
	schema := d.answers.Schema(reflect.TypeFor[Problem](), true, "Problem")
	for status, list := range codes {
		slices.Sort(list)
		list = slices.DeleteFunc(slices.Compact(list), func(code string) bool { return code == "" })
		text := http.StatusText(status) + ": a problem (RFC 9457)."
		if len(list) > 0 {
			text = fmt.Sprintf("%s: `%s`, or a code of the operation's own (x-problems).", http.StatusText(status), strings.Join(list, "`, `"))
		}
		all[responseName(status)] = &huma.Response{Description: text, Headers: headersOf(status), Content: map[string]*huma.MediaType{Problems: {Schema: schema}}}
	}
	return all
}

// headersOf are the headers that answers of a status carry, or may carry,
// whatever the operation (setProblemHeaders).
func headersOf(status int) map[string]*huma.Param {
	switch status {
	case http.StatusNotModified, http.StatusPreconditionFailed, http.StatusPreconditionRequired:
		return map[string]*huma.Param{"ETag": headerRef("ETag")}
	case http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return map[string]*huma.Param{"Retry-After": headerRef("Retry-After")}
	case http.StatusRequestedRangeNotSatisfiable:
		return map[string]*huma.Param{"Content-Range": headerRef("Content-Range"), "Accept-Ranges": {Description: "`bytes`", Schema: &huma.Schema{Type: huma.TypeString}}}
	case http.StatusUnauthorized:
		return map[string]*huma.Param{"WWW-Authenticate": headerRef("WWW-Authenticate")}
	default:
		return nil
	}
}

// sharedHeaders are the headers that answers carry.
func sharedHeaders() map[string]*huma.Header {
	header := func(text string) *huma.Header {
		return &huma.Header{Description: text, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	return map[string]*huma.Header{
		"ETag":               header("The entity tag of this version; with a refusal, that of the version as it is now"),
		"Location":           header("The address of the new resource"),
		"Link":               header("The address of the next page (RFC 8288), rel=next"),
		"ContentDisposition": header("The name of the file; of " + CSV + " only"),
		"Content-Range":      header("Which bytes come, and of how many (RFC 9110, 14.4)"),
		Replayed:             header("`true` where the answer was stored with this Idempotency-Key, and nothing was done again"),
		"Retry-After":        header("How many seconds to wait before the request is sent again, where waiting helps"),
		"WWW-Authenticate":   header("How to log in: with a bearer token"),
	}
}

// sharedParameters are those that several operations take alike, by name. Of
// several meanings of a name the most frequent is shared; the others stand where
// they are used.
func (d *Draft) sharedParameters() map[string]*huma.Param {
	type meaning struct {
		*huma.Param
		uses int
	}
	meanings := map[string]*meaning{}
	for _, r := range d.ops {
		for _, p := range r.Parameters {
			key := keyOf(p.Param)
			if meanings[key] == nil {
				meanings[key] = &meaning{Param: p.Param}
			}
			meanings[key].uses++
		}
	}
	shared := map[string]*meaning{}
	for _, key := range slices.Sorted(maps.Keys(meanings)) {
		m := meanings[key]
		if known := shared[m.Name]; m.uses > 1 && (known == nil || known.uses < m.uses) {
			shared[m.Name] = m
		}
	}
	all := map[string]*huma.Param{}
	for name, m := range shared {
		all[name] = m.Param
	}
	return all
}

// keyOf is the same for parameters, or schemas, that mean the same.
func keyOf[P huma.Param | huma.Schema](p *P) string {
	b, _ := json.Marshal(p) // it is made of texts and numbers
	return string(b)
}

// refer is an operation with references in the place of shared parameters.
func refer(op huma.Operation, shared map[string]*huma.Param) *huma.Operation {
	own := op.Parameters
	op.Parameters = make([]*huma.Param, len(own))
	for i, p := range own {
		op.Parameters[i] = p
		if s := shared[p.Name]; s != nil && keyOf(s) == keyOf(p) {
			op.Parameters[i] = &huma.Param{Ref: "#/components/parameters/" + p.Name}
		}
	}
	return &op
}
