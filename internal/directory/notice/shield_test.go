package notice_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"forankring.no/forankring/internal/casework/reminder"
	"forankring.no/forankring/internal/directory/notice"
	"forankring.no/forankring/internal/testkit/apptest"
)

// Whatever kinds of notices and deadlines the features bring: a letter about an
// exempt case leaves the service with the shielded title in its subject and text,
// and with none of the case's own words, its key in a link among them.
func TestRule21NoLetterOfAnExemptCaseTellsWhatItIsAbout(t *testing.T) {
	t.Parallel()
	const secret, shield = "Hemmelig", "Unntatt offentlighet"
	o := open(t)
	path := o.Do("secretariat@"+apptest.Region, "POST", "/v1/regions/"+apptest.Region+"/cases", map[string]any{
		"title": secret + " tomtekjøp", "kind": "strategy", "publicity": "exempt", "legal_basis": "offl. § 23", "shielded_title": shield, "exempt_until": "2024-02-20",
	}).Is(201).Text("self")
	id := o.count(`SELECT id FROM casefile`)
	o.run(`UPDATE person SET language = 'en' WHERE id = $1`, apptest.Person("clerk@3417"))
	params := map[string]string{
		"case_number": "2024-1", "region": apptest.Region, "municipality": "Grue", "due": "2024-02-12", "version": "2", "step": "5_working_days_after",
		"days_over": "5", "carried_from": "1", "office": "chief_executive", "from": "2024-02-12", "to": "2024-03-12", "outcome": "disqualified",
		"case_title": secret + " tomtekjøp", "title": secret + " frist", "reason": secret + " grunn", "path": path + "/milestones/" + strings.ToLower(secret),
	}
	var all []notice.Notice
	for _, kind := range notice.Kinds() {
		for _, deadline := range append(reminder.Kinds(), "") {
			for _, person := range []string{chief, "clerk@3417"} {
				with := map[string]string{"deadline": string(deadline)}
				maps.Copy(with, params)
				all = append(all, notice.Notice{Source: fmt.Sprintf("%s/%s", kind, deadline), Person: apptest.Person(person), Kind: kind, Case: id, Params: with})
			}
		}
	}
	o.post(all...)
	o.deliverAll()
	letters := o.Mail.Letters()
	if len(letters) != len(all) || len(all) < 40 {
		t.Fatalf("%d of %d letters came", len(letters), len(all))
	}
	shielded := 0
	for _, l := range letters {
		said := l.Subject + "\n" + l.Text + "\n" + l.HTML
		if strings.Contains(strings.ToLower(said), strings.ToLower(secret)) {
			t.Errorf("a letter tells: %s", said)
		}
		if strings.Contains(said, "“”") || strings.Contains(said, "«»") || strings.HasSuffix(l.Subject, ": ") {
			t.Errorf("what is left out leaves a gap: %s", said)
		}
		if strings.Contains(l.Subject, shield) {
			shielded++
		}
	}
	if shielded == 0 {
		t.Error("no subject has the shielded title")
	}

	// The inbox is read within the service alone.
	if inbox := o.Do(chief, "GET", "/v1/me/notices?kind=case_withdrawn", nil).Is(200).Text("items.0.subject"); !strings.Contains(inbox, secret+" tomtekjøp") {
		t.Errorf("the inbox says %q", inbox)
	}
}

// What the case is when a letter goes out decides, not what it was when the
// letter was queued.
func TestRule21ALetterQueuedBeforeTheExemptionIsShielded(t *testing.T) {
	t.Parallel()
	o := open(t)
	path := o.Do("secretariat@"+apptest.Region, "POST", "/v1/regions/"+apptest.Region+"/cases",
		map[string]any{"title": "Tomtekjøp i nord", "kind": "strategy", "publicity": "public"}).Is(201)
	id := o.count(`SELECT id FROM casefile`)
	queue := func(source string) {
		n := about(source, chief)
		n.Case, n.Params["case_title"] = id, "Tomtekjøp i nord"
		o.post(n)
	}
	queue("before")
	o.Do("secretariat@"+apptest.Region, "PUT", path.Text("self"), map[string]any{
		"title": "Tomtekjøp i nord", "kind": "strategy", "publicity": "exempt", "legal_basis": "offl. § 23", "shielded_title": "Unntatt", "exempt_until": "2024-02-20",
	}, apptest.IfMatch(path.ETag())).Is(200)
	o.deliverAll()
	queue("after its last day")
	o.Clock.Set(apptest.Start.Add(30 * 24 * time.Hour))
	o.deliverAll()
	var shielded []bool
	for _, l := range o.Mail.Letters() {
		shielded = append(shielded, !strings.Contains(l.Text, "Tomtekjøp"))
	}
	if len(shielded) != 2 || !shielded[0] || shielded[1] {
		t.Errorf("shielded are %v of the letter before and the one after the exemption", shielded)
	}
}

// deliverAll delivers what is queued, in order.
func (o office) deliverAll() {
	o.t.Helper()
	rows, err := o.Pool.Query(o.t.Context(), `SELECT id FROM letter WHERE channel = 'email' AND state = 'queued' ORDER BY id`)
	if err != nil {
		o.t.Fatal(err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		o.t.Fatal(err)
	}
	for _, id := range ids {
		if err := o.Deliver(o.t.Context(), id); err != nil {
			o.t.Fatal(err)
		}
	}
}
