//! The precompiles against what solc makes of their interfaces and of the twins of their storage.

mod abi;
mod calldata;
mod compiled;
mod governance;
mod layout;
