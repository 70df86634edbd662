package subject_test

const (
	grue          = "3417"
	chief         = "chief_executive@3417"
	administrator = "administrator@3417"
	own           = "/v1/organisations/3417"
)

type object = map[string]any
