package plans

// small are the tables that do not grow with use: reading them whole costs the
// same after years.
var small = map[string]string{
	"organisation":        "one row for a municipality or region: a few hundred in the whole country",
	"organisation_name":   "a few names for each organisation",
	"organisation_number": "a few numbers for each organisation",
	"membership":          "a few for each municipality",
	"succession":          "one for a reform",
	"body":                "a few for each organisation",
	"body_setting":        "a few for each body",
	"seat_leave":          "a few in a year for each body",
	"office_address":      "a few for each organisation",
	"case_counter":        "one for a region and year",
	"agenda_counter":      "one for a body and year",
	"mandate_rule":        "a few for each region",
	"contribution_key":    "a few for each region",
	"timeline_template":   "a few for each region",
	"treatment_template":  "a few for each region",
	"reminder_policy":     "a few for each region and kind of deadline",
	"schema_floor":        "one row",
	"installation":        "one row",
	"service_secret":      "a few rows",
	"goose_db_version":    "one row for a migration",
	"river_job":           "the queue's own, which keeps it small",
	"river_leader":        "the queue's own, one row",
	"river_migration":     "the queue's own",
	"river_notification":  "the queue's own, which keeps it small",
	"river_queue":         "the queue's own, a few rows",
}

// growing are the tables that grow with cases, people or time: a plan that reads
// one whole gets slower every year.
var growing = []string{
	"admission", "agenda_item", "assignment", "attendance", "audit_event", "benefit", "calendar_change", "calendar_entry", "capacity", "case_body", "case_decision", "case_link", "case_reference", "casefile", "contribution", "deadline",
	"case_effect", "disqualification", "document", "document_content", "document_part", "document_version", "effect_rule", "employment", "feed", "follow_up", "follow_up_part", "follow_up_report", "idempotency_key", "item_consent", "item_correction", "item_leave", "item_proposal", "item_resolution", "item_statement", "item_vote", "item_vote_cast", "letter", "letter_failure", "login", "login_code", "mandate_answer", "mandate_condition", "mandate_slice", "mandate_version", "meeting", "meeting_change", "meeting_demand", "meeting_demand_member",
	"milestone", "milestone_dependency", "milestone_done", "milestone_move", "minutes", "minutes_signature", "notice_preference", "office", "participant", "participant_left", "participant_past", "person", "plan", "plan_step", "planned_meeting", "planned_meeting_change", "proposal_item", "proposal_version",
	"reconciliation", "reconciliation_exit", "reminder", "reminder_told", "resolution", "resolution_item", "seat", "site", "site_figure", "start_override", "substitute", "treatment", "treatment_change", "treatment_plan",
}

// exempt are statements, by a part of their text, that may read a table whole,
// each with the reason.
var exempt = map[string]string{
	"DELETE FROM idempotency_key":         "the keys of one day, of which this removes the older ones",
	"WITH RECURSIVE edge AS":              "a circle of substitutes may go through every organisation, and a substitute is seldom named",
	"s.review_on <= $2 AND s.source <> '": "once a day, for all substitutes that are to be reviewed",
}

// alive are partial indexes that hold only what is alive, however many years have
// passed: one that is read whole is short.
var alive = map[string]string{
	"letter_failure_list": "the letters that failed for good and wait to be sent again: what is mended leaves it",
	"casefile_going":      "the cases that go on: some thousands in the whole country, hundreds on a page",
}
