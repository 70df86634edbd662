package effect

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/proposal"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
)

// ProposedText is the reference of a text that is compared with the proposed resolution.
const ProposedText = "proposed_resolution"

// text is what a body has adopted, and the name that may stand in it for *kommunen*.
type text struct {
	of    string // the organisation
	own   wording.Name
	items []wording.Item
}

// worst is the class of the item that differs most from what was proposed.
func (x text) worst(proposed []wording.Proposed) wording.Class {
	return wording.Farthest(proposed, x.items, x.own)
}

// says says whether it says what was proposed, item by item.
func (x text) says(proposed []wording.Proposed) bool {
	return wording.Agree(proposed, x.items, x.own)
}

// proposed are the items as others may have adopted them.
func (x text) proposed() []wording.Proposed {
	all := make([]wording.Proposed, len(x.items))
	for i, item := range x.items {
		all[i] = wording.Proposed{Number: item.Number, Text: item.Text}
	}
	return all
}

// textsOf are the texts of the bodies that have adopted, by their treatments.
func textsOf(c *chain.Course, all []*chain.Treatment) map[int64]text {
	texts := map[int64]text{}
	for _, t := range all {
		if d := t.Decision(); d != nil && d.Outcome != chain.Rejected {
			texts[t.ID] = text{of: t.Organisation, own: ownName(c.Case, t), items: itemsOf(d)}
		}
	}
	return texts
}

// ownName is the name of the municipality whose body it is; none for the region's.
func ownName(c *casefile.Case, t *chain.Treatment) wording.Name {
	for _, p := range c.Participants {
		if p.Number == t.Organisation {
			return wording.Name(p.Name)
		}
	}
	return ""
}

// itemsOf are the items of a resolution as they are compared.
func itemsOf(r *chain.Resolution) []wording.Item {
	all := make([]wording.Item, len(r.Items))
	for i, item := range r.Items {
		all[i] = wording.Item{Number: item.Number, Text: item.Text, Fate: wording.Resolved}
	}
	return all
}

// proposedItems are those of a version of the proposed resolution; nil has none.
func proposedItems(v *proposal.Version) []wording.Proposed {
	if v == nil {
		return nil
	}
	all := make([]wording.Proposed, len(v.Items))
	for i, item := range v.Items {
		all[i] = wording.Proposed{Number: item.Number, Text: item.Text}
	}
	return all
}

// oneText finds the text with which all are compared, and who has it: the proposed
// resolution, unless all that have adopted have another one in common.
func oneText(proposed []wording.Proposed, texts map[int64]text) (reference string, same map[int64]bool) {
	same = having(proposed, texts)
	if len(same) == len(texts) {
		return ProposedText, same
	}
	for _, x := range texts { // the smallest number of those who have it stands for it
		if with := having(x.proposed(), texts); len(with) == len(texts) && (reference == "" || x.of < reference) {
			reference = x.of
		}
	}
	if reference == "" {
		return ProposedText, same
	}
	for id := range texts {
		same[id] = true
	}
	return reference, same
}

// having are the treatments whose texts say the same as a text.
func having(proposed []wording.Proposed, texts map[int64]text) map[int64]bool {
	same := map[int64]bool{}
	for id, x := range texts {
		if x.says(proposed) {
			same[id] = true
		}
	}
	return same
}
