package httpapi

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/trace"
)

// exchange is what the door notes of one request and its answer, for the log,
// the metrics and the problems.
type exchange struct {
	id, base, path string
	method         string
	address        string
	url            *url.URL
	ifNoneMatch    string
	terms          *request.Terms
	operation      string
	// pattern is the operation's, as it is routed; "" for none.
	pattern string
	caller  authn.Caller
	code    string
	inner   error
	refused string
	gone    bool
	span    trace.Span
	// own says again what the caller has of their own, where they act by that.
	own act.FindOwn
	// found is what the door has read of the thing for a caller who may read it.
	found any
	// file is the body, where that is a file.
	file *File
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	if ex, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return ex
	}
	return &exchange{terms: &request.Terms{}, url: &url.URL{}}
}

var requestID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// recorder remembers the status and the size of an answer.
type recorder struct {
	http.ResponseWriter
	status, bytes int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// open begins the exchange: a request id, a deadline, a log line at the end,
// and no panic that ends the process.
func (d *Door) open(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := r.Header.Get("X-Request-Id")
		if !requestID.MatchString(id) {
			id = rand.Text()
		}
		ex := &exchange{id: id, base: d.cfg.PublicURL, path: d.withoutSecret(r.URL.Path), method: r.Method, address: d.proxies.AddressOf(r), url: r.URL, terms: &request.Terms{RequestID: id}}
		_, ex.pattern = d.mux.Handler(r)
		ctx, cancel := context.WithTimeout(context.WithValue(r.Context(), exchangeKey{}, ex), max(d.cfg.Deadline, d.longer[ex.pattern]))
		defer cancel()
		if !slices.Contains(untraced, r.URL.Path) {
			ctx, ex.span = d.traces.Request(ctx, r.Header)
		}
		ctx = request.WithTerms(ctx, ex.terms)
		ctx = message.Speaking(ctx, languageOf(r))
		rec := &recorder{ResponseWriter: w}
		rec.Header().Set("X-Request-Id", id)
		d.protect(rec.Header())
		rec.Header().Set("Vary", "Accept-Language")
		r = r.WithContext(ctx)
		defer func() {
			if p := recover(); p != nil {
				d.log.ErrorContext(ctx, "panic", "request_id", id, "panic", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					writeProblem(ctx, rec, fmt.Errorf("panic: %v", p))
				}
			}
			d.close(r, ex, rec, time.Since(start))
		}()
		next.ServeHTTP(rec, r)
	})
}

// withoutSecret is a path as it may be written down: where the address itself is a
// secret, without it, in whatever way the path was written.
func (d *Door) withoutSecret(asked string) string {
	clean := cleanedPath(asked)
	for _, before := range d.secrets {
		if len(clean) > len(before) && strings.EqualFold(clean[:len(before)], before) {
			return before + "…"
		}
	}
	return asked
}

// protect sets what holds for every answer in a browser: its type is as told,
// it stands in no frame, and its address is told to nobody. Where callers reach
// the service by https, they never come by http again.
func (d *Door) protect(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", framedByNobody)
	h.Set("Referrer-Policy", "no-referrer")
	if strings.HasPrefix(d.cfg.PublicURL, "https://") {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

const framedByNobody = "frame-ancestors 'none'"

// close writes the one line of the access log and counts the request.
func (d *Door) close(r *http.Request, ex *exchange, rec *recorder, took time.Duration) {
	level := slog.LevelInfo
	// An issuer's outage is told once, where it is met, and not with each token: anybody could fill the log.
	if rec.status >= http.StatusInternalServerError && !ex.gone && ex.code != authn.ErrIssuerAway.Code {
		level = slog.LevelError
	}
	if ex.gone {
		rec.status = 499
	}
	attrs := []slog.Attr{
		slog.String("request_id", ex.id), slog.String("method", r.Method), slog.String("path", ex.path),
		slog.String("operation", ex.operation), slog.Int("status", rec.status), slog.Int("bytes", rec.bytes),
		slog.Duration("took", took), slog.String("person", ex.caller.Person), slog.String("address", ex.address),
	}
	if ex.code != "" {
		attrs = append(attrs, slog.String("code", ex.code))
	}
	if ex.refused != "" {
		attrs = append(attrs, slog.String("refused", ex.refused))
	}
	if ex.inner != nil {
		attrs = append(attrs, slog.String("error", ex.inner.Error()))
	}
	d.log.LogAttrs(context.WithoutCancel(r.Context()), level, "request", attrs...)
	ex.endSpan(rec.status, level == slog.LevelError)
	d.metrics.requests.WithLabelValues(ex.operation, strconv.Itoa(rec.status)).Inc()
	d.metrics.seconds.WithLabelValues(ex.operation).Observe(took.Seconds())
}

// untraced is what is asked every few seconds, by those who watch.
var untraced = []string{"/healthz", "/readyz", "/metrics"}

// endSpan ends the span of the request. Neither its path nor its caller is in it:
// they name people.
func (ex *exchange) endSpan(status int, failed bool) {
	ex.span.Rename(ex.operation)
	ex.span.Say("forankring.operation", ex.operation)
	ex.span.Say("forankring.request_id", ex.id)
	ex.span.Say("forankring.code", ex.code)
	ex.span.Count("http.response.status_code", int64(status))
	if failed {
		ex.span.Fail()
	}
	ex.span.End()
}

// metrics are what Prometheus reads at /metrics.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "forankring_http_requests_total", Help: "Requests by operation and status.",
		}, []string{"operation", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "forankring_http_request_seconds", Help: "Time to answer, by operation.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"operation"}),
	}
	m.registry.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}
