//! A sequence of calls to the native contracts, each made of bytes nobody would send: no panic, no
//! wei made or lost, no gas used that was not there.
#![no_main]

use alloy_primitives::{Address, U256};
use cybermiles_evm_precompiles::{Input, address, memory::MemoryHost};
use libfuzzer_sys::fuzz_target;

const TARGETS: [Address; 5] =
    [address::CMT, address::ESCROW, address::ARBITRATION, address::IDENTITY, address::CLOSING];

/// Bytes before the calldata: target, caller, value, gas, seconds, length (two).
const HEAD: usize = 7;

fuzz_target!(|bytes: &[u8]| {
    let mut host = MemoryHost::new();
    for number in 1..=4 {
        host.set_balance(Address::repeat_byte(number), U256::from(10u128.pow(24)));
    }
    let total = host.total_wei();
    let mut rest = bytes;
    while let Some((&[target, caller, value, gas, seconds, high, low], tail)) =
        rest.split_first_chunk::<HEAD>()
    {
        let length = usize::from(u16::from_be_bytes([high, low])).min(tail.len());
        let (data, after) = tail.split_at(length);
        rest = after;
        let target = TARGETS[usize::from(target) % TARGETS.len()];
        let input = Input {
            caller: Address::repeat_byte(caller % 4 + 1),
            target,
            bytecode: target,
            value: U256::from(value) * U256::from(10u64.pow(17)),
            data,
            gas: u64::from(gas) * 4_000,
            is_static: gas % 16 == 15,
        };
        let output = host.transact(&input);
        assert!(output.gas_used <= input.gas);
        host.set_time(host.time() + u64::from(seconds) * u64::from(seconds) * 60);
        if seconds % 2 == 1 {
            host.close_block();
        }
        assert_eq!(host.total_wei() + host.burned(), total);
    }
});
