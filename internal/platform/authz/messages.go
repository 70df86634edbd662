package authz

import "forankring.no/forankring/internal/platform/message"

// Why an act is not open to a caller.
var (
	msgNotYours = message.New2[[]string, []string]("authz.not_yours",
		"This act is for {offices} in {organisations}; you hold none of these there now.")
	msgNoChain = message.New("authz.no_chain",
		"A substitute appoints no substitutes: there are no chains (rule 1.4).")
	msgOtherCases = message.New1[string]("authz.other_cases",
		"You are a substitute in the office of {office}, but only in certain cases, and this is not one of them (rule 1.4).")
	msgPreparesOnly = message.New1[string]("authz.prepares_only",
		"The holder of the office of {office} is disqualified in this case, and so are their substitutes where something is decided: you may prepare it, and the council, or whoever it names, decides (rule 1.7, FVL § 6).")
	msgOtherActs = message.New1[string]("authz.other_acts",
		"You are a substitute in the office of {office}, but only for certain acts, and this is not one of them (rule 1.4).")
	msgNotToday = message.New1[string]("authz.not_today",
		"You are a substitute in the office of {office}, but not today: your period has not begun, or is over (rule 1.4).")
)
