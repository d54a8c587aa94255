//! Why a bundle could not be fetched.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, U256};

use crate::{
    AllocationError,
    amount::Cmt,
    bundle::{BundleError, Trust},
    verify::VerifyError,
};

/// Why a bundle could not be fetched: who, what was found, what was expected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// What was asked for cannot be done.
    #[error("{0}")]
    Options(String),
    /// A file cannot be read or written.
    #[error(
        "{path}: {source}. What was fetched is kept: the same command goes on with it",
        path = path.display()
    )]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// Somebody else works in the folder.
    #[error("{folder}: another run is at work here", folder = folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder was begun for something else.
    #[error(
        "{path}: begun for\n{found}and asked for is\n{asked}Name another folder, or delete this one",
        path = path.display()
    )]
    Plan {
        /// The file that says so.
        path: PathBuf,
        /// What was begun.
        found: String,
        /// What was asked for now.
        asked: String,
    },
    /// The folder was begun with other nodes, and nothing proves what they said.
    #[error(
        "{path}: begun with other --rpc. Without proofs all nodes have to say the same, and what \
         was said to that run was not held against these: name the same nodes or another folder, \
         or delete this one",
        path = path.display()
    )]
    Nodes {
        /// The file that says so.
        path: PathBuf,
    },
    /// The folder holds something that does not belong there.
    #[error("{path}: not written by `fetch`. Name another folder, or delete it", path = path.display())]
    Stranger {
        /// The file.
        path: PathBuf,
    },
    /// A list of hints cannot be read.
    #[error(transparent)]
    Hints(#[from] AllocationError),
    /// There is nobody left to ask.
    #[error(
        "nobody gives {what}:\n  {}\nWhat was fetched is kept: the same command, also with other \
         --rpc, goes on with it",
        why.join("\n  ")
    )]
    Gone {
        /// What was asked for.
        what: &'static str,
        /// Each node, and why it is not asked.
        why: Vec<String>,
    },
    /// Where nothing is proven: a node that is needed does not answer.
    #[error(
        "{what}: no answer from\n  {}\nWithout proofs every node has to say the same. What was \
         fetched is kept: the same command, with the same --rpc, goes on with it; for other nodes \
         name another folder",
        why.join("\n  ")
    )]
    Silent {
        /// What was asked for.
        what: &'static str,
        /// Each node that was asked, and why it is asked no more.
        why: Vec<String>,
    },
    /// Two nodes say different things, and nothing proves who is right.
    #[error("{0}")]
    Disagree(Box<Disagreement>),
    /// There is no such token.
    #[error("it is proven that there is no account {token} at this block; expected the token's")]
    NoToken {
        /// The token.
        token: Address,
    },
    /// Nobody's balance is where a mapping would have it.
    #[error(
        "no mapping of slots 0 to 64 has a balance for any of the {accounts} accounts that were \
         tried: give --hints with holders, or the token keeps balances in another way"
    )]
    Mapping {
        /// How many accounts.
        accounts: usize,
    },
    /// The logs do not lead to the proven balances, or not to all of them.
    #[error("{why}")]
    Logs {
        /// What differs, and what to do.
        why: String,
    },
    /// The bundle cannot be written.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// What was fetched does not verify.
    #[error("what was fetched does not verify, and gets no manifest: {0}")]
    Verify(#[source] Box<VerifyError>),
}

/// Two nodes that say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// About what.
    pub what: String,
    /// One node.
    pub one: String,
    /// What it says.
    pub a: String,
    /// Another.
    pub other: String,
    /// What that says.
    pub b: String,
    /// What to do.
    pub advice: &'static str,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, one, a, other, b, advice } = self;
        write!(f, "{what}: {one} says {a}, and {other} says {b}. {advice}")
    }
}

impl From<VerifyError> for FetchError {
    fn from(err: VerifyError) -> Self {
        Self::Verify(Box::new(err))
    }
}

impl FetchError {
    pub(super) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File { path: path.into(), source }
    }

    /// Nobody who was asked answers.
    pub(super) fn silence(trust: Trust, what: &'static str, why: Vec<String>) -> Self {
        match trust {
            Trust::Proven => Self::Gone { what, why },
            Trust::Rpc => Self::Silent { what, why },
        }
    }

    pub(super) fn is_silence(&self) -> bool {
        matches!(self, Self::Gone { .. } | Self::Silent { .. })
    }

    /// Says so if two plans differ in nothing but the nodes.
    pub(super) fn about_nodes(self) -> Self {
        let Self::Plan { path, found, asked } = self else { return self };
        let rest = |plan: &str| {
            let mut plan: serde_json::Value = serde_json::from_str(plan).ok()?;
            plan.as_object_mut()?.remove(super::NODES)?;
            Some(plan)
        };
        match (rest(&found), rest(&asked)) {
            (Some(one), Some(other)) if one == other => Self::Nodes { path },
            _ => Self::Plan { path, found, asked },
        }
    }

    /// In words: balances that are not the whole supply.
    pub(super) fn incomplete(sum: U256, supply: U256) -> String {
        format!(
            "the balances found sum to {} CMT, and the total supply is {} CMT: {} CMT are not \
             accounted for. The logs lack a holder: give --hints with a list of holders, or \
             another --rpc",
            Cmt(sum),
            Cmt(supply),
            Cmt(sum.abs_diff(supply))
        )
    }

    /// Whether the same command may succeed later; otherwise something else has to be asked for.
    pub fn is_passing(&self) -> bool {
        !matches!(
            self,
            Self::Disagree(_) | Self::NoToken { .. } | Self::Mapping { .. } | Self::Logs { .. }
        )
    }
}
