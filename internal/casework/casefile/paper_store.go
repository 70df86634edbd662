package casefile

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/pgdb"
)

func saveReference(ctx context.Context, tx pgx.Tx, caseID int64, organisation string, in ReferenceInput) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO case_reference (case_id, organisation_id, case_number, archive_number)
		SELECT $1, id, $3, $4 FROM organisation WHERE key = $2
		ON CONFLICT (case_id, organisation_id) DO UPDATE SET case_number = $3, archive_number = $4, revision = case_reference.revision + 1`,
		caseID, organisation, in.CaseNumber, in.ArchiveNumber)
	if err != nil {
		return fmt.Errorf("save reference: %w", err)
	}
	return nil
}

func insertLink(ctx context.Context, tx pgx.Tx, caseID int64, in LinkInput, now time.Time) (serial int, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO case_link (case_id, serial, mandate_version, title, address, kind, added_at)
		SELECT $1, (SELECT coalesce(max(serial), 0) + 1 FROM case_link WHERE case_id = $1), $2, $3, $4, $5, $6 RETURNING serial`,
		caseID, in.MandateVersion, in.Title, in.Address, in.Kind, now).Scan(&serial)
	if err != nil {
		return 0, fmt.Errorf("insert link: %w", refuse(err))
	}
	return serial, nil
}

func tombstoneLink(ctx context.Context, tx pgx.Tx, caseID int64, serial int, now time.Time) error {
	tag, err := tx.Exec(ctx, `UPDATE case_link SET removed_at = $3 WHERE case_id = $1 AND serial = $2 AND removed_at IS NULL`, caseID, serial, now)
	if err != nil {
		return fmt.Errorf("remove link: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return ErrNoLink
	}
	return nil
}

func insertDecision(ctx context.Context, tx pgx.Tx, c *Case, in DecisionInput, person string, now time.Time) error {
	tag, err := tx.Exec(ctx, `
		INSERT INTO case_decision (case_id, serial, body_id, decided_on, case_number, subject, recorded_by, recorded_at)
		SELECT @case, (SELECT coalesce(max(serial), 0) + 1 FROM case_decision WHERE case_id = @case), b.id, @on, @number, @subject, @person, @now
		FROM body b JOIN organisation o ON o.id = b.organisation_id WHERE o.key = @organisation AND b.key = @body`,
		pgx.StrictNamedArgs{
			"case": c.ID, "on": in.Date, "number": in.CaseNumber, "subject": in.Subject, "person": person, "now": now,
			"organisation": in.Organisation, "body": in.Body,
		})
	if err != nil {
		return fmt.Errorf("insert decision: %w", refuse(err))
	}
	if tag.RowsAffected() == 0 {
		return body.ErrUnknownBody.On("/body", MsgNoBody.With(in.Organisation, in.Body))
	}
	return nil
}

// withdraw marks a decision as withdrawn.
func withdraw(ctx context.Context, tx pgx.Tx, caseID int64, serial int, why, person string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE case_decision SET withdrawn_why = $3, withdrawn_by = $4, withdrawn_at = $5 WHERE case_id = $1 AND serial = $2`,
		caseID, serial, why, person, now)
	if err != nil {
		return fmt.Errorf("withdraw decision: %w", err)
	}
	return nil
}

// asked are the terms of a search (@terms), read once.
const asked = `
	WITH asked AS MATERIALIZED (
		SELECT t.term, websearch_to_tsquery('norwegian', t.term) AS query, cardinality(@terms::text[]) > 1 AS several FROM unnest(@terms::text[]) AS t(term))`

// sought are the terms of a search (@terms), and the cases that an organisation has
// under one of them as its number: they are looked for once, and not with each case.
const sought = asked + `,
	referred AS MATERIALIZED (
		SELECT a.term, f.case_id FROM asked a JOIN case_reference f ON search_form(f.case_number) = a.term
		UNION ALL
		SELECT a.term, f.case_id FROM asked a JOIN case_reference f ON search_form(f.archive_number) = a.term AND f.archive_number <> '')`

// list reads one page of a region's cases that the caller may read, as they are or,
// to whoever reads not all of the region's, as they were left: one statement.
func list(ctx context.Context, q pgdb.Querier, region string, f Filter, after cursor, limit int) ([]*Case, error) {
	statement, args := sought+asTheyAre, f.args(region, after, limit)
	if all, in := f.reading.Anywhere(); !all {
		statement = sought + ` (` + asTheyAre + `) UNION ALL (` + asTheyWereLeft + `)`
		args["anywhere"] = in
	}
	return pgdb.Pointers[Case](ctx, q, "list cases", statement, args)
}

// asTheyAre finds the cases that the caller may read as they are. It walks them in
// the order of their numbers until the page is full, whoever asks: OFFSET 0 keeps
// PostgreSQL from looking through all cases first.
var asTheyAre = whole + `
		WHERE ` + listed + `
			AND (@state = '' OR c.state = @state) AND (@kind = '' OR c.kind = @kind)
			AND NOT EXISTS (
				SELECT FROM asked a
				WHERE NOT (a.term NOT LIKE '-%' AND strpos(c.sought, a.term) > 0 OR a.term = c.year || '-' || c.serial
					OR numnode(a.query) = 0 AND a.several OR c.searched @@ a.query
					OR EXISTS (SELECT FROM referred f WHERE f.case_id = c.id AND f.term = a.term)) OFFSET 0)
			AND (@municipality = '' OR EXISTS (SELECT 1 FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id AND m.key = @municipality OFFSET 0))
			AND (@modified::timestamptz IS NULL OR c.modified_at >= @modified)
			AND ` + reading.ReadableNow + `
		ORDER BY c.year DESC, c.serial DESC LIMIT @limit`

// asTheyWereLeft finds those that the caller reads only as they stood when their
// municipality left them: by what they said then, and were, they are picked, and
// by nothing that came later (rule 1.1).
var asTheyWereLeft = whole + `
		CROSS JOIN LATERAL (
			SELECT l.* FROM participant_left l JOIN participant p ON p.case_id = l.case_id AND p.municipality_id = l.municipality_id AND p.left_at = l.left_at
				JOIN organisation m ON m.id = p.municipality_id
			WHERE l.case_id = c.id AND CASE WHEN ` + reading.ExemptNow + ` THEN m.key = ANY(@exempt_in::text[])
					OR EXISTS (SELECT FROM unnest(@exempt_by::text[], @exempt_cases::bigint[]) g(organisation, id) WHERE g.id = c.id AND g.organisation = m.key)
				ELSE m.key = ANY(@member_in::text[])
					OR EXISTS (SELECT FROM unnest(@granted_by::text[], @granted_cases::bigint[]) g(organisation, id) WHERE g.id = c.id AND g.organisation = m.key) END
			ORDER BY l.left_at DESC LIMIT 1) l
		WHERE c.id IN (SELECT x.case_id FROM participant_left x JOIN organisation m ON m.id = x.municipality_id WHERE m.key = ANY(@anywhere::text[]))
			AND ` + listed + `
			AND (@state = '' OR l.state = @state) AND (@kind = '' OR l.kind = @kind)
			AND NOT EXISTS (
				SELECT FROM asked a
				WHERE NOT (a.term NOT LIKE '-%' AND strpos(l.sought, a.term) > 0 OR a.term = c.year || '-' || c.serial
					OR numnode(a.query) = 0 AND a.several OR l.searched @@ a.query OR a.term = ANY(l.numbers)))
			AND (@municipality = '' OR EXISTS (SELECT FROM participant p JOIN organisation m ON m.id = p.municipality_id
				WHERE p.case_id = c.id AND m.key = @municipality AND (p.joined_at <= l.left_at OR EXISTS (
					SELECT FROM participant_past e WHERE e.case_id = p.case_id AND e.municipality_id = p.municipality_id AND e.joined_at <= l.left_at))))
			AND (@modified::timestamptz IS NULL OR l.left_at >= @modified)
			AND ` + reading.EverReadable + ` AND NOT (` + reading.ReadableNow + `)
		ORDER BY c.year DESC, c.serial DESC LIMIT @limit`

// listed are the conditions on a case c that hold whoever asks.
const listed = `c.region_id = (SELECT id FROM organisation WHERE key = @region) AND (c.year, c.serial) < (@year, @serial)
			AND (@publicity = '' OR (@publicity = 'exempt') = ` + reading.ExemptNow + `)
			AND (@from::timestamptz IS NULL OR c.created_at >= @from) AND (@to::timestamptz IS NULL OR c.created_at < @to)`

func (f Filter) args(region string, after cursor, limit int) pgx.StrictNamedArgs {
	return f.reading.Args(pgx.StrictNamedArgs{
		"region": region, "year": after.Year, "serial": after.Serial, "state": f.State, "kind": f.Kind, "publicity": f.Publicity, "terms": canon.SearchTerms(f.Text),
		"municipality": f.Municipality, "modified": pgdb.NullTime(f.ModifiedSince), "from": pgdb.NullTime(f.From), "to": pgdb.NullTime(f.To),
		"limit": limit,
	})
}
