//! `[migration]`: the rows of the ERC-20 that are claimed on the new chain, checked and put into
//! the native contract that pays them.
//!
//! The rows come from `cmt-migrate classify`. Nothing it says is believed: root and sum are made
//! again from the rows, and an account that is credited has no row.

mod file;

#[cfg(test)]
mod tests;

use std::{fmt::Display, path::Path};

use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, U256};
use cybermiles_evm_precompiles::migration::genesis::{self, MigrationRow, Snapshot};
use cybermiles_primitives::native;
use cybermiles_proofs::merkle::{Tree, leaf};

pub use file::{
    BalancesMapping, ClaimableRow, MigrationFile, Order, PinnedSnapshot, RowClass, Trust, VERSION,
};

use crate::{
    allocations::mismatch,
    error::NetworkFileError,
    file::{MigrationSection, NetworkFile},
    moment::Moment,
    rows::Balances,
    source::Source,
};

/// Years that claims are paid for at least.
const YEARS_MIN: i64 = 3;

/// Rows to be claimed, all of them checked.
#[derive(Clone, Debug)]
pub(crate) struct Migration {
    /// The file.
    pub(crate) file: MigrationFile,
    /// The last second at which a claim is paid.
    pub(crate) deadline: Moment,
}

impl Migration {
    /// What the native contract has in block 0.
    ///
    /// # Errors
    /// What no migration can begin with.
    pub(crate) fn account(&self) -> Result<GenesisAccount, genesis::MigrationError> {
        let snapshot = &self.file.snapshot;
        let founded = genesis::found(&genesis::Migration {
            snapshot: Snapshot {
                block_hash: snapshot.block_hash,
                state_root: snapshot.provable_root(),
                balances_slot: U256::from(snapshot.balances.slot),
                token: snapshot.token,
                block_number: snapshot.number,
                is_vyper: snapshot.balances.order == Order::Vyper,
            },
            claim_root: self.file.claim_root.unwrap_or_default(),
            deadline: self.deadline.0,
            rows: self.file.rows.iter().map(found_row).collect(),
            claimable: self.file.claimable,
        })?;
        Ok(native::account().with_balance(founded.balance).with_storage(Some(founded.slots)))
    }
}

fn found_row(row: &ClaimableRow) -> MigrationRow {
    MigrationRow { account: row.account, class: row.class.code(), claimant: row.claimant }
}

/// Reads what `[migration]` names and checks all of it but who is credited besides.
///
/// # Errors
/// [`NetworkFileError::File`] naming the file and row, what was found and what was expected.
pub(crate) fn read(
    source: &Source,
    network: &NetworkFile,
) -> Result<Option<Migration>, NetworkFileError> {
    let Some(section) = &network.migration else { return Ok(None) };
    check_deadline(source, network, section)?;
    let path = source.beside(section.file.get_ref());
    let wrong = |what: String| NetworkFileError::file(&path, what);
    let text = std::fs::read_to_string(&path).map_err(|err| wrong(err.to_string()))?;
    let file = parse(&text).map_err(wrong)?;
    check_rows(&file).map_err(wrong)?;
    if file.claimable != section.amount.get_ref().0 {
        let what = "`amount` of [migration]: its rows sum to";
        return Err(mismatch(source, &section.amount, what, file.claimable));
    }
    if file.snapshot.trust != section.trust {
        let (found, expected) = (file.snapshot.trust.name(), section.trust.name());
        let what = format!(
            "the balances of {path} are `{found}`; expected `{expected}`. A network that takes \
             balances on the word of a server says `trust = \"rpc\"` under [migration]",
            path = path.display()
        );
        return Err(source.wrong(section.file.span(), what));
    }
    Ok(Some(Migration { file, deadline: *section.deadline.get_ref() }))
}

fn check_deadline(
    source: &Source,
    network: &NetworkFile,
    section: &MigrationSection,
) -> Result<(), NetworkFileError> {
    let earliest = network.time.years_later(YEARS_MIN);
    let deadline = *section.deadline.get_ref();
    if deadline >= earliest {
        return Ok(());
    }
    let what = format!(
        "`deadline` is {deadline}; expected {earliest} or later: holders have {YEARS_MIN} years \
         from block 0 at least"
    );
    Err(source.wrong(section.deadline.span(), what))
}

fn parse(text: &str) -> Result<MigrationFile, String> {
    let json: serde_json::Value = serde_json::from_str(text).map_err(|err| err.to_string())?;
    let version = json.get("version").and_then(serde_json::Value::as_u64);
    if version != Some(VERSION.into()) {
        let found = version.map_or("no version".into(), |version| format!("version {version}"));
        return Err(format!("{found}; expected version {VERSION}"));
    }
    // From the text, so that the error names the line, and a key that stands there twice is seen.
    serde_json::from_str(text).map_err(|err| err.to_string())
}

/// Each row, and what all of them come to.
fn check_rows(file: &MigrationFile) -> Result<(), String> {
    let mut last: Option<Address> = None;
    let mut sum = U256::ZERO;
    for (index, row) in file.rows.iter().enumerate() {
        let account = row.account;
        let wrong = |what: &dyn Display| {
            Err(format!("row {} ({account}): {what}", index.saturating_add(1)))
        };
        match last {
            Some(last) if last == account => {
                return wrong(&"has a row already; expected each account once");
            }
            Some(last) if last > account => {
                return wrong(&format_args!(
                    "stands behind {last}; expected accounts ascending, as `cmt-migrate classify` \
                     writes them"
                ));
            }
            _ => last = Some(account),
        }
        if row.wei.is_zero() {
            return wrong(&"has 0 wei; expected rows with something to claim only");
        }
        // Dust that somebody sent there: nobody has a key of it, so nobody claims it by itself.
        if row.claimant.is_some() && (account.is_zero() || native::is_reserved(&account)) {
            return wrong(
                &"is nobody's account, and has a claimant; expected null, so that Governance names \
                  one",
            );
        }
        let is_code = matches!(row.class, RowClass::Contract | RowClass::Token);
        if is_code && row.claimant == Some(account) {
            return wrong(
                &"is claimed by the address of a contract, which here is whoever's puts code there \
                  first; expected another claimant, or null where Governance is to name one",
            );
        }
        if let Some(claimant) = row.claimant.filter(|who| who.is_zero() || native::is_reserved(who))
        {
            return wrong(&format_args!(
                "its claimant {claimant} can neither sign nor call; expected another account, or \
                 null where Governance is to name one"
            ));
        }
        sum = match sum.checked_add(row.wei) {
            Some(sum) => sum,
            None => return wrong(&"the rows sum to more than 256 bits hold"),
        };
    }
    if sum != file.claimable {
        let claimable = file.claimable;
        return Err(format!(
            "`claimable`: the rows sum to {sum} wei; the file says {claimable} wei, {} wei {}",
            sum.abs_diff(claimable),
            if claimable > sum { "more" } else { "less" }
        ));
    }
    let root = Tree::new(file.rows.iter().map(|row| leaf(row.account, row.wei)).collect());
    let root = root.map(|tree| tree.root());
    if root != file.claim_root {
        let shown = |root: Option<_>| root.map_or("null".to_owned(), |root| format!("{root}"));
        return Err(format!(
            "`claim_root` is {}; the rows make {}: classify anew, the file was changed",
            shown(file.claim_root),
            shown(root)
        ));
    }
    Ok(())
}

/// Nobody who is credited has a row to claim as well: it would be paid twice.
///
/// # Errors
/// [`NetworkFileError::File`] naming the row.
pub(crate) fn check_not_credited(
    source: &Source,
    network: &NetworkFile,
    migration: &Migration,
    by: impl Display,
    credited: &Balances,
) -> Result<(), NetworkFileError> {
    let twice = migration.file.rows.iter().position(|row| credited.contains_key(&row.account));
    let (Some(index), Some(section)) = (twice, &network.migration) else { return Ok(()) };
    let path: &Path = section.file.get_ref();
    let account = migration.file.rows.get(index).map(|row| row.account).unwrap_or_default();
    let what = format!(
        "row {} of {} is {account}, which {by} credits: it would be paid twice. Expected both \
         lists of one `cmt-migrate classify`",
        index.saturating_add(1),
        path.display()
    );
    Err(source.wrong(section.file.span(), what))
}
