package casefile

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// What of cases is read, in one statement however many they are: each part is a column
// that holds its rows. whole reads them with all their parts, withParties with their
// participants, and inWork with what of those the work in them rests on.
var (
	whole       = `SELECT ` + columns + `, ` + participants + `, ` + papers + nothingLearnt + from
	withParties = `SELECT ` + columns + `, ` + participants + `, ` + noPapers + nothingLearnt + from
	inWork      = `SELECT ` + columns + `, ` + parties + `, ` + noPapers + nothingLearnt + from
)

const nothingLearnt = `, NULL::jsonb[] AS learnt`

// shown reads cases whole, and of each what the lessons tell, in their order.
func shown(lessons []Lesson) string {
	all := make([]string, len(lessons))
	for i, l := range lessons {
		all[i] = l.Column
	}
	return `SELECT ` + columns + `, ` + participants + `, ` + papers + `, ARRAY[` + strings.Join(all, `, `) + `]::jsonb[] AS learnt` + from
}

// participants are all that is kept of those of a case c.
var participants = pgdb.RowsOf[Participant](`
		SELECT p.municipality_id, m.key AS municipality, m.name, p.joined_at, p.joined_why, p.left_at, p.left_why,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('joined_at', e.joined_at, 'joined_why', e.joined_why, 'left_at', e.left_at, 'left_why', e.left_why)
				ORDER BY e.joined_at), '[]') FROM participant_past e WHERE e.case_id = p.case_id AND e.municipality_id = p.municipality_id) AS earlier,
			array(SELECT s.key FROM successor s WHERE s.organisation_id = m.id ORDER BY s.key) AS successors
		FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id ORDER BY m.key`) + ` AS participants`

// parties are the participants without the periods before they left and came back, and
// without who goes on in their place.
var parties = pgdb.RowsOf[Participant](`
		SELECT p.municipality_id, m.key AS municipality, m.name, p.joined_at, p.joined_why, p.left_at, p.left_why, NULL::jsonb AS earlier, NULL::text[] AS successors
		FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id ORDER BY m.key`) + ` AS participants`

var papers = pgdb.RowsOf[Reference](`
		SELECT o.key AS organisation, f.case_number, f.archive_number, f.revision
		FROM case_reference f JOIN organisation o ON o.id = f.organisation_id WHERE f.case_id = c.id ORDER BY o.key`) + ` AS case_references, ` +
	pgdb.RowsOf[Link](`
		SELECT l.serial, l.mandate_version, l.title, l.address, l.kind, l.added_at
		FROM case_link l WHERE l.case_id = c.id AND l.removed_at IS NULL ORDER BY l.serial`) + ` AS links, ` +
	pgdb.RowsOf[Decision](`
		SELECT d.serial, o.key AS organisation, b.key AS body, b.name AS body_name, d.decided_on, d.case_number, d.subject, d.item, d.recorded_at, d.withdrawn_at, d.withdrawn_why
		FROM case_decision d JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.organisation_id WHERE d.case_id = c.id ORDER BY d.serial`) + ` AS decisions`

const noPapers = `NULL::record[] AS case_references, NULL::record[] AS links, NULL::record[] AS decisions`

// Load reads a case with all its parts, within its region.
func Load(ctx context.Context, q pgdb.Querier, ref Ref) (*Case, error) {
	return read(ctx, q, &pgx.Batch{}, whole, ref)
}

// LoadParties is Load without the papers of the case: with its participants
// alone.
func LoadParties(ctx context.Context, q pgdb.Querier, ref Ref) (*Case, error) {
	return read(ctx, q, &pgx.Batch{}, withParties, ref)
}

// Lock is Load with the case's row locked until the transaction ends: it
// serialises the acts in one case. It is the first lock that an act takes.
func Lock(ctx context.Context, tx pgx.Tx, ref Ref) (*Case, error) { return lock(ctx, tx, whole, ref) }

// LockParties is Lock for acts that look at the case and its participants alone:
// the papers are not read.
func LockParties(ctx context.Context, tx pgx.Tx, ref Ref) (*Case, error) {
	return lock(ctx, tx, withParties, ref)
}

// lock reads the case once the lock is held, by a statement of its own in the same
// batch: the one that waits for the lock sees the parts as they were before.
func lock(ctx context.Context, tx pgx.Tx, selecting string, ref Ref) (*Case, error) {
	b := &pgx.Batch{}
	year, serial := ref.Parts()
	b.Queue(`SELECT c.id`+from+at+` FOR UPDATE OF c`, ref.Region, year, serial)
	return read(ctx, tx, b, selecting, ref)
}

const at = ` WHERE r.key = $1 AND c.year = $2 AND c.serial = $3`

// want adds the reading of a case to a batch, and hands it on where there is one.
func want(b *pgx.Batch, selecting string, ref Ref, found func(Case)) {
	year, serial := ref.Parts()
	pgdb.Queue(b, "find the case", found, selecting+at, ref.Region, year, serial)
}

// read reads a case behind the statements of a batch, and says that it is not found
// where it is not.
func read(ctx context.Context, q pgdb.Querier, b *pgx.Batch, selecting string, ref Ref) (*Case, error) {
	var found *Case
	want(b, selecting, ref, func(c Case) { found = &c })
	if err := q.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("read a case: %w", err)
	}
	if found == nil {
		return nil, httpapi.ErrNotFound
	}
	return found.seen(ctx, q)
}

// Several reads cases with all their parts by their rows, which the caller has
// found by a Reading: one statement, however many.
func Several(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]*Case, error) {
	return several(ctx, q, whole, ids)
}

// SeveralInWork is Several with what the work in the cases rests on: without their
// papers, and of their participants without the periods before they left and came back
// and without who goes on in their place.
func SeveralInWork(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]*Case, error) {
	return several(ctx, q, inWork, ids)
}

func several(ctx context.Context, q pgdb.Querier, selecting string, ids []int64) (map[int64]*Case, error) {
	cases, err := pgdb.Pointers[Case](ctx, q, "find cases", selecting+` WHERE c.id = ANY($1)`, ids)
	_, found := IDs(cases)
	return found, err
}
