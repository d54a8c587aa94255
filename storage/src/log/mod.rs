//! The block log: the one durable truth. One append and one `fdatasync` make a block durable.
//!
//! The log is a row of segment files, each a row of records, one record a block. A record holds
//! what the block did to the state, so that recovery executes nothing. Each record repeats the
//! checksum of the one before it, across files as well, so that no record can be exchanged.
//!
//! # What a broken end means
//! A crash in the middle of an append leaves a torn record at the end of the newest segment. It
//! was never acknowledged and is cut off, with a warning. A record that *was* acknowledged and is
//! broken now is damage, and named. They are told apart by what vouches for a record:
//! the record behind it (appended after the acknowledgement), the checkpoint, and the `head` file,
//! which is written after each commit. What is left over is one case: power is cut, the `head` file
//! had not reached the disk since the last commit, and the very last record was hit by another
//! fault on top. It then looks like a torn one. A killed process is not such a case: the operating
//! system still holds the `head` file.

pub(crate) mod codec;
pub(crate) mod content;
pub(crate) mod record;
pub(crate) mod segment;

pub use codec::ContentError;
pub use record::{Record, RecordError, decode_record, encode_record};
