// Package httpapi is the one door into the service. It keeps what every
// operation has in common in one place: who is calling, what they may do,
// problems, entity tags, idempotency, dry runs, pages, limits, logs and
// metrics. Features declare their operations here and do not meet HTTP.
package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/klauspost/compress/gzhttp"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/numbering"
	"forankring.no/forankring/internal/platform/origin"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/throttle"
	"forankring.no/forankring/internal/platform/trace"
)

// Config sets the door's limits.
type Config struct {
	// PublicURL is the address under which callers reach the service; the
	// types of problems begin with it.
	PublicURL string
	// Origins are the browser origins that may call (CORS).
	Origins []string
	// Proxies are the networks of the proxies in front, whose word about the
	// caller's address is taken.
	Proxies []netip.Prefix
	// MetricsApart leaves the metrics to a listener of their own (Metrics).
	MetricsApart bool
	// Deadline bounds one request, and Rate and Burst one caller's requests
	// per second.
	Deadline time.Duration
	Rate     float64
	Burst    int
	// PublicRate and PublicBurst bound what one address reads of what is published.
	PublicRate  float64
	PublicBurst int
	// CursorKey seals cursors; it is the same in every instance.
	CursorKey request.Cursors
}

// The most that an operation reads of a body, in bytes: of a document, and of a
// table.
const (
	MaxBody  = 1 << 20
	MaxTable = 4 << 20
)

// Deps are what the door needs of the house. Roles adds to the batch the
// queries for what an actor's person holds at a moment, and where they may not
// use it. Keys finds the keys of municipalities by numbers that are not keys.
type Deps struct {
	Config   Config
	Log      *slog.Logger
	Pool     *pgxpool.Pool
	Policy   *authz.Policy
	Verifier *authn.Verifier
	Roles    func(b *pgx.Batch, now time.Time, actor *authn.Actor)
	Keys     numbering.Keys
	Now      func() time.Time
	Ready    func(context.Context) (warnings []string, err error)
	// Traces has the requests traced; nil has none.
	Traces *trace.Traces
}

// Door holds the operations.
type Door struct {
	cfg      Config
	log      *slog.Logger
	pool     *pgxpool.Pool
	policy   *authz.Policy
	verifier *authn.Verifier
	roles    func(b *pgx.Batch, now time.Time, actor *authn.Actor)
	keys     numbering.Keys
	now      func() time.Time
	ready    func(context.Context) (warnings []string, err error)
	traces   *trace.Traces

	mux      *http.ServeMux
	api      huma.API
	draft    *contract.Draft
	metrics  *metrics
	limits   *throttle.Limiter
	readers  *throttle.Limiter
	turns    *throttle.Turns
	proxies  origin.Proxies
	contract func() (contract.Document, error)
	// longer is how long operations may take that may take longer than others, by
	// the method and path with which they are routed; files bounds how many files are
	// taken at once.
	longer map[string]time.Duration
	files  chan struct{}
	// secrets are what comes before the secret in addresses that are one.
	secrets []string
}

// New builds a door without operations.
func New(deps Deps) *Door {
	d := &Door{
		cfg: deps.Config, log: deps.Log, pool: deps.Pool, policy: deps.Policy, verifier: deps.Verifier, roles: deps.Roles,
		keys: deps.Keys, now: deps.Now, ready: deps.Ready, traces: deps.Traces, mux: http.NewServeMux(),
		draft: contract.New(deps.Policy, sharedFaults(), routeFaults), metrics: newMetrics(), limits: throttle.NewLimiter(deps.Config.Rate, deps.Config.Burst),
		readers: throttle.NewLimiter(deps.Config.PublicRate, deps.Config.PublicBurst), turns: throttle.NewTurns(publishedAtOnce, publishedWait),
		proxies: deps.Config.Proxies, longer: map[string]time.Duration{}, files: make(chan struct{}, filesAtOnce),
	}
	d.api = humago.New(d.mux, d.draft.Config())
	d.contract = sync.OnceValues(d.draft.Document)
	d.serveItself()
	return d
}

// Contract describes all operations. It is made once, after the last of them
// was declared.
func (d *Door) Contract() (contract.Document, error) { return d.contract() }

// Faults are all that the service may answer with, by code.
func (d *Door) Faults() map[string]*fault.Error { return d.draft.Faults() }

// Handler is the whole door, to be served.
func (d *Door) Handler() http.Handler {
	var h http.Handler = http.HandlerFunc(d.route)
	h = gzhttp.GzipHandler(h)
	return d.open(origin.Share(publishedBelow, d.cfg.Origins, h))
}

// route hands a request to its operation; what no operation takes gets a
// problem, with Allow where another method would do.
func (d *Door) route(w http.ResponseWriter, r *http.Request) {
	if clean := cleanedPath(r.URL.EscapedPath()); clean != r.URL.EscapedPath() {
		writeProblem(r.Context(), w, errNoRoute.With(msgOtherPath.With(clean)))
		return
	}
	if exchangeOf(r.Context()).pattern != "" {
		d.mux.ServeHTTP(w, r)
		return
	}
	probe := &probe{header: http.Header{}}
	d.mux.ServeHTTP(probe, r)
	if allow := probe.header.Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		writeProblem(r.Context(), w, errNoMethod)
		return
	}
	if location := probe.header.Get("Location"); location != "" {
		writeProblem(r.Context(), w, errNoRoute.With(msgOtherPath.With(location)))
		return
	}
	writeProblem(r.Context(), w, errNoRoute)
}

// cleanedPath is a path without `.`, `..` and empty parts, as the ServeMux
// would have it: it answers others with a redirect in HTML.
func cleanedPath(p string) string {
	clean := path.Clean("/" + p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

// probe asks the ServeMux what it would say, without saying it.
type probe struct{ header http.Header }

func (p *probe) Header() http.Header       { return p.header }
func (*probe) Write(b []byte) (int, error) { return len(b), nil }
func (*probe) WriteHeader(int)             {}
