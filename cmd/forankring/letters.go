package main

import (
	"context"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"

	"forankring.no/forankring/internal/app"
)

// letters lists the letters that failed for good, or sends one again (rule 6.6).
func (sh shell) letters(ctx context.Context, args []string) error {
	var again int64
	var after int64
	var data string
	err := flags("letters", args, func(f *flag.FlagSet) {
		f.Int64Var(&again, "send-again", 0, "")
		f.Int64Var(&after, "after", 0, "")
		f.StringVar(&data, "data", "", "")
	})
	if err != nil {
		return err
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		if again != 0 {
			return strconv.FormatInt(again, 10), d.Letters.SendAgainByOperator(ctx, again)
		}
		all, err := d.Letters.EveryFailure(ctx, after)
		if err != nil {
			return "", err
		}
		lines := make([]string, len(all))
		for i, l := range all {
			lines[i] = fmt.Sprintf("%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s", l.ID, l.FailedAt.UTC().Format(time.RFC3339), l.Organisation, l.Name, l.Kind, l.Address, l.Cause, l.Answer)
		}
		return strings.Join(lines, "\n"), nil
	})
}
