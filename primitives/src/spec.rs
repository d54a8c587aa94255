//! The parameters of one chain.

use alloy_primitives::{Address, address};
use serde::{Deserialize, Serialize};

/// Chain id of the main network: "CMT" in ASCII. Not the old chain's 18, which a fork still uses.
pub const MAIN_CHAIN_ID: u64 = 0x43_4d54;
/// Chain id of the public test network.
pub const TEST_CHAIN_ID: u64 = MAIN_CHAIN_ID + 1;
/// Chain id of a development chain: the one MetaMask's built-in "Localhost 8545" entry expects.
pub const DEV_CHAIN_ID: u64 = 1337;

/// One gwei, in wei.
pub const GWEI: u64 = 1_000_000_000;

/// Where all fees go, base fee included, until they are paid to validators (white paper §6): the
/// account of the Staking precompile.
pub const REWARD_POOL: Address = address!("0x00000000000000000000000000000000434d5405");

/// The parameters of one chain, fixed by its genesis file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainSpec {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Gas limit of every block, in gas. It does not drift: it is a parameter, not a vote.
    pub gas_limit: u64,
    /// The base fee never falls below this, in wei per gas.
    pub min_base_fee: u64,
    /// Time between blocks, in milliseconds; 0 seals as soon as a transaction arrives.
    pub block_time_ms: u64,
    /// Blocks an epoch has; a network elects its validators once in each. 0 on a development
    /// chain, which has none.
    pub epoch_blocks: u64,
}

impl ChainSpec {
    /// The main network: 150 M gas every 500 ms.
    pub const fn main() -> Self {
        Self {
            chain_id: MAIN_CHAIN_ID,
            gas_limit: 150_000_000,
            min_base_fee: GWEI,
            block_time_ms: 500,
            // An hour: consensus has to know in advance at which height an epoch ends.
            epoch_blocks: 7_200,
        }
    }

    /// The public test network: the main network's rules under another id.
    pub const fn test() -> Self {
        Self { chain_id: TEST_CHAIN_ID, ..Self::main() }
    }

    /// A development chain: 1 G gas a block, sealed as soon as a transaction arrives.
    pub const fn dev() -> Self {
        Self {
            chain_id: DEV_CHAIN_ID,
            gas_limit: 1_000_000_000,
            min_base_fee: GWEI,
            block_time_ms: 0,
            epoch_blocks: 0,
        }
    }

    /// Whether validators agree on its blocks.
    pub const fn is_network(&self) -> bool {
        self.epoch_blocks > 0
    }

    /// The epoch of block `number`; 0 on a development chain.
    pub fn epoch_of(&self, number: u64) -> u64 {
        number.checked_div(self.epoch_blocks).unwrap_or(0)
    }

    /// The last block of an epoch.
    pub const fn last_of_epoch(&self, epoch: u64) -> u64 {
        epoch.saturating_add(1).saturating_mul(self.epoch_blocks).saturating_sub(1)
    }

    /// Whether block `number` is the last of its epoch. Never on a development chain.
    pub fn is_last_of_epoch(&self, number: u64) -> bool {
        self.is_network() && number == self.last_of_epoch(self.epoch_of(number))
    }
}
