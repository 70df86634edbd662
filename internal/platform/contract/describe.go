package contract

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
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// describe writes into the contract what huma cannot know: the answer's
// schema, the problems, the permission.
func (d *Draft) describe(op *huma.Operation, r Operation, answer reflect.Type, mayMeet []*fault.Error) {
	op.Description = fmt.Sprintf("%s\n\nPermission: %s.", r.Description, d.whoMay(r.Need))
	op.Extensions = map[string]any{"x-permission": r.Need.String(), "x-problems": ownCodes(r)}
	if r.Need.Guarded() {
		op.Extensions["x-scope"] = r.Need.Where()
	}
	if r.Body.Media == CSV {
		table := &huma.Schema{
			Type: huma.TypeString, Description: "A table of at most 4 MiB with a header, best in UTF-8, parted by semicolons or commas", Examples: []any{r.Example},
		}
		for _, body := range op.RequestBody.Content {
			body.Schema = table
		}
	}
	ok := &huma.Response{
		Description: "Done: the state after it.", Headers: map[string]*huma.Param{"ETag": headerRef("ETag")},
		Content: map[string]*huma.MediaType{JSON: {Schema: d.answers.Schema(answer, true, r.ID+"-answer")}},
	}
	op.Responses = map[string]*huma.Response{"200": ok}
	if r.Method == http.MethodGet {
		ok.Description = "The state now."
		op.Responses["304"] = responseRef(http.StatusNotModified)
	}
	alternatives(op, ok, r.Media)
	if r.List {
		ok.Headers["Link"] = headerRef("Link")
	}
	if r.Method == http.MethodPost {
		ok.Headers[Replayed] = headerRef(Replayed)
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
	for _, f := range mayMeet {
		op.Responses[strconv.Itoa(StatusOf(f.Kind))] = responseRef(StatusOf(f.Kind))
	}
}

func (d *Draft) whoMay(n act.Need) string {
	switch {
	case n.Guarded():
		return fmt.Sprintf("`%s` in %s (%s)", n.Permission, n.Where(), strings.Join(d.policy.Offices(n.Permission), ", "))
	case n.Open():
		return "none; no login needed"
	case n.Unbound():
		return "any token that is good, also one that speaks for nobody yet"
	default:
		return "any person who is logged in, for their own"
	}
}

// ownCodes are the codes of the refusals that an operation itself may give.
func ownCodes(r Operation) []string {
	codes := []string{}
	for _, f := range r.Faults {
		codes = append(codes, f.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// alternatives writes the other forms of an answer into the contract, and of a
// list how much of it they hold.
func alternatives(op *huma.Operation, ok *huma.Response, media []string) {
	for _, p := range op.Parameters {
		if p.Name == "limit" && len(media) > 1 {
			p.Schema.Default = nil
			p.Description = fmt.Sprintf("The most rows to give. As %s: %d if left out, above %d lowered to %d. As %s: the whole list if left out, and at most %d",
				JSON, request.DefaultLimit, request.MaxLimit, request.MaxLimit, strings.Join(media[1:], " or "), request.FileLimit)
		}
	}
	for _, m := range media {
		if ok.Content[m] == nil {
			ok.Content[m] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
		}
	}
	if slices.Contains(media, CSV) {
		ok.Headers["Content-Disposition"] = headerRef("ContentDisposition")
	}
}
