package httpapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
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

// TownRef names a town in a path.
type TownRef struct {
	Town string `path:"town"`
}

// Entry is how a box is put into a town.
type Entry struct {
	TownRef
	Since workday.Date `query:"since" format:"date"`
}

// Shaking says in what way a use case is to end.
type Shaking struct {
	How string `json:"how" maxLength:"20"`
}

type listBoxes struct {
	TownRef
	Color string `query:"color"`
}

var errTaken = fault.New(fault.Conflict, "box.taken", "There is such a box", "The town has a box with this key.")

var errColor = fault.New(fault.Invalid, "box.color", "No such color", "Boxes are not black.")

func inTown() act.Scope {
	return act.Scope{Name: "the town in the path", In: "town", Look: func(b *pgx.Batch, path func(string) string, _ time.Time, st *act.Standing) {
		town := path("town")
		b.Queue(`SELECT key FROM town WHERE key = $1`, town).QueryRow(func(row pgx.Row) error {
			st.Read, st.ReadIn, st.ActIn = authz.Permission{Object: "box", Act: "read"}, []string{town}, []string{town}
			return row.Scan(&town)
		})
	}}
}

const oneBox, allBoxes = "/v1/towns/{town}/boxes/{box}", "/v1/towns/{town}/boxes"

var (
	readBox  = act.Needs("box", "read", inTown())
	writeBox = act.Needs("box", "write", inTown())
)

func (h *house) furnish() {
	doc := httpapi.Doc{Tag: httpapi.Tag{Name: "Boxes"}}
	httpapi.Show(h.door, act.Show[struct{}]("say-hello", "/v1/hello", act.Public), doc,
		func(context.Context, authn.Actor, struct{}) (map[string]string, error) {
			return map[string]string{"say": "hello"}, nil
		})
	httpapi.Show(h.door, act.Show[struct{}]("show-self", "/v1/self", act.Personal), doc,
		func(_ context.Context, actor authn.Actor, _ struct{}) (authn.Actor, error) { return actor, nil })
	httpapi.Show(h.door, act.Show[BoxRef]("show-box", oneBox, readBox), doc, h.show)
	httpapi.ShowFound(h.door, act.Show[BoxRef]("show-box-found", oneBox+"/found", readBox), doc, h.find)
	httpapi.ShowList(h.door, act.Show[listBoxes]("list-boxes", allBoxes, readBox), doc, h.list)
	creating := doc
	creating.Creates, creating.Faults = true, []*fault.Error{errTaken, errColor}
	httpapi.DoWith(h.door, act.New[Entry]("create-box", http.MethodPost, allBoxes, writeBox), creating, h.create)
	putting := doc
	putting.Creates = true
	httpapi.DoWith(h.door, act.New[BoxRef]("put-box", http.MethodPut, oneBox, writeBox), putting, h.put)
	httpapi.DoWith(h.door, act.New[BoxRef]("patch-box", http.MethodPatch, oneBox, writeBox), doc, h.put)
	httpapi.DoWith(h.door, act.New[BoxRef]("shake-box", http.MethodPost, oneBox+"/shake", writeBox), doc, h.shake)
}

func (h *house) show(ctx context.Context, _ authn.Actor, ref BoxRef) (*box, error) {
	return load(ctx, h.pool, ref)
}

// find reads a box in the statements that find the caller, and notes to whom it was shown.
func (h *house) find(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) func(context.Context, authn.Actor) (*box, error) {
	inTown().Look(b, path, now, st)
	found := &box{Resource: request.Resource{Self: request.Path("towns/%s/boxes/%s", path("town"), path("box"))}}
	b.Queue(`SELECT key, color, revision FROM box WHERE town = $1 AND key = $2`, path("town"), path("box")).QueryRow(func(row pgx.Row) error {
		return row.Scan(&found.Key, &found.Color, &found.Revision)
	})
	return func(_ context.Context, actor authn.Actor) (*box, error) {
		h.shown = append(h.shown, actor.Person)
		return found, nil
	}
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

func (h *house) list(ctx context.Context, _ authn.Actor, in listBoxes, p request.Page) (request.List[box], error) {
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

func (h *house) create(ctx context.Context, _ authn.Actor, at Entry, in BoxInput) (*box, error) {
	return pgdb.InTx(ctx, h.pool, func(tx pgx.Tx) (*box, error) {
		_, err := tx.Exec(ctx, `INSERT INTO box (town, key, color) VALUES ($1, $2, $3)`, at.Town, in.Key, in.Color)
		if err != nil {
			return nil, pgdb.Refuse(err, map[string]*fault.Error{"box_pkey": errTaken, "box_color": errColor})
		}
		return load(ctx, tx, BoxRef{at.Town, in.Key})
	})
}

func (h *house) put(ctx context.Context, _ authn.Actor, at BoxRef, in BoxInput) (*box, error) {
	return pgdb.InTx(ctx, h.pool, func(tx pgx.Tx) (*box, error) {
		var revision int64
		err := tx.QueryRow(ctx, `SELECT revision FROM box WHERE town = $1 AND key = $2 FOR UPDATE`, at.Town, at.Box).Scan(&revision)
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
			at.Town, at.Box, in.Color)
		if err != nil {
			return nil, err
		}
		b, err := load(ctx, tx, at)
		if err == nil {
			b.Created = made
		}
		return b, err
	})
}

// shake brings the use case to its end in an unusual way.
func (h *house) shake(ctx context.Context, _ authn.Actor, at BoxRef, in Shaking) (*box, error) {
	b, err := h.shaken(ctx, at, in)
	switch in.How {
	case "late panic":
		panic("the box fell apart")
	case "late error":
		return nil, errors.New("secret words about box.go")
	case "late outage":
		return nil, &pgconn.PgError{Code: "57P01"}
	}
	return b, err
}

func (h *house) shaken(ctx context.Context, at BoxRef, in Shaking) (*box, error) {
	return pgdb.InTx(ctx, h.pool, func(tx pgx.Tx) (*box, error) {
		if _, err := tx.Exec(ctx, `UPDATE box SET color = 'shaken' WHERE town = $1 AND key = $2`, at.Town, at.Box); err != nil {
			return nil, err
		}
		if code, ok := strings.CutPrefix(in.How, "raise "); ok {
			_, err := tx.Exec(ctx, `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '`+code+`'; END $$`)
			return nil, err
		}
		switch in.How {
		case "late panic", "late error", "late outage":
			return load(ctx, tx, at)
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
