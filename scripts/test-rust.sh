#!/usr/bin/env bash
# Runs every Rust test: with nextest where it is installed, with cargo's own runner otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked --workspace
else
  cargo test --locked --workspace
fi
