package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/request"
)

// render makes the answer once: what is stored with an idempotency key is what
// is sent.
func render(ctx context.Context, r contract.Operation, v any) (request.Answer, error) {
	write := written
	if r.List {
		write = listed
	}
	body, err := write(ctx, v)
	if err != nil {
		return request.Answer{}, fmt.Errorf("write the answer of %s: %w", r.ID, err)
	}
	return answerOf(r, v, contract.JSON, body), nil
}

// answerOf is an answer with the given bytes. Its entity tag is strong: the
// revision that If-Match is compared with, and a hash of these bytes for
// If-None-Match, so that each form of an answer has a tag of its own.
func answerOf(r contract.Operation, v any, media string, body []byte) request.Answer {
	sum := sha256.Sum256(body)
	a := request.Answer{Status: http.StatusOK, Type: media, Body: body}
	hash := hex.EncodeToString(sum[:8])
	if versioned, ok := v.(interface{ EntityRevision() int64 }); ok {
		a.ETag = strings.TrimSuffix(request.Tag(versioned.EntityRevision()), `"`) + "-" + hash + `"`
	} else {
		a.ETag = `"h` + hash + `"`
	}
	made, ok := v.(interface{ EntityMade() bool })
	if r.Created(ok && made.EntityMade()) {
		a.Status = http.StatusCreated
	}
	if located, ok := v.(interface{ EntityPath() string }); ok && a.Status == http.StatusCreated {
		a.Location = located.EntityPath()
	}
	return a
}

// unchanged compares If-None-Match with a tag by the weak comparison.
func unchanged(ctx context.Context, tag string) bool {
	header := exchangeOf(ctx).ifNoneMatch
	if header == "" || tag == "" {
		return false
	}
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimPrefix(strings.TrimSpace(part), "W/"); part == "*" || part == tag {
			return true
		}
	}
	return false
}
