package contract

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"forankring.no/forankring/internal/platform/authz"
	"forankring.no/forankring/internal/platform/fault"
)

// Version is the contract's version: within /v1 it only grows.
const Version = "1.0.0"

const description = `Forankring anchors decisions that several municipalities make together: cases, mandates, named municipal resources and timelines, with approvals per municipality and reminders of deadlines.

Conventions. Members are in snake_case and case-sensitive. Dates are ` + "`2025-06-19`" + `, instants RFC 3339 with offset, money is in minor units (øre) with its currency, shares are whole percent. Enumerations may grow: tolerate values you do not know. Every resource lists ` + "`actions`" + `: the acts on it, and which of them this caller may do now. Changing operations take ` + "`dry_run`" + `, POST takes ` + "`Idempotency-Key`" + `, and changing a thing that exists takes ` + "`If-Match`" + `. Every refusal is a problem (RFC 9457) with a stable code, explained at ` + "`/v1/problems/{code}`" + `.

Languages. What people read in an answer (titles, reasons, details, warnings) is in Bokmål (` + "`nb`" + `), Nynorsk (` + "`nn`" + `) or English (` + "`en`" + `), as ` + "`Accept-Language`" + ` likes best, and in Bokmål where it likes none of them; ` + "`Content-Language`" + ` says which. In a link to a page or a file ` + "`?lang=`" + ` says so instead. Codes, kinds and members are the same in every language. With ` + "`x-test`" + ` every such text stands in brackets: what a frontend shows outside of them it said itself.

Repeating a request. A request without an answer, or one that is answered by ` + "`service.outcome_unknown`" + `, may have been carried out, whole, or not at all. A POST is repeated with the same ` + "`Idempotency-Key`" + `: it is carried out once, and gives the answer that it gave. PUT, PATCH and DELETE are repeated harmlessly with the ` + "`If-Match`" + ` that was sent: where they were carried out, they are refused with ` + "`precondition.stale`" + ` (a PUT that created the thing with ` + "`precondition.required`" + `) and the tag of what there is now, or the thing is gone. After every other refusal nothing was changed.`

// Replayed is the header of an answer that was given before, to the same key.
const Replayed = "Idempotency-Replayed"

// Draft is the contract while operations are still being added.
type Draft struct {
	policy  *authz.Policy
	config  huma.Config
	api     *huma.OpenAPI
	answers huma.Registry
	ops     []Operation
	faults  map[string]*fault.Error
	// shared are the refusals that no operation lists among its own codes: they
	// stand with the answer of their status. unlisted are told by no operation.
	shared, unlisted []*fault.Error
}

// New is a contract without operations. Refusals that are shared stand with the
// answer of their status, not with each operation; those of the router stand at
// no operation at all.
func New(policy *authz.Policy, shared, router []*fault.Error) *Draft {
	cfg := huma.DefaultConfig("Forankring", Version)
	cfg.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", requestName)
	cfg.Info.Description = description
	cfg.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	cfg.Servers = []*huma.Server{{URL: "/", Description: "The service that gave you this contract"}}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "An access token of a configured OpenID Connect issuer."},
	}
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", ""
	cfg.CreateHooks, cfg.Transformers = nil, nil
	cfg.RejectUnknownQueryParameters = true
	d := &Draft{
		policy: policy, config: cfg, api: cfg.OpenAPI, answers: answersRegistry(),
		faults: map[string]*fault.Error{}, shared: shared, unlisted: router,
	}
	d.know(shared...)
	d.know(router...)
	return d
}

// Config is what huma's adapter is built with, so that it serves this contract.
func (d *Draft) Config() huma.Config { return d.config }

// Requests are the schemas by which requests are checked.
func (d *Draft) Requests() huma.Registry { return d.api.Components.Schemas }

// Add describes an operation with an answer of a type, and with everything that
// it may be refused with.
func (d *Draft) Add(r Operation, answer reflect.Type, mayMeet []*fault.Error) *huma.Operation {
	op := &huma.Operation{
		OperationID: r.ID, Method: r.Method, Path: r.Path, Summary: r.Summary, Tags: []string{r.Tag.Name},
		Security: []map[string][]string{{}}, // nothing is needed
	}
	if !r.Need.Open() {
		op.Security = []map[string][]string{{"bearer": {}}}
	}
	for _, p := range r.Parameters {
		op.Parameters = append(op.Parameters, p.Param)
	}
	if r.Body.Media != "" {
		op.RequestBody = requestBody(r)
	}
	d.api.AddOperation(op)
	d.ops = append(d.ops, r)
	d.know(mayMeet...)
	d.know(r.Warns...)
	d.describe(op, r, answer, mayMeet)
	return op
}

// know notes faults for the list of codes.
func (d *Draft) know(faults ...*fault.Error) {
	for _, f := range faults {
		d.faults[f.Code] = f
	}
}

// Faults are all that the service may answer with, by code; they are not to be
// changed.
func (d *Draft) Faults() map[string]*fault.Error { return d.faults }

// Huma keeps it for the whole program.
func init() { huma.DefaultArrayNullable = false } //nolint:gochecknoinits // huma has it as a global
