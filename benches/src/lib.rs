//! What it costs, side by side with its peers.

pub mod commerce;
pub mod load;
pub mod machine;
pub mod micro;
pub mod migration;
pub mod network;
