package body_test

import "forankring.no/forankring/internal/testkit/apptest"

const (
	inRegion = "/v1/organisations/" + apptest.Region
	inGrue   = "/v1/organisations/3417"
)

type object = map[string]any

// council founds the municipal council.
func council(w *apptest.World) {
	w.Do("clerk@3417", "POST", inGrue+"/bodies", object{"key": "kommunestyret", "kind": "municipal_council", "name": "Kommunestyret", "decides": true}).Is(201)
}
