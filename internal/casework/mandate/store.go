package mandate

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
)

const columns = `
	v.case_id, r.key AS region, c.year || '-' || c.serial AS case_number, v.version, v.state, v.common, v.common_hash, v.content_hash,
	v.rule, v.rule_count, v.rule_numerator, v.rule_denominator, v.rule_number, v.drafted_at, v.submitted_by::text AS submitted_by, v.submitted_at,
	v.answer_by, v.naming_due, v.in_force_at, v.closed_at, v.closed_why, v.revision`

const from = ` FROM mandate_version v JOIN casefile c ON c.id = v.case_id JOIN organisation r ON r.id = c.region_id `

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
func page(ctx context.Context, q pgdb.Querier, caseID int64, state string, p request.Page) (request.List[*Version], error) {
	before := int(1 << 30)
	if err := p.After(&before); err != nil {
		return request.List[*Version]{}, err
	}
	found, err := versions(ctx, q, `AND v.version < @before AND (@state = '' OR v.state = @state) ORDER BY v.version DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"case": caseID, "before": before, "state": state, "limit": p.Limit + 1})
	if err != nil {
		return request.List[*Version]{}, err
	}
	return request.Cut(found, p, func(v *Version) any { return v.Number }), nil
}

// versions reads versions of one case with their slices and answers: a fixed
// number of statements, however many.
func versions(ctx context.Context, q pgdb.Querier, which string, args pgx.StrictNamedArgs) ([]*Version, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+from+`WHERE v.case_id = @case `+which, args)
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
	return found, complete(ctx, q, found)
}

// complete reads the slices and answers of versions, of whatever cases: a fixed
// number of statements. The version column of its rows is the place in found.
func complete(ctx context.Context, q pgdb.Querier, found []*Version) error {
	cases, numbers := make([]int64, len(found)), make([]int, len(found))
	for i, v := range found {
		cases[i], numbers[i] = v.CaseID, v.Number
		v.Slices, v.Approvals = []Slice{}, []Approval{}
	}
	const asked = ` JOIN unnest($1::bigint[], $2::int[]) WITH ORDINALITY AS k (case_id, number, place) ON k.case_id = x.case_id AND k.number = x.version `
	conditions := map[int64][]Condition{}
	b := &pgx.Batch{}
	queue(b, `
		SELECT k.place AS version, m.name, x.content, x.hash, x.stale_from FROM mandate_slice x`+asked+`JOIN organisation m ON m.id = x.municipality_id
		ORDER BY m.key`, pgx.RowToStructByName[sliceRow], cases, numbers,
		func(r sliceRow) { found[r.Version-1].add(r) })
	queue(b, `
		SELECT n.answer_id, n.number, n.text, n.organisation, n.office, n.due, n.effect, n.state, n.report, n.reported_by::text AS reported_by, n.reported_at,
			n.note, n.settled_by::text AS settled_by, n.settled_at, n.revision
		FROM mandate_answer x`+asked+`JOIN mandate_condition n ON n.answer_id = x.id ORDER BY n.answer_id, n.number`, pgx.RowToStructByName[Condition], cases, numbers,
		func(c Condition) {
			c.Responsible, c.Actions = ResponsibleOffice{Organisation: c.Organisation, Office: c.Office}, []request.Action{}
			conditions[c.AnswerID] = append(conditions[c.AnswerID], c)
		})
	queue(b, `
		SELECT x.id, k.place AS version, m.key AS municipality, x.answer, x.reason, x.person_id::text AS person_id, p.name,
			x.on_behalf_of::text AS on_behalf_of, coalesce(h.name, '') AS behalf_name,
			coalesce(b.key, '') AS body, x.decided_on, x.case_number, x.at, x.late, x.carried_from, x.superseded_at, x.blocked,
			coalesce(CASE WHEN x.carried_from IS NOT NULL THEN (
				SELECT v.submitted_at FROM mandate_version v WHERE v.case_id = x.case_id AND v.version = x.version) END, x.at)
				< (SELECT t.joined_at FROM participant t WHERE t.case_id = x.case_id AND t.municipality_id = x.municipality_id) AS outdated,
			x.body_id IS NULL AND EXISTS (
				SELECT FROM disqualification d WHERE d.case_id = x.case_id AND d.person_id IN (x.person_id, x.on_behalf_of)
					AND d.state = 'disqualified' AND d.from_at <= x.at AND (d.to_at IS NULL OR d.to_at > x.at)) AS disqualified
		FROM mandate_answer x`+asked+`JOIN organisation m ON m.id = x.municipality_id JOIN person p ON p.id = x.person_id
		LEFT JOIN person h ON h.id = x.on_behalf_of LEFT JOIN body b ON b.id = x.body_id
		ORDER BY x.id`, pgx.RowToStructByName[Answer], cases, numbers,
		func(a Answer) {
			v := found[a.Version-1]
			a.Version, a.Conditions = v.Number, append([]Condition{}, conditions[a.ID]...)
			v.Approval(a.Municipality).take(a)
		})
	queue(b, `
		SELECT k.place AS version, r.rule, r.rule_count, r.rule_numerator, r.rule_denominator
		FROM mandate_version x`+asked+`JOIN casefile c ON c.id = x.case_id JOIN mandate_rule r ON r.region_id = c.region_id
		WHERE x.state <> 'draft' AND r.number > x.rule_number AND r.number <= coalesce(x.rule_until, r.number)
		ORDER BY r.number`, pgx.RowToStructByName[ruleRow], cases, numbers,
		func(r ruleRow) { v := found[r.Version-1]; v.RulesSince = append(v.RulesSince, r.Rule) })
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("read slices and answers: %w", err)
	}
	for _, v := range found {
		v.judge()
	}
	return nil
}

// queue adds a query for one kind of parts of versions.
func queue[T any](b *pgx.Batch, sql string, to pgx.RowToFunc[T], cases []int64, numbers []int, add func(T)) {
	b.Queue(sql, cases, numbers).Query(func(rows pgx.Rows) error {
		found, err := pgx.CollectRows(rows, to)
		for _, one := range found {
			add(one)
		}
		return err
	})
}

type sliceRow struct {
	Version   int          `db:"version"`
	Name      string       `db:"name"`
	Content   SliceContent `db:"content"`
	Hash      string       `db:"hash"`
	StaleFrom *int         `db:"stale_from"`
}

type ruleRow struct {
	Version int `db:"version"`
	Rule
}

// add puts a slice into the version, and the approval that it asks for.
func (v *Version) add(r sliceRow) {
	v.Slices = append(v.Slices, Slice{SliceContent: r.Content, Hash: r.Hash})
	v.Approvals = append(v.Approvals, Approval{
		Resource:     request.Resource{Self: v.Ref().Path() + "/approvals/" + r.Content.Municipality},
		Municipality: r.Content.Municipality, Name: r.Name, StaleFrom: r.StaleFrom, CommonHash: v.CommonHash, SliceHash: r.Hash, History: []Answer{},
	})
}

// judge finds how every municipality stands, once all its answers are filed.
func (v *Version) judge() {
	for i := range v.Approvals {
		a := &v.Approvals[i]
		a.judge()
		for _, answer := range a.answers() {
			for _, c := range answer.Conditions {
				a.Revision += c.Revision - 1
			}
		}
	}
	if v.State != StateDraft {
		_, v.Needed, _ = v.needs()
	}
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
// written by insert and edit alone; its hashes, and what is stale, once, at
// submission.
func save(ctx context.Context, tx pgx.Tx, v *Version) error {
	b := &pgx.Batch{}
	b.Queue(`
		UPDATE mandate_version SET state = @state, common_hash = @common, content_hash = @content, submitted_by = @by, submitted_at = @at,
			answer_by = @answer, naming_due = @naming, in_force_at = @force, closed_at = @closed, closed_why = @why,
			rule = @rule, rule_count = @count, rule_numerator = @numerator, rule_denominator = @denominator, rule_number = @ruled,
			rule_until = CASE WHEN @state <> 'open' THEN coalesce(rule_until, (
				SELECT max(r.number) FROM mandate_rule r JOIN casefile c ON c.region_id = r.region_id WHERE c.id = @case), 0) END,
			revision = revision + 1
		WHERE case_id = @case AND version = @version`, pgx.StrictNamedArgs{
		"case": v.CaseID, "version": v.Number, "state": v.State, "common": v.CommonHash, "content": v.ContentHash, "by": v.SubmittedBy, "at": v.SubmittedAt,
		"answer": v.AnswerBy, "naming": v.NamingDue, "force": v.InForceAt, "closed": v.ClosedAt, "why": v.ClosedWhy,
		"ruled": v.RuleNumber, "rule": v.Kind, "count": v.Count, "numerator": v.Numerator, "denominator": v.Denominator,
	})
	for i, s := range v.Slices {
		b.Queue(`
			UPDATE mandate_slice SET hash = $4, stale_from = $5 FROM organisation m
			WHERE case_id = $1 AND version = $2 AND municipality_id = m.id AND m.key = $3 AND hash <> $4`,
			v.CaseID, v.Number, s.Municipality, s.Hash, v.Approvals[i].StaleFrom)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("save mandate: %w", err)
	}
	return nil
}
