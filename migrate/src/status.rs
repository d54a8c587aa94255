//! What a holder gets, where, and what to do: one plain sentence.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

use alloy_primitives::{Address, B256, U256};
use cybermiles_genesis::Move;
use cybermiles_primitives::native;
use serde::{Deserialize, Serialize};

use crate::{
    Allocation, AllocationError,
    amount::{Cmt, wei},
    bundle::Trust,
    claims::{Claim, read_claims, tree},
    genesis::place,
    places::Placed,
};

/// What becomes of an account's coins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "lowercase")]
pub enum Status {
    /// It has them from the first block on.
    Credited {
        /// Whose.
        address: Address,
        /// How much, in wei.
        #[serde(with = "wei")]
        wei: U256,
        /// Where they lie; `None` as long as nobody asked the network's file.
        placed: Option<Placed>,
    },
    /// They have to be claimed.
    Claimable {
        /// Whose.
        address: Address,
        /// Who can claim them; `None` as long as nobody is named.
        claimant: Option<Address>,
        /// How much, in wei.
        #[serde(with = "wei")]
        wei: U256,
    },
    /// It had none.
    Nothing {
        /// Whose.
        address: Address,
    },
}

/// Why a folder cannot be asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatusError {
    /// A list is missing or wrong.
    #[error(transparent)]
    List(#[from] AllocationError),
    /// The figures are missing or wrong.
    #[error("{path}: {reason}", path = path.display())]
    Summary {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The lists are not those of the figures.
    #[error(
        "the lists come to {} CMT; classification.json says {} CMT: they are not of one run. \
         Classify anew, into an empty folder",
        Cmt(*lists), Cmt(*supply)
    )]
    Mixed {
        /// Sum of both lists, in wei.
        lists: U256,
        /// The supply, in wei.
        supply: U256,
    },
}

/// What is read of `classification.json`.
#[derive(Deserialize)]
struct Figures {
    block_hash: B256,
    trust: Trust,
    #[serde(with = "wei")]
    supply: U256,
}

/// The lists `cmt-migrate classify` wrote.
#[derive(Debug)]
pub struct Lists {
    block_hash: B256,
    trust: Trust,
    supply: U256,
    credited: Allocation,
    claims: Vec<Claim>,
}

impl Lists {
    /// Reads a folder that `classify` wrote.
    ///
    /// # Errors
    /// [`StatusError`] naming the file.
    pub fn read(folder: &Path) -> Result<Self, StatusError> {
        let path = folder.join("classification.json");
        let wrong = |reason: String| StatusError::Summary { path: path.clone(), reason };
        let json = std::fs::read(&path).map_err(|err| wrong(err.to_string()))?;
        let figures: Figures =
            serde_json::from_slice(&json).map_err(|err| wrong(err.to_string()))?;
        let credited = Allocation::read(&folder.join("credited.csv"))?;
        let path = folder.join("claims.csv");
        let file = File::open(&path).map_err(|err| AllocationError::file(&path, err))?;
        let claims = read_claims(&path, BufReader::new(file))?;
        let lists = claims
            .iter()
            .try_fold(credited.total(), |sum, claim| sum.checked_add(claim.wei))
            .ok_or_else(|| AllocationError::Sum { path: folder.into() })?;
        if lists != figures.supply {
            return Err(StatusError::Mixed { lists, supply: figures.supply });
        }
        let Figures { block_hash, trust, supply } = figures;
        Ok(Self { block_hash, trust, supply, credited, claims })
    }

    /// The block the balances are of.
    pub fn block_hash(&self) -> B256 {
        self.block_hash
    }

    /// What the balances rest on.
    pub fn trust(&self) -> Trust {
        self.trust
    }

    /// The rows that are credited.
    pub(crate) fn credited(&self) -> &Allocation {
        &self.credited
    }

    /// The root of the claims' tree; zero if there are none.
    pub(crate) fn claim_root(&self) -> B256 {
        tree(&self.claims).map(|tree| tree.root()).unwrap_or_default()
    }

    /// The rows that are claimed, ascending by address.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// The row of an account, if it is claimed.
    pub fn claim(&self, address: Address) -> Option<&Claim> {
        let at = self.claims.binary_search_by_key(&address, |claim| claim.address).ok()?;
        self.claims.get(at)
    }

    /// All coins there were at the snapshot, in wei.
    pub fn supply(&self) -> U256 {
        self.supply
    }

    /// What becomes of an account's coins.
    pub fn status(&self, address: Address) -> Status {
        if let Some(claim) = self.claim(address) {
            return Status::Claimable { address, claimant: claim.claimant, wei: claim.wei };
        }
        match self.credited.balance(&address) {
            wei if wei.is_zero() => Status::Nothing { address },
            wei => Status::Credited { address, wei, placed: None },
        }
    }
}

/// How much lies where.
fn whither(Move { wei, to, .. }: &Move) -> String {
    format!("{} CMT into {}", Cmt(*wei), place(to))
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Credited { address, wei, placed: None } => write!(
                f,
                "{address} had {} CMT, and has them on the new chain from its first block on, at \
                 the same address and with the same key, but for what the network's file moves by \
                 name (`cmt-migrate status --network-file` tells): there is nothing to do.",
                Cmt(*wei)
            ),
            Self::Credited { address, wei, placed: Some(placed) } if placed.moves.is_empty() => {
                write!(
                    f,
                    "{address} had {} CMT, and has them on the new chain from its first block on, \
                     at the same address and with the same key: there is nothing to do.",
                    Cmt(*wei)
                )
            }
            Self::Credited { address, wei, placed: Some(placed) } => {
                let (had, here) = (Cmt(*wei), Cmt(placed.at_address));
                write!(
                    f,
                    "{address} had {had} CMT. Of them it has {here} CMT on the new chain from its \
                     first block on, at the same address and with the same key; the network's file \
                     puts "
                )?;
                for (index, moved) in placed.moves.iter().enumerate() {
                    let and = if index == 0 { "" } else { ", and " };
                    write!(f, "{and}{}", whither(moved))?;
                }
                f.write_str(".")
            }
            Self::Claimable { address, claimant: None, wei } => {
                let why = match address.is_zero() || native::is_reserved(address) {
                    true => "nobody has a key of this address",
                    false => "a contract has no key",
                };
                write!(
                    f,
                    "{address} had {} CMT, which have to be claimed on the new chain; nobody is \
                     named yet who claims them ({why}): Governance does that.",
                    Cmt(*wei)
                )
            }
            Self::Claimable { address, claimant: Some(claimant), wei } => write!(
                f,
                "{address} had {} CMT, which have to be claimed on the new chain by {claimant}: \
                 `cmt-migrate prove` prints the proof.",
                Cmt(*wei)
            ),
            Self::Nothing { address } => {
                write!(f, "{address} had no CMT at the snapshot, so it has none on the new chain.")
            }
        }
    }
}
