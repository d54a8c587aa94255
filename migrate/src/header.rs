//! A block's header as it is hashed: RLP of any fork, kept byte for byte.
//!
//! Forks have added fields at the end, and will again. The hash is of the bytes, so nothing is
//! decoded and encoded again; the fields that are read have had their place since 2015 (yellow
//! paper, §4.3).

use alloy_primitives::{B256, U256, keccak256};
use alloy_rlp::Header as RlpHeader;

/// Fields of the first fork's header.
const FIELDS_MIN: usize = 15;

/// Why bytes are not the header that is pinned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Not the header of that block.
    #[error("the header hashes to {found}; expected the pinned block hash {expected}")]
    Hash {
        /// The pinned hash.
        expected: B256,
        /// keccak256 of the header.
        found: B256,
    },
    /// Not a header at all.
    #[error("no block header: {0}")]
    Malformed(&'static str),
}

/// What the migration reads of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockHeader {
    /// keccak256 of its RLP.
    pub hash: B256,
    /// Root of the state behind the block.
    pub state_root: B256,
    /// The block's height.
    pub number: u64,
    /// Unix seconds.
    pub timestamp: u64,
}

impl BlockHeader {
    /// Reads a header's RLP and compares its hash with the pinned one.
    ///
    /// # Errors
    /// [`HeaderError`] naming what was found and what was expected.
    pub fn check(rlp: &[u8], pinned: B256) -> Result<Self, HeaderError> {
        let header = Self::read(rlp)?;
        if header.hash == pinned {
            return Ok(header);
        }
        Err(HeaderError::Hash { expected: pinned, found: header.hash })
    }

    /// Reads a header's RLP.
    ///
    /// # Errors
    /// [`HeaderError::Malformed`].
    pub fn read(rlp: &[u8]) -> Result<Self, HeaderError> {
        let wrong = HeaderError::Malformed;
        let not_rlp = |_| wrong("expected canonical RLP");
        let mut rest = rlp;
        let list = RlpHeader::decode(&mut rest).map_err(not_rlp)?;
        if !list.list || list.payload_length != rest.len() {
            return Err(wrong("expected one list and nothing behind it"));
        }
        let mut fields = Vec::new();
        while !rest.is_empty() {
            let field = RlpHeader::decode(&mut rest).map_err(not_rlp)?;
            let (payload, behind) = rest
                .split_at_checked(field.payload_length)
                .ok_or(wrong("expected canonical RLP"))?;
            rest = behind;
            fields.push((!field.list).then_some(payload));
        }
        if fields.len() < FIELDS_MIN {
            return Err(wrong("expected at least 15 fields"));
        }
        let field = |at: usize| fields.get(at).copied().flatten();
        let number = |at: usize| {
            let bytes = field(at).filter(|bytes| bytes.first() != Some(&0))?;
            U256::try_from_be_slice(bytes)?.try_into().ok()
        };
        let state_root = field(3).and_then(|root| B256::try_from(root).ok());
        Ok(Self {
            hash: keccak256(rlp),
            state_root: state_root.ok_or(wrong("expected stateRoot of 32 bytes as field 3"))?,
            number: number(8).ok_or(wrong("expected the height as field 8"))?,
            timestamp: number(11).ok_or(wrong("expected the timestamp as field 11"))?,
        })
    }
}
