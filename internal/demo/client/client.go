// Package client calls the service as any other client would, each request by the office
// that may make it.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// Officer is who acts in the demo: people appear by their office.
type Officer struct {
	Title        string // "Chief executive, Grue"
	Kind         string
	Organisation string
	Person       string
	Token        string
}

// Client sends requests to the service at Base, over HTTP.
type Client struct {
	Base string
	HTTP *http.Client
}

// Refusal is a problem that the service answered with.
type Refusal struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Pointer string `json:"pointer"`
		Detail  string `json:"detail"`
	} `json:"errors"`
}

// Error is the problem in one line.
func (r *Refusal) Error() string { return fmt.Sprintf("%d %s: %s", r.Status, r.Code, r.Detail) }

// Call sends one request as an office and reads the answer into out.
func (c *Client) Call(ctx context.Context, as *Officer, method, path string, body, out any) error {
	_, err := c.Send(ctx, as, method, path, "", body, out)
	return err
}

// Send is Call for a change of what was read before: the tag then goes with it,
// and every answer's comes back.
func (c *Client) Send(ctx context.Context, as *Officer, method, path, match string, body, out any) (tag string, err error) {
	var reader io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return "", fmt.Errorf("write a request: %w", err)
		}
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, reader)
	if err != nil {
		return "", fmt.Errorf("make a request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+as.Token)
	req.Header.Set("Accept-Language", "en") // the story is told in English
	if match != "" {
		req.Header.Set("If-Match", match)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", method, path, err)
	}
	if res.StatusCode >= http.StatusBadRequest {
		var r Refusal
		if err := json.Unmarshal(raw, &r); err != nil {
			return "", fmt.Errorf("%s %s: status %d: %s", method, path, res.StatusCode, raw)
		}
		return "", fmt.Errorf("%s as %s: %s %s: %w", as.Kind, as.Title, method, path, &r)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			return "", fmt.Errorf("read the answer of %s %s: %w", method, path, err)
		}
	}
	return res.Header.Get("ETag"), nil
}

// Get reads.
func (c *Client) Get(ctx context.Context, as *Officer, path string, out any) error {
	return c.Call(ctx, as, http.MethodGet, path, nil, out)
}

// Absent says whether the service knows of no such thing.
func Absent(err error) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Status == http.StatusNotFound
}
