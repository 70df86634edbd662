package casefile

import "time"

// Withdraw ends a case before the first deciding resolution (rule 2.2).
func (c *Case) Withdraw(why string, now time.Time) error {
	if err := c.In(Draft, Preparing, Active, InTreatment); err != nil {
		return err
	}
	c.State, c.WithdrawnAt, c.WithdrawnWhy, c.ModifiedAt = Withdrawn, &now, why, now
	return nil
}

// FollowUp moves an adopted case to its follow-up (rule 2.2).
func (c *Case) FollowUp(now time.Time) error { return c.move(Adopted, FollowingUp, now) }

// Close ends a case that is adopted, followed up or not adopted, and one that needs no
// treatment also while it is active (rule 2.2).
func (c *Case) Close(why string, now time.Time) error {
	if err := c.MustBeClosable(); err != nil {
		return err
	}
	c.State, c.ClosedAt, c.ClosedWhy, c.ModifiedAt = Closed, &now, why, now
	return nil
}

// MustBeClosable refuses to close a case that is not decided, unless it is active and needs
// no treatment (rule 2.2).
func (c *Case) MustBeClosable() error {
	if err := c.In(Active, Adopted, NotAdopted, FollowingUp); err != nil {
		return err
	}
	if c.State == Active && c.needsTreatment() {
		return ErrUntreated
	}
	return nil
}

// needsTreatment says whether bodies must decide a case: one that passes the start gate,
// changes the agreement, or is of principal importance (rules 2.3, 7.4).
func (c *Case) needsTreatment() bool {
	return c.Gated() || c.Kind == AgreementChange || c.Principal || c.StatutoryPlan
}
