// Bench measures the service against what the stack allows, side by side in one run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// shell is what a subcommand gets from the program's surroundings.
type shell struct {
	stdout, stderr io.Writer
	getenv         func(string) string
}

// commands are the subcommands by name; without one the benchmark is run.
var commands = map[string]func(ctx context.Context, sh shell, args []string) error{
	"run":   runAll,
	"fill":  runFill,
	"plans": runPlans,
	"floor": runFloor,
}

// verdict ends the program with a status of its own, after all was said.
type verdict int

func (verdict) Error() string { return "the figures say so" }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)   // the second signal ends the program at once
	signal.Ignore(syscall.SIGPIPE) // whoever reads no more ends it too, in good order
	sh := shell{stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}
	err := run(ctx, sh, os.Args[1:])
	status, said := verdict(0), errors.As(err, new(verdict))
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case said:
		errors.As(err, &status)
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "bench: interrupted; what it had started is ended, and what it had made is removed")
		status = 1
	default:
		fmt.Fprintln(os.Stderr, "bench:", err)
		status = 1
	}
	os.Exit(int(status))
}

func run(ctx context.Context, sh shell, args []string) error {
	name := "run"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	command, ok := commands[name]
	if !ok {
		return fmt.Errorf("there is no subcommand %q", name)
	}
	return command(ctx, sh, args)
}
