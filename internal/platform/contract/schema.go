package contract

import (
	"cmp"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/message"
)

// prefixes tell apart the types of features whose short names would not speak
// for themselves in a contract.
var prefixes = map[string]string{
	"audit": "Audit", "casefile": "Case", "mandate": "Mandate", "approval": "Mandate", "condition": "Condition", "ballot": "Ballot",
	"proposal": "Proposal", "document": "Document", "site": "Site",
}

func answerName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if strings.HasPrefix(t.Name(), "ListBody[") {
		items, _ := t.FieldByName("Items")
		return answerName(items.Type.Elem(), hint) + "List"
	}
	name := huma.DefaultSchemaNamer(t, hint)
	pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
	if prefix := prefixes[pkg]; !strings.HasPrefix(name, prefix) {
		name = prefix + name
	}
	return name
}

func requestName(t reflect.Type, hint string) string {
	return strings.TrimSuffix(answerName(t, hint), "Input") + "Input"
}

// answersRegistry is where the types of answers are kept. A record is any JSON.
func answersRegistry() huma.Registry {
	all := huma.NewMapRegistry("#/components/schemas/", answerName)
	all.RegisterTypeAlias(reflect.TypeFor[message.Record](), reflect.TypeFor[json.RawMessage]())
	return all
}

func (d *Draft) allSchemas() huma.Registry {
	all := huma.NewMapRegistry("#/components/schemas/", answerName)
	schemas := all.Map()
	maps.Copy(schemas, d.Requests().Map())
	for name, s := range d.answers.Map() {
		open(s)
		schemas[name] = s
		// Huma counts its errors among the requests; as such nothing refers to them.
		if name == "Problem" || name == "Field" {
			delete(schemas, name+"Input")
		}
	}
	problem := *schemas["Problem"]
	problem.Properties = maps.Clone(problem.Properties)
	problem.Properties["code"] = &huma.Schema{Ref: "#/components/schemas/ProblemCode"}
	schemas["Problem"], schemas["ProblemCode"] = &problem, d.problemCodes()
	describeOnce(schemas)
	return all
}

// once are the properties that mean the same wherever they stand, by the name of
// the schema that describes them once.
var once = map[string]string{
	"actions": "Actions", "self": "Address", "next": "Cursor", "case": "CaseNumber",
	"organisation": "OrganisationKey", "region": "OrganisationKey", "municipality": "MunicipalityNumber",
}

// describeOnce gives a schema of its own to what most properties of a name in
// once have in common, and refers to it from each.
func describeOnce(schemas map[string]*huma.Schema) {
	uses := map[string]map[string][]*huma.Schema{} // by the name of the schema, by how it is described
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		owner := *schemas[name]
		owner.Properties = maps.Clone(owner.Properties)
		schemas[name] = &owner
		for property, s := range owner.Properties {
			if as := once[property]; as != "" && s.Ref == "" {
				if uses[as] == nil {
					uses[as] = map[string][]*huma.Schema{}
				}
				s := *s
				owner.Properties[property] = &s
				uses[as][keyOf(&s)] = append(uses[as][keyOf(&s)], &s)
			}
		}
	}
	for as, meanings := range uses {
		most := slices.MaxFunc(slices.Sorted(maps.Keys(meanings)), func(a, b string) int { return cmp.Compare(len(meanings[a]), len(meanings[b])) })
		described := *meanings[most][0]
		for _, s := range meanings[most] {
			*s = huma.Schema{Ref: "#/components/schemas/" + as}
		}
		schemas[as] = &described
	}
}

// problemCodes is a text, and the codes that it may be today. They are no enum:
// new codes come with every feature, and a client generated from an enum may
// refuse to read a refusal whose code it does not know.
func (d *Draft) problemCodes() *huma.Schema {
	return &huma.Schema{
		Type:        huma.TypeString,
		Description: "The stable code of a problem, explained at /v1/problems/{code}. More may come: tolerate codes that you do not know.",
		Extensions:  map[string]any{"x-extensible-enum": slices.Sorted(maps.Keys(d.faults))},
	}
}

// open lets an answer's schema grow.
func open(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.AdditionalProperties == false {
		s.AdditionalProperties = nil
	}
	for _, p := range s.Properties {
		open(p)
	}
	open(s.Items)
}
