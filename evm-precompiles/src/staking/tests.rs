//! Staking through its ABI and the ends of blocks, as validators, delegators and nodes see it.

mod delegations;
mod elections;
mod evidence;
mod founding;
mod gas;
mod model;
mod operators;
mod pay;
mod world;
