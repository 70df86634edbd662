package approval

// What tests of the rules ask that the use cases ask in transactions.
var (
	ComeIntoForce = (*Version).comeIntoForce
	Judge         = (*Version).judge
)
