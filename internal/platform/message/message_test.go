package message

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

type percent int

func (p percent) String() string { return strings.Repeat("%", int(p)) }

var (
	lasts    = New2[string, string]("test.lasts", "{mandate} lasts until {end}; {mandate} ends then.")
	lacking  = New1[int]("test.lacking", "{n} {n|person is|people are} lacking.")
	knownAre = New1[[]string]("test.knownAre", "Known are {names}.")
	within   = New2[Text, percent]("test.within", "{reason} So much: {share}.")
	nothing  = New("test.nothing", "Nothing waits.")
	moved    = New1[time.Duration]("test.moved", "Moved by {time}.")
	kinds    = New1[[]percent]("test.kinds", "One of {kinds}.")
	allOf    = New1[All[percent]]("test.all", "All of {kinds}.")
	oneOf    = New1[Either[Text]]("test.either", "{names}: choose {names|it|one}.")
)

func TestTextSaysItsSentenceWithItsArguments(t *testing.T) {
	t.Parallel()
	for want, said := range map[string]Text{
		"Version 2 lasts until May; Version 2 ends then.": lasts.With("Version 2", "May"),
		"1 person is lacking.":                            lacking.With(1),
		"0 people are lacking.":                           lacking.With(0),
		"Known are a, b.":                                 knownAre.With([]string{"a", "b"}),
		"Nothing waits. So much: %%.":                     within.With(nothing, 2),
		"Moved by 1s.":                                    moved.With(time.Second),
		"One of %, %%.":                                   kinds.With([]percent{1, 2}),
		"All of %, %% and %%%.":                           allOf.With(All[percent]{1, 2, 3}),
		"Nothing waits. or a: choose one.":                oneOf.With(Either[Text]{nothing, Verbatim("a")}),
		"a: choose it.":                                   oneOf.With(Either[Text]{Verbatim("a")}),
		"{as it is}":                                      Verbatim("{as it is}"),
		"Nothing waits. 2 people are lacking.":            Sentences(nothing, Text{}, lacking.With(2)),
		"":                                                Sentences(Text{}),
	} {
		if got := said.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if said.IsZero() != (want == "") {
			t.Errorf("%q: IsZero %t", want, said.IsZero())
		}
	}
}

func TestTextIsAStringInJSON(t *testing.T) {
	t.Parallel()
	type answer struct {
		Reason Text `json:"reason"`
		None   Text `json:"none,omitzero"`
	}
	written, err := json.Marshal(answer{Reason: lacking.With(3)})
	if err != nil || string(written) != `{"reason":"3 people are lacking."}` {
		t.Fatalf("%s, %v", written, err)
	}
	var read answer
	if err := json.Unmarshal(written, &read); err != nil || read.Reason.String() != "3 people are lacking." {
		t.Fatalf("%+v, %v", read, err)
	}
	stored, _ := json.Marshal(lacking.With(2).Stored())
	if err := json.Unmarshal([]byte(`{"reason":`+string(stored)+`}`), &read); err != nil || !read.Reason.Is(lacking.With(2)) {
		t.Fatalf("what was stored is read as %q, %v", read.Reason, err)
	}
}

func TestMessagesAreToldApartByName(t *testing.T) {
	t.Parallel()
	if !lacking.With(1).Is(lacking.With(2)) || nothing.Is(lacking.With(1)) || Verbatim("a").Is(Verbatim("a")) {
		t.Error("a message is itself whatever it is about, and words of others are none")
	}
}

func TestMistakesStopTheStart(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]func(){
		"twice":       func() { New("test.nothing", "Again.") },
		"too many":    func() { New1[int]("test.many", "{a} and {b}") },
		"too few":     func() { New1[int]("test.few", "none") },
		"not closed":  func() { New1[int]("test.open", "{a") },
		"nameless":    func() { New1[int]("test.nameless", "{}") },
		"only a form": func() { New1[int]("test.form", "{a|one}") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: taken", name)
				}
			}()
			wrong()
		}()
	}
}
