package authz

import "forankring.no/forankring/internal/platform/message"

// Office is an office, or a seat that carries acts, by its key in the policy, as
// a sentence names it: "chief executive", "kommunedirektør".
type Office string

// Say is the office in a language; one that the policy does not know keeps its key.
func (o Office) Say(in message.Language) string {
	if known, ok := named[string(o)]; ok {
		return known.office.Say(in)
	}
	return string(o)
}

// Holder is whoever holds an office: "the chief executive", "kommunedirektøren".
type Holder string

// Say is the holder in a language.
func (h Holder) Say(in message.Language) string {
	if known, ok := named[string(h)]; ok {
		return known.holder.Say(in)
	}
	return string(h)
}

// Offices are several offices of which it is one.
func Offices(keys []string) message.Either[Office] { return either[Office](keys) }

// Holders are those of several offices, of whom it is one.
func Holders(keys []string) message.Either[Holder] { return either[Holder](keys) }

func either[T ~string](keys []string) message.Either[T] {
	all := make(message.Either[T], len(keys))
	for i, key := range keys {
		all[i] = T(key)
	}
	return all
}

type name struct{ office, holder message.Text }

var named = map[string]name{
	"secretariat":     {msgSecretariat, msgTheSecretariat},
	"auditor":         {msgAuditor, msgTheAuditor},
	"reader":          {msgReader, msgTheReader},
	"chief_executive": {msgChiefExecutive, msgTheChiefExecutive},
	"administrator":   {msgAdministrator, msgTheAdministrator},
	"clerk":           {msgClerk, msgTheClerk},
	"case_officer":    {msgCaseOfficer, msgTheCaseOfficer},
	"seat":            {msgMember, msgTheMember},
	"board_chair":     {msgBoardChair, msgTheBoardChair},
	"treating_member": {msgTreatingMember, msgTheTreatingMember},
}
