package workday

// AddWorkingDays is the nth working day after d, or before it when n is negative. The day d itself is not
// counted, whether it is a working day or not; n = 0 is d. It walks day by day: n is kept small by whoever reads it.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// WorkingDaysBetween counts the working days from from, included, to to, not included.
// It is negative when to is before from.
func (c *Calendar) WorkingDaysBetween(from, to Date) int {
	if to.Before(from) {
		return -c.WorkingDaysBetween(to, from)
	}
	n := 0
	for d := from; d.Before(to); d = d.AddDays(1) {
		if c.IsWorkingDay(d) {
			n++
		}
	}
	return n
}

// Next is d if it is a working day, otherwise the first one after it.
func (c *Calendar) Next(d Date) Date {
	for !c.IsWorkingDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// Previous is d if it is a working day, otherwise the last one before it.
func (c *Calendar) Previous(d Date) Date {
	for !c.IsWorkingDay(d) {
		d = d.AddDays(-1)
	}
	return d
}
