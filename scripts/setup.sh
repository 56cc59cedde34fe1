#!/usr/bin/env bash
# Installs what Twoway is built with, where it is missing. Safe to repeat; a second run takes a
# second.
#
#   scripts/setup.sh          what `make run` needs
#   scripts/setup.sh test     and what `make test` needs: Chromium, PostgreSQL
#   scripts/setup.sh bench    and what `make bench` needs: wrk and PostgreSQL
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
fail() {
  printf 'setup: %s\n' "$*" >&2
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }
# Whether version $1 is at least $2.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

rust() {
  local wanted version
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  has cargo || fail "cargo is missing: install Rust $wanted or newer with rustup (https://rustup.rs) and open a new shell."
  version=$(rustc --version | cut -d ' ' -f 2)
  at_least "$version" "$wanted" ||
    fail "Rust $version is too old: run \`rustup update stable\` to get $wanted or newer."
  has cc || packages "a C compiler" gcc libc6-dev

  if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
    has rustup || fail "the target wasm32-unknown-unknown is missing and there is no rustup to add it; install Rust with rustup."
    say "adding the WebAssembly target to Rust"
    rustup target add wasm32-unknown-unknown
  fi
}

# The tool and the crate must be of the same version, so Cargo.lock decides.
wasm_bindgen() {
  local version found
  version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
  for found in wasm-bindgen "${CARGO_HOME:-$HOME/.cargo}/bin/wasm-bindgen"; do
    if has "$found" && [ "$("$found" --version)" = "wasm-bindgen $version" ]; then
      return
    fi
  done
  say "installing wasm-bindgen $version (about two minutes, once)"
  # It runs for a second per build: compiling it fast matters more than its speed.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_DEBUG=0 \
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install wasm-bindgen-cli --version "$version" --force
}

npm_packages() {
  has node || fail "Node.js is missing: install version 20 or newer, with npm."
  local version
  version=$(node --version)
  at_least "${version#v}" 20 || fail "Node.js $version is too old: install version 20 or newer."
  has npm || fail "npm is missing: install it beside Node.js."
  # What was last installed, kept beside it: times of files say little in a fresh checkout.
  if ! cmp -s package-lock.json node_modules/.installed-lock.json; then
    say "installing the npm packages"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.installed-lock.json
  fi
}

# packages WHAT PACKAGE…: installs Debian packages.
packages() {
  local what=$1 as=()
  shift
  has apt-get || fail "$what is missing: install it with your system's package manager (on Debian: $*)."
  if [ "$(id -u)" != 0 ]; then
    has sudo || fail "$what is missing, and installing it needs root or sudo: apt-get install $*"
    as=(sudo)
  fi
  say "installing $what ($*)"
  "${as[@]}" apt-get -qq update
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >/dev/null ||
    fail "apt-get could not install $*; its message stands above."
}

for_postgres() {
  has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || packages "PostgreSQL" postgresql
  has openssl || packages "OpenSSL" openssl
}

for_tests() {
  has git || packages "Git" git
  has "${CHROMIUM_PATH:-chromium}" || packages "Chromium" chromium
  for_postgres
}

rust
wasm_bindgen
npm_packages
case "${1:-run}" in
  run) ;;
  test) for_tests ;;
  bench)
    has wrk || packages "wrk" wrk
    for_postgres
    ;;
  *) fail "there is no setup for '$1'; use test, bench or nothing." ;;
esac
say "ready"
