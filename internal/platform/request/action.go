package request

import (
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"forankring.no/forankring/internal/platform/message"
)

// Action tells a caller about one act: whether it is open to them now, and if
// not, why. Frontends draw their buttons from it. In a list a refusal is its code
// and arguments; the single resource says it in words.
type Action struct {
	Act       string         `json:"act" doc:"The act, by the identifier of its operation"`
	Method    string         `json:"method" example:"POST"`
	Href      string         `json:"href" example:"/v1/regions/kongsvingerregionen/cases/2024-1/start"`
	Open      bool           `json:"open" doc:"Whether this caller may do it now"`
	Code      string         `json:"code,omitempty" doc:"The problem that the act would meet now" example:"case.wrong_state"`
	Arguments []message.Text `json:"arguments,omitempty" doc:"In a list, in the place of the reason: what the reason is about, in the order in which it names it"`
	Reason    message.Text   `json:"reason,omitzero" doc:"Why it is not open, in words. In a list the problem and its arguments say it, and the resource itself in words"`
}

// InList is the action as a list shows it. One that only would change nothing meets
// no problem, and keeps its words.
func (a Action) InList() Action {
	if a.Code != "" {
		a.Arguments, a.Reason = a.Reason.Arguments(), message.Text{}
	}
	return a
}

// AppendJSON adds the action to JSON in a language, just as its tags say.
func (a Action) AppendJSON(b []byte, in message.Language) []byte {
	for _, t := range [...]struct{ name, text string }{{`{"act":`, a.Act}, {`,"method":`, a.Method}, {`,"href":`, a.Href}} {
		b = message.Quote(append(b, t.name...), t.text)
	}
	b = strconv.AppendBool(append(b, `,"open":`...), a.Open)
	if a.Code != "" {
		b = message.Quote(append(b, `,"code":`...), a.Code)
	}
	for i, argument := range a.Arguments {
		b = argument.AppendQuoted(append(b, [...]string{`,"arguments":[`, `,`}[min(i, 1)]...), in)
	}
	if len(a.Arguments) > 0 {
		b = append(b, ']')
	}
	if !a.Reason.IsZero() {
		b = a.Reason.AppendQuoted(append(b, `,"reason":`...), in)
	}
	return append(b, '}')
}

// WriteActions writes actions in a language, and WriteListed as a list shows them:
// they are most of what is answered, and are looked at by no reflection.
func WriteActions(in message.Language) *json.Marshalers {
	return writing(in, func(a Action) Action { return a })
}

// WriteListed is WriteActions for a list.
func WriteListed(in message.Language) *json.Marshalers { return writing(in, Action.InList) }

func writing(in message.Language, shown func(Action) Action) *json.Marshalers {
	one := func(to *jsontext.Encoder, a Action) error {
		return to.WriteValue(shown(a).AppendJSON(to.AvailableBuffer(), in))
	}
	several := func(to *jsontext.Encoder, all []Action) error {
		if all == nil {
			return to.WriteToken(jsontext.Null)
		}
		b := append(to.AvailableBuffer(), '[')
		for i, a := range all {
			if i > 0 {
				b = append(b, ',')
			}
			b = shown(a).AppendJSON(b, in)
		}
		return to.WriteValue(append(b, ']'))
	}
	return json.JoinMarshalers(json.MarshalToFunc(one), json.MarshalToFunc(several))
}
