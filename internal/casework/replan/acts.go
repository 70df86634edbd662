package replan

import (
	"forankring.no/forankring/internal/casework/casefile"
	"forankring.no/forankring/internal/casework/timeline"
	"forankring.no/forankring/internal/platform/act"
)

// ShowTimeline shows the timeline of a case as a whole.
var ShowTimeline = act.Show[casefile.Ref]("show-timeline", casefile.Below+"/timeline", timeline.ReadTimeline)
