//! A real server over a real chain in a temporary folder, asked over real sockets.

mod batches;
mod closing;
mod commerce;
mod errors;
mod filters;
mod fuzz;
mod limits;
mod shapes;
mod subscriptions;
mod support;
mod time;
mod trace;
mod transport;
mod wallets;
mod ws;
