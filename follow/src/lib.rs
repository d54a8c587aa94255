//! Blocks of a network, taken from others and checked: what a node does that does not vote.
//!
//! A [`start`]ed follower takes certified blocks from one upstream at a time, compares their
//! parent hashes, checks the votes against the committee of their epoch, which it knows from its
//! own state, and only then executes them. So an upstream can withhold blocks, and no more: one
//! that lies, falls silent or is of another chain is named, left, and tried again later. What
//! users submit is handed on to every upstream until it is in a block.
//!
//! A node that has no block yet may begin with an upstream's state instead of executing every block:
//! [`take_snapshot`] believes the hash of one block, and nothing else.

mod ancestry;
mod fault;
mod follower;
mod forward;
mod link;
mod options;
mod session;
mod snapshot;
mod upstreams;

pub use self::{
    fault::Fault,
    follower::{FollowError, FollowerHandle, Following, start},
    options::{CheckVotes, FollowOptions, UpstreamUrl},
    snapshot::{SnapshotOptions, SnapshotSyncError, TakenSnapshot, take_snapshot},
};
