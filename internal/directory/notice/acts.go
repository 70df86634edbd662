package notice

import "strings"

// actsNb are the acts that substitutes are given, in Bokmål.
var actsNb = map[string]string{
	"alarm:read":                       "å se varsler om folk i saker",
	"assignment:decline":               "å avslå å avgi folk",
	"assignment:nominate":              "å navngi folk",
	"assignment:recall":                "å trekke tilbake folk som er avgitt",
	"assignment:release":               "å avgi folk",
	"assignment:release_over_capacity": "å avgi folk ut over det de har kapasitet til",
	"assignment:retract":               "å trekke tilbake navn",
	"benefit:confirm":                  "å bekrefte kommunens felles nytte",
	"benefit:write":                    "å beskrive kommunens felles nytte",
	"body:found":                       "å opprette organer",
	"case:change":                      "å endre saker",
	"case:change_participants":         "å endre hvem som deltar i saker",
	"case:create":                      "å opprette saker",
	"case:open":                        "å åpne saker",
	"case:read":                        "å se saker",
	"case:record_decision":             "å registrere vedtak",
	"case:start":                       "å starte saker",
	"case:withdraw":                    "å trekke saker",
	"chief_executive:appoint":          "å registrere kommunedirektør",
	"condition:confirm":                "å bekrefte at vilkår er oppfylt",
	"condition:report":                 "å melde vilkår oppfylt",
	"contribution:record":              "å registrere bidrag",
	"contribution_key:set":             "å bestemme fordelingsnøkkelen",
	"disqualification:decide":          "å avgjøre spørsmål om habilitet",
	"disqualification:declare":         "å melde seg inhabil",
	"disqualification:raise":           "å reise spørsmål om habilitet",
	"employment:keep":                  "å føre ansettelser",
	"employment:read":                  "å se ansettelser",
	"exempt_case:read":                 "å se saker som er unntatt offentlighet",
	"load:read":                        "å se hva folk er bedt om i alle saker",
	"mandate:answer":                   "å svare på mandater",
	"mandate:draft":                    "å skrive utkast til mandater",
	"mandate:record_answer":            "å føre inn svar fra kommunestyret",
	"mandate:reject":                   "å avslutte mandater som ikke er godkjent",
	"mandate:submit":                   "å legge fram mandater",
	"mandate:withdraw":                 "å trekke mandater",
	"mandate_rule:set":                 "å bestemme hvilke godkjenninger som trengs",
	"membership:change":                "å endre medlemskap i regionen",
	"milestone_part:complete":          "å fullføre kommunens del av milepæler",
	"office:appoint":                   "å oppnevne folk til verv og stillinger",
	"organisation:read":                "å se organisasjonen",
	"person:keep":                      "å føre personer",
	"person:read":                      "å se opplysninger om personer",
	"reference:set":                    "å føre eget saksnummer",
	"seat:appoint":                     "å oppnevne medlemmer i organer",
	"start_override:enter":             "å be om å starte uten alle godkjenninger",
	"timeline:complete":                "å fullføre milepæler",
	"timeline:plan":                    "å planlegge milepæler",
}

// actsEn are the same in English.
var actsEn = map[string]string{
	"alarm:read":                       "to read alarms about people in cases",
	"assignment:decline":               "to decline to release people",
	"assignment:nominate":              "to name people",
	"assignment:recall":                "to recall people who were released",
	"assignment:release":               "to release people",
	"assignment:release_over_capacity": "to release people over their capacity",
	"assignment:retract":               "to take back names",
	"benefit:confirm":                  "to confirm the municipality's shared benefit",
	"benefit:write":                    "to describe the municipality's shared benefit",
	"body:found":                       "to found bodies",
	"case:change":                      "to change cases",
	"case:change_participants":         "to change who takes part in cases",
	"case:create":                      "to create cases",
	"case:open":                        "to open cases",
	"case:read":                        "to read cases",
	"case:record_decision":             "to record decisions",
	"case:start":                       "to start cases",
	"case:withdraw":                    "to withdraw cases",
	"chief_executive:appoint":          "to record the chief executive",
	"condition:confirm":                "to confirm that conditions are fulfilled",
	"condition:report":                 "to report conditions fulfilled",
	"contribution:record":              "to record contributions",
	"contribution_key:set":             "to set the contribution key",
	"disqualification:decide":          "to decide questions of disqualification",
	"disqualification:declare":         "to declare themselves disqualified",
	"disqualification:raise":           "to raise questions of disqualification",
	"employment:keep":                  "to keep employments",
	"employment:read":                  "to read employments",
	"exempt_case:read":                 "to read cases exempt from public access",
	"load:read":                        "to read what is asked of people in all cases",
	"mandate:answer":                   "to answer mandates",
	"mandate:draft":                    "to draft mandates",
	"mandate:record_answer":            "to record answers of the council",
	"mandate:reject":                   "to close mandates that are not approved",
	"mandate:submit":                   "to submit mandates",
	"mandate:withdraw":                 "to withdraw mandates",
	"mandate_rule:set":                 "to set which approvals are needed",
	"membership:change":                "to change memberships in the region",
	"milestone_part:complete":          "to complete the municipality's part of milestones",
	"office:appoint":                   "to appoint to offices",
	"organisation:read":                "to read about the organisation",
	"person:keep":                      "to keep people",
	"person:read":                      "to read about people",
	"reference:set":                    "to set the own case number",
	"seat:appoint":                     "to appoint members of bodies",
	"start_override:enter":             "to ask to start without all approvals",
	"timeline:complete":                "to complete milestones",
	"timeline:plan":                    "to plan milestones",
}

// spelled says acts in words. Every act that a substitute can have has words in
// every language; one that no longer exists stays a code.
func spelled(codes string, words map[string]string, and string) string {
	all := strings.Split(codes, ",")
	for i, code := range all {
		if w, ok := words[code]; ok {
			all[i] = w
		}
	}
	last := len(all) - 1
	if last == 0 {
		return all[0]
	}
	return strings.Join(all[:last], ", ") + and + all[last]
}
