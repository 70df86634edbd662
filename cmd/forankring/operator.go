package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/demo"
	"forankring.no/forankring/internal/directory/login"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/directory/organisation"
	"forankring.no/forankring/internal/platform/config"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// operated opens the database of an operator's command: the one of
// DATABASE_URL, or that of a demo that runs on this machine, in the folder
// given or the usual one. Its schema must be the one that this program needs.
func (sh shell) operated(ctx context.Context, data string) (config.Config, *pgxpool.Pool, error) {
	cfg, err := config.Load(sh.environ)
	if err != nil {
		return cfg, nil, err
	}
	if cfg.DatabaseURL == "" {
		dir, err := sh.demoFolder(data)
		if err != nil {
			return cfg, nil, err
		}
		if cfg.DatabaseURL, err = app.RunningDemo(dir); err != nil {
			return cfg, nil, err
		}
	}
	pool, err := open(ctx, cfg)
	if err != nil {
		return cfg, nil, err
	}
	if _, err := pgdb.CheckSchema(ctx, pool); err != nil {
		pool.Close()
		return cfg, nil, err
	}
	return cfg, pool, nil
}

func (sh shell) getenv(name string) string {
	for _, pair := range sh.environ {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

// register enters a region, or a municipality with its region. Repeating it
// changes nothing.
func (sh shell) register(ctx context.Context, args []string) error {
	switch {
	case len(args) > 0 && args[0] == "region":
		return sh.registerRegion(ctx, args[1:])
	case len(args) > 0 && args[0] == "municipality":
		return sh.registerMunicipality(ctx, args[1:])
	default:
		return misuse{errors.New("register: say region or municipality")}
	}
}

func (sh shell) registerRegion(ctx context.Context, args []string) error {
	var in organisation.RegionInput
	var data string
	err := flags("register region", args, func(f *flag.FlagSet) {
		f.StringVar(&in.Slug, "slug", "", "")
		f.StringVar(&in.Name, "name", "", "")
		f.StringVar(&in.County, "county", "", "")
		f.BoolVar(&in.Namesake, "namesake", false, "")
		f.StringVar(&data, "data", "", "")
		f.Func("alias", "", func(name string) error { in.Aliases = append(in.Aliases, name); return nil })
	}, "slug", "name")
	if err != nil {
		return err
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		o, err := d.Organisations.RegisterRegion(ctx, in)
		if err != nil {
			return "", err
		}
		return o.Key, nil
	})
}

func (sh shell) registerMunicipality(ctx context.Context, args []string) error {
	var in organisation.MunicipalityInput
	var from, data string
	err := flags("register municipality", args, func(f *flag.FlagSet) {
		f.StringVar(&in.Number, "number", "", "")
		f.StringVar(&in.Name, "name", "", "")
		f.StringVar(&in.County, "county", "", "")
		f.StringVar(&in.Region, "region", "", "")
		f.BoolVar(&in.Namesake, "namesake", false, "")
		f.StringVar(&from, "from", "", "")
		f.StringVar(&data, "data", "", "")
	}, "number", "name", "region", "from")
	if err != nil {
		return err
	}
	if in.From, err = workday.ParseDate(from); err != nil {
		return misuse{fmt.Errorf("register municipality: --from: %w", err)}
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		o, err := d.Organisations.RegisterMunicipality(ctx, in)
		if err != nil {
			return "", err
		}
		return o.Key, nil
	})
}

// renumber gives a municipality another number from a day, and another name where
// one is named (rule 1.1).
func (sh shell) renumber(ctx context.Context, args []string) error {
	var in organisation.NumberInput
	var from, data string
	err := flags("renumber", args, func(f *flag.FlagSet) {
		f.StringVar(&in.Municipality, "municipality", "", "")
		f.StringVar(&in.Number, "number", "", "")
		f.StringVar(&in.Name, "name", "", "")
		f.StringVar(&from, "from", "", "")
		f.StringVar(&data, "data", "", "")
		f.BoolVar(&in.Namesake, "namesake", false, "")
	}, "municipality", "number", "from")
	if err != nil {
		return err
	}
	if in.From, err = workday.ParseDate(from); err != nil {
		return misuse{fmt.Errorf("renumber: --from: %w", err)}
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		o, err := d.Organisations.Renumber(ctx, in)
		return keyOf(o), err
	})
}

// rename gives an organisation another name from a day (rule 1.1).
func (sh shell) rename(ctx context.Context, args []string) error {
	var in organisation.NameInput
	var from, data string
	err := flags("rename", args, func(f *flag.FlagSet) {
		f.StringVar(&in.Organisation, "organisation", "", "")
		f.StringVar(&in.Name, "name", "", "")
		f.BoolVar(&in.Namesake, "namesake", false, "")
		f.StringVar(&from, "from", "", "")
		f.StringVar(&data, "data", "", "")
	}, "organisation", "name", "from")
	if err != nil {
		return err
	}
	if in.From, err = workday.ParseDate(from); err != nil {
		return misuse{fmt.Errorf("rename: --from: %w", err)}
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		o, err := d.Organisations.Rename(ctx, in)
		return keyOf(o), err
	})
}

// merge ends municipalities and lets one go on in their place (rule 1.1).
func (sh shell) merge(ctx context.Context, args []string) error {
	var in organisation.MergeInput
	var into, on, data string
	err := flags("merge", args, func(f *flag.FlagSet) {
		f.Func("municipality", "", func(number string) error { in.Municipalities = append(in.Municipalities, number); return nil })
		f.StringVar(&into, "into", "", "")
		f.StringVar(&on, "on", "", "")
		f.StringVar(&data, "data", "", "")
	}, "into", "on")
	if err != nil {
		return err
	}
	in.Into = successorOf(into)
	if in.On, err = workday.ParseDate(on); err != nil {
		return misuse{fmt.Errorf("merge: --on: %w", err)}
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		o, err := d.Organisations.Merge(ctx, in)
		return keyOf(o), err
	})
}

// part ends a municipality and lets several go on in its place (rule 1.1).
func (sh shell) part(ctx context.Context, args []string) error {
	var in organisation.PartInput
	var on, data string
	err := flags("part", args, func(f *flag.FlagSet) {
		f.StringVar(&in.Municipality, "municipality", "", "")
		f.Func("into", "", func(into string) error { in.Into = append(in.Into, successorOf(into)); return nil })
		f.StringVar(&on, "on", "", "")
		f.StringVar(&data, "data", "", "")
	}, "municipality", "on")
	if err != nil {
		return err
	}
	if in.On, err = workday.ParseDate(on); err != nil {
		return misuse{fmt.Errorf("part: --on: %w", err)}
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		parts, err := d.Organisations.Part(ctx, in)
		keys := make([]string, len(parts))
		for i, o := range parts {
			keys[i] = o.Key
		}
		return strings.Join(keys, "\n"), err
	})
}

// successorOf reads NNNN or, of a new municipality, NNNN=NAME.
func successorOf(text string) organisation.SuccessorInput {
	number, name, _ := strings.Cut(text, "=")
	return organisation.SuccessorInput{Number: number, Name: name}
}

func keyOf(o *organisation.Organisation) string {
	if o == nil {
		return ""
	}
	return o.Key
}

// appoint enters the first holder of an office, or an appointment on a decision
// that nobody in the organisation may record, and prints the person's identifier
// (rule 1.5). Repeating it changes nothing.
func (sh shell) appoint(ctx context.Context, args []string) error {
	var in office.FirstAppointment
	var first login.LoginInput
	var from, decidedOn, caseNumber, data string
	err := flags("appoint", args, func(f *flag.FlagSet) {
		f.StringVar(&in.Organisation, "organisation", "", "")
		f.StringVar(&in.Office, "office", "", "")
		f.StringVar(&in.Person, "person", "", "")
		f.StringVar(&in.Name, "name", "", "")
		f.StringVar(&in.Email, "email", "", "")
		f.StringVar(&in.Language, "language", "nb", "")
		f.StringVar(&from, "from", "", "")
		f.StringVar(&decidedOn, "decided-on", "", "")
		f.StringVar(&caseNumber, "case-number", "", "")
		f.StringVar(&first.Issuer, "issuer", "", "")
		f.StringVar(&first.Subject, "subject", "", "")
		f.StringVar(&data, "data", "", "")
	}, "organisation", "office")
	if err != nil {
		return err
	}
	switch {
	case (in.Person == "") == (in.Name == ""):
		return misuse{errors.New("appoint: give either --name or --person")}
	case in.Person != "" && uuid.Validate(in.Person) != nil:
		return misuse{fmt.Errorf("appoint: --person %q is not a person's identifier", in.Person)}
	case (first.Issuer == "") != (first.Subject == ""):
		return misuse{errors.New("appoint: --issuer and --subject go together")}
	case (decidedOn == "") != (caseNumber == "") || decidedOn != "" && in.Person == "":
		return misuse{errors.New("appoint: --decided-on and --case-number go together, with --person")}
	}
	if from != "" {
		day, err := workday.ParseDate(from)
		if err != nil {
			return misuse{fmt.Errorf("appoint: --from: %w", err)}
		}
		in.From = day.In(workday.Oslo())
	}
	if decidedOn != "" {
		day, err := workday.ParseDate(decidedOn)
		if err != nil {
			return misuse{fmt.Errorf("appoint: --decided-on: %w", err)}
		}
		return sh.appointDecided(ctx, data, office.DecidedAppointment{
			Organisation: in.Organisation, Office: in.Office, Person: strings.ToLower(in.Person), From: in.From, DecidedOn: day, CaseNumber: caseNumber,
		})
	}
	if first.Issuer != "" {
		in.Login = &first
	}
	in.Person = strings.ToLower(in.Person)
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		in.Issuers = d.Issuers
		f, err := d.Offices.AppointFirst(ctx, in)
		if err != nil {
			return "", err
		}
		return f.Person, nil
	})
}

func (sh shell) appointDecided(ctx context.Context, data string, in office.DecidedAppointment) error {
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		f, err := d.Offices.AppointDecided(ctx, in)
		if err != nil {
			return "", err
		}
		return f.Person, nil
	})
}

// logins lists a person's logins: what each is, how it was bound, whether it stands.
func (sh shell) logins(ctx context.Context, args []string) error {
	var person, data string
	err := flags("logins", args, func(f *flag.FlagSet) {
		f.StringVar(&person, "person", "", "")
		f.StringVar(&data, "data", "", "")
	}, "person")
	if err != nil {
		return err
	}
	if uuid.Validate(person) != nil {
		return misuse{fmt.Errorf("logins: --person %q is not a person's identifier", person)}
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) {
		all, err := d.Logins.Of(ctx, person)
		if err != nil {
			return "", err
		}
		lines := make([]string, len(all))
		for i, l := range all {
			lines[i] = fmt.Sprintf("%d\t%s\t%s\tbound %s (%s)", l.ID, l.Issuer, l.Subject, l.BoundAt.UTC().Format(time.DateOnly), l.How)
			if l.UnboundAt != nil {
				lines[i] += ", undone " + l.UnboundAt.UTC().Format(time.DateOnly)
			}
		}
		return strings.Join(lines, "\n"), nil
	})
}

// bind binds the first login of a person who has none. Repeating it changes
// nothing.
func (sh shell) bind(ctx context.Context, args []string) error {
	var in login.LoginInput
	var person, data string
	err := flags("bind", args, func(f *flag.FlagSet) {
		f.StringVar(&person, "person", "", "")
		f.StringVar(&in.Issuer, "issuer", "", "")
		f.StringVar(&in.Subject, "subject", "", "")
		f.StringVar(&data, "data", "", "")
	}, "person", "issuer", "subject")
	if err != nil {
		return err
	}
	if uuid.Validate(person) != nil {
		return misuse{fmt.Errorf("bind: --person %q is not a person's identifier", person)}
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) { return person, d.Logins.BindFirst(ctx, person, in) })
}

// unbind undoes a login: it speaks for nobody from then on (rule 1.2).
func (sh shell) unbind(ctx context.Context, args []string) error {
	var in login.LoginInput
	var data string
	err := flags("unbind", args, func(f *flag.FlagSet) {
		f.StringVar(&in.Issuer, "issuer", "", "")
		f.StringVar(&in.Subject, "subject", "", "")
		f.StringVar(&data, "data", "", "")
	}, "issuer", "subject")
	if err != nil {
		return err
	}
	return sh.operate(ctx, data, func(d app.Directory) (string, error) { return in.Subject, d.Logins.Undo(ctx, in) })
}

// operate runs an operator's act and prints the key of what it made.
func (sh shell) operate(ctx context.Context, data string, act func(app.Directory) (string, error)) error {
	cfg, pool, err := sh.operated(ctx, data)
	if err != nil {
		return err
	}
	defer pool.Close()
	now, err := demo.Now(ctx, pool)
	if err != nil {
		return err
	}
	d, err := app.OpenDirectory(pool, now, cfg.MailFrom, cfg.Issuers...)
	if err != nil {
		return err
	}
	key, err := act(d)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(sh.stdout, key)
	return err
}
