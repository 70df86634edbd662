package authority

import (
	"context"

	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// CaseRef names a case.
type CaseRef struct {
	Region string `json:"region" maxLength:"63" example:"kongsvingerregionen" doc:"The region's slug"`
	Number string `json:"number" pattern:"^[0-9]{4}-[1-9][0-9]{0,5}$" example:"2024-1" doc:"The case's number: year and running number in the region"`
}

// Cases is what authority asks of the package that keeps the cases, which
// stands above it: substitutes are given cases, and a case is known here by its
// row alone.
type Cases struct {
	// Names are the names of cases, by their rows.
	Names func(ctx context.Context, q pgdb.Querier, rows []int64) (map[int64]CaseRef, error)
	// Find looks for cases that an organisation takes part in or owns, on a day:
	// one answer for each, in their order.
	Find func(ctx context.Context, q pgdb.Querier, organisation int64, cases []CaseRef, today workday.Date) ([]FoundCase, error)
}

// FoundCase is a case that was looked for: its row, nil where it is not there
// or not the organisation's, and whether it is exempt from public access.
type FoundCase struct {
	Row    *int64 `db:"id"`
	Exempt bool   `db:"exempt"`
}

// nameCases gives substitutes the names of the cases that they were given, in
// one statement however many they are.
func (s *Service) nameCases(ctx context.Context, q pgdb.Querier, substitutes ...*Substitute) error {
	var rows []int64
	for _, x := range substitutes {
		rows = append(rows, x.CaseRows...)
	}
	if len(rows) == 0 {
		return nil
	}
	names, err := s.cases.Names(ctx, q, rows)
	if err != nil {
		return err
	}
	for _, x := range substitutes {
		for _, row := range x.CaseRows {
			x.Cases = append(x.Cases, names[row])
		}
	}
	return nil
}
