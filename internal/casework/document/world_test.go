package document_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"forankring.no/forankring/internal/testkit/apptest"
)

type object = map[string]any

const (
	region      = "/v1/regions/" + apptest.Region
	secretariat = "secretariat@" + apptest.Region
	officer     = "case_officer@3417"
)

// opened is the address of the documents of a case of all municipalities.
func opened(w *apptest.World) string {
	at := w.Do(secretariat, "POST", region+"/cases", object{"title": "Regional kraftstrategi", "kind": "strategy", "publicity": "public"}).Is(201).Text("self")
	w.Do(secretariat, "POST", at+"/open", object{"municipalities": apptest.Municipalities}).Is(200)
	return at + "/documents"
}

// made is the address of a new document of an organisation.
func made(w *apptest.World, who, all string, more object) string {
	in := object{"organisation": apptest.Home(who), "title": "Kraftutfordringen", "kind": "report", "publicity": "public"}
	maps.Copy(in, more)
	return w.Do(who, "POST", all, in).Is(201).Text("self")
}

var exempt = object{"publicity": "exempt", "legal_basis": "offl. § 13 jf. fvl. § 13", "title": "A secret agreement"}

// as sends a file with its media type.
func as(media string) func(*http.Request) { return apptest.Header("Content-Type", media) }

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func TestADocumentHasVersionsThatAreFilesAndLinks(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	all := opened(w)
	at := made(w, officer, all, nil)
	if at != all+"/1" {
		t.Errorf("it is at %s", at)
	}
	w.Do("reader@3418", "GET", at, nil).Is(200).Has(object{"title": "Kraftutfordringen", "organisation": "3417", "organisation_name": "Municipality 3417", "versions.0": nil, "created_by": apptest.Person(officer), "actions.0.open": false})

	const first, second = "%PDF-1.7 the first", "%PDF-1.7 the second, which is longer"
	one := w.Do(officer, "POST", at+"/versions?file_name=Rapport%20%C3%A5r%202024.pdf&sha256="+strings.ToUpper(hashOf(first)), first, as("application/pdf; Version=1")).Is(200)
	one.Has(object{"versions.0.version": 1, "versions.0.sha256": hashOf(first), "versions.0.size": len(first), "versions.0.media_type": "application/pdf; version=1", "versions.0.file_name": "Rapport år 2024.pdf", "versions.0.pinned": false})
	w.Do(officer, "POST", at+"/links", object{"address": "https://kongsvingerregionen.no/kraft"}).Is(200).Has(object{
		"versions.0.version": 2, "versions.0.address": "https://kongsvingerregionen.no/kraft", "versions.0.sha256": hashOf("https://kongsvingerregionen.no/kraft"), "versions.0.content": nil, "versions.1.version": 1,
	})
	w.Do(officer, "POST", at+"/versions", second, as("application/pdf"), apptest.IfMatch(one.ETag())).Refused(412, "precondition.stale")
	w.Do(officer, "POST", at+"/versions", second, as("application/pdf")).Is(200).Has(object{"versions.0.version": 3, "versions.0.file_name": "document-1-3"})

	w.Do("reader@3401", "GET", all, nil).Is(200).Has(object{"items.0.document": 1, "items.0.versions.0.version": 3, "items.0.versions.2.sha256": hashOf(first), "items.1": nil})
	w.Do("reader@3401", "GET", strings.TrimSuffix(all, "/documents"), nil).Is(200).Has(object{"related.documents": all})
	w.Do("reader@3401", "GET", at+"/versions/2/content", nil).Refused(409, "document.no_file")
	w.Do("reader@3401", "GET", at+"/versions/4/content", nil).Refused(404, "resource.not_found")
	w.Do(secretariat, "GET", region+"/cases/2024-1/events", nil).Is(200).Has(object{"items.0.act": "add-document-version", "items.0.object": at, "items.0.organisation": "3417", "items.2.changes.versions/1.new.sha256": hashOf(first)})
}

func TestAFileIsGivenAsItWasFiledAndNeverRun(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	at := made(w, secretariat, opened(w), nil)
	const page = "<script>alert(document.cookie)</script>"
	content := w.Do(secretariat, "POST", at+"/versions?file_name=s%C3%B8knad%22.html", page, as("text/html; charset=utf-8")).Is(200).Text("versions.0.content")
	got := w.Do("reader@3417", "GET", content, nil, apptest.Header("Accept-Encoding", "gzip")).Is(200)
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Content-Length": fmt.Sprint(len(page)), "ETag": `"` + hashOf(page) + `"`, "X-Content-Type-Options": "nosniff",
		"Content-Disposition": "attachment; filename*=utf-8''s%C3%B8knad%22.html", "Cache-Control": "no-store", "Accept-Ranges": "bytes", "Content-Encoding": "", "No-Gzip-Compression": "",
		"Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	} {
		if is := got.Header().Get(name); is != want {
			t.Errorf("%s is %q, want %q", name, is, want)
		}
	}
	if got.Body.String() != page {
		t.Errorf("the bytes are %q", got.Body)
	}
	for name, tt := range map[string]struct {
		header, value string
		status        int
		body          string
	}{
		"the same again":           {"If-None-Match", got.ETag(), 304, ""},
		"another":                  {"If-None-Match", `"x"`, 200, page},
		"its beginning":            {"Range", "bytes=0-7", 206, page[:8]},
		"its end":                  {"Range", "bytes=-9", 206, page[len(page)-9:]},
		"a tag that is of changes": {"If-Match", `"x"`, 200, page},
	} {
		a := w.Do("reader@3417", "GET", content, nil, apptest.Header(tt.header, tt.value)).Is(tt.status)
		if a.Body.String() != tt.body {
			t.Errorf("%s: %q, want %q", name, a.Body, tt.body)
		}
	}
	beyond := w.Do("reader@3417", "GET", content, nil, apptest.Header("Range", "bytes=900-")).Refused(416, "request.range")
	if is := beyond.Header().Get("Content-Range"); is != fmt.Sprintf("bytes */%d", len(page)) {
		t.Errorf("Content-Range is %q", is)
	}
	asked := httptest.NewRequestWithContext(t.Context(), http.MethodHead, content, nil)
	asked.Header.Set("Authorization", "Bearer "+w.Token("reader@3417"))
	if head := w.Send(asked); head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != fmt.Sprint(len(page)) {
		t.Errorf("HEAD: %d %v %q", head.Code, head.Header(), head.Body)
	}
}

func TestRule25ADocumentThatIsExemptIsNotThereForOthers(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	all := opened(w)
	made(w, secretariat, all, nil)
	hidden := made(w, officer, all, exempt)
	content := w.Do(officer, "POST", hidden+"/versions?file_name=secret.pdf", "%PDF secret", as("application/pdf")).Is(200).Text("versions.0.content")
	events := strings.TrimSuffix(all, "/documents") + "/events"
	for who, reads := range map[string]bool{
		secretariat: true, "auditor@" + apptest.Region: true, "board_chair@" + apptest.Region: true, "reader@" + apptest.Region: false, "board_member@" + apptest.Region: false,
		"chief_executive@3401": true, "administrator@3401": true, "clerk@3401": true, "case_officer@3401": true, "reader@3401": false, "reader@3417": false,
	} {
		list, shown := w.Do(who, "GET", all, nil).Is(200), w.Do(who, "GET", events, nil).Is(200)
		told := list.Body.String() + shown.Body.String()
		if strings.Contains(told, "A secret agreement") != reads || strings.Contains(told, "documents/2") != reads {
			t.Errorf("%s reads of it: %v", who, !reads)
		}
		for _, path := range []string{hidden, content} {
			if a := w.Do(who, "GET", path, nil); (a.Code == 200) != reads || !reads && (a.Code != 404 || a.Text("code") != "resource.not_found") {
				t.Errorf("%s reads %s: %d", who, path, a.Code)
			}
		}
	}
	// Its last day passes without anybody's act, and an edit makes it public.
	w.Do(officer, "PUT", hidden, object{"title": "A secret agreement", "kind": "report", "publicity": "exempt", "legal_basis": "offl. § 14", "exempt_until": "2024-02-20"}, apptest.IfMatch("*")).Is(200)
	w.Do("reader@3401", "GET", hidden, nil).Refused(404, "resource.not_found")
	w.Clock.Set(apptest.Start.AddDate(0, 0, 9))
	w.Do("reader@3401", "GET", hidden, nil).Is(200).Has(object{"publicity": "public", "legal_basis": nil, "exempt_until": nil})
	w.Do("reader@3401", "GET", all, nil).Is(200).Has(object{"items.1.title": "A secret agreement"})
}

func TestOnlyTheOrganisationWhoseItIsKeepsADocument(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	all := opened(w)
	ours, theirs := made(w, officer, all, nil), made(w, secretariat, all, nil)
	for who, at := range map[string]string{"case_officer@3401": ours, secretariat: ours, officer: theirs} {
		w.Do(who, "POST", at+"/versions", "x", as("text/plain")).Refused(403, "permission.denied")
		w.Do(who, "POST", at+"/links", object{"address": "https://grue.kommune.no/"}).Refused(403, "permission.denied")
		w.Do(who, "PUT", at, object{"title": "Ours", "kind": "report", "publicity": "public"}, apptest.IfMatch("*")).Refused(403, "permission.denied")
		w.Do(who, "POST", at+"/withdraw", object{"reason": "Ours"}).Refused(403, "permission.denied")
	}
	w.Do(officer, "POST", all, object{"organisation": apptest.Region, "title": "x", "kind": "report", "publicity": "public"}).Refused(403, "permission.denied")
	w.Do(officer, "POST", all, object{"organisation": apptest.Stranger, "title": "x", "kind": "report", "publicity": "public"}).Refused(422, "document.content_invalid").Has(object{"errors.0.pointer": "/organisation"})
	w.Do("reader@3417", "POST", all, object{"organisation": "3417", "title": "x", "kind": "report", "publicity": "public"}).Refused(403, "permission.denied")
	w.Do("case_officer@"+apptest.Stranger, "POST", ours+"/versions", "x", as("text/plain")).Refused(404, "resource.not_found")
	w.Do(officer, "POST", ours+"/versions", "x", as("text/plain")).Is(200)

	// A municipality that left keeps nothing any more, and reads what there was.
	w.Clock.Set(apptest.Start.Add(time.Hour))
	w.Do(secretariat, "POST", strings.TrimSuffix(all, "/documents")+"/participants/3417/leave", object{"reason": "The council has resolved so."}).Is(200)
	w.Clock.Set(apptest.Start.Add(2 * time.Hour))
	w.Do(secretariat, "POST", theirs+"/versions", "later", as("text/plain")).Is(200)
	w.Do(secretariat, "PUT", theirs, object{"title": "Another title", "kind": "minutes", "publicity": "public"}, apptest.IfMatch("*")).Is(200)
	later := made(w, secretariat, all, nil)
	w.Do(officer, "POST", ours+"/versions", "x", as("text/plain")).Is(403)
	w.Do(officer, "GET", theirs, nil).Is(200).Has(object{"title": "Kraftutfordringen", "kind": "report", "versions.0": nil})
	w.Do(officer, "GET", theirs+"/versions/1/content", nil).Refused(404, "resource.not_found")
	w.Do(officer, "GET", later, nil).Refused(404, "resource.not_found")
	w.Do(officer, "GET", all, nil).Is(200).Has(object{"items.1.title": "Kraftutfordringen", "items.2": nil})
	w.Do(officer, "GET", ours+"/versions/1/content", nil).Is(200)
}

func TestRule95ADocumentIsWithdrawnAndNotDeleted(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	all := opened(w)
	at := made(w, secretariat, all, nil)
	content := w.Do(secretariat, "POST", at+"/versions?file_name=a.txt", "the first", as("text/plain")).Is(200).Text("versions.0.content")
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": " \u200b"}).Refused(422, "document.content_invalid")
	withdrawn := w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "It was filed in the wrong case"}).Is(200)
	withdrawn.Has(object{"withdrawn_why": "It was filed in the wrong case", "withdrawn_by": apptest.Person(secretariat), "versions.0.content": nil, "versions.0.file_name": "a.txt", "actions.0.open": false, "actions.0.code": "document.withdrawn"})
	w.Do("reader@3417", "GET", content, nil).Refused(409, "document.withdrawn")
	w.Do(secretariat, "POST", at+"/withdraw", object{"reason": "Again"}).Refused(409, "document.withdrawn")
	w.Do(secretariat, "POST", at+"/versions", "x", as("text/plain")).Refused(409, "document.withdrawn")
	w.Do(secretariat, "POST", at+"/links", object{"address": "https://grue.kommune.no/"}).Refused(409, "document.withdrawn")
	w.Do(secretariat, "PUT", at, object{"title": "x", "kind": "report", "publicity": "public"}, apptest.IfMatch("*")).Refused(409, "document.withdrawn")
	w.Do("reader@3417", "GET", all, nil).Is(200).Has(object{"items.0.withdrawn_why": "It was filed in the wrong case"})
}

func TestADocumentIsEditedUnderItsTag(t *testing.T) {
	t.Parallel()
	w := apptest.New(t)
	all := opened(w)
	at := made(w, secretariat, all, nil)
	edit := object{"title": "Kraft og klima", "kind": "attachment", "publicity": "public"}
	w.Do(secretariat, "PUT", at, edit).Refused(428, "precondition.required")
	edited := w.Do(secretariat, "PUT", at, edit, apptest.IfMatch(w.Do(secretariat, "GET", at, nil).ETag())).Is(200)
	edited.Has(object{"title": "Kraft og klima", "kind": "attachment"})
	if again := w.Do(secretariat, "PUT", at, edit, apptest.IfMatch(edited.ETag())).Is(200); again.ETag() != edited.ETag() {
		t.Error("the same again changes the document")
	}
	for name, tt := range map[string]struct {
		change object
		at     string
	}{
		"no words":                  {object{"title": " \u200b "}, "/title"},
		"no legal basis":            {object{"publicity": "exempt"}, "/legal_basis"},
		"a basis of what is public": {object{"legal_basis": "offl. § 13"}, "/legal_basis"},
		"an end that is past":       {object{"publicity": "exempt", "legal_basis": "offl. § 13", "exempt_until": "2024-02-11"}, "/exempt_until"},
		"an end of what is public":  {object{"exempt_until": "2024-03-11"}, "/exempt_until"},
	} {
		in := object{"title": "A title", "kind": "report", "publicity": "public"}
		maps.Copy(in, tt.change)
		if a := w.Do(secretariat, "PUT", at, in, apptest.IfMatch("*")); a.Code != 422 || a.Text("code") != "document.content_invalid" || a.Text("errors.0.pointer") != tt.at {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	w.Do(secretariat, "POST", strings.TrimSuffix(all, "/documents")+"/withdraw", object{"reason": "The board has asked for it"}).Is(200)
	w.Do(secretariat, "PUT", at, edit, apptest.IfMatch("*")).Refused(409, "case.withdrawn")
	w.Do(secretariat, "POST", all, object{"organisation": apptest.Region, "title": "x", "kind": "report", "publicity": "public"}).Refused(409, "case.withdrawn")
	w.Do(secretariat, "POST", at+"/versions", "x", as("text/plain")).Refused(409, "case.withdrawn")
}
