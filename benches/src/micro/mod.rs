//! What each step of a block costs: the material of the criterion benches, and their summary.

pub mod cpu;
pub mod fixture;
pub mod ledger;
pub mod summary;
pub mod world;
