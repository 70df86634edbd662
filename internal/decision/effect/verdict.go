package effect

import (
	"strings"

	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/wording"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
	"forankring.no/forankring/internal/platform/workday"
)

// Outcome is what the resolutions come to.
type Outcome string

// The outcomes of a rule of effect.
const (
	Adopted Outcome = "adopted"
	Waiting Outcome = "waiting"
	Cannot  Outcome = "cannot_be_met"
)

// Voice is how one body's resolution stands to the rule.
type Voice string

// The voices of bodies on which the effect rests.
const (
	// Adopts counts for the rule.
	Adopts Voice = "adopts"
	// Differs is adopted in another text, where the rule asks for one.
	Differs Voice = "differs"
	// Rejects has decided against it.
	Rejects Voice = "rejects"
	// Undecided has not decided.
	Undecided Voice = "undecided"
	// NotAsked is not asked any more: its treatment was withdrawn or skipped.
	NotAsked Voice = "not_asked"
)

// The faults of suppositions.
var (
	ErrWhatIf = fault.New(fault.Invalid, "effect.what_if_invalid", "The supposed resolutions cannot be read",
		"Suppose resolutions as `3417:adopts,3418:rejects`: each municipality, or the region, once, with `adopts`, `differs`, `rejects` or `undecided` (rule 8.3).")
	ErrWhatIfStranger = fault.New(fault.Invalid, "effect.what_if_stranger", "The supposed resolution is of a body that the rule does not ask",
		"Only the bodies on which the effect rests can be supposed to resolve otherwise (rule 8.3).")
)

// EffectSupposition is a resolution that is only supposed.
type EffectSupposition struct {
	Organisation string `json:"organisation" example:"3417"`
	Voice        Voice  `json:"voice" enum:"adopts,differs,rejects,undecided"`
}

// suppositions reads what is supposed, in the order in which it is written.
func suppositions(text string) ([]EffectSupposition, error) {
	list, seen := []EffectSupposition{}, map[string]bool{}
	if text == "" {
		return list, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		organisation, voice, _ := strings.Cut(strings.TrimSpace(part), ":")
		switch v := Voice(voice); {
		case seen[organisation]:
			return nil, ErrWhatIf.With(msgSupposedTwice.With(organisation))
		case v != Adopts && v != Differs && v != Rejects && v != Undecided:
			return nil, ErrWhatIf
		default:
			seen[organisation] = true
			list = append(list, EffectSupposition{organisation, v})
		}
	}
	return list, nil
}

// Verdict is what the rule comes to, and why. The same computation moves the case.
type Verdict struct {
	Outcome   Outcome       `json:"outcome" enum:"adopted,waiting,cannot_be_met" doc:"adopted: the rule is met; waiting: bodies have not decided; cannot_be_met: as they have resolved it cannot be, unless one decides again"`
	Asked     int           `json:"asked" example:"6" doc:"On how many bodies it rests"`
	Needed    int           `json:"needed" example:"6" doc:"How many of them must adopt"`
	Given     int           `json:"given" example:"4" doc:"How many have, as the rule counts"`
	Possible  int           `json:"possible" example:"6" doc:"How many can, unless one that has decided decides again"`
	Binds     []string      `json:"binds" doc:"The municipalities whose councils have adopted: what rests on councils binds only those. Empty where it rests on a body of the region"`
	Reason    message.Text  `json:"outcome_reason" doc:"The outcome in words"`
	Reference string        `json:"reference,omitempty" example:"proposed_resolution" doc:"Under all_identical, the text with which all are compared: proposed_resolution, or the number of the municipality whose council's text most have"`
	Entries   []EffectEntry `json:"entries" doc:"One for each body on which the effect rests"`
}

// EffectEntry is one body on which the effect rests.
type EffectEntry struct {
	Organisation string        `json:"organisation" example:"3417"`
	BodyName     string        `json:"body_name" example:"Kommunestyret i Grue"`
	Treatment    string        `json:"treatment" doc:"The address of its treatment of the case"`
	Voice        Voice         `json:"voice" enum:"adopts,differs,rejects,undecided,not_asked"`
	Reason       message.Text  `json:"reason" doc:"Why, in words"`
	Class        wording.Class `json:"wording,omitempty" enum:"identical,editorial,substantive,missing,added,rejected,deferred" doc:"How its text stands to the proposed resolution, by the item that differs most; left out while it has not adopted"`
	Since        *workday.Date `json:"since" format:"date" doc:"The day of its decision; null where it has not decided, or is supposed to"`
	By           *workday.Date `json:"by" format:"date" doc:"By when its resolution is expected; null where no day is known"`
	treatment    *chain.Treatment
}

// Judge judges the rule on what the bodies have resolved, with resolutions supposed in the
// place of those that stand (rule 8.3). It refuses to suppose one of a body that the rule
// does not ask.
func (r RuleOfEffect) Judge(c *chain.Course, proposed []wording.Proposed, suppose []EffectSupposition) (Verdict, error) {
	asked := bodies(c, r.Rule)
	v := Verdict{Asked: len(asked), Needed: r.needed(len(asked)), Binds: []string{}, Entries: []EffectEntry{}}
	texts := textsOf(c, asked)
	var same map[int64]bool
	if r.Rule == AllIdentical {
		v.Reference, same = oneText(proposed, texts)
	}
	for _, t := range asked {
		e := entry(t)
		if e.Voice == Adopts {
			e.Class = texts[t.ID].worst(proposed)
			if same != nil && !same[t.ID] {
				e.Voice, e.Reason = Differs, msgDiffers.With(t.BodyName)
			}
		}
		v.Entries = append(v.Entries, e)
	}
	for _, s := range suppose {
		if !v.suppose(s) {
			return v, ErrWhatIfStranger.With(msgNotAskedByRule.With(s.Organisation))
		}
	}
	v.count(r.Rule)
	return v, nil
}

// needed is how many of the bodies that are asked must adopt.
func (r RuleOfEffect) needed(asked int) int {
	switch r.Rule {
	case NOfAll:
		return *r.Least
	case LocalEffect:
		return 1
	default:
		return max(1, asked)
	}
}

// entry is a body as the rule sees it, whatever text it asks for.
func entry(t *chain.Treatment) EffectEntry {
	e := EffectEntry{Organisation: t.Organisation, BodyName: t.BodyName, Treatment: t.Self, treatment: t}
	switch d := t.Decision(); {
	case d == nil && (t.State == chain.Skipped || t.State == chain.Withdrawn):
		e.Voice, e.Reason = NotAsked, msgVoiceNotAsked.With(t.BodyName)
	case d == nil:
		e.Voice, e.Reason, e.By = Undecided, msgVoiceUndecided.With(t.BodyName), t.By
	case d.Outcome == chain.Rejected:
		e.Voice, e.Reason, e.Since = Rejects, msgVoiceRejects.With(t.BodyName), &d.Date
	default:
		e.Voice, e.Reason, e.Since = Adopts, msgVoiceAdopts.With(t.BodyName), &d.Date
	}
	return e
}

// suppose puts a supposed voice in the place of the one that stands.
func (v *Verdict) suppose(s EffectSupposition) bool {
	for i := range v.Entries {
		if e := &v.Entries[i]; e.Organisation == s.Organisation {
			e.Voice, e.Reason, e.Since, e.Class = s.Voice, msgSupposed.With(e.BodyName, s.Voice), nil, ""
			return true
		}
	}
	return false
}

// count says what the voices come to.
func (v *Verdict) count(r Rule) {
	undecided := 0
	for _, e := range v.Entries {
		adopts := e.Voice == Adopts || e.Voice == Differs
		if e.Voice == Adopts || adopts && r != AllIdentical {
			v.Given++
		}
		if e.Voice == Undecided {
			undecided++
		}
		if adopts && r.councils() {
			v.Binds = append(v.Binds, e.Organisation)
		}
	}
	v.Possible = v.Given + undecided
	met := v.Asked > 0 && v.Given >= v.Needed
	if r == LocalEffect {
		met = met && undecided == 0
	}
	switch {
	case met:
		v.Outcome, v.Reason = Adopted, msgMet.With(v.Given, v.Asked)
	case v.Asked == 0:
		v.Outcome, v.Reason = Waiting, msgNobodyAsked
	case v.Possible < v.Needed:
		v.Outcome, v.Reason = Cannot, msgCannot.With(v.Given, v.Needed, v.Possible)
	default:
		v.Outcome, v.Reason = Waiting, msgWaiting.With(v.Given, v.Needed, undecided)
	}
}

// apart are the entries that a reconciliation is about: those that said no, or adopted
// something else in substance than was proposed.
func (v *Verdict) apart() (found []EffectEntry) {
	for _, e := range v.Entries {
		if e.Voice == Rejects || e.Voice == Differs || e.Voice == Adopts && !e.Class.Same() {
			found = append(found, e)
		}
	}
	return found
}
