package pgdb

// What the tests try with migrations of their own.
var (
	MigrateFrom   = migrate
	CheckSchemaBy = checkSchema
)
