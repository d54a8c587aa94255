//! The escrow, called as it is called: with calldata, through its address.
#![allow(non_snake_case, reason = "arguments are named as the interface names them")]

mod arbiters;
mod deadlines;
mod gas;
mod ledger;
mod model;
mod money;
mod outcomes;
mod reading;
mod refusals;
mod signatures;
mod terms;
mod world;
