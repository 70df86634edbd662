package main

import (
	"context"
	"flag"
	"path/filepath"
	"slices"

	"forankring.no/forankring/internal/demo"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/localpg"
)

// demo plays the real case on a private PostgreSQL, or on the one of
// DATABASE_URL, and then serves it.
func (sh shell) demo(ctx context.Context, args []string) error {
	var o demo.Options
	var addr, data string
	err := flags("demo", args, func(f *flag.FlagSet) {
		f.BoolVar(&o.Fresh, "fresh", false, "")
		f.BoolVar(&o.Once, "once", false, "")
		f.StringVar(&addr, "addr", "", "")
		f.StringVar(&data, "data", "", "")
		f.StringVar(&o.Record, "record", "", "")
	})
	if err != nil {
		return err
	}
	environ := slices.Clone(sh.environ)
	if addr != "" {
		environ = append(environ, "FORANKRING_ADDR="+addr)
	}
	cfg, err := config.Load(environ)
	if err != nil {
		return err
	}
	if o.Dir, err = sh.demoFolder(data); err != nil {
		return err
	}
	return demo.Run(ctx, cfg, o, sh.stdout)
}

// demoFolder is where a demo keeps its data: the folder given, or the usual
// one.
func (sh shell) demoFolder(given string) (string, error) {
	if given != "" {
		return filepath.Abs(given)
	}
	return localpg.DefaultDir(sh.getenv)
}
