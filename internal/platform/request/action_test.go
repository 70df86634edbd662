package request_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/request"
)

// plain is an action as encoding/json writes it, by the same tags.
type plain struct {
	Act       string   `json:"act"`
	Method    string   `json:"method"`
	Href      string   `json:"href"`
	Open      bool     `json:"open"`
	Code      string   `json:"code,omitempty"`
	Arguments []string `json:"arguments,omitempty"`
	Reason    string   `json:"reason,omitempty"`
}

func plainOf(a request.Action) plain {
	p := plain{a.Act, a.Method, a.Href, a.Open, a.Code, nil, a.Reason.String()}
	for _, argument := range a.Arguments {
		p.Arguments = append(p.Arguments, argument.String())
	}
	return p
}

// An action is written by hand, and is all the same what its tags say, byte for byte,
// whatever stands in it: people's words are among it.
func TestAnActionIsWrittenAsItsTagsSay(t *testing.T) {
	t.Parallel()
	listed, alone := message.Writing(request.WriteListed), message.Writing(request.WriteActions)
	for _, text := range []string{
		"", "Grue", `"quoted" \ and /`, "\x00\x01\x1f\x7f\b\f\n\r\t", "a line\u2028a paragraph\u2029", "<b>&amp;</b>", "Åsnes 🇳🇴", "\ufeff", "\xff", "half \xc3", "\xed\xa0\x80",
	} {
		said := message.Verbatim(text)
		for name, a := range map[string]request.Action{
			"open":      {Act: text, Method: text, Href: text, Open: true},
			"refused":   {Act: "start-case", Method: "POST", Href: "/v1/x", Code: text, Reason: said},
			"in a list": {Act: "start-case", Method: "POST", Href: "/v1/x", Code: "case.wrong_state", Arguments: []message.Text{said, message.Verbatim("second")}},
			"wordless":  {Act: "start-case", Arguments: []message.Text{}, Reason: said},
		} {
			byHand := a.AppendJSON([]byte("["), message.Bokmal)
			if got, want := decoded(byHand[1:]), decoded(written(t, plainOf(a))); got == nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s with %q: %s, want %v", name, text, byHand, want)
			}
			one, inList := plainOf(a), plainOf(a.InList())
			for _, tt := range []struct {
				write       func(message.Language, any) ([]byte, error)
				value, want any
			}{
				{alone, a, one}, {alone, []request.Action{a, a}, []plain{one, one}}, {alone, []request.Action{}, []plain{}}, {alone, []request.Action(nil), []plain(nil)},
				{listed, a, inList}, {listed, map[string]any{"actions": []request.Action{a, a}}, map[string]any{"actions": []plain{inList, inList}}},
			} {
				if got, err := tt.write(message.Bokmal, tt.value); err != nil || !bytes.Equal(got, written(t, tt.want)) {
					t.Errorf("%s with %q is written %s, want %s (%v)", name, text, got, written(t, tt.want), err)
				}
			}
		}
	}
}

// written is a value as encoding/json writes it where HTML is not escaped. It escapes
// what it puts in the place of what is no UTF-8, which needs no escape.
func written(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	if err := to.Encode(v); err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(bytes.TrimSuffix(b.Bytes(), []byte("\n")), []byte(`\ufffd`), []byte("\ufffd"))
}

// decoded is what was written, nil for what is not JSON.
func decoded(written []byte) (v any) {
	_ = json.Unmarshal(written, &v)
	return v
}
