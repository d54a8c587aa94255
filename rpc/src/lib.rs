//! JSON in, JSON out, bounded.
//!
//! [`serve`] opens one port for HTTP and WebSocket and answers Ethereum's JSON-RPC from a
//! [`cybermiles_chain::Chain`]. A call passes, in this order: `server` (the socket has a place),
//! `http` (host, origin, content type), `dispatch` (batches weighed, submissions gathered, panics
//! contained), `methods` (the table), and one file for each subject under `eth/` and `cmt/`. Every bound is in
//! [`Limits`], every error code in `error`.

mod api;
mod cmt;
mod convert;
mod debug;
mod dispatch;
mod error;
mod eth;
mod evm;
mod http;
mod limits;
mod methods;
mod net;
mod params;
mod refused;
mod server;
mod socket;
mod standing;
mod txpool;
mod web3;
mod work;

pub use self::{
    http::Cors,
    limits::Limits,
    server::{Local, ServeError, ServerHandle, ServerOptions, serve},
    standing::{Role, Standing, StandingSource},
};
