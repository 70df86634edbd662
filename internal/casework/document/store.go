package document

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const versionColumns = `
	v.number, coalesce(f.sha256, '') AS sha256, coalesce(f.size, 0) AS size, v.media_type, v.file_name, v.address,
	v.added_by::text AS added_by, v.added_for::text AS added_for, v.added_at, v.pinned`

var columns = `
	d.case_id, d.number, d.title, d.kind, o.key AS organisation, o.name AS organisation_name, d.publicity, d.legal_basis, d.exempt_until,
	d.created_by::text AS created_by, d.created_for::text AS created_for, d.created_at, d.withdrawn_by::text AS withdrawn_by,
	d.withdrawn_for::text AS withdrawn_for, d.withdrawn_at, d.withdrawn_why, d.revision, ` + pgdb.RowsOf[Version](`
	SELECT `+versionColumns+` FROM document_version v LEFT JOIN document_content f ON f.id = v.content_id
	WHERE v.case_id = d.case_id AND v.document = d.number ORDER BY v.number DESC`) + ` AS versions`

const from = ` FROM document d JOIN organisation o ON o.id = d.organisation_id `

// exemptOn is true of a row d that is exempt on the day @today.
const exemptOn = `(d.publicity = 'exempt' AND coalesce(d.exempt_until >= @today, true))`

// find is a document of a case by its number. It refuses a number that none has.
func find(ctx context.Context, q pgdb.Querier, caseID int64, number int) (*Document, error) {
	d, err := pgdb.Pointer[Document](ctx, q, "find a document", `SELECT `+columns+from+`WHERE d.case_id = $1 AND d.number = $2`, caseID, number)
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	d.complete()
	return d, nil
}

// wanted are the documents of a case that somebody asks for and may read.
type wanted struct {
	ListQuery
	of     *casefile.Case
	exempt bool
	today  workday.Date
}

// page lists documents in the order of their numbers, for whoever reads the case,
// perhaps as it stood at a moment: then a page may be shorter than asked for.
func page(ctx context.Context, q pgdb.Querier, w wanted, p request.Page) (request.List[*Document], error) {
	after := 0
	if err := p.After(&after); err != nil {
		return request.List[*Document]{}, err
	}
	where, args := `WHERE d.case_id = @case AND d.number > @after`, pgx.StrictNamedArgs{"case": w.of.ID, "after": after, "limit": p.Limit + 1}
	narrow := func(condition, name string, value any) { where, args[name] = where+` AND `+condition, value }
	if !w.exempt {
		narrow(`NOT `+exemptOn, "today", w.today)
	}
	if w.Organisation != "" {
		narrow(`o.key = @organisation`, "organisation", w.Organisation)
	}
	if w.Kind != "" && w.of.Past == nil {
		narrow(`d.kind = @kind`, "kind", w.Kind)
	}
	found, err := pgdb.Pointers[Document](ctx, q, "list documents", `SELECT `+columns+from+where+` ORDER BY d.number LIMIT @limit`, args)
	if err != nil {
		return request.List[*Document]{}, err
	}
	for _, d := range found {
		d.complete()
	}
	return request.Cut(found, p, func(d *Document) any { return d.Number }), nil
}

// exempt are the numbers of a case's documents that are exempt on a day.
func exempt(ctx context.Context, q pgdb.Querier, caseID int64, today workday.Date) ([]int, error) {
	return pgdb.All[int](ctx, q, "find exempt documents", `SELECT d.number FROM document d WHERE d.case_id = @case AND `+exemptOn,
		pgx.StrictNamedArgs{"case": caseID, "today": today})
}

// complete gives links the hash by which they are known.
func (d *Document) complete() {
	for i := range d.Versions {
		d.Versions[i].SHA256 = d.Versions[i].hash()
	}
}

func (v *Version) hash() string {
	if v.Address != "" {
		return hashOf(v.Address)
	}
	return v.SHA256
}

// insert makes a document, with the next number of its case, and says which that is.
func insert(ctx context.Context, tx pgx.Tx, c *casefile.Case, in NewInput, by authn.Actor, now time.Time) (number int, err error) {
	err = tx.QueryRow(ctx, `
		INSERT INTO document (case_id, number, organisation_id, title, kind, publicity, legal_basis, exempt_until, created_by, created_for, created_at)
		SELECT @case, (SELECT coalesce(max(number), 0) + 1 FROM document WHERE case_id = @case), o.id, @title, @kind, @publicity, @basis, @until, @by, nullif(@for, '')::uuid, @now
		FROM organisation o WHERE o.key = @organisation RETURNING number`, pgx.StrictNamedArgs{
		"case": c.ID, "organisation": in.Organisation, "title": in.Title, "kind": in.Kind, "publicity": in.Publicity, "basis": in.LegalBasis, "until": in.ExemptUntil,
		"by": by.Person, "for": by.OnBehalfOf, "now": now,
	}).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert a document: %w", err)
	}
	return number, nil
}

// update writes what is said of a document.
func update(ctx context.Context, tx pgx.Tx, d *Document, in Input) error {
	_, err := tx.Exec(ctx, `
		UPDATE document SET title = @title, kind = @kind, publicity = @publicity, legal_basis = @basis, exempt_until = @until, revision = revision + 1
		WHERE case_id = @case AND number = @number`, pgx.StrictNamedArgs{
		"case": d.CaseID, "number": d.Number, "title": in.Title, "kind": in.Kind, "publicity": in.Publicity, "basis": in.LegalBasis, "until": in.ExemptUntil,
	})
	if err != nil {
		return fmt.Errorf("update a document: %w", err)
	}
	return nil
}

// withdraw marks a document as withdrawn.
func withdraw(ctx context.Context, tx pgx.Tx, d *Document, why string, by authn.Actor, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE document SET withdrawn_why = $3, withdrawn_by = $4, withdrawn_for = nullif($5, '')::uuid, withdrawn_at = $6, revision = revision + 1
		WHERE case_id = $1 AND number = $2`, d.CaseID, d.Number, why, by.Person, by.OnBehalfOf, now)
	if err != nil {
		return fmt.Errorf("withdraw a document: %w", err)
	}
	return nil
}

// insertVersion adds a version to a document: the file of a content, or a link.
func insertVersion(ctx context.Context, tx pgx.Tx, d *Document, v Version, content *int64, by authn.Actor) error {
	_, err := tx.Exec(ctx, `
		WITH d AS (UPDATE document SET revision = revision + 1 WHERE case_id = @case AND number = @document RETURNING case_id, number)
		INSERT INTO document_version (case_id, document, number, content_id, media_type, file_name, address, added_by, added_for, added_at)
		SELECT d.case_id, d.number, @number, @content, @type, @name, @address, @by, nullif(@for, '')::uuid, @at FROM d`, pgx.StrictNamedArgs{
		"case": d.CaseID, "document": d.Number, "number": v.Number, "content": content, "type": v.MediaType, "name": v.FileName, "address": v.Address,
		"by": by.Person, "for": by.OnBehalfOf, "at": v.AddedAt,
	})
	if err != nil {
		return fmt.Errorf("insert a version of a document: %w", err)
	}
	return nil
}
