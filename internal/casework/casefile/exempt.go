package casefile

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reading"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// checkExemption refuses an exemption that is not whole: it has a legal basis, a
// shielded title that does not give away the true one, and, if it ends, a last
// day that is not past. A public case has none of them (rule 2.1).
func (in *Input) checkExemption(today workday.Date) error {
	var c fault.Checks
	canon.TidyLine(&c, "/shielded_title", &in.ShieldedTitle)
	exempt := in.Publicity == Exempt
	c.Require(!exempt || in.LegalBasis != "", "/legal_basis", msgBasisMissing)
	c.Require(exempt || in.LegalBasis == "", "/legal_basis", msgBasisOfPublic)
	c.Require(exempt || in.ExemptUntil == nil, "/exempt_until", msgUntilOfPublic)
	c.Require(in.ExemptUntil == nil || !in.ExemptUntil.Before(today), "/exempt_until", msgUntilPast.With(today))
	c.Require(!exempt || in.ShieldedTitle != "", "/shielded_title", msgShieldMissing)
	c.Require(exempt || in.ShieldedTitle == "", "/shielded_title", msgShieldOfPublic)
	c.Require(in.ShieldedTitle == "" || !strings.Contains(canon.SearchForm(in.ShieldedTitle), canon.SearchForm(in.Title)), "/shielded_title", msgShieldTells)
	return c.Err(ErrLegalBasis)
}

// Exempt says whether the case is exempt from public access on a day. Once the
// last day has passed it is public by itself, without anybody's act: that is what
// a last day says.
func (c *Case) Exempt(on workday.Date) bool {
	return c.Publicity == Exempt && (c.ExemptUntil == nil || !on.After(*c.ExemptUntil))
}

// showPublicity lets a case be read as it is on a day: an exemption that is over
// is none, and what it was is in the record.
func (c *Case) showPublicity(on workday.Date) {
	if !c.Exempt(on) {
		c.Publicity, c.LegalBasis, c.ExemptUntil, c.ShieldedTitle = Public, "", nil, ""
	}
}

// Shield is what a letter about a case may say of it outside the service: nil for
// all of it, while the case is public (rule 2.1).
func Shield(ctx context.Context, q pgdb.Querier, id int64, now time.Time) (*notice.Shield, error) {
	exempt, err := pgdb.Pointers[Case](ctx, q, "find the shielded title of a case", alone+` WHERE c.id = @id AND `+reading.ExemptNow,
		pgx.StrictNamedArgs{"id": id, "today": workday.Today(now)})
	if err != nil || len(exempt) == 0 {
		return nil, err
	}
	c := exempt[0]
	return &notice.Shield{Title: c.ShieldedTitle, Path: c.Ref().Path()}, nil
}
