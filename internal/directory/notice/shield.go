package notice

import (
	"time"

	"forankring.no/forankring/internal/platform/pgdb"
)

// Shield is what stands outside the service for a case that is exempt from
// public access: its shielded title, and the address of the whole case (rule
// 2.1).
type Shield struct {
	// Case is the row of the case.
	Case        int64
	Title, Path string
}

// Shields reads the shields that the cases of a letter have at a moment, as a part of
// what is read of the letter; none of a case that is public then. Cases stand
// above this package, which says by CasesOf which they are.
type Shields func(p *pgdb.Parts, letter int64, now time.Time, add func(Shield))

// CasesOf are, within a statement, the cases that the letter @letter is about: its own,
// and those of what it tells of, where it is a digest.
const CasesOf = `ARRAY(SELECT case_id FROM letter WHERE id = @letter UNION ALL SELECT case_id FROM letter WHERE digest_id = @letter)`

// telling are the parameters that tell nothing of what a case is about: numbers,
// days, codes, and the names of those whom a letter concerns. All others are
// words of the case, such as a milestone's title or a reason. A new parameter is
// one of these only when it is listed here.
var telling = []string{
	"case_number", "region", "municipality", "name", "by", "version", "carried_from", "due", "from", "to", "days_over", "step", "addressed_as", "deadline",
	"alarm", "office", "outcome", "share", "you", "chief", "change", "acts", "review",
}

// leave are the parameters of a letter that leaves the service: all of them, or,
// about a case that is exempt, those that tell nothing of it, its shielded title,
// and the address of the case instead of that of a part of it, whose key may be a
// word of the case too. The inbox, which is read within the service alone, has
// all of them.
func (sh *Shield) leave(params map[string]string) map[string]string {
	if sh == nil {
		return params
	}
	kept := map[string]string{"case_title": sh.Title, "path": sh.Path}
	for _, name := range telling {
		if value, ok := params[name]; ok {
			kept[name] = value
		}
	}
	return kept
}
