//! The totals, as a table to read before anything begins.

use std::fmt;

use alloy_primitives::U256;
use cybermiles_primitives::{Genesis, native};

use crate::{
    allocations::{Holding, Holdings},
    amount::Amount,
    file::{Group, NetworkFile},
    migration::{Migration, Trust},
    moment::Moment,
};

/// What was allocated to whom, as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    title: String,
    rows: Vec<[String; 4]>,
}

impl Totals {
    pub(crate) fn new(file: &NetworkFile, holdings: &Holdings, genesis: &Genesis) -> Self {
        let mut rows = vec![["group", "allocation", "CMT", "where"].map(str::to_owned)];
        for group in [Group::Contribution, Group::Team, Group::Partner, Group::Reserve] {
            for holding in holdings.all.iter().filter(|holding| holding.group == group) {
                let amount = Amount(holding.amount).to_string();
                rows.push([group.name().into(), holding.name.clone(), amount, place(holding)]);
            }
            if let (Group::Contribution, Some(migration)) = (group, &holdings.migration) {
                rows.push(claimed(migration));
            }
            if file.groups.contains_key(&group) {
                let sum = Amount(holdings.sum(group)).to_string();
                rows.push([group.name().into(), "sum, as declared".into(), sum, String::new()]);
            }
        }
        let total = Amount(file.total.get_ref().0).to_string();
        rows.push(["total".into(), "as declared".into(), total, String::new()]);
        let staking = genesis.alloc.get(&native::STAKING);
        let staked = staking.map_or(U256::ZERO, |account| account.balance);
        let of = format!("{} validators", file.validators.len());
        rows.push(["of it".into(), "staked".into(), Amount(staked).to_string(), of]);
        let spec = &genesis.spec;
        let title = format!(
            "{}: chain id {}, block 0 at {}, {} accounts\nblocks of {} gas every {} ms, epochs of \
             {} blocks",
            file.name,
            spec.chain_id,
            Moment(genesis.timestamp),
            genesis.alloc.len(),
            spec.gas_limit,
            spec.block_time_ms,
            spec.epoch_blocks,
        );
        Self { title, rows }
    }
}

fn claimed(migration: &Migration) -> [String; 4] {
    let (rows, deadline) = (migration.file.rows.len(), migration.deadline);
    let trust = match migration.file.snapshot.trust {
        Trust::Proven => "",
        Trust::Rpc => "; NOT PROVEN, on the word of a server",
    };
    let place = format!("Migration, {}: {rows} rows until {deadline}{trust}", native::MIGRATION);
    let amount = Amount(migration.file.claimable).to_string();
    [Group::Contribution.name().into(), "to be claimed".into(), amount, place]
}

fn place(holding: &Holding) -> String {
    if let Some(contract) = &holding.contract {
        let start = Moment(contract.start);
        return format!("vests at {} for {} from {start}", contract.address, contract.beneficiary);
    }
    match (holding.group, holding.address) {
        (Group::Reserve, _) => format!("Governance, {}", native::GOVERNANCE),
        (_, Some(address)) => address.to_string(),
        (_, None) => format!("{} accounts", holding.balances.len()),
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
        };
        let (first, second, third) = (width(0), width(1), width(2));
        for [group, name, amount, place] in &self.rows {
            let line = format!("{group:first$}  {name:second$}  {amount:>third$}  {place}");
            writeln!(f, "{}", line.trim_end())?;
        }
        writeln!(f)
    }
}
