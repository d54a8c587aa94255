//! The binary as a user meets it: real processes, real sockets, real kills.

mod chaos;
mod closing;
mod commands;
mod durability;
mod genesis;
mod governing;
mod house;
mod network;
mod ports;
mod process;
mod proxy;
mod service;
