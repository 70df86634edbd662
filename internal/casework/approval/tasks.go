package approval

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/mandate"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits with a mandate.
const (
	WaitAnswer        = "answer_mandate"
	WaitCouncilAnswer = "record_council_answer"
)

// Tasks are the tasks of answering.
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitAnswer, WaitCouncilAnswer},
		Find: func(a waiting.Asked) []string {
			if !a.May(AnswerMandate.Permission()) && !a.May(RecordCouncilAnswer.Permission()) {
				return nil
			}
			return []string{`
				SELECT '` + WaitAnswer + `' AS kind, x.case_id, x.path, v.answer_by AS due
				FROM live x CROSS JOIN LATERAL (SELECT v.version, v.answer_by FROM mandate_version v WHERE v.case_id = x.case_id AND v.state = 'open' OFFSET 0) v
				WHERE EXISTS (SELECT FROM mandate_slice s WHERE s.case_id = x.case_id AND s.version = v.version AND s.municipality_id = x.organisation_id OFFSET 0)
					AND NOT EXISTS (SELECT FROM mandate_answer a WHERE a.case_id = x.case_id AND a.version = v.version
						AND a.municipality_id = x.organisation_id AND a.superseded_at IS NULL AND NOT a.blocked OFFSET 0)`}
		},
		Waits: waits,
	}
}

// Asking is what an open version asks of a municipality that has not answered
// it, what was changed since it last answered, and what its answer must name
// (rules 3.4, 3.6).
type Asking struct {
	Version    int                  `json:"version" example:"2"`
	Status     Verdict              `json:"status" enum:"waiting,stale,blocked" doc:"waiting: no answer yet; stale: what it approved was changed; blocked: whoever answered is disqualified"`
	CommonHash string               `json:"common_hash" doc:"Repeat it in the answer"`
	SliceHash  string               `json:"slice_hash" doc:"Repeat it in the answer"`
	Asked      mandate.SliceContent `json:"asked" doc:"What the version asks of the municipality"`
	// Answered is the last version that it answered since it joined the case.
	Answered *int                    `json:"answered_version" example:"1" doc:"The last version that the municipality answered; null for none"`
	Changed  []mandate.ContentChange `json:"changed" nullable:"true" doc:"What differs from that version, in the common part and the municipality's own; null where it has answered none"`
}

// Part is one municipality's part of a version that is open or in force. Of the
// slices and approvals the version has this municipality's alone, and of what it says
// to all only its days where there is nothing before it to compare with.
type Part struct {
	*Version
	Municipality string
	// Before is the last version that the municipality answered since it joined
	// the case, likewise with its part alone; nil for none.
	Before *mandate.Document
}

type partRow struct {
	CaseID       int64                 `db:"case_id"`
	Region       string                `db:"region"`
	Case         string                `db:"case_number"`
	Number       int                   `db:"version"`
	State        mandate.State         `db:"state"`
	Common       mandate.Common        `db:"common"`
	CommonHash   string                `db:"common_hash"`
	SubmittedBy  *string               `db:"submitted_by"`
	SubmittedAt  *time.Time            `db:"submitted_at"`
	AnswerBy     *workday.Date         `db:"answer_by"`
	NamingDue    *workday.Date         `db:"naming_due"`
	Name         string                `db:"name"`
	Municipality string                `db:"municipality"`
	Content      *mandate.SliceContent `db:"content"`
	Hash         *string               `db:"hash"`
	StaleFrom    *int                  `db:"stale_from"`
	Answer       *Verdict              `db:"answer"`
	At           *time.Time            `db:"at"`
	CarriedFrom  *int                  `db:"carried_from"`
	Blocked      bool                  `db:"blocked"`
}

// openRow is a part of an open version, with what the municipality answered before, and
// whether whoever holds its office of chief executive is disqualified (rule 1.7).
type openRow struct {
	partRow
	Disqualified bool                  `db:"disqualified"`
	Before       *int                  `db:"before_version"`
	BeforeCommon *mandate.Common       `db:"before_common"`
	BeforeSlice  *mandate.SliceContent `db:"before_slice"`
}

// partColumns are what is read of a part of a version v, but for what the version says
// to all, and partsOf are the parts of each municipality m that takes part (p).
const (
	partColumns = `v.case_id, r.key AS region, c.year || '-' || c.serial AS case_number, v.version, v.state, v.common_hash,
			v.submitted_by::text AS submitted_by, v.submitted_at, v.answer_by, v.naming_due, m.key AS municipality, m.name, s.content, s.hash, s.stale_from,
			a.answer, a.at, a.carried_from, coalesce(a.blocked, false) AS blocked`
	partsOf = `
		FROM mandate_version v JOIN casefile c ON c.id = v.case_id JOIN organisation r ON r.id = c.region_id
		JOIN participant p ON p.case_id = v.case_id AND p.left_at IS NULL JOIN organisation m ON m.id = p.municipality_id
		LEFT JOIN mandate_slice s ON s.case_id = v.case_id AND s.version = v.version AND s.municipality_id = m.id
		LEFT JOIN mandate_answer a ON a.case_id = v.case_id AND a.version = v.version AND a.municipality_id = m.id AND a.superseded_at IS NULL`
	// startAndEnd are what the version says to all of its days, and nothing else.
	startAndEnd = `jsonb_build_object('start', v.common->'start', 'end', v.common->'end')`
	ofThose     = ` AND p.municipality_id = ANY(array(SELECT id FROM organisation WHERE key = ANY(@municipalities)))`
)

// PartOfEach adds to the parts of a read what the open versions, and those in force,
// of some cases ask of municipalities that take part in them now: of those of a list,
// or of all where it is nil. One that a version asks nothing of, since it joined the
// case later, has a part without a slice. Who is disqualified, and what was answered
// before, is left out.
func PartOfEach(p *pgdb.Parts, cases []*casefile.Case, municipalities []string, add func(Part)) {
	ids, _ := casefile.IDs(cases)
	where, args := ` WHERE v.case_id = ANY(@cases) AND v.state IN ('open', 'in_force')`, pgx.StrictNamedArgs{"cases": ids}
	if municipalities != nil {
		where, args["municipalities"] = where+ofThose, municipalities
	}
	pgdb.Part(p, "find parts of mandates", func(r partRow) { add(r.part()) },
		`SELECT `+partColumns+`, `+startAndEnd+` AS common`+partsOf+where+` ORDER BY v.case_id, v.version, m.key`, args)
}

func (r partRow) part() Part {
	v := &Version{Document: mandate.Document{
		CaseID: r.CaseID, Region: r.Region, Case: r.Case, Number: r.Number, State: r.State, Common: r.Common, CommonHash: r.CommonHash,
		SubmittedBy: r.SubmittedBy, SubmittedAt: r.SubmittedAt, AnswerBy: r.AnswerBy, NamingDue: r.NamingDue,
	}}
	v.Self = v.Ref().Path()
	p := Part{Version: v, Municipality: r.Municipality}
	if r.Content == nil {
		return p
	}
	v.Slices = []mandate.Slice{{SliceContent: *r.Content, Hash: *r.Hash, Name: r.Name, StaleFrom: r.StaleFrom}}
	v.openApprovals()
	a := &v.Approvals[0]
	if r.Answer != nil {
		a.take(Answer{Version: r.Number, Municipality: a.Municipality, Answer: *r.Answer, At: *r.At, CarriedFrom: r.CarriedFrom, Blocked: r.Blocked})
	}
	a.judge()
	return p
}

func (r openRow) part() Part {
	p := r.partRow.part()
	if r.Before != nil {
		p.Before = &mandate.Document{Number: *r.Before, Common: *r.BeforeCommon, Slices: []mandate.Slice{{SliceContent: *r.BeforeSlice}}}
	}
	return p
}

// waits are the answers that open versions of some cases wait for from municipalities
// of the actor. What one answered last is of the time since it joined the case.
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	ids, by := casefile.IDs(cases)
	pgdb.Part(p, "find what waits for an answer", func(r openRow) {
		part, c := r.part(), by[r.CaseID]
		if v := part.Approval(part.Municipality); v == nil || !v.Unanswered() || c.Prepared() != nil {
			return
		}
		add(part.answer(c, a.Now, WaitAnswer))
		if r.Disqualified {
			add(part.answer(c, a.Now, WaitCouncilAnswer))
		}
	}, `
		SELECT `+partColumns+`, CASE WHEN before.version IS NULL THEN `+startAndEnd+` ELSE v.common END AS common,
			EXISTS (
				SELECT FROM held_office(@at) f JOIN barred d ON d.person_id = f.person_id AND d.case_id = v.case_id AND (d.organisation_id IS NULL OR d.organisation_id = m.id)
				WHERE f.organisation_id = m.id AND f.kind = '`+office.ChiefExecutive+`' AND d.from_at <= @at AND (d.to_at IS NULL OR d.to_at > @at) OFFSET 0) AS disqualified,
			before.version AS before_version, before.common AS before_common, before.content AS before_slice`+partsOf+`
		LEFT JOIN LATERAL (
			SELECT w.version, w.common, t.content
			FROM mandate_version w JOIN mandate_slice t ON t.case_id = w.case_id AND t.version = w.version AND t.municipality_id = m.id
			WHERE w.case_id = v.case_id AND w.version <= v.version AND EXISTS (
				SELECT FROM mandate_answer b WHERE b.case_id = w.case_id AND b.version = w.version AND b.municipality_id = m.id AND b.at >= p.joined_at)
			ORDER BY w.version DESC LIMIT 1) before ON true
		WHERE v.case_id = ANY(@cases) AND v.state = 'open'`+ofThose+`
		ORDER BY v.case_id, v.version, m.key`,
		pgx.StrictNamedArgs{"cases": ids, "municipalities": a.Organisations, "at": a.Now})
}

// answer is the wait for a municipality's answer: by the chief executive, or by
// the council, for which the clerk records it.
func (p Part) answer(c *casefile.Case, now time.Time, kind string) waiting.Wait {
	a, v := p.Approval(p.Municipality), p.Version
	e := v.entry(a, c, now)
	ref := v.Ref().Part(p.Municipality)
	answer, title := AnswerMandate, msgAnswer.With(v.Number, a.Name)
	if kind == WaitCouncilAnswer {
		answer, title = RecordCouncilAnswer, msgCouncilAnswer.With(a.Name, v.Number)
	}
	return waiting.Wait{
		Case: c, Kind: kind, Key: fmt.Sprintf("%d/%s", v.Number, p.Municipality), Title: title, Organisation: p.Municipality, Permission: answer.Permission(),
		Since: *e.Since, By: e.By, Overdue: e.Overdue, Act: answer.At(ref).Action(), About: v.Self,
		Refusal: func(by authn.Actor) error { return v.MustBeAnswerable(p.Municipality, by) },
		Detail:  func() any { return p.asking() },
	}
}

// asking is what the version asks, and how it differs from what the municipality last
// answered.
func (p Part) asking() *Asking {
	a, v := p.Approval(p.Municipality), p.Version
	asking := &Asking{Version: v.Number, Status: a.Status, CommonHash: a.CommonHash, SliceHash: a.SliceHash, Asked: v.Slices[0].SliceContent}
	if p.Before != nil {
		asking.Answered = &p.Before.Number
		asking.Changed = append([]mandate.ContentChange{}, p.Before.Content().Diff(v.Content())...)
	}
	return asking
}
