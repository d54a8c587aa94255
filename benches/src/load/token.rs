//! The ERC-20 token a load run transfers; its source is beside its bytecode in `token/`.

use alloy_primitives::{Address, Bytes, U256, hex};

/// Runtime bytecode of `token/Token.sol`; `token/README.md` names the compiler.
const RUNTIME_HEX: &str = include_str!("token/Token.hex");
/// Gas a transfer may use: 51,000 to a new holder, with room for other gas schedules.
pub const TRANSFER_GAS: u64 = 100_000;
/// Storage slot of the `balanceOf` mapping.
pub const BALANCES_SLOT: u64 = 1;

const TRANSFER: [u8; 4] = hex!("a9059cbb");
const MINT: [u8; 4] = hex!("ea66696c");

/// The deployed code.
pub fn runtime() -> Bytes {
    hex::decode(RUNTIME_HEX.trim()).map(Bytes::from).unwrap_or_default()
}

/// Code that deploys [`runtime`]: copies what follows itself to memory and returns it.
pub fn init_code() -> Bytes {
    let runtime = runtime();
    let length = u16::try_from(runtime.len()).unwrap_or(u16::MAX).to_be_bytes();
    // PUSH2 length, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN
    let mut code = vec![0x61, length[0], length[1], 0x80, 0x60, 0x0a, 0x5f, 0x39, 0x5f, 0xf3];
    code.extend_from_slice(&runtime);
    code.into()
}

/// `transfer(to, value)`.
pub fn transfer(to: Address, value: U256) -> Bytes {
    let mut data = Vec::with_capacity(68);
    data.extend_from_slice(&TRANSFER);
    data.extend_from_slice(to.into_word().as_slice());
    data.extend_from_slice(&value.to_be_bytes::<32>());
    data.into()
}

/// `mint(holders, value)`.
pub fn mint(holders: &[Address], value: U256) -> Bytes {
    let mut data = Vec::with_capacity(100 + 32 * holders.len());
    data.extend_from_slice(&MINT);
    data.extend_from_slice(&U256::from(64).to_be_bytes::<32>());
    data.extend_from_slice(&value.to_be_bytes::<32>());
    data.extend_from_slice(&U256::from(holders.len()).to_be_bytes::<32>());
    for holder in holders {
        data.extend_from_slice(holder.into_word().as_slice());
    }
    data.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn init_code_points_at_the_runtime_behind_it() {
        let (code, runtime) = (init_code(), runtime());
        assert!(runtime.len() > 1_000, "bytecode is missing");
        assert_eq!(usize::from(code[5]), code.len() - runtime.len());
        assert_eq!(code[usize::from(code[5])..], runtime[..]);
    }
}
