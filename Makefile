.PHONY: test lint contract demo bench image

test:
	go test -race ./...

lint:
	go vet ./...
	go tool -modfile=.ci/tools/go.mod golangci-lint run

contract:
	.ci/contract/check

demo:
	go run ./cmd/forankring demo

bench:
	go run ./cmd/bench

image:
	docker build --tag forankring .
