//! Any bytes as what an Ethereum node answers `cmt-migrate fetch`: refused, or read; never taken for
//! a proof, and never more than it can hold.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| cybermiles_migrate::fetch::fuzz_answer(bytes));
