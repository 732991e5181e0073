# `make` alone lists what there is.

CARGO ?= cargo

# The paths below are cargo's own defaults.
unexport CARGO_TARGET_DIR

ISLANDS := --package app --lib --target wasm32-unknown-unknown --no-default-features --features hydrate,islands

.DEFAULT_GOAL := help
.PHONY: help run test fuzz openapi lint lint-native lint-wasm format format-check build site release deny screenshots bench wasm-target

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: site ## Build everything and serve the demo at http://127.0.0.1:3000, data in ./data
	target/debug/certlane serve --demo

test: ## Check everything: format, lints, tests on both databases and in a browser (installs what is missing)
	+scripts/test

fuzz: site ## Let schemathesis call the API for ten minutes (make test does so for one)
	node end2end/fuzz.js 600

openapi: build ## Renew docs/openapi.json from the routes
	target/debug/certlane openapi > docs/openapi.json

lint: lint-native lint-wasm ## Let clippy read the server's code, and the browser's

lint-native:
	$(CARGO) clippy --workspace --all-targets -- -D warnings

# With the profile of `make site`, whose compiled macros and build scripts it then finds ready.
lint-wasm: wasm-target
	$(CARGO) clippy $(ISLANDS) --profile wasm-release --target-dir target/front -- -D warnings

format: ## Format the Rust code
	$(CARGO) fmt --all

format-check:
	$(CARGO) fmt --all --check

# One command for `run` and `test`: another choice of packages or targets would turn on other features of what
# they share, and compile that twice.
build: ## Build everything that runs on this machine, tests included
	$(CARGO) build --workspace --all-targets

site: build wasm-target ## Build what the browser loads: islands, style, public files
	target/debug/xtask site

# The site comes first, because the release binary carries it inside. It needs xtask alone, so not all of `build`.
release: wasm-target ## Build target/release/certlane, the one file to install
	$(CARGO) build --package xtask
	target/debug/xtask site
	$(CARGO) build --release --package server

deny: ## Check licences, advisories and sources of all dependencies
	@command -v cargo-deny >/dev/null || { echo "Install it first: cargo install --locked cargo-deny" >&2; exit 1; }
	$(CARGO) deny check

screenshots: site ## Draw the pictures in docs/images again
	node end2end/screenshots.js

bench: release ## Measure the API against what this machine can do at all (four minutes, two free cores)
	$(CARGO) build --release --package server --package benches
	taskset --cpu-list 1 target/release/benches

wasm-target:
	@[ -d "$$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] || rustup target add wasm32-unknown-unknown
