//! Escrow: the price and two deposits are held until a deal has ended, and then paid to named parties.
//!
//! `contracts/src/interfaces/IEscrow.sol` says what it does, `docs/spec/escrow.md` how and why. Every
//! way out of an order goes through `close`, which pays the whole pot; every way to share it out is
//! in `payout`, which only ever moves wei from one share to another.

mod close;
mod deliver;
mod dispatch;
mod dispute;
mod due;
mod funds;
mod offer;
mod payout;
mod records;
mod settlement;
mod signed;
mod terms;
#[cfg(test)]
mod tests;
mod views;

pub use records::describe;

pub(crate) use dispatch::dispatch;
pub(crate) use dispute::{Ruling, resolve};
pub(crate) use due::{QUEUE_SLOT, settle};
