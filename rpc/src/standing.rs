//! What the chain alone does not know: the node's role, its peers, the clock, the disk.

use std::{fmt, sync::Arc};

use alloy_primitives::B256;

/// What a node does on its chain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Makes all blocks of a chain of its own.
    #[default]
    Development,
    /// Votes on the blocks of a network.
    Validator,
    /// Follows a network's blocks and checks them.
    Full,
}

/// How a node stands to the others and to its machine, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What it does.
    pub role: Role,
    /// The wall clock, in milliseconds of Unix time.
    pub now_ms: u64,
    /// Other nodes it is connected with.
    pub peers: u64,
    /// The newest block that others told of; `None` while nobody did.
    pub highest: Option<u64>,
    /// The view consensus is in, where it runs.
    pub view: Option<u64>,
    /// The consensus key the node votes with, where it has one.
    pub consensus_key: Option<B256>,
    /// Whether it votes in the running epoch.
    pub is_voting: bool,
    /// Where a full node takes its blocks from at the moment.
    pub upstream: Option<String>,
    /// Bytes left on the disk of the data folder.
    pub disk_free: Option<u64>,
    /// What is wrong, in words; newest last.
    pub problems: Vec<String>,
    /// What its operator should know although the node does its duty.
    pub notices: Vec<String>,
}

/// Where a [`Standing`] comes from. Asked at every call that needs one: it must not wait.
#[derive(Clone)]
pub struct StandingSource(Arc<dyn Fn() -> Standing + Send + Sync>);

impl StandingSource {
    /// A source that asks `look`.
    pub fn new(look: impl Fn() -> Standing + Send + Sync + 'static) -> Self {
        Self(Arc::new(look))
    }

    /// How the node stands now.
    pub fn now(&self) -> Standing {
        (self.0)()
    }
}

impl Default for StandingSource {
    fn default() -> Self {
        Self::new(Standing::default)
    }
}

impl fmt::Debug for StandingSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StandingSource")
    }
}
