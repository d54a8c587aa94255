//! Users: they pay each other, in each of three ways, through whichever validator answers.

use std::{collections::BTreeMap, sync::Arc};

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall, sol};
use cybermiles_chain::Chain;
use cybermiles_evm_precompiles::abi::IEscrow;
use cybermiles_primitives::{
    StateReader as _,
    native::{CMT, ESCROW},
};
use rand::{Rng, rngs::StdRng};

use crate::world::{self, Wallet};

sol! {
    function transfer(address to, uint256 value) external returns (bool);
}

const WALLETS: u8 = 8;

/// Users with keys.
pub(crate) struct Load {
    rng: StdRng,
    wallets: Vec<Wallet>,
    /// The next nonce of a wallet, as a validator knows it.
    nonces: BTreeMap<(usize, usize), u64>,
}

impl Load {
    pub(crate) fn new(rng: StdRng) -> Self {
        let wallets = (0..WALLETS).map(Wallet::new).collect();
        Self { rng, wallets, nonces: BTreeMap::new() }
    }

    /// One transaction of somebody. Validators do not hand transactions on here: it waits until
    /// this one proposes, and is worth nothing if another one of the same nonce was faster.
    pub(crate) fn submit(&mut self, validator: usize, chain: &Arc<Chain>, now: u64) {
        let who = self.rng.random_range(0..self.wallets.len());
        let Ok(state) = chain.state_at(chain.head().number()) else { return };
        let address = self.wallets[who].address();
        let account = state.account(&address).ok().flatten().unwrap_or_default();
        let next = self.nonces.entry((validator, who)).or_default();
        *next = (*next).clamp(account.nonce, account.nonce + 3);
        let nonce = *next;
        let transaction = self.transaction(who, nonce, now);
        if chain.submit(transaction).is_ok() {
            self.nonces.insert((validator, who), nonce + 1);
        }
    }

    fn transaction(&mut self, who: usize, nonce: u64, now: u64) -> Bytes {
        let other = self.wallets[self.rng.random_range(0..self.wallets.len())].address();
        let wei = self.rng.random_range(0..world::CMT);
        let (to, value, gas, input) = match self.rng.random_range(0..10) {
            0..5 => (other, wei, 21_000, Bytes::new()),
            5..8 => {
                let call = transferCall { to: other, value: U256::from(wei) };
                (CMT, 0, 200_000, call.abi_encode().into())
            }
            _ => {
                let terms = self.terms(self.wallets[who].address(), now);
                let call = IEscrow::offerCall { terms };
                (ESCROW, 2 * world::CMT, 1_000_000, call.abi_encode().into())
            }
        };
        self.wallets[who].sign(nonce, to, value, gas, input)
    }

    /// An offer that nobody accepts: soon it is due, and what was locked goes back by itself.
    fn terms(&mut self, buyer: Address, now: u64) -> IEscrow::Terms {
        let expiry = now + self.rng.random_range(1..6);
        let at = |seconds: u64| (expiry + seconds).try_into().expect("40 bits");
        IEscrow::Terms {
            buyer,
            seller: Address::repeat_byte(0x5e),
            price: U256::from(world::CMT),
            deposit: U256::from(world::CMT),
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
            salt: self.rng.random::<[u8; 32]>().into(),
        }
    }
}
