package main

import (
	"context"
	"errors"
)

func runFill(context.Context, shell, []string) error { return errors.New("fill is not built yet") }
