//! A full node over real sockets: fed by honest nodes and by liars.

mod feed;
mod following;
mod forwarding;
mod liars;
mod network;
mod snapshot;
