#!/bin/sh
# Installs what the page's suites need and runs them; see run.mjs.
exec node "$(dirname "$0")/run.mjs" "$@"
