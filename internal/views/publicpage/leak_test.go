package publicpage_test

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"forankring.no/forankring/internal/testkit/apptest"
)

// settings are what decides whether something is public: of the case 2024-2, of its item
// on the agenda of the board, of the documents that lie before it, and of what a
// municipality gives to 2024-1.
type settings struct {
	State       string
	Publicity   string // public, exempt, exempt until a day to come, or until one that is past
	Sent        bool
	Called      bool
	Cancelled   bool
	Board       string // the kind of the body that is called the board
	Council     string // the kind of the body of 3417
	ItemBasis   bool
	Doors       bool
	Resolved    bool
	VoteKind    string
	ByName      bool
	Document    string // public, exempt, exempt until a day that is past, or withdrawn: what lay before a body stays
	Assignment  string
	FirstExempt bool // whether 2024-1 is exempt
	CouncilHere bool // whether 3417's council resolved at a meeting whose notice has not gone out
}

func draw(r *rapid.T) settings {
	sometimes := func(name string) bool { return rapid.IntRange(0, 3).Draw(r, name) == 0 }
	return settings{
		State:     rapid.SampledFrom([]string{"draft", "preparing", "active", "in_treatment", "in_treatment", "adopted", "not_adopted", "following_up", "closed", "withdrawn"}).Draw(r, "state"),
		Publicity: rapid.SampledFrom([]string{"public", "public", "exempt", "to come", "past"}).Draw(r, "publicity"),
		Sent:      !sometimes("unsent"), Called: !sometimes("uncalled"), Cancelled: sometimes("cancelled"),
		Board:     rapid.SampledFrom([]string{"board", "board", "joint_council_meeting", "working_group", "chief_executives_committee"}).Draw(r, "board"),
		Council:   rapid.SampledFrom([]string{"municipal_council", "municipal_council", "committee", "working_group"}).Draw(r, "council"),
		ItemBasis: sometimes("item"), Doors: sometimes("doors"), Resolved: !sometimes("unresolved"),
		VoteKind: rapid.SampledFrom([]string{"resolution", "resolution", "trial"}).Draw(r, "vote"), ByName: !sometimes("counted"),
		Document:   rapid.SampledFrom([]string{"public", "public", "exempt", "past", "withdrawn"}).Draw(r, "document"),
		Assignment: rapid.SampledFrom([]string{"nominated", "released"}).Draw(r, "assignment"), FirstExempt: sometimes("first"), CouncilHere: sometimes("here"),
	}
}

// What rule 9.4 makes public, by the settings.
func (s settings) public() bool {
	return s.open() && (s.Publicity == "public" || s.Publicity == "past")
}
func (s settings) open() bool   { return s.State != "draft" }
func (s settings) exempt() bool { return s.open() && !s.public() }
func (s settings) meets() bool {
	return s.Called && (s.Board == "board" || s.Board == "joint_council_meeting")
}

// reconciles says whether the open reconciliation of 2024-2 is told of: never where that would
// tell what became of the case in a council whose resolution is not public.
func (s settings) reconciles() bool {
	return s.public() && s.Sent && s.State == "in_treatment" && (!s.CouncilHere || s.Council != "municipal_council")
}

func (s settings) item() bool { return s.public() && s.meets() && !s.ItemBasis && !s.Doors }

// planted are words that stand in one field each, and when they may be read by everybody;
// nil for never.
var planted = map[string]func(settings) bool{
	"zqtitle": settings.public, "zqsummary": settings.public, "zqshielded": settings.exempt, "zqmilestone": settings.public, "zqbasis": settings.exempt,
	"zqproposed": func(s settings) bool { return s.public() && s.Sent }, "zqcouncil": func(s settings) bool { return s.public() && s.Sent && s.Council != "working_group" && !s.CouncilHere },
	"zqresolved": func(s settings) bool { return s.item() && s.Sent }, "zqitem": settings.item, "zqlink": settings.item, "zqaddress": settings.item,
	"zqplace":       settings.meets,
	"zqdocument":    func(s settings) bool { return s.item() && s.Document != "exempt" },
	"zqvoter":       func(s settings) bool { return s.item() && s.Resolved && s.ByName && s.VoteKind == "resolution" },
	"zqfunction":    func(s settings) bool { return !s.FirstExempt && s.Assignment == "released" },
	"zqfirst":       func(s settings) bool { return !s.FirstExempt },
	"zqexemptitem":  func(s settings) bool { return s.public() && s.meets() && s.ItemBasis },
	"zqdoorsground": func(s settings) bool { return s.public() && s.meets() && s.Doors && !s.ItemBasis },
	"zqexemptdoc":   func(s settings) bool { return s.item() && s.Document == "exempt" },

	"zqperson": nil, "zqdraft": nil, "zqwhy": nil, "zqreference": nil, "zqdecision": nil, "zqbenefit": nil, "zqcontribution": nil, "zqnote": nil, "zqplanned": nil, "zqpresentation": nil,
	"zqrecommendation": nil, "zqchange": nil, "zqskipped": nil, "zqreason": nil, "zqminority": nil, "zqstatement": nil, "zqobjection": nil, "zqsentence": nil, "zqmotion": nil, "zqurgent": nil,
	"zqpapertitle": nil, "zqlinked": nil, "zqdocwhy": nil, "zqleft": nil, "zqmandate": nil, "zqlone": nil, "zqnominated": nil,
	"zqended": nil, "zqrule": nil, "zqexit": nil,
}

// file is what a paper is called: only whoever may read it hears it.
const file = "zqfile"

// plant puts each word into its field, in both cases.
func plant(w *apptest.World) {
	for _, statement := range []string{
		`UPDATE person SET name = 'zqperson'`,
		`UPDATE person SET name = 'zqvoter' WHERE id IN (SELECT person_id FROM item_vote_cast)`,
		`UPDATE casefile SET title = 'zqfirst', summary = '' WHERE serial = 1`,
		`UPDATE casefile SET title = 'zqtitle', summary = 'zqsummary' WHERE serial = 2`,
		`UPDATE casefile SET title = 'zqdraft', summary = 'zqdraft' WHERE serial = 3`,
		`UPDATE case_link SET title = 'zqlinked', address = 'https://zqlinked.no'`,
		`UPDATE case_reference SET case_number = 'zqreference', archive_number = 'zqreference'`,
		`UPDATE case_decision SET subject = 'zqdecision', case_number = 'zqdecision'`,
		`UPDATE benefit SET statement = 'zqbenefit'`,
		`UPDATE contribution SET description = 'zqcontribution'`,
		`INSERT INTO milestone (case_id, key, title, kind, due, per_municipality, note, created_at) SELECT id, 'seminar', 'zqmilestone', 'event', '2024-05-02', false, 'zqnote', created_at FROM casefile WHERE serial = 2`,
		`UPDATE milestone SET note = 'zqnote'`,
		`UPDATE planned_meeting SET title = 'zqplanned', note = 'zqplanned', place = 'zqplanned'`,
		`UPDATE meeting SET urgent = 'zqurgent', notes = 'zqurgent', place = CASE WHEN id = (SELECT max(id) FROM meeting) THEN 'zqplace' ELSE place END`,
		`UPDATE treatment SET presentation = '{"text": "zqpresentation", "written_by": "00000000-0000-0000-0000-000000000000", "written_for": null, "written_at": "2024-02-12T08:00:00Z"}',
			recommendation = '{"items": [{"number": 1, "text": "zqrecommendation"}], "given_by": "00000000-0000-0000-0000-000000000000", "given_for": null, "given_at": "2024-02-12T08:00:00Z"}'`,
		`UPDATE treatment SET ended = 'skipped', ended_at = sent_at, ended_why = 'zqskipped' WHERE id = (SELECT t.id FROM treatment t JOIN body b ON b.id = t.body_id JOIN organisation o ON o.id = b.organisation_id WHERE o.key = '3415')`,
		`UPDATE treatment_change SET reason = 'zqchange'`,
		`UPDATE proposal_item SET text = 'The zqproposed' WHERE case_id = (SELECT id FROM casefile WHERE serial = 2)`,
		`UPDATE proposal_item SET text = 'zqlone' WHERE case_id = (SELECT id FROM casefile WHERE serial = 1)`,
		`UPDATE resolution SET reason = 'zqreason', minority_proposals = '[{"by": "zqminority", "text": "zqminority"}]', statements = '[{"by": "zqstatement", "text": "zqstatement"}]',
			objections = '["zqobjection"]', sentences = '{zqsentence}', minutes = NULL`,
		`UPDATE resolution_item SET text = 'The zqcouncil' WHERE resolution_id IN (SELECT id FROM resolution WHERE NOT made_here)`,
		`UPDATE resolution_item SET text = 'The zqresolved' WHERE resolution_id IN (SELECT id FROM resolution WHERE made_here)`,
		`UPDATE item_proposal SET text = 'zqmotion', by_whom = CASE WHEN by_whom <> '' THEN 'zqmotion' ELSE '' END`,
		`UPDATE item_resolution SET reason = 'zqreason', sentences = '{zqsentence}', items = '[{"number": 1, "text": "zqmotion"}]'`,
		`UPDATE agenda_item SET title = 'zqitem', papers = jsonb_set(jsonb_set(jsonb_set(papers, '{0,title}', '"zqpapertitle"'), '{1,title}', '"zqlink"'), '{1,address}', '"https://zqaddress.no"') WHERE meeting_id = (SELECT max(id) FROM meeting)`,
		`UPDATE agenda_item SET title = 'zqlone' WHERE meeting_id <> (SELECT max(id) FROM meeting)`,
		`UPDATE document SET title = 'zqdocument' WHERE case_id = (SELECT id FROM casefile WHERE serial = 2)`,
		`UPDATE document SET title = 'zqlone' WHERE case_id = (SELECT id FROM casefile WHERE serial = 1)`,
		`UPDATE document_version SET file_name = '` + file + `'`,
		`UPDATE participant SET joined_why = 'zqleft', left_why = 'zqleft', left_at = joined_at WHERE municipality_id = (SELECT id FROM organisation WHERE key = '3414')`,
		`UPDATE mandate_answer SET reason = 'zqmandate'`,
		`INSERT INTO case_effect (case_id, state, at, person_id, reason) SELECT c.id, 'adopted', c.created_at, p.id, 'zqended' FROM casefile c, (SELECT id FROM person LIMIT 1) p WHERE c.serial = 2`,
		`INSERT INTO effect_rule (case_id, number, rule, reason, set_by, set_at) SELECT c.id, 1, 'all_adopt', 'zqrule', p.id, c.created_at FROM casefile c, (SELECT id FROM person LIMIT 1) p WHERE c.serial = 2`,
		`INSERT INTO reconciliation (case_id, number, opened_at, reason) SELECT id, 9, created_at, 'zqexit' FROM casefile WHERE serial = 1`,
		`INSERT INTO reconciliation_exit (case_id, reconciliation, number, exit, municipalities, due, reason, chosen_by, chosen_at)
			SELECT r.case_id, r.number, 1, 'mediation', '{3416}', '2024-03-14', 'zqexit', p.id, r.opened_at FROM reconciliation r, (SELECT id FROM person LIMIT 1) p`,
	} {
		w.Exec(statement)
	}
}

// apply brings the world into the settings.
func (s settings) apply(w *apptest.World) {
	publicity, basis, until := "exempt", "offl. zqbasis", any(nil)
	switch s.Publicity {
	case "public":
		publicity, basis = "public", ""
	case "to come":
		until = "2024-02-12"
	case "past":
		until = "2024-02-11"
	}
	shielded, why := "", ""
	if publicity == "exempt" {
		shielded = "zqshielded"
	}
	if s.State == "withdrawn" {
		why = "zqwhy"
	}
	w.Exec(`UPDATE casefile SET publicity = $1, legal_basis = $2, shielded_title = $3, exempt_until = $4::text::date, state = $5, withdrawn_why = $6,
		withdrawn_at = CASE WHEN $5 = 'withdrawn' THEN created_at END, opened_at = CASE WHEN $5 <> 'draft' THEN created_at END WHERE serial = 2`, publicity, basis, shielded, until, s.State, why)
	w.Exec(`UPDATE casefile SET publicity = CASE WHEN $1 THEN 'exempt' ELSE 'public' END, legal_basis = CASE WHEN $1 THEN 'offl. § 13' ELSE '' END, shielded_title = CASE WHEN $1 THEN 'Skjermet' ELSE '' END WHERE serial = 1`, s.FirstExempt)
	w.Exec(`UPDATE treatment_plan SET sent_at = CASE WHEN $1 THEN set_at END, sent_by = CASE WHEN $1 THEN set_by END`, s.Sent)
	w.Exec(`UPDATE meeting SET state = CASE WHEN $1 THEN 'opened' ELSE 'planned' END, called_at = CASE WHEN $1 THEN created_at END, called_by = CASE WHEN $1 THEN $2::uuid END,
		opened_at = CASE WHEN $1 THEN created_at END, chair_id = CASE WHEN $1 THEN $2::uuid END WHERE id = (SELECT max(id) FROM meeting)`, s.Called, apptest.Person(secretariat))
	w.Exec(`UPDATE planned_meeting SET state = CASE WHEN $1 THEN 'cancelled' ELSE 'planned' END WHERE id = (SELECT max(id) FROM meeting)`, s.Cancelled)
	w.Exec(`UPDATE body SET kind = $1 WHERE key = 'styre'`, s.Board)
	w.Exec(`UPDATE body SET kind = $1 WHERE key = 'kommunestyret' AND organisation_id = (SELECT id FROM organisation WHERE key = '3417')`, s.Council)
	doors := any(nil)
	if s.Doors {
		doors = `{"ground": "privacy", "must": false, "basis": "zqdoorsground", "for": 12, "against": 0, "at": "2024-02-12T08:00:00Z"}`
	}
	w.Exec(`UPDATE agenda_item SET exempt_basis = CASE WHEN $1 THEN 'zqexemptitem' ELSE '' END, doors = $2::text::jsonb, state = CASE WHEN $3 THEN 'resolved' ELSE 'open' END WHERE meeting_id = (SELECT max(id) FROM meeting)`, s.ItemBasis, doors, s.Resolved)
	w.Exec(`UPDATE item_vote SET kind = $1, by_name = $2 WHERE item_id = (SELECT max(id) FROM agenda_item)`, s.VoteKind, s.ByName)
	w.Exec(`UPDATE document SET publicity = CASE WHEN $1 IN ('exempt', 'past') THEN 'exempt' ELSE 'public' END, legal_basis = CASE WHEN $1 IN ('exempt', 'past') THEN 'zqexemptdoc' ELSE '' END,
		exempt_until = CASE WHEN $1 = 'past' THEN '2024-02-11'::date END, withdrawn_at = CASE WHEN $1 = 'withdrawn' THEN created_at END, withdrawn_by = CASE WHEN $1 = 'withdrawn' THEN created_by END,
		withdrawn_why = CASE WHEN $1 = 'withdrawn' THEN 'zqdocwhy' ELSE '' END WHERE case_id = (SELECT id FROM casefile WHERE serial = 2)`, s.Document)
	w.Exec(`UPDATE resolution SET made_here = $1 WHERE treatment_id IN (SELECT t.id FROM treatment t JOIN body b ON b.id = t.body_id JOIN organisation o ON o.id = b.organisation_id WHERE o.key = '3417')`, s.CouncilHere)
	w.Exec(`UPDATE assignment SET state = $1, function = CASE WHEN $1 = 'released' THEN 'zqfunction' ELSE 'zqnominated' END, decided_at = CASE WHEN $1 = 'released' THEN nominated_at END,
		decided_by = CASE WHEN $1 = 'released' THEN nominated_by END`, s.Assignment)
}

// answers are all that anybody gets without a login, refusals too, by what was asked for.
func answers(t rapid.TB, w *apptest.World) map[string]string {
	all := map[string]string{}
	get := func(path string, options ...string) {
		a := w.Do("", "GET", path, nil, apptest.Header("Accept", cmp.Or(strings.Join(options, ", "), "application/json")))
		if a.Code != 200 && a.Code != 404 {
			t.Errorf("%s: %d %s", path, a.Code, a.Body)
		}
		said := a.Body.String()
		for name, values := range a.Header() {
			if name != "X-Request-Id" {
				said += fmt.Sprintf("\n%s: %s", name, values)
			}
		}
		all[path+" "+strings.Join(options, " ")] = said
	}
	for _, path := range []string{cases, cases + "?year=2024", cases + "?state=in_treatment", cases + "?kind=other", cases + "?municipality=3417", cases + "?limit=1", cases + "/2024-1", cases + "/2024-2", cases + "/2024-3"} {
		get(path)
		get(path, "text/html")
	}
	for _, path := range []string{region + "/feed.atom", region + "/meetings.ics", cases + "/2024-2/documents/1/versions/1/content", cases + "/2024-1/documents/1/versions/1/content"} {
		get(path)
	}
	return all
}

// told fails unless what everybody gets is what rule 9.4 makes public, and no more.
func told(t rapid.TB, w *apptest.World, s settings) {
	s.apply(w)
	said := answers(t, w)
	for word, may := range planted {
		by := ""
		for path, text := range said {
			if strings.Contains(strings.ToLower(text), word) {
				by = path
			}
		}
		allowed := may != nil && may(s)
		if by != "" && !allowed {
			t.Errorf("%s reaches everybody by %s in %+v:\n%s", word, by, s, said[by])
		}
		if by == "" && allowed {
			t.Errorf("%s is public, and nowhere, in %+v", word, s)
		}
		if hits := w.Do("", "GET", cases+"?q="+url.QueryEscape(word), nil).Is(200); !allowed && hits.Get("items.0") != nil {
			t.Errorf("a search for %s finds %s in %+v", word, hits.Body, s)
		}
	}
	page, shown := said[cases+"/2024-2 "], said[cases+"/2024-2 text/html"]
	if told := strings.Contains(page, `"reconciliation":{`); told != s.reconciles() || told != strings.Contains(shown, "<h2>Reconciliation") || told != strings.Contains(shown, "Mediation") {
		t.Errorf("that there is a reconciliation is told %t in %+v", told, s)
	}
	paper := said[cases+"/2024-2/documents/1/versions/1/content "]
	if open := s.item() && s.Document != "exempt"; open != strings.Contains(paper, file) || open != strings.Contains(paper, "%PDF") {
		t.Errorf("the paper is told as %q in %+v", paper, s)
	}
	for _, query := range []string{"?state=" + s.State, "?kind=other", "?municipality=3417", "?q=2024-2", "?kind=other&year=2024"} {
		if a := w.Do("", "GET", cases+query, nil); !s.public() && strings.Contains(a.Body.String(), `"number":"2024-2"`) {
			t.Errorf("%s tells of 2024-2: %s", query, a.Body)
		}
	}
	nowhere, draft := w.Do("", "GET", cases+"/2024-9", nil), w.Do("", "GET", cases+"/2024-3", nil)
	if nowhere.Text("code") != draft.Text("code") || nowhere.Text("detail") != draft.Text("detail") || nowhere.Code != draft.Code {
		t.Errorf("a draft is told from what is not there: %s, %s", nowhere.Body, draft.Body)
	}
}

// secretive is a world with a word in each field.
func secretive(t *testing.T) *apptest.World {
	t.Helper()
	w := treated(t)
	w.Do(secretariat, "POST", inside, object{"title": "A draft", "kind": "plan", "publicity": "public"}).Is(201)
	plant(w)
	return w
}

// Whatever is exempt, closed, unsent or internal, no word of it reaches anybody, in no
// form, and neither counts, searches nor refusals tell that it is there; and what is
// public is told.
func TestRule94NothingRestrictedReachesAnybody(t *testing.T) {
	t.Parallel()
	w := secretive(t)
	apptest.Sequences(t, func(r *rapid.T) { told(r, w, draw(r)) })
}

// Each restriction holds by itself, where all else is open.
func TestRule94EachRestrictionIsEnough(t *testing.T) {
	t.Parallel()
	w := secretive(t)
	allOpen := settings{State: "in_treatment", Publicity: "public", Sent: true, Called: true, Board: "board", Council: "municipal_council", Resolved: true, VoteKind: "resolution", ByName: true, Document: "public", Assignment: "released"}
	for _, restrict := range []func(*settings){
		func(*settings) {}, func(s *settings) { s.State = "draft" }, func(s *settings) { s.State = "withdrawn" }, func(s *settings) { s.Publicity = "exempt" }, func(s *settings) { s.Publicity = "to come" },
		func(s *settings) { s.Publicity = "past" }, func(s *settings) { s.Sent = false }, func(s *settings) { s.Called = false }, func(s *settings) { s.Cancelled = true },
		func(s *settings) { s.Board = "working_group" }, func(s *settings) { s.Board = "chief_executives_committee" }, func(s *settings) { s.Council = "working_group" }, func(s *settings) { s.ItemBasis = true },
		func(s *settings) { s.Doors = true }, func(s *settings) { s.Resolved = false }, func(s *settings) { s.VoteKind = "trial" }, func(s *settings) { s.ByName = false }, func(s *settings) { s.Document = "exempt" },
		func(s *settings) { s.Document = "past" }, func(s *settings) { s.Document = "withdrawn" }, func(s *settings) { s.Assignment = "nominated" }, func(s *settings) { s.FirstExempt = true },
		func(s *settings) { s.CouncilHere = true }, func(s *settings) { s.CouncilHere, s.Council = true, "committee" },
	} {
		s := allOpen
		restrict(&s)
		told(t, w, s)
	}
}
