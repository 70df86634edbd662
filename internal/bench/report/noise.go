package report

import (
	"fmt"
	"time"
)

// What a quiet machine does not exceed: how far the runs of what we are compared
// with lie apart, and which part of the CPU time others used or the host took.
const (
	mostSpread = 0.25
	mostOthers = 0.10
	mostStolen = 0.02
)

// Quiet is what was seen of the machine while a scenario ran.
type Quiet struct {
	// Spread is that of the runs by which we are judged.
	Spread float64
	// Total is the CPU time that the machine had, Busy what was used of it, Ours what
	// the bench, the servers and the database used, and Stolen what the host took.
	Total, Busy, Ours, Stolen time.Duration
}

// Noise says why what was measured is no result; nothing where it is one.
func (q Quiet) Noise() (why []string) {
	if q.Spread > mostSpread {
		why = append(why, fmt.Sprintf("the runs lie %.0f %% apart, more than %.0f", q.Spread*100, mostSpread*100))
	}
	if q.Total <= 0 {
		return why
	}
	if others := float64(q.Busy-q.Ours) / float64(q.Total); others > mostOthers {
		why = append(why, fmt.Sprintf("others used %.0f %% of the machine, more than %.0f", others*100, mostOthers*100))
	}
	if stolen := float64(q.Stolen) / float64(q.Total); stolen > mostStolen {
		why = append(why, fmt.Sprintf("the host took %.0f %% of the machine, more than %.0f", stolen*100, mostStolen*100))
	}
	return why
}
