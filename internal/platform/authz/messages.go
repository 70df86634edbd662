package authz

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// Why an act is not open to a caller.
var (
	msgNotYours = message.New2[message.Either[Holder], []string]("authz.not_yours",
		"Only {offices} in {organisations} can do this; you hold no such office there now.")
	msgNoChain = message.New("authz.no_chain",
		"A substitute appoints no substitutes: there are no chains (rule 1.4).")
	msgOtherCases = message.New1[Holder]("authz.other_cases",
		"You are a substitute for {office}, but only in certain cases, and this is not one of them (rule 1.4).")
	msgPreparesOnly = message.New1[Holder]("authz.prepares_only",
		"For {office}, who is disqualified in this case, you may prepare it, but decide nothing: the council decides, or whoever it names (rule 1.7, FVL § 6).")
	msgOtherActs = message.New1[Holder]("authz.other_acts",
		"You are a substitute for {office}, but only for certain acts, and this is not one of them (rule 1.4).")
	msgNotToday = message.New1[Holder]("authz.not_today",
		"You are a substitute for {office}, but not today: your period has not begun, or is over (rule 1.4).")
)

// The offices, and whoever holds them.
var (
	msgSecretariat       = message.New("office.secretariat", "secretariat")
	msgTheSecretariat    = message.New("office.secretariat.holder", "the secretariat")
	msgAuditor           = message.New("office.auditor", "auditor")
	msgTheAuditor        = message.New("office.auditor.holder", "the auditor")
	msgReader            = message.New("office.reader", "reader")
	msgTheReader         = message.New("office.reader.holder", "the reader")
	msgChiefExecutive    = message.New("office.chief_executive", "chief executive")
	msgTheChiefExecutive = message.New("office.chief_executive.holder", "the chief executive")
	msgAdministrator     = message.New("office.administrator", "administrator")
	msgTheAdministrator  = message.New("office.administrator.holder", "the administrator")
	msgClerk             = message.New("office.clerk", "clerk")
	msgTheClerk          = message.New("office.clerk.holder", "the clerk")
	msgCaseOfficer       = message.New("office.case_officer", "case officer")
	msgTheCaseOfficer    = message.New("office.case_officer.holder", "the case officer")
	msgMember            = message.New("office.seat", "member of a body")
	msgTheMember         = message.New("office.seat.holder", "a member of a body")
	msgBoardChair        = message.New("office.board_chair", "chair of the board")
	msgTreatingMember    = message.New("office.treating_member", "member of a body that treats the case")
	msgTheTreatingMember = message.New("office.treating_member.holder", "the members of a body that treats the case")
	msgTheBoardChair     = message.New("office.board_chair.holder", "the chair of the board")
)
