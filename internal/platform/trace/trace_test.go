package trace_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"forankring.no/forankring/internal/platform/trace"
)

// A collector that speaks OTLP gets the spans when the program ends, under the
// service's name.
func TestTheCollectorGetsTheSpans(t *testing.T) {
	t.Parallel()
	got := make(chan *collector.ExportTraceServiceRequest, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		sent := &collector.ExportTraceServiceRequest{}
		if err := errors.Join(err, proto.Unmarshal(raw, sent)); err != nil || r.URL.Path != "/otlp/v1/traces" {
			t.Errorf("sent to %s: %v", r.URL.Path, err)
		}
		got <- sent
	}))
	t.Cleanup(server.Close)
	traces, err := trace.Open(t.Context(), slog.New(slog.DiscardHandler), server.URL+"/otlp")
	if err != nil {
		t.Fatal(err)
	}
	ctx, request := traces.Request(t.Context(), http.Header{})
	_, inner := trace.Start(ctx, "transaction")
	inner.End()
	request.Rename("appoint-office")
	request.End()
	if err := traces.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent := (<-got).GetResourceSpans()[0]
	spans := sent.GetScopeSpans()[0].GetSpans()
	if len(spans) != 2 || spans[0].GetName() != "transaction" || spans[1].GetName() != "appoint-office" || string(spans[0].GetParentSpanId()) != string(spans[1].GetSpanId()) {
		t.Errorf("the collector got %v", spans)
	}
	if about := sent.GetResource().String(); !strings.Contains(about, "forankring") {
		t.Errorf("they are of %s", about)
	}
}

// A collector that refuses what it is sent is told of in the log once, and fails
// nothing.
func TestACollectorThatIsAwayIsToldOfOnce(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(server.Close)
	var log strings.Builder
	traces, err := trace.Open(t.Context(), slog.New(slog.NewTextHandler(&log, nil)), server.URL)
	if err != nil {
		t.Fatal(err)
	}
	for range 1500 { // more than are sent at once
		_, span := traces.Request(t.Context(), http.Header{})
		span.End()
	}
	if err := traces.Close(t.Context()); err != nil {
		t.Errorf("it ends with %v", err)
	}
	if n := strings.Count(log.String(), "traces are lost"); n != 1 || asked.Load() < 2 {
		t.Errorf("asked %d times, the log says it %d times: %s", asked.Load(), n, log.String())
	}
}

// What a job carries leads back to what queued it; what cannot be read begins a
// trace of its own.
func TestAJobGoesOnWithTheTraceOfWhatQueuedIt(t *testing.T) {
	t.Parallel()
	spans := tracetest.NewInMemoryExporter()
	traces := trace.Of(sdk.NewTracerProvider(sdk.WithSyncer(spans)))
	ctx, request := traces.Request(t.Context(), http.Header{})
	carried, err := trace.Carry(ctx, []byte(`{"other":1}`))
	if err != nil || !strings.Contains(string(carried), `"other":1`) || !strings.Contains(string(carried), `"traceparent":"00-`) {
		t.Fatalf("it carries %s (%v)", carried, err)
	}
	request.End()
	for metadata, inTrace := range map[string]bool{string(carried): true, `{}`: false, `x`: false, `{"traceparent":"x"}`: false, `{"traceparent":1}`: false} {
		_, job := traces.Job(t.Context(), "job", []byte(metadata))
		job.End()
		all := spans.GetSpans()
		if last := all[len(all)-1]; (last.SpanContext.TraceID() == all[0].SpanContext.TraceID()) != inTrace || inTrace && last.Parent.SpanID() != all[0].SpanContext.SpanID() {
			t.Errorf("a job with %s is in the trace %s of the parent %s", metadata, last.SpanContext.TraceID(), last.Parent.SpanID())
		}
	}
}

// Without traces nothing is begun, carried or logged.
func TestWithoutTracesNothingIsBegun(t *testing.T) {
	t.Parallel()
	var none *trace.Traces
	ctx, request := none.Request(t.Context(), http.Header{"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}})
	ctx, job := none.Job(ctx, "job", []byte(`{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}`))
	ctx, inner := trace.Start(ctx, "transaction")
	carried, err := trace.Carry(ctx, []byte(`{}`))
	var log strings.Builder
	slog.New(trace.Logging(slog.NewTextHandler(&log, nil))).With("a", 1).InfoContext(ctx, "line")
	for _, s := range []trace.Span{request, job, inner} {
		s.Rename("x")
		s.Say("x", "x")
		s.Count("x", 1)
		s.Fail()
		s.End()
	}
	if string(carried) != `{}` || err != nil || strings.Contains(log.String(), "trace_id") || none.Close(context.Background()) != nil {
		t.Errorf("it carries %s (%v), and logs %s", carried, err, log.String())
	}
}
