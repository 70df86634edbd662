package target

import (
	"context"
)

// Home is the region that is asked for, and those who ask.
type Home struct {
	Region string
	// Chief is a chief executive there, Secretariat the region's, and Named somebody
	// who is named to work, holds no office anywhere, and reads by a seat.
	Chief, Secretariat, Named Person
	// Numbers are cases that the chief executive may read.
	Numbers []string
	// Other is another municipality, with which the chief executive has the most cases
	// in common.
	Other string
}

// sample is how many cases are asked for in turn: enough that none is asked for
// again while it is warm in a processor's cache.
const sample = 5000

// FindHome finds the region with the most cases, and those who ask there.
func (f *Finder) FindHome(ctx context.Context) (h Home, err error) {
	regions, err := all[string](ctx, f, "the largest region", `
		SELECT r.key FROM casefile c JOIN organisation r ON r.id = c.region_id GROUP BY r.key ORDER BY count(*) DESC, r.key LIMIT 1`)
	if err != nil {
		return h, err
	}
	h.Region = regions[0]
	if h.Secretariat, err = f.SecretariatOf(ctx, h.Region); err != nil {
		return h, err
	}
	h.Chief, err = f.person(ctx, "a chief executive of the region", `
		SELECT o.person_id::text AS person, m.key AS organisation, m.id AS row
		FROM held_office(now()) o JOIN organisation m ON m.id = o.organisation_id
		WHERE o.kind = 'chief_executive'
		ORDER BY (SELECT count(*) FROM participant p JOIN casefile c ON c.id = p.case_id JOIN organisation r ON r.id = c.region_id
			WHERE p.municipality_id = m.id AND r.key = $1) DESC, m.key LIMIT 1`, h.Region)
	if err != nil {
		return h, err
	}
	h.Named, err = f.person(ctx, "somebody who is named, holds no office and has a seat", `
		SELECT a.person_id::text AS person, o.key AS organisation, o.id AS row
		FROM assignment a JOIN held_seat(now()) s ON s.person_id = a.person_id JOIN body b ON b.id = s.body_id JOIN organisation o ON o.id = b.organisation_id
			JOIN organisation r ON r.key = $1
		WHERE NOT EXISTS (SELECT FROM office o WHERE o.person_id = a.person_id) AND NOT EXISTS (SELECT FROM substitute s WHERE s.person_id = a.person_id)
			AND s.role NOT IN ('chair', 'deputy_chair')
			AND (o.id = r.id OR EXISTS (SELECT FROM participant p JOIN casefile c ON c.id = p.case_id WHERE p.municipality_id = o.id AND c.region_id = r.id))
			AND (SELECT count(*) FROM held_seat(now()) t WHERE t.person_id = a.person_id) = 1
		GROUP BY a.person_id, o.id, o.key ORDER BY count(*) DESC, a.person_id LIMIT 1`, h.Region)
	if err != nil {
		return h, err
	}
	h.Numbers, err = all[string](ctx, f, "cases of the chief executive", `
		SELECT c.year || '-' || c.serial FROM casefile c JOIN organisation r ON r.id = c.region_id
			JOIN participant p ON p.case_id = c.id AND p.municipality_id = $2 AND p.left_at IS NULL
		WHERE r.key = $1 ORDER BY md5(c.id::text) LIMIT $3`, h.Region, h.Chief.Row, sample)
	if err != nil {
		return h, err
	}
	others, err := all[string](ctx, f, "another municipality", `
		SELECT m.key FROM participant p JOIN participant q ON q.case_id = p.case_id AND q.municipality_id <> p.municipality_id
			JOIN organisation m ON m.id = q.municipality_id
		WHERE p.municipality_id = $1 GROUP BY m.key ORDER BY count(*) DESC, m.key LIMIT 1`, h.Chief.Row)
	if err != nil {
		return h, err
	}
	h.Other = others[0]
	return h, nil
}

// SecretariatOf is who leads a region's secretariat.
func (f *Finder) SecretariatOf(ctx context.Context, region string) (Person, error) {
	return f.person(ctx, "the secretariat", `
		SELECT o.person_id::text AS person, r.key AS organisation, r.id AS row
		FROM held_office(now()) o JOIN organisation r ON r.id = o.organisation_id
		WHERE o.kind = 'secretariat' AND r.key = $1 ORDER BY o.id LIMIT 1`, region)
}

// Busy is a chief executive with a number of live cases.
type Busy struct {
	Person
	Live int
}

// FindBusy finds the chief executive whose number of live cases is nearest to one.
func (f *Finder) FindBusy(ctx context.Context, live int) (b Busy, err error) {
	b.Person, err = f.person(ctx, "a chief executive with live cases", `
		WITH live AS (
			SELECT p.municipality_id, count(*) AS n FROM participant p JOIN casefile c ON c.id = p.case_id
			WHERE p.left_at IS NULL AND c.state NOT IN ('draft', 'closed', 'withdrawn') GROUP BY p.municipality_id)
		SELECT o.person_id::text AS person, m.key AS organisation, m.id AS row
		FROM held_office(now()) o JOIN organisation m ON m.id = o.organisation_id JOIN live ON live.municipality_id = m.id
		WHERE o.kind = 'chief_executive' ORDER BY abs(live.n - $1), m.key LIMIT 1`, live)
	if err != nil {
		return b, err
	}
	err = f.pool.QueryRow(ctx, `
		SELECT count(*) FROM participant p JOIN casefile c ON c.id = p.case_id
		WHERE p.left_at IS NULL AND c.state NOT IN ('draft', 'closed', 'withdrawn') AND p.municipality_id = $1`, b.Row).Scan(&b.Live)
	return b, err
}

// Wide is a case with a number of municipalities, and who reads it.
type Wide struct {
	Region, Number string
	Municipalities int
	Reader         Person `db:"-"`
}

// FindWide finds cases with a mandate that was submitted whose number of
// municipalities is nearest to one, and whom their region's secretariat reads.
func (f *Finder) FindWide(ctx context.Context, municipalities, most int) ([]Wide, error) {
	found, err := all[Wide](ctx, f, "cases with so many municipalities", `
		WITH wide AS (
			SELECT c.id, c.region_id, c.year || '-' || c.serial AS number, (SELECT count(*) FROM participant p WHERE p.case_id = c.id AND p.left_at IS NULL) AS n
			FROM casefile c WHERE c.state IN ('preparing', 'active') AND EXISTS (
				SELECT FROM mandate_version v WHERE v.case_id = c.id AND v.state IN ('open', 'in_force'))),
		nearest AS (SELECT region_id, n FROM wide ORDER BY abs(n - $1), region_id LIMIT 1)
		SELECT r.key AS region, w.number, w.n AS municipalities FROM wide w JOIN nearest USING (region_id, n) JOIN organisation r ON r.id = w.region_id
		ORDER BY w.id DESC LIMIT $2`, municipalities, most)
	if err != nil {
		return nil, err
	}
	reader, err := f.SecretariatOf(ctx, found[0].Region)
	for i := range found {
		found[i].Reader = reader
	}
	return found, err
}

// FindGated finds cases of the region that are prepared for their start, with a mandate.
func (f *Finder) FindGated(ctx context.Context, region string, most int) ([]string, error) {
	return all[string](ctx, f, "cases before the gate", `
		SELECT c.year || '-' || c.serial FROM casefile c JOIN organisation r ON r.id = c.region_id
		WHERE r.key = $1 AND c.state = 'preparing' AND c.kind IN ('strategy', 'strategy_revision', 'plan')
			AND EXISTS (SELECT FROM mandate_version v WHERE v.case_id = c.id AND v.state IN ('open', 'in_force'))
		ORDER BY c.id DESC LIMIT $2`, region, most)
}
