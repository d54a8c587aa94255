//! What it costs, side by side with its peers.

pub mod load;
pub mod machine;
pub mod micro;
