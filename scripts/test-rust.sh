#!/usr/bin/env bash
# Runs every Rust test: with nextest where it is installed, with cargo's own runner otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

fixtures="${FIXTURES:-../shared/fixtures}/ethereum-tests.tar.xz"
if [ ! -e "$fixtures" ] && [ "${REQUIRE_FIXTURES:-}" = 1 ]; then
  echo "REQUIRE_FIXTURES=1, but $fixtures does not exist" >&2
  exit 1
fi

if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked --workspace
else
  cargo test --locked --workspace
fi

if [ ! -e "$fixtures" ]; then
  echo "SKIPPED: Ethereum's GeneralStateTests and TransactionTests: $fixtures does not exist" >&2
  echo "         (set FIXTURES to the folder that holds it)" >&2
fi
if [ ! -e contracts/build/interfaces.json ]; then
  echo "SKIPPED: the precompiles' ABI and storage against solc: run scripts/test-contracts.sh first" >&2
fi
