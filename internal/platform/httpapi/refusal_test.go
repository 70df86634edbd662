package httpapi_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	boxes = "/v1/towns/grue/boxes"
	first = boxes + "/first"
)

// untouchable is a body that must not be read.
type untouchable struct{ t *testing.T }

func (u untouchable) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, errors.New("not to be read")
}

func TestWhoeverMayNotIsRefusedBeforeTheBodyIsRead(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	for name, tt := range map[string]struct {
		person, path string
		change       func(*http.Request)
		status       int
		code         string
	}{
		"without a token":                    {"", boxes, nil, 401, "token.missing"},
		"with a token that is not one":       {"", boxes, with("Authorization", "Bearer x"), 401, "token.invalid"},
		"with a password":                    {"", boxes, with("Authorization", "Basic eDp5"), 401, "token.invalid"},
		"of the next town":                   {stranger, boxes, nil, 404, "resource.not_found"},
		"for a town that is not there":       {clerk, "/v1/towns/nowhere/boxes", nil, 404, "resource.not_found"},
		"for a town with NUL in it":          {clerk, "/v1/towns/gr%00ue/boxes", nil, 404, "resource.not_found"},
		"for a town that is not UTF-8":       {clerk, "/v1/towns/gr%ffue/boxes", nil, 404, "resource.not_found"},
		"who only reads":                     {reader, boxes, nil, 403, "permission.denied"},
		"with an unreadable query":           {clerk, boxes + "?a=%zz", nil, 422, "request.invalid"},
		"with a parameter twice":             {clerk, boxes + "?dry_run=true&dry_run=false", nil, 422, "request.invalid"},
		"with a parameter that is not UTF-8": {clerk, boxes + "?dry_run=%ff", nil, 422, "request.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := tt.change
			if change == nil {
				change = func(*http.Request) {}
			}
			a := h.do(tt.person, "POST", tt.path, untouchable{t}, change)
			a.refused(tt.status, tt.code)
			if challenge := a.Header().Get("WWW-Authenticate"); (challenge != "") != (tt.status == 401) {
				t.Errorf("WWW-Authenticate is %q", challenge)
			}
		})
	}
	if n := h.count("box"); n != 1 {
		t.Errorf("there are %d boxes", n)
	}
}

// What is not there and what is not the caller's are told in the same words.
func TestAStrangerCannotTellWhatIsThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	there := h.do(stranger, "GET", first, nil).refused(404, "resource.not_found")
	nowhere := h.do(stranger, "GET", "/v1/towns/nowhere/boxes/first", nil).refused(404, "resource.not_found")
	there.Instance, there.RequestID, nowhere.Instance, nowhere.RequestID = "", "", "", ""
	if there.Detail.String() != nowhere.Detail.String() || there.Title.String() != nowhere.Title.String() {
		t.Errorf("%+v differs from %+v", there, nowhere)
	}
}

// What is read of a thing before it is known who asks is shown to nobody who may not
// read it: no word and no header of it, and not whether it is there.
func TestWhatWasReadIsShownToNobodyElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	found, anything := first+"/found", with("If-None-Match", "*")
	tag := h.do(reader, "GET", found, nil).is(http.StatusOK).etag()
	if b := h.do(clerk, "GET", found, nil).is(http.StatusOK).box(); b.Color != "red" || len(h.shown) != 2 {
		t.Fatalf("%+v was shown, to %v", b, h.shown)
	}
	nowhere := h.do(stranger, "GET", boxes+"/second/found", nil).refused(404, "resource.not_found")
	for name, tt := range map[string]struct {
		person string
		change []func(*http.Request)
		status int
		code   string
	}{
		"of the next town":                  {stranger, nil, 404, "resource.not_found"},
		"who has seen it":                   {stranger, []func(*http.Request){with("If-None-Match", tag)}, 404, "resource.not_found"},
		"who asks whether there is a thing": {stranger, []func(*http.Request){anything}, 404, "resource.not_found"},
		"without a token":                   {"", []func(*http.Request){anything}, 401, "token.missing"},
	} {
		a := h.do(tt.person, "GET", found, nil, tt.change...)
		p := a.refused(tt.status, tt.code)
		if a.etag() != "" || a.Header().Get("Last-Modified") != "" || a.Header().Get("Location") != "" || strings.Contains(a.Body.String(), "red") {
			t.Errorf("somebody %s is told %v %s", name, a.Header(), a.Body)
		}
		if tt.status == 404 && p.Detail.String() != nowhere.Detail.String() {
			t.Errorf("somebody %s can tell by %q that it is there", name, p.Detail)
		}
	}
	if len(h.shown) != 2 {
		t.Errorf("it was shown to %v", h.shown)
	}
}

func TestBodiesThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	json := with("Content-Type", "application/json")
	for name, tt := range map[string]struct {
		body    string
		change  func(*http.Request)
		status  int
		code    string
		pointer string
	}{
		"no body at all":                  {"", json, 400, "request.malformed", ""},
		"cut off":                         {`{"color": "bl`, json, 400, "request.malformed", ""},
		"two documents":                   {`{"color":"blue"}{}`, json, 400, "request.malformed", ""},
		"a member twice":                  {`{"color":"blue","color":"red"}`, json, 400, "request.malformed", ""},
		"a member twice in other letters": {`{"color":"blue","COLOR":"red"}`, json, 400, "request.malformed", ""},
		"a member in other letters":       {`{"COLOR":"blue"}`, json, 422, "request.invalid", " /COLOR"},
		"a NUL":                           {`{"color":"bl\u0000ue"}`, json, 400, "request.malformed", ""},
		"a number beyond all others":      {`{"color":1e400}`, json, 400, "request.malformed", ""},
		"half a surrogate pair":           {`{"color":"\ud800"}`, json, 400, "request.malformed", ""},
		"invalid UTF-8":                   {"{\"color\":\"\xff\"}", json, 400, "request.malformed", ""},
		"depth without end":               {strings.Repeat("[", 10_000), json, 400, "request.malformed", ""},
		"a list for an object":            {`[]`, json, 422, "request.invalid", ""},
		"null":                            {`null`, json, 422, "request.invalid", ""},
		"a number for a text":             {`{"color":1}`, json, 422, "request.invalid", "/color"},
		"a missing member":                {`{}`, json, 422, "request.invalid", ""},
		"an unknown member":               {`{"color":"blue","smell":"good"}`, json, 422, "request.invalid", "/smell"},
		"a fault deep inside":             {`{"color":"blue","sides":[{"length":3},{"length":0}]}`, json, 422, "request.invalid", "/sides/1/length"},
		"too much":                        {`{"color":"` + strings.Repeat("b", 2<<20) + `"}`, json, 413, "request.too_large", ""},
		"another media type":              {`color: blue`, with("Content-Type", "application/yaml"), 415, "request.unsupported_media_type", ""},
		"no media type":                   {`{"color":"blue"}`, with("Content-Type", ""), 415, "request.unsupported_media_type", ""},
		"another charset":                 {`{"color":"blue"}`, with("Content-Type", "application/json; charset=latin1"), 415, "request.unsupported_media_type", ""},
		"a form":                          {`color=blue`, with("Content-Type", "application/x-www-form-urlencoded"), 415, "request.unsupported_media_type", ""},
		"a constraint of the database":    {`{"color":"black","key":"b"}`, json, 422, "box.color", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := h.do(clerk, "POST", boxes, tt.body, tt.change).refused(tt.status, tt.code)
			var pointers []string
			for _, e := range p.Errors {
				pointers = append(pointers, e.Pointer)
				if strings.Contains(e.Detail.String(), "json:") || strings.Contains(e.Detail.String(), "Go ") || e.Detail.String() == "" {
					t.Errorf("the detail %q speaks of the inside, or of nothing", e.Detail.String())
				}
			}
			if got := strings.Join(pointers, " "); got != tt.pointer {
				t.Errorf("the members at fault are %q, want %q", got, tt.pointer)
			}
		})
	}
	if n := h.count("box"); n != 1 {
		t.Errorf("there are %d boxes", n)
	}
}

func TestABodyInUTF8MayBeNamedSo(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", boxes, `{"key":"b","color":"blå"}`, with("Content-Type", "application/json; charset=UTF-8")).is(201)
}

func TestParametersThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	for name, tt := range map[string]struct{ query, pointer string }{
		"an unknown one":              {"colour=red", "query/colour"},
		"a known one in capitals":     {"COLOR=red", "query/COLOR"},
		"the same one twice":          {"color=red&color=blue", "query/color"},
		"a limit of nought":           {"limit=0", "query/limit"},
		"a limit below nought":        {"limit=-1", "query/limit"},
		"a limit that is no number":   {"limit=abc", "query/limit"},
		"a limit beyond every number": {"limit=99999999999999999999", "query/limit"},
		"a parameter of writes":       {"dry_run=true", "query/dry_run"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := h.do(clerk, "GET", boxes+"?"+tt.query, nil).refused(422, "request.invalid")
			if len(p.Errors) != 1 || p.Errors[0].Pointer != tt.pointer {
				t.Errorf("got %+v, want %s", p.Errors, tt.pointer)
			}
		})
	}
	for _, value := range []string{"1", "TRUE", "yes", ""} {
		p := h.do(clerk, "POST", boxes+"?dry_run="+url.QueryEscape(value), map[string]string{"key": "x", "color": "red"})
		if p.Code != 422 {
			t.Errorf("dry_run=%s: %d %s", value, p.Code, p.Body)
		}
	}
	if n := h.count("box"); n != 1 {
		t.Errorf("there are %d boxes", n)
	}
}

func TestTheRouterRefusesWithProblems(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	for name, tt := range map[string]struct {
		method, path string
		status       int
		code, allow  string
	}{
		"no such path":                {"GET", "/v1/houses", 404, "request.no_such_path", ""},
		"a slash too many at the end": {"GET", first + "/", 404, "request.no_such_path", ""},
		"a method of other paths":     {"DELETE", first, 405, "request.method_not_allowed", "GET, HEAD, PATCH, PUT"},
		"an unknown method":           {"BREW", boxes, 405, "request.method_not_allowed", "GET, HEAD, POST"},
		"OPTIONS":                     {"OPTIONS", boxes, 405, "request.method_not_allowed", "GET, HEAD, POST"},
		"POST to a probe":             {"POST", "/healthz", 405, "request.method_not_allowed", "GET, HEAD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := h.do(clerk, tt.method, tt.path, nil)
			a.refused(tt.status, tt.code)
			if got := a.Header().Get("Allow"); got != tt.allow {
				t.Errorf("Allow is %q, want %q", got, tt.allow)
			}
		})
	}
}
