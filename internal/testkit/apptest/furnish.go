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
	w.Do("auditor@"+Region, "POST", "/v1/me/offices/2/substitutes", object{"person": Person("planner1@3417"), "review_on": "2024-08-01"}).Is(201)
	w.Do(secretariat, "POST", at+"/links", object{"title": "Kraftutfordringen", "address": "https://kongsvingerregionen.no/", "kind": "report"}).Is(200)
	decision := object{"organisation": Region, "body": "styre", "date": "2024-02-08", "case_number": "03/2024"}
	w.Do(secretariat, "POST", at+"/decisions", with(decision, "subject", "Kraftstrategi")).Is(200)
	w.Do("administrator@3417", "PUT", at+"/benefits/3417", object{"statement": "Grue gets power for its industry"}).Is(201)
	w.Do("administrator@3417", "PUT", at+"/references/3417", object{"case_number": "2024/118"}).Is(200)
	w.Do("administrator@3417", "PUT", at+"/resources/3417/contribution", object{"description": "Meeting rooms"})
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "proposal_ready", "title": "The proposal is ready", "kind": "deadline", "due": "2024-09-02"}).Is(201)
	w.Do(secretariat, "POST", at+"/milestones", object{"key": "councils_decided", "title": "The councils have decided", "kind": "deadline", "due": "2024-12-02", "per_municipality": true}).Is(201)
	w.Do("clerk@3417", "POST", at+"/disqualifications/3417", object{
		"person": Person("case_officer@3417"), "ground": "Owns land that the plan concerns", "basis": "fvl. § 6 første ledd bokstav a",
	}).Is(201)
	w.mandate(at, decision)
	w.Do("administrator@3417", "PUT", "/v1/organisations/3417/people/"+Person("clerk@3417")+"/login", object{"issuer": authn.DevelopmentIssuer, "subject": "clerk"}).Is(200)
	w.Do("administrator@3417", "POST", "/v1/organisations/3417/admissions", object{"person": Person("secretariat@" + Region), "as": "seat", "reason": "Sits with us"}).Is(201)
	w.Do("administrator@3417", "POST", at+"/resources/3417/assignments", object{
		"requirement": "planner", "staff_key": "planner1", "share": 20, "from": "2024-04-01", "to": "2025-01-01",
	}).Is(201)
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
// furnished world, in the given organisation where the path names one.
func (*World) Path(template, organisation string) string {
	municipality, office := organisation, "clerk"
	if organisation == Region {
		municipality, office = "3417", "secretariat"
	}
	return strings.NewReplacer(
		"{region}", Region, "{organisation}", organisation, "{municipality}", municipality, "{number}", "2024-1", "{version}", "1",
		"{key}", "proposal_ready", "{link}", "1", "{decision}", "1", "{assignment}", "1", "{condition}", "1", "{disqualification}", "1", "{body_key}", "styre", "{staff_key}", "planner1", "{from}", "2020-01-01",
		"{person}", Person(office+"@"+organisation), "{office}", "1", "{substitute}", "1", "{seat}", "1", "{admission}", "1", "{login}", "1", "{office_kind}", office, "{id}", "1", "{code}", "request.invalid", "{year}", "2024",
	).Replace(template)
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
