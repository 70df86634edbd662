package httpapi

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Show registers an act that shows one resource, as JSON and in the formats
// given. The use case is handed what the path and the query say.
func Show[R, T any](d *Door, a act.Act[R], doc Doc, show func(context.Context, authn.Actor, R) (T, error), formats ...Format[T]) {
	ref, terms := contract.ParametersOf[R](d.draft), contract.ParametersOf[ReadTerms](d.draft)
	r := contract.Operation{Decl: a.Decl, Doc: doc, Media: mediaTypes(formats), Parameters: slices.Concat(ref, terms)}
	serve[T](d, r, func(ctx context.Context, in *input) (*output, error) {
		at, err := refOf[R](in, ref)
		if err != nil {
			return nil, err
		}
		v, err := show(ctx, authn.ActorOf(ctx), at)
		if err != nil {
			return nil, err
		}
		return formatted(ctx, r, v, formats)
	})
}

// Find adds to the batch in which the door asks who the caller is what reads a thing
// whole, and says by it how the caller stands to the thing, as the scope of the act
// would. What it gives shows the thing: it is asked once the caller is known to be
// allowed to read it, and never otherwise.
type Find[T any] func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) func(context.Context, authn.Actor) (T, error)

// ShowFound registers an act that shows one resource, which is read in the one round
// trip to the database that finds who the caller is.
func ShowFound[R, T any](d *Door, a act.Act[R], doc Doc, find Find[T]) {
	a.Need.Scope.Look = func(b *pgx.Batch, path func(string) string, now time.Time, st *act.Standing) {
		st.Found = find(b, path, now, st)
	}
	Show(d, a, doc, func(ctx context.Context, actor authn.Actor, _ R) (v T, err error) {
		show, ok := exchangeOf(ctx).found.(func(context.Context, authn.Actor) (T, error))
		if !ok {
			return v, errNotFound // the guard lets nobody through without it
		}
		return show(ctx, actor)
	})
}

// ShowList registers an act that shows a page of a list, as JSON and in the formats
// given.
func ShowList[R, T any](d *Door, a act.Act[R], doc Doc, list func(context.Context, authn.Actor, R, request.Page) (request.List[T], error), formats ...Format[ListBody[T]]) {
	ref, paging, terms := contract.ParametersOf[R](d.draft), contract.ParametersOf[Paging](d.draft), contract.ParametersOf[ReadTerms](d.draft)
	r := contract.Operation{Decl: a.Decl, Doc: doc, List: true, Media: mediaTypes(formats), Parameters: slices.Concat(ref, paging, terms)}
	serve[ListBody[T]](d, r, func(ctx context.Context, in *input) (*output, error) {
		asked := Paging{Limit: request.DefaultLimit}
		in.into(&asked, paging)
		at, err := refOf[R](in, ref)
		if err != nil {
			return nil, err
		}
		page, err := d.cfg.CursorKey.Page(asked.Cursor, filtersOf(ctx), limitOf(ctx, r, asked.Limit))
		if err != nil {
			return nil, err
		}
		rows, err := list(ctx, authn.ActorOf(ctx), at, page)
		if err != nil {
			return nil, err
		}
		return sendPage(ctx, d, r, rows, formats)
	})
}

// ShowCalendar registers an act that shows an iCalendar (RFC 5545), in no other form
// and in the language that the calendar has by itself.
func ShowCalendar[R any](d *Door, a act.Act[R], doc Doc, show func(context.Context, R) (CalendarFile, message.Language, error)) {
	ref, terms := contract.ParametersOf[R](d.draft), contract.ParametersOf[CalendarTerms](d.draft)
	r := contract.Operation{Decl: a.Decl, Doc: doc, Media: []string{contract.Calendar}, Parameters: slices.Concat(ref, terms)}
	serve[CalendarFile](d, r, func(ctx context.Context, in *input) (*output, error) {
		at, err := refOf[R](in, ref)
		if err != nil {
			return nil, err
		}
		file, spoken, err := show(ctx, at)
		if err != nil {
			return nil, err
		}
		return answered(message.Speaking(ctx, spoken), answerOf(r, file, contract.Calendar+"; charset=utf-8", file), keptAs(r)), nil
	})
}

// ShowAs registers an act that shows something as text of one media type, an Atom feed
// (RFC 4287) or an iCalendar (RFC 5545), in the language that the caller reads.
func ShowAs[R any](d *Door, a act.Act[R], doc Doc, media string, show func(context.Context, message.Language, R) ([]byte, error)) {
	ref, terms := contract.ParametersOf[R](d.draft), contract.ParametersOf[ReadTerms](d.draft)
	r := contract.Operation{Decl: a.Decl, Doc: doc, Media: []string{media}, Parameters: slices.Concat(ref, terms)}
	serve[[]byte](d, r, func(ctx context.Context, in *input) (*output, error) {
		at, err := refOf[R](in, ref)
		if err != nil {
			return nil, err
		}
		file, err := show(ctx, message.SpokenTo(ctx), at)
		if err != nil {
			return nil, err
		}
		return answered(ctx, answerOf(r, file, media+"; charset=utf-8", file), keptAs(r)), nil
	})
}

// Do registers an act that changes something and takes no body. The use case
// runs in pgdb.InTx, which honours the terms that are set here.
func Do[R, T any](d *Door, a act.Act[R], doc Doc, do func(context.Context, authn.Actor, R) (T, error)) {
	ref, terms := contract.ParametersOf[R](d.draft), termsOf(d, a.Decl)
	r := contract.Operation{Decl: a.Decl, Doc: doc, Write: true, Parameters: slices.Concat(ref, terms)}
	serve[T](d, r, func(ctx context.Context, in *input) (*output, error) {
		asked := in.terms(terms)
		at, err := refOf[R](in, ref)
		if err != nil {
			return nil, err
		}
		return change(ctx, d, r, asked, at, func(ctx context.Context, actor authn.Actor) (T, error) { return do(ctx, actor, at) })
	})
}

// DoWith registers an act that changes something by a body: JSON, a Table, a
// CalendarFile, or a File.
func DoWith[R, B, T any](d *Door, a act.Act[R], doc Doc, do func(context.Context, authn.Actor, R, B) (T, error)) {
	ref, terms := contract.ParametersOf[R](d.draft), termsOf(d, a.Decl)
	r := contract.Operation{Decl: a.Decl, Doc: doc, Write: true, Parameters: slices.Concat(ref, terms), Body: d.bodyOf(a.Decl, reflect.TypeFor[B]())}
	serve[T](d, r, func(ctx context.Context, in *input) (*output, error) {
		asked := in.terms(terms)
		var body B
		if err := in.body(r, &body); err != nil {
			return nil, err
		}
		at, err := refOf[R](in, ref)
		if err != nil {
			return nil, err
		}
		whole := struct {
			Ref  R
			Body B
		}{at, body}
		return change(ctx, d, r, asked, whole, func(ctx context.Context, actor authn.Actor) (T, error) { return do(ctx, actor, at, body) })
	})
}

// bodyOf is the body of an operation that takes a value of a type.
func (d *Door) bodyOf(a act.Decl, of reflect.Type) contract.Body {
	switch of {
	case reflect.TypeFor[Table]():
		return contract.Body{Media: contract.CSV}
	case reflect.TypeFor[CalendarFile]():
		return contract.Body{Media: contract.Calendar}
	case reflect.TypeFor[File]():
		return contract.Body{Media: contract.File}
	}
	return d.draft.JSONBody(a, of)
}

// refOf reads what the path and the query say, and refuses whatever was wrong
// with the request.
func refOf[R any](in *input, parameters []contract.Parameter) (at R, err error) {
	in.into(&at, parameters)
	return at, in.refusal()
}

// termsOf are the parameters of a changing operation.
func termsOf(d *Door, a act.Decl) []contract.Parameter {
	if a.Method == http.MethodPost {
		return contract.ParametersOf[PostTerms](d.draft)
	}
	return contract.ParametersOf[WriteTerms](d.draft)
}

// terms reads the terms of a change.
func (in *input) terms(parameters []contract.Parameter) PostTerms {
	var t PostTerms
	if in.req.Method == http.MethodPost {
		in.into(&t, parameters)
	} else {
		in.into(&t.WriteTerms, parameters)
	}
	return t
}

// change carries out a use case under the terms of the request. What identifies
// the request, for its idempotency key, is whole.
func change[T any](ctx context.Context, d *Door, r contract.Operation, asked PostTerms, whole any, do func(context.Context, authn.Actor) (T, error)) (*output, error) {
	terms := request.TermsOf(ctx)
	terms.DryRun = asked.DryRun == "true"
	terms.IfMatch = asked.IfMatch
	if asked.IdempotencyKey != "" && !terms.DryRun {
		terms.Key, terms.Caller = asked.IdempotencyKey, callerKey(exchangeOf(ctx).caller)
		var err error
		if terms.Fingerprint, err = fingerprint(r.ID, asked.IfMatch, whole); err != nil {
			return nil, err
		}
	}
	var answer *request.Answer
	terms.Render = func(v any) (request.Answer, error) {
		a, err := render(ctx, r, v)
		answer = &a
		return a, err
	}
	actor := authn.ActorOf(ctx)
	if r.Need.Guarded() {
		ctx = pgdb.Confirming(ctx, d.stillMay(actor, r.Need.Permission, exchangeOf(ctx).own))
	}
	v, err := do(ctx, actor)
	if replay, ok := errors.AsType[*pgdb.Replay](err); ok {
		out := answered(ctx, replay.Answer, neverKept)
		out.Header.Del("Content-Language") // it is as it was answered first
		out.set(contract.Replayed, "true")
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	if answer == nil {
		if _, err := terms.Render(v); err != nil {
			return nil, err
		}
	}
	if terms.DryRun {
		answer.Status, answer.ETag, answer.Location = http.StatusOK, "", ""
	}
	return answered(ctx, *answer, neverKept), nil
}

// sendPage makes the answer of a page of a list.
func sendPage[T any](ctx context.Context, d *Door, r contract.Operation, rows request.List[T], formats []Format[ListBody[T]]) (*output, error) {
	body := ListBody[T]{Items: rows.Items, About: rows.About}
	if body.Items == nil {
		body.Items = []T{}
	}
	var link string
	if rows.Next != nil {
		var err error
		if body.Next, err = d.cfg.CursorKey.Seal(rows.Next, filtersOf(ctx)); err != nil {
			return nil, err
		}
		body.Rest = nextAddress(ctx, body.Next)
		link = fmt.Sprintf(`<%s>; rel="next"`, body.Rest)
	}
	out, err := formatted(ctx, r, body, formats)
	if err != nil {
		return nil, err
	}
	out.set("Link", link)
	return out, nil
}

// callerKey is whose an idempotency key is: the person's or, of a token that speaks
// for nobody yet, its subject's.
func callerKey(c authn.Caller) string {
	if c.Person != "" {
		return c.Person
	}
	return "subject " + c.Subject + " of " + c.Issuer
}

// fingerprint tells whether two requests with one key ask for the same. What a request
// leaves out is left out of it too: a day that is none is not written as text.
func fingerprint(id, ifMatch string, whole any) ([]byte, error) {
	b, err := jsonv2.Marshal(whole, jsonv1.DefaultOptionsV1(), jsonv2.OmitZeroStructFields(true))
	if err != nil {
		return nil, fmt.Errorf("fingerprint the request: %w", err)
	}
	sum := sha256.Sum256(append([]byte(id+"\n"+ifMatch+"\n"), b...))
	return sum[:], nil
}

// filtersOf is what a cursor is bound to: the path and the query without the
// place in the list and the size of the page.
func filtersOf(ctx context.Context) string {
	u := exchangeOf(ctx).url
	q := u.Query()
	q.Del("cursor")
	q.Del("limit")
	q.Del("lang")
	return u.Path + "?" + q.Encode()
}

func nextAddress(ctx context.Context, cursor string) string {
	u := exchangeOf(ctx).url
	q := u.Query()
	q.Set("cursor", cursor)
	next := url.URL{Path: u.Path, RawQuery: q.Encode()}
	return next.String()
}
