package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// serveItself adds what the door answers about the service: whether it lives
// and is ready, its metrics, its contract, and the pages of its problems.
func (d *Door) serveItself() {
	d.mux.HandleFunc("GET /healthz", plain("healthz", func(*http.Request) (string, error) { return "", nil }))
	d.mux.HandleFunc("GET /readyz", plain("readyz", d.sayReady))
	if !d.cfg.MetricsApart {
		d.mux.Handle("GET /metrics", d.Metrics())
	}
	d.mux.HandleFunc("GET /openapi.yaml", d.sendContract("application/yaml", contract.Document.YAML))
	d.mux.HandleFunc("GET /openapi.json", d.sendContract("application/openapi+json", func(c contract.Document) ([]byte, error) { return c.JSON, nil }))
	docs := v5emb.NewWithConfig(swgui.Config{SettingsUI: map[string]string{"deepLinking": "true", "docExpansion": `"list"`}})("Forankring", "/openapi.json", "/docs/")
	d.mux.Handle("GET /docs/", docs)
	d.mux.Handle("GET /{$}", http.RedirectHandler("/docs/", http.StatusFound))
	d.mux.Handle("GET /docs", http.RedirectHandler("/docs/", http.StatusPermanentRedirect))
	d.explainProblems()
}

// Metrics answers with what Prometheus reads.
func (d *Door) Metrics() http.Handler {
	return promhttp.HandlerFor(d.metrics.registry, promhttp.HandlerOpts{})
}

// Measure adds what the parts of the service have to show.
func (d *Door) Measure(c prometheus.Collector) { d.metrics.registry.MustRegister(c) }

// sayReady tells of what the service warns of, and of issuers that cannot be reached. As long as the tokens of one
// can be checked, the service takes requests; when there is none left, nobody
// new can log in, and it is not ready.
func (d *Door) sayReady(r *http.Request) (string, error) {
	known, err := d.ready(r.Context())
	if err != nil {
		return "", err
	}
	away, locked := d.verifier.Away()
	if locked {
		return "", authn.ErrIssuerAway.With(msgIssuersAway.With(away))
	}
	var warnings strings.Builder
	for _, w := range known {
		fmt.Fprintf(&warnings, "warning: %s\n", w)
	}
	for _, issuer := range away {
		fmt.Fprintf(&warnings, "issuer unreachable: %s\n", issuer)
	}
	return warnings.String(), nil
}

// plain answers a probe in one word, and with what check says besides, or with
// a problem.
func plain(name string, check func(*http.Request) (string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r.Context()).operation = name
		more, err := check(r)
		if err != nil {
			writeProblem(r.Context(), w, err)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", neverKept)
		_, _ = w.Write([]byte("ok\n" + more))
	}
}

func (d *Door) sendContract(mediaType string, form func(contract.Document) ([]byte, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r.Context()).operation = "contract"
		c, err := d.contract()
		if err != nil {
			writeProblem(r.Context(), w, err)
			return
		}
		text, err := form(c)
		if err != nil {
			writeProblem(r.Context(), w, err)
			return
		}
		w.Header().Set("Content-Type", mediaType)
		_, _ = w.Write(text)
	}
}

// Explanation is the page of one problem.
type Explanation struct {
	Code    string       `json:"code" example:"mandate.not_open"`
	Title   message.Text `json:"title" example:"The version is not open"`
	Status  int          `json:"status" doc:"The HTTP status it comes with" example:"409"`
	Meaning message.Text `json:"meaning" doc:"What it means in general, and what helps" example:"Answers are taken while the version is open (rule 3.3)."`
}

// codeRef names a problem in a path.
type codeRef struct {
	Code string `path:"code" maxLength:"100" example:"mandate.not_open" doc:"The code of the problem"`
}

var (
	explainProblem = act.Show[codeRef]("explain-problem", "/v1/problems/{code}", act.Public)
	listProblems   = act.Show[struct{}]("list-problems", "/v1/problems", act.Public)
)

func (d *Door) explainProblems() {
	tag := Tag{Name: "Problems", Text: "What each code means with which the service refuses a request, and what helps.", Last: true}
	Show(d, explainProblem, Doc{
		Tag: tag, Summary: "Explain a problem", Description: "The page to which the `type` of a problem leads.",
	}, d.explain)
	ShowList(d, listProblems, Doc{
		Tag: tag, Summary: "List all problems", Description: "Every code that the service may answer with, in alphabetical order.",
	}, d.allProblems)
}

func (d *Door) explain(_ context.Context, _ authn.Actor, at codeRef) (Explanation, error) {
	f, ok := d.draft.Faults()[at.Code]
	if !ok {
		return Explanation{}, ErrNotFound
	}
	return Explanation{Code: f.Code, Title: f.Title, Status: contract.StatusOf(f.Kind), Meaning: f.Detail}, nil
}

func (d *Door) allProblems(_ context.Context, _ authn.Actor, _ struct{}, p request.Page) (request.List[Explanation], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[Explanation]{}, err
	}
	var all []Explanation
	for code, f := range d.draft.Faults() {
		if code > after {
			all = append(all, Explanation{Code: code, Title: f.Title, Status: contract.StatusOf(f.Kind), Meaning: f.Detail})
		}
	}
	slices.SortFunc(all, func(a, b Explanation) int { return strings.Compare(a.Code, b.Code) })
	return request.Cut(all, p, func(e Explanation) any { return e.Code }), nil
}
