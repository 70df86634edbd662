package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
)

type nowhere struct{}

// kept is what the house says of a file that it took.
type kept struct {
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Begins string `json:"begins"`
}

// filing is a house that takes files, and gives one whose reading breaks off.
func filing(t *testing.T, options ...func(*httpapi.Config)) *house {
	h := newHouse(t, options...)
	tag := httpapi.Tag{Name: "Files", Text: "Files."}
	keep := act.New[nowhere]("keep-file", http.MethodPost, "/v1/files", act.Public)
	httpapi.DoWith(h.door, keep, httpapi.Doc{Tag: tag, Summary: "Keep", Description: "Keep.", Within: time.Minute},
		func(ctx context.Context, _ authn.Actor, _ nowhere, f httpapi.File) (kept, error) {
			if err := ctx.Err(); err != nil {
				return kept{}, err
			}
			begins := make([]byte, 4)
			_, err := io.ReadFull(f.Open(), begins)
			return kept{f.Type, f.Size, f.SHA256, string(begins)}, err
		})
	httpapi.ShowFile(h.door, act.Show[nowhere]("show-broken-file", "/v1/files/broken", act.Public), httpapi.Doc{Tag: tag, Summary: "Show", Description: "Show."},
		func(context.Context, authn.Actor, nowhere) (*httpapi.Content, error) {
			b := &broken{Reader: bytes.NewReader(make([]byte, 100_000))}
			return &httpapi.Content{Name: "x", Type: "text/plain", SHA256: "abc", Bytes: b, Failed: func() error { return b.err }}, nil
		})
	return h
}

// broken is a file that ends before its end.
type broken struct {
	*bytes.Reader
	err error
}

func (b *broken) Read(to []byte) (int, error) {
	if b.Len() <= 50_000 {
		b.err = errors.New("the disk is gone")
		return 0, b.err
	}
	return b.Reader.Read(to)
}

func file(media string) func(*http.Request) { return with("Content-Type", media) }

func TestAFileIsTakenWholeAndOfAnyMediaType(t *testing.T) {
	t.Parallel()
	h := filing(t)
	a := h.do("", "POST", "/v1/files", "{not JSON", file("Application/PDF; a=B")).is(200)
	// printf '{not JSON' | sha256sum
	if got, want := strings.TrimSpace(a.Body.String()), `{"type":"application/pdf; a=B","size":9,"sha256":"69cb18c1151284aa03aa4e6840be1940f366267b30a7e9a64330cd76c68d8bb4","begins":"{not"}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	whole := io.LimitReader(zeros{}, httpapi.MaxFile)
	h.do("", "POST", "/v1/files", whole, file("application/octet-stream")).is(200)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestWhatIsNoFileIsRefused(t *testing.T) {
	t.Parallel()
	h := filing(t)
	for name, tt := range map[string]struct {
		body   any
		change []func(*http.Request)
		status int
		code   string
	}{
		"nothing":                      {"", []func(*http.Request){file("text/plain")}, 400, "request.malformed"},
		"a byte too many":              {io.LimitReader(zeros{}, httpapi.MaxFile+1), []func(*http.Request){file("text/plain")}, 413, "request.too_large"},
		"a length that is too great":   {"x", []func(*http.Request){file("text/plain"), func(r *http.Request) { r.ContentLength = httpapi.MaxFile + 1 }}, 413, "request.too_large"},
		"no media type":                {"x", []func(*http.Request){file("")}, 415, "request.unsupported_media_type"},
		"half a media type":            {"x", []func(*http.Request){file("pdf")}, 415, "request.unsupported_media_type"},
		"a media type without a half":  {"x", []func(*http.Request){file("application/")}, 415, "request.unsupported_media_type"},
		"any media type":               {"x", []func(*http.Request){file("*/*")}, 415, "request.unsupported_media_type"},
		"a media type that is broken":  {"x", []func(*http.Request){file("text/plain; charset")}, 415, "request.unsupported_media_type"},
		"a media type without end":     {"x", []func(*http.Request){file("text/plain; a=" + strings.Repeat("x", 300))}, 415, "request.unsupported_media_type"},
		"the form of a browser":        {"x", []func(*http.Request){file("multipart/form-data; boundary=x")}, 415, "request.unsupported_media_type"},
		"what curl says of any":        {"x", []func(*http.Request){file("application/x-www-form-urlencoded")}, 415, "request.unsupported_media_type"},
		"what is coded on the way":     {"x", []func(*http.Request){file("text/plain"), with("Content-Encoding", "gzip")}, 415, "request.unsupported_media_type"},
		"what breaks off on the way":   {io.MultiReader(strings.NewReader("half"), failing{io.ErrUnexpectedEOF}), []func(*http.Request){file("text/plain")}, 400, "request.malformed"},
		"what does not arrive in time": {io.MultiReader(strings.NewReader("half"), failing{os.ErrDeadlineExceeded}), []func(*http.Request){file("text/plain")}, 408, "request.timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h.do("", "POST", "/v1/files", tt.body, tt.change...).refused(tt.status, tt.code)
		})
	}
	h.do("", "POST", "/v1/files", "text", file("text/plain"), with("Content-Encoding", "identity")).is(200)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// An upload may take longer than other requests, and others may not because of it.
func TestAnOperationMayBeGivenMoreTimeThanOthers(t *testing.T) {
	t.Parallel()
	h := filing(t, func(c *httpapi.Config) { c.Deadline = 200 * time.Millisecond }).settle()
	slow := io.MultiReader(strings.NewReader("half"), later{300 * time.Millisecond}, strings.NewReader(" and half"))
	h.do("", "POST", "/v1/files", slow, file("text/plain")).is(200)
	began := time.Now()
	h.do(clerk, "POST", first+"/shake", how("wait")).refused(503, "service.deadline")
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("others are given %s", took)
	}
}

// later is nothing, after a while.
type later struct{ wait time.Duration }

func (l later) Read([]byte) (int, error) {
	<-time.After(l.wait)
	return 0, io.EOF
}

// Whoever sends half of a file and hangs up is told so, if they still listen, and
// nothing stays on the disk.
func TestAFileThatWasCutOffLeavesNothing(t *testing.T) {
	t.Parallel()
	h := filing(t)
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	const half = 303_303 // as no other file here
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v1/files HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000000\r\n\r\n%s", strings.Repeat("x", half))
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if text, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != 400 || !strings.Contains(string(text), "request.malformed") {
		t.Errorf("%s %s (%v)", answer.Status, text, err)
	}
	server.Close() // until then it may be on its way out
	open, _ := filepath.Glob("/proc/self/fd/*")
	for _, name := range open {
		if of, err := os.Stat(name); err == nil && of.Size() == half && of.Mode().IsRegular() {
			t.Errorf("%s is still open", name)
		}
	}
}

// What breaks off while it is sent cannot be told any more: it ends before its length,
// and stands in the log.
func TestAFileThatCannotBeReadToItsEndIsNotWhole(t *testing.T) {
	t.Parallel()
	h := filing(t)
	server := httptest.NewServer(h.handler)
	t.Cleanup(server.Close)
	asked, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/v1/files/broken", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.Client().Do(asked)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if _, err := io.ReadAll(answer.Body); !errors.Is(err, io.ErrUnexpectedEOF) || answer.ContentLength != 100_000 {
		t.Errorf("%d bytes were said to come, and it ended with %v", answer.ContentLength, err)
	}
	server.Close()
	if log := h.log.String(); !strings.Contains(log, "the disk is gone") {
		t.Errorf("the log says %s", log)
	}
}
