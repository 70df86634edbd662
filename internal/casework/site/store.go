package site

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const selectSite = `
	SELECT s.id, s.number::bigint AS number, m.key AS municipality, m.name AS municipality_name, s.name, s.summary, s.area, s.outline, s.plan_status, s.owner_kind AS owner_kind, s.availability,
		s.available_from, s.evidence, s.published, s.reviewed_on, s.reviewed_by::text AS reviewed_by, s.reviewed_for::text AS reviewed_for, s.changed_at, s.revision,
		(SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('kind', f.kind, 'amount', f.amount, 'from', f.from_day, 'source', f.source, 'as_of', f.as_of)) ORDER BY f.kind, f.from_day NULLS FIRST), '[]')
			FROM site_figure f WHERE f.site_id = s.id) AS figures
	FROM site s JOIN organisation m ON m.id = s.municipality_id `

// find finds a site, locked by how.
func find(ctx context.Context, q pgdb.Querier, ref Ref, how string) (*Site, error) {
	x, err := pgdb.Pointer[Site](ctx, q, "find a site", selectSite+`WHERE m.key = $1 AND s.number = $2 AND s.removed_at IS NULL`+how, ref.Organisation, ref.Site)
	return x, pgdb.NotFound(err, httpapi.ErrNotFound)
}

// place is where a site stands in a list.
type place struct {
	Municipality string
	Number       int64
}

// list lists the sites in a region that have what is asked for, by municipality and
// number.
func list(ctx context.Context, q pgdb.Querier, asked ListQuery, today workday.Date, published bool, p request.Page) (request.List[*Site], error) {
	var after place
	if err := p.After(&after); err != nil {
		return request.List[*Site]{}, err
	}
	by := asked.By
	if by.IsZero() {
		by = today
	}
	args := pgx.StrictNamedArgs{"region": asked.Region, "today": today, "municipality": after.Municipality, "number": after.Number, "limit": p.Limit + 1}
	where := ``
	narrow := func(wanted bool, condition, name string, value any) {
		if wanted {
			where += ` AND ` + condition
			args[name] = value
		}
	}
	has := func(kind Kind, amount int64, compare, name string) {
		if amount != 0 {
			where += ` AND EXISTS (SELECT FROM site_figure f WHERE f.site_id = s.id AND f.kind = '` + string(kind) + `' AND f.amount ` + compare + ` @` + name + ` AND (f.from_day IS NULL OR f.from_day <= @by)
				AND NOT EXISTS (SELECT FROM site_figure n WHERE n.site_id = s.id AND n.kind = f.kind AND n.from_day <= @by AND (f.from_day IS NULL OR n.from_day > f.from_day)))`
			args[name], args["by"] = amount, by
		}
	}
	if published {
		where = ` AND s.published`
	}
	narrow(asked.Municipality != "", `m.key = @only`, "only", asked.Municipality)
	narrow(asked.MinArea != 0, `s.area >= @area`, "area", asked.MinArea)
	narrow(asked.Availability != "", `s.availability = @availability`, "availability", asked.Availability)
	narrow(asked.Plan != "", `s.plan_status = @plan`, "plan", asked.Plan)
	has(Grid, asked.MinGrid, ">=", "grid")
	has(Water, asked.MinWater, ">=", "water")
	has(Rail, asked.MaxRail, "<=", "rail")
	has(Fibre, asked.MinFibre, ">=", "fibre")
	found, err := pgdb.Pointers[Site](ctx, q, "list sites", selectSite+`
		WHERE s.municipality_id IN (SELECT x.municipality_id FROM member_on(@today) x JOIN organisation r ON r.id = x.region_id WHERE r.key = @region)
			AND s.removed_at IS NULL AND (m.key, s.number) > (@municipality, @number)`+where+`
		ORDER BY m.key, s.number LIMIT @limit`, args)
	if err == nil && len(found) == 0 { // a region without such sites is told from none
		_, err = pgdb.One[bool](ctx, q, "find a region", `SELECT true FROM organisation WHERE key = $1 AND kind = 'region'`, asked.Region)
		err = pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	if err != nil {
		return request.List[*Site]{}, err
	}
	return request.Cut(found, p, func(x *Site) any { return place{x.Municipality, x.Number} }), nil
}

// figuresOf writes the figures of a site: @id is its row.
const figuresOf = `INSERT INTO site_figure (site_id, kind, amount, from_day, source, as_of)
	SELECT %s, f.kind, f.amount, f."from", f.source, f.as_of FROM jsonb_to_recordset(@figures) AS f(kind text, amount bigint, "from" date, source text, as_of date)`

func (s *Site) args() pgx.StrictNamedArgs {
	return pgx.StrictNamedArgs{
		"name": s.Name, "summary": s.Summary, "area": s.Area, "outline": s.Outline, "plan": s.Plan, "owner": s.Owner, "availability": s.Availability, "from": s.AvailableFrom,
		"evidence": s.Evidence, "published": s.Published, "on": s.ReviewedOn, "by": s.ReviewedBy, "for": s.ReviewedFor, "at": s.ChangedAt, "figures": s.Figures,
	}
}

// refused are the refusals that the tables hold.
var refused = map[string]*fault.Error{"site_name": ErrName.On("/name", msgNameTaken)}

// insert adds a site, and gives it the next number of its municipality.
func insert(ctx context.Context, tx pgx.Tx, municipality int64, x *Site) error {
	args := x.args()
	args["municipality"] = municipality
	if kept, err := pgdb.One[int](ctx, tx, "count sites", `SELECT count(*) FROM site WHERE municipality_id = $1 AND removed_at IS NULL`, municipality); err != nil || kept >= mostSites {
		if err == nil {
			err = ErrFull
		}
		return err
	}
	err := tx.QueryRow(ctx, `
		WITH made AS (
			INSERT INTO site (municipality_id, number, name, summary, area, outline, plan_status, owner_kind, availability, available_from, evidence, published, reviewed_on, reviewed_by, reviewed_for, created_at, changed_at)
			VALUES (@municipality, (SELECT coalesce(max(number), 0) + 1 FROM site WHERE municipality_id = @municipality), @name, @summary, @area, @outline, @plan, @owner, @availability, @from, @evidence, @published, @on, @by, @for, @at, @at)
			RETURNING id, number, revision),
		told AS (`+fmt.Sprintf(figuresOf, `made.id`)+`, made)
		SELECT id, number, revision FROM made`, args).Scan(&x.ID, &x.Number, &x.Revision)
	if err != nil {
		return fmt.Errorf("insert a site: %w", pgdb.Refuse(err, refused))
	}
	return nil
}

// save stores what is said of a site. What an act left as it was is written again.
func save(ctx context.Context, tx pgx.Tx, x *Site, now time.Time) error {
	x.ChangedAt = now
	args := x.args()
	args["id"] = x.ID
	if _, err := tx.Exec(ctx, `DELETE FROM site_figure WHERE site_id = $1`, x.ID); err != nil {
		return fmt.Errorf("forget figures: %w", err)
	}
	err := tx.QueryRow(ctx, `
		WITH told AS (`+fmt.Sprintf(figuresOf, `@id`)+`)
		UPDATE site SET name = @name, summary = @summary, area = @area, outline = @outline, plan_status = @plan, owner_kind = @owner, availability = @availability, available_from = @from, evidence = @evidence,
			published = @published, reviewed_on = @on, reviewed_by = @by, reviewed_for = @for, changed_at = @at, revision = revision + 1
		WHERE id = @id RETURNING revision`, args).Scan(&x.Revision)
	if err != nil {
		return fmt.Errorf("save a site: %w", pgdb.Refuse(err, refused))
	}
	return nil
}

// markRemoved takes a site out of the register.
func markRemoved(ctx context.Context, tx pgx.Tx, x *Site, now time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE site SET removed_at = $2 WHERE id = $1`, x.ID, now); err != nil {
		return fmt.Errorf("remove a site: %w", err)
	}
	return nil
}

// reviewsDue are the sites in municipalities whose review is old; in all of them where
// none is named.
func reviewsDue(ctx context.Context, q pgdb.Querier, today workday.Date, municipalities []string) ([]*Site, error) {
	return pgdb.Pointers[Site](ctx, q, "find old reviews of sites", selectSite+`
		WHERE s.removed_at IS NULL AND s.reviewed_on <= $1 AND ($2::text[] IS NULL OR m.key = ANY($2)) ORDER BY s.reviewed_on, s.id LIMIT 5000`,
		today.AddMonths(-reviewMonths), municipalities)
}

// textOf is a list as the record keeps it.
func textOf(v any) string {
	text, _ := json.Marshal(v) // it is made of texts, numbers and days
	if s := string(text); s != "null" && s != "[]" {
		return s
	}
	return ""
}

// text is the outline as the record keeps it.
func (o *Outline) text() string {
	if o == nil {
		return ""
	}
	return textOf(o)
}
