//! The token's logs replayed: they have to lead to the balances that are proven.

use std::{fs::File, io::BufReader, path::Path};

use alloy_primitives::{Address, U256, map::AddressMap};

use super::{Progress, VerifyError, storage::Proven};
use crate::{
    allocation::read_exact,
    amount,
    bundle::{self, BundleError, Manifest},
};

const HEADER: &str = "block,index,from,to,wei";

/// Replays the logs of a bundle that has them; how many there are.
///
/// The zero address stands for mint and burn, as ERC-20 has it. CMT's constructor gave the supply
/// to its deployer without a log, so the manifest names who had it.
pub(super) fn replay(
    folder: &Path,
    manifest: &Manifest,
    proven: &Proven,
    progress: &mut dyn Progress,
) -> Result<Option<u64>, VerifyError> {
    if !manifest.has(bundle::LOGS) {
        return Ok(None);
    }
    let path = folder.join(bundle::LOGS);
    let size = manifest.parts.iter().find(|part| part.name == bundle::LOGS).map(|part| part.bytes);
    progress.begin("Logs", size.unwrap_or_default());
    let mut balances: AddressMap<U256> = AddressMap::default();
    if let Some(holder) = manifest.facts.initial_holder {
        balances.insert(holder, proven.supply);
    }
    let file = File::open(&path).map_err(|err| BundleError::file(&path, err))?;
    let mut last = None;
    let count = read_exact(&path, BufReader::new(file), HEADER, |text| {
        progress.add(u64::try_from(text.len()).unwrap_or_default().saturating_add(1));
        let log = Log::parse(text)?;
        if last.is_some_and(|last| last >= log.place) {
            return Err("not behind the log before it; expected each log once, in order".into());
        }
        if log.place.0 > manifest.facts.block.number {
            return Err(format!(
                "a log behind the snapshot's block {}",
                manifest.facts.block.number
            ));
        }
        last = Some(log.place);
        log.apply(&mut balances)?;
        let Log { place: (block, index), from, to, wei } = log;
        Ok(format!("{block},{index},{from:#x},{to:#x},{wei}"))
    })?;
    for (address, wei) in &proven.rows {
        let replayed = balances.remove(address).unwrap_or_default();
        if replayed != *wei {
            return Err(VerifyError::Replay { address: *address, replayed, proven: *wei });
        }
    }
    let left = balances.into_iter().filter(|(_, wei)| !wei.is_zero()).min();
    match left {
        Some((address, replayed)) => {
            Err(VerifyError::Replay { address, replayed, proven: U256::ZERO })
        }
        None => Ok(Some(count)),
    }
}

struct Log {
    /// Block, and place among the logs of the block.
    place: (u64, u64),
    from: Address,
    to: Address,
    wei: U256,
}

impl Log {
    fn parse(text: &str) -> Result<Self, String> {
        let columns: Vec<&str> = text.split(',').collect();
        let [block, index, from, to, wei] = *columns else {
            return Err(format!("{} columns; expected `{HEADER}`", columns.len()));
        };
        let number = |text| -> Result<u64, String> {
            let value = amount::parse_wei(text).map_err(|err| err.to_string())?;
            value.try_into().map_err(|_| format!("`{text}`; expected at most 2^64 - 1"))
        };
        let address = |text| amount::parse_address(text).map_err(|err| err.to_string());
        Ok(Self {
            place: (number(block)?, number(index)?),
            from: address(from)?,
            to: address(to)?,
            wei: amount::parse_wei(wei).map_err(|err| err.to_string())?,
        })
    }

    fn apply(&self, balances: &mut AddressMap<U256>) -> Result<(), String> {
        if !self.from.is_zero() {
            let balance = balances.entry(self.from).or_default();
            *balance = balance.checked_sub(self.wei).ok_or_else(|| {
                format!("{} sends {} wei and has {balance}: a log is missing", self.from, self.wei)
            })?;
        }
        if !self.to.is_zero() {
            let balance = balances.entry(self.to).or_default();
            *balance = balance
                .checked_add(self.wei)
                .ok_or_else(|| format!("{} would have more than 256 bits hold", self.to))?;
        }
        Ok(())
    }
}
