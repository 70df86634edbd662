package mandate

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits with a mandate.
const (
	WaitAnswer           = "answer_mandate"
	WaitCouncilAnswer    = "record_council_answer"
	WaitReportCondition  = "report_condition"
	WaitConfirmCondition = "confirm_condition"
)

// Wait is something of a mandate that waits; Asking goes with an answer.
type Wait struct {
	casefile.Wait
	Asking *Asking
}

// Asking is what an open version asks of a municipality that has not answered
// it, what was changed since it last answered, and what its answer must name
// (rules 3.4, 3.6).
type Asking struct {
	Version    int          `json:"version" example:"2"`
	Status     Verdict      `json:"status" enum:"waiting,stale,blocked" doc:"waiting: no answer yet; stale: what it approved was changed; blocked: whoever answered is disqualified"`
	CommonHash string       `json:"common_hash" doc:"To be named in the answer"`
	SliceHash  string       `json:"slice_hash" doc:"To be named in the answer"`
	Asked      SliceContent `json:"asked" doc:"What the version asks of the municipality"`
	// Answered is the last version that it answered since it joined the case.
	Answered *int            `json:"answered_version" example:"1" doc:"The last version that the municipality answered; null for none"`
	Changed  []ContentChange `json:"changed" nullable:"true" doc:"What this version has otherwise than that one, in the common part and the municipality's own; null where it has answered none"`
}

// Part is one municipality's part of a version that is open or in force. Of the
// slices and approvals the version has this municipality's alone.
type Part struct {
	*Version
	Municipality string
	// Disqualified says whether whoever holds the office of chief executive is
	// disqualified in the case (rule 1.7).
	Disqualified bool
	// Before is the last version that the municipality answered since it joined
	// the case, likewise with its part alone; nil for none.
	Before *Version
}

type partRow struct {
	CaseID       int64         `db:"case_id"`
	Region       string        `db:"region"`
	Case         string        `db:"case_number"`
	Number       int           `db:"version"`
	State        State         `db:"state"`
	Common       Common        `db:"common"`
	CommonHash   string        `db:"common_hash"`
	SubmittedBy  *string       `db:"submitted_by"`
	SubmittedAt  *time.Time    `db:"submitted_at"`
	AnswerBy     *workday.Date `db:"answer_by"`
	NamingDue    *workday.Date `db:"naming_due"`
	Name         string        `db:"name"`
	Content      SliceContent  `db:"content"`
	Hash         string        `db:"hash"`
	StaleFrom    *int          `db:"stale_from"`
	Answer       *Verdict      `db:"answer"`
	At           *time.Time    `db:"at"`
	CarriedFrom  *int          `db:"carried_from"`
	Blocked      bool          `db:"blocked"`
	Disqualified bool          `db:"disqualified"`
	Before       *int          `db:"before_version"`
	BeforeCommon *Common       `db:"before_common"`
	BeforeSlice  *SliceContent `db:"before_slice"`
}

// CurrentParts reads what the open versions, and those in force, of some cases ask of
// municipalities that take part in them now: one statement.
func CurrentParts(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, municipalities []string, now time.Time) ([]Part, error) {
	ids, _ := casefile.IDs(cases)
	rows, err := q.Query(ctx, `
		WITH barred AS (
			SELECT d.case_id, d.person_id FROM disqualification d
			WHERE d.case_id = ANY(@cases) AND d.state = 'disqualified' AND d.from_at <= @at AND (d.to_at IS NULL OR d.to_at > @at))
		SELECT v.case_id, r.key AS region, c.year || '-' || c.serial AS case_number, v.version, v.state, v.common, v.common_hash,
			v.submitted_by::text AS submitted_by, v.submitted_at, v.answer_by, v.naming_due, m.name, s.content, s.hash, s.stale_from,
			a.answer, a.at, a.carried_from, coalesce(a.blocked, false) AS blocked,
			EXISTS (
				SELECT FROM office f JOIN barred x ON x.person_id = f.person_id AND x.case_id = v.case_id
				WHERE f.organisation_id = m.id AND f.kind = '`+office.ChiefExecutive+`' AND f.from_at <= @at AND (f.to_at IS NULL OR f.to_at > @at)) AS disqualified,
			l.version AS before_version, l.common AS before_common, l.content AS before_slice
		FROM mandate_version v JOIN casefile c ON c.id = v.case_id JOIN organisation r ON r.id = c.region_id
		JOIN mandate_slice s ON s.case_id = v.case_id AND s.version = v.version JOIN organisation m ON m.id = s.municipality_id
		JOIN participant p ON p.case_id = v.case_id AND p.municipality_id = m.id AND p.left_at IS NULL
		LEFT JOIN mandate_answer a ON a.case_id = v.case_id AND a.version = v.version AND a.municipality_id = m.id AND a.superseded_at IS NULL
		LEFT JOIN LATERAL (
			SELECT w.version, w.common, t.content
			FROM mandate_version w JOIN mandate_slice t ON t.case_id = w.case_id AND t.version = w.version AND t.municipality_id = m.id
			WHERE w.case_id = v.case_id AND w.version <= v.version AND EXISTS (
				SELECT FROM mandate_answer b WHERE b.case_id = w.case_id AND b.version = w.version AND b.municipality_id = m.id AND b.at >= p.joined_at)
			ORDER BY w.version DESC LIMIT 1) l ON true
		WHERE v.case_id = ANY(@cases) AND v.state IN ('open', 'in_force') AND m.key = ANY(@municipalities)
		ORDER BY v.case_id, v.version, m.key`, pgx.StrictNamedArgs{"cases": ids, "municipalities": municipalities, "at": now})
	if err != nil {
		return nil, fmt.Errorf("find parts of mandates: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[partRow])
	if err != nil {
		return nil, fmt.Errorf("read parts of mandates: %w", err)
	}
	parts := make([]Part, len(found))
	for i, r := range found {
		parts[i] = r.part()
	}
	return parts, nil
}

func (r partRow) part() Part {
	v := &Version{
		CaseID: r.CaseID, Region: r.Region, Case: r.Case, Number: r.Number, State: r.State, Common: r.Common, CommonHash: r.CommonHash,
		SubmittedBy: r.SubmittedBy, SubmittedAt: r.SubmittedAt, AnswerBy: r.AnswerBy, NamingDue: r.NamingDue,
	}
	v.Self = v.Ref().Path()
	v.add(sliceRow{Version: r.Number, Name: r.Name, Content: r.Content, Hash: r.Hash, StaleFrom: r.StaleFrom})
	a := &v.Approvals[0]
	if r.Answer != nil {
		a.take(Answer{Version: r.Number, Municipality: a.Municipality, Answer: *r.Answer, At: *r.At, CarriedFrom: r.CarriedFrom, Blocked: r.Blocked})
	}
	a.judge()
	p := Part{Version: v, Municipality: a.Municipality, Disqualified: r.Disqualified}
	if r.Before != nil {
		p.Before = &Version{Number: *r.Before, Common: *r.BeforeCommon, Slices: []Slice{{SliceContent: *r.BeforeSlice}}}
	}
	return p
}

// Waits are the answers that open versions of some cases wait for from
// municipalities of the list, and the conditions that organisations of the list
// have to fulfil or confirm: two statements, however many cases.
func Waits(ctx context.Context, q pgdb.Querier, cases []*casefile.Case, organisations []string, now time.Time) ([]Wait, error) {
	parts, err := CurrentParts(ctx, q, cases, organisations, now)
	if err != nil {
		return nil, err
	}
	ids, by := casefile.IDs(cases)
	var waits []Wait
	for _, p := range parts {
		c := by[p.CaseID]
		if a := p.Approval(p.Municipality); p.State != StateOpen || !a.Unanswered() || c.Prepared() != nil {
			continue
		}
		waits = append(waits, p.answer(c, now, WaitAnswer))
		if p.Disqualified {
			waits = append(waits, p.answer(c, now, WaitCouncilAnswer))
		}
	}
	conditions, err := unfulfilled(ctx, q, ids, organisations)
	for i := range conditions {
		r := &conditions[i]
		if w, ok := r.wait(by[r.CaseID], now); ok && slices.Contains(organisations, w.Organisation) {
			waits = append(waits, Wait{Wait: w})
		}
	}
	return waits, err
}

// answer is the wait for a municipality's answer: by the chief executive, or by
// the council, for which the clerk records it.
func (p Part) answer(c *casefile.Case, now time.Time, kind string) Wait {
	a, v := p.Approval(p.Municipality), p.Version
	e := v.entry(a, c, now)
	w := casefile.Wait{
		Case: c, Kind: kind, Key: fmt.Sprintf("%d/%s", v.Number, p.Municipality), Organisation: p.Municipality, Since: *e.Since, By: e.By, Overdue: e.Overdue,
		About: v.Self, Refusal: func(by authn.Actor) error { return v.Answerable(p.Municipality, by) },
		Title:      fmt.Sprintf("Answer version %d of the mandate for %s", v.Number, a.Name),
		Permission: authz.Permission{Object: "mandate", Act: "answer"},
		Act:        request.Action{Act: "answer-mandate", Method: "PUT", Href: a.Self},
	}
	if kind == WaitCouncilAnswer {
		w.Title = fmt.Sprintf("Record what the council of %s answers to version %d of the mandate", a.Name, v.Number)
		w.Permission.Act = "record_answer"
		w.Act = request.Action{Act: "record-council-answer", Method: "PUT", Href: a.Self + "/council"}
	}
	asking := &Asking{Version: v.Number, Status: a.Status, CommonHash: a.CommonHash, SliceHash: a.SliceHash, Asked: v.Slices[0].SliceContent}
	if p.Before != nil {
		asking.Answered, asking.Changed = &p.Before.Number, p.Before.Content().Diff(v.Content())
		asking.Changed = append([]ContentChange{}, asking.Changed...)
	}
	return Wait{Wait: w, Asking: asking}
}

type conditionRow struct {
	CaseID       int64     `db:"case_id"`
	Version      int       `db:"version"`
	Municipality string    `db:"municipality"`
	Since        time.Time `db:"since"`
	Condition
}

// unfulfilled reads the conditions of approvals of versions in force that are
// not fulfilled yet.
func unfulfilled(ctx context.Context, q pgdb.Querier, ids []int64, organisations []string) ([]conditionRow, error) {
	rows, err := q.Query(ctx, `
		SELECT a.case_id, a.version, m.key AS municipality, greatest(v.in_force_at, a.at, n.reported_at, n.settled_at) AS since,
			n.answer_id, n.number, n.text, n.organisation, n.office, n.due, n.effect, n.state, n.report, n.reported_by::text AS reported_by, n.reported_at,
			n.note, n.settled_by::text AS settled_by, n.settled_at, n.revision
		FROM mandate_version v JOIN mandate_answer a ON a.case_id = v.case_id AND a.version = v.version AND a.superseded_at IS NULL
		JOIN mandate_condition n ON n.answer_id = a.id JOIN organisation m ON m.id = a.municipality_id
		WHERE v.case_id = ANY(@cases) AND v.state = 'in_force' AND n.state <> 'fulfilled' AND (n.organisation = ANY(@organisations) OR m.key = ANY(@organisations))
		ORDER BY a.case_id, m.key, n.number`, pgx.StrictNamedArgs{"cases": ids, "organisations": organisations})
	if err != nil {
		return nil, fmt.Errorf("find conditions that wait: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[conditionRow])
	if err != nil {
		return nil, fmt.Errorf("read conditions that wait: %w", err)
	}
	return found, nil
}

// wait is the wait for a report or for its confirmation, unless either
// municipality has left the case.
func (r *conditionRow) wait(c *casefile.Case, now time.Time) (w casefile.Wait, ok bool) {
	party, err := c.Party(r.Municipality)
	if err != nil || c.Alive() != nil {
		return w, false
	}
	v := &Version{Region: c.Region, Case: c.Number, Number: r.Version, State: StateInForce}
	self := fmt.Sprintf("%s/approvals/%s/conditions/%d", v.Ref().Path(), r.Municipality, r.Number)
	w = casefile.Wait{
		Case: c, Key: fmt.Sprintf("%d/%s/%d", r.Version, r.Municipality, r.Number), Since: r.Since, By: &r.Due,
		Overdue: !now.Before(r.Due.EndIn(workday.Oslo())), About: self,
	}
	if r.State == ConditionOpen {
		if _, err := c.Party(r.Organisation); err != nil && r.Organisation != c.Region {
			return w, false
		}
		w.Kind, w.Organisation, w.Posts = WaitReportCondition, r.Organisation, []authority.Post{{Organisation: r.Organisation, Office: r.Office}}
		w.Title = fmt.Sprintf("Report how the condition that %s set is fulfilled: %s", party.Name, r.Text)
		w.Permission, w.Refusal = authz.Permission{Object: "condition", Act: "report"}, func(authn.Actor) error { return r.Reportable(v) }
		w.Act = request.Action{Act: "report-condition", Method: "POST", Href: self + "/report"}
		return w, true
	}
	w.Kind, w.Organisation = WaitConfirmCondition, r.Municipality
	w.Title = fmt.Sprintf("Confirm that the condition of %s is fulfilled, or send it back: %s", party.Name, r.Text)
	w.Permission, w.Refusal = authz.Permission{Object: "condition", Act: "confirm"}, func(authn.Actor) error { return r.Settleable(v) }
	w.Act = request.Action{Act: "confirm-condition", Method: "POST", Href: self + "/confirm"}
	return w, true
}
