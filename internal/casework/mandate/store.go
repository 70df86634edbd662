package mandate

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

const columns = `
	v.case_id, r.key AS region, r.name AS region_name, c.year || '-' || c.serial AS case_number, v.version, v.state, v.common, v.common_hash, v.content_hash,
	v.rule, v.rule_count, v.rule_numerator, v.rule_denominator, v.rule_number, v.rule_until, v.drafted_at, v.submitted_by::text AS submitted_by,
	v.submitted_at, v.answer_by, v.naming_due, v.in_force_at, v.closed_at, v.closed_why, v.revision,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('content', s.content, 'hash', s.hash, 'name', m.name, 'stale_from', s.stale_from) ORDER BY m.key), '[]')
		FROM mandate_slice s JOIN organisation m ON m.id = s.municipality_id WHERE s.case_id = v.case_id AND s.version = v.version) AS asked,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('number', g.number, 'rule', g.rule, 'rule_count', g.rule_count,
			'rule_numerator', g.rule_numerator, 'rule_denominator', g.rule_denominator) ORDER BY g.number), '[]')
		FROM mandate_rule g WHERE v.state NOT IN ('draft', 'discarded') AND g.region_id = c.region_id AND g.number > v.rule_number AND g.number <= coalesce(v.rule_until, g.number)) AS rules`

const from = ` FROM mandate_version v JOIN casefile c ON c.id = v.case_id JOIN organisation r ON r.id = c.region_id `

// Find is a version of a case by its number; it refuses a number that none has.
func Find(ctx context.Context, q pgdb.Querier, caseID int64, number int) (*Document, error) {
	found, err := versions(ctx, q, Numbered(caseID, number))
	if err == nil && len(found) == 0 {
		err = httpapi.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// FindIn is Find for whoever reads the case, perhaps as it stood at a moment:
// then there is no version that was submitted later, and no draft, which was
// edited since (rule 1.1).
func FindIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, number int) (*Document, error) {
	v, err := Find(ctx, q, c.ID, number)
	if err == nil && !v.Turn(c.Past) {
		return nil, httpapi.ErrNotFound
	}
	return v, err
}

// Earlier are the versions of a case before one, the newest first.
func Earlier(ctx context.Context, q pgdb.Querier, caseID int64, before int) ([]*Document, error) {
	found, err := versions(ctx, q, Before(caseID, before))
	slices.Reverse(found)
	return found, err
}

// PageIn lists a case's versions, the newest first, for whoever reads it, perhaps
// as it stood at a moment: then a page may be shorter than asked for (rule 1.1).
func PageIn(ctx context.Context, q pgdb.Querier, c *casefile.Case, state string, p request.Page) (request.List[*Document], error) {
	if c.Past == nil {
		return page(ctx, q, c.ID, state, p)
	}
	list, err := page(ctx, q, c.ID, "", p)
	list.Items = slices.DeleteFunc(list.Items, func(v *Document) bool { return !v.Turn(c.Past) || state != "" && string(v.State) != state })
	return list, err
}

func page(ctx context.Context, q pgdb.Querier, caseID int64, state string, p request.Page) (request.List[*Document], error) {
	before := int(1 << 30)
	if err := p.After(&before); err != nil {
		return request.List[*Document]{}, err
	}
	found, err := listed(ctx, q, `WHERE v.case_id = @case AND v.version < @before AND (@state = '' OR v.state = @state) ORDER BY v.version DESC LIMIT @limit`,
		pgx.StrictNamedArgs{"case": caseID, "before": before, "state": state, "limit": p.Limit + 1})
	if err != nil {
		return request.List[*Document]{}, err
	}
	return request.Cut(found, p, func(v *Document) any { return v.Number }), nil
}

// row is a version as it is read, with what it asks of each municipality and
// the rules that the region set while it was open.
type row struct {
	Document
	Asked []struct {
		Content   SliceContent `json:"content"`
		Hash      string       `json:"hash"`
		Name      string       `json:"name"`
		StaleFrom *int         `json:"stale_from"`
	} `db:"asked"`
	Rules []NumberedRule `db:"rules"`
}

func (r *row) version() *Document {
	r.RulesSince, r.Slices = r.Rules, make([]Slice, len(r.Asked))
	for i, a := range r.Asked {
		r.Slices[i] = Slice{SliceContent: a.Content, Hash: a.Hash, Name: a.Name, StaleFrom: a.StaleFrom}
	}
	return &r.Document
}

// listed reads versions whole: one statement, however many.
func listed(ctx context.Context, q pgdb.Querier, where string, args pgx.StrictNamedArgs) ([]*Document, error) {
	rows, err := pgdb.Pointers[row](ctx, q, "read mandates", `SELECT `+columns+from+where, args)
	if err != nil {
		return nil, err
	}
	found := make([]*Document, len(rows))
	for i, r := range rows {
		found[i] = r.version()
	}
	return found, nil
}

// OpenFilter narrows the open versions of a region. Zero members filter
// nothing; After is where the page before ended.
type OpenFilter struct {
	Region       string
	Reading      reading.Reading
	Municipality string
	// Overdue asks for those whose answer deadline is before today.
	Overdue bool
	Today   workday.Date
	After   OpenKey
	Limit   int
}

// OpenKey is the place of an open version among those of its region.
type OpenKey struct {
	AnswerBy workday.Date
	Case     int64
}

// OpenIn finds the open versions of the cases of a region that a caller may
// read, ordered by the day by which they are to be answered: one statement,
// however many.
func OpenIn(ctx context.Context, q pgdb.Querier, f OpenFilter) ([]*Document, error) {
	args := f.Reading.Args(pgx.StrictNamedArgs{"region": f.Region, "due": f.After.AnswerBy, "after": f.After.Case})
	where := ""
	if f.Overdue {
		where += ` AND v.answer_by < @today`
	}
	if f.Municipality != "" {
		where += ` AND EXISTS (
			SELECT FROM mandate_slice s JOIN organisation m ON m.id = s.municipality_id WHERE s.case_id = v.case_id AND s.version = v.version AND m.key = @municipality)`
		args["municipality"] = f.Municipality
	}
	// The region's cases that go on are found first: no other has an open version.
	return listed(ctx, q, `
		WHERE v.state = 'open' AND v.case_id = ANY(array(SELECT g.id FROM casefile g JOIN organisation o ON o.id = g.region_id
				WHERE o.key = @region AND g.state NOT IN ('draft', 'closed', 'withdrawn')))
			AND (v.answer_by, c.id) > (@due, @after)`+where+`
			AND `+reading.ReadableNow+`
		ORDER BY v.answer_by, c.id LIMIT `+strconv.Itoa(request.Bound(f.Limit)), args)
}

// insertDraft makes the next version of a case, in draft. The case's row is
// locked, so numbers neither clash nor leave gaps.
func insertDraft(ctx context.Context, tx pgx.Tx, c *casefile.Case, in ContentInput, now time.Time) (int, error) {
	var number int
	err := tx.QueryRow(ctx, `
		INSERT INTO mandate_version (case_id, version, common, drafted_at)
		SELECT @case, 1 + coalesce(max(version), 0), @common, @now FROM mandate_version WHERE case_id = @case
		RETURNING version`, pgx.StrictNamedArgs{"case": c.ID, "common": in.Common, "now": now}).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("insert mandate: %w", pgdb.Refuse(err, map[string]*fault.Error{"mandate_version_one_draft": ErrDraftExists}))
	}
	return number, insertSlices(ctx, tx, c, number, in.Slices)
}

// replaceContent replaces the content of a draft.
func replaceContent(ctx context.Context, tx pgx.Tx, c *casefile.Case, number int, in ContentInput) error {
	_, err := tx.Exec(ctx, `UPDATE mandate_version SET common = $3, revision = revision + 1 WHERE case_id = $1 AND version = $2 AND state = 'draft'`,
		c.ID, number, in.Common)
	if err != nil {
		return fmt.Errorf("edit mandate: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM mandate_slice WHERE case_id = $1 AND version = $2`, c.ID, number); err != nil {
		return fmt.Errorf("clear slices: %w", err)
	}
	return insertSlices(ctx, tx, c, number, in.Slices)
}

func insertSlices(ctx context.Context, tx pgx.Tx, c *casefile.Case, number int, list []SliceContent) error {
	municipalities := make([]int64, len(list))
	for i, s := range list {
		p, err := c.Party(s.Municipality)
		if err != nil {
			return err
		}
		municipalities[i] = p.ID
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO mandate_slice (case_id, version, municipality_id, content)
		SELECT $1, $2, x.municipality, x.content FROM unnest($3::bigint[], $4::jsonb[]) AS x (municipality, content)`,
		c.ID, number, municipalities, list)
	if err != nil {
		return fmt.Errorf("insert slices: %w", err)
	}
	return nil
}

// SaveSubmitted writes what a submission moves: the version's state, and for
// each slice its hash and what is stale. The content was written before.
func SaveSubmitted(ctx context.Context, tx pgx.Tx, v *Document) error {
	municipalities, hashes, stale := make([]string, len(v.Slices)), make([]string, len(v.Slices)), make([]*int, len(v.Slices))
	for i, s := range v.Slices {
		municipalities[i], hashes[i], stale[i] = s.Municipality, s.Hash, s.StaleFrom
	}
	_, err := tx.Exec(ctx, `
		UPDATE mandate_slice s SET hash = x.hash, stale_from = x.stale
		FROM unnest($3::text[], $4::text[], $5::int[]) AS x (municipality, hash, stale) JOIN organisation m ON m.key = x.municipality
		WHERE s.case_id = $1 AND s.version = $2 AND s.municipality_id = m.id`, v.CaseID, v.Number, municipalities, hashes, stale)
	if err != nil {
		return fmt.Errorf("save the slices' hashes: %w", err)
	}
	return SaveState(ctx, tx, v)
}

// SaveState writes what acts move, the state and what goes with it, and counts
// the revision up. The content is never written with it (rule 3.2).
func SaveState(ctx context.Context, tx pgx.Tx, v *Document) error {
	err := tx.QueryRow(ctx, `
		UPDATE mandate_version SET state = @state, common_hash = @common, content_hash = @content, submitted_by = @by, submitted_at = @at,
			answer_by = @answer, naming_due = @naming, in_force_at = @force, closed_at = @closed, closed_why = @why,
			rule = @rule, rule_count = @count, rule_numerator = @numerator, rule_denominator = @denominator, rule_number = @ruled, rule_until = @until,
			revision = revision + 1
		WHERE case_id = @case AND version = @version
		RETURNING revision`, pgx.StrictNamedArgs{
		"case": v.CaseID, "version": v.Number, "state": v.State, "common": v.CommonHash, "content": v.ContentHash, "by": v.SubmittedBy, "at": v.SubmittedAt,
		"answer": v.AnswerBy, "naming": v.NamingDue, "force": v.InForceAt, "closed": v.ClosedAt, "why": v.ClosedWhy,
		"ruled": v.RuleNumber, "rule": v.Kind, "count": v.Count, "numerator": v.Numerator, "denominator": v.Denominator, "until": v.RuleUntil,
	}).Scan(&v.Revision)
	if err != nil {
		return fmt.Errorf("save mandate: %w", err)
	}
	return nil
}

// AskedOfParty is the relation of what the open version and the one in force ask of the
// organisation of a row x of case_party: state, naming_due, and each requirement's key,
// people, share, from_date and to_date.
const AskedOfParty = `(
	SELECT v.state, v.naming_due, r.key, r.people, r.share, r."from" AS from_date, r."to" AS to_date
	FROM mandate_version v JOIN mandate_slice s ON s.case_id = v.case_id AND s.version = v.version AND s.municipality_id = x.organisation_id
	CROSS JOIN LATERAL jsonb_to_recordset(s.content->'requirements') AS r(key text, people int, share int, "from" date, "to" date)
	WHERE v.case_id = x.case_id AND v.state IN ('open', 'in_force') OFFSET 0)`

// known is what is learnt of the case of a row c of casefile: the versions in draft,
// and those open or in force that rest on a decision.
const known = `(
	SELECT jsonb_agg(jsonb_build_object('version', v.version, 'state', v.state, 'decision', v.common->'decision') ORDER BY v.version)
	FROM mandate_version v
	WHERE v.case_id = c.id AND (v.state = 'draft' OR v.state IN ('open', 'in_force') AND v.common ? 'decision'))`

// learn marks a case that has a version in draft, and its decisions on which a
// version rests that is open or in force.
func learn(c *casefile.Case, found []byte) error {
	var versions []resting
	if err := json.Unmarshal(found, &versions); err != nil {
		return err //nolint:wrapcheck // who asks says what for
	}
	for _, v := range versions {
		v.mark(c)
	}
	return nil
}

// resting is a version in draft, or one that rests on a decision.
type resting struct {
	Version  int       `json:"version"`
	State    State     `json:"state"`
	Decision *Decision `json:"decision"`
}

func (v resting) mark(c *casefile.Case) {
	if v.State == StateDraft {
		c.Drafting = true
		return
	}
	for i := range c.Decisions {
		if d := &c.Decisions[i]; v.Decision != nil && v.Decision.Recorded([]casefile.Decision{*d}) {
			d.RestsOn = v.Version
		}
	}
}

// NamingDates are the days by which the versions of a case that are open or in
// force ask for names, or were where the case is read as it stood (rule 1.1).
func NamingDates(ctx context.Context, q pgdb.Querier, c *casefile.Case) ([]NamingDate, error) {
	return pgdb.All[NamingDate](ctx, q, "find the naming due dates", `
		SELECT version, naming_due FROM mandate_version WHERE case_id = $1 AND ($2::timestamptz IS NULL AND state IN ('open', 'in_force')
			OR submitted_at <= $2 AND (closed_at IS NULL OR closed_at > $2)) ORDER BY version`, c.ID, c.Past.Moment())
}
