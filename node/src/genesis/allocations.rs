//! Who gets what: the table of allocations, each sum checked against what the file declares.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, U256};
use cybermiles_primitives::native;
use toml::Spanned;

use super::{
    amount::Amount,
    file::{Allocation, Group, NetworkFile},
    rows::{self, Balances},
    source::Source,
    vesting::{self, Contract},
};
use crate::error::NodeError;

/// One allocation, resolved.
#[derive(Debug)]
pub(super) struct Holding {
    /// What it is called.
    pub(super) name: String,
    /// The group it counts for.
    pub(super) group: Group,
    /// Wei it comes to.
    pub(super) amount: U256,
    /// Wei by account; what is staked has been taken out.
    pub(super) balances: Balances,
    /// The contract that releases it, if it vests.
    pub(super) contract: Option<Contract>,
    /// The one account it was given to, if the file names one.
    pub(super) address: Option<Address>,
}

/// All allocations.
#[derive(Debug)]
pub(super) struct Holdings {
    /// In the order of the file.
    pub(super) all: Vec<Holding>,
}

impl Holdings {
    /// Wei of a group.
    pub(super) fn sum(&self, group: Group) -> U256 {
        let of_group = self.all.iter().filter(|holding| holding.group == group);
        of_group.fold(U256::ZERO, |sum, holding| sum.saturating_add(holding.amount))
    }

    /// Wei by account, stakes and vestings left out.
    pub(super) fn balances(&self) -> Balances {
        let mut balances = Balances::new();
        for holding in &self.all {
            for (address, wei) in &holding.balances {
                let balance = balances.entry(*address).or_default();
                *balance = balance.saturating_add(*wei);
            }
        }
        balances
    }

    /// The contracts of those that vest.
    pub(super) fn contracts(&self) -> impl Iterator<Item = &Contract> {
        self.all.iter().filter_map(|holding| holding.contract.as_ref())
    }
}

/// Reads the table and checks every sum.
///
/// # Errors
/// [`NodeError::File`] naming line, key and what was expected.
pub(super) fn read(source: &Source, file: &NetworkFile) -> Result<Holdings, NodeError> {
    check_names(source, file)?;
    let mut tables = read_files(source, file)?;
    let claimed = claim(source, file, &mut tables)?;
    let mut all = Vec::new();
    for (index, allocation) in file.allocation.iter().enumerate() {
        let rows = tables.remove(&index).or_else(|| claimed.get(&index).cloned());
        all.push(resolve(source, file, allocation, rows)?);
    }
    let holdings = Holdings { all };
    check_contracts(source, file, &holdings)?;
    check_groups(source, file, &holdings)?;
    Ok(holdings)
}

fn check_names(source: &Source, file: &NetworkFile) -> Result<(), NodeError> {
    let mut names = BTreeSet::new();
    for allocation in &file.allocation {
        let name = &allocation.name;
        if name.get_ref().is_empty() || !names.insert(name.get_ref()) {
            let what = format!("`{}`: expected a name no other allocation has", name.get_ref());
            return Err(source.wrong(name.span(), what));
        }
        check_source(source, allocation)?;
    }
    Ok(())
}

/// An allocation says in one way whose it is.
fn check_source(source: &Source, allocation: &Allocation) -> Result<(), NodeError> {
    let name = allocation.name.get_ref();
    let wrong = |expected: &str| {
        let what = format!("allocation `{name}`: expected {expected}");
        Err(source.wrong(allocation.name.span(), what))
    };
    let is_held = allocation.kind == Group::Reserve || allocation.vesting.is_some();
    if allocation.kind == Group::Reserve && allocation.vesting.is_some() {
        return wrong("no `vesting`: Governance holds the reserve and spends it by vote");
    }
    if allocation.kind == Group::Reserve && allocation.address.is_some() {
        return wrong("no `address`: Governance holds the reserve");
    }
    match (&allocation.address, &allocation.file, &allocation.rows) {
        (_, Some(_), None) if is_held => {
            wrong("`rows` or nothing instead of `file`: the whole is one balance")
        }
        (None, Some(_), None) | (None, None, Some(_)) | (Some(_), None, None) => Ok(()),
        // The address of the contract the rows go to.
        (Some(_), None, Some(_)) if allocation.vesting.is_some() => Ok(()),
        (None, None, None) if is_held => Ok(()),
        _ => wrong("exactly one of `address`, `file` and `rows`"),
    }
}

/// The rows of each allocation that has a file, by its place in the table.
fn read_files(source: &Source, file: &NetworkFile) -> Result<BTreeMap<usize, Balances>, NodeError> {
    let mut tables = BTreeMap::new();
    for (index, allocation) in file.allocation.iter().enumerate() {
        if let Some(path) = &allocation.file {
            tables.insert(index, rows::read(&source.beside(path.get_ref()))?);
        }
    }
    Ok(tables)
}

/// Takes the rows that belong to other allocations out of the files they stand in.
fn claim(
    source: &Source,
    file: &NetworkFile,
    tables: &mut BTreeMap<usize, Balances>,
) -> Result<BTreeMap<usize, Balances>, NodeError> {
    let mut claimed = BTreeMap::new();
    for (index, allocation) in file.allocation.iter().enumerate() {
        let Some(rows) = &allocation.rows else { continue };
        let other = file.allocation.iter().position(|other| other.name == rows.of);
        let Some(table) = other.and_then(|other| tables.get_mut(&other)) else {
            let of = rows.of.get_ref();
            let what = format!("`of` is `{of}`, expected an allocation with a `file`");
            return Err(source.wrong(rows.of.span(), what));
        };
        let mut taken = Balances::new();
        for address in &rows.addresses {
            let account = address.get_ref().0;
            let Some(wei) = table.remove(&account) else {
                let of = rows.of.get_ref();
                let what = format!("{account} has no row in the file of `{of}` that is not taken");
                return Err(source.wrong(address.span(), what));
            };
            taken.insert(account, wei);
        }
        claimed.insert(index, taken);
    }
    Ok(claimed)
}

fn resolve(
    source: &Source,
    file: &NetworkFile,
    allocation: &Allocation,
    rows: Option<Balances>,
) -> Result<Holding, NodeError> {
    let declared = allocation.amount.get_ref().0;
    let name = allocation.name.get_ref();
    if let Some(rows) = &rows {
        let sum = rows.values().fold(U256::ZERO, |sum, wei| sum.saturating_add(*wei));
        if sum != declared {
            let what = format!("`amount` of `{name}`: its rows sum to");
            return Err(mismatch(source, &allocation.amount, &what, sum));
        }
    }
    let address = allocation.address.as_ref().map(|address| address.get_ref().0);
    let mut holding = Holding {
        name: name.clone(),
        group: allocation.kind,
        amount: declared,
        balances: Balances::new(),
        contract: None,
        address: None,
    };
    if let Some(terms) = &allocation.vesting {
        let chain_id = *file.chain_id.get_ref();
        let at = address.unwrap_or_else(|| vesting::address(chain_id, name));
        let beneficiary = terms.beneficiary.get_ref().0;
        check_account(source, terms.beneficiary.span(), beneficiary)?;
        let start = terms.start.0;
        holding.contract = Some(Contract { address: at, beneficiary, start, amount: declared });
        check_account(source, allocation.name.span(), at)?;
    } else if allocation.kind == Group::Reserve {
        holding.balances.insert(native::GOVERNANCE, declared);
    } else {
        holding.address = address;
        let one = address.map(|address| Balances::from([(address, declared)]));
        holding.balances = one.or(rows).unwrap_or_default();
        for account in holding.balances.keys() {
            check_account(source, allocation.name.span(), *account)?;
        }
    }
    Ok(holding)
}

/// Coins at the zero address or a native contract would be nobody's.
fn check_account(
    source: &Source,
    span: std::ops::Range<usize>,
    account: Address,
) -> Result<(), NodeError> {
    if account.is_zero() || native::is_reserved(&account) {
        let what = format!("{account} holds nothing for anybody: name another account");
        return Err(source.wrong(span, what));
    }
    Ok(())
}

/// No contract lies where somebody has coins, or another contract.
fn check_contracts(
    source: &Source,
    file: &NetworkFile,
    holdings: &Holdings,
) -> Result<(), NodeError> {
    let mut taken: BTreeSet<Address> = holdings.balances().into_keys().collect();
    for (holding, allocation) in holdings.all.iter().zip(&file.allocation) {
        let Some(contract) = &holding.contract else { continue };
        if !taken.insert(contract.address) || contract.address == contract.beneficiary {
            let what = format!(
                "the vesting of `{}` would lie at {}, which is somebody's: name another `address`",
                holding.name, contract.address
            );
            return Err(source.wrong(allocation.name.span(), what));
        }
    }
    Ok(())
}

fn check_groups(source: &Source, file: &NetworkFile, holdings: &Holdings) -> Result<(), NodeError> {
    for (holding, allocation) in holdings.all.iter().zip(&file.allocation) {
        if !file.groups.contains_key(&holding.group) {
            let group = holding.group.name();
            let what = format!("`{group}`: expected its sum under [groups], which has none");
            return Err(source.wrong(allocation.name.span(), what));
        }
    }
    let mut total = U256::ZERO;
    for (group, declared) in &file.groups {
        let sum = holdings.sum(*group);
        total = total.saturating_add(sum);
        if sum != declared.get_ref().0 {
            let what = format!("`groups.{}`: its allocations sum to", group.name());
            return Err(mismatch(source, declared, &what, sum));
        }
    }
    if total != file.total.get_ref().0 {
        return Err(mismatch(source, &file.total, "`total`: the groups sum to", total));
    }
    Ok(())
}

/// A sum that is not what the file declares, and by how much.
fn mismatch(source: &Source, declared: &Spanned<Amount>, what: &str, sum: U256) -> NodeError {
    let said = declared.get_ref().0;
    let (difference, word) = if sum > said { (sum - said, "more") } else { (said - sum, "less") };
    let (sum, said, difference) = (Amount(sum), Amount(said), Amount(difference));
    let what = format!("{what} {sum} CMT, declared are {said} CMT: {difference} CMT {word}");
    source.wrong(declared.span(), what)
}
