// Package origin finds the address that a request comes from, behind proxies whose word
// about it is taken, and under which name an address is throttled.
package origin

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the networks whose word about a caller's address is taken.
type Proxies []netip.Prefix

func (p Proxies) trust(a netip.Addr) bool {
	return slices.ContainsFunc(p, func(n netip.Prefix) bool { return n.Contains(a) })
}

// AddressOf is the address that a request comes from. Where its peer is a
// trusted proxy, it is the last address in X-Forwarded-For or Forwarded
// (RFC 7239) that is not itself one: what stands before it the caller may have
// made up. A proxy writes one of the two headers, and may pass on the other as
// the caller sent it: where they tell different addresses, neither is believed.
func (p Proxies) AddressOf(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr // of a listener without addresses
	}
	at := peer.Addr().Unmap().WithZone("")
	if !p.trust(at) {
		return at.String()
	}
	var told []netip.Addr
	for _, hops := range [][]string{r.Header.Values("X-Forwarded-For"), forwardedFor(r.Header.Values("Forwarded"))} {
		if len(hops) > 0 {
			told = append(told, p.lastOf(hops, at))
		}
	}
	if len(told) == 0 || told[0] != told[len(told)-1] {
		return at.String()
	}
	return told[0].String()
}

// lastOf walks the hops from the peer outwards, as long as each is told by a
// trusted proxy. At a hop that is no address it stops.
func (p Proxies) lastOf(lines []string, peer netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(lines, ","), ",")
	at := peer
	for _, hop := range slices.Backward(hops) {
		next, ok := hopAddress(hop)
		if !ok {
			break
		}
		if at = next; !p.trust(at) {
			break
		}
	}
	return at
}

// hopAddress reads one hop: an address, with or without a port.
func hopAddress(hop string) (netip.Addr, bool) {
	hop = strings.TrimSpace(hop)
	at, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(hop, "["), "]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(hop)
		if err != nil {
			return netip.Addr{}, false
		}
		at = withPort.Addr()
	}
	return at.Unmap().WithZone(""), true
}

// forwardedFor are the values of `for` in Forwarded headers, one an element; ""
// for an element without one. Quoted strings are read as such: a comma in a
// host that the caller chose ends no element.
func forwardedFor(lines []string) (hops []string) {
	if len(lines) == 0 {
		return nil
	}
	for _, element := range splitQuoted(strings.Join(lines, ","), ',') {
		hop := ""
		for _, pair := range splitQuoted(element, ';') {
			name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
			if strings.EqualFold(name, "for") {
				hop = strings.Trim(value, `"`)
			}
		}
		hops = append(hops, hop)
	}
	return hops
}

// splitQuoted splits where a separator stands outside of quotes.
func splitQuoted(s string, separator byte) []string {
	var parts []string
	quoted, begin := false, 0
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == separator && !quoted:
			parts, begin = append(parts, s[begin:i]), i+1
		}
	}
	return append(parts, s[begin:])
}

// Bucket is under which name an address is throttled: of IPv6 the network of
// 64 bits, which is one customer's.
func Bucket(address string) string {
	at, err := netip.ParseAddr(address)
	if err == nil && at.Is6() {
		if network, err := at.Prefix(64); err == nil {
			return "address " + network.String()
		}
	}
	return "address " + address
}
