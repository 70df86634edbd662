package contract

import (
	"mime"
	"strconv"
	"strings"
)

// Choose finds the offered media type that an Accept header likes best; of
// several that it likes alike the first, and without a header the first of
// all. It is "" when the header admits none (RFC 9110, 12.5.1).
func Choose(accept string, offered []string) string {
	if strings.TrimSpace(accept) == "" {
		return offered[0]
	}
	best, quality := "", 0.0
	for _, media := range offered {
		if q := qualityOf(accept, media); q > quality {
			best, quality = media, q
		}
	}
	return best
}

// qualityOf is how much an Accept header likes a media type: the weight of the
// most specific range that takes it in, or 0. Each type is offered in one
// variant only, so parameters of a range other than its weight do not tell
// variants apart. A range that cannot be read admits nothing.
func qualityOf(accept, media string) float64 {
	whole, _, _ := strings.Cut(media, "/")
	precision := map[string]int{"*/*": 1, whole + "/*": 2, media: 3}
	found, quality := 0, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil || precision[name] <= found {
			continue
		}
		q := 1.0
		if text, ok := params["q"]; ok {
			if q, err = strconv.ParseFloat(text, 64); err != nil || !(q <= 1) { // NaN is none
				continue
			}
		}
		found, quality = precision[name], q
	}
	return quality
}
