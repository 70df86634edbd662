package debate

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/decision/ballot"
	"forankring.no/forankring/internal/decision/meeting"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Of reads what happened with items of a meeting, by the item: one statement, however
// many there are.
func Of(ctx context.Context, q pgdb.Querier, items []*meeting.AgendaItem) (map[int64]*ItemRecord, error) {
	ids, by := make([]int64, len(items)), map[int64]*ItemRecord{}
	for n, i := range items {
		ids[n] = i.ID
		by[i.ID] = &ItemRecord{
			AgendaItem: *i, MeetingID: i.MeetingID, TakingPart: []ItemParticipant{}, Proposals: []*ItemProposal{}, Votes: []*ItemVote{}, Consents: []*ItemConsent{}, Statements: []*ItemStatement{}, Corrections: []ItemCorrection{},
		}
	}
	votes := map[[2]int64]*ItemVote{}
	var p pgdb.Parts
	pgdb.Part(&p, "read proposals", func(x ItemProposal) { by[x.ItemID].Proposals = append(by[x.ItemID].Proposals, &x) }, `
		SELECT x.item_id, x.number, x.kind, x.amends, x.text, x.proposers::text[] AS proposers, x.by_whom,
			array(SELECT p.name FROM unnest(x.proposers) WITH ORDINALITY AS u(id, nr) JOIN person p ON p.id = u.id ORDER BY u.nr) AS names, x.made_at, x.withdrawn_at
		FROM item_proposal x WHERE x.item_id = ANY($1) ORDER BY x.item_id, x.number`, ids)
	pgdb.Part(&p, "read votes", func(v ItemVote) {
		v.Voices = []ItemVoice{}
		votes[[2]int64{v.ItemID, int64(v.Number)}] = &v
		by[v.ItemID].Votes = append(by[v.ItemID].Votes, &v)
	}, `
		SELECT v.item_id, v.number, v.kind, v.on_proposals, v.over_proposals, v.held_at, coalesce(v.chair_id::text, '') AS chair, v.by_name, v.counts, v.majority, v.result,
			v.rounds, v.lot, v.elected, v.entered_by::text AS entered_by, v.entered_at
		FROM item_vote v WHERE v.item_id = ANY($1) ORDER BY v.item_id, v.number`, ids)
	pgdb.Part(&p, "read voices", func(c ItemVoice) {
		v := votes[[2]int64{c.ItemID, int64(c.Vote)}]
		v.Voices = append(v.Voices, c)
	}, `
		SELECT c.item_id, c.vote, c.person_id::text AS person, p.name, c.voice FROM item_vote_cast c JOIN person p ON p.id = c.person_id
		WHERE c.item_id = ANY($1) ORDER BY c.item_id, c.vote, c.place`, ids)
	pgdb.Part(&p, "read written answers", func(c ItemConsent) { by[c.ItemID].Consents = append(by[c.ItemID].Consents, &c) }, `
		SELECT c.item_id, c.person_id::text AS person, p.name, c.to_text, c.to_procedure FROM item_consent c JOIN person p ON p.id = c.person_id
		WHERE c.item_id = ANY($1) ORDER BY c.item_id, p.name, p.id`, ids)
	pgdb.Part(&p, "read statements", func(s ItemStatement) { by[s.ItemID].Statements = append(by[s.ItemID].Statements, &s) }, `
		SELECT s.item_id, s.number, s.person_id::text AS person, coalesce(p.name, s.by_whom) AS by_whom, s.text, s.made_at
		FROM item_statement s LEFT JOIN person p ON p.id = s.person_id WHERE s.item_id = ANY($1) ORDER BY s.item_id, s.number`, ids)
	pgdb.Part(&p, "read resolutions of items", func(r ItemResolution) {
		r.Sentences = []message.Text{}
		for _, s := range r.Said {
			r.Sentences = append(r.Sentences, message.Recall(s))
		}
		by[r.ItemID].Resolution = &r
	}, `
		SELECT r.item_id, r.outcome, r.items, r.reason, r.deferred_to, r.refer_to, r.vote, r.sentences, r.resolved_at, r.resolved_by::text AS resolved_by
		FROM item_resolution r WHERE r.item_id = ANY($1)`, ids)
	pgdb.Part(&p, "read corrections of items", func(c ItemCorrection) { by[c.ItemID].Corrections = append(by[c.ItemID].Corrections, c) }, `
		SELECT c.item_id, c.number, c.before, c.reason, c.person_id::text AS person, c.on_behalf_of::text AS on_behalf_of, c.at
		FROM item_correction c WHERE c.item_id = ANY($1) ORDER BY c.item_id, c.number`, ids)
	return by, p.Read(ctx, q)
}

func insertProposal(ctx context.Context, tx pgx.Tx, p *ItemProposal) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO item_proposal (item_id, number, kind, amends, text, proposers, by_whom, made_at) VALUES (@item, @number, @kind, @amends, @text, @proposers, @by, @at)`,
		pgx.StrictNamedArgs{"item": p.ItemID, "number": p.Number, "kind": p.Kind, "amends": p.Amends, "text": p.Text, "proposers": p.Proposers, "by": p.By, "at": p.MadeAt})
	if err != nil {
		return fmt.Errorf("insert a proposal: %w", err)
	}
	return nil
}

// saveWithdrawn stores which proposals of an item are withdrawn.
func saveWithdrawn(ctx context.Context, tx pgx.Tx, r *ItemRecord) error {
	var numbers []int
	for _, p := range r.Proposals {
		if p.WithdrawnAt != nil {
			numbers = append(numbers, p.Number)
		}
	}
	_, err := tx.Exec(ctx, `UPDATE item_proposal SET withdrawn_at = $3 WHERE item_id = $1 AND number = ANY($2) AND withdrawn_at IS NULL`, r.ID, numbers, r.lastWithdrawn())
	if err != nil {
		return fmt.Errorf("withdraw proposals: %w", err)
	}
	return nil
}

// saveVote stores a vote, in the place of the one with its number, if there is one.
func saveVote(ctx context.Context, tx pgx.Tx, v *ItemVote) error {
	_, err := tx.Exec(ctx, `DELETE FROM item_vote_cast WHERE item_id = $1 AND vote = $2`, v.ItemID, v.Number)
	if err != nil {
		return fmt.Errorf("remove voices: %w", err)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO item_vote (item_id, number, kind, on_proposals, over_proposals, held_at, chair_id, by_name, counts, majority, result, rounds, lot, elected, entered_by, entered_at)
		VALUES (@item, @number, @kind, @on, @over, @at, nullif(@chair, '')::uuid, @by_name, @counts, @majority, @result, @rounds, @lot, @elected, @by, @now)
		ON CONFLICT (item_id, number) DO UPDATE SET kind = excluded.kind, on_proposals = excluded.on_proposals, over_proposals = excluded.over_proposals,
			held_at = excluded.held_at, chair_id = excluded.chair_id, by_name = excluded.by_name, counts = excluded.counts, majority = excluded.majority, result = excluded.result,
			rounds = excluded.rounds, lot = excluded.lot, elected = excluded.elected, entered_by = excluded.entered_by, entered_at = excluded.entered_at`,
		pgx.StrictNamedArgs{
			"item": v.ItemID, "number": v.Number, "kind": v.Kind, "on": v.On, "over": v.Over, "at": v.At, "chair": v.Chair, "by_name": v.ByName, "counts": v.Counts, "majority": v.Majority,
			"result": v.storedResult(), "rounds": v.Rounds, "lot": v.Lot, "elected": v.storedElected(), "by": v.EnteredBy, "now": v.EnteredAt,
		})
	if err != nil {
		return fmt.Errorf("save a vote: %w", err)
	}
	var people, voices []string
	for _, c := range v.Voices {
		people, voices = append(people, c.Person), append(voices, c.Voice)
	}
	if len(people) == 0 {
		return nil
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO item_vote_cast (item_id, vote, place, person_id, voice)
		SELECT $1, $2, x.nr, x.person, x.voice FROM unnest($3::uuid[], $4::text[]) WITH ORDINALITY AS x(person, voice, nr)`, v.ItemID, v.Number, people, voices)
	if err != nil {
		return fmt.Errorf("save voices: %w", err)
	}
	return nil
}

func saveConsents(ctx context.Context, tx pgx.Tx, r *ItemRecord) error {
	var people []string
	var texts, procedures []bool
	for _, c := range r.Consents {
		people, texts, procedures = append(people, c.Person), append(texts, c.Text), append(procedures, c.Procedure)
	}
	_, err := tx.Exec(ctx, `DELETE FROM item_consent WHERE item_id = $1`, r.ID)
	if err == nil && len(people) > 0 {
		_, err = tx.Exec(ctx, `INSERT INTO item_consent (item_id, person_id, to_text, to_procedure) SELECT $1, x.* FROM unnest($2::uuid[], $3::boolean[], $4::boolean[]) AS x`,
			r.ID, people, texts, procedures)
	}
	if err != nil {
		return fmt.Errorf("save written answers: %w", pgdb.Refuse(err, map[string]*fault.Error{"item_consent_pkey": ErrContent.On("/consents", msgOnce)}))
	}
	return nil
}

func insertStatement(ctx context.Context, tx pgx.Tx, s *ItemStatement) error {
	by := s.By
	if s.Person != nil {
		by = ""
	}
	_, err := tx.Exec(ctx, `INSERT INTO item_statement (item_id, number, person_id, by_whom, text, made_at) VALUES ($1, $2, $3, $4, $5, $6)`, s.ItemID, s.Number, s.Person, by, s.Text, s.MadeAt)
	if err != nil {
		return fmt.Errorf("insert a statement: %w", err)
	}
	return nil
}

// saveCorrection stores a resolution in the place of the one before, with the votes that
// were corrected; what stood before is kept.
func saveCorrection(ctx context.Context, tx pgx.Tx, c ItemCorrection, r *ItemResolution, votes []*ItemVote) error {
	for _, old := range c.Before.Votes {
		if err := saveVote(ctx, tx, votes[old.Number-1]); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO item_correction (item_id, number, before, reason, person_id, on_behalf_of, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.ItemID, c.Number, c.Before.kept(), c.Reason, c.Person, c.For, c.At)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM item_resolution WHERE item_id = $1`, c.ItemID)
	}
	if err != nil {
		return fmt.Errorf("correct the resolution of an item: %w", err)
	}
	return insertResolution(ctx, tx, r)
}

// keptFrom is what stood before a correction as it is stored: its sentences can be read in
// any language.
type keptFrom struct {
	Resolution keptResolution `json:"resolution"`
	Votes      []keptVote     `json:"votes"`
}

type keptResolution struct {
	ItemResolution
	Sentences []string `json:"sentences"`
}

type keptVote struct {
	*ItemVote
	Result  *keptResult  `json:"result,omitempty"`
	Elected *keptElected `json:"elected,omitempty"`
}

func (f CorrectedFrom) kept() keptFrom {
	k := keptFrom{Resolution: keptResolution{f.Resolution, list(f.Resolution.Said)}, Votes: []keptVote{}}
	for _, v := range f.Votes {
		k.Votes = append(k.Votes, keptVote{v, v.storedResult(), v.storedElected()})
	}
	return k
}

func insertResolution(ctx context.Context, tx pgx.Tx, r *ItemResolution) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO item_resolution (item_id, outcome, items, reason, deferred_to, refer_to, vote, sentences, resolved_at, resolved_by)
		VALUES (@item, @outcome, @items, @reason, @deferred, @refer, @vote, @sentences, @at, @by)`, pgx.StrictNamedArgs{
		"item": r.ItemID, "outcome": r.Outcome, "items": r.Items, "reason": r.Reason, "deferred": r.DeferredTo, "refer": r.ReferTo, "vote": r.Vote, "sentences": list(r.Said),
		"at": r.ResolvedAt, "by": r.ResolvedBy,
	})
	if err != nil {
		return fmt.Errorf("insert the resolution of an item: %w", err)
	}
	return nil
}

// keptResult is what a vote came to as it is stored: its sentences can be read in any
// language.
type keptResult struct {
	*ballot.Result
	Sentences []string `json:"sentences"`
}

type keptElected struct {
	*ballot.Elected
	Sentences []string `json:"sentences"`
}

func (v *ItemVote) storedResult() *keptResult {
	if v.Result == nil || v.Kind == ByElection {
		return nil
	}
	return &keptResult{v.Result, storedAll(v.Result.Sentences)}
}

func (v *ItemVote) storedElected() *keptElected {
	if v.Elected == nil {
		return nil
	}
	return &keptElected{v.Elected, storedAll(v.Elected.Sentences)}
}

func storedAll(sentences []message.Text) []string {
	all := make([]string, len(sentences))
	for n, s := range sentences {
		all[n] = s.Stored()
	}
	return all
}

// lastWithdrawn is when the last of the proposals was withdrawn.
func (r *ItemRecord) lastWithdrawn() (at *time.Time) {
	for _, p := range r.Proposals {
		if p.WithdrawnAt != nil && (at == nil || p.WithdrawnAt.After(*at)) {
			at = p.WithdrawnAt
		}
	}
	return at
}
