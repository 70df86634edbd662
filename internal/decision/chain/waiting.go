package chain

import "slices"

// Awaiting are the treatments that wait for one, at once or for others that do, in the
// order of the plan (rule 7.2).
func (c *Course) Awaiting(t *Treatment) []*Treatment {
	var found []*Treatment
	for more := true; more; {
		more = false
		for _, o := range c.Treatments {
			waits := o.State == Waiting && !slices.Contains(found, o) &&
				slices.ContainsFunc(c.Pending(o), func(p *Treatment) bool { return p == t || slices.Contains(found, p) })
			if waits {
				found, more = append(found, o), true
			}
		}
	}
	return found
}
