//! The reason inside the output of a reverted transaction.

use alloy_primitives::U256;

/// `Error(string)`.
const ERROR: [u8; 4] = [0x08, 0xc3, 0x79, 0xa0];
/// `Panic(uint256)`.
const PANIC: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];

/// What Solidity's `revert`, `require` or a failed check said; `None` where the output is of
/// another form, a custom error for example.
pub fn revert_reason(output: &[u8]) -> Option<String> {
    let (selector, arguments) = output.split_first_chunk::<4>()?;
    match *selector {
        ERROR => {
            let offset = usize::try_from(word(arguments, 0)?).ok()?;
            let length = usize::try_from(word(arguments, offset)?).ok()?;
            let start = offset.checked_add(32)?;
            let text = arguments.get(start..start.checked_add(length)?)?;
            Some(String::from_utf8_lossy(text).into_owned())
        }
        PANIC => Some(panic_words(word(arguments, 0)?)),
        _ => None,
    }
}

fn word(bytes: &[u8], at: usize) -> Option<U256> {
    Some(U256::from_be_slice(bytes.get(at..at.checked_add(32)?)?))
}

/// What Solidity's panic codes mean, as geth says it.
fn panic_words(code: U256) -> String {
    let words = match u8::try_from(code).unwrap_or(u8::MAX) {
        0x00 => "generic panic",
        0x01 => "assert(false)",
        0x11 => "arithmetic underflow or overflow",
        0x12 => "division or modulo by zero",
        0x21 => "enum overflow",
        0x22 => "invalid encoded storage byte array accessed",
        0x31 => "out-of-bounds array access; popping on an empty array",
        0x32 => "out-of-bounds access of an array or bytesN",
        0x41 => "out of memory",
        0x51 => "uninitialized function",
        _ => return format!("unknown panic code: {code:#x}"),
    };
    words.into()
}
