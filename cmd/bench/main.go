// Bench measures the service against what the stack allows, side by side in one run.
package main

import (
	"context"
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
	"fill":  runFill,
	"plans": runPlans,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the second signal ends the program at once
	sh := shell{stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}
	if err := run(ctx, sh, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
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
