//! The ledger from outside: a real store in a temporary folder, real execution, real signatures.

mod closing;
mod conservation;
mod fees;
mod home;
mod import;
mod logs;
mod network;
mod pending;
mod readers;
mod refusals;
mod restart;
mod sealer;
mod sealing;
mod simulate;
mod trace;
