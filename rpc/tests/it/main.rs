//! A real server over a real chain in a temporary folder, asked over real sockets.

mod batches;
mod errors;
mod filters;
mod fuzz;
mod limits;
mod shapes;
mod subscriptions;
mod support;
mod transport;
mod wallets;
mod ws;
