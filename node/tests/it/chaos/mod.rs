//! Networks of real processes, on loopback and in network namespaces, and what may happen to them.

mod clock;
mod clocks;
mod committee;
mod crashes;
mod cuts;
mod doubles;
mod hostile;
mod join;
mod keys;
mod lab;
mod ledger;
mod payments;
mod rpc;
mod snapshot;
mod testnet;

/// Says that something was not tested, and fails where nothing may be skipped.
fn skip(what: &str, why: impl std::fmt::Display) {
    println!("SKIPPED: {what}: {why}");
    eprintln!("SKIPPED: {what}: {why}");
    let strict = std::env::var("REQUIRE_FIXTURES").is_ok_and(|value| value == "1");
    assert!(!strict, "REQUIRE_FIXTURES=1, but there are no {what} here: {why}");
}

/// Whether there is time for the long variants (`make nightly`).
fn is_long() -> bool {
    std::env::var("NETWORK_TESTS").is_ok_and(|value| value == "long")
}
