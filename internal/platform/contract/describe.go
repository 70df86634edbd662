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

// fileBodies are the bodies that are files, by the media type that clients are asked
// for first.
var fileBodies = map[string]string{
	CSV:      "A table of at most 4 MiB with a header, best in UTF-8, parted by semicolons or commas",
	File:     "The bytes of a file of at most 25 MiB, sent with its own media type in Content-Type",
	Calendar: "An iCalendar (RFC 5545) or a table with a header, of at most 4 MiB, best in UTF-8",
}

// describeFileBody says what a body is that is a file.
func describeFileBody(op *huma.Operation, r Operation) {
	schema := &huma.Schema{Type: huma.TypeString, Description: fileBodies[r.Body.Media], Examples: []any{r.Example}}
	switch {
	case schema.Description == "":
		return
	case r.Body.Media == File:
		schema.Format, schema.Examples = "binary", nil
	}
	for _, body := range op.RequestBody.Content {
		body.Schema = schema
	}
}

// describeFile says how an answer is given that is a file, whole or a part of it.
func describeFile(op *huma.Operation, whole *huma.Response) {
	whole.Description = "The file."
	whole.Content[File] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	for name, says := range map[string]string{
		"Content-Disposition": "That the file is saved, and its name (RFC 6266)",
		"Content-Length":      "How many bytes come",
		"Accept-Ranges":       "`bytes`: parts of the file can be asked for with Range",
	} {
		whole.Headers[name] = &huma.Param{Description: says, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	part := *whole
	part.Description, part.Headers = "The bytes that were asked for with Range.", maps.Clone(whole.Headers)
	part.Headers["Content-Range"] = headerRef("Content-Range")
	op.Responses["206"] = &part
}

// describe writes into the contract what huma cannot know: the answer's
// schema, the problems, the permission.
func (d *Draft) describe(op *huma.Operation, r Operation, answer reflect.Type, mayMeet []*fault.Error) {
	op.Description = fmt.Sprintf("%s\n\nPermission: %s.", r.Description, d.whoMay(r.Need))
	op.Extensions = map[string]any{"x-permission": r.Need.String(), "x-problems": ownCodes(r)}
	if r.Need.Guarded() {
		op.Extensions["x-scope"] = r.Need.Where()
	}
	describeFileBody(op, r)
	ok := &huma.Response{Description: "Done: the state after it.", Headers: map[string]*huma.Param{"ETag": headerRef("ETag")}, Content: map[string]*huma.MediaType{}}
	if r.Media == nil || slices.Contains(r.Media, JSON) {
		ok.Content[JSON] = &huma.MediaType{Schema: d.answers.Schema(answer, true, r.ID+"-answer")}
	}
	op.Responses = map[string]*huma.Response{"200": ok}
	if r.Method == http.MethodGet {
		ok.Description = "The state now."
		op.Responses["304"] = responseRef(http.StatusNotModified)
	}
	if slices.Contains(r.Media, File) {
		describeFile(op, ok)
	}
	alternatives(op, ok, r)
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
	case n.BySecret():
		return "whoever holds the secret address; no login needed"
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
func alternatives(op *huma.Operation, ok *huma.Response, r Operation) {
	media := r.Media
	for _, p := range op.Parameters {
		if p.Name == "limit" && len(media) > 1 && !r.Need.IsPublished() {
			p.Schema.Default = nil
			p.Description = fmt.Sprintf("The most rows to give. As %s: %d if left out, above %d lowered to %d. As %s: the whole list if left out, and at most %d",
				JSON, request.DefaultLimit, request.MaxLimit, request.MaxLimit, strings.Join(media[1:], " or "), request.FileLimit)
		}
	}
	for _, m := range media {
		if ok.Content[m] == nil {
			of := huma.TypeString
			if m == GeoJSON {
				of = huma.TypeObject
			}
			ok.Content[m] = &huma.MediaType{Schema: &huma.Schema{Type: of}}
		}
	}
	if slices.Contains(media, CSV) {
		ok.Headers["Content-Disposition"] = headerRef("ContentDisposition")
	}
}
