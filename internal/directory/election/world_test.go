package election_test

import "forankring.no/forankring/internal/testkit/apptest"

const (
	inRegion = "/v1/organisations/" + apptest.Region
	inGrue   = "/v1/organisations/3417"
)

type object = map[string]any
