package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/httpapi"
)

// Browsers and proxies on the way keep nothing of what is told to one caller.
func TestNothingPersonalIsKeptOnTheWay(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().print()
	page := with("Accept", "text/html")
	for name, tt := range map[string]struct {
		answer *answer
		want   string
	}{
		"an answer to a person":  {h.do(reader, "GET", first, nil), "no-store"},
		"a page of a list":       {h.do(reader, "GET", boxes, nil), "no-store"},
		"a page to print":        {h.do(reader, "GET", printable, nil, page), "no-store"},
		"a change":               {h.do(clerk, "POST", boxes, map[string]any{"key": "k", "color": "red"}), "no-store"},
		"a refusal at the door":  {h.do("", "GET", first, nil), "no-store"},
		"a refusal of a change":  {h.do(clerk, "POST", boxes, `{}`), "no-store"},
		"a path that is not":     {h.do("", "GET", "/nowhere", nil), "no-store"},
		"a method that is not":   {h.do("", "PUT", boxes, nil), "no-store"},
		"a failed probe":         {h.do("", "GET", "/readyz", nil), "no-store"},
		"a probe":                {h.do("", "GET", "/healthz", nil), "no-store"},
		"a page about a problem": {h.do("", "GET", "/v1/problems/box.taken", nil), "no-cache"},
	} {
		if got := tt.answer.Header().Get("Cache-Control"); got != tt.want {
			t.Errorf("%s: %d with Cache-Control %q, want %q", name, tt.answer.Code, got, tt.want)
		}
	}
}

// A client that keeps an answer itself may still ask whether it holds.
func TestAnAnswerThatIsKeptNowhereCanBeComparedAllTheSame(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	tag := h.do(reader, "GET", first, nil).is(200).etag()
	h.do(reader, "GET", first, nil, with("If-None-Match", tag)).is(304)
}

func TestEveryAnswerIsProtectedInABrowser(t *testing.T) {
	t.Parallel()
	for public, transport := range map[string]string{"http://forankring.test": "", "https://forankring.test": "max-age=31536000"} {
		h := newHouse(t, func(c *httpapi.Config) { c.PublicURL = public }).settle()
		for _, path := range []string{first, "/nowhere", "/docs/", "/healthz", "/v1/problems"} {
			a := h.do(reader, "GET", path, nil)
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "frame-ancestors 'none'", "Referrer-Policy": "no-referrer", "Strict-Transport-Security": transport,
			} {
				if got := a.Header().Get(name); got != want {
					t.Errorf("%s at %s: %s is %q, want %q", path, public, name, got, want)
				}
			}
		}
	}
}

func TestAPathThatGoesUpIsRefusedAndRedirectsNowhere(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	for path, other := range map[string]string{
		"/v1/towns/../problems": "/v1/problems", "/v1/./problems": "/v1/problems", "//v1/problems": "/v1/problems", "/v1//problems?limit=1": "/v1/problems",
		"/nowhere/../docs/": "/docs/", "/../../healthz": "/healthz", "/v1/towns/grue/../../towns/grue/boxes/first": first, "/nowhere/../elsewhere": "/elsewhere",
	} {
		a := h.do(reader, "GET", "/healthz", nil, func(r *http.Request) {
			asked := httptest.NewRequest("GET", "http://forankring.test"+path, nil)
			r.URL, r.RequestURI = asked.URL, path
		})
		if p := a.refused(404, "request.no_such_path"); !strings.HasSuffix(p.Detail.String(), " "+other) || a.Header().Get("Location") != "" {
			t.Errorf("%s: %s", path, a.Body)
		}
	}
	h.do(reader, "GET", "/v1/towns/grue/boxes/%2e%2e", nil).refused(404, "resource.not_found")
}

func TestMetricsMayHaveAListenerOfTheirOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.MetricsApart = true }).settle()
	h.do("", "GET", "/healthz", nil).is(200)
	h.do("", "GET", "/metrics", nil).refused(404, "request.no_such_path")
	rec := httptest.NewRecorder()
	h.door.Metrics().ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if !strings.Contains(rec.Body.String(), `forankring_http_requests_total{operation="healthz",status="200"} 1`) {
		t.Errorf("they say %.300s", rec.Body)
	}
}
