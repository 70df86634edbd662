// Package request is the vocabulary that the door and the features share: the
// terms of a request (idempotency key, dry run, If-Match), entity tags, pages
// of lists, and the actions open to a caller. It knows neither HTTP server nor
// database.
package request

import (
	"context"
	"fmt"
	"strings"

	"forankring.no/forankring/internal/platform/fault"
)

// The faults of preconditions (RFC 9110, 13.1.1 and RFC 6585, 3).
var (
	ErrStale = fault.New(fault.Stale, "precondition.stale", "The resource has changed",
		"If-Match names an older version of this resource. Read it again, look at what changed, and repeat the request with its new ETag.")
	ErrPreconditionRequired = fault.New(fault.PreconditionRequired, "precondition.required", "If-Match is missing",
		"This resource exists already. Send in If-Match the ETag that you read, so that you overwrite nobody's change unseen.")
)

// Answer is a finished answer, byte for byte as it is sent. An answer to a
// request with an idempotency key is stored like this.
type Answer struct {
	Status   int
	Type     string
	ETag     string
	Location string
	Body     []byte
}

// Terms are what a request asks for besides its content. They are read by
// pgdb.InTx and by the match functions here; an upload asks besides whether it is
// a dry run, which tells of broken rows where it would refuse.
type Terms struct {
	RequestID   string
	Caller      string
	Key         string
	Fingerprint []byte
	DryRun      bool
	IfMatch     string
	// Render makes the answer that is stored with the idempotency key.
	Render func(result any) (Answer, error)
	// Kept is set when a transaction of the request was kept, or may have been:
	// from then on nobody may be told that nothing was changed.
	Kept bool
}

type termsKey struct{}

// WithTerms puts the terms of a request into its context.
func WithTerms(ctx context.Context, t *Terms) context.Context {
	return context.WithValue(ctx, termsKey{}, t)
}

// TermsOf are the terms in ctx; outside a request they are empty.
func TermsOf(ctx context.Context) *Terms {
	if t, ok := ctx.Value(termsKey{}).(*Terms); ok {
		return t
	}
	return &Terms{}
}

// Tag is the part of a resource's entity tag that If-Match is compared with:
// its revision.
func Tag(revision int64) string { return fmt.Sprintf(`"r%d"`, revision) }

// Match refuses a request whose If-Match names another revision. A request
// without If-Match passes: acts honour the header where it is sent.
func Match(ctx context.Context, revision int64) error {
	header := TermsOf(ctx).IfMatch
	if header == "" || matches(header, revision) {
		return nil
	}
	return ErrStale.Tagged(Tag(revision))
}

// MustMatch is Match for replacing a thing that exists: here If-Match may not
// be missing.
func MustMatch(ctx context.Context, revision int64) error {
	if TermsOf(ctx).IfMatch == "" {
		return ErrPreconditionRequired.Tagged(Tag(revision))
	}
	return Match(ctx, revision)
}

// MatchNothing refuses If-Match on a thing that is not there yet.
func MatchNothing(ctx context.Context) error {
	if TermsOf(ctx).IfMatch == "" {
		return nil
	}
	return ErrStale.With(msgNothingToMatch)
}

// matches holds a list of entity tags against a revision, by the strong
// comparison: a weak tag never matches. A tag is the revision, and after a
// hyphen the hash of one representation, which does not matter here.
func matches(header string, revision int64) bool {
	want := strings.Trim(Tag(revision), `"`)
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" {
			return true
		}
		tag, ok := unquote(part)
		if !ok {
			continue
		}
		if name, _, _ := strings.Cut(tag, "-"); name == want {
			return true
		}
	}
	return false
}

func unquote(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	return s[1 : len(s)-1], true
}
