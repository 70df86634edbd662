package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

// finishLimit is how long what was begun may go on when the program stops.
const finishLimit = 10 * time.Second

// Listeners are where the service is asked. Metrics is nil where the metrics are
// read at API.
type Listeners struct{ API, Metrics net.Listener }

// Serve answers requests at the listeners, and works jobs where the service has
// workers, until ctx ends. Then readiness sends callers elsewhere, the
// listeners close, and requests and jobs that were begun are finished.
func Serve(ctx context.Context, a *App, ln Listeners, log *slog.Logger) error {
	defer a.EndTraces(ctx)
	group, ctx := errgroup.WithContext(ctx)
	if err := a.operators.start(ctx); err != nil {
		return fmt.Errorf("start the queue's web interface: %w", err)
	}
	group.Go(func() error { return a.Work(ctx) })
	group.Go(func() error { a.verifier.KeepKeys(ctx); return nil })
	group.Go(func() error { return a.answer(ctx, ln.API, log) })
	if ln.Metrics != nil {
		group.Go(func() error { return a.measure(ctx, ln.Metrics, log) })
	}
	return group.Wait()
}

// measure answers with the metrics, and lets operators look into the queue.
func (a *App) measure(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.Door.Metrics())
	server := newServer(a.withOperators(mux), log)
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	log.Info("metrics", "addr", ln.Addr().String())
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("answer with the metrics: %w", err)
	}
	return nil
}

func (a *App) answer(ctx context.Context, ln net.Listener, log *slog.Logger) error {
	server := newServer(a.Handler(), log)
	stopped := make(chan error, 1)
	release := context.AfterFunc(ctx, func() { stopped <- a.drain(context.WithoutCancel(ctx), server) })
	log.Info("listening", "addr", ln.Addr().String(), "workers", a.workers)
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		release()
		return fmt.Errorf("answer requests: %w", err)
	}
	return <-stopped
}

// drain lets the requests that are being answered finish, and cuts off those
// that take too long.
func (a *App) drain(ctx context.Context, server *http.Server) error {
	a.stopping.Store(true)
	ctx, cancel := context.WithTimeout(ctx, finishLimit)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return errors.Join(fmt.Errorf("finish requests: %w", err), server.Close())
	}
	return nil
}

func newServer(h http.Handler, log *slog.Logger) *http.Server {
	server := &http.Server{
		Handler: h, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), Protocols: new(http.Protocols),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10,
	}
	// HTTP/2 without encryption is for the proxy in front, which ends TLS.
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetHTTP2(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	return server
}
