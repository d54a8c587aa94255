//! The state root after changing some accounts of a million; the peer builds the same root anew
//! with alloy-trie.

#![allow(missing_docs, reason = "criterion's macros declare public functions")]

use std::hint::black_box;

use alloy_primitives::{B256, U256, keccak256};
use alloy_trie::{TrieAccount, root::state_root};
use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use cybermiles_benches::micro::{
    cpu::{self, CpuTime},
    fixture::account,
};
use cybermiles_primitives::{Account, AccountChange, StateDiff};
use cybermiles_storage::{KeccakMode, StateTrie};

const ACCOUNTS: usize = 1_000_000;

fn balance(wei: u64) -> Account {
    Account { balance: U256::from(wei), ..Default::default() }
}

/// Moves `touched` accounts from one balance to another, and back.
fn there_and_back(touched: usize) -> [StateDiff; 2] {
    let step = ACCOUNTS / touched;
    let change = |from, to| {
        let mut accounts: Vec<_> = (0..touched)
            .map(|index| AccountChange {
                address: account(index * step),
                before: Some(balance(from)),
                after: Some(balance(to)),
                storage_wiped: false,
                slots: Vec::new(),
            })
            .collect();
        accounts.sort_unstable_by_key(|change| change.address);
        StateDiff { accounts, codes: Vec::new() }
    };
    [change(1_000_000, 999_999), change(999_999, 1_000_000)]
}

fn changed(c: &mut Criterion<CpuTime>) {
    let mut trie = StateTrie::new(KeccakMode::best());
    trie.load_accounts((0..ACCOUNTS).map(|index| (account(index), balance(1_000_000)))).unwrap();
    let loaded = trie.root();
    let mut group = c.benchmark_group("state root of 1M accounts");
    group.sample_size(20);
    for touched in [1_000, 10_000, 40_000] {
        let diffs = there_and_back(touched);
        let mut turn = 0;
        group.throughput(Throughput::Elements(touched as u64));
        group.bench_function(format!("apply and root, {touched} touched"), |b| {
            b.iter(|| {
                trie.apply(&diffs[turn % 2]).unwrap();
                turn += 1;
                black_box(trie.root())
            })
        });
        if turn % 2 == 1 {
            trie.apply(&diffs[1]).unwrap();
        }
        assert_eq!(trie.root(), loaded);
    }
    group.finish();
}

fn anew(c: &mut Criterion<CpuTime>) {
    let mut hashed: Vec<(B256, TrieAccount)> = (0..ACCOUNTS)
        .map(|index| {
            let account = TrieAccount { balance: U256::from(1_000_000), ..Default::default() };
            (keccak256(self::account(index)), account)
        })
        .collect();
    hashed.sort_unstable_by_key(|(key, _)| *key);
    let expected = state_root(hashed.iter().copied());
    let mut group = c.benchmark_group("state root of 1M accounts");
    group.throughput(Throughput::Elements(ACCOUNTS as u64));
    group.sample_size(10);
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function("peer: alloy-trie, all anew", |b| {
        b.iter(|| black_box(state_root(hashed.iter().copied())))
    });
    group.bench_function("load and root, all anew", |b| {
        b.iter_with_large_drop(|| {
            let mut trie = StateTrie::new(KeccakMode::best());
            let accounts = (0..ACCOUNTS).map(|index| (account(index), balance(1_000_000)));
            trie.load_accounts(accounts).unwrap();
            assert_eq!(trie.root(), expected);
            trie
        })
    });
    group.finish();
}

criterion_group! { name = benches; config = cpu::criterion(); targets = changed, anew }
criterion_main!(benches);
