//! The wall clock. The only place that reads it.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use cybermiles_chain::Clock;

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    #[allow(clippy::disallowed_methods, reason = "here the clock enters; elsewhere it is given")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

/// The wall clock in seconds, for the ledger.
pub(crate) fn wall_clock() -> Clock {
    Arc::new(|| now_ms() / 1000)
}
