#!/bin/sh
# Installs what the migration's end to end tests need and runs them; see run.mjs.
exec node "$(dirname "$0")/run.mjs" "$@"
