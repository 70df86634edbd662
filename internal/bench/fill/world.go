package fill

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// World names what a filled database has for the scenarios.
type World struct {
	Regions []string `json:"regions"`
	// Region is the first, which is the largest, and in it the chief executive
	// with the usual number of live cases, and the others whom the scenarios ask.
	Region         string `json:"region"`
	Municipality   string `json:"municipality"`
	Chief          string `json:"chief"`
	Administrator  string `json:"administrator"`
	Clerk          string `json:"clerk"`
	Secretariat    string `json:"secretariat"`
	Named          string `json:"named"` // somebody released in a live case
	BusyChief      string `json:"busy_chief"`
	BusyTown       string `json:"busy_municipality"`
	BusyRegion     string `json:"busy_region"`
	CaseOfSix      string `json:"case_of_six"`    // prepared, its mandate in force
	CaseOfTwenty   string `json:"case_of_twenty"` // the same, with twenty municipalities
	CaseOpen       string `json:"case_open"`      // the second version of its mandate is open
	LiveOfChief    int    `json:"live_of_chief"`
	LiveOfBusy     int    `json:"live_of_busy_chief"`
	Cases          int    `json:"cases"`
	Events         int    `json:"events"`
	Ledger         int    `json:"ledger"`
	OpenAnswers    int    `json:"open_answers"`
	OpenReleases   int    `json:"open_releases"`
	PeopleOfTown   int    `json:"people_of_municipality"`
	PlannedPending int    `json:"planned_reminders"`
}

// Find names what is in a filled database.
func Find(ctx context.Context, pool *pgxpool.Pool, now time.Time) (World, error) {
	rows, err := pool.Query(ctx, `
		WITH of_office AS (
			SELECT o.key, f.kind, min(f.person_id::text) AS person FROM office f JOIN organisation o ON o.id = f.organisation_id
			WHERE f.to_at IS NULL GROUP BY o.key, f.kind
		), busiest AS (
			SELECT p.municipality_id, c.region_id, count(*) AS live FROM casefile c JOIN participant p ON p.case_id = c.id
			WHERE c.state NOT IN ('draft', 'closed', 'withdrawn') GROUP BY 1, 2
		), first AS (
			SELECT r.id AS region_id, r.key AS region, b.municipality_id, m.key AS municipality, b.live FROM organisation r JOIN busiest b ON b.region_id = r.id
				JOIN organisation m ON m.id = b.municipality_id WHERE r.id = 1 ORDER BY m.key DESC LIMIT 1
		), busy AS (
			SELECT r.key AS region, m.key AS municipality, b.live FROM busiest b JOIN organisation r ON r.id = b.region_id JOIN organisation m ON m.id = b.municipality_id
			ORDER BY b.live DESC, m.key LIMIT 1
		), prepared AS (
			SELECT c.id, c.region_id, c.state, c.kind, c.year || '-' || c.serial AS number, (SELECT count(*) FROM participant p WHERE p.case_id = c.id) AS size,
				EXISTS (SELECT FROM participant p WHERE p.case_id = c.id AND p.municipality_id = f.municipality_id) AS takes_part
			FROM first f JOIN casefile c ON c.region_id = f.region_id
			WHERE c.state IN ('preparing', 'active') AND EXISTS (SELECT FROM mandate_version v WHERE v.case_id = c.id AND v.state = 'in_force')
		)
		SELECT array(SELECT key FROM organisation WHERE kind = 'region' ORDER BY id) AS regions, f.region, f.municipality,
			(SELECT person FROM of_office WHERE key = f.municipality AND kind = 'chief_executive') AS chief,
			(SELECT person FROM of_office WHERE key = f.municipality AND kind = 'administrator') AS administrator,
			(SELECT person FROM of_office WHERE key = f.municipality AND kind = 'clerk') AS clerk,
			(SELECT person FROM of_office WHERE key = f.region AND kind = 'secretariat') AS secretariat,
			(SELECT a.person_id::text FROM assignment a JOIN prepared p ON p.id = a.case_id WHERE a.state = 'released' AND a.municipality_id = f.municipality_id
				AND NOT EXISTS (SELECT FROM office o WHERE o.person_id = a.person_id) ORDER BY a.id LIMIT 1) AS named,
			(SELECT person FROM of_office WHERE key = b.municipality AND kind = 'chief_executive') AS busy_chief, b.municipality AS busy_town, b.region AS busy_region,
			(SELECT number FROM prepared WHERE size = 6 AND takes_part AND state = 'active' ORDER BY id LIMIT 1) AS case_of_six,
			(SELECT number FROM prepared WHERE size = 20 AND state = 'active' ORDER BY id LIMIT 1) AS case_of_twenty,
			(SELECT number FROM prepared p WHERE size = 6 AND takes_part AND EXISTS (SELECT FROM mandate_version v WHERE v.case_id = p.id AND v.state = 'open') ORDER BY id LIMIT 1) AS case_open,
			f.live AS live_of_chief, b.live AS live_of_busy,
			(SELECT count(*) FROM casefile) AS cases, (SELECT count(*) FROM audit_event) AS events, (SELECT count(*) FROM reminder) AS ledger,
			(SELECT count(*) FROM mandate_version v JOIN mandate_slice s USING (case_id, version) WHERE v.state = 'open' AND NOT EXISTS (
				SELECT FROM mandate_answer a WHERE a.case_id = v.case_id AND a.version = v.version AND a.municipality_id = s.municipality_id AND a.superseded_at IS NULL)) AS open_answers,
			(SELECT count(*) FROM assignment WHERE state = 'nominated') AS open_releases,
			(SELECT count(*) FROM person p WHERE p.home_id = f.municipality_id) AS people_of_town,
			(SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at > $1) AS planned_pending
		FROM first f, busy b`, now)
	if err != nil {
		return World{}, fmt.Errorf("find what is in the filled database: %w", err)
	}
	w, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByNameLax[World])
	if err != nil {
		return World{}, fmt.Errorf("find what is in the filled database: %w", err)
	}
	return w, nil
}
