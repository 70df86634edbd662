package request

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// Cursors makes and reads the cursors of lists. Its value is the key that seals
// them: the same in every instance.
type Cursors []byte

// Seal makes a cursor of a row's key: the key and a code that binds it to the
// filters and shows that it was made here.
func (c Cursors) Seal(key any, filters string) (string, error) {
	b, err := json.Marshal(key)
	if err != nil {
		return "", fmt.Errorf("make a cursor: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(c.code(b, filters), b...)), nil
}

const codeSize = 16

func (c Cursors) code(key []byte, filters string) []byte {
	mac := hmac.New(sha256.New, c)
	mac.Write([]byte(filters))
	mac.Write([]byte{0})
	mac.Write(key)
	return mac.Sum(nil)[:codeSize]
}

// Page reads a cursor back: the page after its row, of so many rows. It refuses
// a cursor of another list or other filters.
func (c Cursors) Page(cursor, filters string, limit int) (Page, error) {
	if cursor == "" {
		return PageAfter(limit, nil), nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) <= codeSize || !hmac.Equal(b[:codeSize], c.code(b[codeSize:], filters)) {
		return Page{}, ErrCursor
	}
	return PageAfter(limit, b[codeSize:]), nil
}
