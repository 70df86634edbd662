package authority_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Whoever is shown something is told which acts are open to them. Each is tried
// here as it is offered, dry: it is taken if and only if it was open, and what
// keeps it closed is what the act answers.
func TestWhatIsOfferedIsWhatIsTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Do("clerk@3417", "POST", inGrue+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Grue kommunestyre", "decides": true}).Is(201)
	w.Do("clerk@3417", "POST", inGrue+"/bodies/kommunestyret/seats", object{"person": apptest.Person(planner), "role": "member"}).Is(201)
	w.Do("clerk@3417", "POST", inGrue+"/chief-executive", object{
		"person": apptest.Person("planner3@3417"), "decided_on": "2024-02-08", "case_number": "012/24", "from": "2024-04-01T00:00:00+02:00",
	}).Is(201)
	w.setOwn(chief, object{"person": apptest.Person(planner), "review_on": "2024-08-01", "acts": []string{"mandate:answer"}}).Is(201)
	w.set("case_officer@3417", object{"person": apptest.Person(planner), "to": "2024-08-01T00:00:00Z"}).Is(201)
	gone := w.set("reader@3417", object{"person": apptest.Person(planner), "to": "2024-08-01T00:00:00Z"}).Is(201)
	w.Do(planner, "POST", "/v1/me/substitutes/"+last(gone.Text("self"))+"/end", object{"reason": "No time"}).Is(200)

	w.Do("administrator@3418", "POST", "/v1/organisations/3418/admissions", object{"person": apptest.Person(planner), "as": "seat", "reason": "Sits with us"}).Is(201)
	w.Do(administrator, "POST", inGrue+"/admissions", object{"person": apptest.Person("planner1@3418"), "as": "home", "reason": "Moves to us"}).Is(201)
	w.Admit("3418", planner, "employment")
	w.Do(administrator, "PUT", inGrue+"/people/"+apptest.Person(planner)+"/login", object{"issuer": "forankring:development", "subject": "planner"}).Is(200)

	tried := map[string]bool{}
	for _, who := range []string{administrator, "clerk@3417", chief, planner, "reader@3417", secretariat, "auditor@" + apptest.Region, "board_chair@" + apptest.Region} {
		for path := range w.shownTo(who) {
			shown := w.Do(who, "GET", path, nil)
			if shown.Code == http.StatusNotFound {
				continue // what is one's own is shown in /v1/me alone
			}
			for _, action := range actionsOf(shown.JSON()) {
				w.try(who, shown, action)
				tried[action["act"].(string)] = true
			}
		}
	}
	for act := range bodies {
		if !tried[act] {
			t.Errorf("nobody was offered %s", act)
		}
	}
}

// bodies are what the acts take, by the kind of organisation of whoever acts
// where that matters.
var bodies = map[string]func(home string, shown object) any{
	"create-person": func(string, object) any { return object{"name": "Archivist"} },
	"edit-person":   func(string, object) any { return object{"phone": "+47 62 94 20 00"} },
	"bind-login": func(_ string, p object) any {
		return object{"issuer": "forankring:development", "subject": p["person"]}
	},
	"invite-person":     func(string, object) any { return nil },
	"unbind-login":      func(string, object) any { return nil },
	"make-login-code":   func(string, object) any { return nil },
	"unbind-own-login":  func(string, object) any { return nil },
	"redeem-login-code": func(string, object) any { return object{"code": "none"} },
	"employ-person": func(home string, _ object) any {
		return object{"person": apptest.Person("clerk@" + home), "staff_key": "new-1", "from": "2024-01-01", "capacity": 10}
	},
	"edit-employment": func(string, object) any { return object{"title": "Planner"} },
	"set-capacity":    func(string, object) any { return object{"percent": 50} },
	"upload-staff": func(string, object) any {
		return "ansattnummer;navn;fra;kapasitet\nnew-2;Archivist;01.04.2024;80\n"
	},
	"appoint-officer": func(home string, _ object) any {
		if home == apptest.Region {
			return object{"office": "auditor", "person": apptest.Person("reader@" + home)}
		}
		return object{"office": "reader", "person": apptest.Person("planner2@3417")}
	},
	"set-office-address": func(string, object) any { return object{"email": "postmottak@grue.example"} },
	"ask-admission": func(string, object) any {
		return object{"person": apptest.Person("planner3@3418"), "as": "office", "reason": "Reads with us"}
	},
	"confirm-admission":     func(string, object) any { return nil },
	"decline-admission":     func(string, object) any { return nil },
	"confirm-own-admission": func(string, object) any { return nil },
	"decline-own-admission": func(string, object) any { return nil },
	"end-office":            reason,
	"resign-office":         reason,
	"appoint-chief-executive": func(string, object) any {
		return object{"person": apptest.Person("planner2@3417"), "decided_on": "2024-02-08", "case_number": "013/24", "to": "2024-03-01T00:00:00Z"}
	},
	"end-chief-executive": reason,
	"found-body": func(string, object) any {
		return object{"key": "utvalg", "kind": "committee", "name": "Utvalget", "decides": false}
	},
	"edit-body": func(_ string, b object) any {
		return object{"kind": b["kind"], "name": "Another name", "decides": b["decides"]}
	},
	"appoint-seat": func(home string, _ object) any {
		seat := object{"person": apptest.Person("planner2@3417"), "role": "deputy", "deputy_order": 7}
		if home == apptest.Region {
			seat["person"], seat["municipality"] = apptest.Person("reader@"+home), "3417"
		}
		return seat
	},
	"end-seat": reason,
	"grant-seat-leave": func(string, object) any {
		return object{"decided_on": "2024-02-08", "case_number": "014/24", "to": "2024-08-01T00:00:00Z"}
	},
	"end-seat-leave": reason,
	"appoint-substitute": func(string, object) any {
		return object{"person": apptest.Person("planner2@3417"), "review_on": "2024-08-01"}
	},
	"appoint-own-substitute": func(string, object) any {
		return object{"person": apptest.Person("planner2@3417"), "review_on": "2024-08-01"}
	},
	"renew-substitute":     func(string, object) any { return object{"review_on": "2024-09-01"} },
	"renew-own-substitute": func(string, object) any { return object{"review_on": "2024-09-01"} },
	"end-substitute":       reason,
	"end-own-substitute":   reason,
	"propose-membership":   func(string, object) any { return object{"municipality": apptest.Stranger, "from": "2024-03-01"} },
	"record-election": func(home string, _ object) any {
		in := object{"of": home, "body": "kommunestyret", "decided_on": "2024-02-08", "case_number": "012/24", "seats": []object{{"person": apptest.Person("planner2@3417"), "role": "member"}}}
		if home == apptest.Region {
			in["body"], in["seats"] = "styre", []object{{"person": apptest.Person("auditor@" + home), "role": "member", "municipality": "3417"}}
		}
		return in
	},
	"decline-membership": reason,
	"confirm-membership": func(string, object) any { return object{"decided_on": "2024-02-08", "case_number": "011/24"} },
	"change-membership":  func(_ string, m object) any { return object{"from": m["from"], "to": "2024-08-01"} },
}

// above are the acts that packages above bring to an organisation: theirs to try.
var above = []string{"create-case", "upload-election", "plan-meeting", "plan-meetings", "import-meetings", "demand-meeting", "add-site"}

func reason(string, object) any { return object{"reason": "It is over"} }

// shownTo are the addresses of what somebody is shown of their organisation.
func (w *world) shownTo(who string) map[string]bool {
	w.t.Helper()
	home := apptest.Home(who)
	found := map[string]bool{"/v1/organisations/" + home: true}
	for _, list := range []string{"people", "employments", "offices", "bodies", "substitutes", "admissions", "office-addresses"} {
		a := w.Do(who, "GET", "/v1/organisations/"+home+"/"+list, nil)
		if a.Code != http.StatusOK {
			continue
		}
		collect(a.JSON(), found)
	}
	collect(w.Do(who, "GET", "/v1/me", nil).Is(200).JSON(), found)
	collect(w.Do(who, "GET", "/v1/me/substitutes", nil).Is(200).JSON(), found)
	collect(w.Do(who, "GET", "/v1/me/admissions", nil).Is(200).JSON(), found)
	found["/v1/me/logins"] = true
	if home != apptest.Region {
		for _, of := range []string{"planner1@", "reader@", "administrator@"} {
			found["/v1/organisations/"+home+"/people/"+apptest.Person(of+home)+"/logins"] = true
		}
	}
	if home == apptest.Region {
		found["/v1/regions/"+home+"/members/3417"] = true
	}
	return found
}

// collect gathers the addresses of all resources in an answer.
func collect(v any, found map[string]bool) {
	switch v := v.(type) {
	case []any:
		for _, each := range v {
			collect(each, found)
		}
	case object:
		if self, ok := v["self"].(string); ok && self != "/v1/me" {
			found[self] = true
		}
		for _, member := range v {
			collect(member, found)
		}
	}
}

func actionsOf(shown object) (all []object) {
	actions, _ := shown["actions"].([]any)
	for _, a := range actions {
		all = append(all, a.(object))
	}
	logins, _ := shown["logins"].([]any)
	for _, l := range logins {
		all = append(all, actionsOf(l.(object))...)
	}
	return all
}

// try does an act as it is offered, dry.
func (w *world) try(who string, shown *apptest.Answer, action object) {
	w.t.Helper()
	name, href := action["act"].(string), action["href"].(string)
	body, known := bodies[name]
	if !known {
		if !slices.Contains(above, name) {
			w.t.Errorf("%s is offered %s at %s, which is not tried", who, name, href)
		}
		return
	}
	if strings.ContainsAny(href, "{…") {
		w.t.Errorf("%s is offered %s at the template %s", who, name, href)
	}
	options := []option{}
	in := body(apptest.Home(who), shown.JSON())
	if _, table := in.(string); table {
		options = append(options, apptest.Header("Content-Type", "text/csv"))
	}
	if action["method"] != "POST" {
		options = append(options, apptest.IfMatch(shown.ETag()))
	}
	a := w.Do(who, action["method"].(string), href+"?dry_run=true", in, options...)
	switch open := action["open"].(bool); {
	case open && a.Code >= 300:
		w.t.Errorf("%s is offered %s at %s as open, and it answers %d %s", who, name, href, a.Code, a.Body)
	case !open && a.Code < 300:
		w.t.Errorf("%s is told that %s at %s is closed (%v), and it is taken", who, name, href, action["code"])
	case !open && a.Code == http.StatusNotFound && action["code"] == "permission.denied": // the door tells those who may not read it no more
	case !open && a.Text("code") != action["code"]:
		w.t.Errorf("%s is told of %v for %s at %s, and it answers %s", who, action["code"], name, href, a.Body)
	}
}

func last(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
