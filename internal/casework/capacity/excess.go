package capacity

import (
	"slices"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Excess is a time [From, To) in which a share, with what is released besides,
// is more than can be given. GivenUp is what is given up for it on those days.
// Cases are those of what is released besides.
type Excess struct {
	From, To                         workday.Date
	Share, Besides, Percent, GivenUp int
	Cases                            []string
}

// Excesses finds when a share in [from, to), besides what the load is used for,
// is more than can be given (rule 4.2). Neighbouring days that tell the same are
// one.
func (l Load) Excesses(share int, from, to workday.Date) []Excess {
	var over []Excess
	for _, s := range l.Stretches(from, to) {
		if s.Released+share > s.Percent {
			over = Excess{s.From, s.To, share, s.Released, s.Percent, s.GivenUp, s.Cases}.join(over)
		}
	}
	return over
}

// join adds the excess to those before it, or lengthens the last where nothing
// else has changed.
func (e Excess) join(before []Excess) []Excess {
	if i := len(before) - 1; i >= 0 && before[i].To == e.From && before[i].Percent == e.Percent && before[i].Besides == e.Besides &&
		before[i].GivenUp == e.GivenUp && slices.Equal(before[i].Cases, e.Cases) {
		before[i].To = e.To
		return before
	}
	return append(before, e)
}

// Grows says whether more is given than is given up: what a lower capacity has
// made too much may be made less.
func (e Excess) Grows() bool { return e.Share > e.GivenUp }

// WithoutCases is the same excess without the cases that it comes of, for those
// who may not hear of them (rule 2.5).
func WithoutCases(over []Excess) (list []Excess) {
	for _, e := range over {
		e.Cases = nil
		list = e.join(list)
	}
	return list
}

// Worst is by how many percent somebody would be over on the worst day.
func Worst(over []Excess) int {
	most := 0
	for _, e := range over {
		most = max(most, e.Besides+e.Share-e.Percent)
	}
	return most
}

// Text is the excess in words.
func (e Excess) Text() message.Text {
	last := e.To.AddDays(-1)
	if e.Besides == 0 {
		return msgMoreThanAll.With(e.From, last, e.Percent, e.Share)
	}
	released := msgReleased.With(e.Besides)
	if cases := slices.Compact(slices.Sorted(slices.Values(e.Cases))); len(cases) > 0 {
		released = msgReleasedIn.With(e.Besides, cases)
	}
	return msgMoreThanFree.With(e.From, last, e.Percent, released, e.Share)
}

// String is the excess in English.
func (e Excess) String() string { return e.Text().String() }
