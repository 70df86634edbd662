package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
)

// The door's own faults. Any operation may answer with them.
var (
	errMalformed   = fault.New(fault.Malformed, "request.malformed", "The request cannot be read", "The body is not well-formed JSON.")
	errInvalid     = fault.New(fault.Invalid, "request.invalid", "The request does not fit the contract", "One or more members or parameters are missing, unknown or have a wrong value; see errors.")
	errTooLarge    = fault.New(fault.TooLarge, "request.too_large", "The body is too large", "The body is larger than this operation takes.")
	errMediaType   = fault.New(fault.UnsupportedMedia, "request.unsupported_media_type", "The media type is not supported", "Send the body in the media type that the contract names, JSON in UTF-8.")
	errBodyTimeout = fault.New(fault.TimedOut, "request.timeout", "The request took too long to arrive", "The body did not arrive in time; send it again.")
	errNotFound    = fault.New(fault.NotFound, "resource.not_found", "There is nothing here for you", "It does not exist, or it belongs to an organisation in which you hold no office or seat.")
	errNoRoute     = fault.New(fault.NotFound, "request.no_such_path", "No such path", "The service has no operation at this path. The contract is at /openapi.yaml, a readable one at /docs.")
	errNoMethod    = fault.New(fault.MethodNotAllowed, "request.method_not_allowed", "The method is not allowed here", "This path has other methods; see the Allow header.")
	errAccept      = fault.New(fault.NotAcceptable, "request.not_acceptable", "Not available in this form", "Accept admits none of the media types in which this answer is available; the contract lists them.")
	errNoToken     = fault.New(fault.Unauthenticated, "token.missing", "You are not logged in", "Send a bearer token: Authorization: Bearer …")
	errBadToken    = fault.New(fault.Unauthenticated, "token.invalid", "The token is not valid", "The token has expired, comes from an issuer that is not configured here, or is not bound to a person.")
	errTooMany     = fault.New(fault.TooMany, "request.too_many", "Too many requests", "You send more requests than one caller may. Wait a little, then go on.")
	errInternal    = fault.New(fault.Internal, "service.internal", "Something went wrong on our side", "Nothing was changed. Quote the request id when you ask for help.")
	errDeadline    = fault.New(fault.Unavailable, "service.deadline", "The request took too long", "The service could not finish in time, and nothing was changed. Try again.").After(2 * time.Second)
)

// ErrNotFound is what every operation answers for a thing that is not there,
// and with the same words for one that is not the caller's (rule 2.5).
var ErrNotFound = errNotFound

// doorFaults may be met at any operation with a token.
var doorFaults = append([]*fault.Error{errNoToken, errBadToken, authn.ErrIssuerAway}, openFaults...)

// openFaults may be met at any operation that needs no token.
var openFaults = []*fault.Error{errInvalid, errNotFound, errTooMany, errInternal, errDeadline, pgdb.ErrUnavailable}

// bodyFaults may be met besides at any operation with a body.
var bodyFaults = []*fault.Error{errMalformed, errTooLarge, errMediaType, errBodyTimeout, pgdb.ErrText}

// routeFaults are the router's.
var routeFaults = []*fault.Error{errNoRoute, errNoMethod}

// faultOf finds what to tell the caller of an error. What is not a fault is
// noted for the log and told as one opaque sentence. After something was kept no
// sentence says that nothing was changed.
func faultOf(ctx context.Context, err error) *fault.Error {
	ex := exchangeOf(ctx)
	f, ok := fault.As(err)
	if ok && !errors.Is(f, pgdb.ErrOutcomeUnknown) {
		return f
	}
	ex.inner = err
	if ex.terms.Kept {
		return outcomeUnknown(ex)
	}
	if ctxErr := ctx.Err(); ctxErr != nil {
		ex.gone = errors.Is(context.Cause(ctx), context.Canceled)
		return errDeadline
	}
	if f, ok := pgdb.AsFault(err); ok {
		return f
	}
	return errInternal
}

// outcomeUnknown asks whoever can repeat the request without harm to do so soon:
// with a key, or by a method that a tag guards. Others should read before.
func outcomeUnknown(ex *exchange) *fault.Error {
	if ex.terms.Key != "" || ex.method != http.MethodPost {
		return pgdb.ErrOutcomeUnknown.After(time.Second)
	}
	return pgdb.ErrOutcomeUnknown
}

// problemOf is a fault as it is told in this exchange.
func problemOf(ctx context.Context, f *fault.Error) *contract.Problem {
	ex := exchangeOf(ctx)
	ex.code = f.Code
	return &contract.Problem{
		Type: ex.base + "/v1/problems/" + f.Code, Code: f.Code, Title: f.Title, Status: contract.StatusOf(f.Kind), Detail: f.Detail,
		Instance: ex.path, RequestID: ex.id, Errors: f.Fields,
	}
}

// setProblemHeaders adds what goes with a fault besides its body.
func setProblemHeaders(f *fault.Error, set func(name, value string)) {
	if f.RetryAfter > 0 {
		set("Retry-After", strconv.Itoa(max(1, int(f.RetryAfter.Seconds()+0.5))))
	}
	if f.Kind == fault.Unauthenticated {
		set("WWW-Authenticate", `Bearer realm="forankring"`)
	}
	if f.Tag != "" {
		set("ETag", f.Tag)
	}
}

// writeProblem answers outside huma's handlers.
func writeProblem(ctx context.Context, w http.ResponseWriter, err error) {
	f := faultOf(ctx, err)
	setProblemHeaders(f, w.Header().Set)
	w.Header().Set("Content-Type", contract.Problems)
	w.Header().Set("Cache-Control", neverKept)
	w.Header().Set("Content-Language", message.SpokenTo(ctx).String())
	w.WriteHeader(contract.StatusOf(f.Kind))
	body, _ := written(ctx, problemOf(ctx, f)) // strings and numbers only
	_, _ = w.Write(body)                       //nolint:gosec // JSON, by its type
}

// Huma keeps these for the whole program; they are set once, before any API is
// built. It makes its own errors through the last two, of which the plain one
// is asked only for its type.
func init() { //nolint:gochecknoinits // huma has them as globals
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return &contract.Problem{Status: status} }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		return problemOf(ctx.Context(), humaFault(status, errs))
	}
}

// humaFault names what huma refused.
func humaFault(status int, errs []error) *fault.Error {
	switch status {
	case http.StatusUnprocessableEntity:
		return withFields(errInvalid, errs)
	case http.StatusBadRequest:
		return errMalformed
	case http.StatusRequestEntityTooLarge:
		return errTooLarge
	case http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		return errMediaType
	case http.StatusRequestTimeout:
		return errBodyTimeout
	default:
		return errInternal
	}
}

// withFields carries huma's field errors over, without the values that were
// sent and without words about Go.
func withFields(f *fault.Error, errs []error) *fault.Error {
	for _, err := range errs {
		var detailer huma.ErrorDetailer
		if !errors.As(err, &detailer) {
			f = f.On("", contract.MsgOtherValue)
			continue
		}
		d := detailer.ErrorDetail()
		f = f.On(pointer(d.Location), contract.Misfit(d.Message))
	}
	return f
}

// pointer turns huma's location (`body.slices[0].share`) into a JSON pointer
// for bodies, and into place and name for parameters.
func pointer(location string) string {
	place, rest, _ := strings.Cut(location, ".")
	if place != "body" {
		if rest == "" {
			return place
		}
		return fmt.Sprintf("%s/%s", place, rest)
	}
	rest = strings.NewReplacer("[", ".", "]", "").Replace(rest)
	if rest == "" {
		return ""
	}
	return "/" + strings.ReplaceAll(rest, ".", "/")
}
