package organisation

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

var (
	columns = `o.id, o.key, o.kind, o.name, o.aliases, o.county, o.revision, ` + datedNumbers("o") + ` AS numbers, ` + datedNames + ` AS names,
		o.ended_on, ` + related("organisation_id", "successor_id") + ` AS successors, ` + related("successor_id", "organisation_id") + ` AS predecessors`
	selectOrganisation = `SELECT ` + columns + ` FROM organisation o `
)

func loadOrganisation(ctx context.Context, q pgdb.Querier, key string) (*Organisation, error) {
	o, err := findOrganisation(ctx, q, key, "")
	if err != nil {
		return nil, err
	}
	return o, fillMembers(ctx, q, []*Organisation{o})
}

// Find finds an organisation without its memberships, and locks nothing: an act
// that holds a lock on somebody's office or record takes none on an organisation.
func Find(ctx context.Context, q pgdb.Querier, key string) (*Organisation, error) {
	return findOrganisation(ctx, q, key, "")
}

// Lock finds an organisation with its memberships and locks its row until the
// transaction ends: appointments, bodies and memberships of one organisation
// are made one after the other. It refuses a municipality that is no more.
func Lock(ctx context.Context, tx pgx.Tx, key string) (*Organisation, error) {
	o, err := lockOrganisation(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	if err := o.mustBeGoingOn(); err != nil {
		return nil, err
	}
	return o, fillMembers(ctx, tx, []*Organisation{o})
}

// lockOrganisation finds an organisation and locks its row until the
// transaction ends; references to the row go on meanwhile.
func lockOrganisation(ctx context.Context, tx pgx.Tx, key string) (*Organisation, error) {
	return findOrganisation(ctx, tx, key, " FOR NO KEY UPDATE OF o")
}

func findOrganisation(ctx context.Context, q pgdb.Querier, key, lock string) (*Organisation, error) {
	o, err := pgdb.Pointer[Organisation](ctx, q, "find an organisation", selectOrganisation+byAnyNumber+lock, key)
	return o, pgdb.NotFound(err, httpapi.ErrNotFound)
}

func findOrganisations(ctx context.Context, q pgdb.Querier, f filter, p request.Page, on workday.Date) (request.List[*Organisation], error) {
	var after string
	if err := p.After(&after); err != nil {
		return request.List[*Organisation]{}, err
	}
	found, err := pgdb.Pointers[Organisation](ctx, q, "list organisations", selectOrganisation+`
		WHERE o.key > @after AND (@kind = '' OR o.kind = @kind)
		  AND (@region = '' OR EXISTS (
			SELECT FROM member_on(@on) m JOIN organisation r ON r.id = m.region_id WHERE r.key = @region AND m.municipality_id = o.id))
		  AND (@text = '' OR strpos(search_form(concat_ws(' | ', o.key, array_to_string(o.aliases, ' | '),
			(SELECT string_agg(n.name, ' | ') FROM organisation_name n WHERE n.organisation_id = o.id),
			(SELECT string_agg(n.number, ' | ') FROM organisation_number n WHERE n.organisation_id = o.id))), @text) > 0)
		ORDER BY o.key LIMIT @limit`,
		pgx.StrictNamedArgs{"after": after, "kind": f.Kind, "region": f.Region, "on": on, "text": canon.SearchForm(f.Text), "limit": p.Limit + 1})
	if err != nil {
		return request.List[*Organisation]{}, err
	}
	list := request.Cut(found, p, func(o *Organisation) any { return o.Key })
	return list, fillMembers(ctx, q, list.Items)
}

var selectMembership = `
	SELECT m.region_id, m.municipality_id, r.key AS region, t.key AS municipality, t.name, m.from_date, m.to_date, m.revision, ` + datedNumbers("t") + ` AS numbers,
		CASE WHEN m.confirmed_at IS NULL THEN 'proposed' ELSE 'confirmed' END AS state, m.decided_on, m.case_number
	FROM membership m JOIN organisation r ON r.id = m.region_id JOIN organisation t ON t.id = m.municipality_id `

// fillMembers reads the memberships of organisations, in one statement however
// many they are.
func fillMembers(ctx context.Context, q pgdb.Querier, list []*Organisation) error {
	ids := make([]int64, len(list))
	by := map[int64]*Organisation{}
	for i, o := range list {
		ids[i], by[o.ID] = o.ID, o
		o.Members = []Membership{}
	}
	found, err := pgdb.All[Membership](ctx, q, "find memberships", selectMembership+`
		WHERE m.region_id = ANY($1) OR m.municipality_id = ANY($1) ORDER BY t.key, r.key, m.from_date`, ids)
	for _, m := range found {
		for _, id := range []int64{m.RegionID, m.MunicipalityID} {
			if o := by[id]; o != nil {
				o.Members = append(o.Members, m)
			}
		}
	}
	return err
}

// latestMembership is the one that began last, or is to begin; nil for none.
func latestMembership(ctx context.Context, q pgdb.Querier, region, municipality string) (*Membership, error) {
	found, err := pgdb.Pointers[Membership](ctx, q, "find a membership", selectMembership+`
		WHERE r.key = $1 AND t.key = $2 ORDER BY m.from_date DESC LIMIT 1`, region, municipality)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Municipalities finds municipalities by their numbers, and refuses when one
// is not registered. The answer maps number to row.
func Municipalities(ctx context.Context, q pgdb.Querier, numbers []string) (map[string]Organisation, error) {
	found, err := pgdb.ByKey[string, Organisation](ctx, q, "find municipalities", `
		SELECT o.key AS found, `+columns+` FROM organisation o
		WHERE o.kind = 'municipality' AND o.key = ANY($1)`, numbers)
	if err != nil {
		return nil, err
	}
	for _, n := range numbers {
		if _, ok := found[n]; !ok {
			return nil, ErrUnknownMunicipality.With(msgNoMunicipality.With(n))
		}
	}
	return found, nil
}

// IsMember says whether a municipality belongs to a region on a day; nil is
// none.
func IsMember(ctx context.Context, q pgdb.Querier, region int64, municipality *string, on workday.Date) (bool, error) {
	return pgdb.One[bool](ctx, q, "look for a membership", `
		SELECT EXISTS (SELECT FROM member_on($3) m JOIN organisation t ON t.id = m.municipality_id WHERE m.region_id = $1 AND t.key = $2)`,
		region, municipality, on)
}

func insertOrganisation(ctx context.Context, tx pgx.Tx, o Organisation, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO organisation (key, kind, name, aliases, county, created_at) VALUES (@key, @kind, @name, @aliases, @county, @now)`,
		pgx.StrictNamedArgs{"key": o.Key, "kind": o.Kind, "name": o.Name, "aliases": o.Aliases, "county": o.County, "now": now})
	if err != nil {
		return fmt.Errorf("insert organisation: %w", refuseOrganisation(err))
	}
	return nil
}

// updateOrganisation describes an organisation anew: the name that counts on a day
// was wrong, and is corrected.
func updateOrganisation(ctx context.Context, tx pgx.Tx, before *Organisation, o Organisation, on workday.Date) error {
	_, err := tx.Exec(ctx, `
		UPDATE organisation SET name = @name, aliases = @aliases, county = @county, revision = revision + 1 WHERE id = @id`,
		pgx.StrictNamedArgs{"id": before.ID, "name": o.Name, "aliases": o.Aliases, "county": o.County})
	if err != nil {
		return fmt.Errorf("update organisation: %w", err)
	}
	return keepName(ctx, tx, before, o.Name, before.nameOn(on).From)
}

// proposeMembership keeps a membership that the municipality has not confirmed.
func proposeMembership(ctx context.Context, tx pgx.Tx, region, municipality int64, in MembershipInput, by string) error {
	_, err := tx.Exec(ctx, `INSERT INTO membership (region_id, municipality_id, from_date, to_date, proposed_by) VALUES ($1, $2, $3, $4, $5)`,
		region, municipality, in.From, in.To, by)
	if err != nil {
		return fmt.Errorf("insert membership: %w", refuseOrganisation(err))
	}
	return nil
}

// confirmMembership lets the proposed membership m count, from its first day.
func confirmMembership(ctx context.Context, tx pgx.Tx, m *Membership, proposed workday.Date, by string, now time.Time) error {
	done, err := tx.Exec(ctx, `
		UPDATE membership SET from_date = $4, confirmed_at = $5, confirmed_by = $6, decided_on = $7, case_number = $8, revision = revision + 1
		WHERE region_id = $1 AND municipality_id = $2 AND from_date = $3 AND confirmed_at IS NULL`,
		m.RegionID, m.MunicipalityID, proposed, m.From, now, by, m.DecidedOn, m.CaseNumber)
	if err != nil {
		return fmt.Errorf("confirm membership: %w", refuseOrganisation(err))
	}
	return onOne(done)
}

// dropMembership forgets a proposal; the record keeps who made and declined it.
func dropMembership(ctx context.Context, tx pgx.Tx, m *Membership) error {
	done, err := tx.Exec(ctx, `DELETE FROM membership WHERE region_id = $1 AND municipality_id = $2 AND from_date = $3 AND confirmed_at IS NULL`,
		m.RegionID, m.MunicipalityID, m.From)
	if err != nil {
		return fmt.Errorf("drop a proposed membership: %w", err)
	}
	return onOne(done)
}

// insertMembership keeps a membership that an operator enters.
func insertMembership(ctx context.Context, tx pgx.Tx, region, municipality int64, from workday.Date, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO membership (region_id, municipality_id, from_date, confirmed_at) VALUES ($1, $2, $3, $4)`,
		region, municipality, from, now)
	if err != nil {
		return fmt.Errorf("insert membership: %w", refuseOrganisation(err))
	}
	return nil
}

// updateMembership moves the period of the membership m.
func updateMembership(ctx context.Context, tx pgx.Tx, m *Membership, from workday.Date, to *workday.Date) error {
	done, err := tx.Exec(ctx, `
		UPDATE membership SET from_date = $4, to_date = $5, revision = revision + 1
		WHERE region_id = $1 AND municipality_id = $2 AND from_date = $3`,
		m.RegionID, m.MunicipalityID, m.From, from, to)
	if err != nil {
		return fmt.Errorf("update membership: %w", refuseOrganisation(err))
	}
	return onOne(done)
}

// onOne fails where a membership was not there to be changed.
func onOne(done pgconn.CommandTag) error {
	if done.RowsAffected() != 1 {
		return httpapi.ErrNotFound
	}
	return nil
}

func refuseOrganisation(err error) error {
	return pgdb.Refuse(err, map[string]*fault.Error{
		"organisation_key_unique":  ErrOrganisationKnown,
		"organisation_key_form":    ErrContent.On("/key", msgKeyForm),
		"organisation_number_pkey": ErrNumberKnown,
		"organisation_number_day":  ErrNumberKnown.With(msgNumberSameDay),
		"membership_once":          ErrMembershipOverlap,
		"membership_pkey":          ErrMembershipOverlap,
		"membership_period":        ErrPeriod.On("/to", MsgNotAfterFrom),
	})
}
