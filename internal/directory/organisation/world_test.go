package organisation_test

const inGrue = "/v1/organisations/3417"

type object = map[string]any
