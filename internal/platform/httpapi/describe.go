package httpapi

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// describe writes into the contract what huma cannot know: the answer's
// schema, the problems, the permission.
func (d *Door) describe(op *huma.Operation, r registered, answer reflect.Type) {
	op.Description = fmt.Sprintf("%s\n\nPermission: %s.", r.Description, d.whoMay(r.Need))
	op.Extensions = map[string]any{"x-permission": r.Need.String(), "x-problems": ownCodes(r)}
	if r.Need.Guarded() {
		op.Extensions["x-scope"] = r.Need.Scope.Name
	}
	if r.body == typeCSV {
		op.RequestBody.Content[typeCSV].Schema = &huma.Schema{
			Type: huma.TypeString, Description: "A table of at most 4 MiB with a header, in UTF-8 or Windows-1252, parted by semicolons or commas", Examples: []any{r.Example},
		}
	}
	ok := &huma.Response{
		Description: "Done: the state after it.", Headers: map[string]*huma.Param{"ETag": headerRef("ETag")},
		Content: map[string]*huma.MediaType{typeJSON: {Schema: d.answers.Schema(answer, true, r.ID+"-answer")}},
	}
	op.Responses = map[string]*huma.Response{"200": ok}
	if r.Method == http.MethodGet {
		ok.Description = "The state now."
		op.Responses["304"] = responseRef(http.StatusNotModified)
	}
	alternatives(op, ok, r.media)
	if r.list {
		ok.Headers["Link"] = headerRef("Link")
	}
	if r.Method == http.MethodPost {
		ok.Headers[replayed] = headerRef(replayed)
	}
	if r.Creates {
		made := *ok
		made.Description = "Created."
		made.Headers = maps.Clone(ok.Headers)
		made.Headers["Location"] = headerRef("Location")
		op.Responses["201"] = &made
	}
	if r.Creates && r.Method == http.MethodPost {
		ok.Description, ok.Headers = "A dry run: what would be created.", nil
	}
	for _, f := range d.mayMeet(r) {
		op.Responses[strconv.Itoa(statusOf[f.Kind])] = responseRef(statusOf[f.Kind])
	}
}

func (d *Door) whoMay(n act.Need) string {
	switch {
	case n.Guarded():
		return fmt.Sprintf("`%s` in %s (%s)", n.Permission, n.Scope.Name, strings.Join(d.policy.Offices(n.Permission), ", "))
	case n.Open():
		return "none; no login needed"
	default:
		return "any person who is logged in, for their own"
	}
}

// ownCodes are the codes of the refusals that an operation itself may give.
func ownCodes(r registered) []string {
	codes := []string{}
	for _, f := range r.Faults {
		codes = append(codes, f.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// mayMeet gathers everything that an operation may be refused with: its own
// faults, and the door's that its kind of operation may meet.
func (d *Door) mayMeet(r registered) []*fault.Error {
	all := slices.Concat(r.Faults, doorFaults)
	if r.Need.Open() {
		all = slices.Concat(r.Faults, openFaults)
	}
	if r.Need.Guarded() {
		all = append(all, authz.ErrForbidden)
		if r.write {
			all = append(all, authz.ErrDisqualified, authz.ErrOutsideGrant)
		}
	}
	if r.list {
		all = append(all, request.ErrCursor)
	}
	if len(r.media) > 1 {
		all = append(all, errAccept)
	}
	if r.body != "" {
		all = append(all, bodyFaults...)
	}
	if r.write {
		all = append(all, request.ErrStale)
		switch r.Method {
		case http.MethodPost:
			all = append(all, pgdb.ErrKeyReused, pgdb.ErrKeyRunning)
		default:
			all = append(all, request.ErrPreconditionRequired)
		}
	}
	d.know(all...)
	d.know(r.Warns...)
	return all
}

// sharedFaults are the door's own, which no operation lists among its own codes:
// they stand in the contract with the answer of their status.
func sharedFaults() []*fault.Error {
	return slices.Concat(doorFaults, bodyFaults, []*fault.Error{
		authz.ErrForbidden, authz.ErrDisqualified, authz.ErrOutsideGrant, request.ErrCursor, errAccept, request.ErrStale,
		pgdb.ErrKeyReused, pgdb.ErrKeyRunning, request.ErrPreconditionRequired,
	})
}

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
func (d *Door) sharedResponses() map[string]*huma.Response {
	all := map[string]*huma.Response{
		responseName(http.StatusNotModified): {Description: "Unchanged since the entity tag in If-None-Match.", Headers: headersOf(http.StatusNotModified)},
	}
	codes := map[int][]string{}
	for _, f := range d.faults {
		if !slices.Contains(routeFaults, f) {
			codes[statusOf[f.Kind]] = append(codes[statusOf[f.Kind]], "")
		}
	}
	for _, f := range sharedFaults() {
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
		all[responseName(status)] = &huma.Response{Description: text, Headers: headersOf(status), Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
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
		"ContentDisposition": header("The name of the file; of " + typeCSV + " only"),
		replayed:             header("`true` where the answer was stored with this Idempotency-Key, and nothing was done again"),
		"Retry-After":        header("How many seconds to wait before the request is sent again, where waiting helps"),
		"WWW-Authenticate":   header("How to log in: with a bearer token"),
	}
}
