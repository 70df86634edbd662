package apptest

import "fmt"

// Admit has an organisation ask to take somebody in whose home is elsewhere, and
// them agree. As is employment, up to 100 percent, or office or seat.
func (w *World) Admit(organisation, who, as string) {
	w.t.Helper()
	keeper := "administrator@" + organisation
	if organisation == Region || organisation == Foreign {
		keeper = "secretariat@" + organisation
	}
	in := object{"person": Person(who), "as": as, "reason": "Works for both"}
	if as == "employment" {
		in["percent"] = 100
	}
	id := w.Do(keeper, "POST", "/v1/organisations/"+organisation+"/admissions", in).Is(201).Get("id")
	w.Do(who, "POST", fmt.Sprintf("/v1/me/admissions/%v/confirm", id), nil).Is(200)
}
