//! A chain in a temporary folder, and wallets that can pay on it.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope, TypedTransaction};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use cybermiles_chain::{Chain, ChainOptions};
use cybermiles_evm_precompiles::abi::IEscrow;
use cybermiles_primitives::{
    ChainSpec, ExecutedBlock, Genesis, Receipt, StateReader, native::ESCROW, spec::GWEI,
};
use cybermiles_storage::{Store, StoreOptions};
use tempfile::TempDir;

/// One CMT, in wei.
pub(crate) const CMT: u128 = 1_000_000_000_000_000_000;

/// What each wallet has in block 0.
pub(crate) const START: u128 = 1000 * CMT;

/// Wallets with money in block 0.
pub(crate) const WALLETS: u8 = 8;

/// Somebody who can sign.
#[derive(Clone, Debug)]
pub(crate) struct Wallet(PrivateKeySigner);

impl Wallet {
    pub(crate) fn new(number: u8) -> Self {
        let mut key = [7u8; 32];
        key[0] = number;
        Self(PrivateKeySigner::from_bytes(&B256::from(key)).expect("a valid key"))
    }

    pub(crate) const fn address(&self) -> Address {
        self.0.address()
    }

    /// The encoded transaction, signed.
    pub(crate) fn sign(&self, transaction: impl Into<TypedTransaction>) -> Bytes {
        let transaction = transaction.into();
        let signature =
            self.0.sign_hash_sync(&transaction.signature_hash()).expect("a key in memory signs");
        TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
    }

    /// A payment with these fees, in wei per gas.
    pub(crate) fn pay(
        &self,
        nonce: u64,
        to: Address,
        wei: u128,
        (max_fee, tip): (u128, u128),
    ) -> Bytes {
        self.sign(TxEip1559 {
            max_fee_per_gas: max_fee,
            max_priority_fee_per_gas: tip,
            to: TxKind::Call(to),
            value: U256::from(wei),
            ..draft(nonce)
        })
    }
}

/// What an offer that [`Wallet::offer`] makes locks, in wei.
pub(crate) const LOCKED: u128 = 2 * CMT;

impl Wallet {
    /// An offer to buy something for 1 CMT and 1 CMT of deposit, which nobody will accept: at
    /// `expiry` (Unix seconds) it is due, and the buyer gets back what it locked.
    pub(crate) fn offer(&self, nonce: u64, expiry: u64) -> Bytes {
        let at = |seconds: u64| (expiry + seconds).try_into().expect("40 bits");
        let terms = IEscrow::Terms {
            buyer: self.address(),
            seller: Address::repeat_byte(0x5e),
            price: U256::from(CMT),
            deposit: U256::from(CMT),
            carrier: Address::ZERO,
            marketplace: Address::ZERO,
            feeBps: 0,
            release: IEscrow::Release::BuyerAcceptance,
            expiry: at(0),
            shipBy: at(1000),
            deliverBy: at(2000),
            inspection: 1000,
            arbitration: IEscrow::Arbitration {
                bidWindow: 0,
                acceptWindow: 0,
                rulingWindow: 0,
                feeOnly: false,
                court: Address::ZERO,
            },
            termsHash: B256::repeat_byte(0x7e),
            salt: B256::with_last_byte(nonce.to_le_bytes()[0]),
        };
        self.sign(TxEip1559 {
            to: TxKind::Call(ESCROW),
            value: U256::from(LOCKED),
            gas_limit: 1_000_000,
            input: IEscrow::offerCall { terms }.abi_encode().into(),
            ..draft(nonce)
        })
    }
}

/// A transaction to fill in: 21,000 gas at 100 gwei, 1 gwei of it tip.
pub(crate) fn draft(nonce: u64) -> TxEip1559 {
    TxEip1559 {
        chain_id: ChainSpec::dev().chain_id,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: gwei(100),
        max_priority_fee_per_gas: gwei(1),
        to: TxKind::Call(Address::ZERO),
        ..Default::default()
    }
}

/// The usual fees.
pub(crate) const FEES: (u128, u128) = (gwei(100), gwei(1));

pub(crate) const fn gwei(count: u128) -> u128 {
    count * GWEI as u128
}

/// A data folder and a clock for the chains in it.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) folder: TempDir,
    pub(crate) genesis: Genesis,
    pub(crate) clock: Arc<AtomicU64>,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    /// With another genesis.
    pub(crate) fn with(change: impl FnOnce(&mut Genesis)) -> Self {
        let balances = (0..WALLETS).map(|n| (Wallet::new(n).address(), U256::from(START)));
        let mut genesis = Genesis::new(ChainSpec::dev(), balances);
        change(&mut genesis);
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder, genesis, clock: Arc::new(AtomicU64::new(1_800_000_000)) }
    }

    pub(crate) fn options(&self) -> ChainOptions {
        let clock = self.clock.clone();
        ChainOptions::test(Arc::new(move || clock.load(Ordering::Relaxed)))
    }

    pub(crate) fn open(&self) -> Arc<Chain> {
        self.open_with(self.options())
    }

    pub(crate) fn open_with(&self, options: ChainOptions) -> Arc<Chain> {
        let path = self.folder.path().join("chain");
        let store =
            Store::open(&path, &self.genesis, StoreOptions::test()).expect("the store opens");
        Chain::open(self.genesis.clone(), store, options).expect("the chain opens")
    }
}

/// Gives the data folder free, for the next one to open it.
pub(crate) fn close(chain: Arc<Chain>) {
    let store = chain.store().clone();
    drop(chain);
    store.close().expect("the store closes");
}

pub(crate) fn balance(chain: &Chain, address: Address) -> U256 {
    let state = chain.state_at(chain.head().number()).expect("the head's state");
    state.account(&address).expect("can be read").unwrap_or_default().balance
}

pub(crate) fn hashes(block: &ExecutedBlock) -> Vec<B256> {
    block.transactions.iter().map(|transaction| transaction.hash).collect()
}

/// The gas each transaction used.
pub(crate) fn gas_used(receipts: &[Receipt]) -> Vec<u64> {
    let mut before = 0;
    receipts
        .iter()
        .map(|receipt| {
            let gas = receipt.cumulative_gas_used - before;
            before = receipt.cumulative_gas_used;
            gas
        })
        .collect()
}
