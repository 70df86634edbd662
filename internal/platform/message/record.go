package message

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// Record is JSON that keeps what it says as messages: each text is an object with
// the message, its arguments and the English words. The door writes it in its
// reader's language.
type Record stdjson.RawMessage

var recording = json.JoinOptions(jsonv1.DefaultOptionsV1(), json.WithMarshalers(
	json.MarshalToFunc(func(to *jsontext.Encoder, t Text) error {
		if t.ID() == "" && len(t.args) == 0 {
			return to.WriteToken(jsontext.String(t.words))
		}
		b, err := stdjson.Marshal(t.keep())
		if err != nil {
			return fmt.Errorf("keep %s: %w", t.ID(), err)
		}
		return to.WriteValue(b)
	})))

// Recorded is a value as a Record.
func Recorded(v any) (Record, error) {
	b, err := json.Marshal(v, recording)
	if err != nil {
		return nil, fmt.Errorf("record what was said: %w", err)
	}
	return b, nil
}

// MarshalJSON writes the record as it is kept.
func (r Record) MarshalJSON() ([]byte, error) { return stdjson.RawMessage(r).MarshalJSON() }

// UnmarshalJSON keeps the JSON as it is.
func (r *Record) UnmarshalJSON(b []byte) error {
	*r = append((*r)[:0], b...)
	return nil
}

// Say is the JSON with every text in the language.
func (r Record) Say(in Language) (stdjson.RawMessage, error) {
	if !bytes.Contains(r, []byte(`"message"`)) {
		return stdjson.RawMessage(r), nil
	}
	var all any
	if err := stdjson.Unmarshal(r, &all); err != nil {
		return nil, fmt.Errorf("read a record: %w", err)
	}
	b, err := stdjson.Marshal(saidWithin(all, in))
	if err != nil {
		return nil, fmt.Errorf("write a record: %w", err)
	}
	return b, nil
}

// saidWithin puts words in the place of the texts within a value of JSON.
func saidWithin(v any, in Language) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = saidWithin(v[i], in)
		}
	case map[string]any:
		_, isMessage := v["message"].(string)
		if _, isKept := v["en"].(string); isMessage && isKept {
			return recallArg(v).(Text).Say(in)
		}
		for name := range v {
			v[name] = saidWithin(v[name], in)
		}
	}
	return v
}
