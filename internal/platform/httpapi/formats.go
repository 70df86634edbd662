package httpapi

import (
	"context"
	"fmt"
	"mime"
	"slices"
	"strconv"
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
// before it is asked whether it still holds.
const (
	neverKept = "no-store"
	forAll    = "no-cache"
)

func keptAs(r contract.Operation) string {
	if r.Need.Open() {
		return forAll
	}
	return neverKept
}

// Format is one more form in which an operation gives its answer, beside JSON;
// the caller chooses by Accept (RFC 9110, 12.5.1). It can only be made by HTML
// and CSV, of a function that takes the operation's own answer: a format of
// another answer does not compile.
type Format[T any] struct {
	media string
	write func(message.Language, T) ([]byte, error)
}

// HTML gives the answer as a page for people, to be read and printed. The page
// is whole in itself: it may hold styles, but loads nothing and runs nothing.
func HTML[T any](write func(message.Language, T) ([]byte, error)) Format[T] {
	return Format[T]{contract.HTML, write}
}

// CSV gives the answer as a table for spreadsheets, saved under the name of
// the operation.
//
// A list as HTML or CSV is the whole list unless the caller asks for so many
// rows, up to request.FileLimit; what comes after those is in Link, and its address
// in the page's Rest.
func CSV[T any](write func(message.Language, T) ([]byte, error)) Format[T] {
	return Format[T]{contract.CSV, write}
}

// mediaTypes are all forms of an answer, the one that is given by default
// first.
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
		out.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "+framedByNobody)
	case contract.CSV:
		out.set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.csv"`, r.ID))
	}
	return out, nil
}

// limitOf is how many rows of a list are given: of a form for people all of
// them unless the caller asks for less, and never more than its bound.
func limitOf(ctx context.Context, asked int) int {
	if media := chosenOf(ctx); media == "" || media == contract.JSON {
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
		media := choose(strings.Join(req.Header.Values("Accept"), ","), offered)
		if media == "" {
			writeProblem(hc.Context(), w, errAccept.With(msgOtherForms.With(offered)))
			return
		}
		next(huma.WithValue(hc, chosenKey{}, media))
	}
}

// choose finds the offered media type that an Accept header likes best; of
// several that it likes alike the first, and without a header the first of
// all. It is "" when the header admits none.
func choose(accept string, offered []string) string {
	if strings.TrimSpace(accept) == "" {
		return offered[0]
	}
	best, quality := "", 0.0
	for _, media := range offered {
		if q := qualityOf(accept, media); q > quality {
			best, quality = media, q
		}
	}
	return best
}

// qualityOf is how much an Accept header likes a media type: the weight of the
// most specific range that takes it in, or 0. Each type is offered in one
// variant only, so parameters of a range other than its weight do not tell
// variants apart. A range that cannot be read admits nothing.
func qualityOf(accept, media string) float64 {
	whole, _, _ := strings.Cut(media, "/")
	precision := map[string]int{"*/*": 1, whole + "/*": 2, media: 3}
	found, quality := 0, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil || precision[name] <= found {
			continue
		}
		q := 1.0
		if text, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil || !(q <= 1) { // NaN is none
				continue
			}
		}
		found, quality = precision[name], q
	}
	return quality
}
