package httpapi

import (
	"encoding"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	jsonv2 "github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// input is a request as it is read: its parameters and what was wrong with
// them.
type input struct {
	req      *http.Request
	query    url.Values
	raw      []byte
	registry huma.Registry
	at       *huma.PathBuffer
	found    huma.ValidateResult
}

// allow refuses parameters of the query that are not among the known ones.
func (in *input) allow(known []contract.Parameter) error {
	for name := range in.query {
		if !slices.ContainsFunc(known, func(p contract.Parameter) bool { return p.In == "query" && p.Name == name }) {
			in.at.Reset()
			in.at.Push("query")
			in.at.Push(name)
			in.found.Add(in.at, "", contract.MsgUnknownQuery.ID())
		}
	}
	return in.refusal()
}

// into reads parameters into the struct to which a pointer is given. What does
// not fit is kept, to be told all at once.
func (in *input) into(to any, parameters []contract.Parameter) {
	v := reflect.ValueOf(to).Elem()
	for _, p := range parameters {
		in.at.Reset()
		in.at.Push(p.In)
		in.at.Push(p.Name)
		text := in.value(p)
		if text == "" {
			if p.Required {
				in.found.Add(in.at, "", contract.MsgMissing.ID())
			}
			continue
		}
		value, wrong := parse(v.FieldByIndex(p.Field), text)
		if !wrong.IsZero() {
			in.found.Add(in.at, text, wrong.ID())
			continue
		}
		huma.Validate(in.registry, p.Schema, in.at, huma.ModeWriteToServer, value, &in.found)
	}
}

func (in *input) value(p contract.Parameter) string {
	switch p.In {
	case "path":
		return in.req.PathValue(p.Name)
	case "query":
		return in.query.Get(p.Name)
	default:
		return in.req.Header.Get(p.Name)
	}
}

// body reads the body into the value to which a pointer is given. The guard has
// seen that JSON is well formed. A body that may be left out is a pointer, and
// nil then.
func (in *input) body(r contract.Operation, to any) error {
	if file, ok := to.(*File); ok {
		*file = *exchangeOf(in.req.Context()).file
		return nil
	}
	if len(in.raw) == 0 && r.Body.Optional {
		return nil
	}
	if len(in.raw) == 0 {
		return errMalformed.With(msgBodyRequired)
	}
	switch file := to.(type) {
	case *Table:
		*file = in.raw
		return nil
	case *CalendarFile:
		*file = in.raw
		return nil
	}
	raw, err := merged(r, in.raw)
	if err != nil {
		return err
	}
	var parsed any
	if err := json.Unmarshal(raw, &parsed); err != nil {
		return errMalformed
	}
	in.at.Reset()
	in.at.Push("body")
	before := len(in.found.Errors)
	huma.Validate(in.registry, r.Body.Schema, in.at, huma.ModeWriteToServer, parsed, &in.found)
	if err := json.Unmarshal(raw, to); err != nil && len(in.found.Errors) == before {
		in.found.Errors = append(in.found.Errors, unfit(raw, to))
	}
	return nil
}

// unfit is why a body that fits its schema cannot be read: a date or a month that
// no calendar here has, or a number that its member cannot hold.
func unfit(raw []byte, to any) *huma.ErrorDetail {
	detail := &huma.ErrorDetail{Location: "body", Message: contract.MsgWrongType.ID()}
	err := jsonv2.Unmarshal(raw, to, jsonv1.DefaultOptionsV1(), jsonv1.ReportErrorsWithLegacySemantics(false))
	if at, ok := errors.AsType[*jsonv2.SemanticError](err); ok {
		detail.Location += strings.ReplaceAll(string(at.JSONPointer), "/", ".")
	}
	switch {
	case errors.Is(err, workday.ErrDate):
		detail.Message = contract.MsgDateRange.ID()
	case errors.Is(err, workday.ErrMonth):
		detail.Message = contract.MsgNotMonth.ID()
	}
	return detail
}

// refusal is what was wrong, nil for nothing.
func (in *input) refusal() error {
	if len(in.found.Errors) == 0 {
		return nil
	}
	return withFields(errInvalid, in.found.Errors)
}

// parse reads a parameter's text into a field, and gives the value by which the
// schema judges it, or what is wrong with it.
func parse(field reflect.Value, text string) (value any, wrong message.Text) {
	switch to := field.Addr().Interface().(type) {
	case *time.Time:
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return nil, contract.MsgNotDateTime
		}
		if at.IsZero() { // stands for none: nothing lies between it and the next moment that is kept
			at = at.Add(time.Microsecond)
		}
		*to = at
		return text, wrong
	case *workday.Date:
		return text, unless(to.UnmarshalText([]byte(text)), contract.MsgNotDate)
	case *workday.Month:
		return text, unless(to.UnmarshalText([]byte(text)), contract.MsgNotMonth)
	case encoding.TextUnmarshaler:
		return text, unless(to.UnmarshalText([]byte(text)), contract.MsgOtherValue)
	}
	if field.CanInt() {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || field.OverflowInt(n) {
			return nil, contract.MsgNotInteger
		}
		field.SetInt(n)
		return n, wrong
	}
	field.SetString(text)
	return text, wrong
}

// unless is what is wrong where something failed.
func unless(err error, wrong message.Text) message.Text {
	if err == nil {
		return message.Text{}
	}
	return wrong
}
