package trace

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"runtime/debug"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// Of records what the provider is told to record.
func Of(provider *sdk.TracerProvider) *Traces {
	return &Traces{provider: provider, end: provider.Shutdown}
}

// Open sends spans to a collector that speaks OTLP over HTTP, as this program; what is not given here the
// libraries read from their own variables (headers, certificates, sampling, the name of the service). A collector that
// is away delays nothing: spans are kept back a little, and then lost.
func Open(ctx context.Context, log *slog.Logger, endpoint string) (*Traces, error) {
	at, err := url.JoinPath(endpoint, "v1/traces")
	if err != nil {
		return nil, fmt.Errorf("the address of the collector: %w", err)
	}
	sent, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(at))
	if err != nil {
		return nil, fmt.Errorf("send traces: %w", err)
	}
	version := "unknown"
	if built, ok := debug.ReadBuildInfo(); ok {
		version = built.Main.Version
	}
	about, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", "forankring"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("say of what the traces are: %w", err)
	}
	return Of(sdk.NewTracerProvider(sdk.WithBatcher(&collector{SpanExporter: sent, log: log}), sdk.WithResource(about))), nil
}

// collector says in the log once that spans are lost, and once that they arrive again.
type collector struct {
	sdk.SpanExporter
	log  *slog.Logger
	away atomic.Bool
}

// ExportSpans sends spans, or loses them.
func (c *collector) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	err := c.SpanExporter.ExportSpans(ctx, spans)
	switch was := c.away.Swap(err != nil); {
	case err != nil && !was:
		c.log.Warn("traces are lost: the collector does not take them", "error", err)
	case err == nil && was:
		c.log.Info("traces are sent again")
	}
	return nil
}

// Close sends what is left, as long as ctx has time.
func (t *Traces) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.end(ctx)
}
