package apptest

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/testkit/pgtest"
)

type object = map[string]any

// Furnished is New and Furnish in one. A program furnishes once; every further world is a clone.
func Furnished(t testing.TB, options ...Option) *World {
	t.Helper()
	return build(t, pgtest.Snapshot(t, "furnished "+pgtest.OfThisProgram, func(_ context.Context, pool *pgxpool.Pool) error {
		if err := settled.fill(t.Context(), pool); err != nil {
			return err
		}
		w := build(t, pool)
		defer w.deps.Pool.Close() // a template is finished when nobody is connected to it
		w.Furnish()
		return nil
	}), options...)
}

// Furnish puts one thing of every kind into the world, so that every path of
// the contract leads somewhere: case 2024-1 with a mandate in force, its
// milestones, a nominated person, and what else a case has. 3417 approved with a
// condition.
func (w *World) Furnish() {
	w.t.Helper()
	const secretariat = "secretariat@" + Region
	at := w.Do(secretariat, "POST", "/v1/regions/"+Region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": Municipalities}).Is(200)
	recess := object{"kind": "recess", "first_day": "2024-10-07", "last_day": "2024-10-11", "name": "Høstferie"}
	for _, calendar := range []string{Region + "/calendar", Region + "/bodies/styre/calendar"} {
		w.Do(secretariat, "POST", "/v1/organisations/"+calendar+"/entries", recess).Is(201)
	}
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/calendar/entries", recess).Is(201)
	w.Do("case_officer@3417", "POST", "/v1/organisations/3417/sites", object{"name": "Nord", "area_m2": 620000, "published": true}).Is(201)
	w.Do("auditor@"+Region, "POST", "/v1/me/offices/2/substitutes", object{"person": Person("planner1@3417"), "review_on": "2024-08-01"}).Is(201)
	w.Do(secretariat, "POST", at+"/links", object{"title": "Kraftutfordringen", "address": "https://kongsvingerregionen.no/", "kind": "report"}).Is(200)
	decision := object{"organisation": Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024"}
	w.Do(secretariat, "POST", at+"/decisions", with(decision, "subject", "Kraftstrategi")).Is(200)
	w.Do("administrator@3417", "PUT", at+"/benefits/3417", object{"statement": "Grue gets power for its industry"}).Is(201)
	w.Do("administrator@3417", "PUT", at+"/references/3417", object{"case_number": "2024/118"}).Is(200)
	w.Do("administrator@3417", "PUT", at+"/resources/3417/contribution", object{"description": "Meeting rooms"})
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": "The power strategy is adopted."}}}).Is(201)
	w.Do(secretariat, "POST", at+"/documents", object{"organisation": Region, "title": "Kraftutfordringen", "kind": "report", "publicity": "public"}).Is(201)
	w.Do(secretariat, "POST", at+"/documents/1/versions?file_name=Kraftutfordringen.pdf", "%PDF-1.7 of a kind", Header("Content-Type", "application/pdf")).Is(200)
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "proposal_ready", "title": "The proposal is ready", "kind": "deadline", "due": "2024-09-02"}).Is(201)
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "councils_decided", "title": "The councils have decided", "kind": "deadline", "due": "2024-12-02", "per_municipality": true}).Is(201)
	// The milestone is due on the very day, and stays as it is.
	w.Do(secretariat, "PUT", at+"/plan", object{"start": "2024-02-12", "steps": []object{{"step": "proposal_ready", "kind": "work", "lasts": "days:203"}}}).Is(201)
	w.Do("clerk@3417", "POST", at+"/disqualifications/3417", object{
		"person": Person("case_officer@3417"), "ground": "Owns land that the plan concerns", "basis": "fvl. § 6 første ledd bokstav a",
	}).Is(201)
	w.mandate(at, decision)
	w.Do("administrator@3417", "PUT", "/v1/organisations/3417/people/"+Person("clerk@3417")+"/login", object{"issuer": authn.DevelopmentIssuer, "subject": "clerk"}).Is(200)
	for _, day := range []string{"2024-04-18", "2024-05-16"} {
		w.Do("secretariat@"+Region, "POST", "/v1/organisations/"+Region+"/bodies/styre/meeting-calendar", object{"date": day, "time": "18:00", "title": "Styremøte"}).Is(201)
	}
	w.Do("secretariat@"+Region, "POST", "/v1/organisations/"+Region+"/bodies/styre/meeting-calendar/2/cancel", object{"reason": "Too few matters"}).Is(200)
	const meeting = "/v1/organisations/" + Region + "/bodies/styre/meetings/1"
	w.Do(secretariat, "POST", meeting+"/agenda", object{"kind": "other", "title": "Nettkapasitet"}).Is(200)
	w.Do(secretariat, "POST", meeting+"/call", object{"form": "in_person", "place": "Rådhuset"}).Is(200)
	w.Do(secretariat, "POST", "/v1/me/feeds", object{"kind": "mine"}).Is(201)
	w.Exec(`UPDATE feed SET hash = sha256($1)`, []byte(strings.Repeat("A", 26))) // the secret that Path names
	w.Do("administrator@3417", "POST", "/v1/organisations/3417/admissions", object{"person": Person("secretariat@" + Region), "as": "seat", "reason": "Sits with us"}).Is(201)
	// A mail server refused a letter to the secretariat for good.
	w.Exec(`WITH failed AS (
			UPDATE letter SET state = 'failed', why = 'refused', settled_at = $2 WHERE id = (SELECT min(id) FROM letter WHERE person_id = $1 AND channel = 'email') RETURNING id)
		INSERT INTO letter_failure (letter_id, person_id, organisation_id, office, address, cause, answer, coded, attempts, failed_at)
		SELECT f.id, $1, o.id, '', p.email, 'refused', '550 5.1.1 no such person', false, 1, $2 FROM failed f, organisation o, person p WHERE o.id = p.home_id AND p.id = $1`,
		Person(secretariat), Start)
	w.Do("administrator@3417", "POST", at+"/resources/3417/assignments", object{
		"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201)
}

// Treated is Furnished with a case in treatment and a meeting in each state besides: the
// world of whoever looks at every operation.
func Treated(t testing.TB, options ...Option) *World {
	t.Helper()
	return build(t, pgtest.Snapshot(t, "treated "+pgtest.OfThisProgram, func(_ context.Context, pool *pgxpool.Pool) error {
		if err := settled.fill(t.Context(), pool); err != nil {
			return err
		}
		w := build(t, pool)
		defer w.deps.Pool.Close()
		w.Furnish()
		w.treatment()
		w.sit()
		return nil
	}), options...)
}

// treatment sends a second case, 2024-2, to the board, and to the councils of 3415, 3416
// and 3417 at once: their treatments are the first and the three that follow.
func (w *World) treatment() {
	w.t.Helper()
	const secretariat = "secretariat@" + Region
	for _, m := range append([]string{Stranger}, Municipalities...) {
		w.Do("clerk@"+m, "POST", "/v1/organisations/"+m+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret i " + m, "size": 19, "decides": true}).Is(201)
	}
	w.Do("clerk@3417", "POST", "/v1/organisations/3417/bodies", object{"key": "formannskap", "kind": "municipal_executive_committee", "name": "Formannskapet", "size": 7, "decides": true}).Is(201)
	at := w.Do(secretariat, "POST", "/v1/regions/"+Region+"/cases", object{"title": "Felles tursti", "kind": "other", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": []string{"3415", "3416", "3417"}}).Is(200)
	w.Do(secretariat, "POST", at+"/start", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/proposed-resolution", object{"items": []object{{"text": "The council takes part in the common footpath."}}})
	plan := w.Do(secretariat, "GET", at+"/treatment", nil).Is(200)
	w.Do(secretariat, "PUT", at+"/treatment", object{"steps": []object{
		{"step": "board", "role": "recommends", "body_kind": "board"}, {"step": "councils_decided", "role": "decides", "every": "municipal_council", "after": []string{}},
	}}, IfMatch(plan.ETag())).Is(200)
	w.Do(secretariat, "POST", at+"/treatment/send", nil).Is(200)
	// The first case is far from adopted; what its paths lead to is there all the same.
	w.Exec(`WITH f AS (
			INSERT INTO follow_up (case_id, number, item, text, due, planned_by, planned_at)
			SELECT c.id, 1, 1, 'Revise the municipal plan', '2024-06-03', $2, $3 FROM casefile c JOIN organisation r ON r.id = c.region_id WHERE r.key = $1 AND c.serial = 1 RETURNING case_id)
		INSERT INTO follow_up_part (case_id, number, municipality_id) SELECT f.case_id, 1, p.municipality_id FROM f JOIN participant p ON p.case_id = f.case_id`,
		Region, Person(secretariat), Start)
}

// mandate brings version 1 into force: it asks every municipality for a planner.
func (w *World) mandate(at string, decision object) {
	w.t.Helper()
	var slices []object
	for _, m := range Municipalities {
		slices = append(slices, object{"municipality": m, "requirements": []object{
			{"key": "planner", "function": "Planner", "people": 1, "share": 20, "from": "2024-04-01", "to": "2025-01-01"},
		}})
	}
	version := w.Do("secretariat@"+Region, "POST", at+"/mandates", object{"slices": slices, "common": object{
		"participants": Municipalities, "purpose": "A power strategy", "objectives": []string{"Know the need for power"}, "scope": "", "limits": "",
		"deliverables": []string{"A strategy"}, "budget": object{"amount": 150000000, "currency": "NOK"}, "decision": decision, "start": "2024-03-01", "end": "2025-07-01",
	}}).Is(201).Text("self")
	w.Do("secretariat@"+Region, "POST", version+"/submit", object{"answer_by": "2024-03-15", "naming_due": "2024-04-05"}).Is(200)
	for _, m := range Municipalities {
		path := version + "/approvals/" + m
		asked := w.Do("reader@"+m, "GET", path, nil).Is(200)
		answer := object{"answer": "approved", "common_hash": asked.Text("common_hash"), "slice_hash": asked.Text("slice_hash")}
		if m == "3417" {
			answer["answer"], answer["conditions"] = "approved_with_conditions", []object{{
				"text": "The grid company takes part", "responsible": object{"organisation": Region, "office": "secretariat"}, "due": "2024-06-14", "effect": "during",
			}}
		}
		w.Do("chief_executive@"+m, "PUT", path, answer).Is(200)
	}
}

func with(o object, name string, value any) object {
	c := maps.Clone(o)
	c[name] = value
	return c
}

// Path fills the parameters of a path of the contract with things of a
// furnished world, in the given organisation where the path names one, and adds the
// parameters that it cannot do without.
func (*World) Path(template, organisation string) string {
	municipality, office, treatment := organisation, "clerk", "4"
	if organisation == Region {
		municipality, office, treatment = "3417", "secretariat", "1"
	}
	return strings.NewReplacer(
		"{number}/treatments/{treatment}", "2024-2/treatments/"+treatment,
		"{region}", Region, "{organisation}", organisation, "{municipality}", municipality, "{number}", "2024-1", "{version}", "1",
		"{key}", "proposal_ready", "{link}", "1", "{decision}", "1", "{assignment}", "1", "{condition}", "1", "{disqualification}", "1", "{body_key}", "styre", "{staff_key}", "planner1", "{from}", "2020-01-01",
		"{person}", Person(office+"@"+organisation), "{office}", "1", "{substitute}", "1", "{seat}", "1", "{admission}", "1", "{login}", "1", "{office_kind}", office, "{id}", "1", "{code}", "request.invalid", "{year}", "2024", "reminder-policies/{kind}", "reminder-policies/answer", "timeline-templates/{kind}", "timeline-templates/strategy", "treatment-templates/{kind}", "treatment-templates/strategy", "{entry}", "1", "{meeting}", "1", "{demand}", "1", "{site}", "1", "{proposal}", "1", "{vote}", "1", "{feed}", "1", "{document}", "1", "{follow_up}", "1", "{letter}", "1", "{secret}", "AAAAAAAAAAAAAAAAAAAAAAAAAA.ics", "/calendar/deadline", "/calendar/deadline?from=2024-03-01&rule=working_days:2",
	).Replace(sitPath(template))
}

// Rows counts the rows of every table, by name.
func (w *World) Rows() map[string]int64 {
	w.t.Helper()
	var count string
	err := w.Pool.QueryRow(w.t.Context(), `SELECT string_agg(format('SELECT %L, count(*) FROM %I', relname, relname), ' UNION ALL ')
		FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`).Scan(&count)
	if err != nil {
		w.t.Fatal(err)
	}
	rows, err := w.Pool.Query(w.t.Context(), count)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	all := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			w.t.Fatal(err)
		}
		all[name] = n
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return all
}
