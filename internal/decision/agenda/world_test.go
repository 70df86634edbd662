package agenda_test

import "forankring.no/forankring/internal/testkit/apptest"

type object = map[string]any

const (
	secretariat = "secretariat@" + apptest.Region
	styre       = "/v1/organisations/" + apptest.Region + "/bodies/styre"
)
