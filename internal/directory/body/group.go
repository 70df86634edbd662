package body

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// ErrNotNamed refuses a seat in the working group of a case for somebody who is not
// named in it.
var ErrNotNamed = fault.New(fault.Invalid, "directory.not_named", "The person is not named in the case",
	"The members of a case's working group are people who are named in the case, or its responsible officer (rules 4.1, 7.1). Name the person first.")

// NamedInCase finds which of some people are named in a case of a region, by its
// number, for a day or later, or are its responsible officer. It says whether the region
// has such a case.
type NamedInCase func(ctx context.Context, q pgdb.Querier, region, number string, people []string, day workday.Date) (named []string, known bool, err error)

// NameBy sets how people are found in a case: by whoever names them, who stands above.
func (s *Service) NameBy(named NamedInCase) { s.named = named }

// mustBeCase refuses a working group of a case that the region does not have.
func (s *Service) mustBeCase(ctx context.Context, c *organisation.Change, number string) error {
	if number == "" || s.named == nil {
		return nil
	}
	_, known, err := s.named(ctx, c.Tx, c.In.Key, number, nil, workday.Today(c.Now))
	if err == nil && !known {
		err = organisation.ErrContent.On("/case", msgNoCase.With(number))
	}
	return err
}

// MustBeNamed refuses people, each by the pointer to them, for a working group of a
// case in which they are not named.
func (s *Service) MustBeNamed(ctx context.Context, c *organisation.Change, b *Body, people []string, at func(i int) string) error {
	if b.Case == "" || s.named == nil {
		return nil
	}
	named, _, err := s.named(ctx, c.Tx, b.Organisation, b.Case, people, workday.Today(c.Now))
	if err != nil {
		return err
	}
	var checks fault.Checks
	for i, person := range people {
		checks.Require(slices.Contains(named, person), at(i), msgNotNamed.With(b.Case))
	}
	return checks.Err(ErrNotNamed)
}

// alone is the pointer to the one person of a request.
func alone(int) string { return "/person" }
