# `make help` lists what there is. Everything else is in scripts/, which this file only calls.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run dev test lint site bench release screenshots

TARGET := $(or $(CARGO_TARGET_DIR),target)
headline = @printf '\n\033[1m== %s\033[0m\n' '$(1)'

help: ## what each target does
	@sed -n 's/^\([a-z]*\):.* ## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: ## install what is missing, build, and serve the sample data on http://127.0.0.1:3000
	@scripts/setup.sh
	@node scripts/site.mjs
	cargo build -p server
	$(TARGET)/debug/twoway demo

dev: ## the same, rebuilding and restarting on every change
	@scripts/setup.sh
	@node scripts/dev.mjs

test: ## everything: format, lints, docs, unit, store, HTTP and browser tests
	$(call headline,Setup)
	@scripts/setup.sh test
	$(call headline,Site)
	@node scripts/site.mjs
	@$(MAKE) --no-print-directory lint
	$(call headline,Documentation)
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps
	$(call headline,Tests of rules and stores and HTTP)
	scripts/postgres.sh cargo test --workspace
	$(call headline,Browser tests)
	@# The binary is there: the HTTP tests are integration tests, for which cargo builds it.
	scripts/postgres.sh node_modules/.bin/playwright test

lint: ## format and lints alone
	$(call headline,Format)
	cargo fmt --all --check
	$(call headline,Lints: the model alone)
	cargo clippy -p registry --all-targets -- -D warnings
	$(call headline,Lints: the server)
	cargo clippy --workspace --all-targets -- -D warnings
	$(call headline,Lints: the browser)
	cargo clippy -p app --features hydrate --target wasm32-unknown-unknown -- -D warnings

site: ## what the browser loads, in site/: styles, fonts, charts, WebAssembly
	@scripts/setup.sh
	@node scripts/site.mjs

bench: ## throughput, latency and memory of each page on a large database
	@scripts/setup.sh bench
	@node scripts/site.mjs
	cargo build --release -p server
	@scripts/postgres.sh node scripts/bench.mjs

release: ## the optimised binary, with everything inside
	@scripts/setup.sh
	@node scripts/site.mjs
	cargo build --release -p server
	@ls -lh $(TARGET)/release/twoway

screenshots: ## pictures of the main pages for the README, in docs/images
	@scripts/setup.sh test
	@node scripts/site.mjs
	cargo build -p server
	node end2end/screenshots.mjs --fold --only 1440 --out docs/images / /adrs /reviews
