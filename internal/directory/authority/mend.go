package authority

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/directory/office"
)

// TellKeepers tells whoever keeps the addresses of an organisation that no letter
// arrives at one: in a region the secretariat, in a municipality the administrator
// (rule 6.6).
func (s *Service) TellKeepers(ctx context.Context, tx pgx.Tx, now time.Time, organisation string, n notice.Notice) error {
	var calls []Call
	for _, kept := range []string{office.Secretariat, office.Administrator} { // an organisation has one of the two
		calls = append(calls, Calls(0, notice.Mend.Permission.String(), Post{Organisation: organisation, Office: kept})...)
	}
	return Tell(ctx, tx, s.notices, now, Letter{Notice: n, Calls: calls})
}
