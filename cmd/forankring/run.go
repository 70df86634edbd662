package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"forankring.no/forankring/internal/platform/fault"
)

const usage = `Forankring: municipalities make decisions together.

Usage: forankring COMMAND [flags]

  demo [--fresh] [--once] [--addr HOST:PORT] [--data FOLDER] [--record FOLDER]
                                 play a real case on a private PostgreSQL, and serve it
  serve [--addr HOST:PORT]       answer requests and work jobs (FORANKRING_WORKERS=0: requests only)
  work                           work jobs only, beside instances that answer requests
  migrate                        bring the database's schema up to date
  openapi [--json]               print the API's contract
  version                        print the versions of the program and of its API

  register region --slug SLUG --name NAME [--county NAME] [--alias NAME]...
  register municipality --number NNNN --name NAME --region SLUG --from YYYY-MM-DD [--county NAME]
                                 enter an organisation (--namesake: there is another one of the name)
  renumber --municipality NNNN --number NNNN --from YYYY-MM-DD [--name NAME [--namesake]]
  rename --organisation KEY --name NAME --from YYYY-MM-DD [--namesake]
                                 a municipality has another number, an organisation another name, from a day
  merge --municipality NNNN... --into NNNN[=NAME] --on YYYY-MM-DD
  part --municipality NNNN --into NNNN[=NAME]... --on YYYY-MM-DD
                                 municipalities are no more from a day, and others go on (=NAME: a new one)
  appoint --organisation KEY --office secretariat|administrator|clerk --name NAME
          [--email ADDRESS] [--language nb|nn|en] [--from YYYY-MM-DD] [--issuer URL --subject ID]
                                 enter the first holder of an office (--person ID in place of --name: one who is known)
  appoint --organisation KEY --office OFFICE --person ID --decided-on YYYY-MM-DD --case-number NUMBER
          [--from YYYY-MM-DD]    record an appointment that nobody there may record, on its decision
  adopt                          make a copy of the database this installation's: only where the other sends no more
  bind --person ID --issuer URL --subject ID
                                 bind the first login of somebody who has none
  logins --person ID             list a person's logins
  unbind --issuer URL --subject ID
                                 undo a login at once
  letters [--after ID]           list the e-mails that failed for good: 200 at a time, each with what the mail server said
  letters --send-again ID        send one of them again, under the same Message-ID
  token --organisation KEY --office OFFICE [--life 12h]
  token --person ID [--life 12h] print a token of the development issuer

The database is the one of DATABASE_URL; the operator's commands and token also find
a demo that runs on this machine (--data FOLDER where it was started so). All
settings stand in README.md.
`

// shell is what a command gets of the world around it.
type shell struct {
	environ        []string
	stdout, stderr io.Writer
}

// misuse is an error of the one who typed the command, answered with status 2.
type misuse struct{ error }

// run runs one command and returns the program's exit status.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	err := dispatch(ctx, shell{environ, stdout, stderr}, args)
	var wrong misuse
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(stdout, usage)
		return 0
	case errors.As(err, &wrong):
		_, _ = fmt.Fprintf(stderr, "forankring: %v\n`forankring help` shows all commands and their flags.\n", err)
		return 2
	default:
		_, _ = fmt.Fprintf(stderr, "forankring: %s\n", told(err))
		return 1
	}
}

// told is an error in the words for an operator: of a refusal its detail, and
// what was wrong with which value.
func told(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	words := []string{f.Detail.String()}
	for _, field := range f.Fields {
		words = append(words, fmt.Sprintf("%s: %s.", strings.TrimPrefix(field.Pointer, "/"), field.Detail))
	}
	return strings.Join(words, " ")
}

func dispatch(ctx context.Context, sh shell, args []string) error {
	if len(args) == 0 {
		return misuse{errors.New("no command given")}
	}
	name, rest := args[0], args[1:]
	switch name {
	case "demo":
		return sh.demo(ctx, rest)
	case "serve":
		return sh.serve(ctx, rest)
	case "work":
		return sh.work(ctx, rest)
	case "migrate":
		return sh.migrate(ctx, rest)
	case "openapi":
		return sh.openapi(rest)
	case "version":
		return sh.version(rest)
	case "register":
		return sh.register(ctx, rest)
	case "renumber":
		return sh.renumber(ctx, rest)
	case "rename":
		return sh.rename(ctx, rest)
	case "merge":
		return sh.merge(ctx, rest)
	case "part":
		return sh.part(ctx, rest)
	case "appoint":
		return sh.appoint(ctx, rest)
	case "adopt":
		return sh.adopt(ctx, rest)
	case "bind":
		return sh.bind(ctx, rest)
	case "logins":
		return sh.logins(ctx, rest)
	case "unbind":
		return sh.unbind(ctx, rest)
	case "letters":
		return sh.letters(ctx, rest)
	case "token":
		return sh.token(ctx, rest)
	case "help", "-h", "-help", "--help":
		return flag.ErrHelp
	default:
		return misuse{fmt.Errorf("there is no command %q", name)}
	}
}

// flags parses the flags of a command, which takes no other arguments; those
// named in required must be given.
func flags(command string, args []string, declare func(*flag.FlagSet), required ...string) error {
	set := flag.NewFlagSet(command, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	declare(set)
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		return err
	} else if err != nil {
		return misuse{fmt.Errorf("%s: %w", command, err)}
	}
	if set.NArg() > 0 {
		return misuse{fmt.Errorf("%s: unexpected argument %q", command, set.Arg(0))}
	}
	for _, name := range required {
		if set.Lookup(name).Value.String() == "" {
			return misuse{fmt.Errorf("%s: --%s is missing", command, name)}
		}
	}
	return nil
}

// noFlags is for commands without any.
func noFlags(*flag.FlagSet) {}
