package app_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/testkit/apptest"
)

const (
	queueUI       = "/operators/queue/"
	operatorToken = "a token that every test may know, long enough"
)

// Rule 6.7: operators look into the queue with a token of their own; nobody else does,
// and nothing that is done there loses a job.
func TestOperatorsLookIntoTheQueue(t *testing.T) {
	t.Parallel()
	w := apptest.New(t, func(d *app.Deps) { d.OperatorToken = operatorToken })
	ask := func(method, path, body string, options ...func(*http.Request)) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		for _, o := range options {
			o(r)
		}
		return w.Send(r)
	}
	basic := func(r *http.Request) { r.SetBasicAuth("operator", operatorToken) }
	for name, as := range map[string]func(*http.Request){
		"nobody": func(*http.Request) {}, "another token": apptest.Header("Authorization", "Bearer "+operatorToken+"x"),
		"part of the token": apptest.Header("Authorization", "Bearer "+operatorToken[:20]), "an empty one": apptest.Header("Authorization", "Bearer "),
		"a person":              apptest.Header("Authorization", "Bearer "+w.Token("secretariat@"+apptest.Region)),
		"the token as the name": func(r *http.Request) { r.SetBasicAuth(operatorToken, "") },
	} {
		for _, path := range []string{queueUI, queueUI + "api/jobs?state=available", queueUI + "../queue/api/states"} {
			if a := ask("GET", path, "", as); a.Code == 200 {
				t.Errorf("%s reads %s", name, path)
			}
		}
		if a := ask("GET", queueUI, "", as); a.Code != 401 || a.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s is answered %d", name, a.Code)
		}
	}
	page := ask("GET", queueUI, "", basic)
	if page.Code != 200 || page.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("the page: %d %s", page.Code, page.Body)
	}
	assets := regexp.MustCompile(`(?:src|href)="([^"]*/assets/[^"]+)"`).FindAllStringSubmatch(page.Body.String(), -1)
	if len(assets) == 0 {
		t.Errorf("the page has no assets:\n%s", page.Body)
	}
	for _, asset := range assets {
		if a := ask("GET", asset[1], "", basic); a.Code != 200 || a.Body.Len() == 0 {
			t.Errorf("%s: %d", asset[1], a.Code)
		}
	}
	w.Exec(`INSERT INTO river_job (kind, args, queue, max_attempts, state, scheduled_at) VALUES ('letter_delivery', '{"letter": 1}', 'letters', 5, 'scheduled', now() + interval '1 hour')`)
	var jobs struct {
		Data []struct {
			ID json.RawMessage `json:"id"`
		} `json:"data"`
	}
	shown := ask("GET", queueUI+"api/jobs?state=scheduled", "", apptest.Header("Authorization", "Bearer "+operatorToken))
	if err := json.Unmarshal(shown.Body.Bytes(), &jobs); err != nil || len(jobs.Data) != 1 {
		t.Fatalf("the jobs: %d %s", shown.Code, shown.Body)
	}
	body := `{"ids": [` + string(jobs.Data[0].ID) + `]}`
	for _, act := range []string{"cancel", "delete"} {
		if a := ask("POST", queueUI+"api/jobs/"+act, body, basic); a.Code != 403 {
			t.Errorf("%s: %d %s", act, a.Code, a.Body)
		}
	}
	if a := ask("POST", queueUI+"api/jobs/retry", body, basic, apptest.Header("Sec-Fetch-Site", "cross-site")); a.Code != 403 {
		t.Errorf("for another site: %d", a.Code)
	}
	if a := ask("POST", queueUI+"api/jobs/retry", body, basic, apptest.Header("Sec-Fetch-Site", "same-origin")); a.Code != 200 {
		t.Errorf("retry: %d %s", a.Code, a.Body)
	}
	var state string
	if err := w.Pool.QueryRow(t.Context(), `SELECT state FROM river_job WHERE kind = 'letter_delivery'`).Scan(&state); err != nil || state != "available" {
		t.Errorf("the job is %s (%v)", state, err)
	}
}

func TestWithoutATokenThereIsNothingForOperators(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for _, token := range []string{"", operatorToken} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, queueUI, nil)
		r.SetBasicAuth("operator", token)
		if a := w.Send(r); a.Code != 404 {
			t.Errorf("%q is answered %d", token, a.Code)
		}
	}
}
