package target

import (
	"context"
	"encoding/json"
	"fmt"
)

// Unanswered is a version that waits for a municipality's answer, and who gives
// it.
type Unanswered struct {
	Region       string `db:"region"`
	Number       string `db:"number"`
	Version      int    `db:"version"`
	Municipality string `db:"municipality"`
	CommonHash   string `db:"common_hash"`
	SliceHash    string `db:"slice_hash"`
	Person       string `db:"person"`
	Token        string `db:"-"`
}

// Path is the address of the answer.
func (u Unanswered) Path() string {
	return fmt.Sprintf("/v1/regions/%s/cases/%s/mandates/%d/approvals/%s", u.Region, u.Number, u.Version, u.Municipality)
}

// Approval is the answer that approves.
func (u Unanswered) Approval() []byte {
	raw, _ := json.Marshal(map[string]string{"answer": "approved", "common_hash": u.CommonHash, "slice_hash": u.SliceHash}) // strings only
	return raw
}

// FindUnanswered finds answers that are waited for, those of a case far from each
// other. One in each version is left out, so that none comes into force by them.
func (f *Finder) FindUnanswered(ctx context.Context, most int) ([]Unanswered, error) {
	found, err := all[Unanswered](ctx, f, "answers that are waited for", `
		WITH waiting AS (
			SELECT v.case_id, v.version, v.common_hash, v.submitted_by, s.municipality_id, s.hash,
				row_number() OVER (PARTITION BY v.case_id, v.version ORDER BY s.municipality_id) AS place
			FROM mandate_version v JOIN mandate_slice s USING (case_id, version)
			JOIN participant p ON p.case_id = s.case_id AND p.municipality_id = s.municipality_id AND p.left_at IS NULL
			WHERE v.state = 'open' AND NOT EXISTS (
				SELECT FROM mandate_answer a WHERE a.case_id = s.case_id AND a.version = s.version AND a.municipality_id = s.municipality_id))
		SELECT r.key AS region, c.year || '-' || c.serial AS number, w.version, m.key AS municipality, w.common_hash, w.hash AS slice_hash, o.person_id::text AS person
		FROM waiting w JOIN casefile c ON c.id = w.case_id JOIN organisation r ON r.id = c.region_id JOIN organisation m ON m.id = w.municipality_id
		JOIN held_office(now()) o ON o.organisation_id = m.id AND o.kind = 'chief_executive' AND o.person_id IS DISTINCT FROM w.submitted_by
		WHERE w.place > 1 AND c.state IN ('preparing', 'active', 'in_treatment')
			AND NOT EXISTS (SELECT FROM barred b WHERE b.case_id = c.id AND b.person_id = o.person_id)
		ORDER BY w.place, md5(w.case_id::text) LIMIT $1`, most)
	if err != nil {
		return nil, err
	}
	for i := range found {
		p := Person{ID: found[i].Person}
		if err := f.sign(&p); err != nil {
			return nil, err
		}
		found[i].Token = p.Token
	}
	return found, nil
}

// Nominated is a person whom a municipality has named and not released, and who
// releases them.
type Nominated struct {
	Region       string `db:"region"`
	Number       string `db:"number"`
	Municipality string `db:"municipality"`
	Assignment   int    `db:"assignment"`
	Person       string `db:"person"`
	Token        string `db:"-"`
}

// Path is the address of the release.
func (n Nominated) Path() string {
	return fmt.Sprintf("/v1/regions/%s/cases/%s/resources/%s/assignments/%d/release", n.Region, n.Number, n.Municipality, n.Assignment)
}

// FindNominated finds people to be released, to a mandate in force that their
// municipality has approved, who have enough left to give.
func (f *Finder) FindNominated(ctx context.Context, most int) ([]Nominated, error) {
	found, err := all[Nominated](ctx, f, "people to be released", `
		SELECT r.key AS region, c.year || '-' || c.serial AS number, m.key AS municipality, a.number AS assignment, o.person_id::text AS person
		FROM assignment a JOIN casefile c ON c.id = a.case_id JOIN organisation r ON r.id = c.region_id JOIN organisation m ON m.id = a.municipality_id
		JOIN held_office(now()) o ON o.organisation_id = m.id AND o.kind = 'chief_executive' AND o.person_id NOT IN (a.person_id, a.nominated_by)
		JOIN mandate_version v ON v.case_id = c.id AND v.state = 'in_force'
		JOIN mandate_answer x ON x.case_id = v.case_id AND x.version = v.version AND x.municipality_id = a.municipality_id
			AND x.superseded_at IS NULL AND x.answer IN ('approved', 'approved_with_conditions')
		WHERE a.state = 'nominated' AND a.to_date > current_date AND c.state IN ('preparing', 'active', 'in_treatment')
			AND (SELECT coalesce(sum(b.share), 0) FROM assignment b WHERE b.person_id = a.person_id AND b.state IN ('released', 'nominated') AND b.to_date > current_date) <= 50
			AND NOT EXISTS (SELECT FROM barred b WHERE b.case_id = c.id AND b.person_id = o.person_id)
		ORDER BY md5(a.id::text) LIMIT $1`, most)
	if err != nil {
		return nil, err
	}
	for i := range found {
		p := Person{ID: found[i].Person}
		if err := f.sign(&p); err != nil {
			return nil, err
		}
		found[i].Token = p.Token
	}
	return found, nil
}

// FindSecretariats finds who leads the secretariat of each region.
func (f *Finder) FindSecretariats(ctx context.Context) ([]Person, error) {
	found, err := all[Person](ctx, f, "secretariats", `
		SELECT DISTINCT ON (r.id) o.person_id::text AS person, r.key AS organisation, r.id AS row
		FROM held_office(now()) o JOIN organisation r ON r.id = o.organisation_id
		WHERE o.kind = 'secretariat' AND r.kind = 'region' ORDER BY r.id, o.id`)
	for i := range found {
		if err := f.sign(&found[i]); err != nil {
			return nil, err
		}
	}
	return found, err
}

// FindKeepers finds administrators who keep the staff of their municipality, and
// keep it in one municipality alone.
func (f *Finder) FindKeepers(ctx context.Context, most int) ([]Person, error) {
	found, err := all[Person](ctx, f, "administrators", `
		SELECT DISTINCT ON (m.id) o.person_id::text AS person, m.key AS organisation, m.id AS row
		FROM held_office(now()) o JOIN organisation m ON m.id = o.organisation_id
		WHERE o.kind = 'administrator' AND m.kind = 'municipality' ORDER BY m.id, o.id LIMIT $1`, most)
	for i := range found {
		if err := f.sign(&found[i]); err != nil {
			return nil, err
		}
	}
	return found, err
}
