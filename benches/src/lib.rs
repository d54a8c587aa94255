//! What it costs, side by side with its peers.
