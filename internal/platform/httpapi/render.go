package httpapi

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"forankring.no/forankring/internal/platform/request"
)

// render makes the answer once: what is stored with an idempotency key is what
// is sent.
func render(r registered, v any) (request.Answer, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return request.Answer{}, fmt.Errorf("write the answer of %s: %w", r.ID, err)
	}
	return answerOf(r, v, typeJSON, buf.Bytes()), nil
}

// answerOf is an answer with the given bytes. Its entity tag is strong: the
// revision that If-Match is compared with, and a hash of these bytes for
// If-None-Match, so that each form of an answer has a tag of its own.
func answerOf(r registered, v any, media string, body []byte) request.Answer {
	sum := sha256.Sum256(body)
	a := request.Answer{Status: http.StatusOK, Type: media, Body: body}
	hash := hex.EncodeToString(sum[:8])
	if versioned, ok := v.(interface{ Version() int64 }); ok {
		a.ETag = strings.TrimSuffix(request.Tag(versioned.Version()), `"`) + "-" + hash + `"`
	} else {
		a.ETag = `"h` + hash + `"`
	}
	made, ok := v.(interface{ Made() bool })
	if r.created(ok && made.Made()) {
		a.Status = http.StatusCreated
	}
	if located, ok := v.(interface{ Address() string }); ok && a.Status == http.StatusCreated {
		a.Location = located.Address()
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

// seal makes a cursor of a row's key: the key and a code that binds it to the
// filters and shows that it was made here.
func (d *Door) seal(key any, filters string) (string, error) {
	b, err := json.Marshal(key)
	if err != nil {
		return "", fmt.Errorf("make a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(d.code(b, filters), b...)), nil
}

const codeSize = 16

func (d *Door) code(key []byte, filters string) []byte {
	mac := hmac.New(sha256.New, d.cfg.CursorKey)
	mac.Write([]byte(filters))
	mac.Write([]byte{0})
	mac.Write(key)
	return mac.Sum(nil)[:codeSize]
}

// unseal reads a cursor back: the page after its row, of so many rows.
func (d *Door) unseal(cursor, filters string, limit int) (request.Page, error) {
	if cursor == "" {
		return request.PageAfter(limit, nil), nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) <= codeSize || !hmac.Equal(b[:codeSize], d.code(b[codeSize:], filters)) {
		return request.Page{}, request.ErrCursor
	}
	return request.PageAfter(limit, b[codeSize:]), nil
}
