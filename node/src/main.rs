//! The binary `cybermiles`: parse, wire, run, stop.
fn main() {}
