package httpapi_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"forankring.no/forankring/internal/platform/httpapi"
)

func how(way string) map[string]string { return map[string]string{"how": way} }

func TestAPanicIsAnOpaque500AndLeavesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	p := h.do(clerk, "POST", first+"/shake", how("panic"), key).refused(500, "service.internal")
	if log := h.log.String(); !strings.Contains(log, "the box fell apart") || !strings.Contains(log, "furniture_test.go") || !strings.Contains(log, p.RequestID) {
		t.Errorf("the log does not tell of the panic: %s", log)
	}
	if color := h.do(reader, "GET", first, nil).is(200).box().Color; color != "red" {
		t.Errorf("the box is %s", color)
	}
}

func TestNothingOfAnInnerErrorReachesTheCaller(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	a := h.do(clerk, "POST", first+"/shake", how("error"))
	a.refused(500, "service.internal")
	if strings.Contains(a.Body.String(), "secret") {
		t.Errorf("the caller reads %s", a.Body)
	}
	if log := h.log.String(); !strings.Contains(log, "secret words") || !strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("the log has only %s", log)
	}
}

func TestARequestThatTakesTooLongIsAskedToComeAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.Deadline = 300 * time.Millisecond }).settle()
	a := h.do(clerk, "POST", first+"/shake", how("wait"))
	a.refused(503, "service.deadline")
	if a.Header().Get("Retry-After") == "" {
		t.Error("the refusal does not say when")
	}
	if color := houseAt(t, h.pool).do(reader, "GET", first, nil).is(200).box().Color; color != "red" {
		t.Errorf("the box is %s", color)
	}
}

func TestAClientThatHungUpIsNotAnErrorOfOurs(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	ctx, hangUp := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, hangUp)
	h.do(clerk, "POST", first+"/shake", how("wait"), func(r *http.Request) { *r = *r.WithContext(ctx) })
	if log := h.log.String(); !strings.Contains(log, `"status":499`) || strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("the log says %s", log)
	}
}

func TestWhoeverAsksTooOftenIsToldToWait(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.Rate, c.Burst = 0.01, 3 }).settle()
	asked := 0
	for name, ask := range map[string]func() *answer{
		"a person, from wherever": func() *answer {
			asked++
			return h.do(reader, "GET", first, nil, from(fmt.Sprintf("192.0.2.%d", 100+asked)))
		},
		"someone without a login, whether or not they send a token": func() *answer { return h.do("", "GET", "/v1/hello", nil) },
	} {
		for range 3 {
			ask().is(200)
		}
		a := ask()
		a.refused(429, "request.too_many")
		if seconds, err := strconv.Atoi(a.Header().Get("Retry-After")); err != nil || seconds < 90 || seconds > 100 {
			t.Errorf("%s is told to wait for %q seconds", name, a.Header().Get("Retry-After"))
		}
	}
	h.do("", "GET", first, nil, with("Authorization", "Bearer x")).refused(429, "request.too_many")
	h.do(clerk, "GET", first, nil, from("192.0.2.99")).is(200)
}

func TestEveryAnswerHasARequestID(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	made := regexp.MustCompile(`^[A-Z2-7]{26}$`)
	for sent, echoed := range map[string]bool{
		"req-0123.456_789": true, "short": false, "": false, "with blank": false, "line\nbreak12": false, strings.Repeat("a", 64): true, strings.Repeat("a", 65): false,
	} {
		got := h.do(reader, "GET", first, nil, with("X-Request-Id", sent)).is(200).Header().Get("X-Request-Id")
		if (got == sent) != echoed || !echoed && !made.MatchString(got) {
			t.Errorf("sent %q, got %q", sent, got)
		}
	}
}

func TestLongAnswersAreCompressedForThoseWhoCan(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle().fill(100)
	plain := h.do(reader, "GET", boxes+"?limit=100", nil).is(200)
	packed := h.do(reader, "GET", boxes+"?limit=100", nil, with("Accept-Encoding", "gzip")).is(200)
	if got := packed.Header().Get("Content-Encoding"); got != "gzip" || packed.Body.Len() >= plain.Body.Len() {
		t.Fatalf("Content-Encoding %q, %d bytes of %d", got, packed.Body.Len(), plain.Body.Len())
	}
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(unpacked); err != nil || string(text) != plain.Body.String() {
		t.Errorf("unpacked it differs: %v", err)
	}
	// A panic behind the compression still ends in a problem.
	h.do(clerk, "POST", first+"/shake", how("panic"), with("Accept-Encoding", "gzip")).refused(500, "service.internal")
}

func TestOnlyBrowsersOfNamedOriginsMayCall(t *testing.T) {
	t.Parallel()
	h := newHouse(t, func(c *httpapi.Config) { c.Origins = []string{"https://sak.test"} }).settle()
	preflight := func(origin string) *answer {
		return h.do("", "OPTIONS", first, nil, with("Origin", origin), with("Access-Control-Request-Method", "PUT"),
			with("Access-Control-Request-Headers", "authorization,content-type,if-match"))
	}
	a := preflight("https://sak.test").is(204)
	if a.Header().Get("Access-Control-Allow-Origin") != "https://sak.test" || a.Header().Get("Access-Control-Allow-Methods") != "PUT" {
		t.Errorf("the preflight is answered with %v", a.Header())
	}
	if a := preflight("https://evil.test"); a.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a stranger's preflight is answered with %v", a.Header())
	}
	shown := h.do(reader, "GET", first, nil, with("Origin", "https://sak.test")).is(200).Header()
	if !strings.Contains(strings.ToLower(shown.Get("Access-Control-Expose-Headers")), "etag") {
		t.Errorf("the browser may not read the tag: %v", shown)
	}
}

func TestTheServiceExplainsItself(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	if got := h.do("", "GET", "/healthz", nil).is(200).Body.String(); got != "ok\n" {
		t.Errorf("/healthz says %q", got)
	}
	h.do("", "GET", "/readyz", nil).is(500)
	h.do("", "GET", "/docs", nil).is(308)
	if home := h.do("", "GET", "/", nil).is(302).Header().Get("Location"); home != "/docs/" {
		t.Errorf("/ leads to %q", home)
	}
	h.do("", "GET", "/nowhere", nil).is(404)
	for path, want := range map[string]string{
		"/docs/": "/openapi.json", "/openapi.yaml": "openapi: 3.1.0", "/openapi.json": `"openapi":"3.1.0"`,
		"/metrics": `forankring_http_requests_total{operation="healthz",status="200"} 1`, "/v1/problems/box.taken": "There is such a box", "/v1/problems?limit=200": "box.taken",
	} {
		if text := h.do("", "GET", path, nil).is(200).Body.String(); !strings.Contains(text, want) {
			t.Errorf("%s does not say %s: %.300s", path, want, text)
		}
	}
	h.do("", "GET", "/v1/problems/no.such", nil).refused(404, "resource.not_found")
	if text := h.do("", "GET", "/docs/", nil).Body.String(); regexp.MustCompile(`(src|href)="(https?:)?//`).MatchString(text) {
		t.Errorf("the page needs the network: %s", text)
	}
}

// The contract is made when it is first asked for, beside requests whose
// bodies are being checked against it.
func TestTheContractIsMadeBesideRequests(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	const callers, requests = 4, 50
	begun := make(chan struct{}, callers*requests)
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range requests {
				h.do(clerk, "POST", boxes+"?dry_run=true", `{"color":"blue","sides":[{"length":0}]}`)
				begun <- struct{}{}
			}
		})
	}
	for range callers {
		<-begun
	}
	h.do("", "GET", "/openapi.json", nil).is(200)
	all.Wait()
}
