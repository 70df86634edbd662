package task

import "forankring.no/forankring/internal/platform/message"

var msgKindsAre = message.New1[[]string]("task.kinds_are", "The kinds of tasks are {kinds}.")
