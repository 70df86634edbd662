// Package canon gives content one form, so that equal content is equal in bytes: canonical JSON and its hash
// (rule 3.2), normalised text, and a check that a JSON document means the same to every reader. It is pure.
package canon

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gowebpki/jcs"
)

// ErrInexact refuses a whole number that canonical JSON cannot carry: every number there is a double, so beyond
// 2^53-1 two different amounts would have the same form and the same hash.
var ErrInexact = errors.New("whole number beyond 2^53-1")

const maxExact = 1<<53 - 1

// JSON is the canonical form (RFC 8785) of what encoding/json makes of v. It refuses a v that has no JSON form,
// and whole numbers that would lose digits.
func JSON(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	if err := checkExact(raw); err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	canonical, err := jcs.Transform(raw)
	if err != nil {
		return nil, fmt.Errorf("canonical JSON: %w", err)
	}
	return canonical, nil
}

// Hash is the SHA-256 of the canonical JSON of v, in 64 lower-case hexadecimal digits. It refuses what JSON refuses.
func Hash(v any) (string, error) {
	canonical, err := JSON(v)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}

// checkExact reads the numbers of a document that encoding/json has just written.
func checkExact(raw []byte) error {
	tokens := json.NewDecoder(bytes.NewReader(raw))
	tokens.UseNumber()
	for {
		token, err := tokens.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		number, ok := token.(json.Number)
		if !ok || strings.ContainsAny(number.String(), ".eE") {
			continue
		}
		if n, err := strconv.ParseInt(number.String(), 10, 64); err != nil || n > maxExact || n < -maxExact {
			return fmt.Errorf("%.25s: %w", number, ErrInexact)
		}
	}
}
