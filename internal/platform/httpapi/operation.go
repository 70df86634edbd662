package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Op describes an operation for the contract. ID is its verb, such as
// `submit-mandate`; it names the act in the audit and in actions.
type Op struct {
	ID, Method, Path string
	Tag              string
	Summary          string
	Description      string
	// Example is a table that fits, for an operation that takes one.
	Example string
	// Status of success; 200 where it is left out. 201 sends a Location.
	Status int
	// Faults are the refusals that are this operation's own; Warns are what its
	// answers may warn of, by the same codes.
	Faults, Warns []*fault.Error
}

// Need is what an operation asks of its caller: a permission, and where the
// path says it must be held. It can only be made by Needs, or be Personal or
// Public, so that no operation forgets it.
type Need struct {
	permission authz.Permission
	scope      Scope
	kind       needKind
}

type needKind uint8

const (
	needPermission needKind = iota + 1
	needPerson
	needNothing
)

// Needs asks for a permission within a scope.
func Needs(object, act string, scope Scope) Need {
	return Need{permission: authz.Permission{Object: object, Act: act}, scope: scope, kind: needPermission}
}

// Personal asks for a person, who then sees only their own; Public asks for
// nothing.
var (
	Personal = Need{kind: needPerson}
	Public   = Need{kind: needNothing}
)

func (n Need) String() string {
	switch n.kind {
	case needPermission:
		return n.permission.String()
	case needPerson:
		return "self"
	default:
		return "public"
	}
}

type registered struct {
	Op
	need  Need
	write bool
	// body is the media type of the request's body, "" where there is none.
	body string
	list bool
	// media are the types in which a read gives its answer, JSON first.
	media []string
}

// WriteTerms are the parameters that every changing operation takes. Inputs
// embed it.
type WriteTerms struct {
	DryRun         string `query:"dry_run" enum:"true,false" doc:"true: do everything but keep nothing, and answer what would be"`
	IdempotencyKey string `header:"Idempotency-Key" minLength:"8" maxLength:"100" doc:"Repeating a request with the same key gives the stored answer and has no second effect; kept for 7 days (POST only)"`
	IfMatch        string `header:"If-Match" maxLength:"1000" doc:"The ETag of the version that the change is meant for"`
}

func (t *WriteTerms) terms() *WriteTerms { return t }

// Paging are the parameters that every list takes. Inputs embed it.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" default:"50" doc:"The most rows to give; above 200 is lowered to 200"`
	Cursor string `query:"cursor" maxLength:"2000" doc:"Where to go on: next of the page before, with the same filters"`
}

func (p *Paging) paging() *Paging { return p }

// Table is a body that is a table, as spreadsheets save it (package sheet reads
// it). Inputs embed it.
type Table struct {
	RawBody []byte `contentType:"text/csv"`
}

// ListBody is one page of a list.
type ListBody[T any] struct {
	Items []T    `json:"items" doc:"The rows of this page"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; missing at the end"`
	// Rest is the address of the next page, for the forms of the list that people
	// read; "" at the end.
	Rest string `json:"-"`
}

// output is an answer as huma sends it: bytes that the door made.
type output struct {
	Status   int
	Type     string `header:"Content-Type"`
	ETag     string `header:"ETag"` //nolint:tagliatelle // as HTTP writes it
	Location string `header:"Location"`
	Link     string `header:"Link"`
	// Disposition and Policy go with formats: a name for the file, and what a
	// page may load.
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Replayed    string `header:"Idempotency-Replayed"`
	RetryAfter  string `header:"Retry-After"`
	Login       string `header:"WWW-Authenticate"` //nolint:tagliatelle // as HTTP writes it
	Cache       string `header:"Cache-Control"`
	Body        []byte
}

// Read declares an operation that shows one resource, as JSON and in the
// formats given.
func Read[I, T any](d *Door, need Need, op Op, read func(context.Context, *I) (T, error), formats ...Format[T]) {
	r := registered{Op: op, need: need, media: mediaTypes(formats)}
	r.Method = http.MethodGet
	register[I, T](d, r, func(ctx context.Context, in *I) (*output, error) {
		v, err := read(ctx, in)
		if err != nil {
			return refused(ctx, err), nil
		}
		out, err := show(ctx, r.Op, v, formats)
		if err != nil {
			return refused(ctx, err), nil
		}
		return out, nil
	})
}

// List declares an operation that shows a page of a list, as JSON and in the
// formats given.
func List[I, T any, P interface {
	*I
	paging() *Paging
}](d *Door, need Need, op Op, list func(context.Context, *I, request.Page) (request.List[T], error), formats ...Format[ListBody[T]]) {
	r := registered{Op: op, need: need, list: true, media: mediaTypes(formats)}
	r.Method = http.MethodGet
	register[I, ListBody[T]](d, r, func(ctx context.Context, in *I) (*output, error) {
		asked := P(in).paging()
		page, err := d.unseal(asked.Cursor, filtersOf(ctx), limitOf(ctx, asked.Limit))
		if err != nil {
			return refused(ctx, err), nil
		}
		rows, err := list(ctx, in, page)
		if err != nil {
			return refused(ctx, err), nil
		}
		body := ListBody[T]{Items: rows.Items}
		if body.Items == nil {
			body.Items = []T{}
		}
		var link string
		if rows.Next != nil {
			if body.Next, err = d.seal(rows.Next, filtersOf(ctx)); err != nil {
				return refused(ctx, err), nil
			}
			body.Rest = nextAddress(ctx, body.Next)
			link = fmt.Sprintf(`<%s>; rel="next"`, body.Rest)
		}
		out, err := show(ctx, r.Op, body, formats)
		if err != nil {
			return refused(ctx, err), nil
		}
		out.Link = link
		return out, nil
	})
}

// Write declares an operation that changes something. The use case runs in
// pgdb.InTx, which honours the terms that are set here.
func Write[I, T any, P interface {
	*I
	terms() *WriteTerms
}](d *Door, need Need, op Op, do func(context.Context, *I) (T, error)) {
	r := registered{Op: op, need: need, write: true}
	register[I, T](d, r, func(ctx context.Context, in *I) (*output, error) {
		terms := request.TermsOf(ctx)
		asked := P(in).terms()
		terms.DryRun = asked.DryRun == "true"
		terms.IfMatch = asked.IfMatch
		if op.Method == http.MethodPost && asked.IdempotencyKey != "" && !terms.DryRun {
			terms.Key, terms.Caller = asked.IdempotencyKey, exchangeOf(ctx).person
			var err error
			if terms.Fingerprint, err = fingerprint(op.ID, in); err != nil {
				return refused(ctx, err), nil
			}
		}
		var answer *request.Answer
		terms.Render = func(v any) (request.Answer, error) {
			a, err := render(r.Op, v)
			answer = &a
			return a, err
		}
		if r.need.kind == needPermission {
			ctx = pgdb.Confirming(ctx, d.stillMay(authn.ActorOf(ctx), r.need.permission))
		}
		v, err := do(ctx, in)
		if replay, ok := errors.AsType[*pgdb.Replay](err); ok {
			return sent(replay.Answer, "true"), nil
		}
		if err != nil {
			return refused(ctx, err), nil
		}
		if answer == nil {
			if _, err := terms.Render(v); err != nil {
				return refused(ctx, err), nil
			}
		}
		if terms.DryRun {
			answer.Status, answer.ETag, answer.Location = http.StatusOK, "", ""
		}
		return sent(*answer, ""), nil
	})
}

func sent(a request.Answer, replayed string) *output {
	return &output{Status: a.Status, Type: a.Type, ETag: a.ETag, Location: a.Location, Replayed: replayed, Cache: "no-store", Body: a.Body}
}

// refused turns an error into its problem.
func refused(ctx context.Context, err error) *output {
	f := faultOf(ctx, err)
	p := problemOf(ctx, f)
	body, _ := json.Marshal(p) // strings and numbers only
	out := &output{Status: p.Status, Type: problemType, Cache: "no-store", Body: body}
	setProblemHeaders(f, func(name, value string) {
		switch name {
		case "Retry-After":
			out.RetryAfter = value
		case "WWW-Authenticate":
			out.Login = value
		case "ETag":
			out.ETag = value
		}
	})
	return out
}

// fingerprint tells whether two requests with one key ask for the same.
func fingerprint(id string, in any) ([]byte, error) {
	b, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("fingerprint the request: %w", err)
	}
	sum := sha256.Sum256(append([]byte(id+"\n"), b...))
	return sum[:], nil
}

// register makes the operation known to huma, guarded, and notes what the
// contract says of its answers.
func register[I, T any](d *Door, r registered, handle func(context.Context, *I) (*output, error)) {
	if r.need.kind == 0 {
		panic(r.ID + " does not say what it needs of its caller")
	}
	if r.Status == 0 {
		r.Status = http.StatusOK
	}
	r.body = bodyOf(reflect.TypeFor[I]())
	d.know(slices.Concat(r.Faults, r.Warns)...)
	h := huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.Summary, Tags: []string{r.Tag},
		DefaultStatus: r.Status, Middlewares: huma.Middlewares{d.guard(r), negotiate(r.media)},
		// The guard has read the body, within its limits. A time limit left on
		// the connection would end a request that is still being answered.
		MaxBodyBytes: 2 * mostOf(r.body), BodyReadTimeout: -1,
	}
	h.Security = []map[string][]string{{}} // nothing is needed
	if r.need.kind != needNothing {
		h.Security = []map[string][]string{{"bearer": {}}}
	}
	huma.Register(d.api, h, func(ctx context.Context, in *I) (*output, error) {
		out, err := handle(ctx, in)
		if out != nil && r.Method == http.MethodGet && out.Status == http.StatusOK && unchanged(ctx, out.ETag) {
			out.Status, out.Body, out.Type, out.Disposition = http.StatusNotModified, nil, "", ""
		}
		return out, err
	})
	d.ops = append(d.ops, r)
	d.describe(r, reflect.TypeFor[T]())
}

// bodyOf is the media type in which an input takes its body: JSON for a Body, and
// for a Table what it is.
func bodyOf(input reflect.Type) string {
	if _, ok := input.FieldByName("Body"); ok {
		return typeJSON
	}
	if raw, ok := input.FieldByName("RawBody"); ok {
		return raw.Tag.Get("contentType")
	}
	return ""
}

// filtersOf is what a cursor is bound to: the path and the query without the
// place in the list and the size of the page.
func filtersOf(ctx context.Context) string {
	u := exchangeOf(ctx).url
	q := u.Query()
	q.Del("cursor")
	q.Del("limit")
	return u.Path + "?" + q.Encode()
}

func nextAddress(ctx context.Context, cursor string) string {
	u := exchangeOf(ctx).url
	q := u.Query()
	q.Set("cursor", cursor)
	next := url.URL{Path: u.Path, RawQuery: q.Encode()}
	return next.String()
}
