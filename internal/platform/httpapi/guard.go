package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/act"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/origin"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

// guard does what must be done before a body is read: who calls, whether they
// call too often, whether they may, and whether the terms fit. Then it reads
// the body, within its limits, and refuses text that means two things.
func (d *Door) guard(r contract.Operation) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		req, w := humago.Unwrap(hc)
		ctx := hc.Context()
		ex := exchangeOf(ctx)
		ex.operation = r.ID
		ex.ifNoneMatch = req.Header.Get("If-None-Match")
		actor, end, err := d.enter(ctx, r, req)
		defer end()
		if err == nil {
			err = preconditions(r, req)
		}
		if err == nil && r.Within > 0 {
			giveTime(ctx, w)
		}
		if err == nil && r.Body.Media != "" {
			err = d.readBody(req, w, r)
		}
		if ex.file != nil {
			defer ex.file.Discard()
		}
		if err != nil {
			writeProblem(ctx, w, err)
			return
		}
		next(huma.WithContext(hc, authn.WithActor(ctx, actor)))
	}
}

// enter is admit, and says what is to be done when the request has been answered.
func (d *Door) enter(ctx context.Context, r contract.Operation, req *http.Request) (actor authn.Actor, end func(), err error) {
	if !r.Need.IsPublished() {
		actor, err = d.admit(ctx, r, req)
		return actor, func() {}, err
	}
	if end, err = d.enterAsReader(ctx); err != nil {
		return actor, func() {}, err
	}
	if !cleanPath(req, r.Path) {
		return actor, end, errNotFound
	}
	return actor, end, d.keys.Request(ctx, req, r.Path)
}

// admit finds the actor and asks whether they may.
func (d *Door) admit(ctx context.Context, r contract.Operation, req *http.Request) (authn.Actor, error) {
	if r.Need.Open() {
		return authn.Actor{}, d.throttle(origin.Bucket(exchangeOf(ctx).address))
	}
	header := req.Header.Get("Authorization")
	actor, err := d.admitToken(ctx, r, req, header)
	if actor.Undone {
		// What was remembered of the token is over: it may speak for somebody else now.
		d.verifier.Forget(header)
		actor, err = d.admitToken(ctx, r, req, header)
	}
	return actor, err
}

// admitToken finds the actor of a token, and asks whether they may.
func (d *Door) admitToken(ctx context.Context, r contract.Operation, req *http.Request, header string) (authn.Actor, error) {
	caller, err := d.identify(ctx, header, r.Need)
	if err != nil {
		return authn.Actor{}, err
	}
	exchangeOf(ctx).caller = caller
	if err := d.throttle(callerKey(caller)); err != nil {
		return authn.Actor{}, err
	}
	if !cleanPath(req, r.Path) {
		return authn.Actor{}, errNotFound
	}
	if err := d.keys.Request(ctx, req, r.Path); err != nil {
		return authn.Actor{}, err
	}
	return d.permit(ctx, r.Need, req.PathValue, caller)
}

// identify finds the caller of a token. One that was not seen a short while ago
// may be anybody's: it is checked only as often as its address may ask. Why it
// is refused is for the log alone.
func (d *Door) identify(ctx context.Context, header string, need act.Need) (authn.Caller, error) {
	if caller, ok := d.verifier.Recall(header); ok {
		return caller, nil
	}
	ex := exchangeOf(ctx)
	if err := d.throttle(origin.Bucket(ex.address)); err != nil {
		return authn.Caller{}, err
	}
	caller, err := d.verifier.Verify(ctx, header)
	switch {
	case need.Unbound() && errors.Is(err, authn.ErrUnbound):
		return caller, nil
	case errors.Is(err, authn.ErrNone):
		return authn.Caller{}, errNoToken
	case errors.Is(err, authn.ErrInvalid):
		ex.refused = err.Error()
		return authn.Caller{}, errBadToken
	default:
		return caller, err
	}
}

func (d *Door) throttle(caller string) error {
	if wait := d.limits.Wait(caller); wait > 0 {
		return errTooMany.After(wait)
	}
	return nil
}

// permit reads the caller's offices and the scope in one batch, and decides.
// Whoever may not even know of the thing gets 404.
func (d *Door) permit(ctx context.Context, need act.Need, path func(string) string, caller authn.Caller) (authn.Actor, error) {
	var st act.Standing
	b := &pgx.Batch{}
	now := d.now()
	actor := authn.Actor{Person: caller.Person, Login: caller.Login, Issuer: caller.Issuer, Subject: caller.Subject}
	if need.Unbound() {
		return actor, nil
	}
	d.roles(b, now, &actor)
	if need.Guarded() {
		need.Scope.Look(b, path, now, &st)
	}
	if err := d.pool.SendBatch(ctx, b).Close(); err != nil {
		if errors.Is(err, pgx.ErrNoRows) && !actor.Undone {
			return authn.Actor{}, errNotFound
		}
		if actor.Undone {
			return actor, errBadToken
		}
		return authn.Actor{}, err
	}
	if actor.Undone {
		return actor, errBadToken
	}
	if !need.Guarded() {
		return actor, nil
	}
	actor, err := d.judge(ctx, need, st, actor.In(st.Case), now)
	if err == nil {
		exchangeOf(ctx).found = st.Found
	}
	return actor, err
}

// judge decides by what the caller holds and, where that does not carry the act,
// by what they have of their own there.
func (d *Door) judge(ctx context.Context, need act.Need, st act.Standing, actor authn.Actor, now time.Time) (authn.Actor, error) {
	reads, only := d.anywhere(&actor, st.ReadIn, st.Read), need.Permission == need.Scope.Reads
	if !reads {
		actor.Until = d.knewUntil(actor, st)
		reads = !actor.Until.IsZero()
	}
	if reads && only {
		return actor, nil
	}
	if reads && d.anywhere(&actor, st.ActIn, need.Permission) {
		return actor, st.Gone[actor.Organisation]
	}
	var own act.Own
	if st.Own != nil {
		var err error
		if own, err = st.Own(ctx, d.pool, actor, now); err != nil {
			return actor, err
		}
	}
	if !reads && !own.Reads {
		return actor, errNotFound
	}
	if only {
		return actor, nil
	}
	if own.Answers {
		actor.Until = time.Time{}
		actor.Organisation, actor.OnBehalfOf, actor.Policy = own.In, own.OnBehalfOf, ""
		exchangeOf(ctx).own = st.Own
		return actor, nil
	}
	if authz.Disqualified(actor, st.ActIn...) {
		return actor, authz.ErrDisqualified
	}
	if outside := d.policy.OutsideGrant(actor, st.ActIn, need.Permission); outside != nil {
		return actor, outside
	}
	return actor, d.policy.Denied(st.ActIn, need.Permission)
}

// knewUntil is the last moment at which an organisation had a part in the thing
// in which the actor may read it; zero for none.
func (d *Door) knewUntil(actor authn.Actor, st act.Standing) (until time.Time) {
	for o, left := range st.Left {
		if _, ok := d.policy.Allows(actor, o, st.Read); ok && left.After(until) {
			until = left
		}
	}
	return until
}

// stillMay asks once more, at the end of an act, whether the actor holds the
// office that allowed it, for the same holder, or answers for the thing as they
// did: whoever lost it while the act waited for a lock has not acted (rule 1.3).
func (d *Door) stillMay(a authn.Actor, perm authz.Permission, answers act.FindOwn) pgdb.Confirmation {
	return func(ctx context.Context, q pgdb.Querier) error {
		b := &pgx.Batch{}
		now := authn.Actor{Person: a.Person, Login: a.Login, Case: a.Case}
		at := d.now()
		d.roles(b, at, &now)
		if err := q.SendBatch(ctx, b).Close(); err != nil {
			return fmt.Errorf("read the offices again: %w", err)
		}
		if now.Undone {
			return errBadToken
		}
		if answers != nil {
			own, err := answers(ctx, q, now, at)
			if err == nil && (!own.Answers || own.In != a.Organisation || own.OnBehalfOf != a.OnBehalfOf) {
				err = authz.ErrForbidden.With(msgOfficeEnded.With(a.Organisation))
			}
			return err
		}
		if grounds, ok := d.policy.Allows(now, a.Organisation, perm); !ok || grounds.OnBehalfOf != a.OnBehalfOf {
			return authz.ErrForbidden.With(msgOfficeEnded.With(a.Organisation))
		}
		return nil
	}
}

// anywhere asks for a permission in each organisation, and notes where and by
// which line it was found.
func (d *Door) anywhere(a *authn.Actor, organisations []string, perm authz.Permission) bool {
	for _, o := range organisations {
		if grounds, ok := d.policy.Allows(*a, o, perm); ok {
			a.Organisation, a.Policy, a.OnBehalfOf = o, grounds.Line, grounds.OnBehalfOf
			return true
		}
	}
	return false
}

// preconditions refuses at the door what no state of the thing could allow.
func preconditions(r contract.Operation, req *http.Request) error {
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return errInvalid.On("query", msgQueryUnreadable)
	}
	for name, values := range query {
		if len(values) > 1 {
			return errInvalid.On("query/"+name, msgQueryTwice.With(len(values)))
		}
		if !cleanText(values[0]) || !cleanText(name) {
			return errInvalid.On("query", msgQueryText)
		}
		// Huma takes an empty value for none, and the request would be carried out.
		if name == "dry_run" && values[0] == "" {
			return errInvalid.On("query/dry_run", msgNotBoolean)
		}
	}
	if (r.Method == http.MethodPatch || r.Method == http.MethodDelete) && req.Header.Get("If-Match") == "" {
		return request.ErrPreconditionRequired
	}
	return nil
}

// readBody takes the body whole, before huma does. It refuses a body of another
// media type than the one wanted, and what JSON readers understand in different
// ways. Municipalities in it are called by their keys then.
func (d *Door) readBody(req *http.Request, w http.ResponseWriter, r contract.Operation) (err error) {
	if r.Body.Media == contract.File {
		exchangeOf(req.Context()).file, err = d.takeFile(req, w)
		return err
	}
	limit := mostOf(r.Body.Media)
	raw, err := io.ReadAll(http.MaxBytesReader(w, req.Body, limit))
	if err != nil {
		return bodyFault(err, limit)
	}
	if len(raw) > 0 {
		if err := mediaType(req.Header.Get("Content-Type"), r.Takes()); err != nil {
			return err
		}
		if r.Body.Media == contract.JSON {
			if err := canon.CheckJSON(raw); err != nil {
				return errMalformed.With(canon.Why(err))
			}
			if raw, err = d.keys.Body(req.Context(), raw); err != nil {
				return err
			}
		}
	}
	req.Body = io.NopCloser(bytes.NewReader(raw))
	return nil
}

// giveTime lets an admitted request take as long as its operation may: the server
// gives up others sooner.
func giveTime(ctx context.Context, w http.ResponseWriter) {
	conn := http.NewResponseController(w)
	_ = conn.SetReadDeadline(deadlineOf(ctx)) // not every connection has one
	_ = conn.SetWriteDeadline(deadlineOf(ctx).Add(answerTime))
}

// answerTime is what is left for the refusal when the time of a request is up.
const answerTime = 5 * time.Second

// mostOf is the most that is read of a body of a media type, in bytes.
func mostOf(media string) int64 {
	if media == contract.CSV || media == contract.Calendar {
		return MaxTable
	}
	return MaxBody
}

// mediaType refuses a header that names another media type than those wanted.
// In which encoding a table is, is read from the table itself: spreadsheets do
// not tell.
func mediaType(header string, wanted []string) error {
	kind, params, err := mime.ParseMediaType(header)
	if err != nil || !slices.Contains(wanted, kind) {
		return errMediaType.With(msgSendAs.With(wanted))
	}
	if charset, ok := params["charset"]; ok && wanted[0] == contract.JSON && !strings.EqualFold(charset, "utf-8") {
		return errMediaType.With(msgSendAsUTF8.With(kind))
	}
	return nil
}

// cleanPath is false for path values that no key of ours could be.
func cleanPath(req *http.Request, path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok && !cleanText(req.PathValue(strings.TrimSuffix(name, "}"))) {
			return false
		}
	}
	return true
}

func cleanText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
