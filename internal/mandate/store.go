package mandate

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casefile"
	"forankring.no/forankring/internal/fault"
	"forankring.no/forankring/internal/httpapi"
	"forankring.no/forankring/internal/pgdb"
	"forankring.no/forankring/internal/rest"
)

const selectVersion = `
	SELECT v.case_id, r.key AS region, c.year || '-' || c.serial AS case_number, v.version, v.state, v.common, v.common_hash, v.content_hash,
		v.rule, v.drafted_at, v.submitted_by::text AS submitted_by, v.submitted_at, v.answer_by, v.naming_due, v.in_force_at,
		v.closed_at, v.closed_why, v.revision
	FROM mandate_version v JOIN casefile c ON c.id = v.case_id JOIN organisation r ON r.id = c.region_id
	WHERE v.case_id = @case `

// InForce is the version of a case that is in force, nil when none is.
func InForce(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	return one(ctx, q, `AND v.state = 'in_force'`, pgx.StrictNamedArgs{"case": caseID})
}

// Open is the version of a case that is open for answers, nil when none is.
func Open(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	return one(ctx, q, `AND v.state = 'open'`, pgx.StrictNamedArgs{"case": caseID})
}

// Newest is the newest version of a case that was submitted and not withdrawn,
// nil when there is none: the one that the matrix speaks of (rule 2.4).
func Newest(ctx context.Context, q pgdb.Querier, caseID int64) (*Version, error) {
	return one(ctx, q, `AND v.state NOT IN ('draft', 'withdrawn') ORDER BY v.version DESC LIMIT 1`, pgx.StrictNamedArgs{"case": caseID})
}

// load finds a version of a case by its number.
func load(ctx context.Context, q pgdb.Querier, caseID int64, number int) (*Version, error) {
	v, err := one(ctx, q, `AND v.version = @version`, pgx.StrictNamedArgs{"case": caseID, "version": number})
	if err == nil && v == nil {
		return nil, httpapi.ErrNotFound
	}
	return v, err
}

func one(ctx context.Context, q pgdb.Querier, which string, args pgx.StrictNamedArgs) (*Version, error) {
	found, err := versions(ctx, q, which, args)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// page lists a case's versions, the newest first.
func page(ctx context.Context, q pgdb.Querier, caseID int64, state string, p rest.Page) (rest.List[*Version], error) {
	before := int(1 << 30)
	if err := p.After(&before); err != nil {
		return rest.List[*Version]{}, err
	}
	found, err := versions(ctx, q, `AND v.version < @before AND (@state = '' OR v.state = @state) ORDER BY v.version DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"case": caseID, "before": before, "state": state, "limit": p.Limit + 1})
	if err != nil {
		return rest.List[*Version]{}, err
	}
	return rest.Cut(found, p, func(v *Version) any { return v.Number }), nil
}

// versions reads versions of one case with their slices and answers: three
// statements, however many.
func versions(ctx context.Context, q pgdb.Querier, which string, args pgx.StrictNamedArgs) ([]*Version, error) {
	rows, err := q.Query(ctx, selectVersion+which, args)
	if err != nil {
		return nil, fmt.Errorf("find mandates: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[Version])
	if err != nil {
		return nil, fmt.Errorf("read mandates: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found, fill(ctx, q, args["case"], found)
}

func fill(ctx context.Context, q pgdb.Querier, caseID any, found []*Version) error {
	numbers := make([]int, len(found))
	by := map[int]*Version{}
	for i, v := range found {
		numbers[i], by[v.Number] = v.Number, v
		v.Slices, v.Approvals = []Slice{}, []Approval{}
	}
	b := &pgx.Batch{}
	b.Queue(`
		SELECT s.version, m.name, s.content, s.hash FROM mandate_slice s JOIN organisation m ON m.id = s.municipality_id
		WHERE s.case_id = $1 AND s.version = ANY($2) ORDER BY m.key`, caseID, numbers).
		Query(func(rows pgx.Rows) error {
			var number int
			var name string
			var s Slice
			for rows.Next() {
				s = Slice{}
				if err := rows.Scan(&number, &name, &s.SliceContent, &s.Hash); err != nil {
					return err
				}
				by[number].add(s, name)
			}
			return rows.Err()
		})
	b.Queue(`
		SELECT a.version, m.key AS municipality, a.answer, a.reason, a.person_id::text AS person_id, p.name, a.on_behalf_of::text AS on_behalf_of,
			a.at, a.late, a.superseded_at
		FROM mandate_answer a JOIN organisation m ON m.id = a.municipality_id JOIN person p ON p.id = a.person_id
		WHERE a.case_id = $1 AND a.version = ANY($2) ORDER BY a.id`, caseID, numbers).
		Query(func(rows pgx.Rows) error {
			answers, err := pgx.CollectRows(rows, pgx.RowToStructByName[Answer])
			for _, a := range answers {
				if asked := by[a.Version].Approval(a.Municipality); asked != nil {
					asked.take(a)
				}
			}
			return err
		})
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("read slices and answers: %w", err)
	}
	return nil
}

// add puts a slice into the version, and the approval that it asks for.
func (v *Version) add(s Slice, name string) {
	v.Slices = append(v.Slices, s)
	v.Approvals = append(v.Approvals, Approval{
		Resource:     rest.Resource{Self: v.Ref().Path() + "/approvals/" + s.Municipality},
		Municipality: s.Municipality, Name: name, Status: Unanswered, CommonHash: v.CommonHash, SliceHash: s.Hash, History: []Answer{},
	})
}

// insert makes the next version of a case, in draft. The case's row is locked,
// so numbers neither clash nor leave gaps.
func insert(ctx context.Context, tx pgx.Tx, c *casefile.Case, in ContentInput, now time.Time) (int, error) {
	var number int
	err := tx.QueryRow(ctx, `
		INSERT INTO mandate_version (case_id, version, common, drafted_at)
		SELECT @case, 1 + coalesce(max(version), 0), @common, @now FROM mandate_version WHERE case_id = @case
		RETURNING version`, pgx.StrictNamedArgs{"case": c.ID, "common": in.Common, "now": now}).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert mandate: %w", pgdb.Refuse(err, map[string]*fault.Error{"mandate_version_one_draft": ErrDraftExists}))
	}
	return number, putSlices(ctx, tx, c, number, in.Slices)
}

// edit replaces the content of a draft.
func edit(ctx context.Context, tx pgx.Tx, c *casefile.Case, number int, in ContentInput) error {
	_, err := tx.Exec(ctx, `UPDATE mandate_version SET common = $3, revision = revision + 1 WHERE case_id = $1 AND version = $2 AND state = 'draft'`,
		c.ID, number, in.Common)
	if err != nil {
		return fmt.Errorf("edit mandate: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM mandate_slice WHERE case_id = $1 AND version = $2`, c.ID, number); err != nil {
		return fmt.Errorf("clear slices: %w", err)
	}
	return putSlices(ctx, tx, c, number, in.Slices)
}

func putSlices(ctx context.Context, tx pgx.Tx, c *casefile.Case, number int, list []SliceContent) error {
	b := &pgx.Batch{}
	for _, s := range list {
		p, err := c.Party(s.Municipality)
		if err != nil {
			return err
		}
		b.Queue(`INSERT INTO mandate_slice (case_id, version, municipality_id, content) VALUES ($1, $2, $3, $4)`, c.ID, number, p.ID, s)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("insert slices: %w", err)
	}
	return nil
}

// save writes what acts move: the state and what goes with it. The content is
// written by insert and edit alone; its hashes once, at submission.
func save(ctx context.Context, tx pgx.Tx, v *Version) error {
	b := &pgx.Batch{}
	b.Queue(`
		UPDATE mandate_version SET state = @state, common_hash = @common, content_hash = @content, submitted_by = @by, submitted_at = @at,
			answer_by = @answer, naming_due = @naming, in_force_at = @force, closed_at = @closed, closed_why = @why, revision = revision + 1
		WHERE case_id = @case AND version = @version`, pgx.StrictNamedArgs{
		"case": v.CaseID, "version": v.Number, "state": v.State, "common": v.CommonHash, "content": v.ContentHash, "by": v.SubmittedBy, "at": v.SubmittedAt,
		"answer": v.AnswerBy, "naming": v.NamingDue, "force": v.InForceAt, "closed": v.ClosedAt, "why": v.ClosedWhy,
	})
	for _, s := range v.Slices {
		b.Queue(`
			UPDATE mandate_slice SET hash = $4 FROM organisation m
			WHERE case_id = $1 AND version = $2 AND municipality_id = m.id AND m.key = $3 AND hash <> $4`, v.CaseID, v.Number, s.Municipality, s.Hash)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("save mandate: %w", err)
	}
	return nil
}

// keep stores an answer; the one before it stands no longer.
func keep(ctx context.Context, tx pgx.Tx, v *Version, p *casefile.Participant, a *Answer) error {
	_, err := tx.Exec(ctx, `
		UPDATE mandate_answer SET superseded_at = $4
		WHERE case_id = $1 AND version = $2 AND municipality_id = $3 AND superseded_at IS NULL`, v.CaseID, v.Number, p.ID, a.At)
	if err != nil {
		return fmt.Errorf("supersede an answer: %w", err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO mandate_answer (case_id, version, municipality_id, answer, reason, person_id, on_behalf_of, at, late)
		VALUES (@case, @version, @municipality, @answer, @reason, @person, @behalf, @at, @late)`, pgx.StrictNamedArgs{
		"case": v.CaseID, "version": v.Number, "municipality": p.ID, "answer": a.Answer, "reason": a.Reason, "person": a.Person,
		"behalf": a.OnBehalfOf, "at": a.At, "late": a.Late,
	})
	if err != nil {
		return fmt.Errorf("insert answer: %w", err)
	}
	return nil
}
