package httpapi_test

import (
	"context"
	"net/http"
	"runtime"
	"sync"
	"testing"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
)

// NewsRef names what is published.
type NewsRef struct {
	News string `path:"news" maxLength:"20"`
}

const news = "/v1/public/news/one"

// publish lets a house publish its news; show is what they say.
func publish(h *house, show func() string) *house {
	httpapi.Show(h.door, act.Show[NewsRef]("show-news", "/v1/public/news/{news}", act.Published), httpapi.Doc{Tag: httpapi.Tag{Name: "News"}},
		func(context.Context, authn.Actor, NewsRef) (map[string]string, error) {
			return map[string]string{"say": show()}, nil
		})
	return h
}

func quiet() string { return "hello" }

// Whoever reads what is published uses up nothing of those who work in the service, and
// the other way round.
func TestWhatIsPublishedHasLimitsOfItsOwn(t *testing.T) {
	t.Parallel()
	h := publish(houseAt(t, nil, behindProxies, func(c *httpapi.Config) { c.Rate, c.Burst, c.PublicRate, c.PublicBurst = 0.01, 1, 0.01, 2 }), quiet)
	for i, step := range []struct {
		path, caller string
		status       int
	}{{news, "198.51.100.7", 200}, {news, "198.51.100.7", 200}, {news, "198.51.100.7", 429}, {"/v1/hello", "198.51.100.7", 200}, {"/v1/hello", "198.51.100.7", 429}, {news, "198.51.100.8", 200}} {
		a := h.do("", "GET", step.path, nil, from("10.0.0.1", "X-Forwarded-For: "+step.caller))
		if a.Code != step.status || a.Code == 429 && a.Header().Get("Retry-After") == "" {
			t.Errorf("%d: %s for %s: %d (%v), want %d", i, step.path, step.caller, a.Code, a.Header(), step.status)
		}
	}
}

func TestWhatIsPublishedIsReadFromEveryPageAndKeptForAMinute(t *testing.T) {
	t.Parallel()
	h := publish(houseAt(t, nil, func(c *httpapi.Config) {
		c.PublicRate, c.PublicBurst, c.Origins = 1e6, 1e6, []string{"https://sak.example.no"}
	}), quiet)
	for _, options := range [][]func(*http.Request){nil, {with("Origin", "https://avisa.no")}} {
		a := h.do("", "GET", news, nil, options...).is(200)
		if got := a.Header().Values("Access-Control-Allow-Origin"); len(got) != 1 || got[0] != "*" || a.Header().Get("Cache-Control") != "public, max-age=60, stale-while-revalidate=300" {
			t.Errorf("it is told with %v", a.Header())
		}
	}
	asked := h.do("", "OPTIONS", news, nil, with("Origin", "https://avisa.no"), with("Access-Control-Request-Method", "GET"), with("Access-Control-Request-Headers", "if-none-match"))
	if asked.Header().Get("Access-Control-Allow-Headers") == "" {
		t.Errorf("asked beforehand: %v", asked.Header())
	}
	if got := h.do("", "GET", "/v1/public/nowhere", nil).Header().Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("a refusal cannot be read: %q", got)
	}
	if got := h.do("", "GET", "/v1/hello", nil, with("Origin", "https://avisa.no")).is(200).Header().Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("what is not published is shared with %q", got)
	}
	h.do("", "GET", "/v1/public/news/a%00b", nil).is(404)
}

// However many read at once, most connections are left to those who work.
func TestOnlySoManyReadAtOnceWhatIsPublished(t *testing.T) {
	t.Parallel()
	const atOnce, all = 4, 12
	arrived, release := make(chan struct{}, all), make(chan struct{})
	h := publish(houseAt(t, nil, func(c *httpapi.Config) { c.PublicRate, c.PublicBurst = 1e6, 1e6 }), func() string {
		arrived <- struct{}{}
		<-release
		return "hello"
	})
	var reading sync.WaitGroup
	for range atOnce {
		reading.Go(func() { h.do("", "GET", news, nil).is(200) })
	}
	for range atOnce {
		<-arrived
	}
	begun := make(chan struct{}, all)
	for range all - atOnce {
		reading.Go(func() {
			begun <- struct{}{}
			h.do("", "GET", news, nil).is(200)
		})
	}
	for range all - atOnce {
		<-begun
	}
	for range 1000 {
		runtime.Gosched()
	}
	if len(arrived) > 0 {
		t.Errorf("%d more read at once", len(arrived))
	}
	close(release)
	reading.Wait()
}

// What is published stands where its rules hold, and nothing else does.
func TestWhatIsPublishedStandsInItsPlace(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(*house){
		"published elsewhere": func(h *house) {
			httpapi.Show(h.door, act.Show[struct{}]("show-it", "/v1/elsewhere", act.Published), httpapi.Doc{Tag: httpapi.Tag{Name: "News"}},
				func(context.Context, authn.Actor, struct{}) (map[string]string, error) { return nil, nil })
		},
		"inside there": func(h *house) {
			httpapi.Show(h.door, act.Show[struct{}]("show-it", "/v1/public/inside", act.Personal), httpapi.Doc{Tag: httpapi.Tag{Name: "News"}},
				func(context.Context, authn.Actor, struct{}) (map[string]string, error) { return nil, nil })
		},
		"a change": func(h *house) {
			httpapi.Do(h.door, act.New[struct{}]("do-it", http.MethodPost, "/v1/public/change", act.Published), httpapi.Doc{Tag: httpapi.Tag{Name: "News"}},
				func(context.Context, authn.Actor, struct{}) (map[string]string, error) { return nil, nil })
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", name)
				}
			}()
			wrong(houseAt(t, nil))
		}()
	}
}
