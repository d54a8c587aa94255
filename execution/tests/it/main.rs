//! The crate against Ethereum's own tests, and against itself.

mod block;
mod fixtures;
mod memory;
mod state_tests;
mod transaction_tests;
