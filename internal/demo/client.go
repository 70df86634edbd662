package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// office is who acts in the demo: people appear by their office.
type officer struct {
	title        string // "Chief executive, Grue"
	kind         string
	organisation string
	person       string
	token        string
}

// client plays the case through the HTTP API, as any other client would.
type client struct {
	base string
	http *http.Client
}

// refusal is a problem that the service answered with.
type refusal struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Pointer string `json:"pointer"`
		Detail  string `json:"detail"`
	} `json:"errors"`
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Detail) }

// call sends one request as an office and reads the answer into out.
func (c *client) call(ctx context.Context, as *officer, method, path string, body, out any) error {
	_, err := c.send(ctx, as, method, path, "", body, out)
	return err
}

// send is call for a change of what was read before: the tag then goes with it,
// and every answer's comes back.
func (c *client) send(ctx context.Context, as *officer, method, path, match string, body, out any) (tag string, err error) {
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return "", fmt.Errorf("write a request: %w", err)
		}
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return "", fmt.Errorf("make a request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+as.token)
	req.Header.Set("Accept-Language", "en") // the story is told in English
	if match != "" {
		req.Header.Set("If-Match", match)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.http.Do(req)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", method, path, err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		var r refusal
		if err := json.Unmarshal(raw, &r); err != nil {
			return "", fmt.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, raw)
		}
		return "", fmt.Errorf("%s as %s: %s %s: %w", as.kind, as.title, method, path, &r)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			return "", fmt.Errorf("read the answer of %s %s: %w", method, path, err)
		}
	}
	return res.Header.Get("ETag"), nil
}

// get reads.
func (c *client) get(ctx context.Context, as *officer, path string, out any) error {
	return c.call(ctx, as, http.MethodGet, path, nil, out)
}
