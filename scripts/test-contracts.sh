#!/usr/bin/env bash
# Compiles the Solidity package and tests it. The Rust tests read what it leaves in contracts/build, so this runs first.
set -euo pipefail
cd "$(dirname "$0")/../contracts"

installed=node_modules/.installed-lock.json
if ! cmp --silent package-lock.json "$installed"; then
  npm ci --no-audit --no-fund --ignore-scripts
  cp package-lock.json "$installed"
fi
npm test --silent
