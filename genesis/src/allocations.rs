//! Who gets what: the table of allocations, each sum checked against what the file declares.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, U256};
use cybermiles_primitives::native;
use toml::Spanned;

use crate::{
    amount::{Account, Amount},
    error::NetworkFileError,
    file::{Allocation, Group, NetworkFile, RowOf},
    migration::{self, Migration},
    moves::{Destination, Move},
    rows::{self, Balances},
    source::Source,
    vesting::{self, Contract},
};

/// One allocation, resolved.
#[derive(Debug)]
pub(crate) struct Holding {
    /// What it is called.
    pub(crate) name: String,
    /// The group it counts for.
    pub(crate) group: Group,
    /// Wei it comes to.
    pub(crate) amount: U256,
    /// Wei by account; what is staked has been taken out.
    pub(crate) balances: Balances,
    /// The contract that releases it, if it vests.
    pub(crate) contract: Option<Contract>,
    /// The one account it was given to, if the file names one.
    pub(crate) address: Option<Address>,
}

/// All allocations.
#[derive(Debug)]
pub(crate) struct Holdings {
    /// In the order of the file.
    pub(crate) all: Vec<Holding>,
    /// What is claimed instead.
    pub(crate) migration: Option<Migration>,
    /// What left the account its row names.
    pub(crate) moves: Vec<Move>,
}

impl Holdings {
    /// Wei of a group. What is claimed counts for the contribution: it was the holders'.
    pub(crate) fn sum(&self, group: Group) -> U256 {
        let of_group = self.all.iter().filter(|holding| holding.group == group);
        let claimed = self.migration.as_ref().filter(|_| group == Group::Contribution);
        let claimed = claimed.map_or(U256::ZERO, |migration| migration.file.claimable);
        of_group.fold(claimed, |sum, holding| sum.saturating_add(holding.amount))
    }

    /// Wei by account, stakes and vestings left out.
    pub(crate) fn balances(&self) -> Balances {
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
    pub(crate) fn contracts(&self) -> impl Iterator<Item = &Contract> {
        self.all.iter().filter_map(|holding| holding.contract.as_ref())
    }
}

/// Reads the table and checks every sum.
///
/// # Errors
/// [`NetworkFileError::File`] naming line, key and what was expected.
pub(crate) fn read(source: &Source, file: &NetworkFile) -> Result<Holdings, NetworkFileError> {
    check_names(source, file)?;
    let migration = migration::read(source, file)?;
    let mut tables = read_files(source, file)?;
    if let Some(migration) = &migration {
        check_paid_once(source, file, migration, &tables)?;
    }
    let claimed = claim(source, file, &mut tables)?;
    let (mut all, mut moves) = (Vec::new(), Vec::new());
    for (index, allocation) in file.allocation.iter().enumerate() {
        let rows = tables.remove(&index).or_else(|| claimed.get(&index).cloned());
        let holding = resolve(source, file, allocation, rows.as_ref())?;
        moves.extend(rows.iter().flat_map(|rows| moved(&holding, allocation, rows)));
        all.push(holding);
    }
    let holdings = Holdings { all, migration, moves };
    check_contracts(source, file, &holdings)?;
    check_groups(source, file, &holdings)?;
    Ok(holdings)
}

fn check_names(source: &Source, file: &NetworkFile) -> Result<(), NetworkFileError> {
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
fn check_source(source: &Source, allocation: &Allocation) -> Result<(), NetworkFileError> {
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
fn read_files(
    source: &Source,
    file: &NetworkFile,
) -> Result<BTreeMap<usize, Balances>, NetworkFileError> {
    let mut tables = BTreeMap::new();
    for (index, allocation) in file.allocation.iter().enumerate() {
        if let Some(path) = &allocation.file {
            tables.insert(index, rows::read(&source.beside(path.get_ref()))?);
        }
    }
    Ok(tables)
}

/// Who claims a row is not credited besides: by no row of a file, to whomever it goes in the end,
/// and by no allocation to one account, whatever group it counts for.
fn check_paid_once(
    source: &Source,
    file: &NetworkFile,
    migration: &Migration,
    tables: &BTreeMap<usize, Balances>,
) -> Result<(), NetworkFileError> {
    for (index, allocation) in file.allocation.iter().enumerate() {
        let (name, one) = (allocation.name.get_ref(), allocation.address.as_ref());
        if let (Some(path), Some(rows)) = (&allocation.file, tables.get(&index)) {
            let by = format!("{} of allocation `{name}`", path.get_ref().display());
            migration::check_not_credited(source, file, migration, by, rows)?;
        }
        if let Some(one) = one {
            let rows = Balances::from([(one.get_ref().0, U256::ZERO)]);
            let by = format!("allocation `{name}`");
            migration::check_not_credited(source, file, migration, by, &rows)?;
        }
    }
    Ok(())
}

/// Takes the rows that belong to other allocations out of the files they stand in.
fn claim(
    source: &Source,
    file: &NetworkFile,
    tables: &mut BTreeMap<usize, Balances>,
) -> Result<BTreeMap<usize, Balances>, NetworkFileError> {
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
            let RowOf { account: Account(account), part } = *address.get_ref();
            let of = rows.of.get_ref();
            let Some(have) = table.remove(&account).filter(|_| !taken.contains_key(&account))
            else {
                let what = format!("{account} has no row in the file of `{of}` that is not taken");
                return Err(source.wrong(address.span(), what));
            };
            let wei = part.map_or(have, |part| part.0);
            let Some(left) = have.checked_sub(wei) else {
                let (have, wei) = (Amount(have), Amount(wei));
                let what = format!("{account} has {have} CMT in the file of `{of}`, not {wei} CMT");
                return Err(source.wrong(address.span(), what));
            };
            if !left.is_zero() {
                table.insert(account, left);
            }
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
    rows: Option<&Balances>,
) -> Result<Holding, NetworkFileError> {
    let declared = allocation.amount.get_ref().0;
    let name = allocation.name.get_ref();
    if let Some(rows) = rows {
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
        holding.balances = one.or_else(|| rows.cloned()).unwrap_or_default();
        for account in holding.balances.keys() {
            check_account(source, allocation.name.span(), *account)?;
        }
    }
    Ok(holding)
}

/// What of an allocation's rows lies elsewhere than at their accounts.
fn moved(holding: &Holding, allocation: &Allocation, rows: &Balances) -> Vec<Move> {
    let name = || holding.name.clone();
    let to = match &holding.contract {
        Some(Contract { address, beneficiary, .. }) => {
            Destination::Vesting { name: name(), contract: *address, beneficiary: *beneficiary }
        }
        None if holding.group == Group::Reserve => Destination::Reserve { name: name() },
        None => return Vec::new(),
    };
    let of = allocation.rows.as_ref().map(|rows| rows.of.get_ref().as_str()).unwrap_or_default();
    let row = |(account, wei): (&Address, &U256)| Move {
        account: *account,
        allocation: of.to_owned(),
        wei: *wei,
        to: to.clone(),
    };
    rows.iter().map(row).collect()
}

/// Coins at the zero address or a native contract would be nobody's.
fn check_account(
    source: &Source,
    span: std::ops::Range<usize>,
    account: Address,
) -> Result<(), NetworkFileError> {
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
) -> Result<(), NetworkFileError> {
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

fn check_groups(
    source: &Source,
    file: &NetworkFile,
    holdings: &Holdings,
) -> Result<(), NetworkFileError> {
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
    if let (Some(section), false) =
        (&file.migration, file.groups.contains_key(&Group::Contribution))
    {
        let what = "[migration] counts for `contribution`: expected its sum under [groups], which \
                    has none";
        return Err(source.wrong(section.amount.span(), what));
    }
    if total != file.total.get_ref().0 {
        return Err(mismatch(source, &file.total, "`total`: the groups sum to", total));
    }
    Ok(())
}

/// A sum that is not what the file declares, and by how much.
pub(crate) fn mismatch(
    source: &Source,
    declared: &Spanned<Amount>,
    what: &str,
    sum: U256,
) -> NetworkFileError {
    let said = declared.get_ref().0;
    let (difference, word) = if sum > said { (sum - said, "more") } else { (said - sum, "less") };
    let (sum, said, difference) = (Amount(sum), Amount(said), Amount(difference));
    let what = format!("{what} {sum} CMT, declared are {said} CMT: {difference} CMT {word}");
    source.wrong(declared.span(), what)
}
