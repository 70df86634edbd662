package task

import (
	_ "embed"

	"forankring.no/forankring/internal/platform/message"
)

//go:embed words.toml
var words string

var _ = message.Words(words)

var msgKindsAre = message.New1[[]string]("task.kinds_are", "The kinds of tasks are {kinds}.")

var msgAnswerAdmission = message.New2[string, string]("task.answer_admission", "Answer {organisation}, which asks to take in {name}")

var msgReviewSubstitute = message.New2[string, string]("task.review_substitute", "Renew or end {name} as substitute in {organisation}")

var msgMendAddress = message.New2[string, int]("task.mend_address", "Mend the address of {name} and send again: {n} {n|letter|letters} could not be delivered")
