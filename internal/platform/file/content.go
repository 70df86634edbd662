package file

import (
	"io"
	"mime"
	"net/http"
	"time"
)

// Content is a file as it is given.
type Content struct {
	Name, Type, SHA256 string
	// Bytes are read as they are sent, and not at once.
	Bytes io.ReadSeeker
	// Failed is why Bytes ended before its end; nil while it did not.
	Failed func() error
}

// Disposition says that a browser saves the file, and under which name (RFC 6266).
func (c *Content) Disposition() string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": c.Name})
}

// Send sends the file, or the range of it that was asked for (RFC 9110, 14). It says
// whether it was sent: of a range that is not there nothing is.
func (c *Content) Send(w http.ResponseWriter, r *http.Request) bool {
	asked := r.Clone(r.Context())
	asked.Header.Del("If-Match") // of changes
	s := &sending{ResponseWriter: w}
	http.ServeContent(s, asked, "", time.Time{}, c.Bytes)
	return !s.refused
}

// sending holds back the refusal of a range, which is told as all refusals are.
type sending struct {
	http.ResponseWriter
	refused bool
}

// WriteHeader begins the answer, unless it is that refusal.
func (s *sending) WriteHeader(status int) {
	if s.refused = status == http.StatusRequestedRangeNotSatisfiable; !s.refused {
		s.ResponseWriter.WriteHeader(status)
	}
}

// Write sends what comes next of the file.
func (s *sending) Write(b []byte) (int, error) {
	if s.refused {
		return len(b), nil
	}
	return s.ResponseWriter.Write(b)
}
