package meeting

import (
	"context"
	"regexp"
	"strconv"
	"time"

	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/platform/pgdb"
)

// itemNumber is a number of an item, written with or without a leading zero.
var itemNumber = regexp.MustCompile(`^([0-9]{1,6})/([0-9]{4})$`)

// ByNumber is the item to which a body gave a number, with its meeting, none where it gave it
// to none, and when the body first met here, nil where it never did.
func (s *Service) ByNumber(ctx context.Context, q pgdb.Querier, b *body.Body, number string) (i OfferedItem, since *time.Time, err error) {
	var serial, year int
	if m := itemNumber.FindStringSubmatch(number); m != nil {
		serial, _ = strconv.Atoi(m[1])
		year, _ = strconv.Atoi(m[2])
	}
	found, err := findNumbered(ctx, q, b.ID, year, serial)
	if err != nil || found.Item == 0 {
		return OfferedItem{}, found.Since, err
	}
	held, err := s.Load(ctx, q, Ref{Ref: b.Ref(), Meeting: found.Meeting})
	if err != nil {
		return OfferedItem{}, nil, err
	}
	return OfferedItem{Meeting: held, Item: held.Item(found.Item)}, found.Since, nil
}
