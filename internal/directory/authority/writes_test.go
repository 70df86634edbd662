package authority_test

import (
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
)

// breakAudit makes the last step of every use case fail.
func breakAudit(t *testing.T, w *apptest.World) {
	t.Helper()
	_, err := w.Pool.Exec(t.Context(), `ALTER TABLE audit_event ADD CONSTRAINT audit_broken CHECK (false) NOT VALID`)
	if err != nil {
		t.Fatal(err)
	}
}

// write is a changing request that somebody may make.
type write struct {
	actor, method, path string
	body                any
	// reader may know of the organisation, but may not do this.
	reader string
	status int
}

func writes() map[string]write {
	planner := apptest.Person("planner1@3417")
	return map[string]write{
		"create-person":           {"administrator@3417", "POST", inGrue + "/people", object{"name": "Archivist, Grue"}, "clerk@3417", 201},
		"bind-login":              {"administrator@3417", "PUT", inGrue + "/people/" + planner + "/login", object{"issuer": "forankring:development", "subject": "p1"}, "clerk@3417", 200},
		"invite-person":           {"administrator@3417", "POST", inGrue + "/people/" + apptest.Person("planner2@3417") + "/invitation", nil, "clerk@3417", 200},
		"employ-person":           {"administrator@3417", "POST", inGrue + "/employments", object{"person": apptest.Person("clerk@3417"), "staff_key": "clerk-1", "from": "2024-01-01", "capacity": 50}, "clerk@3417", 201},
		"appoint-officer":         {"administrator@3417", "POST", inGrue + "/offices", object{"office": "case_officer", "person": planner}, "clerk@3417", 201},
		"appoint-chief-executive": {"clerk@3417", "POST", inGrue + "/chief-executive", object{"person": planner, "decided_on": "2024-02-08", "case_number": "012/24", "from": "2024-03-01T00:00:00+01:00"}, "administrator@3417", 201},
		"end-chief-executive":     {"clerk@3418", "POST", "/v1/organisations/3418/chief-executive/end", object{"reason": "Retired"}, "administrator@3418", 200},
		"found-body":              {"clerk@3417", "POST", inGrue + "/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Grue kommunestyre", "size": 19, "decides": true}, "administrator@3417", 201},
		"appoint-seat":            {"secretariat@" + apptest.Region, "POST", inRegion + "/bodies/styre/seats", object{"person": apptest.Person("reader@" + apptest.Region), "role": "member", "municipality": "3417"}, "auditor@" + apptest.Region, 201},
		"ask-admission":           {"administrator@3417", "POST", inGrue + "/admissions", object{"person": apptest.Person("planner1@3418"), "as": "office", "reason": "Reads with us"}, "clerk@3417", 201},
		"set-office-address":      {"administrator@3417", "PUT", inGrue + "/office-addresses/chief_executive", object{"email": "kommunedirektor@grue.example"}, "clerk@3417", 200},
		"propose-membership":      {"secretariat@" + apptest.Region, "POST", "/v1/regions/" + apptest.Region + "/members", object{"municipality": apptest.Stranger, "from": "2024-03-01"}, "auditor@" + apptest.Region, 201},
	}
}

func TestWhoMayNotWriteIsRefusedAndNothingIsKept(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	for name, r := range writes() {
		t.Run(name, func(*testing.T) {
			w.Do(r.reader, r.method, r.path, r.body).Refused(403, "permission.denied")
			w.Do("chief_executive@"+apptest.Stranger, r.method, r.path, r.body).Refused(404, "resource.not_found")
			w.Do("", r.method, r.path, r.body).Refused(401, "token.missing")
			w.Do(r.actor, r.method, r.path+"?dry_run=true", r.body).Is(200)
		})
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event`); n != 0 {
		t.Errorf("%d changes were kept", n)
	}
}

func TestAWriteWhoseTraceFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	const everything = `SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM login) + (SELECT count(*) FROM employment) + (SELECT count(*) FROM capacity)
		+ (SELECT count(*) FROM office) + (SELECT count(*) FROM office WHERE to_at IS NULL) + (SELECT count(*) FROM body) + (SELECT count(*) FROM seat) + (SELECT count(*) FROM membership) + (SELECT count(*) FROM admission) + (SELECT count(*) FROM login_code)`
	before := pgtest.Count(t, w.Pool, everything)
	breakAudit(t, w)
	for name, r := range writes() {
		t.Run(name, func(*testing.T) {
			w.Do(r.actor, r.method, r.path, r.body).Refused(500, "service.internal")
		})
	}
	if after := pgtest.Count(t, w.Pool, everything); after != before {
		t.Errorf("%d rows became %d", before, after)
	}
}

func TestAWriteIsTracedOnceAndRepeatingItsKeyGivesTheSameAnswer(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	traces := 0
	for name, r := range writes() {
		t.Run(name, func(t *testing.T) {
			first := w.Do(r.actor, r.method, r.path, r.body, apptest.Key("key-"+name)).Is(r.status)
			traces++
			if name == "appoint-chief-executive" {
				traces++ // the predecessor's end
			}
			if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE NOT copied`); n != traces {
				t.Fatalf("%d events in all, want %d", n, traces)
			}
			if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = $1 AND person_id = $2 AND policy <> ''`, name, apptest.Person(r.actor)); n == 0 {
				t.Errorf("no event names the act and the person who did it")
			}
			if r.method != "POST" {
				return
			}
			again := w.Do(r.actor, r.method, r.path, r.body, apptest.Key("key-"+name)).Is(r.status)
			if again.Header().Get("Idempotency-Replayed") != "true" || again.Body.String() != first.Body.String() {
				t.Errorf("repeated, it answered %s", again.Body)
			}
		})
	}
}

func TestTheAuditNamesNobodyByNameOrAddress(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	made := w.Do("administrator@3417", "POST", inGrue+"/people", object{"name": "Archivist, Grue", "email": "arkiv@grue.kommune.no"}).Is(201)
	w.Do("administrator@3417", "PATCH", made.Text("self"), object{"name": "Senior archivist, Grue", "phone": "+47 62 94 20 00"}, apptest.IfMatch(made.ETag())).Is(200)
	w.Do("administrator@3417", "PUT", made.Text("self")+"/login", object{"issuer": "forankring:development", "subject": "arkiv@grue.kommune.no"}).Is(200)
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE changes::text ~* 'archivist|grue.kommune|62 94'`); n != 0 {
		t.Errorf("%d events hold personal data", n)
	}
	if n := pgtest.Count(t, w.Pool, `SELECT count(*) FROM audit_event WHERE act = 'edit-person' AND changes ? 'name' AND changes ? 'phone' AND NOT changes ? 'email'`); n != 1 {
		t.Errorf("%d events say which members changed, want 1", n)
	}
}
