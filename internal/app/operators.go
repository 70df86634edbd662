package app

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"riverqueue.com/riverui"
)

// queuePath is where operators look into the queue.
const queuePath = "/operators/queue"

// operators is River's own web interface, for whoever knows the operators' token (rule
// 6.7). Nobody else is told that it is there.
type operators struct {
	ui    *riverui.Handler
	log   *slog.Logger
	token [sha256.Size]byte
	safe  *http.CrossOriginProtection
}

func newOperators(jobs *river.Client[pgx.Tx], log *slog.Logger, token string) (*operators, error) {
	ui, err := riverui.NewHandler(&riverui.HandlerOpts{Endpoints: riverui.NewEndpoints(jobs, nil), Logger: log, Prefix: queuePath})
	return &operators{ui: ui, log: log, token: sha256.Sum256([]byte(token)), safe: http.NewCrossOriginProtection()}, err
}

// ServeHTTP asks for the token, as the password of a browser's login under any name or as
// a bearer token, and lets nothing pass that loses work or that another site asked for.
func (o *operators) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if !o.knows(r) {
		h.Set("WWW-Authenticate", `Basic realm="Forankring: the queue"`)
		http.Error(w, "an operator's token is needed (FORANKRING_OPERATOR_TOKEN)", http.StatusUnauthorized)
		return
	}
	if err := o.safe.Check(r); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		if loses(r.URL.Path) {
			http.Error(w, "a job is work that was promised: it can be tried again at once, and is neither cancelled nor deleted", http.StatusForbidden)
			return
		}
		o.log.InfoContext(r.Context(), "an operator acts on the queue", "method", r.Method, "path", r.URL.Path)
	}
	o.ui.ServeHTTP(w, r)
}

// knows compares in a time that tells nothing of how much of a token is right.
func (o *operators) knows(r *http.Request) bool {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		_, given, ok = r.BasicAuth()
	}
	sum := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(sum[:], o.token[:]) == 1 && ok
}

// loses says whether a change of the queue would lose a job: what it was to do, such as
// sending a letter, would never be done (rule 6.4).
func loses(path string) bool {
	return strings.HasSuffix(path, "/api/jobs/cancel") || strings.HasSuffix(path, "/api/jobs/delete")
}

// start has the interface count what it shows, until ctx ends.
func (o *operators) start(ctx context.Context) error {
	if o == nil {
		return nil
	}
	return o.ui.Start(ctx)
}

// admitOperators lets operators look into the queue where a token is set.
func (a *App) admitOperators(deps Deps) (err error) {
	if deps.OperatorToken == "" {
		return nil
	}
	if a.operators, err = newOperators(a.jobs, deps.Log, deps.OperatorToken); err != nil {
		return fmt.Errorf("build the queue's web interface: %w", err)
	}
	return nil
}

// Handler answers requests, and those of operators where their interface is not apart.
func (a *App) Handler() http.Handler {
	if a.operators == nil || a.apart {
		return a.Door.Handler()
	}
	return a.withOperators(a.Door.Handler())
}

// withOperators adds the queue's web interface to a handler.
func (a *App) withOperators(other http.Handler) http.Handler {
	if a.operators == nil {
		return other
	}
	mux := http.NewServeMux()
	mux.Handle(queuePath+"/", a.operators)
	mux.Handle("/", other)
	return mux
}
