package disqualification

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with a question, or with its decision.
var (
	msgBodyMissing = message.New("disqualification.body_missing", "must name the body that decided")
	msgRecorded    = message.New("disqualification.recorded",
		"What a body decides is recorded by the clerk of the municipality, or by the region's secretariat (rule 1.7).")
	msgHolderBarred = message.New("disqualification.holder_barred",
		"The superior for whom you act is disqualified in the case, and a subordinate cannot decide in their place: a body of the municipality decides (FVL § 6 third paragraph, rule 1.7).")
	msgNoSubordinate = message.New("disqualification.no_subordinate",
		"A superior decides only about employees and officers, and the person is neither here: a body decides (FVL § 8, rule 1.7).")
	msgNeedsBody  = message.New("disqualification.needs_body", "must be left out unless `body` is given")
	msgNoJudge    = message.New("disqualification.no_judge", "does not decide on disqualification: a body of elected members does")
	msgOtherBody  = message.New1[[]string]("disqualification.other_body", "is not a body in which the member sits; that is {bodies}")
	msgDayMissing = message.New("disqualification.day_missing", "must be the day on which the body decided")
)

// What is wrong with a period.
var (
	msgBeforeCase = message.New("disqualification.before_case", "must not be before the case was created")
	msgNoPeriod   = message.New("disqualification.no_period", "must be true where a period is given: a dismissed question has none")
)

// Why somebody may be disqualified.
var (
	msgResponsibleSits = message.New2[string, string]("disqualification.responsible_sits",
		"Is the responsible officer of the case, works for {municipality}, and has a seat there: {body}.")
	msgNamedSits = message.New2[string, string]("disqualification.named_sits",
		"Has been named to the work in the case by {municipality}, and has a seat there: {body}.")
)

// The title of the task.
var msgDecide = message.New1[string]("disqualification.decide", "Decide whether {person} is disqualified")
