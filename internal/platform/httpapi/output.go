package httpapi

import (
	"context"
	"maps"
	"net/http"

	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// output is an answer as it is sent: bytes that the door made.
type output struct {
	Status int
	Header http.Header
	Body   []byte
	// file is what is sent in the place of Body, to the request that asked for it.
	file  *Content
	asked *http.Request
}

// answered is a rendered answer, to be kept by clients as cache says.
func answered(ctx context.Context, a request.Answer, cache string) *output {
	out := &output{Status: a.Status, Header: http.Header{}, Body: a.Body}
	out.set("Content-Type", a.Type)
	out.set("ETag", a.ETag)
	out.set("Location", a.Location)
	out.set("Cache-Control", cache)
	out.set("Content-Language", message.SpokenTo(ctx).String())
	return out
}

// set adds a header that is not empty.
func (o *output) set(name, value string) {
	if value != "" {
		o.Header.Set(name, value)
	}
}

// refused turns an error into its problem.
func refused(ctx context.Context, err error) *output {
	f := faultOf(ctx, err)
	p := problemOf(ctx, f)
	body, _ := written(ctx, p) // strings and numbers only
	out := &output{Status: p.Status, Header: http.Header{}, Body: body}
	out.set("Content-Type", contract.Problems)
	out.set("Content-Language", message.SpokenTo(ctx).String())
	out.set("Cache-Control", neverKept)
	setProblemHeaders(f, out.set)
	return out
}

// writeTo sends the answer.
func (o *output) writeTo(w http.ResponseWriter) {
	maps.Copy(w.Header(), o.Header)
	if o.file != nil {
		o.sendFile(w)
		return
	}
	w.WriteHeader(o.Status)
	_, _ = w.Write(o.Body)
}

// notModified is the answer without its body, to whoever has it already.
func (o *output) notModified() {
	o.Status, o.Body, o.file = http.StatusNotModified, nil, nil
	o.Header.Del("Content-Type")
	o.Header.Del("Content-Disposition")
}
