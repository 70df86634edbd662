package treatment

import (
	"context"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/setting"
	"forankring.no/forankring/internal/decision/chain"
	"forankring.no/forankring/internal/platform/authn"
	"forankring.no/forankring/internal/platform/canon"
	"forankring.no/forankring/internal/platform/fault"
	"forankring.no/forankring/internal/platform/message"
)

// TreatmentTemplate is the template of a region for the treatment of a kind of case (rule 7.2).
type TreatmentTemplate struct {
	setting.Base
	Kind  casefile.Kind    `json:"kind" db:"kind" enum:"strategy,strategy_revision,plan,agreement_change,statement,enquiry,other" example:"strategy"`
	Steps []chain.PlanStep `json:"steps" db:"steps" doc:"The steps, in the order of the plan"`
}

// TreatmentTemplateInput sets a template.
type TreatmentTemplateInput struct {
	Steps  []chain.TreatmentStepInput `json:"steps" minItems:"1" maxItems:"30"`
	Reason string                     `json:"reason" minLength:"1" maxLength:"10000" example:"As the board has settled it" doc:"What the template rests on"`
}

// Text is the template in words: its steps.
func (t *TreatmentTemplate) Text() message.Text { return chain.InWords(t.Steps) }

// SetTemplate sets the template of a region for a kind of case in the place of the one
// before, which is kept. Cases with a plan of their own keep it.
func (s *Service) SetTemplate(ctx context.Context, actor authn.Actor, ref KindRef, in TreatmentTemplateInput) (*TreatmentTemplate, error) {
	var c fault.Checks
	canon.RequiredText(&c, "/reason", &in.Reason)
	if err := c.Err(chain.ErrText); err != nil {
		return nil, err
	}
	made, err := chain.Steps(in.Steps)
	if err != nil {
		return nil, err
	}
	return s.templates.Replace(ctx, actor, ref, func(tx pgx.Tx, _ *TreatmentTemplate, w setting.Written) error {
		return insertTemplate(ctx, tx, ref.Kind, made, in.Reason, w)
	})
}
