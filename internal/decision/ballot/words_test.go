package ballot_test

import (
	"testing"

	"forankring.no/forankring/internal/platform/message"
)

func TestEverySentenceIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	if err := message.Check(); err != nil {
		t.Error(err)
	}
}
