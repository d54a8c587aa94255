//! The threads that hash.
//!
//! They are the trie's own. Whoever hashes often holds a lock around the state, and a shared pool
//! may be busy with work that waits for that very lock; work given to this pool never waits.

use rayon::ThreadPool;
use std::sync::OnceLock;

/// Threads beyond which writing the hashes back, which one thread does, takes longer than hashing.
const MOST: usize = 4;

/// Runs `work`, whose parallel iterators then use the trie's own threads.
pub(super) fn in_parallel<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    static POOL: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let start = || {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST);
        let name = |index| format!("trie-{index}");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(name).build();
        // Without threads of its own the trie still works, on those of the whole process.
        pool.inspect_err(|error| tracing::warn!(%error, "no threads for the state trie")).ok()
    };
    match POOL.get_or_init(start) {
        Some(pool) => pool.install(work),
        None => work(),
    }
}
