// Package faults holds what the service promises against what befalls it:
// programs that are killed, a database that is killed, full, or taken over by
// its standby, a mail server that hangs, a pooler in between, a neighbour of
// another version. Its tests run the real programs, some of them foreign, and
// stand under the build tag faults:
//
//	go test -tags faults ./internal/testkit/faults -v
//
// Each prints what it measured; with -args -long they go on for as long as a
// night has room for.
package faults
