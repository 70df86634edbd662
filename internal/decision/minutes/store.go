package minutes

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/platform/pgdb"
)

// stored is a version of minutes as it is kept.
type stored struct {
	Version     int       `db:"version"`
	Protocol    Protocol  `db:"protocol"`
	SHA256      string    `db:"sha256"`
	Corrects    *int      `db:"corrects"`
	Reason      string    `db:"reason"`
	Needed      int       `db:"needed"`
	FinalisedAt time.Time `db:"finalised_at"`
}

// kept are the versions of the minutes of a meeting, the first first, and who signed
// them: one statement.
func kept(ctx context.Context, q pgdb.Querier, meeting int64) (versions []stored, signed map[int][]MinutesSignature, err error) {
	signed = map[int][]MinutesSignature{}
	var p pgdb.Parts
	pgdb.Part(&p, "read minutes", func(v stored) { versions = append(versions, v) }, `
		SELECT m.version, m.protocol, m.sha256, m.corrects, m.reason, m.needed, m.finalised_at FROM minutes m WHERE m.meeting_id = $1 ORDER BY m.version`, meeting)
	pgdb.Part(&p, "read who signed minutes", func(s MinutesSignature) { signed[s.Version] = append(signed[s.Version], s) }, `
		SELECT s.version, s.person_id::text AS person, p.name, s.chaired, s.on_paper, s.recorded_by::text AS recorded_by, s.signed_at
		FROM minutes_signature s JOIN person p ON p.id = s.person_id WHERE s.meeting_id = $1 ORDER BY s.version, s.signed_at, s.chaired, s.person_id`, meeting)
	return versions, signed, p.Read(ctx, q)
}

// insert stores a version of minutes, which is never changed.
func insert(ctx context.Context, tx pgx.Tx, meeting int64, v stored, by string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO minutes (meeting_id, version, protocol, sha256, corrects, reason, needed, finalised_at, finalised_by)
		VALUES (@meeting, @version, @protocol, @sha256, @corrects, @reason, @needed, @at, @by)`, pgx.StrictNamedArgs{
		"meeting": meeting, "version": v.Version, "protocol": v.Protocol, "sha256": v.SHA256, "corrects": v.Corrects, "reason": v.Reason, "needed": v.Needed, "at": v.FinalisedAt, "by": by,
	})
	if err != nil {
		return fmt.Errorf("insert minutes: %w", err)
	}
	return nil
}

func insertSignature(ctx context.Context, tx pgx.Tx, meeting int64, s MinutesSignature) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO minutes_signature (meeting_id, version, person_id, chaired, on_paper, recorded_by, signed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		meeting, s.Version, s.Person, s.Chaired, s.OnPaper, s.RecordedBy, s.SignedAt)
	if err != nil {
		return fmt.Errorf("insert a signature: %w", err)
	}
	return nil
}
