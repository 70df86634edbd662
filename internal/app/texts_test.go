package app_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"forankring.no/forankring/internal/testkit/apptest"
)

// What nobody sees reaches no row, in whatever text of whatever act it is sent:
// either the text is cleaned, or it is refused (rule 9.6). The database is made
// to refuse such rows, so an act that lets one through fails.
func checkTextsAreCleaned(t *testing.T, w *apptest.World, acts map[string]offered, bodies map[string]any) {
	t.Helper()
	w.Exec(`
		CREATE FUNCTION refuse_unseen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF strpos(NEW::text, chr(8203)) > 0 THEN RAISE EXCEPTION 'a row of % holds a space of no width', TG_TABLE_NAME; END IF;
			RETURN NEW;
		END $$`)
	w.Exec(`
		DO $$ DECLARE name regclass; BEGIN
			FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname NOT LIKE 'river%' LOOP
				EXECUTE format('CREATE TRIGGER refuse_unseen BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_unseen()', name);
			END LOOP;
		END $$`)
	cleaned := 0
	for act, o := range acts {
		body := bodies[act]
		if fit := fits[act]; fit != nil {
			body = fit(w, o)
		}
		for _, spoiled := range withUnseen(t, body) {
			a := send(w, o, spoiled)
			switch {
			case a.Code >= 500:
				t.Errorf("%s keeps what nobody sees of %s", act, spoiled)
			case a.Code < 300 && strings.Contains(a.Body.String(), "\u200b"):
				t.Errorf("%s shows what nobody sees of %s: %s", act, spoiled, a.Body)
			case a.Code < 300:
				cleaned++
			}
		}
	}
	if cleaned < 60 {
		t.Errorf("only %d texts were taken", cleaned)
	}
}

// withUnseen are the body with a space of no width in one text of it after the
// other.
func withUnseen(t *testing.T, body any) []string {
	t.Helper()
	text, isText := body.(string)
	if body == nil {
		return nil
	}
	if isText && !strings.HasPrefix(text, "{") { // a table
		return []string{strings.Replace(text, "Archivist", "Archi\u200bvist", 1)}
	}
	if !isText {
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		text = string(raw)
	}
	var whole any
	if err := json.Unmarshal([]byte(text), &whole); err != nil {
		t.Fatal(err)
	}
	var all []string
	eachText(whole, func() {
		raw, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(raw))
	})
	return all
}

// eachText spoils each text in a value in place, one at a time.
func eachText(in any, spoiled func()) {
	spoil := func(v any, set func(any)) {
		if text, ok := v.(string); ok && text != "" {
			set(text[:1] + "\u200b" + text[1:])
			spoiled()
			set(text)
		}
		eachText(v, spoiled)
	}
	switch v := in.(type) {
	case map[string]any:
		for name, member := range v {
			spoil(member, func(s any) { v[name] = s })
		}
	case []any:
		for i := range v {
			spoil(v[i], func(s any) { v[i] = s })
		}
	}
}

// send does an act dry, with this body.
func send(w *apptest.World, o offered, body any, options ...func(*http.Request)) *apptest.Answer {
	if table, ok := body.(string); ok && !strings.HasPrefix(table, "{") {
		options = append(options, apptest.Header("Content-Type", "text/csv"))
	}
	a := w.Do(o.who, o.method, o.href+"?dry_run=true", body, options...)
	if a.Code == http.StatusPreconditionRequired {
		return w.Do(o.who, o.method, o.href+"?dry_run=true", body, slices.Concat(options, []func(*http.Request){apptest.IfMatch("*")})...)
	}
	return a
}
