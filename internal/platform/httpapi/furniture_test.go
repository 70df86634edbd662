package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// box is what the house keeps.
type box struct {
	request.Resource
	Key   string `json:"key" db:"key"`
	Color string `json:"color" db:"color"`
	Pad   string `json:"pad,omitempty" db:"-"`
}

// BoxRef names a box in a path.
type BoxRef struct {
	Town string `path:"town"`
	Box  string `path:"box"`
}

// BoxInput is what is written of a box.
type BoxInput struct {
	Key   string `json:"key,omitempty" maxLength:"20"`
	Color string `json:"color" minLength:"1" maxLength:"20"`
	Sides []Side `json:"sides,omitempty"`
}

// Side is a part of a box, for faults deep in a body.
type Side struct {
	Length int `json:"length" minimum:"1"`
}

type createBox struct {
	httpapi.WriteTerms
	Town string `path:"town"`
	Body BoxInput
}

type changeBox struct {
	httpapi.WriteTerms
	BoxRef
	Body BoxInput
}

type shakeBox struct {
	httpapi.WriteTerms
	BoxRef
	Body struct {
		How string `json:"how" enum:"panic,error,wait,lock,kill"`
	}
}

type listBoxes struct {
	httpapi.Paging
	Town  string `path:"town"`
	Color string `query:"color"`
}

var errTaken = fault.New(fault.Conflict, "box.taken", "There is such a box", "The town has a box with this key.")

var errColor = fault.New(fault.Invalid, "box.color", "No such color", "Boxes are not black.")

func inTown() httpapi.Scope {
	return httpapi.Scope{Name: "the town in the path", Look: func(b *pgx.Batch, path func(string) string, _ time.Time, st *httpapi.Standing) {
		town := path("town")
		b.Queue(`SELECT key FROM town WHERE key = $1`, town).QueryRow(func(row pgx.Row) error {
			st.Read, st.ReadIn, st.ActIn = authz.Permission{Object: "box", Act: "read"}, []string{town}, []string{town}
			return row.Scan(&town)
		})
	}}
}

func (h *house) furnish() {
	read, write := httpapi.Needs("box", "read", inTown()), httpapi.Needs("box", "write", inTown())
	const one, all = "/v1/towns/{town}/boxes/{box}", "/v1/towns/{town}/boxes"
	httpapi.Read(h.door, httpapi.Public, httpapi.Op{ID: "say-hello", Path: "/v1/hello", Tag: "Boxes"},
		func(context.Context, *struct{}) (map[string]string, error) {
			return map[string]string{"say": "hello"}, nil
		})
	httpapi.Read(h.door, httpapi.Personal, httpapi.Op{ID: "show-self", Path: "/v1/self", Tag: "Boxes"},
		func(ctx context.Context, _ *struct{}) (authn.Actor, error) { return authn.ActorOf(ctx), nil })
	httpapi.Read(h.door, read, httpapi.Op{ID: "show-box", Path: one, Tag: "Boxes"},
		func(ctx context.Context, in *struct{ BoxRef }) (*box, error) { return load(ctx, h.pool, in.BoxRef) })
	httpapi.List(h.door, read, httpapi.Op{ID: "list-boxes", Path: all, Tag: "Boxes"}, h.list)
	httpapi.Write(h.door, write, httpapi.Op{ID: "create-box", Method: http.MethodPost, Path: all, Tag: "Boxes", Status: http.StatusCreated, Faults: []*fault.Error{errTaken, errColor}}, h.create)
	httpapi.Write(h.door, write, httpapi.Op{ID: "put-box", Method: http.MethodPut, Path: one, Tag: "Boxes"}, h.put)
	httpapi.Write(h.door, write, httpapi.Op{ID: "patch-box", Method: http.MethodPatch, Path: one, Tag: "Boxes"}, h.put)
	httpapi.Write(h.door, write, httpapi.Op{ID: "shake-box", Method: http.MethodPost, Path: one + "/shake", Tag: "Boxes"}, h.shake)
}

func load(ctx context.Context, q pgdb.Querier, ref BoxRef) (*box, error) {
	rows, err := q.Query(ctx, `SELECT key, color, revision FROM box WHERE town = $1 AND key = $2`, ref.Town, ref.Box)
	if err != nil {
		return nil, err
	}
	b, err := pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByName[box])
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	b.Self = request.Path("towns/%s/boxes/%s", ref.Town, b.Key)
	return b, nil
}

func (h *house) list(ctx context.Context, in *listBoxes, p request.Page) (request.List[box], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[box]{}, err
	}
	rows, err := h.pool.Query(ctx, `SELECT key, color, revision FROM box WHERE town = $1 AND key > $2 AND ($3 = '' OR color = $3) ORDER BY key LIMIT $4`,
		in.Town, after, in.Color, p.Limit+1)
	if err != nil {
		return request.List[box]{}, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[box])
	return request.Cut(all, p, func(b box) any { return b.Key }), err
}

func (h *house) create(ctx context.Context, in *createBox) (*box, error) {
	return pgdb.InTx(ctx, h.pool, func(tx pgx.Tx) (*box, error) {
		_, err := tx.Exec(ctx, `INSERT INTO box (town, key, color) VALUES ($1, $2, $3)`, in.Town, in.Body.Key, in.Body.Color)
		if err != nil {
			return nil, pgdb.Refuse(err, map[string]*fault.Error{"box_pkey": errTaken, "box_color": errColor})
		}
		return load(ctx, tx, BoxRef{in.Town, in.Body.Key})
	})
}

func (h *house) put(ctx context.Context, in *changeBox) (*box, error) {
	return pgdb.InTx(ctx, h.pool, func(tx pgx.Tx) (*box, error) {
		var revision int64
		err := tx.QueryRow(ctx, `SELECT revision FROM box WHERE town = $1 AND key = $2 FOR UPDATE`, in.Town, in.Box).Scan(&revision)
		made := errors.Is(err, pgx.ErrNoRows)
		switch {
		case made:
			err = request.MatchNothing(ctx)
		case err == nil:
			err = request.MustMatch(ctx, revision)
		}
		if err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, `INSERT INTO box (town, key, color) VALUES ($1, $2, $3) ON CONFLICT (town, key) DO UPDATE SET color = $3, revision = box.revision + 1`,
			in.Town, in.Box, in.Body.Color)
		if err != nil {
			return nil, err
		}
		b, err := load(ctx, tx, in.BoxRef)
		if err == nil {
			b.Created = made
		}
		return b, err
	})
}

// shake brings the use case to its end in an unusual way.
func (h *house) shake(ctx context.Context, in *shakeBox) (*box, error) {
	return pgdb.InTx(ctx, h.pool, func(tx pgx.Tx) (*box, error) {
		if _, err := tx.Exec(ctx, `UPDATE box SET color = 'shaken' WHERE town = $1 AND key = $2`, in.Town, in.Box); err != nil {
			return nil, err
		}
		switch in.Body.How {
		case "panic":
			panic("the box fell apart")
		case "error":
			return nil, errors.New("secret words about box.go")
		case "kill":
			_, err := tx.Exec(ctx, `SELECT pg_terminate_backend(pg_backend_pid())`)
			return nil, err
		default:
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
}
