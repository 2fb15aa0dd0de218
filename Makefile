# Benchtrial. `make` alone prints the targets.
#
# Variables of `make hil` reach the program through the environment: BENCH, FIRMWARE, BOARD, SPEC, SUITE, SEED, WAIT, KEEP.

GO ?= go
PROGRAM := bin/benchtrial
PACKAGES := ./...

.DEFAULT_GOAL := help
.PHONY: help hil test setup check bench mutants sim list scenarios serve probe doctor update clean $(PROGRAM)

help: ## print the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

hil: $(PROGRAM) ## build, flash, try and judge: BENCH=bench.yaml FIRMWARE=dir BOARD=name SPEC='pattern' SUITE=full SEED=n
	@exec $(PROGRAM) run

test: setup check ## the tests that need no hardware, with the race detector
	$(GO) test -race -timeout 8m $(PACKAGES)

check: ## formatting and vet
	@files=$$(gofmt -l harness specs boards servers reports); [ -z "$$files" ] || { echo "gofmt would change:"; echo "$$files"; exit 1; }
	$(GO) vet $(PACKAGES)

setup: $(PROGRAM) ## install what is missing: compiler, arduino-builder, mbedTLS, esptool
	@$(PROGRAM) setup

bench: setup ## measure: console latency and throughput, time to first verdict, wall time of the suite
	@$(PROGRAM) bench

mutants: $(PROGRAM) ## try sketches with faults put in on purpose: each must be caught by the specs it names
	@$(PROGRAM) mutants

sim: $(PROGRAM) ## start one simulated board to point esptool or a terminal program at
	@$(PROGRAM) sim

list: $(PROGRAM) ## print the plan: every spec of every firmware
	@$(PROGRAM) list

scenarios: $(PROGRAM) ## list the server behaviours that firmware meets, or explain one: NAME=wrong.host
	@$(PROGRAM) scenarios $(NAME)

serve: $(PROGRAM) ## play one scenario for any client, and show each connection: NAME=wrong.host
	@exec $(PROGRAM) serve $(NAME)

probe: $(PROGRAM) ## measure what the TLS stack of a board really does: FIRMWARE=dir BENCH=bench.yaml BOARD=name SCENARIO='tls-*' AGAINST=file
	@exec $(PROGRAM) probe

doctor: $(PROGRAM) ## look at the bench: tools, ports, permissions, who holds which board: BENCH=bench.yaml
	@$(PROGRAM) doctor

update: ## rewrite the golden files
	$(GO) test ./boards/console ./boards/sim ./reports/... ./servers/... -update

clean: ## remove what builds and runs left behind, also the simulated boards' flash
	rm -rf bin .cache reports/out

$(PROGRAM):
	@$(GO) build -buildvcs=false -o $@ ./harness/cmd/benchtrial
