package httpapi

import (
	"bytes"
	"encoding/json"
	"net/http"

	"forankring.no/forankring/internal/platform/contract"
)

// A PATCH is a merge patch (RFC 7396): what is left out stays, and null removes.
// A field with the tag `merge:"removable"` is a text that may be removed; the
// use case is given the empty one. Null for any other member is refused.

// merged is a merge patch with the empty text for what it removes. It refuses
// the removal of what cannot be removed.
func merged(r contract.Operation, raw []byte) ([]byte, error) {
	if r.Method != http.MethodPatch {
		return raw, nil
	}
	var members map[string]json.RawMessage
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		return raw, nil // no object: the schema says it
	}
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, errMalformed
	}
	refusal := errInvalid
	for name, value := range members {
		switch {
		case string(value) != "null":
		case r.Body.Removable[name]:
			members[name] = []byte(`""`)
		default:
			refusal = refusal.On("/"+name, msgNotRemovable)
		}
	}
	if len(refusal.Fields) > 0 {
		return nil, refusal
	}
	return json.Marshal(members)
}
