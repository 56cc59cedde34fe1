#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL:
#
#   scripts/postgres.sh cargo test --workspace
#
# The command finds a superuser's address in TWOWAY_TEST_POSTGRES_URL, so that each test can make
# a database of its own, and the authority behind the server's certificate in
# TWOWAY_TEST_POSTGRES_CA. The cluster listens on a free port of the loopback interface, keeps its
# files in a temporary directory and is gone afterwards, whatever happened. As root it runs as
# another user, because PostgreSQL refuses to be started by root.
set -euo pipefail

fail() {
  printf 'postgres: %s\n' "$*" >&2
  exit 1
}
[ $# -gt 0 ] || fail "name the command to run beside the database: scripts/postgres.sh COMMAND…"

# Debian keeps the server's programs out of PATH, one directory per version: the newest is taken.
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
if [ ! -x "$bin/initdb" ]; then
  bin=$(dirname "$(command -v initdb || true)")
fi
[ -x "$bin/initdb" ] || fail "PostgreSQL's server programs are missing; run scripts/setup.sh test."

as=()
if [ "$(id -u)" = 0 ]; then
  user=nobody
  if id postgres >/dev/null 2>&1; then user=postgres; fi
  as=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups env HOME=/tmp)
fi

# Not below TMPDIR: a socket's path may have 107 bytes at most, and the other user must get there.
dir=$(mktemp -d /tmp/twoway-postgres.XXXXXX)
if [ ${#as[@]} -gt 0 ]; then chown "$user" "$dir"; fi

# shellcheck disable=SC2317 # called by the trap
stop() {
  if [ -f "$dir/data/postmaster.pid" ]; then
    "${as[@]}" "$bin/pg_ctl" --pgdata "$dir/data" --mode immediate --silent stop || true
  fi
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

cd "$dir"
"${as[@]}" "$bin/initdb" --pgdata data --username twoway --auth trust --encoding UTF8 \
  --locale C.UTF-8 --no-sync >initdb.log 2>&1 || { cat initdb.log >&2; fail "initdb failed."; }

# It speaks TLS as a server elsewhere would: an authority of its own, and a certificate by it.
certificate() {
  local key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2)
  openssl req -x509 "${key[@]}" -subj /CN=twoway-test-authority -keyout ca.key -out ca.pem
  openssl req -x509 "${key[@]}" -subj /CN=127.0.0.1 -CA ca.pem -CAkey ca.key -keyout data/server.key -out data/server.crt \
    -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=CA:FALSE
  chmod 600 data/server.key
}
export -f certificate
"${as[@]}" bash -euc certificate >certificate.log 2>&1 || { cat certificate.log >&2; fail "openssl made no certificate."; }
chmod 755 .

# Another process may take the port between the question and the start: ask again.
for attempt in 1 2 3 4 5; do
  port=$(free_port)
  # Durability is off: nothing here outlives the run.
  if "${as[@]}" "$bin/pg_ctl" --pgdata data --log "$dir/log" --silent --wait start --options \
    "-p $port -h 127.0.0.1 -k $dir -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c ssl=on" \
    >/dev/null 2>&1; then
    break
  fi
  [ "$attempt" -lt 5 ] || { cat log >&2; fail "PostgreSQL did not start."; }
done
cd "$OLDPWD"

# psql and its kind, of the same version, for whoever runs beside it.
export PATH="$PATH:$bin"
export TWOWAY_TEST_POSTGRES_URL="postgres://twoway@127.0.0.1:$port/postgres"
export TWOWAY_TEST_POSTGRES_CA="$dir/ca.pem"
status=0
"$@" || status=$?
exit "$status"
