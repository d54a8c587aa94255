//! A genesis in figures and in words.

use std::{collections::BTreeMap, fmt};

use alloy_primitives::{B256, U256};
use cybermiles_genesis::{
    Destination, Made, Move, block_hash,
    migration::{PinnedSnapshot, Trust},
};
use cybermiles_primitives::Genesis;
use serde::{Serialize, Serializer};

use crate::{
    amount::{Cmt, wei},
    classify::Classified,
};

/// Rows, and what they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RowSum {
    /// How many.
    pub rows: usize,
    /// Wei in all.
    #[serde(with = "wei")]
    pub total: U256,
}

/// A genesis whose every balance is as proven.
#[derive(Clone, Debug, Serialize)]
pub struct GenesisReport {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// The hash of block 0.
    pub genesis_hash: B256,
    /// Where the balances come from.
    pub snapshot: PinnedSnapshot,
    /// Wei in all: the token's proven supply.
    #[serde(with = "wei")]
    pub supply: U256,
    /// Rows that are in block 0 as proven, less what is moved.
    pub credited: RowSum,
    /// Rows that Migration pays.
    pub claimable: RowSum,
    /// Root of the claims' tree; `None` if there are none.
    pub claim_root: Option<B256>,
    /// The last second at which a claim is paid, Unix time.
    pub deadline: Option<u64>,
    /// Wei by group of the allocation table.
    #[serde(serialize_with = "texts")]
    pub groups: BTreeMap<&'static str, U256>,
    /// Coins that are not where their row says, each by name.
    pub moves: Vec<Move>,
    /// Accounts of block 0 whose balances were compared.
    pub accounts: usize,
}

fn texts<S: Serializer>(sums: &BTreeMap<&str, U256>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(sums.iter().map(|(name, wei)| (name, wei.to_string())))
}

impl GenesisReport {
    pub(super) fn new(classified: &Classified, made: &Made, genesis: &Genesis) -> Self {
        let summary = &classified.summary;
        Self {
            chain_id: genesis.spec.chain_id,
            genesis_hash: block_hash(genesis),
            snapshot: classified.snapshot,
            supply: summary.supply,
            credited: RowSum { rows: classified.credited.len(), total: summary.credited },
            claimable: RowSum { rows: classified.claims.len(), total: summary.claimable },
            claim_root: summary.claim_root,
            deadline: made.deadline,
            groups: made.groups.clone(),
            moves: made.moves.clone(),
            accounts: genesis.alloc.len(),
        }
    }
}

impl fmt::Display for GenesisReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RowSum { rows: credited, total: sum_credited } = self.credited;
        let RowSum { rows: claimed, total: sum_claimed } = self.claimable;
        let said = match self.snapshot.trust {
            Trust::Proven => "as proven",
            Trust::Rpc => "as nodes said, which nobody has proven",
        };
        writeln!(
            f,
            "Every balance is {said}: {} CMT of {credited} rows and {} CMT to be claimed of \
             {claimed} rows are the token's supply of {} CMT, to the wei.",
            Cmt(sum_credited),
            Cmt(sum_claimed),
            Cmt(self.supply)
        )?;
        writeln!(f, "  compared      {} accounts of block 0", self.accounts)?;
        for (group, wei) in &self.groups {
            writeln!(f, "  {group:<13} {} CMT", Cmt(*wei))?;
        }
        for moved in &self.moves {
            writeln!(f, "  moved         {}", words(moved))?;
        }
        match self.claim_root {
            Some(root) => writeln!(f, "  claim root    {root}")?,
            None => writeln!(f, "  claim root    none: there is nothing to claim")?,
        }
        writeln!(f, "  chain id      {}", self.chain_id)?;
        writeln!(f, "  block 0       {}", self.genesis_hash)
    }
}

/// A move in one line.
pub(crate) fn words(moved: &Move) -> String {
    let Move { account, wei, to, .. } = moved;
    format!("{} CMT from {account} to {}", Cmt(*wei), place(to))
}

/// A place in words.
pub(crate) fn place(to: &Destination) -> String {
    match to {
        Destination::Stake { staker, operator } if staker == operator => {
            format!("validator {operator}, as its own stake")
        }
        Destination::Stake { staker, operator } => {
            format!("validator {operator}, delegated by {staker}")
        }
        Destination::Vesting { name, contract, beneficiary } => {
            format!("the vesting `{name}` at {contract}, for {beneficiary}")
        }
        Destination::Reserve { name } => format!("the reserve `{name}`, which Governance holds"),
    }
}
