package publicpage

import (
	"context"
	"slices"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/decision/effect"
	"forankring.no/forankring/internal/platform/pgdb"
	"forankring.no/forankring/internal/platform/workday"
)

// PublicReconciliation is an open reconciliation (rule 8.4): without who leads it, and
// without the reasons that were given to those who take part.
type PublicReconciliation struct {
	OpenedOn workday.Date   `json:"opened_on" format:"date"`
	Apart    []PublicApart  `json:"apart" doc:"The bodies that said no, or adopted something else in substance than was proposed"`
	Exits    []PublicExit   `json:"exits" doc:"The ways out that the rule of effect allows"`
	Chosen   []PublicChosen `json:"chosen" doc:"Those that were chosen, the first first"`
}

// PublicApart is a body that stands apart.
type PublicApart struct {
	Organisation     string       `json:"organisation" example:"3417"`
	OrganisationName string       `json:"organisation_name" example:"Grue"`
	BodyName         string       `json:"body_name" example:"Kommunestyret"`
	Voice            effect.Voice `json:"voice" enum:"adopts,differs,rejects" doc:"adopts, differs: another text than was proposed; rejects: it said no"`
}

// PublicExit is a way out, and when it can be finished.
type PublicExit struct {
	Exit     effect.Exit   `json:"exit" enum:"adopt_new_text,ask_again,mediation,go_on_without"`
	Earliest *workday.Date `json:"earliest,omitempty" format:"date" doc:"The first day on which it can be finished, by the meetings that the councils have planned; left out where a council has planned none"`
}

// PublicChosen is a way out that was chosen.
type PublicChosen struct {
	Exit effect.Exit   `json:"exit" enum:"adopt_new_text,ask_again,mediation,go_on_without"`
	On   workday.Date  `json:"chosen_on" format:"date"`
	Due  *workday.Date `json:"due,omitempty" format:"date" doc:"The day by which a mediation is to end"`
}

// reconciliation is the open reconciliation of a case in treatment, in a fixed number of
// statements, and in none where there is none. It is not told of where a body on which the
// effect rests has resolved something that is not public: who stands apart and who does not
// would tell of it.
func (f *found) reconciliation(ctx context.Context, q pgdb.Querier, today workday.Date) (*PublicReconciliation, error) {
	if f.reconciling == nil || f.row.State != casefile.InTreatment || f.course.Plan.SentAt == nil {
		return nil, nil //nolint:nilnil // there is none to show
	}
	standing, err := effect.StandingOf(ctx, q, f.course.Case, f.course)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(standing.Entries, func(e effect.EffectEntry) bool { return !f.shows(e.Treated()) }) {
		return nil, nil //nolint:nilnil // it would tell of what is not public
	}
	ways, err := standing.Ways(ctx, q, today)
	if err != nil {
		return nil, err
	}
	shown := &PublicReconciliation{OpenedOn: workday.Today(*f.reconciling), Apart: []PublicApart{}, Exits: []PublicExit{}, Chosen: []PublicChosen{}}
	for _, e := range standing.Apart() {
		shown.Apart = append(shown.Apart, PublicApart{e.Organisation, f.nameOf(e.Organisation), e.BodyName, e.Voice})
	}
	for _, w := range ways {
		if w.Allowed {
			shown.Exits = append(shown.Exits, PublicExit{w.Exit, w.Earliest})
		}
	}
	for _, x := range standing.Open.Exits {
		shown.Chosen = append(shown.Chosen, PublicChosen{x.Exit, workday.Today(x.ChosenAt), x.Due})
	}
	return shown, nil
}

// shows says whether all that a body resolved is public.
func (f *found) shows(t *chain.Treatment) bool {
	return open(t.BodyKind) && !slices.ContainsFunc(t.Resolutions, func(r *chain.Resolution) bool {
		one, is := f.resolution(t, r)
		return !is || one.LegalBasis != ""
	})
}
