#!/bin/sh
# Installs what the client suites need and runs them; see run.mjs.
exec node "$(dirname "$0")/run.mjs" "$@"
