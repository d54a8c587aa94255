//! Validators that agree: whole nodes with real ledgers, on the simulator and on this machine's
//! network.

mod agreement;
mod blocks;
mod cluster;
mod encodings;
mod snapshot;
mod sockets;
mod world;
