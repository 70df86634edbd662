package subject

import (
	"encoding/json"
	"time"
)

// RecordEvent is an event of the record of changes (rule 9.1), for the person
// whom it concerns. It names nobody else; what changed is shown for their own
// things only, since they may no longer read the others.
type RecordEvent struct {
	ID           int64           `json:"id" db:"id" doc:"Running number of the event"`
	At           time.Time       `json:"at" db:"at"`
	As           string          `json:"as" db:"role" enum:"actor,on_behalf,about" doc:"actor: the person acted; on_behalf: a substitute acted for them; about: somebody else changed what is held of them"`
	Organisation string          `json:"organisation" db:"organisation" example:"3417" doc:"The organisation in which the actor acted"`
	Act          string          `json:"act" db:"act" doc:"What was done: the identifier of the operation"`
	Object       string          `json:"object" db:"object" example:"/v1/organisations/3417/employments/plan-07/capacity/2024-08-01" doc:"The address of what was acted on"`
	Changes      json.RawMessage `json:"changes,omitempty" db:"changes" doc:"What changed: old and new value by member; left out where the object is not of the person"`
}
