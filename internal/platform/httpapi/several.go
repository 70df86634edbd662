package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// Item is one act among several that a request asks for. It is done as if it
// had been asked for alone.
type Item[T any] struct {
	// Address is the path of the operation that does it alone, and Path the
	// values of that path's parameters.
	Address string
	Path    map[string]string
	IfMatch string
	Do      func(ctx context.Context, actor authn.Actor) (T, error)
}

// Outcome is what the operation alone would have answered: Result, or Problem.
type Outcome[T any] struct {
	Status  int
	ETag    string
	Result  T
	Problem *contract.Problem
}

// Each does several acts of one kind, in their order and each in a transaction
// of its own: what is refused for one hinders no other. Permission is asked for
// each as at the door, and once more at its end.
//
// With an idempotency key, the key is first bound to the whole request; each
// act then has a key made of it and of its place. So a request that is repeated,
// also one that broke off in the middle, gives what was answered before, does
// what was not done, and does nothing twice. What was refused is tried again.
func Each[T any](ctx context.Context, d *Door, need act.Need, items []Item[T]) ([]Outcome[T], error) {
	if err := d.bind(ctx); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome[T], len(items))
	whole := request.TermsOf(ctx)
	for i, item := range items {
		terms := *whole
		terms.IfMatch, terms.Kept = item.IfMatch, false
		if terms.Key != "" {
			terms.Key = fmt.Sprintf("%s#%d", terms.Key, i)
		}
		outcomes[i] = one(ctx, d, need, item, &terms)
		whole.Kept = whole.Kept || terms.Kept
	}
	return outcomes, nil
}

// bind keeps the key with the fingerprint of the whole request and an empty
// answer, which is never sent. It refuses a key that belongs to another request.
func (d *Door) bind(ctx context.Context) error {
	terms := *request.TermsOf(ctx)
	if terms.Key == "" {
		return nil
	}
	terms.Render = func(any) (request.Answer, error) { return request.Answer{Status: http.StatusOK, Body: []byte{}}, nil }
	_, err := pgdb.InTx(request.WithTerms(ctx, &terms), d.pool, func(pgx.Tx) (any, error) { return nil, nil })
	if _, ok := errors.AsType[*pgdb.Replay](err); ok {
		return nil
	}
	return err
}

// one does one act, in an exchange of its own within the request's.
func one[T any](ctx context.Context, d *Door, need act.Need, item Item[T], terms *request.Terms) Outcome[T] {
	whole := exchangeOf(ctx)
	own := *whole
	own.path, own.terms, own.inner = item.Address, terms, nil
	ctx = request.WithTerms(context.WithValue(ctx, exchangeKey{}, &own), terms)
	outcome, err := perform(ctx, d, need, item, terms)
	if err == nil {
		return outcome
	}
	f := faultOf(ctx, err)
	p := problemOf(ctx, f)
	if own.inner != nil {
		whole.inner = errors.Join(whole.inner, fmt.Errorf("%s: %w", item.Address, own.inner))
	}
	whole.gone = whole.gone || own.gone
	return Outcome[T]{Status: p.Status, ETag: f.Tag, Problem: p}
}

func perform[T any](ctx context.Context, d *Door, need act.Need, item Item[T], terms *request.Terms) (o Outcome[T], err error) {
	actor, err := d.permit(ctx, need, func(name string) string { return item.Path[name] }, exchangeOf(ctx).caller)
	if err != nil {
		return o, err
	}
	var answer request.Answer
	terms.Render = func(v any) (_ request.Answer, err error) {
		answer, err = render(ctx, contract.Operation{}, v)
		return answer, err
	}
	ctx = pgdb.Confirming(authn.WithActor(ctx, actor), d.stillMay(actor, need.Permission, nil))
	o.Result, err = item.Do(ctx, actor)
	if replay, ok := errors.AsType[*pgdb.Replay](err); ok {
		answer, err = replay.Answer, json.Unmarshal(replay.Answer.Body, &o.Result)
	} else if err == nil && answer.Status == 0 {
		_, err = terms.Render(o.Result)
	}
	o.Status, o.ETag = answer.Status, answer.ETag
	if terms.DryRun {
		o.Status, o.ETag = http.StatusOK, ""
	}
	return o, err
}
