package admission_test

import "forankring.no/forankring/internal/testkit/apptest"

const (
	inRegion  = "/v1/organisations/" + apptest.Region
	inGrue    = "/v1/organisations/3417"
	inEidskog = "/v1/organisations/3416"

	administrator = "administrator@3417"
	outsider      = "administrator@3416"
	planner       = "planner1@3417"
)

type object = map[string]any
