# Kept: the two commands are `make run` and `make test`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
TOOLS := go tool -modfile=.ci/tools.mod
BIN := bin/kept
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

.PHONY: help
help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/kept
	go build -ldflags "-X main.version=$(VERSION)" -o $(BIN) ./cmd/kept

.PHONY: run
run: postgres build ## Build, then start the whole product with the demo desk
	@exec ./$(BIN) serve --demo

.PHONY: generate
generate: ## Make the pages' Go code anew
	go tool templ generate -path web
	go tool templ fmt web

.PHONY: fmt
fmt: ## Format Go and templ files
	go tool templ fmt web
	$(TOOLS) gofumpt -w cmd internal web migrations

.PHONY: test
test: postgres chromium ## Run every test, the real-browser ones included
	$(TOOLS) gotestsum --format pkgname-and-test-fails -- -count=1 -timeout 75m $(TESTFLAGS) ./...

.PHONY: check
check: compiler ## All that must hold before a change lands: generated code, format, vet, staticcheck, tests with -race
	@.ci/generated
	@.ci/format
	go vet ./...
	$(TOOLS) staticcheck ./...
	@$(MAKE) --no-print-directory test TESTFLAGS=-race

.PHONY: axe
axe: postgres chromium ## Look for accessibility faults in every page, theme and width
	KEPT_AXE=all $(TOOLS) gotestsum --format pkgname-and-test-fails -- -count=1 -timeout 3h -run TestAxe ./internal/browser/...

.PHONY: bench
bench: postgres build ## Measure how promptly the worker acts, how quickly the product starts, and what pages take with TICKETS tickets ("10000 100000")
	TICKETS="$(TICKETS)" go test -count=1 -timeout 3h -run '^$$' -bench . -benchtime 1x ./internal/bench/

.PHONY: soak
soak: postgres ## Try the law SOAK (100000) times against Postgres, then every order of statements, 1,000 histories, 10,000 dealt tickets and 100 cuts, the calendars and pauses against the clock on the wall, then race and kill workers over 10,000 promises, restart Postgres ten times, and live through a year of 100,000 questions
	KEPT_SOAK=$(or $(SOAK),100000) go test -count=1 -timeout 24h -v -run TestLaw ./internal/promise/ ./internal/ticket/
	KEPT_SOAK=1 go test -count=1 -timeout 2h -v -run TestSoak ./internal/calendar/ ./internal/promise/
	KEPT_SOAK=1 go test -count=1 -timeout 2h -v -run 'in_every_order|TestLinear|TestDeal_by_four' ./internal/ticket/
	KEPT_SOAK=1 go test -count=1 -timeout 2h -v -run TestLive_two ./cmd/kept/
	KEPT_SOAK=1 go test -count=1 -timeout 2h -v -run 'TestWorkers_that_race|TestWorkers_lose_nothing' ./internal/work/
	SEED=$(or $(SEED),1) TICKETS=100000 QUICK=1 go test -count=1 -timeout 48h -v -run TestYear ./internal/simulate/

.PHONY: simulate
simulate: postgres ## Let a desk live through a year with TICKETS (1000) questions and the luck of SEED (1); with QUICK=1 old closed tickets are looked at monthly
	SEED=$(or $(SEED),1) TICKETS=$(or $(TICKETS),1000) QUICK=$(QUICK) go test -count=1 -timeout 24h -v -run TestYear ./internal/simulate/

.PHONY: fuzz
fuzz: ## Run each fuzz target for FUZZTIME (30s)
	@.ci/fuzz $(or $(FUZZTIME),30s)

.PHONY: vuln
vuln: ## Look for known holes in what we import (needs the network)
	go run golang.org/x/vuln/cmd/govulncheck@latest ./...

.PHONY: shots
shots: postgres chromium build ## Make the README's screenshots from the running product
	KEPT_SHOTS=docs/shots go test -count=1 -run TestShots ./internal/browser/

.PHONY: clean
clean: ## Remove what was built; the demo's data stays
	rm -rf bin

# — what the machine must have —

.PHONY: postgres
postgres:
	@.ci/postgres

.PHONY: chromium
chromium:
	@.ci/chromium

.PHONY: compiler
compiler:
	@command -v gcc >/dev/null 2>&1 || command -v cc >/dev/null 2>&1 || { \
		echo "make check: the race detector needs a C compiler: install gcc (Debian: apt-get install gcc)" >&2; exit 1; }
