package app_test

import (
	"fmt"
	"maps"
	"path"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const secretariat = "secretariat@" + apptest.Region

// inAllStates is a furnished world with a case in every state, and the addresses
// of these cases. Of them a substitute has been given the one with an open version.
func inAllStates(t *testing.T) (w *apptest.World, all []string) {
	t.Helper()
	w = apptest.Treated(t)
	w.Do(secretariat, "POST", "/v1/organisations/"+apptest.Region+"/offices", object{"office": "secretariat", "person": apptest.Person("reader@" + apptest.Region)}).Is(201)
	w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/members", object{"municipality": apptest.Stranger, "from": "2024-02-12", "to": "2024-03-01"}).Is(201)
	w.Do("clerk@"+apptest.Stranger, "POST", "/v1/regions/"+apptest.Region+"/members/"+apptest.Stranger+"/confirm", object{"decided_on": "2024-02-08", "case_number": "011/24"}).Is(200)
	w.Do("secretariat@"+apptest.Foreign, "POST", "/v1/regions/"+apptest.Foreign+"/members", object{"municipality": "3417", "from": "2024-03-01"}).Is(201)
	onLeave := w.Do(secretariat, "GET", "/v1/organisations/"+apptest.Region+"/bodies/styre/seats", nil).Is(200).Text("items.1.self")
	w.Do(secretariat, "POST", onLeave+"/leave", object{"from": "2024-06-01T00:00:00+02:00", "to": "2024-12-01T00:00:00+01:00", "decided_on": "2024-02-08", "case_number": "014/24"}).Is(200)
	for _, p := range played {
		at := w.Do(secretariat, "POST", "/v1/regions/"+apptest.Region+"/cases", object{"title": "A case " + p.name, "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
		p.play(w, at)
		all = append(all, at)
	}
	// Who is named in several cases can give no more than one of them takes.
	post := w.Do("administrator@3417", "GET", "/v1/organisations/3417/employments/planner2", nil).Is(200)
	w.Do("administrator@3417", "PUT", "/v1/organisations/3417/employments/planner2/capacity/2024-04-01", object{"percent": 30}, apptest.IfMatch(post.ETag())).Is(200)
	offices := w.Do("chief_executive@3417", "GET", "/v1/me", nil).Get("offices.0.id")
	w.Do("chief_executive@3417", "POST", fmt.Sprintf("/v1/me/offices/%v/substitutes", offices), object{
		"person": apptest.Person("planner1@3417"), "review_on": "2024-08-01", "cases": []object{{"region": apptest.Region, "number": path.Base(all[2])}},
	}).Is(201)
	return w, all
}

// inTheCases are those who see the cases of all states: the region, the
// municipality that goes on, and a substitute.
var inTheCases = []string{
	secretariat, "auditor@" + apptest.Region, "board_chair@" + apptest.Region,
	"chief_executive@3417", "administrator@3417", "clerk@3417", "case_officer@3417", "planner1@3417",
}

// resolution is what a council decided, as its clerk records it.
var resolution = object{"body": "kommunestyret", "decided_on": "2024-02-12", "case_number": "015/24"}

// writing is a chain that asks for no meeting.
var writing = []object{{"step": "writing", "kind": "work", "lasts": "days:20"}}

// fits are bodies that acts take in these worlds, given what is offered;
// for other acts the one made of the contract's examples does.
var fits = map[string]func(*apptest.World, offered) any{
	"add-link":        always(object{"title": "The plan", "address": "https://example.org/", "kind": "other"}),
	"add-participant": always(object{"municipality": apptest.Stranger, "reason": "It belongs to the region now"}),
	"answer-mandate":  answered,
	"appoint-officer": func(_ *apptest.World, o offered) any {
		if strings.Contains(o.href, apptest.Region) {
			return object{"office": "reader", "person": apptest.Person("auditor@" + apptest.Region)}
		}
		return object{"office": "reader", "person": apptest.Person("planner2@3417")}
	},
	"bind-login":         always(object{"issuer": "forankring:development", "subject": "another"}),
	"compute-plan":       always(object{"steps": writing}),
	"take-over-plan":     always(object{"steps": writing}),
	"redeem-login-code":  always(object{"code": "none"}),
	"ask-admission":      always(object{"person": apptest.Person("planner2@3418"), "as": "office", "reason": "Reads with us"}),
	"set-office-address": always(object{"email": "postmottak@grue.example"}),
	"appoint-substitute": always(object{"person": apptest.Person("planner2@3417"), "review_on": "2024-08-01"}),
	"appoint-own-substitute": func(_ *apptest.World, o offered) any {
		return object{"person": apptest.Person("planner2@" + strings.Replace(apptest.Home(o.who), apptest.Region, "3417", 1)), "review_on": "2024-08-01"}
	},
	"appoint-chief-executive": always(object{"person": apptest.Person("planner2@3417"), "decided_on": "2024-02-08", "case_number": "013/24", "from": "2024-03-01T00:00:00+01:00"}),
	"appoint-seat": func(_ *apptest.World, o offered) any {
		seat := object{"person": apptest.Person("planner2@3417"), "role": "deputy", "deputy_order": 7}
		if strings.Contains(o.href, apptest.Region) {
			seat["person"], seat["municipality"] = apptest.Person("auditor@"+apptest.Region), "3417"
		}
		return seat
	},
	"record-election": func(_ *apptest.World, o offered) any {
		in := object{
			"of": "3417", "body": "kommunestyret", "decided_on": "2024-02-08", "case_number": "012/24", "seats": []object{{"person": apptest.Person("planner2@3417"), "role": "member"}},
		}
		if strings.Contains(o.href, apptest.Region) {
			in["of"], in["body"], in["seats"] = apptest.Region, "styre", []object{{"person": apptest.Person("auditor@" + apptest.Region), "role": "member", "municipality": "3417"}}
		}
		return in
	},
	"propose-membership": always(object{"municipality": apptest.Stranger, "from": "2024-03-01"}),
	"confirm-membership": always(object{"decided_on": "2024-02-08", "case_number": "011/24"}),
	"change-membership": func(w *apptest.World, o offered) any {
		m := w.Do(o.who, "GET", o.href, nil).JSON()
		if m["to"] == nil {
			m["to"] = "2024-08-01" // one that has an end can only be shortened
		}
		return object{"from": m["from"], "to": m["to"]}
	},
	"enter-override": always(object{"date": "2024-02-12", "case_number": "11/2024", "reason": "It cannot wait"}),
	"create-feed":    always(object{"kind": "mine"}),
	"create-case":    always(object{"title": "Another case", "kind": "strategy", "publicity": "public"}),
	"create-document": func(_ *apptest.World, o offered) any {
		return object{"organisation": apptest.Home(o.who), "title": "Another report", "kind": "report", "publicity": "public"}
	},
	"decide-disqualification": resolved(object{"disqualified": true}),
	"draft-mandate":           mandate,
	"edit-body": func(w *apptest.World, o offered) any {
		b := w.Do(o.who, "GET", o.href, nil).JSON()

		return object{"kind": b["kind"], "name": "Another name", "decides": b["decides"]}
	},
	"grant-seat-leave": always(object{"to": "2024-05-01T00:00:00+02:00", "decided_on": "2024-02-08", "case_number": "015/24"}),
	"end-seat-leave":   always(object{"reason": "The council decided again"}),
	"edit-case": func(w *apptest.World, o offered) any {
		return object{"title": "Another title", "kind": w.Do(o.who, "GET", o.href, nil).Get("kind"), "publicity": "public"}
	},
	"edit-mandate": mandate,
	"edit-milestone": func(w *apptest.World, o offered) any {
		m := w.Do(o.who, "GET", o.href, nil).JSON()
		return object{"title": "Another title", "kind": m["kind"], "due": m["due"], "per_municipality": m["per_municipality"]}
	},
	"employ-person":           always(object{"person": apptest.Person("clerk@3417"), "staff_key": "new-1", "from": "2024-01-01", "capacity": 10}),
	"end-disqualification":    resolved(object{"reason": "The land is sold"}),
	"found-body":              always(object{"key": "utvalg", "kind": "committee", "name": "Utvalget", "decides": false}),
	"move-milestone":          always(object{"due": "2024-12-09", "reason": "More time"}),
	"nominate-person":         always(object{"requirement": "planner", "staff_key": "planner3", "share": 20, "from": "2024-04-01", "to": "2025-01-01"}),
	"open-case":               always(object{"municipalities": parties}),
	"plan-milestone":          always(object{"key": "notes", "title": "The notes", "kind": "deadline", "due": "2024-06-03"}),
	"record-council-answer":   func(w *apptest.World, o offered) any { return merged(answered(w, o).(object), resolution) },
	"record-decision":         always(object{"organisation": apptest.Region, "body": "styre", "date": "2024-02-09", "case_number": "04/2024", "subject": "Kraftstrategi"}),
	"name-council-substitute": always(merged(resolution, object{"person": apptest.Person("planner2@3417"), "until": "2024-12-31"})),
	"raise-disqualification": func(_ *apptest.World, o offered) any {
		return object{"person": apptest.Person("reader@" + path.Base(o.href)), "ground": "Owns land", "basis": "fvl. § 6 første ledd bokstav a"}
	},
	"replace-assignment":     always(object{"staff_key": "planner3", "share": 20, "from": "2024-06-03", "reason_code": "absent"}),
	"set-treatment-template": always(object{"steps": []object{{"step": "board", "role": "decides", "body_kind": "board"}}, "reason": "As settled"}),
	"set-treatment-plan":     replanned,
	"declare-effect-rule": func(w *apptest.World, o offered) any {
		rule := "all_adopt"
		if w.Do(o.who, "GET", path.Dir(o.href), nil).Get("rule") == "deciding_body" {
			rule = "deciding_body" // no council decides
		}
		return object{"rule": rule, "reason": "The chief executives asked for it"}
	},
	"choose-reconciliation-exit": always(object{"exit": "mediation", "due": "2024-03-14", "reason": "Both want to talk"}),
	"end-reconciliation": func(w *apptest.World, o offered) any {
		decisions, _ := w.Do(o.who, "GET", path.Dir(path.Dir(o.href)), nil).Get("decisions").([]any)
		return object{"result": "not_adopted", "decision": max(1, len(decisions)), "reason": "It is no use"}
	},
	"plan-follow-up":          always(object{"item": 1, "text": "Revise another plan", "due": "2024-06-03"}),
	"withdraw-follow-up":      always(object{"reason": "The region does it"}),
	"report-follow-up":        always(object{"outcome": "not_done", "note": "No money this year"}),
	"record-resolution":       whatTheRoleAllows,
	"defer-treatment":         always(object{"date": "2024-02-12", "case_number": "031/24", "deferred_to": "2024-03-14", "reason": "More figures"}),
	"refer-treatment-back":    always(object{"date": "2024-02-12", "case_number": "031/24", "refer_to": "board", "reason": "Describe nature"}),
	"add-treating-committee":  always(object{"body": "formannskap"}),
	"give-recommendation":     always(object{"items": []object{{"number": 1, "text": "The council adopts the strategy."}}}),
	"set-timeline-template":   always(object{"milestones": []object{{"key": "board", "title": "The board", "kind": "event"}}, "reason": "As settled"}),
	"apply-timeline-template": always(object{"start": "2024-03-01"}),
	"set-contribution-key":    always(object{"kind": "equal", "reason": "Equal parts"}),
	"upload-nominations":      always("krav;ansattnummer;andel;fra;til og med\nplanner;planner3;20;01.04.2024;31.12.2024\n"),
	"renew-substitute":        always(object{"review_on": "2024-09-01"}),
	"renew-own-substitute":    always(object{"review_on": "2024-09-01"}),
	"set-reminder-policy": always(object{"send_time": "08:00", "reason": "Decided by the chief executives", "steps": []object{
		{"when": "on_the_day", "addressee": "asked"}, {"when": "after", "count": 5, "unit": "days", "addressee": "region"},
	}}),
	"set-notice-preferences": always(object{"email_off": []string{"reminder"}}),
	"upload-election": func(_ *apptest.World, o offered) any {
		const head = "organ;person;rolle;kommune;vedtatt;saksnummer\n"
		if strings.Contains(o.href, apptest.Region) {
			return head + "styre;" + apptest.Person("auditor@"+apptest.Region) + ";medlem;3417;08.02.2024;03/24\n"
		}
		return head + "kommunestyret;" + apptest.Person("planner2@3417") + ";medlem;;08.02.2024;012/24\n"
	},
	"upload-staff": always("ansattnummer;navn;fra;kapasitet\nnew-2;Archivist;01.04.2024;80\n"),
}

// replanned is the plan of a case as it stands, with another reason.
func replanned(w *apptest.World, o offered) any {
	var made []object
	steps, _ := w.Do(o.who, "GET", o.href, nil).Get("steps").([]any)
	for _, each := range steps {
		step, in := each.(object), object{}
		for _, name := range []string{"step", "title", "role", "body_kind", "body", "every", "after"} {
			if step[name] != nil {
				in[name] = step[name]
			}
		}
		made = append(made, in)
	}
	if made == nil {
		made = []object{{"step": "board", "role": "decides", "body_kind": "board"}}
	}
	return object{"steps": made, "reason": "The councils have asked for it"}
}

// whatTheRoleAllows is a resolution that the body can make.
func whatTheRoleAllows(w *apptest.World, o offered) any {
	outcome := map[string]string{"recommends": "recommended", "deliberates": "noted", "decides": "adopted"}
	t := w.Do(o.who, "GET", strings.TrimSuffix(o.href, "/resolution"), nil)
	if role, known := outcome[t.Text("role")]; known {
		return resolving(role)
	}
	return resolving("recommended")
}

func always(body any) func(*apptest.World, offered) any {
	return func(*apptest.World, offered) any { return body }
}

func merged(o, more object) object {
	o = maps.Clone(o)
	maps.Copy(o, more)
	return o
}

// resolved is what a superior decides, or what a body decided, where a clerk
// records it.
func resolved(in object) func(*apptest.World, offered) any {
	return func(_ *apptest.World, o offered) any {
		if strings.HasPrefix(o.who, "clerk@") {
			return merged(in, resolution)
		}
		return in
	}
}

// answered is another answer than the one that stands, to what the municipality
// is asked.
func answered(w *apptest.World, o offered) any {
	asked := w.Do("reader@3417", "GET", strings.TrimSuffix(o.href, "/council"), nil)
	common, slice := asked.Text("common_hash"), asked.Text("slice_hash")
	if common == "" { // of a draft nothing is asked yet
		common, slice = strings.Repeat("0", 64), strings.Repeat("0", 64)
	}
	return object{"answer": "rejected", "reason": "Not without the grid company", "common_hash": common, "slice_hash": slice}
}

// mandate is one that asks whoever takes part in the case.
func mandate(w *apptest.World, o offered) any {
	aCase, _, _ := strings.Cut(o.href, "/mandates")
	asked := parties
	if participants, _ := w.Do(o.who, "GET", aCase, nil).Get("participants").([]any); len(participants) > 0 {
		asked = nil
		for _, p := range participants {
			if p := p.(object); p["left_at"] == nil {
				asked = append(asked, p["municipality"].(string))
			}
		}
	}
	return mandateOf(asked)
}
