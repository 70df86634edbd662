// Package file takes files from requests onto this machine's disk, and sends files
// to whoever asks for them, whole or by ranges. No file is in memory as a whole.
package file

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/message"
)

// File is a file that arrived whole, of whatever media type. It lies on the disk until
// it is discarded. What is told of it here is what tells it from another file.
type File struct {
	// Type is the media type by which it was sent, in its one form.
	Type string `json:"type"`
	// Size is how many bytes it has, SHA256 their hash in hexadecimal digits.
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`

	kept *os.File
}

// Open reads the file from its beginning, as often as that is asked for.
func (f File) Open() io.Reader { return io.NewSectionReader(f.kept, 0, f.Size) }

// Discard gives the disk back.
func (f File) Discard() {
	_ = f.kept.Close()
	_ = os.Remove(f.kept.Name()) // where it could not be removed while it was open
}

// Keep takes a body onto the disk to its end. Where it has none, Body.Err says why.
func Keep(b *Body, kind string) (*File, error) {
	kept, err := os.CreateTemp("", "forankring-file-*")
	if err != nil {
		return nil, fmt.Errorf("keep a file: %w", err)
	}
	_ = os.Remove(kept.Name()) // it goes with the last that has it open, also when the program is killed
	f, hash := &File{Type: kind, kept: kept}, sha256.New()
	if f.Size, err = io.Copy(io.MultiWriter(kept, hash), b); err != nil {
		f.Discard()
		return nil, fmt.Errorf("keep a file: %w", err)
	}
	f.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return f, nil
}

// Body is a body that is waited for as long as something of it arrives now and then.
type Body struct {
	io.Reader
	Conn  *http.ResponseController
	Until time.Time
	// Err is why it could not be read to its end.
	Err error
}

// idle is how long nothing may arrive.
const idle = 20 * time.Second

// Read waits for what arrives next.
func (b *Body) Read(to []byte) (int, error) {
	next := time.Now().Add(idle)
	if next.After(b.Until) {
		next = b.Until
	}
	_ = b.Conn.SetReadDeadline(next) // not every connection has one
	n, err := b.Reader.Read(to)
	if err != nil && !errors.Is(err, io.EOF) {
		b.Err = err
	}
	return n, err
}

// maxType is the length of the longest media type that is kept.
const maxType = 255

// TypeOf is the media type of a file, in its one form, or what is wrong with it: a
// header that names none, and the forms in which browsers and curl send files by
// default. What they send is more, or other, than the file.
func TypeOf(h http.Header) (kind string, wrong message.Text) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	of, sub, _ := strings.Cut(kind, "/")
	switch {
	case err != nil, of == "" || sub == "", strings.ContainsAny(kind, "*"), len(h.Get("Content-Type")) > maxType:
		return "", msgType
	case of == "multipart", kind == "application/x-www-form-urlencoded":
		return "", msgForm.With(kind)
	}
	if coding := h.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return "", msgCoded.With(coding)
	}
	return mime.FormatMediaType(kind, params), wrong
}
