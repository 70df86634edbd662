package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/app"
	"forankring.no/forankring/internal/directory/body"
	"forankring.no/forankring/internal/directory/office"
	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/testkit/apptest"
	"forankring.no/forankring/internal/testkit/pgtest"
	"forankring.no/forankring/policies"
)

// contract is as much of the contract as the tests ask about.
type contract struct {
	Paths      map[string]map[string]*operation
	Components struct {
		Schemas map[string]struct {
			Enum       []string
			Properties map[string]struct {
				Ref  string `json:"$ref"`
				Enum []string
			}
		}
		Parameters map[string]parameter
		Responses  map[string]response
	}
}

// enum are the values that a member of a schema can have, sorted, whether it says
// so itself or by reference.
func (c *contract) enum(schema, member string) []string {
	p := c.Components.Schemas[schema].Properties[member]
	if at, ok := strings.CutPrefix(p.Ref, "#/components/schemas/"); ok {
		p.Enum = c.Components.Schemas[at].Enum
	}
	return slices.Sorted(slices.Values(p.Enum))
}

type operation struct {
	ID          string `json:"operationId"` //nolint:tagliatelle // as OpenAPI writes it
	Summary     string
	Description string
	Permission  string   `json:"x-permission"` //nolint:tagliatelle // as OpenAPI writes it
	Problems    []string `json:"x-problems"`   //nolint:tagliatelle // as OpenAPI writes it
	Parameters  []parameter
	RequestBody *struct {
		Required bool
		Content  map[string]struct{ Schema map[string]any }
	}
	Responses    map[string]response
	method, path string
	// body fits the operation; nil where it takes none. full is the body with all
	// that may be left out.
	body any
	full []byte
}

type parameter struct {
	Ref                   string `json:"$ref"`
	Name, In, Description string
}

type response struct {
	Ref         string `json:"$ref"`
	Description string
}

// readContract reads the contract, with what its references lead to in their
// places.
func readContract(t testing.TB) *contract {
	t.Helper()
	text, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	c, root := &contract{}, map[string]any{}
	if err := errors.Join(json.Unmarshal(text.JSON, c), json.Unmarshal(text.JSON, &root)); err != nil {
		t.Fatal(err)
	}
	for _, op := range c.operations() {
		for i, p := range op.Parameters {
			if p.Ref != "" {
				op.Parameters[i] = c.Components.Parameters[path.Base(p.Ref)]
			}
		}
		for status, r := range op.Responses {
			if r.Ref != "" {
				op.Responses[status] = c.Components.Responses[path.Base(r.Ref)]
			}
		}
		if op.RequestBody != nil {
			op.body = apptest.Example(root, op.RequestBody.Content[op.takes()].Schema)
			if op.takes() == "application/json" {
				text, err := json.Marshal(op.body)
				if err != nil {
					t.Fatal(err)
				}
				op.body = string(text)
				if op.full, err = json.Marshal(apptest.FullExample(root, op.RequestBody.Content[op.takes()].Schema)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return c
}

// operations are all of them, in the order of their paths.
func (c *contract) operations() []*operation {
	var all []*operation
	for _, at := range slices.Sorted(maps.Keys(c.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(c.Paths[at])) {
			op := c.Paths[at][method]
			op.method, op.path = strings.ToUpper(method), at
			all = append(all, op)
		}
	}
	return all
}

// A client generated from an enum refuses a code that it does not know, and codes
// come with every feature.
func TestAProblemMayHaveACodeThatAClientDoesNotKnow(t *testing.T) {
	t.Parallel()
	text, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Components struct {
			Schemas struct {
				ProblemCode map[string]any `json:"ProblemCode"` //nolint:tagliatelle // as the contract names it
			}
		}
	}
	if err := json.Unmarshal(text.JSON, &c); err != nil {
		t.Fatal(err)
	}
	code := c.Components.Schemas.ProblemCode
	known, _ := code["x-extensible-enum"].([]any)
	if code["type"] != "string" || code["enum"] != nil || code["anyOf"] != nil || !slices.Contains(known, any("case.wrong_state")) {
		t.Errorf("a code is %v", code)
	}
}

func TestTheContractIsTheOneThatWasReviewed(t *testing.T) {
	t.Parallel()
	reviewed, err := os.ReadFile("../../openapi/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := app.Contract()
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(reviewed, text) {
		return
	}
	was, is := strings.Split(string(reviewed), "\n"), strings.Split(string(text), "\n")
	for i := range min(len(was), len(is)) {
		if was[i] != is[i] {
			t.Fatalf("line %d was %q and is %q; renew it with: go run ./cmd/forankring openapi > openapi/openapi.yaml", i+1, was[i], is[i])
		}
	}
	t.Fatalf("it had %d lines and has %d; renew it with: go run ./cmd/forankring openapi > openapi/openapi.yaml", len(was), len(is))
}

func TestEveryOperationIsDescribed(t *testing.T) {
	t.Parallel()
	kebab, seen := regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`), map[string]bool{}
	inPath := regexp.MustCompile(`\{([a-z_]+)\}`)
	for _, op := range readContract(t).operations() {
		check := func(ok bool, format string, args ...any) {
			if !ok {
				t.Errorf("%s %s (%s) %s", op.method, op.path, op.ID, fmt.Sprintf(format, args...))
			}
		}
		check(kebab.MatchString(op.ID) && !seen[op.ID], "has no identifier of its own")
		seen[op.ID] = true
		check(op.Summary != "" && !strings.HasPrefix(op.Description, "\n"), "has no summary or no description")
		check(op.Permission != "", "names no permission")
		for _, p := range op.Parameters {
			check(p.Description != "", "does not describe the parameter %s", p.Name)
		}
		for _, m := range inPath.FindAllStringSubmatch(op.path, -1) {
			check(slices.ContainsFunc(op.Parameters, func(p parameter) bool { return p.In == "path" && p.Name == m[1] }),
				"does not declare %s of its path", m[1])
		}
		for _, status := range []string{"422", "429", "500", "503"} {
			check(op.Responses[status].Description != "", "does not tell of %s", status)
		}
		if !op.open() {
			check(op.Responses["401"].Description != "", "does not tell of 401")
		}
	}
}

func TestPolicyAndOperationsNameTheSamePermissions(t *testing.T) {
	t.Parallel()
	// Asked inside other operations, not at their door.
	inside := []string{"exempt_case:read"}
	policy, err := authz.Load(policies.Model, policies.Policy)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, op := range readContract(t).operations() {
		if op.guarded() {
			asked[op.Permission] = true
		}
	}
	written := map[string]bool{}
	offices := []string{office.Secretariat, office.Auditor, office.Reader, office.ChiefExecutive, office.Administrator, office.Clerk, office.CaseOfficer,
		body.Seated, body.TreatingMember, body.BoardChair}
	for _, l := range policy.Lines() {
		written[l.Permission.String()] = true
		if !slices.Contains(offices, l.Office) {
			t.Errorf("%s: no such office", l)
		}
		if !asked[l.Permission.String()] && !slices.Contains(inside, l.Permission.String()) {
			t.Errorf("%s: no operation asks for it", l)
		}
	}
	for permission := range asked {
		if !written[permission] {
			t.Errorf("%s is asked for, but no line gives it to anyone", permission)
		}
	}
}

// enumerations pairs each list of words in a constraint with the member of the
// contract that shows it; "" for one that is never shown.
var enumerations = map[string]string{
	"organisation_kind": "Organisation.kind", "person_language": "Person.language", "office_kind": "Office.office", "body_kind": "Body.kind", "seat_role": "Seat.role",
	"feed_kind":        "Feed.kind",
	"site_plan_status": "Site.plan_status", "site_owner_kind": "Site.owner_kind", "site_availability": "Site.availability", "site_figure_kind": "SiteFigure.kind",
	"casefile_kind": "Case.kind", "casefile_state": "Case.state", "casefile_publicity": "Case.publicity", "case_link_kind": "CaseLink.kind",
	"mandate_version_state": "MandateVersion.state", "mandate_version_rule": "MandateVersion.rule", "mandate_answer_answer": "MandateAnswer.answer",
	"contribution_key_kind": "ContributionKey.kind", "mandate_rule_rule": "MandateRegionRule.rule", "mandate_condition_effect": "Condition.effect", "mandate_condition_state": "Condition.state",
	"admission_kind": "Admission.as", "login_how": "Login.how", "admission_state": "Admission.state", "office_address_kind": "ContactAddress.office",
	"substitute_office": "Substitute.office", "substitute_source": "Substitute.source",
	"disqualification_state": "Disqualification.state", "disqualification_decided_as": "Disqualification.decided_as",
	"assignment_state": "Assignment.state", "assignment_reason_code": "Assignment.reason_code", "milestone_kind": "Milestone.kind",
	"letter_failure_cause": "FailedLetter.cause", "letter_failure_ended_as": "FailedLetter.ended_as",
	"letter_channel": "Letter.channel", "letter_state": "Letter.state",
	"planned_meeting_state": "Meeting.state", "planned_meeting_change_change": "MeetingChange.change",
	"plan_step_kind":    "TakenStep.kind",
	"effect_rule_known": "Effect.rule", "case_effect_state": "CaseEffect.state", "reconciliation_exit_known": "ReconciliationExit.exit",
	"follow_up_report_outcome": "FollowUpReport.outcome",
	"treatment_role":           "Treatment.role", "resolution_outcome": "Resolution.outcome",
	"agenda_item_kind": "AgendaItem.kind", "agenda_item_state": "AgendaItem.state", "attendance_as_what": "MeetingStay.as", "item_leave_why": "ItemLeave.why",
	"item_proposal_kind": "ItemProposal.kind", "item_vote_cast_voice": "ItemVoice.voice", "item_vote_kind": "ItemVote.kind",
	"meeting_form": "BodyMeeting.form", "meeting_language": "BodyMeeting.language", "meeting_state": "BodyMeeting.state",
	"calendar_entry_kind": "CalendarEntry.kind",
	"document_kind":       "Document.kind", "document_publicity": "Document.publicity",
	"deadline_state": "", "milestone_zone": "", "reminder_state": "",
}

func TestTheContractAndTheDatabaseKnowTheSameWords(t *testing.T) {
	t.Parallel()
	pool := pgtest.New(t)
	rows, err := pool.Query(t.Context(), `SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
		WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'river%' AND pg_get_constraintdef(oid) ~ '^CHECK \(\([a-z_]+ = (ANY \(.*\)|''.*''::text)\)\)$'`)
	if err != nil {
		t.Fatal(err)
	}
	c := readContract(t)
	word := regexp.MustCompile(`'([^']*)'::text`)
	var name, definition string
	found := 0
	_, err = pgx.ForEachRow(rows, []any{&name, &definition}, func() error {
		shown, known := enumerations[name]
		if !known {
			t.Errorf("%s is not among the enumerations of this test: %s", name, definition)
			return nil
		}
		found++
		var stored []string
		for _, m := range word.FindAllStringSubmatch(definition, -1) {
			if m[1] != "" {
				stored = append(stored, m[1])
			}
		}
		slices.Sort(stored)
		if shown == "" {
			for schema, s := range c.Components.Schemas {
				for member := range s.Properties {
					if slices.Equal(c.enum(schema, member), stored) {
						t.Errorf("%s is shown, as %s.%s", name, schema, member)
					}
				}
			}
			return nil
		}
		schema, member, _ := strings.Cut(shown, ".")
		told := c.enum(schema, member)
		if !slices.Equal(stored, told) {
			t.Errorf("%s: the database has %v, the contract %v", shown, stored, told)
		}
		return nil
	})
	if err = errors.Join(err, rows.Err()); err != nil || found != len(enumerations) {
		t.Errorf("%d of %d constraints were found (%v)", found, len(enumerations), err)
	}
}
