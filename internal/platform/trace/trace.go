// Package trace tells an operator's collector what took how long, and because of what (OpenTelemetry): requests,
// transactions, jobs and letters are the spans of one trace. Nothing is traced unless a collector is named. No span names
// a person, or says what anything is about.
package trace

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// scope is the name under which the spans are made.
const scope = "forankring.no/forankring"

// context travels as the W3C says: in the headers of a request, and beside a job's arguments.
var travelling = propagation.TraceContext{}

// Traces begins the spans that no other of this program has caused. A nil one begins none.
type Traces struct {
	provider trace.TracerProvider
	end      func(context.Context) error
}

// Span is something that takes time. One that nobody traces does nothing.
type Span struct{ span trace.Span }

// Request begins the span of a request. It goes on with the caller's trace, where their `traceparent` names one.
func (t *Traces) Request(ctx context.Context, header http.Header) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	return t.begin(travelling.Extract(ctx, propagation.HeaderCarrier(header)), "request", trace.SpanKindServer)
}

// Job begins the span of a job, in the trace of what queued it.
func (t *Traces) Job(ctx context.Context, kind string, metadata []byte) (context.Context, Span) {
	if t == nil {
		return ctx, Span{}
	}
	var carried map[string]any
	_ = json.Unmarshal(metadata, &carried) // what it does not carry begins a trace
	carrier := propagation.MapCarrier{}
	for _, name := range travelling.Fields() {
		if text, ok := carried[name].(string); ok {
			carrier[name] = text
		}
	}
	return t.begin(travelling.Extract(ctx, carrier), kind, trace.SpanKindConsumer)
}

func (t *Traces) begin(ctx context.Context, name string, kind trace.SpanKind) (context.Context, Span) {
	ctx, span := t.provider.Tracer(scope).Start(ctx, name, trace.WithSpanKind(kind))
	return ctx, Span{span}
}

// Start begins the span of what another is asked for, the database or a mail server, within the span that ctx has; without
// one nothing is traced.
func Start(ctx context.Context, name string) (context.Context, Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, Span{}
	}
	ctx, span := parent.TracerProvider().Tracer(scope).Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient))
	return ctx, Span{span}
}

// Carry adds to a job's metadata the trace that it goes on with.
func Carry(ctx context.Context, metadata []byte) ([]byte, error) {
	carrier := propagation.MapCarrier{}
	travelling.Inject(ctx, carrier)
	if len(carrier) == 0 {
		return metadata, nil
	}
	all := map[string]any{}
	if len(metadata) > 0 {
		if err := json.Unmarshal(metadata, &all); err != nil {
			return nil, err
		}
	}
	for name, text := range carrier {
		all[name] = text
	}
	return json.Marshal(all)
}

// Rename calls the span what it turned out to be.
func (s Span) Rename(name string) {
	if s.span != nil && name != "" {
		s.span.SetName(name)
	}
}

// Say adds a text to the span; empty ones are left out.
func (s Span) Say(name, text string) {
	if s.span != nil && text != "" {
		s.span.SetAttributes(attribute.String(name, text))
	}
}

// Count adds a number to the span.
func (s Span) Count(name string, n int64) {
	if s.span != nil {
		s.span.SetAttributes(attribute.Int64(name, n))
	}
}

// Fail says that it went wrong, and not only that something was refused.
func (s Span) Fail() {
	if s.span != nil {
		s.span.SetStatus(codes.Error, "")
	}
}

// End ends the span.
func (s Span) End() {
	if s.span != nil {
		s.span.End()
	}
}

// Logging adds the `trace_id` to every line of a log that is written within a span.
func Logging(h slog.Handler) slog.Handler { return logged{h} }

type logged struct{ slog.Handler }

// Handle writes a line.
func (l logged) Handle(ctx context.Context, r slog.Record) error {
	if of := trace.SpanContextFromContext(ctx); of.HasTraceID() {
		r.AddAttrs(slog.String("trace_id", of.TraceID().String()))
	}
	return l.Handler.Handle(ctx, r)
}

// WithAttrs is the handler with more attributes.
func (l logged) WithAttrs(attrs []slog.Attr) slog.Handler { return logged{l.Handler.WithAttrs(attrs)} }

// WithGroup is the handler with a group.
func (l logged) WithGroup(name string) slog.Handler { return logged{l.Handler.WithGroup(name)} }
