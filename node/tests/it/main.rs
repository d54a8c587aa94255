//! The binary as a user meets it: real processes, real sockets, real kills.

mod closing;
mod commands;
mod durability;
mod house;
mod process;
mod service;
