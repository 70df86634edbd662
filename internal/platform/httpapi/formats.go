package httpapi

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// How long an answer may be kept. Whatever is told to one caller is kept nowhere
// on the way, nor in a browser that others use after them; a client may compare
// entity tags all the same. What is told to anybody may be kept, but not used
// before it is asked whether it still holds; what is told to whoever holds a secret
// address, by them alone. What is published may be used for a minute unasked, and for
// five more while it is asked for anew: as long it may be read after it is exempted.
const (
	neverKept = "no-store"
	forAll    = "no-cache"
	forHolder = "private, no-cache"
	published = "public, max-age=60, stale-while-revalidate=300"
)

func keptAs(r contract.Operation) string {
	if r.Need.BySecret() {
		return forHolder
	}
	if r.Need.IsPublished() {
		return published
	}
	if r.Need.Open() {
		return forAll
	}
	return neverKept
}

// Format is one more form in which an operation gives its answer, beside JSON; the caller
// chooses by Accept (RFC 9110, 12.5.1). It is made of a function that takes the operation's
// own answer: a format of another answer does not compile.
type Format[T any] struct {
	media string
	write func(message.Language, T) ([]byte, error)
}

// HTML gives the answer as a page for people, to be read and printed. The page
// is whole in itself: it may hold styles, but loads nothing and runs nothing.
func HTML[T any](write func(message.Language, T) ([]byte, error)) Format[T] {
	return Format[T]{contract.HTML, write}
}

// Markdown gives the answer as a text with headings and lists (RFC 7763), to be put
// elsewhere.
func Markdown[T any](write func(message.Language, T) ([]byte, error)) Format[T] {
	return Format[T]{contract.Markdown, write}
}

// CSV gives the answer as a table for spreadsheets, saved under the operation's name.
//
// A list in another form than JSON is the whole list unless the caller asks for so many
// rows, up to request.FileLimit; what comes after those is in Link, and in the page's Rest.
func CSV[T any](write func(message.Language, T) ([]byte, error)) Format[T] {
	return Format[T]{contract.CSV, write}
}

// GeoJSON gives the answer as the data of a map (RFC 7946), as CSV gives it as a table.
func GeoJSON[T any](write func(message.Language, T) ([]byte, error)) Format[T] {
	return Format[T]{contract.GeoJSON, write}
}

// mediaTypes are all forms of an answer, the one that is given by default first.
func mediaTypes[T any](formats []Format[T]) []string {
	all := []string{contract.JSON}
	for _, f := range formats {
		all = append(all, f.media)
	}
	return all
}

// formatted is an answer in the form that the caller chose.
func formatted[T any](ctx context.Context, r contract.Operation, v T, formats []Format[T]) (*output, error) {
	chosen := slices.IndexFunc(formats, func(f Format[T]) bool { return f.media == chosenOf(ctx) })
	if chosen < 0 {
		a, err := render(ctx, r, v)
		if err != nil {
			return nil, err
		}
		return answered(ctx, a, keptAs(r)), nil
	}
	f := formats[chosen]
	body, err := f.write(message.SpokenTo(ctx), v)
	if err != nil {
		return nil, fmt.Errorf("write the answer of %s as %s: %w", r.ID, f.media, err)
	}
	out := answered(ctx, answerOf(r, v, f.media+"; charset=utf-8", body), keptAs(r))
	switch f.media {
	case contract.HTML:
		forms := map[bool]string{false: "'none'", true: "'self'"}[r.Need.IsPublished()] // a page for everybody has a form to search by
		out.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action "+forms+"; "+framedByNobody)
	case contract.CSV:
		out.set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.csv"`, r.ID))
	}
	return out, nil
}

// limitOf is how many rows of a list are given: of another form than JSON all of them unless
// the caller asks for less, up to its bound. What is published comes page by page.
func limitOf(ctx context.Context, r contract.Operation, asked int) int {
	if media := chosenOf(ctx); media == "" || media == contract.JSON || r.Need.IsPublished() {
		return min(asked, request.MaxLimit)
	}
	if !exchangeOf(ctx).url.Query().Has("limit") {
		return request.FileLimit
	}
	return min(asked, request.FileLimit)
}

type chosenKey struct{}

// chosenOf is the media type that negotiate found; "" where there is no choice.
func chosenOf(ctx context.Context) string {
	media, _ := ctx.Value(chosenKey{}).(string)
	return media
}

// negotiate chooses among the forms of an operation's answer before it is
// carried out. An Accept that admits none of them is refused. Where there is
// only JSON, Accept is not looked at, and JSON is given.
func negotiate(offered []string) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		if len(offered) < 2 {
			next(hc)
			return
		}
		req, w := humago.Unwrap(hc)
		w.Header().Add("Vary", "Accept")
		media := contract.Choose(strings.Join(req.Header.Values("Accept"), ","), offered)
		if media == "" {
			writeProblem(hc.Context(), w, errAccept.With(msgOtherForms.With(offered)))
			return
		}
		next(huma.WithValue(hc, chosenKey{}, media))
	}
}
