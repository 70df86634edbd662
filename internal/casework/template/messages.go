package template

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// The milestones of the program's own templates (rule 7.2).
var (
	msgNaming          = message.New("template.naming", "The people are named")
	msgProposalReady   = message.New("template.proposal_ready", "The proposal is ready for the board")
	msgBoard           = message.New("template.board", "The board has its meeting")
	msgRepresentatives = message.New("template.representatives", "The representative council has its meeting")
	msgJointMeeting    = message.New("template.joint_meeting", "The councils have their joint meeting")
	msgCouncils        = message.New("template.councils", "The councils have decided")
)

var msgMilestones = message.New1[[]string]("template.milestones", "{titles}")

// What is wrong with a template.
var (
	msgKeyTwice   = message.New1[string]("template.key_twice", "must be there once; {key} is there twice")
	msgUnknown    = message.New1[string]("template.unknown", "must be one of those that it comes after in the template; {key} is not")
	msgLag        = message.New1[int]("template.lag", "must be `days` or `working_days` with a count from 0 to {most}, such as working_days:10")
	msgCircle     = message.New1[[]string]("template.circle", "must not wait for each other: {circle}")
	msgStartOrEnd = message.New("template.one_of_two", "either `start` or `end` must be given, and not both")
	msgFarDay     = message.New("template.far_day", "must not lead beyond the years 1900 to 2200")
)
