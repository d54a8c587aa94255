//! Any bytes as a message about transactions: refused, or the one encoding of what it says.
#![no_main]

use cybermiles_consensus::Message;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(message) = Message::decode(bytes) {
        assert_eq!(message.encode(), bytes, "two encodings of one message");
    }
});
