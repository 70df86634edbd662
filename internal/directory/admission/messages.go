package admission

import "forankring.no/forankring/internal/platform/message"

var msgPercent = message.New("admission.percent", "belongs to an employment, which must have it, and to nothing else")
