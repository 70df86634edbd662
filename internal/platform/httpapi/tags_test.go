package httpapi_test

import (
	"strings"
	"testing"
)

func TestAnUnchangedResourceIsNotSentAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	tag := h.do(reader, "GET", first, nil).is(200).etag()
	if !strings.HasPrefix(tag, `"r1-`) || !strings.HasSuffix(tag, `"`) {
		t.Fatalf("the tag %s is not strong, or has no revision", tag)
	}
	for header, status := range map[string]int{
		tag: 304, "W/" + tag: 304, "*": 304, `"other", ` + tag: 304, `"other"`: 200, `"r1"`: 200, strings.Trim(tag, `"`): 200, "": 200,
	} {
		a := h.do(reader, "GET", first, nil, with("If-None-Match", header)).is(status)
		if status == 304 && (a.Body.Len() != 0 || a.etag() != tag || a.Header().Get("Content-Type") != "") {
			t.Errorf("If-None-Match %s: 304 with body %q and headers %v", header, a.Body, a.Header())
		}
	}
	h.do(clerk, "PUT", first, map[string]string{"color": "blue"}, with("If-Match", tag)).is(200)
	if after := h.do(reader, "GET", first, nil, with("If-None-Match", tag)).is(200).etag(); after == tag {
		t.Error("the resource has changed, its tag has not")
	}
}

func TestAListHasATagToo(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	tag := h.do(reader, "GET", boxes, nil).is(200).etag()
	h.do(reader, "GET", boxes, nil, with("If-None-Match", tag)).is(304)
}

func TestHEADIsGETWithoutABody(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	if got, want := h.do(reader, "HEAD", first, nil).is(200).etag(), h.do(reader, "GET", first, nil).is(200).etag(); got != want {
		t.Errorf("HEAD has the tag %s, GET %s", got, want)
	}
}

func TestAChangeIsMadeToTheVersionItIsMeantForOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	blue := map[string]string{"color": "blue"}
	stale := h.do(clerk, "GET", first, nil).is(200).etag()
	current := h.do(clerk, "PUT", first, blue, with("If-Match", stale)).is(200).etag()
	for name, tt := range map[string]struct {
		method, header string
		status         int
		code           string
	}{
		"PUT without a tag":                    {"PUT", "", 428, "precondition.required"},
		"PATCH without a tag":                  {"PATCH", "", 428, "precondition.required"},
		"a stale tag":                          {"PUT", stale, 412, "precondition.stale"},
		"a stale tag on PATCH":                 {"PATCH", stale, 412, "precondition.stale"},
		"a weak tag, though it is the current": {"PUT", "W/" + current, 412, "precondition.stale"},
		"a list of others":                     {"PUT", `"x", "y"`, 412, "precondition.stale"},
		"a tag without quotation marks":        {"PUT", strings.Trim(current, `"`), 412, "precondition.stale"},
		"rubbish":                              {"PUT", `"r2`, 412, "precondition.stale"},
		"a revision that begins alike":         {"PUT", `"r22-x"`, 412, "precondition.stale"},
		"a header that is too long":            {"PUT", `"` + strings.Repeat("r", 2000) + `"`, 422, "request.invalid"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := h.do(clerk, tt.method, first, blue, with("If-Match", tt.header))
			a.refused(tt.status, tt.code)
			if want := strings.SplitN(current, "-", 2)[0] + `"`; tt.status == 412 && a.etag() != want {
				t.Errorf("the refusal tells the tag %s, want %s", a.etag(), want)
			}
		})
	}
}

func TestEveryFormOfTheCurrentTagLetsAChangeThrough(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	blue := map[string]string{"color": "blue"}
	for _, form := range []func(tag string) string{
		func(tag string) string { return tag },
		func(tag string) string { return `"other",` + tag },
		func(string) string { return "*" },
	} {
		tag := h.do(clerk, "GET", first, nil).is(200).etag()
		h.do(clerk, "PUT", first, blue, with("If-Match", form(tag))).is(200)
	}
	tag := h.do(clerk, "PUT", first, map[string]string{"color": "green"}, with("If-Match", "*")).is(200).etag()
	revision := strings.SplitN(tag, "-", 2)[0] + `"`
	h.do(clerk, "PATCH", first, blue, with("If-Match", revision)).is(200)
}

func TestPUTMakesAThingThatIsNotThereYet(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	blue := map[string]string{"color": "blue"}
	h.do(clerk, "PUT", boxes+"/new", blue, with("If-Match", `"r1"`)).refused(412, "precondition.stale")
	made := h.do(clerk, "PUT", boxes+"/new", blue).is(201)
	if got := made.Header().Get("Location"); got != boxes+"/new" {
		t.Errorf("Location is %q", got)
	}
	h.do(clerk, "PUT", boxes+"/new", blue).refused(428, "precondition.required")
}

func TestOfTwoChangesAtOnceOneIsStale(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	tag := h.do(clerk, "GET", first, nil).is(200).etag()
	const many = 8
	codes := make(chan int, many)
	for range many {
		go func() {
			codes <- h.do(clerk, "PUT", first, map[string]string{"color": "blue"}, with("If-Match", tag)).Code
		}()
	}
	seen := map[int]int{}
	for range many {
		seen[<-codes]++
	}
	if seen[200] != 1 || seen[412] != many-1 {
		t.Errorf("the answers were %v", seen)
	}
}
