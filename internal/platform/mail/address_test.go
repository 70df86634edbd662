package mail_test

import (
	"errors"
	"strings"
	"testing"

	"forankring.no/forankring/internal/platform/mail"
)

// Rule 6.6: what no mail server takes is refused when it is entered.
func TestAnAddressThatCannotBeSentToIsRefused(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"postmottak@grue.kommune.no":                "postmottak@grue.kommune.no",
		"Kari.O'Brien+plan@x.example":               "Kari.O'Brien+plan@x.example",
		"post@sør-odal.example":                     "post@xn--sr-odal-q1a.example",
		"post@VÅLER.example":                        "post@xn--vler-qoa.example",
		"p@3416.example":                            "p@3416.example",
		"kjærsti@grue.example":                      "",
		"kd@[192.0.2.1]":                            "",
		"kd@[IPv6:2001:db8::1]":                     "",
		"kd@192.0.2.1":                              "",
		"kd@plan_eidskog.example":                   "",
		"kd@-nordodal.example":                      "",
		"kd@nordodal-.example":                      "",
		"kd@nord..odal.example":                     "",
		"kd@.example":                               "",
		"kd@grue.example.":                          "",
		"kd@intern":                                 "",
		`"kd plan"@grue.example`:                    "",
		"kd..plan@grue.example":                     "",
		".kd@grue.example":                          "",
		"kd.@grue.example":                          "",
		"kd@a@grue.example":                         "",
		"kd plan@grue.example":                      "",
		"Kari <kd@grue.example>":                    "",
		"kd@grue.example, x@y.example":              "",
		"@grue.example":                             "",
		"kd@":                                       "",
		"nobody":                                    "",
		"kd@xn--zzzzzzzz.example":                   "",
		"kd@grue.ex ample":                          "",
		strings.Repeat("a", 65) + "@x.example":      "",
		"a@" + strings.Repeat("a", 64) + ".example": "",
		"a@" + strings.Repeat(strings.Repeat("a", 60)+".", 4) + "kommune.example": "",
	} {
		got, err := mail.Address(given)
		if got != want || errors.Is(err, mail.ErrAddress) != (want == "") {
			t.Errorf("%q is %q, %v; want %q", given, got, err, want)
		}
	}
}
