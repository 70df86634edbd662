package httpapi

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"forankring.no/forankring/internal/platform/contract"
)

// serve makes an operation known to the contract and to the router: guarded,
// its parameters and its body read and checked, and its answer sent. T is the
// type of the answer.
//
// Huma's own Register is not used: it finds parameters only in embedded structs,
// and an operation is declared here by the type of its Ref and the type of its
// body, which no struct can embed together.
func serve[T any](d *Door, r contract.Operation, handle func(context.Context, *input) (*output, error)) {
	if r.Need.Missing() {
		panic(r.ID + " does not say what it needs of its caller")
	}
	mustStandWhereItBelongs(r)
	if before, _, ok := strings.Cut(r.Path, "{"); ok && r.Need.BySecret() {
		d.secrets = append(d.secrets, before)
	}
	if r.Within > 0 {
		d.longer[r.Method+" "+r.Path] = r.Within
	}
	op := d.draft.Add(r, reflect.TypeFor[T](), mayMeet(r))
	through := huma.Middlewares{d.guard(r), negotiate(r.Media)}
	d.api.Adapter().Handle(op, through.Handler(func(hc huma.Context) {
		_, w := humago.Unwrap(hc)
		ctx := hc.Context()
		out, err := d.carryOut(hc, r, handle)
		if err != nil {
			out = refused(ctx, err)
		}
		if r.Method == http.MethodGet && out.Status == http.StatusOK && unchanged(ctx, out.Header.Get("ETag")) {
			out.notModified()
		}
		out.writeTo(w)
	}))
}

// carryOut reads the request and hands it over.
func (d *Door) carryOut(hc huma.Context, r contract.Operation, handle func(context.Context, *input) (*output, error)) (*output, error) {
	in, err := d.read(hc, r)
	if err != nil {
		return nil, err
	}
	return handle(hc.Context(), in)
}

// read takes the request in hand: the body that the guard left, and a query
// without unknown parameters.
func (d *Door) read(hc huma.Context, r contract.Operation) (*input, error) {
	req, _ := humago.Unwrap(hc)
	in := &input{req: req, query: req.URL.Query(), registry: d.draft.Requests(), at: huma.NewPathBuffer(make([]byte, 0, 64), 0)}
	if err := in.allow(r.Parameters); err != nil {
		return nil, err
	}
	if r.Body.Media == "" || r.Body.Media == contract.File {
		return in, nil
	}
	var err error
	in.raw, err = io.ReadAll(req.Body)
	return in, err
}
