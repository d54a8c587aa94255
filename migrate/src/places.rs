//! Where the coins of credited rows lie in block 0: at their account, but for what the network's
//! file moves by name.
//!
//! A row alone does not tell: a vesting, the reserve or a stake may have taken part of it. The
//! network's file does, and it is not believed either: the genesis it makes has to credit each row
//! of the lists with what the moves leave of it, and its hash tells whether a chain began with it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256, U256};
use cybermiles_genesis::{self as network, Move, NetworkFileError};
use cybermiles_primitives::{Genesis, native};
use serde::Serialize;

use crate::{
    amount::{Cmt, wei},
    status::{Lists, Status},
};

/// Slots of the native contract Migration: the snapshot's block hash, and the claims' root.
const BLOCK_HASH: u8 = 0;
const CLAIM_ROOT: u8 = 4;

/// Why it is not known where coins lie.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlacesError {
    /// The network's file makes no genesis.
    #[error(transparent)]
    Network(#[from] NetworkFileError),
    /// A row is not credited as the file's own moves say.
    #[error(transparent)]
    Row(Box<RowDiffers>),
    /// The file takes over other rows.
    #[error(
        "{network}: {what} is {found}; expected {expected}, that of the lists: they are not of one \
         launch",
        network = network.display()
    )]
    Other {
        /// The network's file.
        network: PathBuf,
        /// What differs.
        what: &'static str,
        /// In the genesis.
        found: B256,
        /// In the lists.
        expected: B256,
    },
}

/// A row is not credited as the network's own moves say.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{network}: block 0 has {} CMT for {address}; expected {} CMT: its row has {} CMT, of which the \
     file moves {} CMT. The lists and the file are not of one launch",
    Cmt(*found), Cmt(row.saturating_sub(*moved)), Cmt(*row), Cmt(*moved),
    network = network.display()
)]
pub struct RowDiffers {
    /// The network's file.
    pub network: PathBuf,
    /// Whose row.
    pub address: Address,
    /// What the lists have, in wei.
    pub row: U256,
    /// What the network's file moves, in wei.
    pub moved: U256,
    /// What the genesis has, in wei.
    pub found: U256,
}

/// Where the coins of a credited row lie in block 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// Wei at the account itself.
    #[serde(with = "wei")]
    pub at_address: U256,
    /// What lies elsewhere, each with its place.
    pub moves: Vec<Move>,
    /// The hash of the block 0 that has all of it.
    pub genesis_hash: B256,
}

/// Where the coins of all credited rows lie.
#[derive(Clone, Debug)]
pub struct Places {
    genesis_hash: B256,
    moves: BTreeMap<Address, Vec<Move>>,
}

impl Places {
    /// Makes the genesis of a network's file, and checks that it has every credited row of the
    /// lists, less what it moves.
    ///
    /// # Errors
    /// [`PlacesError`].
    pub fn read(network: &Path, lists: &Lists) -> Result<Self, PlacesError> {
        let made = network::make(network)?;
        check_origin(network, lists, &made.genesis)?;
        let mut moves: BTreeMap<Address, Vec<Move>> = BTreeMap::new();
        for moved in made.moves {
            moves.entry(moved.account).or_default().push(moved);
        }
        let none = Vec::new();
        let rows = lists.credited().rows();
        for address in rows.keys().chain(moves.keys()) {
            let row = lists.credited().balance(address);
            let moved = sum(moves.get(address).unwrap_or(&none));
            let account = made.genesis.alloc.get(address);
            let found = account.map(|account| account.balance).unwrap_or_default();
            if row.checked_sub(moved) != Some(found) {
                let (network, address) = (network.into(), *address);
                let differs = RowDiffers { network, address, row, moved, found };
                return Err(PlacesError::Row(Box::new(differs)));
            }
        }
        Ok(Self { genesis_hash: network::block_hash(&made.genesis), moves })
    }

    /// The hash of the block 0 that the network's file makes.
    pub fn genesis_hash(&self) -> B256 {
        self.genesis_hash
    }

    /// The same status, with where the coins lie.
    pub fn place(&self, status: Status) -> Status {
        let Status::Credited { address, wei, .. } = status else { return status };
        let moves = self.moves.get(&address).cloned().unwrap_or_default();
        let at_address = wei.saturating_sub(sum(&moves));
        let placed = Placed { at_address, moves, genesis_hash: self.genesis_hash };
        Status::Credited { address, wei, placed: Some(placed) }
    }
}

/// Parts of one supply.
fn sum(moves: &[Move]) -> U256 {
    moves.iter().fold(U256::ZERO, |sum, moved| sum.saturating_add(moved.wei))
}

/// The genesis takes over the block and the claims of the lists.
fn check_origin(network: &Path, lists: &Lists, genesis: &Genesis) -> Result<(), PlacesError> {
    let storage = genesis.alloc.get(&native::MIGRATION);
    let storage = storage.and_then(|account| account.storage.as_ref());
    let slot = |number: u8| {
        let slot = storage.and_then(|storage| storage.get(&B256::with_last_byte(number)));
        slot.copied().unwrap_or_default()
    };
    for (what, found, expected) in [
        ("the snapshot's block hash", slot(BLOCK_HASH), lists.block_hash()),
        ("the root of the claims", slot(CLAIM_ROOT), lists.claim_root()),
    ] {
        if found != expected {
            let network = network.into();
            return Err(PlacesError::Other { network, what, found, expected });
        }
    }
    Ok(())
}
