//! No wei appears or disappears, whatever the blocks hold.

use std::collections::BTreeSet;

use alloy_primitives::{Address, Bytes, TxKind, U256, bytes};
use cybermiles_chain::{Chain, PoolOptions};
use cybermiles_primitives::{StateReader, spec::REWARD_POOL};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::home::{Home, START, WALLETS, Wallet, draft, gwei};
use crate::import::block_of;

/// Keeps the value sent, or reverts when the first byte of the input is not zero: `CALLDATALOAD 0,
/// BYTE 0, JUMPI to a revert, STOP`.
const CONTRACT: Bytes = bytes!("0x6000355f1a600957005b5f5ffd");

fn sum(chain: &Chain, accounts: &BTreeSet<Address>) -> U256 {
    let state = chain.state_at(chain.head().number()).unwrap();
    accounts.iter().map(|address| state.account(address).unwrap().unwrap_or_default().balance).sum()
}

#[test]
fn the_sum_of_all_balances_never_changes_and_a_follower_agrees() {
    let seed = std::env::var("SEED").ok().map_or(1, |seed| seed.parse().expect("a number"));
    println!("SEED={seed}");
    let mut rng = StdRng::seed_from_u64(seed);
    let contract = Address::repeat_byte(0xc0);
    let home = || {
        Home::with(|genesis| {
            genesis.alloc.entry(contract).or_default().code = Some(CONTRACT);
        })
    };
    let (home, follower_home) = (home(), home());
    let follower = follower_home.open();
    let mut options = home.options();
    options.pool = PoolOptions::dev();
    options.beneficiary = Address::repeat_byte(0xbe);
    let chain = home.open_with(options);
    let wallets: Vec<Wallet> = (0..WALLETS).map(Wallet::new).collect();
    let mut accounts: BTreeSet<Address> = home.genesis.alloc.keys().copied().collect();
    accounts.extend([REWARD_POOL, Address::repeat_byte(0xbe)]);
    let mut nonces = [0u64; WALLETS as usize];
    for _ in 0..60 {
        for _ in 0..rng.random_range(0..20) {
            let at = rng.random_range(0..wallets.len());
            let sender = wallets[at].address();
            let mut transaction = draft(nonces[at]);
            transaction.gas_limit = 100_000;
            transaction.max_fee_per_gas = gwei(rng.random_range(10..100));
            transaction.value = U256::from(rng.random_range(0..START / 1000));
            transaction.to = match rng.random_range(0..4) {
                0 => TxKind::Create,
                1 => TxKind::Call(contract),
                _ => TxKind::Call(Address::with_last_byte(rng.random_range(0x80..0x90))),
            };
            // As creation code: nothing, or code that fails.
            transaction.input = vec![rng.random_range(0..2) * 0xfe; 1].into();
            accounts.insert(transaction.to.into_to().unwrap_or(sender.create(nonces[at])));
            if chain.submit(wallets[at].sign(transaction)).is_ok() {
                nonces[at] += 1;
            }
        }
        let block = chain.seal().unwrap();
        assert_eq!(*follower.import(block_of(&block)).unwrap(), *block);
        assert_eq!(sum(&chain, &accounts), U256::from(START) * U256::from(WALLETS));
    }
    let sent: u64 = nonces.iter().sum();
    let state = chain.state_at(chain.head().number()).unwrap();
    let mined: u64 =
        wallets.iter().map(|wallet| state.account(&wallet.address()).unwrap().unwrap().nonce).sum();
    assert_eq!(mined, sent);
    assert!(sent > 100);
}
