package authz

import (
	"strings"
	"sync"
	"testing"

	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
	"forankring.no/forankring/policies"
)

func load(t testing.TB) *Policy {
	t.Helper()
	p, err := Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var answer = Permission{Object: "mandate", Act: "answer"}

func holding(roles ...string) authn.Actor {
	var a authn.Actor
	for _, r := range roles {
		office, organisation, _ := strings.Cut(r, "@")
		a.Roles = append(a.Roles, authn.Role{Office: office, Organisation: organisation})
	}
	return a
}

func TestAnActIsAllowedToTheHolderOfTheOfficeInThatOrganisation(t *testing.T) {
	t.Parallel()
	p := load(t)
	const line = "p, chief_executive, mandate, answer"
	for name, tt := range map[string]struct {
		actor        authn.Actor
		organisation string
		perm         Permission
		want         string
	}{
		"the chief executive":                        {holding("chief_executive@3417"), "3417", answer, line},
		"among other offices elsewhere":              {holding("reader@3417", "clerk@3418", "chief_executive@3417"), "3417", answer, line},
		"another office":                             {holding("administrator@3417"), "3417", answer, ""},
		"the office in another municipality":         {holding("chief_executive@3418"), "3417", answer, ""},
		"the office and the organisation, but apart": {holding("chief_executive@3418", "administrator@3417"), "3417", answer, ""},
		"an act that no line knows":                  {holding("chief_executive@3417"), "3417", Permission{"mandate", "burn"}, ""},
		"nobody":                                     {holding(), "3417", answer, ""},
		"no organisation":                            {holding("chief_executive@"), "", answer, ""},
		"no object":                                  {holding("chief_executive@3417"), "3417", Permission{"", "answer"}, ""},
		"no act":                                     {holding("chief_executive@3417"), "3417", Permission{"mandate", ""}, ""},
		"an empty office":                            {holding("@3417"), "3417", answer, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, time := range []string{"first", "remembered"} {
				got, ok := p.Allows(tt.actor, tt.organisation, tt.perm)
				if got.Line != tt.want || ok != (tt.want != "") {
					t.Errorf("%s: %+v %t, want %q", time, got, ok, tt.want)
				}
			}
		})
	}
}

func TestAnOfficeThatIsLostIsNotRemembered(t *testing.T) {
	t.Parallel()
	p := load(t)
	if _, ok := p.Allows(holding("chief_executive@3417"), "3417", answer); !ok {
		t.Fatal("the chief executive may not answer")
	}
	if _, ok := p.Allows(holding("reader@3417"), "3417", answer); ok {
		t.Error("whoever was the chief executive still may answer")
	}
}

func TestManyAskAtOnce(t *testing.T) {
	t.Parallel()
	p := load(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for _, l := range p.Lines() {
				if got, ok := p.Allows(holding(l.Office+"@3417"), "3417", l.Permission); !ok || got.Line != l.String() {
					t.Errorf("%s: %+v %t", l, got, ok)
				}
			}
		})
	}
	all.Wait()
}

func TestAPolicyIsReadStrictly(t *testing.T) {
	t.Parallel()
	const good = "p, clerk, body, found\n"
	for name, tt := range map[string]struct{ text, want string }{
		"blank lines and comments pass":   {"# a line\n\n" + good, ""},
		"an empty policy":                 {"# nothing\n", "empty"},
		"a field too few":                 {good + "p, clerk, body", "line 2"},
		"a field too many":                {good + "p, clerk, body, found, deny", "line 2"},
		"an unknown type":                 {"g, clerk, body, found", `unknown type "g"`},
		"a comment after a line":          {"p, clerk, body, found # why", "found # why"},
		"an empty field":                  {"p, , body, found", `"" is not a word`},
		"capital letters":                 {"p, Clerk, body, found", `"Clerk"`},
		"a star":                          {"p, clerk, *, found", `"*"`},
		"a quotation mark":                {`p, clerk, "body", found`, "is not a word"},
		"the same line twice":             {good + "p,clerk,body,found", "twice"},
		"a field from right to left":      {"p, clerk, body, \u202efound", "is not a word"},
		"a carriage return ends the line": {"p, clerk, body, found\r\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(policies.Model, tt.text)
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want one that says %q", err, tt.want)
			}
		})
	}
}

// A model whose policy has other fields makes casbin load other lines than
// those that were parsed.
func TestWhatCasbinLoadedIsHeldAgainstWhatIsWritten(t *testing.T) {
	t.Parallel()
	model := strings.Replace(policies.Model, "p = office, obj, act", "p = office, obj", 1)
	if model == policies.Model {
		t.Fatal("the model has no such line")
	}
	if _, err := Load(model, policies.Policy); err == nil {
		t.Error("the difference was not seen")
	}
}

func TestAnActionSaysWhyItIsNotOpen(t *testing.T) {
	t.Parallel()
	p := load(t)
	closed := fault.New(fault.Conflict, "mandate.not_open", "Not open", "The version is not open (rule 3.3).")
	for name, tt := range map[string]struct {
		actor   authn.Actor
		refusal error
		want    request.Action
	}{
		"open":             {holding("chief_executive@3417"), nil, request.Action{Act: "answer-mandate", Open: true}},
		"not their office": {holding("reader@3417"), nil, request.Action{Act: "answer-mandate", Code: "permission.denied", Reason: message.Verbatim("Only the chief executive in 3417 can do this; you hold no such office there now.")}},
		"not now":          {holding("chief_executive@3417"), closed, request.Action{Act: "answer-mandate", Code: "mandate.not_open", Reason: message.Verbatim("The version is not open (rule 3.3).")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := p.Action(tt.actor, "3417", answer, tt.refusal, request.Action{Act: "answer-mandate"})
			if got.Open != tt.want.Open || got.Code != tt.want.Code || got.Reason.String() != tt.want.Reason.String() {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func BenchmarkARememberedDecision(b *testing.B) {
	p := load(b)
	a := holding("chief_executive@3417", "seat@3417")
	for b.Loop() {
		if _, ok := p.Allows(a, "3417", answer); !ok {
			b.Fatal("not allowed")
		}
	}
}

func BenchmarkAFirstDecision(b *testing.B) {
	p := load(b)
	a := holding("chief_executive@3417", "seat@3417")
	for b.Loop() {
		if ok, err := p.enforcer.Enforce(a, "3417", answer.Object, answer.Act); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
