package casefile

import (
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
// is none, and what it was is in the record. Whether it is exempt goes by that day,
// also for whoever reads the case as it was left; in which words, by what was said
// then (rule 1.1).
func (c *Case) showPublicity(on workday.Date) {
	if !c.Exempt(on) {
		c.Publicity, c.LegalBasis, c.ExemptUntil, c.ShieldedTitle = Public, "", nil, ""
		return
	}
	self := c.Ref().Path()
	c.LegalBasis, c.ShieldedTitle = reading.Was(c.Past, self, "legal_basis", c.LegalBasis), reading.Was(c.Past, self, "shielded_title", c.ShieldedTitle)
	c.ExemptUntil = reading.Was(c.Past, self, "exempt_until", c.ExemptUntil)
}

// Shield reads what a letter about a case may say of it outside the service: nothing
// is read while the case is public, and a letter says all (rule 2.1).
func Shield(p *pgdb.Parts, letter int64, now time.Time, add func(notice.Shield)) {
	type exempt struct {
		Ref
		ID    int64  `db:"id"`
		Title string `db:"shielded_title"`
	}
	pgdb.Part(p, "find the shielded title of a case", func(c exempt) { add(notice.Shield{Case: c.ID, Title: c.Title, Path: c.Path()}) }, `
		SELECT c.id, r.key AS region, c.year || '-' || c.serial AS number, c.shielded_title`+from+`WHERE c.id = ANY(`+notice.CasesOf+`) AND `+reading.ExemptNow,
		pgx.StrictNamedArgs{"letter": letter, "today": workday.Today(now)})
}
