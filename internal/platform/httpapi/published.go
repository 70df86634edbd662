package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"forankring.no/forankring/internal/platform/contract"
	"forankring.no/forankring/internal/platform/origin"
	"forankring.no/forankring/internal/platform/throttle"
)

// publishedBelow is where everything stands that is published (act.Published), and
// nothing else: other rules hold there for pages of others, caches and limits.
const publishedBelow = "/v1/public/"

// How many requests for what is published are worked at a time, so that most connections
// are left to those who work in the service, and for how long another waits for its turn.
const (
	publishedAtOnce = 4
	publishedWait   = 2 * time.Second
)

// mustStandWhereItBelongs panics, when the program starts, over an act that is published
// and stands elsewhere, and over one that is not and stands among them.
func mustStandWhereItBelongs(r contract.Operation) {
	if strings.HasPrefix(r.Path, publishedBelow) != r.Need.IsPublished() || r.Need.IsPublished() && r.Method != http.MethodGet {
		panic(r.ID + ": what is published is read below " + publishedBelow + ", and nothing else is")
	}
}

// enterAsReader lets somebody in who reads what is published, and gives what ends their
// turn. It refuses whoever asks too often, and one for whom no turn came.
func (d *Door) enterAsReader(ctx context.Context) (end func(), err error) {
	if wait := d.readers.Wait(origin.Bucket(exchangeOf(ctx).address)); wait > 0 {
		return nil, errTooMany.After(wait)
	}
	end, err = d.turns.Take(ctx)
	if errors.Is(err, throttle.ErrNoTurn) {
		err = errTooMany.After(publishedWait)
	}
	return end, err
}
