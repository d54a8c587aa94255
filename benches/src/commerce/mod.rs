//! The same trade through the native Escrow and through Solidity contracts: gas and CPU.

pub mod contender;
pub mod state;
pub mod trade;

pub use contender::{Contender, all};
pub use state::State;
pub use trade::{Figures, Step, floor, measure};
