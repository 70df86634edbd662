package httpapi_test

import (
	"maps"
	"net/http"
	"testing"
)

const aKey = "a-key-of-the-test"

var key = with("Idempotency-Key", aKey)

func green(key string) map[string]string { return map[string]string{"key": key, "color": "green"} }

func TestARepeatedKeyGivesTheStoredAnswerByteForByte(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	one := h.do(clerk, "POST", boxes, green("new"), key).is(201)
	two := h.do(clerk, "POST", boxes, green("new"), key).is(201)
	if one.Header().Get("Idempotency-Replayed") != "" || two.Header().Get("Idempotency-Replayed") != "true" {
		t.Errorf("Idempotency-Replayed is %q, then %q", one.Header().Get("Idempotency-Replayed"), two.Header().Get("Idempotency-Replayed"))
	}
	if one.Body.String() != two.Body.String() {
		t.Errorf("%s differs from %s", two.Body, one.Body)
	}
	for _, name := range []string{"ETag", "Location", "Content-Type"} {
		if a, b := one.Header().Get(name), two.Header().Get(name); a != b || a == "" {
			t.Errorf("%s is %q, then %q", name, a, b)
		}
	}
	if n := h.count("box"); n != 2 {
		t.Errorf("there are %d boxes", n)
	}
}

func TestTheSameRequestWrittenInAnotherWayIsTheSame(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", boxes, `{"key":"new","color":"green"}`, key).is(201)
	if got := h.do(clerk, "POST", boxes, "{\n \"color\": \"green\", \"key\": \"new\"}", key).is(201).Header().Get("Idempotency-Replayed"); got != "true" {
		t.Errorf("Idempotency-Replayed is %q", got)
	}
}

// A day that a request leaves out is none, which cannot be written as text.
func TestADayThatIsLeftOutIsPartOfNoRequest(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", boxes, green("new"), key).is(201)
	h.do(clerk, "POST", boxes, green("new"), key).is(201)
	h.do(clerk, "POST", boxes+"?since=2024-02-12", green("new"), key).refused(422, "idempotency.key_reused")
}

func TestAKeyOfAnotherRequestIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", boxes, green("new"), key).is(201)
	h.do(clerk, "POST", boxes, green("other"), key).refused(422, "idempotency.key_reused")
	h.do(clerk, "POST", first+"/shake", map[string]string{"how": "error"}, key).refused(422, "idempotency.key_reused")
	if n := h.count("box"); n != 2 {
		t.Errorf("there are %d boxes", n)
	}
}

func TestAKeyBelongsToItsCaller(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", boxes, green("new"), key).is(201)
	h.do(stranger, "POST", "/v1/towns/asnes/boxes", green("new"), key).is(201)
	h.do(stranger, "POST", boxes, green("new"), key).refused(404, "resource.not_found")
}

func TestARequestThatWasRefusedStoresNothingUnderItsKey(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", boxes, green("first"), key).refused(409, "box.taken")
	h.do(clerk, "POST", first+"/shake", map[string]string{"how": "error"}, key).refused(500, "service.internal")
	if n := h.count("idempotency_key"); n != 0 {
		t.Errorf("%d keys are stored", n)
	}
	h.do(clerk, "POST", boxes, green("new"), key).is(201)
}

// A failing last step takes the effect with it: neither box nor key is left.
func TestIfTheKeyCannotBeStoredNothingHappened(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	if _, err := h.pool.Exec(t.Context(), `ALTER TABLE idempotency_key ADD CONSTRAINT nothing CHECK (false)`); err != nil {
		t.Fatal(err)
	}
	h.do(clerk, "POST", boxes, green("new"), key).refused(500, "service.internal")
	if n := h.count("box"); n != 1 {
		t.Errorf("there are %d boxes", n)
	}
}

func TestManyRequestsWithOneKeyHaveOneEffect(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	const many = 8
	answers := make(chan *answer, many)
	for range many {
		go func() { answers <- h.do(clerk, "POST", boxes, green("new"), key) }()
	}
	first := 0
	for range many {
		switch a := <-answers; {
		case a.Code == http.StatusCreated && a.Header().Get("Idempotency-Replayed") == "":
			first++
		case a.Code == http.StatusCreated:
		default:
			a.refused(409, "idempotency.in_progress")
			if a.Header().Get("Retry-After") == "" {
				t.Error("the refusal does not say when to try again")
			}
		}
	}
	if n := h.count("box"); n != 2 || first != 1 {
		t.Errorf("there are %d boxes, made by %d requests", n, first)
	}
}

func TestADryRunKeepsNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	for range 2 {
		a := h.do(clerk, "POST", boxes+"?dry_run=true", green("new"), key).is(200)
		if a.box().Color != "green" || a.etag() != "" || a.Header().Get("Location") != "" || a.Header().Get("Idempotency-Replayed") != "" {
			t.Errorf("%s with %v", a.Body, a.Header())
		}
	}
	h.do(clerk, "POST", boxes+"?dry_run=true", green("first"), key).refused(409, "box.taken")
	if boxes, keys := h.count("box"), h.count("idempotency_key"); boxes != 1 || keys != 0 {
		t.Errorf("there are %d boxes and %d keys", boxes, keys)
	}
	h.do(clerk, "POST", boxes+"?dry_run=false", green("new"), key).is(201)
}

// A deferred constraint speaks in a dry run as it would at the commit.
func TestADryRunAsksDeferredConstraints(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	if _, err := h.pool.Exec(t.Context(), `ALTER TABLE box ADD CONSTRAINT one_green EXCLUDE (color WITH =) WHERE (color = 'green') DEFERRABLE INITIALLY DEFERRED`); err != nil {
		t.Fatal(err)
	}
	h.do(clerk, "POST", boxes, green("new"), key).is(201)
	answers := map[string]int{}
	for _, query := range []string{"", "?dry_run=true"} {
		answers[query] = h.do(clerk, "POST", boxes+query, green("newer")).Code
	}
	if want := map[string]int{"": 500, "?dry_run=true": 500}; !maps.Equal(answers, want) {
		t.Errorf("the answers are %v, want %v", answers, want)
	}
}

func TestAKeyHasBoundsAndOnlyPOSTTakesIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t).settle()
	h.do(clerk, "POST", boxes, green("new"), with("Idempotency-Key", "short")).refused(422, "request.invalid")
	h.do(clerk, "PUT", boxes+"/new", green(""), key).is(201)
	if n := h.count("idempotency_key"); n != 0 {
		t.Errorf("%d keys are stored", n)
	}
}
