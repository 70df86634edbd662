package wording

import "strings"

// ours finds *kommunen*. A place that is left may be followed by the word itself, as in
// [navn] kommune.
func (f form) ours() form {
	var out form
	for i := 0; i < len(f); i++ {
		t := f[i]
		switch {
		case t.kind == ours && i+1 < len(f) && f[i+1].is("kommune", "kommunes"):
			i++
			t.value = strings.TrimPrefix(f[i].value, "kommune")
		case t.is("kommunen", "kommunens"):
			t = token{kind: ours, value: strings.TrimPrefix(t.value, "kommunen")}
		}
		out = append(out, t)
	}
	return out
}

// ownName reads the municipality's name at a place, with or without *kommune*, and in
// the genitive or not; it ends at the place itself where there is none.
func (f form) ownName(i int, name form) (genitive string, end int) {
	last := i + len(name) - 1
	if len(name) == 0 || last >= len(f) {
		return "", i
	}
	for j, n := range name {
		t := f[i+j]
		switch {
		case t.kind != word || !t.capital && j == 0:
			return "", i
		case t.value == n.value:
		case j == len(name)-1 && t.value == n.value+"s":
			genitive = "s"
		default:
			return "", i
		}
	}
	end = last + 1
	if genitive == "" && end < len(f) && f[end].is("kommune", "kommunes") {
		genitive, end = strings.TrimPrefix(f[end].value, "kommune"), end+1
	}
	return genitive, end
}
