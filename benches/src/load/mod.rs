//! A load run against a whole node: pre-signed transactions in, figures out.
//!
//! Everything that costs the client time happens before the clock starts: keys are derived,
//! transactions signed and request bodies encoded up front, so that the client, which shares the
//! cores with the node it measures, only writes bytes and looks for error replies.

pub mod client;
pub mod drive;
pub mod growth;
pub mod order;
pub mod plan;
pub mod process;
pub mod report;
pub mod run;
pub mod setup;
pub mod target;
pub mod token;
pub mod wallet;
pub mod watch;
pub mod workload;

/// Why a load run stopped without figures.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// An option outside its bounds.
    #[error("option `{option}` is {found}, expected {expected}")]
    Option {
        /// The option as typed.
        option: &'static str,
        /// What was given.
        found: String,
        /// What would be taken.
        expected: String,
    },
    /// A target that is not this machine.
    #[error(
        "target `{0}` is not a loopback address: load is sent to this machine only, expected for \
         example http://127.0.0.1:8545"
    )]
    NotLoopback(String),
    /// The node could not be started or ended early.
    #[error("node `{name}`: {reason}")]
    Node {
        /// What the run calls the node.
        name: String,
        /// What happened, with the end of its error output.
        reason: String,
    },
    /// The connection broke or the reply was no HTTP or WebSocket.
    #[error("connection to {target}: {reason}")]
    Connection {
        /// Whom the client talked to.
        target: String,
        /// What broke.
        reason: String,
    },
    /// The node answered something else than the method promises.
    #[error("reply to {method}: {reason}")]
    Reply {
        /// The method called.
        method: String,
        /// What was wrong with the reply.
        reason: String,
    },
    /// Funding, deployment or minting did not get through.
    #[error("setting up: {0}")]
    Setup(String),
    /// A file could not be read or written.
    #[error("file {path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}
