// Package rival is what a team would pick instead of building the service:
// PocketBase on SQLite, with the same cases in one collection, read and written by
// somebody who has logged in.
package rival

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"

	"forankring.no/forankring/internal/bench/load"
	"forankring.no/forankring/internal/bench/process"
)

// Rival is a PocketBase that holds the cases.
type Rival struct {
	*process.Process
	// Token is that of somebody who has logged in.
	Token string
	// IDs are the records, by region and number ("2026-1").
	IDs map[[2]string]string

	program, dir, admin string
}

const (
	password = "a password for a while"
	operator = "operator@bench.example"
	user     = "user@bench.example"
	records  = "/api/collections/cases/records"
	asJSON   = "Content-Type: application/json\r\n"
)

// Start starts PocketBase in a folder and fills it with the cases of the database.
func Start(ctx context.Context, program, dir string, pool *pgxpool.Pool) (_ *Rival, err error) {
	r := &Rival{program: program, dir: filepath.Join(dir, "pocketbase"), IDs: map[[2]string]string{}}
	if output, err := exec.CommandContext(ctx, program, "superuser", "upsert", operator, password, "--dir", r.dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("prepare PocketBase: %w: %s", err, output)
	}
	address, err := process.FreeAddress(ctx)
	if err != nil {
		return nil, err
	}
	r.Process, err = process.Start(ctx, process.Spec{
		Name: "PocketBase", Program: program, Args: []string{"serve", "--http", address, "--dir", r.dir},
		Address: address, Ready: "/api/health", Log: filepath.Join(dir, "pocketbase.log"),
	})
	if err != nil {
		return nil, err
	}
	if err := r.furnish(ctx, pool); err != nil {
		r.Stop()
		return nil, err
	}
	return r, nil
}

// furnish makes the collection and who reads it, and fills it.
func (r *Rival) furnish(ctx context.Context, pool *pgxpool.Pool) (err error) {
	if r.admin, err = r.login(ctx, "_superusers", operator); err != nil {
		return err
	}
	for _, step := range []struct {
		method, path string
		body         any
	}{
		{"PATCH", "/api/settings", map[string]any{"batch": map[string]any{"enabled": true, "maxRequests": together, "timeout": 60}}},
		{"POST", "/api/collections", collection()},
		{"POST", "/api/collections/users/records", map[string]any{"email": user, "password": password, "passwordConfirm": password, "verified": true}},
	} {
		if _, err := r.ask(ctx, step.method, step.path, step.body); err != nil {
			return err
		}
	}
	if r.Token, err = r.login(ctx, "users", user); err != nil {
		return err
	}
	return r.fill(ctx, pool)
}

// login gives the token of somebody.
func (r *Rival) login(ctx context.Context, collection, who string) (string, error) {
	a, err := r.ask(ctx, "POST", "/api/collections/"+collection+"/auth-with-password", map[string]string{"identity": who, "password": password})
	if err != nil {
		return "", err
	}
	var got struct{ Token string }
	return got.Token, json.Unmarshal(a.Body, &got)
}

// ask sends a request as the operator.
func (r *Rival) ask(ctx context.Context, method, path string, body any) (load.Answer, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return load.Answer{}, err
	}
	return load.Ask(ctx, r.Address, load.Call{Method: method, Path: path, Token: r.admin, Header: asJSON, Body: raw, Want: 200})
}

// collection holds a case with its parts, and is open to whoever has logged in.
func collection() map[string]any {
	var fields []map[string]any
	add := func(kind string, names ...string) {
		for _, name := range names {
			f := map[string]any{"name": name, "type": kind}
			if kind == "text" {
				f["max"] = 20_000
			}
			fields = append(fields, f)
		}
	}
	add("text", "region", "number", "title", "summary", "kind", "state", "publicity", "legal_basis", "shielded_title", "responsible", "predecessor", "withdrawn_why")
	add("text", "exempt_until", "created_at", "opened_at", "started_at", "withdrawn_at", "modified_at")
	add("number", "year", "serial")
	add("bool", "principal", "statutory_plan")
	add("json", "participants", "references", "links", "decisions")
	const anybody = `@request.auth.id != ""`
	return map[string]any{
		"name": "cases", "type": "base", "fields": fields, "listRule": anybody, "viewRule": anybody, "createRule": anybody,
		"indexes": []string{"CREATE UNIQUE INDEX idx_cases_number ON cases (region, year DESC, serial DESC)"},
	}
}

// Read is the address of a case.
func (r *Rival) Read(region, number string) string {
	return records + "/" + r.IDs[[2]string{region, number}]
}

// List is the address of the newest 50 cases of a region. It does not ask how many
// there are, as the service is not asked.
func (*Rival) List(region string) string {
	return records + "?perPage=50&skipTotal=1&sort=-year,-serial&filter=region%3D%22" + region + "%22"
}

// Create is the creation of a case.
func (r *Rival) Create(body []byte) load.Call {
	return load.Call{Method: "POST", Path: records, Token: r.Token, Header: asJSON, Body: body, Want: 200, Check: load.Holds(`"collectionName":"cases"`)}
}
