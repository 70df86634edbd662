package mandate

import (
	"fmt"

	"github.com/bojanz/currency"

	"forankring.no/forankring/internal/platform/fault"
)

// Money is an amount in the currency's minor unit. The currency is one of
// ISO 4217 that is in use; a version has one (rule 3.1).
type Money struct {
	Amount   int64  `json:"amount" minimum:"0" maximum:"1000000000000000" example:"150000000" doc:"In minor units: øre for NOK"`
	Currency string `json:"currency" pattern:"^[A-Z]{3}$" example:"NOK" doc:"A currency of ISO 4217 that is in use; one for the whole version"`
}

// RequireCurrency refuses three letters that are no currency's in use (ISO 4217).
func (m Money) RequireCurrency(c *fault.Checks, at string) {
	c.Require(currency.IsValid(m.Currency), at+"/currency", msgNoCurrency.With(m.Currency))
}

// Decimals is how many decimals a currency's minor unit is (ISO 4217): 2 for
// NOK, 0 for ISK. A code that is no currency's in use is taken to be like most.
func Decimals(code string) int {
	if digits, known := currency.GetDigits(code); known {
		return int(digits)
	}
	return 2
}

// exact is the amount in the currency's main unit, without rounding.
func (m *Money) exact() string {
	if m == nil {
		return ""
	}
	places, unit := Decimals(m.Currency), int64(1)
	if places == 0 {
		return fmt.Sprintf("%d %s", m.Amount, m.Currency)
	}
	for range places {
		unit *= 10
	}
	return fmt.Sprintf("%d.%0*d %s", m.Amount/unit, places, m.Amount%unit, m.Currency)
}
