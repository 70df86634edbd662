// Package floor is what the service is measured against: handlers of bare huma
// over bare pgx that read the same rows, by statements as good as can be written,
// and answer in the same shape. It knows no login, no permission, no audit, no
// limits and no log. The parts of a case are read by hand, as the service reads
// them: by pgx's own means they take three times the processor, and a floor that
// did so would flatter the service.
package floor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/jackc/pgx/v5/pgxpool"
)

// connections are as many as the service's pool has.
const connections = 16

// heapGrowth is that of the service: the floor has what it has set.
const heapGrowth = 400

// Serve answers at an address until ctx ends.
func Serve(ctx context.Context, address, database string) error {
	pool, err := open(ctx, database)
	if err != nil {
		return err
	}
	defer pool.Close()
	debug.SetGCPercent(heapGrowth)
	mux := http.NewServeMux()
	(&floor{pool: pool}).register(mux)
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// open makes a pool with the settings of the service's that matter for the speed.
func open(ctx context.Context, database string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(database)
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	cfg.MaxConns = connections
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	cfg.ConnConfig.RuntimeParams["application_name"] = "floor"
	return pgxpool.NewWithConfig(ctx, cfg)
}

type floor struct {
	pool   *pgxpool.Pool
	shapes sync.Map
}

type caseInput struct {
	Region string `path:"region"`
	Number string `path:"number"`
	Shape  string `query:"shape"`
}

type caseOutput struct {
	Tag  string `header:"ETag"` //nolint:tagliatelle // as HTTP writes it
	Body *record
}

type listOutput struct {
	Body struct {
		Items []*record `json:"items"`
		Next  string    `json:"next,omitempty"`
	}
}

func (f *floor) register(mux *http.ServeMux) {
	cfg := huma.DefaultConfig("floor", "1")
	cfg.CreateHooks = nil // no links to schemas in the answers
	cfg.DocsPath, cfg.OpenAPIPath, cfg.SchemasPath = "", "", ""
	api := humago.New(mux, cfg)
	huma.Get(api, "/v1/regions/{region}/cases/{number}", f.showCase)
	huma.Get(api, "/v1/regions/{region}/cases", f.listCases)
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("PUT /shapes/{name}", f.takeShape)
}

func (f *floor) showCase(ctx context.Context, in *caseInput) (*caseOutput, error) {
	year, serial, _ := strings.Cut(in.Number, "-")
	y, errYear := strconv.Atoi(year)
	s, errSerial := strconv.Atoi(serial)
	if err := errors.Join(errYear, errSerial); err != nil {
		return nil, huma.Error422UnprocessableEntity("no number of a case", err)
	}
	c, err := find(ctx, f.pool, in.Region, y, s)
	if err != nil {
		return nil, told("find a case", err)
	}
	f.shape(in.Shape).dress(c)
	return &caseOutput{Tag: fmt.Sprintf(`"r%d"`, c.Revision), Body: c}, nil
}

func (f *floor) listCases(ctx context.Context, q *question) (*listOutput, error) {
	cases, err := list(ctx, f.pool, *q)
	if err != nil {
		return nil, told("list cases", err)
	}
	out := &listOutput{}
	if len(cases) > 50 {
		cases = cases[:50]
		out.Body.Next = "/v1/regions/" + q.Region + "/cases?cursor=" + cases[49].Number
	}
	s := f.shape(q.Shape)
	for _, c := range cases {
		s.dress(c)
	}
	out.Body.Items = cases
	return out, nil
}

// told writes an error into the floor's log: it means that the bench itself is at
// fault.
func told(what string, err error) error {
	err = fmt.Errorf("%s: %w", what, err)
	slog.Error(err.Error())
	return err
}
