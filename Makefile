# `make` lists the targets. `make run` and `make test` need git, a C compiler, rustup's cargo
# and Node.js 20 with npm; whatever else they need they install inside this folder.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# On a build server every checkout is new: one target folder outside it keeps the dependencies.
ifeq ($(CI),true)
export CARGO_TARGET_DIR := $(or $(CARGO_TARGET_DIR),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/cybermiles/target)
else
export CARGO_TARGET_DIR := $(or $(CARGO_TARGET_DIR),$(CURDIR)/target)
endif
export CYBERMILES_BIN := $(CARGO_TARGET_DIR)/debug/cybermiles

.PHONY: help run testnet migration-demo build test test-contracts test-rust test-clients test-migration fuzz nightly sim lint fmt audit bench commerce load network-figures migration-figures doc

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1|/' | column -t -s '|'

run: ## Start a development chain on http://127.0.0.1:8545
	cargo run --release --locked

testnet: ## Start four validators and a full node on http://127.0.0.1:8545
	cargo run --release --locked -- testnet --validators 4 --start

migration-demo: ## The whole swap on this machine: 22,103 holders, a report, the holders' page
	cargo build --release --locked -p cybermiles-node -p cybermiles-migrate
	CYBERMILES_BIN=$(CARGO_TARGET_DIR)/release/cybermiles CMT_MIGRATE_BIN=$(CARGO_TARGET_DIR)/release/cmt-migrate \
	  ./migrate/tests/e2e/run.sh demo

build: ## Build the release binary
	cargo build --release --locked

test: test-contracts test-rust test-clients test-migration fuzz ## Pass all tests

test-contracts: ## The Solidity package: generated files, types, documentation
	./scripts/test-contracts.sh

test-rust: ## Unit, property, crash and conformance tests (after test-contracts)
	./scripts/test-rust.sh

test-clients: ## Real wallets and libraries against a real node
	cargo build --locked --workspace --tests
	./node/tests/clients/run.sh

test-migration: ## The swap from a real Ethereum node to claims, and the holders' page in a browser
	cargo build --locked --workspace --tests
	./migrate/tests/e2e/run.sh
	./migrate/tests/page/run.sh

fuzz: ## A short run of each fuzz target (needs a nightly toolchain)
	./fuzz/smoke.sh

nightly: test-contracts ## Long random runs of the native contracts' rules: an hour or two
	INVARIANT_SEQUENCES=100000 CALLDATA_CALLS=5000000 \
	  cargo test --locked --release -p cybermiles-evm-precompiles -p cybermiles-execution
	NETWORK_TESTS=long cargo test --locked -p cybermiles-node --test it chaos::
	FUZZ_RUNS=100000000 FUZZ_SECONDS=1800 ./fuzz/smoke.sh

sim: ## Simulate networks: 10,000 seeds, or SIM_SEEDS of them
	SIM_SEEDS=$(or $(SIM_SEEDS),10000) cargo test --locked --release -p cybermiles-consensus \
	  --test simulation -- --nocapture networks_agree

lint: ## Formatting and lints
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- --deny warnings

fmt: ## Format the code
	cargo fmt --all

audit: ## Licences, sources and banned crates of the dependencies (needs cargo-deny)
	cargo deny --locked check bans licenses sources

bench: ## Micro benches, start-up and memory, kept in benches/results
	cargo bench --locked -p cybermiles-benches
	cargo build --release --locked -p cybermiles-benches --bins
	$(CARGO_TARGET_DIR)/release/micro
	$(CARGO_TARGET_DIR)/release/footprint

commerce: ## A trade natively and through Solidity contracts, kept in benches/results/commerce.json
	cargo build --release --locked -p cybermiles-benches --bin commerce
	$(CARGO_TARGET_DIR)/release/commerce --out benches/results/commerce.json

load: ## Whole-node load run, kept in benches/results/load.json
	cargo build --release --locked -p cybermiles-node
	cargo build --release --locked -p cybermiles-benches --bins
	$(CARGO_TARGET_DIR)/release/load --node-bin $(CARGO_TARGET_DIR)/release/cybermiles \
	  --workload transfers --workload erc20 --count 50000 --repeat 3 --out benches/results/load.json

network-figures: ## Networks of validators on this machine, kept in benches/results/network.json
	cargo build --release --locked -p cybermiles-node
	cargo build --release --locked -p cybermiles-benches --bin network
	$(CARGO_TARGET_DIR)/release/network --node-bin $(CARGO_TARGET_DIR)/release/cybermiles \
	  --out benches/results/network.json

migration-figures: ## Verifying and booting migrated coins, kept in benches/results/migration.json
	cargo build --release --locked -p cybermiles-node -p cybermiles-migrate
	cargo build --release --locked -p cybermiles-benches --bin migration
	$(CARGO_TARGET_DIR)/release/migration --migrate-bin $(CARGO_TARGET_DIR)/release/cmt-migrate \
	  --node-bin $(CARGO_TARGET_DIR)/release/cybermiles --out benches/results/migration.json

doc: ## The API documentation, in target/doc
	cargo doc --locked --workspace --no-deps
