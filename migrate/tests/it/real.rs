//! The real list of 2018, which is not part of the project.

use std::{
    env,
    path::{Path, PathBuf},
};

const LIST: &str = "cmt-erc20-holders-6486489-raw.csv";

/// The 22,103 holders of ERC-20 CMT at Ethereum's block 6,486,489. `None`, said loudly, where
/// there is no such list: `HOLDERS_CSV` names it, `REQUIRE_FIXTURES=1` makes it an error to be
/// without.
pub(crate) fn holders(test: &str) -> Option<PathBuf> {
    let shared = env::var_os("FIXTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"),
        |fixtures| Path::new(&fixtures).join("../data"),
    );
    let path = env::var_os("HOLDERS_CSV").map_or_else(|| shared.join(LIST), PathBuf::from);
    if path.exists() {
        return Some(path);
    }
    let required = env::var("REQUIRE_FIXTURES").is_ok_and(|value| value == "1");
    assert!(!required, "REQUIRE_FIXTURES=1, but {} does not exist", path.display());
    eprintln!("SKIPPED: {test}: {} does not exist (set HOLDERS_CSV)", path.display());
    None
}

/// A seed from `SEED`, or `default`; printed either way.
pub(crate) fn seed(test: &str, default: u64) -> u64 {
    let seed = env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(default);
    eprintln!("{test}: SEED={seed}");
    seed
}
