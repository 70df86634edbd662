package treatment

import (
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/waiting"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/directory/authority"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// The kinds of what waits with a treatment.
const (
	WaitRecord    = "record_resolution"
	WaitPresent   = "write_presentation"
	WaitRecommend = "give_recommendation"
)

// Tasks are the tasks about treatments: to record what a body resolved, and in a
// municipality to present the case to its council, and to recommend (KL § 13-1).
func Tasks() waiting.Kinds {
	return waiting.Kinds{
		Names: []string{WaitRecord, WaitPresent, WaitRecommend},
		Find: func(waiting.Asked) []string {
			return []string{`
				SELECT w.kind, x.case_id, x.path, t.deferred_to AS due
				FROM live x JOIN treatment t ON t.case_id = x.case_id AND t.turn_at IS NOT NULL AND t.ended_at IS NULL AND t.taken_back_at IS NULL
				JOIN body b ON b.id = t.body_id AND b.organisation_id = x.organisation_id
				CROSS JOIN LATERAL (SELECT '` + WaitRecord + `' AS kind
					UNION ALL SELECT '` + WaitPresent + `' WHERE b.kind = 'municipal_council' AND t.presentation IS NULL
					UNION ALL SELECT '` + WaitRecommend + `' WHERE b.kind = 'municipal_council' AND t.recommendation IS NULL) w
				WHERE x.state = 'in_treatment'`}
		},
		Waits: waits,
	}
}

// waitingRow is a treatment whose turn it is.
type waitingRow struct {
	ID           int64         `db:"id"`
	CaseID       int64         `db:"case_id"`
	Organisation string        `db:"organisation"`
	BodyName     string        `db:"body_name"`
	Council      bool          `db:"council"`
	Presented    bool          `db:"presented"`
	Recommended  bool          `db:"recommended"`
	Since        time.Time     `db:"since"`
	Due          *workday.Date `db:"due"`
}

// waits are the treatments whose turn it is in organisations of the actor, in cases in
// treatment.
func waits(p *pgdb.Parts, cases []*casefile.Case, a waiting.Asked, add func(waiting.Wait)) {
	ids, by := casefile.IDs(slices.DeleteFunc(slices.Clone(cases), func(c *casefile.Case) bool { return c.In(casefile.InTreatment) != nil }))
	pgdb.Part(p, "find treatments that wait", func(x waitingRow) {
		c := by[x.CaseID]
		if c.MustBeSpokenForBy(x.Organisation) != nil {
			return
		}
		for _, w := range x.waits(c, workday.Today(a.Now)) {
			add(w)
		}
	}, `
		SELECT t.id, t.case_id, o.key AS organisation, b.name AS body_name, b.kind = 'municipal_council' AS council, t.presentation IS NOT NULL AS presented,
			t.recommendation IS NOT NULL AS recommended, t.turn_at AS since, t.deferred_to AS due
		FROM treatment t`+ofBodies+`
		WHERE t.case_id = ANY(@cases) AND t.turn_at IS NOT NULL AND t.ended_at IS NULL AND t.taken_back_at IS NULL AND o.key = ANY(@organisations)
		ORDER BY t.id`, pgx.StrictNamedArgs{"cases": ids, "organisations": a.Organisations})
}

// waits are what is asked in the organisation: of whoever records, and where the body is
// a council of whoever presents and recommends.
func (x waitingRow) waits(c *casefile.Case, today workday.Date) []waiting.Wait {
	ref := chain.Ref{Ref: c.Ref(), Treatment: x.ID}
	base := waiting.Wait{
		Case: c, Organisation: x.Organisation, Since: x.Since, By: x.Due, Overdue: x.Due != nil && x.Due.Before(today), About: showTreatment.Href(ref),
		Key: strconv.FormatInt(x.ID, 10), Refusal: func(authn.Actor) error { return nil },
	}
	keeper := office.Secretariat
	if x.Organisation != c.Region {
		keeper = office.Clerk
	}
	record := base
	record.Kind, record.Title, record.Permission, record.Act = WaitRecord, msgRecord.With(x.BodyName), RecordResolution.Permission(), RecordResolution.At(ref).Action()
	record.Posts = []authority.Post{{Organisation: x.Organisation, Office: keeper}}
	all := []waiting.Wait{record}
	if x.Council && !x.Presented {
		w := base
		w.Kind, w.Title, w.Permission, w.Act = WaitPresent, msgPresent.With(x.BodyName), writePresentation.Permission(), writePresentation.At(ref).Action()
		w.Posts = []authority.Post{{Organisation: x.Organisation, Office: office.Administrator}, {Organisation: x.Organisation, Office: office.CaseOfficer}}
		all = append(all, w)
	}
	if x.Council && !x.Recommended {
		w := base
		w.Kind, w.Title, w.Permission, w.Act = WaitRecommend, msgRecommend.With(x.BodyName), giveRecommendation.Permission(), giveRecommendation.At(ref).Action()
		w.Posts = []authority.Post{{Organisation: x.Organisation, Office: office.ChiefExecutive}}
		all = append(all, w)
	}
	return all
}
