package app_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/platform/mail/mailtest"
	"forankring.no/forankring/internal/platform/trace"
	"forankring.no/forankring/internal/testkit/apptest"
)

// lines is a log of many writers.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

const (
	callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	callersSpan  = "00f067aa0ba902b7"
)

// The trace of a caller goes on through the request and its transaction to the
// jobs that it queued and the letters that these hand over, and into the log. What
// is told of them names nobody.
func TestATraceGoesFromTheCallerToTheLetter(t *testing.T) {
	t.Parallel()
	spans, log := tracetest.NewInMemoryExporter(), &lines{}
	w := apptest.New(t, apptest.Working, func(d *app.Deps) {
		d.Traces = trace.Of(sdk.NewTracerProvider(sdk.WithSyncer(spans)))
		d.Log = slog.New(slog.NewJSONHandler(log, nil))
	})
	w.Do("", "GET", "/readyz", nil).Is(200)
	w.Do("administrator@3417", "POST", "/v1/organisations/3417/offices", object{"office": "clerk", "person": apptest.Person("planner1@3417")},
		apptest.Header("traceparent", "00-"+callersTrace+"-"+callersSpan+"-01")).Is(201)
	w.Mail.Wait(t, func(all []mailtest.Letter) bool { return len(all) > 0 })
	of := map[string]tracetest.SpanStub{}
	for of["letter"].Name == "" || of["letter_delivery"].Name == "" { // until the test program's own limit
		for _, s := range spans.GetSpans() {
			of[s.Name] = s
		}
	}
	for name, parent := range map[string]string{
		"appoint-officer": callersSpan, "transaction": of["appoint-officer"].SpanContext.SpanID().String(),
		"letter_delivery": of["appoint-officer"].SpanContext.SpanID().String(), "letter": "",
	} {
		s, ok := of[name]
		if !ok || s.SpanContext.TraceID().String() != callersTrace || parent != "" && s.Parent.SpanID().String() != parent || s.Status.Code == codes.Error {
			t.Errorf("%s: trace %s, parent %s (want %s), status %v; there are %d kinds of spans", name, s.SpanContext.TraceID(), s.Parent.SpanID(), parent, s.Status, len(of))
		}
		for _, a := range s.Attributes {
			if text := a.Value.String(); strings.Contains(text, "@") || strings.Contains(text, apptest.Person("planner1@3417")) || strings.Contains(text, "3417") {
				t.Errorf("%s tells of somebody: %s is %s", name, a.Key, text)
			}
		}
	}
	if said := log.String(); !strings.Contains(said, `"operation":"appoint-officer","status":201`) || !strings.Contains(said, `"trace_id":"`+callersTrace+`"`) {
		t.Errorf("the log says %s", said)
	}
}

// What is refused has not failed; without a collector nothing is traced, and a job
// carries nothing.
func TestNothingIsTracedUnlessItIsSet(t *testing.T) {
	t.Parallel()
	log := &lines{}
	w := apptest.New(t, func(d *app.Deps) { d.Log = slog.New(slog.NewJSONHandler(log, nil)) })
	w.Do("administrator@3417", "POST", "/v1/organisations/3417/offices", object{"office": "clerk", "person": apptest.Person("planner1@3417")},
		apptest.Header("traceparent", "00-"+callersTrace+"-"+callersSpan+"-01")).Is(201)
	var jobs, carrying int
	err := w.Pool.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE metadata ? 'traceparent') FROM river_job`).Scan(&jobs, &carrying)
	if err != nil || jobs == 0 || carrying != 0 || strings.Contains(log.String(), "trace_id") {
		t.Errorf("of %d jobs %d carry a trace (%v), and the log says %s", jobs, carrying, err, log.String())
	}
	spans := tracetest.NewInMemoryExporter()
	traced := w.Second(func(d *app.Deps) { d.Traces = trace.Of(sdk.NewTracerProvider(sdk.WithSyncer(spans))) })
	traced.Do("administrator@3417", "POST", "/v1/organisations/3417/offices", object{"office": "clerk", "person": apptest.Person("planner1@3418")}).Refused(409, "directory.admission_missing")
	for _, s := range spans.GetSpans() {
		if s.Status.Code == codes.Error {
			t.Errorf("%s is said to have failed", s.Name)
		}
	}
	if len(spans.GetSpans()) == 0 {
		t.Error("nothing was traced")
	}
}
