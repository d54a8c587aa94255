//! Open files: connections, a validator's journals, and some of the block log's.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// As many as a node may need: 800 clients of its RPC, 256 validators, 1,000 files of consensus for
/// its 100,000 blocks, 128 of the log's full segments, the rest of its data folder.
const FEW: u64 = 4_096;

/// Takes as many as the system allows this process to ask for. Shells start programs with 1,024,
/// which a validator has used up after half a day.
pub(crate) fn raise() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let open = match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => limit.maximum,
        Err(err) => {
            tracing::warn!(%err, "cannot raise the number of files that may be open");
            limit.current
        }
    };
    if let Some(open) = open.filter(|open| *open < FEW) {
        tracing::warn!(open, "few files may be open: raise the limit (`ulimit -Hn`, LimitNOFILE=)");
    }
}
