//! What consensus needs of the world: time, disk, tasks and chance. All of it comes through one
//! type parameter, so that a whole cluster runs in a simulator that repeats itself exactly.

use std::time::{Duration, UNIX_EPOCH};

use commonware_runtime::{Clock, Metrics, Spawner, Storage};
use rand_core::CryptoRng;

/// A runtime: a real one, or the simulator.
pub trait Runtime: Clock + CryptoRng + Spawner + Storage + Metrics + Send + Sync {}

impl<E: Clock + CryptoRng + Spawner + Storage + Metrics + Send + Sync> Runtime for E {}

/// Milliseconds of Unix time by the runtime's clock.
pub(crate) fn now_ms(clock: &impl Clock) -> u64 {
    let since = clock.current().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Waits until the clock says `time_ms`, milliseconds of Unix time.
pub(crate) async fn sleep_until_ms(clock: &impl Clock, time_ms: u64) {
    let wait = time_ms.saturating_sub(now_ms(clock));
    if wait > 0 {
        clock.sleep(Duration::from_millis(wait)).await;
    }
}

/// Does `work`, which keeps a processor busy or waits for a disk, where it holds up nobody else.
/// `None` when the runtime is being shut down.
pub(crate) async fn on_a_thread<E: Runtime, T: Send + 'static>(
    context: E,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    context.shared(true).spawn(move |_| async move { work() }).await.ok()
}
