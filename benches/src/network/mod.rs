//! What a network of validators on this machine does, and how fast.

pub mod cluster;
pub mod experiments;
pub mod heads;

pub use cluster::{Cluster, Kind};
pub use experiments::Report;
