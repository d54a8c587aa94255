//! What a genesis file has of what is proven.

use std::path::Path;

use alloy_primitives::{Address, B256, U256};
use cybermiles_genesis::{self as network, Moment, Move, NetworkFileError, migration::Trust};
use cybermiles_primitives::Genesis;

use super::{
    Inputs,
    document::{Block, Span, Table, Tone},
    figures::{count, grouped},
    sections::{code, facts, number, text},
};
use crate::{
    Allocation, AllocationError,
    amount::Cmt,
    classify::Classified,
    genesis::{GenesisError, compare, compare_bare, compare_claims, words},
};

/// Rows that are listed of those that differ.
const ROWS_SHOWN: usize = 50;

/// A genesis, compared with what is proven.
#[derive(Clone, Debug)]
pub struct GenesisFacts {
    chain_id: u64,
    hash: B256,
    time: u64,
    accounts: usize,
    total: U256,
    /// Credited rows that are just as proven.
    as_proven: usize,
    /// Credited rows that have something else: proven, found.
    others: Vec<(Address, U256, U256)>,
    /// Accounts with coins and without a credited row.
    without_row: Vec<(Address, U256)>,
    /// Until when Migration pays just the rows that are proven, or why it does not.
    claims: Result<u64, String>,
    /// What the network's file moves, if it was given, or why the genesis is not what it makes.
    moves: Option<Result<Vec<Move>, String>>,
    /// That no account has code or storage of its own, or which one has.
    bare: Result<(), String>,
}

impl GenesisFacts {
    /// Reads a genesis file and compares it, with the network's file if there is one.
    ///
    /// # Errors
    /// [`GenesisError`] where a file cannot be read; what differs is no error but a fact.
    pub fn read(
        path: &Path,
        config: Option<&Path>,
        classified: &Classified,
    ) -> Result<Self, GenesisError> {
        let balances = Allocation::read(path)?;
        let json = std::fs::read_to_string(path).map_err(|err| AllocationError::file(path, err))?;
        let genesis = Genesis::from_json(&json).map_err(NetworkFileError::from)?;
        let moves = match config {
            None => None,
            Some(config) => {
                let made = network::make(config)?;
                let found = compare(classified, &made, &genesis, &balances);
                Some(found.map(|()| made.moves).map_err(|err| err.to_string()))
            }
        };
        let rows = classified.credited.iter();
        let others: Vec<_> = rows
            .map(|(address, wei)| (*address, *wei, balances.balance(address)))
            .filter(|(_, proven, found)| proven != found)
            .collect();
        let without_row = balances
            .rows()
            .iter()
            .filter(|(address, wei)| !wei.is_zero() && !classified.credited.contains_key(*address));
        Ok(Self {
            chain_id: genesis.spec.chain_id,
            hash: network::block_hash(&genesis),
            time: genesis.timestamp,
            accounts: genesis.alloc.len(),
            total: balances.total(),
            as_proven: classified.credited.len().saturating_sub(others.len()),
            others,
            without_row: without_row.map(|(address, wei)| (*address, *wei)).collect(),
            claims: compare_claims(classified, &genesis).map_err(|err| err.to_string()),
            moves,
            bare: compare_bare(&genesis).map_err(|err| err.to_string()),
        })
    }

    /// Whether everything is as proven, and block 0 has nothing that was not compared.
    pub fn is_as_proven(&self, supply: U256) -> bool {
        self.has_proven_balances(supply) && (self.moves.is_some() || self.bare.is_ok())
    }

    /// Whether balances and claims are as proven, as far as it could be told.
    fn has_proven_balances(&self, supply: U256) -> bool {
        let is_right = match &self.moves {
            Some(moves) => moves.is_ok(),
            None => self.others.is_empty(),
        };
        is_right && self.total == supply && self.claims.is_ok()
    }

    pub(super) fn verdict(&self, inputs: &Inputs<'_>) -> Block {
        let supply = inputs.verified.report.supply;
        let is_proven = inputs.classified.snapshot.trust == Trust::Proven;
        let good = if is_proven { Tone::Good } else { Tone::Neutral };
        let (tone, said) = match &self.moves {
            _ if !self.has_proven_balances(supply) => {
                (Tone::Warning, "not everything is as proven; see below. Block 0 is ".into())
            }
            Some(moves) => {
                let moves = count(moves.as_ref().map_or(0, Vec::len), "move", "moves");
                let said = format!(
                    "every balance is as proven. The network's file names {moves} out of rows, \
                     listed below, and makes just this genesis. Block 0 is "
                );
                (good, said)
            }
            None if self.bare.is_ok() => {
                (good, "every credited balance is as proven. Block 0 is ".into())
            }
            None => {
                let said = "the balances are as proven; the rest of the state was NOT compared. \
                            Block 0 is ";
                (Tone::Neutral, said.into())
            }
        };
        let spans = vec![
            Span::Strong("The genesis: ".into()),
            said.into(),
            Span::Code(self.hash.to_string()),
            ".".into(),
        ];
        Block::Note(tone, spans)
    }
}

/// The section.
pub(super) fn section(inputs: &Inputs<'_>, genesis: &GenesisFacts) -> Vec<Block> {
    let supply = inputs.verified.report.supply;
    let claims = match &genesis.claims {
        Ok(deadline) => format!(
            "{} with {} CMT: in Migration as proven, until {}",
            count(inputs.classified.claims.len(), "row", "rows"),
            Cmt(inputs.classified.summary.claimable),
            Moment(*deadline)
        ),
        Err(err) => format!("NOT as proven: {err}"),
    };
    let total = match genesis.total == supply {
        true => format!("{} CMT: the token's supply, to the wei", Cmt(genesis.total)),
        false => {
            format!("{} CMT, NOT the token's supply of {} CMT", Cmt(genesis.total), Cmt(supply))
        }
    };
    let mut blocks = vec![
        Block::Heading("What the genesis has of it"),
        facts([
            ("Hash of block 0", code(genesis.hash)),
            ("Chain id", text(genesis.chain_id)),
            ("Time of block 0", text(Moment(genesis.time))),
            ("Accounts", text(grouped(genesis.accounts))),
            ("All coins", text(total)),
            ("Credited rows as proven", text(grouped(genesis.as_proven))),
            ("Credited rows with another balance", text(grouped(genesis.others.len()))),
            ("Rows to be claimed", text(claims)),
        ]),
    ];
    match &genesis.moves {
        Some(Ok(moves)) => {
            let heading = "Coins the network's file moves out of rows";
            blocks.push(Block::Subheading(heading.into()));
            if moves.is_empty() {
                blocks.push(Block::Paragraph(vec!["None.".into()]));
            }
            let points = moves.iter().map(|moved| vec![format!("{}.", words(moved)).into()]);
            blocks.push(Block::List(points.collect()));
        }
        Some(Err(err)) => {
            let said =
                format!("The genesis is not what the network's file makes of the rows: {err}");
            blocks.push(Block::Note(Tone::Warning, vec![said.into()]));
        }
        None if !genesis.others.is_empty() => {
            let said = "The network's file was not given to this report: it says why credited rows \
                        have another balance (stakes, vestings, the reserve).";
            blocks.push(Block::Note(Tone::Warning, vec![said.into()]));
        }
        None => {}
    }
    if let (None, Err(err)) = (&genesis.moves, &genesis.bare) {
        let said = format!(
            "The rest of the state was not compared: the network's file, which says what code and \
             storage block 0 begins with, was not given to this report. Whatever stands there \
             (allowances, code at accounts, stakes, vestings) is nobody's promise. The first of \
             it: {err} on a chain without anything."
        );
        blocks.push(Block::Note(Tone::Neutral, vec![said.into()]));
    }
    blocks.extend(rows(genesis));
    blocks
}

fn rows(genesis: &GenesisFacts) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !genesis.others.is_empty() {
        blocks.push(Block::Subheading("Credited rows with another balance in block 0".into()));
        let row = |(address, proven, found): &(Address, U256, U256)| {
            vec![code(address), number(Cmt(*proven)), number(Cmt(*found))]
        };
        let head = vec!["Account", "Proven, CMT", "In block 0, CMT"];
        let rows = genesis.others.iter().take(ROWS_SHOWN).map(row).collect();
        blocks.push(Block::Table(Table { head, rows }));
        blocks.extend(more(genesis.others.len()));
    }
    if !genesis.without_row.is_empty() {
        blocks.push(Block::Subheading("Accounts with coins and without a credited row".into()));
        let row = |(address, wei): &(Address, U256)| {
            let name =
                native_name(address).unwrap_or("no native contract: a vesting, or an allocation");
            vec![code(address), text(name), number(Cmt(*wei))]
        };
        let rows = genesis.without_row.iter().take(ROWS_SHOWN).map(row).collect();
        blocks.push(Block::Table(Table { head: vec!["Account", "What it is", "CMT"], rows }));
        blocks.extend(more(genesis.without_row.len()));
    }
    blocks
}

fn more(count: usize) -> Option<Block> {
    let more = count.checked_sub(ROWS_SHOWN).filter(|more| *more > 0)?;
    Some(Block::Paragraph(vec![format!("And {} more.", grouped(more)).into()]))
}

fn native_name(address: &Address) -> Option<&'static str> {
    use cybermiles_primitives::native;
    Some(match *address {
        native::STAKING => "Staking: what validators and delegators staked",
        native::GOVERNANCE => "Governance: the reserve",
        native::MIGRATION => "Migration: what is to be claimed",
        _ => return None,
    })
}
