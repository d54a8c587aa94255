//! The only place that knows revm: environment, precompiles, and the database below the EVM.

use std::fmt;

use alloy_eips::eip4844::BLOB_TX_MIN_BLOB_GASPRICE;
use alloy_evm::{
    EvmEnv,
    eth::{EthEvm, EthEvmContext},
};
use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256};
use cybermiles_primitives::{ChainSpec, Header, StateError, StateReader, spec::REWARD_POOL};
use revm::{
    Context, MainBuilder, MainContext,
    bytecode::Bytecode,
    context::{BlockEnv, CfgEnv},
    context_interface::block::BlobExcessGasAndPrice,
    database_interface::DBErrorMarker,
    inspector::NoOpInspector,
    primitives::hardfork::SpecId,
    state::AccountInfo,
};

use crate::{CodeCache, NativePrecompiles, Overlay};

// `ecrecover` costs 3000 gas: 36 µs with libsecp256k1, 174 µs without, enough to stall the chain.
// This function exists only where revm was built with libsecp256k1, which revm then prefers, so a
// lost feature does not compile.
const _: () = {
    let _ = revm::precompile::secp256k1::bitcoin_secp256k1::ecrecover;
};

/// The rules and the block a transaction runs under.
pub type Environment = EvmEnv;

/// The rules every block of this chain runs under.
pub const SPEC_ID: SpecId = SpecId::OSAKA;

/// An EVM over the state before a block and what the block did so far.
pub type Evm<'a, R, I = NoOpInspector> = EthEvm<StateDatabase<'a, R>, I, NativePrecompiles>;

/// What the EVM reports when the state below it cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct DatabaseError(#[from] pub StateError);

impl DBErrorMarker for DatabaseError {}

/// The environment of a block of this chain.
pub fn environment(spec: &ChainSpec, header: &Header) -> Environment {
    let mut rules = rules(spec.chain_id, SPEC_ID);
    // EIP-7825 is off: the block's gas limit is the only cap.
    rules.tx_gas_limit_cap = Some(u64::MAX);
    // No blobs: the price opcode (EIP-7516) answers with the smallest price there is.
    let blobs =
        BlobExcessGasAndPrice { excess_blob_gas: 0, blob_gasprice: BLOB_TX_MIN_BLOB_GASPRICE };
    // A network's header names its proposer, who is paid through the reward pool like everybody.
    let beneficiary = if spec.is_network() { REWARD_POOL } else { header.beneficiary };
    let block = BlockEnv {
        number: U256::from(header.number),
        beneficiary,
        timestamp: U256::from(header.timestamp),
        gas_limit: header.gas_limit,
        basefee: header.base_fee_per_gas.unwrap_or_default(),
        difficulty: U256::ZERO,
        prevrandao: Some(header.mix_hash),
        blob_excess_gas_and_price: Some(blobs),
        slot_num: 0,
    };
    Environment::new(rules, block)
}

/// Ethereum's rules as of `spec_id` for a chain with this id.
pub fn rules(chain_id: u64, spec_id: SpecId) -> CfgEnv {
    CfgEnv::new_with_spec(spec_id).with_chain_id(chain_id)
}

/// The contracts that live in the node as of `spec_id`.
pub fn precompiles(spec_id: SpecId) -> NativePrecompiles {
    NativePrecompiles::new(spec_id)
}

/// The EVM that executes blocks.
pub fn evm<R: StateReader>(environment: Environment, database: StateDatabase<'_, R>) -> Evm<'_, R> {
    build(environment, database, NoOpInspector {}, false)
}

/// The same EVM, watched by `inspector`.
pub fn inspected<'a, R: StateReader, I>(
    environment: Environment,
    database: StateDatabase<'a, R>,
    inspector: I,
) -> Evm<'a, R, I>
where
    I: revm::Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    build(environment, database, inspector, true)
}

fn build<'a, R: StateReader, I>(
    environment: Environment,
    database: StateDatabase<'a, R>,
    inspector: I,
    inspect: bool,
) -> Evm<'a, R, I>
where
    I: revm::Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    let precompiles = precompiles(environment.cfg_env.spec);
    let evm = Context::mainnet()
        .with_block(environment.block_env)
        .with_cfg(environment.cfg_env)
        .with_db(database)
        .build_mainnet_with_inspector(inspector)
        .with_precompiles(precompiles);
    EthEvm::new(evm, inspect)
}

/// The state as the EVM sees it: what the block changed, on top of the state before it.
pub struct StateDatabase<'a, R> {
    /// The state before the block.
    pub state: &'a R,
    /// What the block read and changed so far.
    pub overlay: Overlay,
    codes: &'a CodeCache,
}

impl<'a, R> StateDatabase<'a, R> {
    /// The state before a block.
    pub fn new(state: &'a R, codes: &'a CodeCache) -> Self {
        Self { state, overlay: Overlay::default(), codes }
    }
}

// The state behind it may be gigabytes, and the EVM asks for `Debug`.
impl<R> fmt::Debug for StateDatabase<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StateDatabase").field("overlay", &self.overlay).finish_non_exhaustive()
    }
}

impl<R: StateReader> revm::Database for StateDatabase<'_, R> {
    type Error = DatabaseError;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, DatabaseError> {
        let account = self.overlay.account(address, self.state)?;
        Ok(account.map(|account| AccountInfo {
            balance: account.balance,
            nonce: account.nonce,
            code_hash: account.code_hash,
            // Saves the EVM a look-up for accounts without code; other code is read when needed.
            code: (account.code_hash == KECCAK256_EMPTY).then(Bytecode::default),
            account_id: None,
        }))
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, DatabaseError> {
        if hash == KECCAK256_EMPTY {
            return Ok(Bytecode::default());
        }
        if let Some(code) = self.overlay.code(&hash) {
            return Ok(code.clone());
        }
        if let Some(code) = self.codes.get(&hash) {
            return Ok(code);
        }
        let bytes = self.state.code(&hash)?;
        let code = Bytecode::new_raw_checked(bytes).map_err(|err| {
            StateError::Backend(format!("code {hash} is no code an account can have: {err}"))
        })?;
        self.codes.insert(hash, code.clone());
        Ok(code)
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, DatabaseError> {
        Ok(self.overlay.storage(address, slot, self.state)?)
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, DatabaseError> {
        Ok(self.state.block_hash(number)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ecrecover_precompile_is_libsecp256k1() {
        let name = std::any::type_name_of_val(&revm::precompile::secp256k1::ecrecover);
        assert!(name.contains("bitcoin_secp256k1"), "{name}");
    }

    #[test]
    fn one_transaction_may_fill_a_block() {
        let environment = environment(&ChainSpec::dev(), &Header::default());
        assert_eq!(environment.cfg_env.spec, SpecId::OSAKA);
        assert_eq!(environment.cfg_env.tx_gas_limit_cap, Some(u64::MAX));
    }
}
