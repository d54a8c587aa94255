#!/bin/sh
# Builds every fuzz target with the nightly compiler and runs it on its seeds and on FUZZ_RUNS
# (20000) mutations of them, always the same ones for one FUZZ_SEED (1); FUZZ_SECONDS (20) bounds
# each target.
#
# Plain cargo with the flags cargo-fuzz uses, so that cargo-fuzz need not be installed. It is the
# better tool for long runs: `cargo +nightly fuzz run transaction fuzz/seeds/transaction`.
set -eu
cd "$(dirname "$0")"

runs=${FUZZ_RUNS:-20000}
seed=${FUZZ_SEED:-1}
seconds=${FUZZ_SECONDS:-20}
host=x86_64-unknown-linux-gnu

skip() {
    echo "SKIPPED: fuzz smoke run: $1" >&2
    exit 0
}

[ "$(uname -sm)" = "Linux x86_64" ] || skip "only set up for Linux on x86_64"
rustup toolchain list 2>/dev/null | grep -q '^nightly' ||
    skip "no nightly compiler (rustup toolchain install nightly)"
command -v c++ >/dev/null || skip "no C++ compiler for libFuzzer"

# AddressSanitizer and edge coverage, as libFuzzer expects them.
export RUSTFLAGS="--cfg fuzzing -Zsanitizer=address -Cpasses=sancov-module \
-Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares \
-Cllvm-args=-simplifycfg-branch-fold-threshold=0"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"

cargo +nightly build --release --locked --target $host -p libfuzzer-sys ||
    skip "libFuzzer does not build here"
cargo +nightly build --release --locked --target $host --bins

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in targets/*.rs; do
    target=$(basename "$source" .rs)
    # What a failing input is called, and where it stays.
    mkdir -p "artifacts/$target" "$work/$target"
    echo "fuzz $target: $runs runs, seed $seed"
    "$CARGO_TARGET_DIR/$host/release/$target" -seed="$seed" -runs="$runs" \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
        -artifact_prefix="artifacts/$target/" "$work/$target" "seeds/$target" \
        >"$work/$target.log" 2>&1 || {
        cat "$work/$target.log" >&2
        echo "FAILED: fuzz $target; the input is in fuzz/artifacts/$target" >&2
        exit 1
    }
    grep -E 'number_of_executed_units|new_units_added' "$work/$target.log" || true
done
