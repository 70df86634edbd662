package mail

import (
	"errors"
	"regexp"
	"strings"

	"golang.org/x/net/idna"
)

// ErrAddress refuses an address to which no mail server can take a letter; it is nobody's fault but the address's.
var ErrAddress = errors.New("not an address to which mail can be sent")

// local is the part before the @ as a dot-atom (RFC 5321, 4.1.2) in ASCII: letters such as æ there, and quotations, are
// taken by few servers on the way.
var local = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$")

// The longest address, and part of it before the @ (RFC 5321, 4.5.3.1).
const (
	maxAddress = 254
	maxLocal   = 64
)

// domains are the names that can be registered (RFC 5891), however they are typed: in either case of letters, with æ.
var domains = idna.New(
	idna.MapForLookup(), idna.BidiRule(), idna.ValidateLabels(true), idna.CheckHyphens(true), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// number is a domain's last part where the whole is an address of the internet protocol.
var number = regexp.MustCompile(`\.[0-9]+$`)

// Address is the address as mail servers take it, with a domain such as sør-odal.example in its ASCII form. It refuses
// with ErrAddress what they do not take: no part of it is quoted, the part before the @ is ASCII, and the domain is a
// name with a dot in it.
func Address(address string) (string, error) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at > maxLocal || !local.MatchString(address[:at]) {
		return "", ErrAddress
	}
	domain, err := domains.ToASCII(address[at+1:])
	if err != nil || !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".") || number.MatchString(domain) || at+1+len(domain) > maxAddress {
		return "", ErrAddress
	}
	return address[:at+1] + domain, nil
}
