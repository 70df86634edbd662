package alarm

// Scan is the daily job, and Look what queues it.
var (
	Scan = (*Service).scan
	Look = (*Service).look
)
