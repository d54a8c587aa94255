//! The state of one block as nodes hand it on, so that another node need not execute all blocks.
//!
//! It comes in parts: all accounts ascending by address, then all slots ascending by address and
//! slot. Where the next part begins follows from the last entry of the one before, so that whoever
//! hands it on cannot lead anybody in circles. Codes are asked for by their hashes. The blocks up to
//! the snapshot's come with their receipts, which nobody can compute without the states before.

use alloy_primitives::{Address, B256, Log, U256};
use alloy_rlp::{RlpDecodable, RlpEncodable};

use crate::{Account, ExecutedBlock, ProposedBlock, Receipt, limits::MAX_BLOCK_BYTES};

/// Blocks up to a snapshot's own, itself included, that come with it: what `BLOCKHASH` reaches.
pub const SNAPSHOT_BLOCKS: u64 = 256;

/// Bytes a [`SnapshotBlock`] has at most: a block of the largest size, and what the gas of a block
/// pays for in logs, 8 gas a byte.
pub const MAX_SNAPSHOT_BLOCK_BYTES: usize = MAX_BLOCK_BYTES + 32 * 1024 * 1024;

/// Which state there is to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The height of the block after which this is the state.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// The state root in its header.
    pub state_root: B256,
    /// How many accounts there are.
    pub accounts: u64,
    /// How many slots there are, over all accounts.
    pub slots: u64,
}

/// An account of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub struct SnapshotAccount {
    /// Where it is.
    pub address: Address,
    /// Its nonce.
    pub nonce: u64,
    /// Its balance in wei.
    pub balance: U256,
    /// keccak256 of its code.
    pub code_hash: B256,
}

impl SnapshotAccount {
    /// The account at `address`.
    pub const fn new(address: Address, account: Account) -> Self {
        let Account { nonce, balance, code_hash } = account;
        Self { address, nonce, balance, code_hash }
    }

    /// The account without its address.
    pub const fn account(&self) -> Account {
        Account { nonce: self.nonce, balance: self.balance, code_hash: self.code_hash }
    }
}

/// A slot of a snapshot; its value is not zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub struct SnapshotSlot {
    /// Whose it is.
    pub address: Address,
    /// Which.
    pub slot: U256,
    /// What stands in it.
    pub value: U256,
}

/// A row of a snapshot's entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub struct SnapshotPart {
    /// The next accounts, ascending.
    pub accounts: Vec<SnapshotAccount>,
    /// The next slots, ascending; none before the last account.
    pub slots: Vec<SnapshotSlot>,
}

impl SnapshotPart {
    /// What the next part begins behind: 20 bytes name an account, 52 an account and its slot.
    /// `None` when this part is empty.
    pub fn cursor(&self) -> Option<Vec<u8>> {
        match (self.slots.last(), self.accounts.last()) {
            (Some(last), _) => {
                Some([last.address.as_slice(), &last.slot.to_be_bytes::<32>()].concat())
            }
            (None, Some(last)) => Some(last.address.to_vec()),
            (None, None) => None,
        }
    }
}

/// A receipt as it comes with a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub struct SnapshotReceipt {
    /// The transaction's type (EIP-2718).
    pub tx_type: u8,
    /// Whether it did not revert.
    pub success: bool,
    /// Gas of the block up to this transaction.
    pub cumulative_gas_used: u64,
    /// What it logged.
    pub logs: Vec<Log>,
}

impl From<&Receipt> for SnapshotReceipt {
    fn from(receipt: &Receipt) -> Self {
        Self {
            tx_type: receipt.tx_type.into(),
            success: receipt.success,
            cumulative_gas_used: receipt.cumulative_gas_used,
            logs: receipt.logs.clone(),
        }
    }
}

impl SnapshotReceipt {
    /// The receipt; `None` when its transaction is of no known type.
    pub fn receipt(self) -> Option<Receipt> {
        let Self { tx_type, success, cumulative_gas_used, logs } = self;
        Some(Receipt { tx_type: tx_type.try_into().ok()?, success, cumulative_gas_used, logs })
    }
}

/// A block as it comes with a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, RlpEncodable, RlpDecodable)]
pub struct SnapshotBlock {
    /// The block and its seal.
    pub block: ProposedBlock,
    /// Its receipts.
    pub receipts: Vec<SnapshotReceipt>,
}

impl SnapshotBlock {
    /// `None` for a block without a seal: block 0, and those of a development chain.
    pub fn of(block: &ExecutedBlock) -> Option<Self> {
        let receipts = block.receipts.iter().map(Into::into).collect();
        Some(Self { block: block.proposed()?, receipts })
    }
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{Bytes, KECCAK256_EMPTY};
    use alloy_rlp::Decodable;

    use super::*;

    #[test]
    fn a_part_says_where_the_next_one_begins() {
        let address = Address::repeat_byte(7);
        let account = Account { nonce: 1, balance: U256::MAX, code_hash: KECCAK256_EMPTY };
        let mut part = SnapshotPart::default();
        assert_eq!(part.cursor(), None);
        part.accounts.push(SnapshotAccount::new(address, account));
        assert_eq!(part.cursor(), Some(address.to_vec()));
        assert_eq!(part.accounts[0].account(), account);
        part.slots.push(SnapshotSlot { address, slot: U256::from(5), value: U256::ONE });
        let cursor = part.cursor().unwrap();
        assert_eq!((cursor.len(), cursor[51]), (52, 5));
        let encoded = alloy_rlp::encode(&part);
        assert_eq!(SnapshotPart::decode(&mut encoded.as_slice()).unwrap(), part);
    }

    #[test]
    fn receipts_come_back_as_they_were_and_unknown_types_do_not() {
        let log = Log::new(Address::ZERO, vec![B256::ZERO], Bytes::from_static(b"data")).unwrap();
        let tx_type = alloy_consensus::TxType::Eip1559;
        let receipt = Receipt { tx_type, success: true, cumulative_gas_used: 7, logs: vec![log] };
        let sent = SnapshotReceipt::from(&receipt);
        let bytes = alloy_rlp::encode(&sent);
        let back = SnapshotReceipt::decode(&mut bytes.as_slice()).unwrap();
        assert_eq!(back.clone().receipt(), Some(receipt));
        assert_eq!(SnapshotReceipt { tx_type: 99, ..back }.receipt(), None);
    }
}
