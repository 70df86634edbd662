package effect

import (
	"embed"

	"forankring.no/forankring/internal/directory/notice"
)

//go:embed letters
var letterFiles embed.FS

var texts = notice.ReadLetters(letterFiles)

// What people are told of the effect of a case.
var (
	noticeRule           = texts.Kind("effect_rule_declared")
	noticeAdopted        = texts.Kind("case_adopted")
	noticeReconciliation = texts.Kind("reconciliation_opened")
	noticeExit           = texts.Kind("reconciliation_exit")
	noticeReconciled     = texts.Kind("reconciliation_ended")
	noticeNotAdopted     = texts.Kind("case_not_adopted")
)
