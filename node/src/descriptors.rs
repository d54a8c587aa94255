//! Open files: every segment of the block log keeps two, for as long as it is kept.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Fewer than that end within weeks on a chain of two blocks a second that keeps everything.
const FEW: u64 = 16_384;

/// Takes as many as the system allows this process to ask for. Shells start programs with 1,024,
/// which a chain of two blocks a second that keeps everything has used up after three days.
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
        tracing::warn!(
            open,
            "few files may be open: raise the limit (`ulimit -Hn`, LimitNOFILE=), or keep less \
             history"
        );
    }
}
