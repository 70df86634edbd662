package contribution

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/httpapi"
)

// tag is the chapter of contributions in the contract.
var tag = httpapi.Tag{Name: "Contributions", Text: "What municipalities contribute besides people, and how all that they contribute compares with the key that their region has agreed on (rules 2.3d, 4.5)."}

// Register declares the operations.
func (s *Service) Register(d *httpapi.Door) {
	httpapi.Show(d, showContribution, httpapi.Doc{
		Tag: tag, Summary: "Show a contribution",
		Description: "What the municipality contributes besides people (rule 2.3d).",
		Faults:      []*fault.Error{casefile.ErrNotParty, ErrNoContribution},
	}, s.ShowContribution)
	httpapi.DoWith(d, RecordContribution, httpapi.Doc{
		Tag: tag, Summary: "Record a contribution", Creates: true,
		Description: "Records what the municipality contributes besides people, and replaces what was recorded before (rule 2.3d).",
		Faults:      []*fault.Error{ErrContributionText, casefile.ErrNotParty, casefile.ErrLeft, casefile.ErrWithdrawn, casefile.ErrWrongState},
	}, s.RecordContribution)
	httpapi.Show(d, showBalance, httpapi.Doc{
		Tag: tag, Summary: "Show who contributes how much",
		Description: "Person-days and money of every municipality, as planned and so far, its part of the total, its part by the region's key, and how far the two are from each other (rule 4.5). Working days are those of the national calendar. Parts are exact fractions, shown to a hundredth of a percentage point so that they sum to 100.00. Currencies are never added to each other.\n\n" +
			"An example: three municipalities share by population, Grue with 4,600 people, Åsnes with 7,200 and Kongsvinger with 17,900, in all 29,700. Grue is asked for one planner at 20 percent from 2 to 15 April 2024, which are 10 working days: 10 × 0.20 = 2.00 person-days. Åsnes is asked for the same at 40 percent, 4.00, and Kongsvinger for nobody. Grue's part of the days is 2/6 = 33.33 percent, and its part by the key 4600/29700 = 15.49: its deviation is 53/297, 17.85 percentage points more than its part. Åsnes gives 42.42 more, and Kongsvinger 60.27 less.\n\n" +
			"As text/csv one line for each municipality and measure, with a comma before the decimals: person-days, money in the currency's main unit, and parts in percent.",
	}, s.Show, httpapi.CSV(write))
	httpapi.Show(d, showKey, httpapi.Doc{
		Tag: tag, Summary: "Show the region's contribution key",
		Description: "How the region's municipalities have agreed to share what their cases need: in equal parts until they set another key (rule 4.5).",
	}, s.keys.Show)
	httpapi.DoWith(d, setKey, httpapi.Doc{
		Tag: tag, Summary: "Set the region's contribution key",
		Description: "Sets equal parts, the population of a year, or agreed weights, with what the key rests on. Earlier keys are kept; balances follow the latest one (rule 4.5). Needs If-Match.",
		Faults:      []*fault.Error{ErrKey, ErrKeyMembers},
	}, s.SetKey)
}
