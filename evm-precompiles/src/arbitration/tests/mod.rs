//! The arbitration through its public door: calldata in, answers, logs and balances out.

mod access;
mod arbiters;
mod bidding;
mod deadlines;
mod draw;
mod evidence;
mod gas;
mod invariant;
mod opening;
mod orders;
mod reading;
mod rulings;
mod world;
