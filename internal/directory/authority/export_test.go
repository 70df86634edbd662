package authority

// Edge is that a person acts for a holder, for the tests of the rule.
type Edge = edge

// Fits asks the rule about an edge beside those that stand.
func Fits(e Edge, standing []Edge) error { return e.mustFit(standing) }
