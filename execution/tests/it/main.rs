//! The crate against Ethereum's own tests, and against itself.

mod block;
mod claims;
mod closing;
mod fixtures;
mod memory;
mod native;
mod pair;
mod state_tests;
mod transaction_tests;
mod votes;
