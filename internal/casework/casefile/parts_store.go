package casefile

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/httpapi"
	"forankring.no/forankring/internal/platform/pgdb"
)

// whole reads cases with all their parts, each a column that holds its rows, and
// withParties cases with their participants alone: one statement, however many.
// alone reads the rows of cases and nothing else.
const (
	whole       = `SELECT ` + columns + `, ` + participants + `, ` + papers + from
	withParties = `SELECT ` + columns + `, ` + participants + `, ` + noPapers + from
	alone       = `SELECT ` + columns + `, NULL::record[] AS participants, ` + noPapers + from
)

const participants = `array(
		SELECT ROW(p.municipality_id, m.key, m.name, p.joined_at, p.joined_why, p.left_at, p.left_why,
			(SELECT coalesce(jsonb_agg(jsonb_build_object('joined_at', e.joined_at, 'joined_why', e.joined_why, 'left_at', e.left_at, 'left_why', e.left_why)
				ORDER BY e.joined_at), '[]') FROM participant_past e WHERE e.case_id = p.case_id AND e.municipality_id = p.municipality_id),
			array(SELECT s.key FROM successor s WHERE s.organisation_id = m.id ORDER BY s.key))
		FROM participant p JOIN organisation m ON m.id = p.municipality_id WHERE p.case_id = c.id ORDER BY m.key) AS participants`

// ScanIndex reads a participant from the columns of its row.
func (x *Participant) ScanIndex(i int) any {
	return []any{&x.ID, &x.Number, &x.Name, &x.JoinedAt, &x.JoinedWhy, &x.LeftAt, &x.LeftWhy, &x.Earlier, &x.Successors}[i]
}

// ScanNull is of no use: every part is a row.
func (*Participant) ScanNull() error { return nil }

const papers = `array(
		SELECT ROW(o.key, f.case_number, f.archive_number, f.revision)
		FROM case_reference f JOIN organisation o ON o.id = f.organisation_id WHERE f.case_id = c.id ORDER BY o.key) AS case_references,
	array(
		SELECT ROW(l.serial, l.mandate_version, l.title, l.address, l.kind, l.added_at)
		FROM case_link l WHERE l.case_id = c.id AND l.removed_at IS NULL ORDER BY l.serial) AS links,
	array(
		SELECT ROW(d.serial, o.key, b.key, b.name, d.decided_on, d.case_number, d.subject, d.recorded_at, d.withdrawn_at, d.withdrawn_why)
		FROM case_decision d JOIN body b ON b.id = d.body_id JOIN organisation o ON o.id = b.organisation_id WHERE d.case_id = c.id ORDER BY d.serial) AS decisions`

const noPapers = `NULL::record[] AS case_references, NULL::record[] AS links, NULL::record[] AS decisions`

// ScanIndex reads a reference from the columns of its row.
func (f *Reference) ScanIndex(i int) any {
	return []any{&f.Organisation, &f.CaseNumber, &f.ArchiveNumber, &f.Revision}[i]
}

// ScanNull is of no use: every part is a row.
func (*Reference) ScanNull() error { return nil }

// ScanIndex reads a link from the columns of its row.
func (l *Link) ScanIndex(i int) any {
	return []any{&l.Serial, &l.MandateVersion, &l.Title, &l.Address, &l.Kind, &l.AddedAt}[i]
}

// ScanNull is of no use: every part is a row.
func (*Link) ScanNull() error { return nil }

// ScanIndex reads a decision from the columns of its row.
func (d *Decision) ScanIndex(i int) any {
	return []any{&d.Serial, &d.Organisation, &d.Body, &d.BodyName, &d.Date, &d.CaseNumber, &d.Subject, &d.RecordedAt, &d.WithdrawnAt, &d.WithdrawnWhy}[i]
}

// ScanNull is of no use: every part is a row.
func (*Decision) ScanNull() error { return nil }

// Load reads a case with all its parts, within its region.
func Load(ctx context.Context, q pgdb.Querier, ref Ref) (*Case, error) {
	return want(&pgx.Batch{}, whole, ref).read(ctx, q)
}

// LoadParties is Load without the papers of the case: with its participants
// alone.
func LoadParties(ctx context.Context, q pgdb.Querier, ref Ref) (*Case, error) {
	return want(&pgx.Batch{}, withParties, ref).read(ctx, q)
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
	return want(b, selecting, ref).read(ctx, tx)
}

const at = ` WHERE r.key = $1 AND c.year = $2 AND c.serial = $3`

// wanted is a case that a batch reads.
type wanted struct {
	b     *pgx.Batch
	found *Case
}

// want adds the reading of a case to a batch.
func want(b *pgx.Batch, selecting string, ref Ref) *wanted {
	w := &wanted{b: b}
	year, serial := ref.Parts()
	pgdb.Queue(b, "find the case", func(c Case) { w.found = &c }, selecting+at, ref.Region, year, serial)
	return w
}

// is the case that was found, if its row is the one named; else nil.
func (w *wanted) is(id int64) *Case {
	if w.found == nil || w.found.ID != id {
		return nil
	}
	return w.found
}

// read sends the batch, and says that the case is not found where it is not.
func (w *wanted) read(ctx context.Context, q pgdb.Querier) (*Case, error) {
	if err := q.SendBatch(ctx, w.b).Close(); err != nil {
		return nil, fmt.Errorf("read a case: %w", err)
	}
	if w.found == nil {
		return nil, httpapi.ErrNotFound
	}
	return w.found.seen(ctx, q)
}

// Several reads cases with all their parts by their rows, which the caller has
// found by a Reading: one statement, however many.
func Several(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]*Case, error) {
	return several(ctx, q, whole, ids)
}

// SeveralParties is Several without the papers of the cases.
func SeveralParties(ctx context.Context, q pgdb.Querier, ids []int64) (map[int64]*Case, error) {
	return several(ctx, q, withParties, ids)
}

func several(ctx context.Context, q pgdb.Querier, selecting string, ids []int64) (map[int64]*Case, error) {
	cases, err := pgdb.Pointers[Case](ctx, q, "find cases", selecting+` WHERE c.id = ANY($1)`, ids)
	_, found := IDs(cases)
	return found, err
}
