package casefile

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/pgdb"
)

// withParties reads cases with their participants, and without their papers.
const withParties = `SELECT ` + columns + `,
	(SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.municipality_id, 'municipality', m.key, 'name', m.name,
			'joined_at', p.joined_at, 'left_at', p.left_at, 'left_why', p.left_why, 'successors', successors_of(m.id)) ORDER BY m.key), '[]')
		FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id) AS parties` + from

type partiesRow struct {
	Case
	Parties []struct {
		ID         int64        `json:"id"`
		Number     string       `json:"municipality"`
		Name       string       `json:"name"`
		JoinedAt   time.Time    `json:"joined_at"`
		LeftAt     *time.Time   `json:"left_at"`
		LeftWhy    message.Text `json:"left_why"`
		Successors []string     `json:"successors"`
	} `db:"parties"`
}

func (r *partiesRow) matter() *Case {
	c := r.Case
	for _, p := range r.Parties {
		c.Participants = append(c.Participants, Participant{
			CaseID: c.ID, ID: p.ID, Number: p.Number, Name: p.Name, JoinedAt: p.JoinedAt, LeftAt: p.LeftAt, LeftWhy: p.LeftWhy, Successors: p.Successors,
		})
	}
	return &c
}

// LockParties is Lock in two statements, for acts that look at the case and its
// participants alone: the papers are not read. The participants are read once
// the lock is held, by a statement of their own: the one that waits for it sees
// them as they were before.
func LockParties(ctx context.Context, tx pgx.Tx, ref Ref) (*Case, error) {
	year, serial := ref.Parts()
	c, err := pgdb.Pointer[Case](ctx, tx, "lock the case", `SELECT `+columns+from+` WHERE r.key = $1 AND c.year = $2 AND c.serial = $3 FOR UPDATE OF c`,
		ref.Region, year, serial)
	if err != nil {
		return nil, pgdb.NotFound(err, httpapi.ErrNotFound)
	}
	c.Participants, err = pgdb.All[Participant](ctx, tx, "read the participants", selectParticipants+`WHERE p.case_id = $1 ORDER BY m.key`, c.ID)
	return c, err
}

// SeveralParties is Several in one statement, without the papers of the cases.
func SeveralParties(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]*Case, error) {
	rows, err := pgdb.Pointers[partiesRow](ctx, q, "read the participants of cases", withParties+` WHERE c.id = ANY($1)`, ids)
	found := make(map[int64]*Case, len(rows))
	for _, r := range rows {
		found[r.ID] = r.matter()
	}
	return found, err
}

// Several reads cases with all their parts by their rows, which the caller has
// found by a Reading. The number of statements is the same however many cases.
func Several(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]*Case, error) {
	cases, err := pgdb.Pointers[Case](ctx, q, "find cases", `SELECT `+columns+from+` WHERE c.id = ANY($1)`, ids)
	if err != nil {
		return nil, err
	}
	found := map[int64]*Case{}
	for _, c := range cases {
		found[c.ID] = c
	}
	return found, fill(ctx, q, cases)
}
