package httpapi_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
)

type secretRef struct {
	Secret string `path:"secret"`
}

// Whoever reads the log reads no calendar by it, however an address was asked for.
func TestASecretAddressIsWrittenIntoNoLog(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	httpapi.ShowCalendar(h.door, act.Show[secretRef]("show-secret", "/v1/secrets/{secret}", act.Secret), httpapi.Doc{Tag: httpapi.Tag{Name: "Secrets"}},
		func(_ context.Context, ref secretRef) (httpapi.CalendarFile, message.Language, error) {
			if ref.Secret != "ABCDEFGHIJKLMNOP" {
				return nil, message.Bokmal, httpapi.ErrNotFound
			}
			return httpapi.CalendarFile("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), message.Nynorsk, nil
		})
	a := h.do("", "GET", "/v1/secrets/ABCDEFGHIJKLMNOP", nil).is(200)
	if a.Header().Get("Cache-Control") != "private, no-cache" || a.Header().Get("Content-Language") != "nn" || a.Header().Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(a.Body.String(), "BEGIN:VCALENDAR") {
		t.Errorf("it is answered with %v %s", a.Header(), a.Body)
	}
	h.do("", "GET", "/v1/secrets/ABCDEFGHIJKLMNOP", nil, with("If-None-Match", a.etag())).is(304)
	for _, path := range []string{
		"/v1/secrets/ABCDEFGHIJKLMNOP/", "/v1/secrets/ABCDEFGHIJKLMNOPQ", "//v1/secrets/ABCDEFGHIJKLMNOP", "/v1/secrets%2FABCDEFGHIJKLMNOP", "/V1/Secrets/ABCDEFGHIJKLMNOP",
		"/v1/x/../secrets/ABCDEFGHIJKLMNOP", "/v1/secrets/ABCDEFGHIJKLMNOP?x=1",
	} {
		if code := h.do("", "GET", path, nil).Code; code < 400 {
			t.Errorf("%s is answered with %d", path, code)
		}
	}
	h.do("", http.MethodPost, "/v1/secrets/ABCDEFGHIJKLMNOP", nil).refused(405, "request.method_not_allowed")
	h.do("", "GET", "/v1/hello", nil).is(200)
	if log := h.log.String(); strings.Contains(log, "ABCDEFG") || !strings.Contains(log, `"path":"/v1/secrets/…"`) || !strings.Contains(log, `"path":"/v1/hello"`) {
		t.Errorf("the log says %s", log)
	}
}
