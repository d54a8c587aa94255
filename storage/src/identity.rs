//! Which chain a file belongs to, and in which format: the first bytes of every file.

use std::path::Path;

use alloy_primitives::B256;

use crate::StoreError;

/// Format of all files. A change to any encoding raises it.
pub(crate) const SCHEMA: u32 = 2;
/// Bytes of an encoded [`Identity`].
pub(crate) const IDENTITY_BYTES: usize = 56;

/// Which chain a file belongs to.
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 8 | what kind of file |
/// | 8 | 4 | schema |
/// | 12 | 4 | zero |
/// | 16 | 8 | chain id |
/// | 24 | 32 | hash of block 0 |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) chain_id: u64,
    pub(crate) genesis: B256,
}

impl Identity {
    pub(crate) fn encode(&self, kind: [u8; 8]) -> [u8; IDENTITY_BYTES] {
        let mut out = [0; IDENTITY_BYTES];
        out[..8].copy_from_slice(&kind);
        out[8..12].copy_from_slice(&SCHEMA.to_le_bytes());
        out[16..24].copy_from_slice(&self.chain_id.to_le_bytes());
        out[24..].copy_from_slice(self.genesis.as_slice());
        out
    }

    /// Compares the first bytes of a file, whose checksum holds, with what they should be.
    pub(crate) fn check(
        &self,
        bytes: &[u8; IDENTITY_BYTES],
        kind: [u8; 8],
        path: &Path,
    ) -> Result<(), StoreError> {
        if bytes[..8] != kind {
            let expected = format!("`{}`", String::from_utf8_lossy(&kind));
            return Err(StoreError::damaged(path, 0, expected, "another kind of file"));
        }
        let schema = u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]);
        if schema > SCHEMA {
            let path = path.to_owned();
            return Err(StoreError::NewerSchema { path, found: schema, supported: SCHEMA });
        }
        if schema < SCHEMA {
            let path = path.to_owned();
            return Err(StoreError::OlderSchema { path, found: schema, supported: SCHEMA });
        }
        let mut chain_id = [0; 8];
        chain_id.copy_from_slice(&bytes[16..24]);
        let found = u64::from_le_bytes(chain_id);
        if found != self.chain_id {
            let (path, expected) = (path.to_owned(), self.chain_id);
            return Err(StoreError::WrongChain { path, found, expected });
        }
        let found = B256::from_slice(&bytes[24..]);
        if found != self.genesis {
            let (path, expected) = (path.to_owned(), self.genesis);
            return Err(StoreError::WrongGenesis { path, found, expected });
        }
        Ok(())
    }
}
