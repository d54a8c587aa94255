//! A genesis with validators whose keys the tests have, and wallets that can pay.

use std::{net::Ipv4Addr, path::Path, sync::Arc};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, FixedBytes, TxKind, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use cybermiles_chain::{Chain, ChainOptions, Clock};
use cybermiles_consensus::{Seed, ValidatorKeys};
use cybermiles_evm_precompiles::{
    abi::IStaking::{Commission, Declaration, Endpoint, Metadata},
    staking::genesis::{Founder, Founding, found},
};
use cybermiles_primitives::{ChainSpec, Genesis, native::STAKING, spec::GWEI};
use cybermiles_storage::{Store, StoreOptions};

/// One CMT, in wei.
pub(crate) const CMT: u128 = 1_000_000_000_000_000_000;

/// What every wallet has in block 0.
const START: u128 = 1_000_000 * CMT;

/// When networks begin, in Unix seconds.
pub(crate) const FOUNDED: u64 = 1_700_000_000;

/// Wallets with money in block 0.
const WALLETS: u8 = 8;

/// The keys of validator `n`.
pub(crate) fn keys(n: usize) -> ValidatorKeys {
    let byte = u8::try_from(n + 1).expect("few validators");
    ValidatorKeys::derive(&Seed::from_bytes([byte; 32])).expect("a good seed")
}

pub(crate) fn spec(epoch_blocks: u64, block_time_ms: u64) -> ChainSpec {
    ChainSpec { epoch_blocks, block_time_ms, ..ChainSpec::dev() }
}

/// Who declares validator `n`.
fn operator(n: usize) -> Address {
    Address::repeat_byte(u8::try_from(n + 0x41).expect("few validators"))
}

/// A network as its founders begin it: `validators` with equal stakes, validator `n` being reached
/// at port `first_port + n`; with `first_port` 0 none names an address.
pub(crate) fn genesis(spec: ChainSpec, validators: usize, first_port: u16) -> Genesis {
    let stake = U256::from(100_000 * CMT);
    let supply = U256::from(START) * U256::from(WALLETS) + stake * U256::from(validators);
    let founder = |n| Founder {
        operator: operator(n),
        self_stake: stake,
        declaration: declaration(n, spec.chain_id, first_port),
        delegations: Vec::new(),
    };
    let founded = found(&Founding {
        chain_id: spec.chain_id,
        time: FOUNDED,
        seed: B256::with_last_byte(1),
        supply,
        validators: (0..validators).map(founder).collect(),
    });
    let founded = founded.expect("keys that are proven, stakes that suffice");
    let rich = (0..WALLETS).map(|n| (Wallet::new(n).address(), U256::from(START)));
    let mut genesis = Genesis::new(spec, rich.chain([(STAKING, founded.balance)]));
    genesis.timestamp = FOUNDED;
    let account = genesis.alloc.get_mut(&STAKING).expect("every genesis has it");
    account.storage.get_or_insert_default().extend(founded.slots);
    genesis
}

fn declaration(n: usize, chain_id: u64, first_port: u16) -> Declaration {
    let (consensus_proof, randao_proof) = keys(n).prove_possession(chain_id, operator(n));
    Declaration {
        consensusKey: keys(n).consensus_key(),
        randaoKey: keys(n).randao_key().to_vec().into(),
        consensusProof: consensus_proof.to_vec().into(),
        randaoProof: randao_proof.to_vec().into(),
        maxStake: U256::from(1_000_000 * CMT),
        commission: Commission { rate: 1_000, max: 2_000, maxDailyChange: 100 },
        metadata: Metadata {
            name: format!("validator {n}"),
            website: String::new(),
            contact: String::new(),
            details: String::new(),
        },
        endpoint: Endpoint {
            ip: FixedBytes(Ipv4Addr::LOCALHOST.to_ipv6_mapped().octets()),
            port: match first_port {
                0 => 0,
                first => first + u16::try_from(n).expect("few validators"),
            },
        },
    }
}

/// The ledger in `folder`.
pub(crate) fn open(folder: &Path, genesis: &Genesis, clock: Clock) -> Arc<Chain> {
    let store = Store::open(folder, genesis, StoreOptions::test()).expect("the folder opens");
    Chain::open(genesis.clone(), store, ChainOptions::test(clock)).expect("the chain opens")
}

/// Somebody who can pay.
#[derive(Debug)]
pub(crate) struct Wallet(PrivateKeySigner);

impl Wallet {
    pub(crate) fn new(number: u8) -> Self {
        let mut key = [7u8; 32];
        key[0] = number;
        Self(PrivateKeySigner::from_bytes(&B256::from(key)).expect("a valid key"))
    }

    pub(crate) fn address(&self) -> Address {
        self.0.address()
    }

    /// The encoded payment of `wei` to `to`, signed.
    pub(crate) fn pay(&self, nonce: u64, to: Address, wei: u128) -> Bytes {
        self.sign(nonce, to, wei, 21_000, Bytes::new())
    }

    /// The encoded call of a native contract, signed.
    pub(crate) fn call(&self, nonce: u64, to: Address, call: &impl SolCall) -> Bytes {
        self.sign(nonce, to, 0, 2_000_000, call.abi_encode().into())
    }

    /// The encoded call of `to` with some money, signed.
    pub(crate) fn sign(
        &self,
        nonce: u64,
        to: Address,
        wei: u128,
        gas_limit: u64,
        input: Bytes,
    ) -> Bytes {
        let transaction = TxEip1559 {
            chain_id: ChainSpec::dev().chain_id,
            nonce,
            gas_limit,
            max_fee_per_gas: 100 * u128::from(GWEI),
            max_priority_fee_per_gas: u128::from(GWEI),
            to: TxKind::Call(to),
            value: U256::from(wei),
            input,
            ..Default::default()
        };
        let hash = transaction.signature_hash();
        let signature = self.0.sign_hash_sync(&hash).expect("a key in memory signs");
        TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
    }
}
