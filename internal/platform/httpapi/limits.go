package httpapi

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// limiter holds every caller to a rate. The callers seen last are remembered;
// one that is forgotten begins anew.
type limiter struct {
	rate    rate.Limit
	burst   int
	callers *lru.Cache[string, *rate.Limiter]
}

const rememberedCallers = 10_000

func newLimiter(perSecond float64, burst int) *limiter {
	callers, err := lru.New[string, *rate.Limiter](rememberedCallers)
	if err != nil {
		panic(err) // only for a size below one
	}
	return &limiter{rate: rate.Limit(perSecond), burst: burst, callers: callers}
}

// wait is how long a caller has to wait before this request; 0 lets it in.
func (l *limiter) wait(caller string) time.Duration {
	own, ok := l.callers.Get(caller)
	if !ok {
		own = rate.NewLimiter(l.rate, l.burst)
		if before, had, _ := l.callers.PeekOrAdd(caller, own); had {
			own = before
		}
	}
	r := own.Reserve()
	if d := r.Delay(); d > 0 {
		r.Cancel()
		return d
	}
	return 0
}
