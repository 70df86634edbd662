package treatment

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

// What is wrong with what is asked of a plan or a treatment.
var (
	msgNoPlanReason = message.New("treatment.no_plan_reason", "must say why the plan of a case in treatment is changed")
	msgNoCouncil    = message.New1[string]("treatment.no_council", "must be a step of the plan that the municipality's council treats; {key} is not")
	msgOtherMeeting = message.New("treatment.other_meeting", "must be a planned meeting of the body that treats the case")
	msgNoVersion    = message.New1[int]("treatment.no_version", "must be a version of the case's proposed resolution, with its hash; {version} is not")
)

// The titles of tasks, and why reminders stopped.
var (
	msgRecord      = message.New1[string]("treatment.record", "Record what {body} resolved")
	msgPresent     = message.New1[string]("treatment.present", "Write the municipality's presentation of the case to {body} (KL § 13-1)")
	msgRecommend   = message.New1[string]("treatment.recommend", "Give the chief executive's recommendation to {body} (KL § 13-1)")
	msgHasResolved = message.New("treatment.has_resolved", "the body has resolved")
	msgIsOver      = message.New("treatment.treatment_over", "the treatment is over")
	msgTurnGone    = message.New("treatment.turn_gone", "the case was referred back")
	msgBack        = message.New("treatment.case_back", "the case was taken back")
	msgOffAgenda   = message.New("treatment.off_agenda", "the case is on no agenda any more")
	msgNotDue      = message.New("treatment.not_due", "the meeting asks for it no more")

	msgNoticeOut     = message.New("treatment.notice_out", "the notice of the meeting has gone out")
	msgPapersLaid    = message.New("treatment.papers_laid", "the papers are there")
	msgMinutesSigned = message.New("treatment.minutes_signed", "the minutes are signed")
)
