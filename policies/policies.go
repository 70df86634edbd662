// Package policies embeds the permission model and its lines. They are
// reviewed like code.
package policies

import _ "embed"

// Model is the Casbin model; Policy holds one line per office and act.
var (
	//go:embed model.conf
	Model string
	//go:embed policy.csv
	Policy string
)
