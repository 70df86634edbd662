package mandate

// What tests of the rules ask that the use cases ask in transactions.
var (
	Settle = (*Version).settle
	Judge  = (*Version).judge
)
