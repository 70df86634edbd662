package app_test

import (
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

// Where twenty municipalities take part in the place of seven, a hundred cases go on in
// the place of two, and there are many times the people, a request asks the database
// for more rows and for no more statements.
func TestALargerWorldTakesNoMoreStatements(t *testing.T) {
	t.Parallel()
	s, listen := apptest.Listen(t)
	w := apptest.Treated(t, listen)
	const (
		secretariat, chief, administrator = "secretariat@" + apptest.Region, "chief_executive@3417", "administrator@3417"
		region                            = "/v1/regions/" + apptest.Region
		kase                              = region + "/cases/2024-1"
		treated                           = region + "/cases/2024-2"
	)
	w.Clock.Set(time.Date(2024, 4, 10, 8, 0, 0, 0, time.UTC)) // names are overdue
	w.Do(chief, "GET", "/v1/organisations/3417", nil).Is(200) // the door learns the municipalities' keys once
	reads := []struct{ who, path string }{
		{chief, kase}, {chief, region + "/cases"}, {secretariat, region + "/cases"},
		{chief, kase + "/matrix"}, {chief, kase + "/start-gate"}, {chief, kase + "/mandates/1"}, {chief, kase + "/mandates/1/gate"},
		{chief, "/v1/me/tasks"}, {administrator, "/v1/me/tasks"}, {secretariat, "/v1/me/tasks"},
		{secretariat, region + "/mandates"}, {administrator, "/v1/organisations/3417/demands"},
		{chief, kase + "/alarms"}, {secretariat, kase + "/balance"}, {administrator, kase + "/resources/3417"},
		{chief, treated + "/treatment"}, {secretariat, treated + "/treatment"}, {"clerk@3417", treated + "/treatments/4"}, {chief, treated + "/matrix"}, {chief, kase + "/hold-ups"}, {chief, treated + "/hold-ups"},
	}
	measure := func() (counts, sizes []int) {
		for _, r := range reads {
			before := s.N()
			sizes = append(sizes, w.Do(r.who, "GET", r.path, nil).Is(200).Body.Len())
			counts = append(counts, s.N()-before)
		}
		return counts, sizes
	}
	enlarge(w, 1, 1, 1)
	few, small := measure()
	enlarge(w, 2, 14, 100)
	many, large := measure()
	for i, r := range reads {
		if many[i] > few[i] {
			t.Errorf("%s GET %s asks %d statements, and %d in a larger world", r.who, r.path, few[i], many[i])
		}
		one := r.path == kase+"/resources/3417" || r.path == treated+"/treatments/4"
		if !one && large[i] <= small[i] {
			t.Errorf("%s GET %s answers no more in a larger world: nothing is shown", r.who, r.path)
		}
	}
}

// enlarge adds towns to the cases that there are, as 3418 takes part, with 140 people
// each, and cases of all municipalities with an open mandate: those with the numbers.
func enlarge(w *apptest.World, first, lastTown, lastCase int) {
	w.Exec(`INSERT INTO organisation (key, kind, name, created_at) SELECT (5000 + i)::text, 'municipality', 'Town ' || i, now() FROM generate_series($1::int, $2::int) i`, first, lastTown)
	w.Exec(`INSERT INTO membership (region_id, municipality_id, from_date, confirmed_at) SELECT r.id, m.id, '2020-01-01', '2020-01-01'
		FROM organisation r, organisation m WHERE r.key = $1 AND m.key BETWEEN (5000 + $2::int)::text AND (5000 + $3::int)::text`, apptest.Region, first, lastTown)
	w.Exec(`INSERT INTO person (id, home_id, name, created_at) SELECT gen_random_uuid(), m.id, 'Somebody ' || i, now()
		FROM organisation m, generate_series(1, 140) i WHERE m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text`, first, lastTown)
	w.Exec(`INSERT INTO office (organisation_id, kind, person_id, from_at, created_at)
		SELECT home_id, CASE WHEN nr = 1 THEN 'chief_executive' WHEN nr < 9 THEN 'administrator' ELSE 'reader' END, id, '2020-01-01', now()
		FROM (SELECT p.*, row_number() OVER (PARTITION BY p.home_id ORDER BY p.id) AS nr FROM person p JOIN organisation m ON m.id = p.home_id WHERE m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text) p`, first, lastTown)
	w.Exec(`INSERT INTO participant (case_id, municipality_id, joined_at)
		SELECT p.case_id, m.id, p.joined_at FROM participant p JOIN organisation o ON o.id = p.municipality_id AND o.key = '3418', organisation m WHERE m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text`, first, lastTown)
	w.Exec(`INSERT INTO mandate_slice (case_id, version, municipality_id, content, hash)
		SELECT s.case_id, s.version, m.id, jsonb_set(s.content, '{municipality}', to_jsonb(m.key)), s.hash
		FROM mandate_slice s JOIN organisation o ON o.id = s.municipality_id AND o.key = '3418', organisation m WHERE m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text`, first, lastTown)
	w.Exec(`INSERT INTO mandate_answer (case_id, version, municipality_id, answer, person_id, at, late)
		SELECT a.case_id, a.version, m.id, a.answer, a.person_id, a.at, a.late
		FROM mandate_answer a JOIN organisation o ON o.id = a.municipality_id AND o.key = '3418', organisation m WHERE m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text`, first, lastTown)
	w.Exec(`INSERT INTO body (organisation_id, key, kind, name, size, decides, created_at)
		SELECT m.id, 'kommunestyret', 'municipal_council', 'The council of ' || m.name, 19, true, now() FROM organisation m WHERE m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text`, first, lastTown)
	w.Exec(`INSERT INTO participant (case_id, municipality_id, joined_at)
		SELECT p.case_id, m.id, p.joined_at FROM participant p JOIN organisation o ON o.id = p.municipality_id AND o.key = '3417' JOIN casefile c ON c.id = p.case_id AND c.serial = 2,
			organisation m WHERE m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text`, first, lastTown)
	w.Exec(`WITH made AS (
			INSERT INTO treatment (case_id, step, role, body_id, sent_at, turn_at)
			SELECT t.case_id, t.step, t.role, b.id, t.sent_at, t.sent_at FROM treatment t JOIN casefile c ON c.id = t.case_id AND c.serial = 2, body b JOIN organisation m ON m.id = b.organisation_id
			WHERE t.id = 4 AND b.kind = 'municipal_council' AND m.key BETWEEN (5000 + $1::int)::text AND (5000 + $2::int)::text RETURNING id),
		resolved AS (
			INSERT INTO resolution (treatment_id, number, round, outcome, decided_on, case_number, hash, reason, made_here, recorded_by, recorded_at)
			SELECT id, 1, 1, 'not_decided', '2024-04-08', '012/24', '', 'Too few came', false, $3, now() FROM made RETURNING id)
		INSERT INTO resolution_item (resolution_id, number, text) SELECT id, 1, 'Not decided.' FROM resolved`, first, lastTown, apptest.Person("clerk@3417"))
	w.Exec(`INSERT INTO casefile (region_id, year, serial, title, kind, state, publicity, created_at, opened_at, modified_at)
		SELECT c.region_id, 2024, 100 + i, 'A plan', c.kind, c.state, c.publicity, c.created_at, c.opened_at, c.modified_at FROM casefile c, generate_series($1::int, $2::int) i WHERE c.serial = 1`, first, lastCase)
	w.Exec(`INSERT INTO participant (case_id, municipality_id, joined_at)
		SELECT c.id, p.municipality_id, p.joined_at FROM casefile c, participant p JOIN casefile k ON k.id = p.case_id AND k.serial = 1 WHERE c.serial BETWEEN 100 + $1::int AND 100 + $2::int`, first, lastCase)
	w.Exec(`INSERT INTO mandate_version (case_id, version, state, common, common_hash, content_hash, rule, rule_number, drafted_at, submitted_by, submitted_at, answer_by, naming_due)
		SELECT c.id, 1, 'open', v.common, v.common_hash, v.content_hash, v.rule, v.rule_number, v.drafted_at, v.submitted_by, v.submitted_at, v.answer_by, v.naming_due
		FROM casefile c, mandate_version v JOIN casefile k ON k.id = v.case_id AND k.serial = 1 WHERE c.serial BETWEEN 100 + $1::int AND 100 + $2::int`, first, lastCase)
	w.Exec(`INSERT INTO mandate_slice (case_id, version, municipality_id, content, hash)
		SELECT c.id, 1, s.municipality_id, s.content, s.hash FROM casefile c, mandate_slice s JOIN casefile k ON k.id = s.case_id AND k.serial = 1 WHERE c.serial BETWEEN 100 + $1::int AND 100 + $2::int`, first, lastCase)
	w.Exec(`INSERT INTO milestone (case_id, key, title, kind, due, per_municipality, created_at)
		SELECT c.id, 'late', 'The notes', 'deadline', '2024-01-10', false, c.created_at FROM casefile c WHERE c.serial BETWEEN 100 + $1::int AND 100 + $2::int`, first, lastCase)
}
