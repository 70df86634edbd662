package benefit

import (
	"net/http"

	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/platform/act"
)

// The acts on statements of shared benefit (rule 2.3a).
var (
	listBenefits   = act.Show[casefile.Ref]("list-benefits", casefile.Below+"/benefits", casefile.ReadCase)
	showBenefit    = act.Show[casefile.PartyRef]("show-benefit", casefile.Below+"/benefits/{municipality}", casefile.ReadCase)
	WriteBenefit   = act.New[casefile.PartyRef]("write-benefit", http.MethodPut, casefile.Below+"/benefits/{municipality}", act.Needs("benefit", "write", casefile.InMunicipality()))
	ConfirmBenefit = act.New[casefile.PartyRef]("confirm-benefit", http.MethodPost, casefile.Below+"/benefits/{municipality}/confirm", act.Needs("benefit", "confirm", casefile.InMunicipality()))
)
