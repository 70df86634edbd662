package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/file"
	"forankring.no/forankring/internal/platform/request"
)

// MaxFile is the most that is read of a body that is a file, in bytes.
const MaxFile = 25 << 20

// filesAtOnce is how many files an instance takes at once, so that they fill neither
// its memory nor its disk; others wait.
const filesAtOnce = 16

type (
	// File is a body that is a file, which a use case reads as often as it is run. An
	// idempotency key is bound to its hash, and no answer holds its bytes.
	File = file.File
	// Content is a file as an operation gives it.
	Content = file.Content
)

var errRange = fault.New(fault.RangeMissing, "request.range", "The file has no such bytes", "Range asks for bytes that lie beyond the end of the file, or cannot be read (RFC 9110, 14).")

// takeFile takes a body that is a file whole. It refuses one that is too large, is
// empty, ends before it is complete, or is sent as something else than itself.
func (d *Door) takeFile(req *http.Request, w http.ResponseWriter) (*File, error) {
	kind, wrong := file.TypeOf(req.Header)
	switch {
	case !wrong.IsZero():
		return nil, errMediaType.With(wrong)
	case req.ContentLength > MaxFile:
		return nil, errTooLarge.With(msgTooManyBytes.With(MaxFile))
	}
	ctx := req.Context()
	select {
	case d.files <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-d.files }()
	body := &file.Body{Reader: http.MaxBytesReader(w, req.Body, MaxFile), Conn: http.NewResponseController(w), Until: deadlineOf(ctx)}
	f, err := file.Keep(body, kind)
	switch {
	case body.Err != nil:
		return nil, bodyFault(body.Err, MaxFile)
	case err == nil && f.Size == 0:
		f.Discard()
		return nil, errMalformed.With(msgFileEmpty)
	}
	return f, err
}

// bodyFault is why a body could not be read to its end.
func bodyFault(err error, limit int64) error {
	var tooLarge *http.MaxBytesError
	var network net.Error
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge.With(msgTooManyBytes.With(limit))
	case errors.As(err, &network) && network.Timeout():
		return errBodyTimeout
	}
	return errMalformed.With(msgBodyCutShort)
}

// FileTerms are those of the read of a file.
type FileTerms struct {
	IfNoneMatch string `header:"If-None-Match" maxLength:"1000" doc:"The ETag of what the caller has: where it is still that, the answer is 304 without a body"`
	Range       string `header:"Range" maxLength:"1000" example:"bytes=0-1023" doc:"The bytes that are wanted, in the place of all"`
}

// ShowFile registers an act that gives a file as it was filed, whole or a range of it
// (RFC 9110, 14). A browser saves it, and never shows or runs it in the name of the
// service: it may be anybody's page.
func ShowFile[R any](d *Door, a act.Act[R], doc Doc, show func(context.Context, authn.Actor, R) (*Content, error)) {
	ref, terms := contract.ParametersOf[R](d.draft), contract.ParametersOf[FileTerms](d.draft)
	doc.Faults = slices.Concat(doc.Faults, []*fault.Error{errRange})
	r := contract.Operation{Decl: a.Decl, Doc: doc, Media: []string{contract.File}, Parameters: slices.Concat(ref, terms)}
	serve[File](d, r, func(ctx context.Context, in *input) (*output, error) {
		at, err := refOf[R](in, ref)
		if err != nil {
			return nil, err
		}
		shown, err := show(ctx, authn.ActorOf(ctx), at)
		if err != nil {
			return nil, err
		}
		out := answered(ctx, request.Answer{Status: http.StatusOK, Type: shown.Type, ETag: `"` + shown.SHA256 + `"`}, keptAs(r))
		out.Header.Del("Content-Language")
		out.set("Content-Disposition", shown.Disposition())
		out.set("Content-Security-Policy", "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; "+framedByNobody)
		out.set(gzhttp.HeaderNoCompression, "1") // its length is told, and ranges are of its own bytes
		out.file, out.asked = shown, in.req
		return out, nil
	})
}

// sendFile sends a file, or what was asked for of it.
func (o *output) sendFile(w http.ResponseWriter) {
	ctx := o.asked.Context()
	if !o.file.Send(w, o.asked) {
		w.Header().Del("Content-Disposition")
		w.Header().Set("Content-Security-Policy", framedByNobody)
		writeProblem(ctx, w, errRange)
	}
	if err := o.file.Failed(); err != nil {
		exchangeOf(ctx).inner = fmt.Errorf("send a file: %w", err)
	}
}

// deadlineOf is when the time of a request is up.
func deadlineOf(ctx context.Context) time.Time {
	if at, ok := ctx.Deadline(); ok {
		return at
	}
	return time.Now().Add(time.Hour)
}
