package document_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

const mostOfAFile = 25 << 20

// noise are so many bytes that no compression shortens.
func noise(n int, seed uint64) string {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{byte(seed)}).Read(b)
	return string(b)
}

func TestWhatIsNoVersionIsRefusedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := made(w, officer, opened(w), nil) + "/versions"
	before := w.Rows()
	for name, tt := range map[string]struct {
		query, body, media string
		status             int
		code, pointer      string
	}{
		"26 MiB":                      {"", strings.Repeat("x", 26<<20), "text/plain", 413, "request.too_large", ""},
		"an empty file":               {"", "", "text/plain", 400, "request.malformed", ""},
		"another file than was meant": {"?sha256=" + hashOf("another"), "x", "text/plain", 422, "document.hash_differs", "query/sha256"},
		"half a hash":                 {"?sha256=abc", "x", "text/plain", 422, "request.invalid", "query/sha256"},
		"no hash":                     {"?sha256=" + strings.Repeat("x", 64), "x", "text/plain", 422, "request.invalid", "query/sha256"},
		"a broken media type":         {"", "x", "text", 415, "request.unsupported_media_type", ""},
		"a form":                      {"", "x", "multipart/form-data; boundary=x", 415, "request.unsupported_media_type", ""},
		"a name with a folder":        {"?file_name=a%2Fb.pdf", "x", "text/plain", 422, "document.file_name", "query/file_name"},
		"a name that goes up":         {"?file_name=..%2F..%2Fpasswd", "x", "text/plain", 422, "document.file_name", "query/file_name"},
		"a name of Windows":           {"?file_name=C%3A%5Cx.pdf", "x", "text/plain", 422, "document.file_name", "query/file_name"},
		"a name of two lines":         {"?file_name=a%0D%0ASet-Cookie%3A%20x", "x", "text/plain", 422, "document.file_name", "query/file_name"},
		"a name with a tab":           {"?file_name=a%09b", "x", "text/plain", 422, "document.file_name", "query/file_name"},
		"a name that rings":           {"?file_name=a%07b", "x", "text/plain", 422, "document.file_name", "query/file_name"},
		"a name of dots":              {"?file_name=..", "x", "text/plain", 422, "document.file_name", "query/file_name"},
		"a name without end":          {"?file_name=" + strings.Repeat("x", 256), "x", "text/plain", 422, "request.invalid", "query/file_name"},
		"a question that is none":     {"?name=x", "x", "text/plain", 422, "request.invalid", "query/name"},
	} {
		a := w.Do(officer, "POST", at+tt.query, tt.body, as(tt.media))
		if a.Code != tt.status || a.Text("code") != tt.code || tt.pointer != "" && a.Text("errors.0.pointer") != tt.pointer {
			t.Errorf("%s: %d %.300s", name, a.Code, a.Body)
		}
	}
	for _, address := range []string{"http://grue.kommune.no/", "ftp://grue.kommune.no/x", "javascript:alert(1)", "//grue.kommune.no/", "grue.kommune.no", "https://", "https:///x", "https://user:secret@grue.kommune.no/", "https://grue.kommune.no/a b\u202e", "https://grue.kommune.no/\n", " https://grue.kommune.no/"} {
		w.Do(officer, "POST", strings.TrimSuffix(at, "versions")+"links", object{"address": address}).Refused(422, "document.address")
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
	// What looks like nothing is nothing, and what nobody sees is left out.
	w.Do(officer, "POST", at+"?file_name=%E2%80%8B", "x", as("text/plain")).Is(200).Has(object{"versions.0.file_name": "document-1-1"})
	w.Do(officer, "POST", at+"?file_name=a%C2%ADb.txt", "x", as("text/plain")).Is(200).Has(object{"versions.0.file_name": "ab.txt"})
}

// What a file asks of the database does not depend on how large it is when it is sent,
// and goes by its parts when it is read.
func TestTheLargestFileIsKeptByteForByteInFewStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.New(t, listen)
	at := made(w, officer, opened(w), nil)
	count := func(do func()) int {
		before := s.N()
		do()
		return len(s.Since(before))
	}
	file := noise(mostOfAFile, 1)
	upload := func(file string) func() {
		return func() { w.Do(officer, "POST", at+"/versions", file, as("application/zip")).Is(200) }
	}
	upload("once") // what is prepared once for a connection
	small, large := count(upload("small")), count(upload(file))
	if large > small || small > 20 {
		t.Errorf("a small file takes %d statements, the largest %d", small, large)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM document_part p JOIN document_content c ON c.id = p.content_id WHERE c.size = $1`, len(file)); n != 50 {
		t.Errorf("it is kept in %d parts", n)
	}
	content := w.Do("reader@3417", "GET", at, nil).Is(200).Text("versions.0.content")
	n := count(func() {
		if got := w.Do("reader@3417", "GET", content, nil).Is(200).Body; got.String() != file {
			t.Errorf("%d bytes came back, which are others", got.Len())
		}
	})
	if n > 54 {
		t.Errorf("it is read in %d statements", n)
	}
	n = count(func() {
		const from = 512<<10 - 3
		got := w.Do("reader@3417", "GET", content, nil, apptest.Header("Range", fmt.Sprintf("bytes=%d-%d", from, from+9))).Is(206).Body.String()
		if got != file[from:from+10] {
			t.Error("ten bytes over the border of two parts are others")
		}
	})
	if n > 6 {
		t.Errorf("ten bytes are read in %d statements", n)
	}
	if n := count(func() { w.Do("reader@3417", "GET", strings.TrimSuffix(at, "/1"), nil).Is(200) }); n > 4 {
		t.Errorf("the list takes %d statements", n)
	}
}

func TestAnUploadIsRepeatedUnderItsKeyAndItsAnswerHoldsNoFile(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := made(w, officer, opened(w), nil) + "/versions"
	const key = "the key of an upload"
	file := noise(1<<20, 2)
	first := w.Do(officer, "POST", at+"?file_name=a.zip", file, as("application/zip"), apptest.Key(key)).Is(200)
	again := w.Do(officer, "POST", at+"?file_name=a.zip", file, as("application/zip"), apptest.Key(key)).Is(200)
	if again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != first.Body.String() {
		t.Errorf("it is answered again by %s %s", again.Header(), again.Body)
	}
	for name, other := range map[string]func() *apptest.Answer{
		"another file": func() *apptest.Answer {
			return w.Do(officer, "POST", at+"?file_name=a.zip", file[1:]+"x", as("application/zip"), apptest.Key(key))
		},
		"another name": func() *apptest.Answer {
			return w.Do(officer, "POST", at+"?file_name=b.zip", file, as("application/zip"), apptest.Key(key))
		},
		"another media type": func() *apptest.Answer {
			return w.Do(officer, "POST", at+"?file_name=a.zip", file, as("application/gzip"), apptest.Key(key))
		},
	} {
		if a := other(); a.Code != 422 || a.Text("code") != "idempotency.key_reused" {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	rows := w.Rows()
	if rows["document_version"] != 1 || rows["document_content"] != 1 {
		t.Errorf("there are %d versions and %d contents", rows["document_version"], rows["document_content"])
	}
	if n := pgtest.Count(t, w.Pool, `SELECT max(length(body)) FROM idempotency_key`); n > 10_000 {
		t.Errorf("the stored answer has %d bytes", n)
	}
	w.Do(officer, "POST", at+"?dry_run=true", file, as("application/zip")).Is(200).Has(object{"versions.0.version": 2})
	if after := w.Rows(); !maps.Equal(rows, after) {
		t.Errorf("a dry run leaves %v, and there were %v", after, rows)
	}
}

// Ten of the largest files at once, sent over the network: all are kept, each as a
// version of its own, and others are answered meanwhile.
func TestTenUploadsAtOnceAreAllKept(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := made(w, officer, opened(w), nil)
	server := httptest.NewServer(w.App.Handler())
	t.Cleanup(server.Close)
	send := func(method, path string, body io.Reader) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, body)
		if err != nil {
			t.Error(err)
			return 0, ""
		}
		r.Header.Set("Authorization", "Bearer "+w.Token(officer))
		r.Header.Set("Content-Type", "application/zip")
		a, err := server.Client().Do(r)
		if err != nil {
			t.Error(err)
			return 0, ""
		}
		defer a.Body.Close()
		hash := sha256.New()
		if _, err := io.Copy(hash, a.Body); err != nil {
			t.Error(err)
		}
		return a.StatusCode, hex.EncodeToString(hash.Sum(nil))
	}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if code, _ := send("POST", at+"/versions", io.LimitReader(rand.NewChaCha8([32]byte{byte(i)}), mostOfAFile)); code != 200 {
				t.Errorf("upload %d is answered %d", i, code)
			}
		})
	}
	if code, _ := send("GET", at, nil); code != 200 {
		t.Errorf("meanwhile a read is answered %d", code)
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, v := range w.Do(officer, "GET", at, nil).Is(200).Get("versions").([]any) {
		v := v.(object)
		seen[v["sha256"].(string)] = true
		if code, hash := send("GET", v["content"].(string), nil); code != 200 || hash != v["sha256"] {
			t.Errorf("version %v is read as %d %s, want %s", v["version"], code, hash, v["sha256"])
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d files were kept", len(seen))
	}
}

// A file that breaks off after some of its bytes leaves no row.
func TestAnUploadThatWasCutOffLeavesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := made(w, officer, opened(w), nil)
	before := w.Rows()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at+"/versions", io.MultiReader(bytes.NewReader(make([]byte, 2<<20)), cutOff{}))
	r.Header.Set("Authorization", "Bearer "+w.Token(officer))
	r.Header.Set("Content-Type", "application/zip")
	if a := w.Send(r); a.Code != 400 || !strings.Contains(a.Body.String(), "request.malformed") {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	if after := w.Rows(); !maps.Equal(before, after) {
		t.Errorf("the rows were %v and are %v", before, after)
	}
}

type cutOff struct{}

func (cutOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// While a file is stored nobody waits for its case, and whoever has locked the case
// is waited for longer than a crowded pool lets others wait.
func TestAnUploadWaitsForItsCase(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := made(w, officer, opened(w), nil)
	tx, err := w.Pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT FROM casefile FOR UPDATE`); err != nil {
		t.Fatal(err)
	}
	let := make(chan error, 1)
	time.AfterFunc(500*time.Millisecond, func() { let <- tx.Rollback(context.WithoutCancel(t.Context())) })
	w.Do(officer, "POST", at+"/versions", "x", as("text/plain")).Is(200)
	select {
	case err = <-let:
	default:
		err = errors.Join(errors.New("it did not wait"), <-let)
	}
	if err != nil {
		t.Error(err)
	}
}
