package document

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
)

// Pin names a version of a document of a case by which somebody goes: it stays,
// whatever becomes of the document.
type Pin struct {
	Document int    `json:"document" minimum:"1" maximum:"1000000" example:"3" doc:"The number of a document of the case"`
	Version  int    `json:"version" minimum:"1" maximum:"1000000" example:"2" doc:"The number of one of its versions"`
	SHA256   string `json:"sha256" pattern:"^[0-9a-f]{64}$" maxLength:"64" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" doc:"That version's hash"`
}

// standing is a version that is pinned, as it is found.
type standing struct {
	Version
	Document  int  `db:"document"`
	Withdrawn bool `db:"withdrawn"`
}

// Fixed is a version that is pinned, and where it is read.
type Fixed struct {
	Pin
	// Address is where a link leads, and Href where the bytes of a file are given: one of
	// them is "".
	Address, Href string
}

// Pinned fixes versions of documents as what somebody goes by, in the transaction of
// the act that names them, and gives them back: from then on they stay. It refuses a
// version that the case does not have, another hash than its own, and one of a
// document that is withdrawn, unless it lay before a body already. One statement,
// however many; at names the member of the request that holds the list.
func Pinned(ctx context.Context, tx pgx.Tx, c *casefile.Case, at string, pins []Pin) ([]Fixed, error) {
	if len(pins) == 0 {
		return []Fixed{}, nil
	}
	documents, versions := make([]int, len(pins)), make([]int, len(pins))
	for i, p := range pins {
		documents[i], versions[i] = p.Document, p.Version
	}
	found, err := pgdb.All[standing](ctx, tx, "pin documents", `
		WITH pinned AS (
			UPDATE document_version v SET pinned = true FROM unnest($2::int[], $3::int[]) p (document, number)
			WHERE v.case_id = $1 AND v.document = p.document AND v.number = p.number AND NOT v.pinned RETURNING v.document, v.number)
		SELECT `+versionColumns+`, v.document, d.withdrawn_at IS NOT NULL AS withdrawn
		FROM document d JOIN document_version v ON v.case_id = d.case_id AND v.document = d.number LEFT JOIN document_content f ON f.id = v.content_id
		WHERE d.case_id = $1 AND (v.document, v.number) IN (SELECT * FROM unnest($2::int[], $3::int[]))`, c.ID, documents, versions)
	if err != nil {
		return nil, err
	}
	return fixed(c, found, pins), check(found, at, pins)
}

// fixed are pins with where the versions are read.
func fixed(c *casefile.Case, found []standing, pins []Pin) []Fixed {
	all := make([]Fixed, len(pins))
	for i, p := range pins {
		all[i] = Fixed{Pin: p, Href: showContent.Href(VersionRef{Ref{c.Ref(), p.Document}, p.Version})}
		for _, s := range found {
			if s.Document == p.Document && s.Number == p.Version && s.Address != "" {
				all[i].Address, all[i].Href = s.Address, ""
			}
		}
	}
	return all
}

// check refuses pins that are not among what was found.
func check(found []standing, at string, pins []Pin) error {
	by := map[[2]int]standing{}
	for _, s := range found {
		by[[2]int{s.Document, s.Number}] = s
	}
	var c fault.Checks
	for i, p := range pins {
		s, ok := by[[2]int{p.Document, p.Version}]
		pointer := fmt.Sprintf("%s/%d", at, i)
		switch {
		case !ok:
			c.Require(false, pointer, msgNoVersion.With(p.Document, p.Version))
		case s.hash() != p.SHA256:
			c.Require(false, pointer+"/sha256", msgOtherHash.With(s.hash()))
		case s.Withdrawn && !s.Pinned:
			c.Require(false, pointer, msgPinWithdrawn.With(p.Document))
		}
	}
	return c.Err(ErrPinned)
}
