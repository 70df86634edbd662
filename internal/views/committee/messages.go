package committee

import "forankring.no/forankring/internal/platform/message"

var msgNotAsked = message.New1[string]("committee.not_asked", "The version asks nothing of {municipality}.")
