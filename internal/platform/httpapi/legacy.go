package httpapi

import (
	"context"
	"net/http"
	"reflect"
	"slices"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/request"
)

// What follows is the older way of declaring operations, until the last of them
// is an act.

// The names that declarations of acts had here.
type (
	Need     = act.Need
	Scope    = act.Scope
	Standing = act.Standing
)

// Needs asks for a permission within a scope.
func Needs(object, verb string, scope Scope) Need { return act.Needs(object, verb, scope) }

// Personal asks for a person, and Public for nothing.
var (
	Personal = act.Personal
	Public   = act.Public
)

// Op describes an operation for the contract.
type Op struct {
	ID, Method, Path, Tag, Summary, Description, Example string
	Status                                               int
	Faults, Warns                                        []*fault.Error
}

func (op Op) registered(need Need) registered {
	return registered{
		Decl: act.Decl{ID: op.ID, Method: op.Method, Path: op.Path, Need: need},
		Doc: Doc{
			Tag: Tag{Name: op.Tag}, Summary: op.Summary, Description: op.Description, Example: op.Example,
			Creates: op.Status == http.StatusCreated || op.Method == http.MethodPut, Faults: op.Faults, Warns: op.Warns,
		},
	}
}

func (t *WriteTerms) terms() *WriteTerms { return t }
func (p *Paging) paging() *Paging        { return p }

// Read declares an operation that shows one resource.
func Read[I, T any](d *Door, need Need, op Op, read func(context.Context, *I) (T, error), formats ...Format[T]) {
	op.Method = http.MethodGet
	r := op.registered(need)
	own := parametersOf[I](d)
	r.media, r.parameters = mediaTypes(formats), join(own, parametersOf[ReadTerms](d))
	serve[T](d, r, func(ctx context.Context, in *input) (*output, error) {
		i, err := refOf[I](in, own)
		if err != nil {
			return nil, err
		}
		v, err := read(ctx, &i)
		if err != nil {
			return nil, err
		}
		return formatted(ctx, r, v, formats)
	})
}

// List declares an operation that shows a page of a list.
func List[I, T any, P interface {
	*I
	paging() *Paging
}](d *Door, need Need, op Op, list func(context.Context, *I, request.Page) (request.List[T], error), formats ...Format[ListBody[T]]) {
	op.Method = http.MethodGet
	r := op.registered(need)
	own := parametersOf[I](d)
	r.list, r.media, r.parameters = true, mediaTypes(formats), join(own, parametersOf[ReadTerms](d))
	serve[ListBody[T]](d, r, func(ctx context.Context, in *input) (*output, error) {
		var i I
		P(&i).paging().Limit = request.DefaultLimit
		in.into(&i, own)
		if err := in.refusal(); err != nil {
			return nil, err
		}
		asked := P(&i).paging()
		page, err := d.unseal(asked.Cursor, filtersOf(ctx), limitOf(ctx, asked.Limit))
		if err != nil {
			return nil, err
		}
		rows, err := list(ctx, &i, page)
		if err != nil {
			return nil, err
		}
		return sendPage(ctx, d, r, rows, formats)
	})
}

// Write declares an operation that changes something.
func Write[I, T any, P interface {
	*I
	terms() *WriteTerms
}](d *Door, need Need, op Op, do func(context.Context, *I) (T, error)) {
	r := op.registered(need)
	r.write = true
	terms := termsOf(d, r.Decl)
	own := slices.DeleteFunc(parametersOf[I](d), func(p parameter) bool { return p.Name == "dry_run" || p.Name == "If-Match" })
	r.parameters = join(own, terms)
	t := reflect.TypeFor[I]()
	body, hasBody := t.FieldByName("Body")
	if hasBody {
		r.takeBody(d, body.Type)
	}
	serve[T](d, r, func(ctx context.Context, in *input) (*output, error) {
		var i I
		asked := in.terms(terms)
		if hasBody {
			if err := in.body(r, reflect.ValueOf(&i).Elem().FieldByIndex(body.Index).Addr().Interface()); err != nil {
				return nil, err
			}
		}
		in.into(&i, own)
		if err := in.refusal(); err != nil {
			return nil, err
		}
		return change(ctx, d, r, asked, i, func(ctx context.Context, _ authn.Actor) (T, error) { return do(ctx, &i) })
	})
}
