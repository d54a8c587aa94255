//! Executing a block of 20,000 transactions; the limit is revm alone, on a cache of its own.

#![allow(missing_docs, reason = "criterion's macros declare public functions")]

use std::{hint::black_box, sync::Arc};

use alloy_consensus::Transaction;
use alloy_primitives::{Bytes, TxKind};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use cybermiles_benches::micro::{
    cpu::{self, CpuTime},
    fixture,
    world::World,
};
use cybermiles_execution::{CodeCache, execute_block};
use cybermiles_primitives::{ChainSpec, RecoveredTransaction, StateReader};
use revm::{
    Context, ExecuteCommitEvm, MainBuilder, MainContext,
    context::TxEnv,
    database::{CacheDB, EmptyDB},
    primitives::hardfork::SpecId,
    state::{AccountInfo, Bytecode},
};

const ACCOUNTS: usize = 1_000_000;

fn block(c: &mut Criterion<CpuTime>) {
    measure(c, "execute transfers", &fixture::transfers(fixture::BLOCK, ACCOUNTS), false);
    measure(c, "execute ERC-20", &fixture::token_transfers(fixture::BLOCK, ACCOUNTS), true);
}

fn measure(c: &mut Criterion<CpuTime>, name: &str, encoded: &[Bytes], holders: bool) {
    let world = World::new(fixture::BLOCK, ACCOUNTS, holders);
    let transactions = fixture::recovered(encoded);
    let codes = CodeCache::default();
    let (spec, header) = (ChainSpec::dev(), fixture::header(1));
    let mut group = c.benchmark_group(name);
    group.throughput(Throughput::Elements(transactions.len() as u64));
    group.sample_size(20);
    group.bench_function("execute_block", |b| {
        b.iter_with_large_drop(|| {
            let outcome = execute_block(&spec, &header, &transactions, &world, &codes).unwrap();
            assert!(outcome.receipts.iter().all(|receipt| receipt.success));
            black_box(outcome)
        })
    });
    let cache = cache(&world, &transactions);
    let fields: Vec<_> = transactions.iter().map(|tx| fields(tx)).collect();
    group.bench_function("limit: revm on CacheDB", |b| {
        b.iter_batched_ref(
            || (cache.clone(), fields.clone()),
            |(cache, fields)| {
                let mut evm = Context::mainnet()
                    .with_db(cache)
                    .modify_cfg_chained(|cfg| cfg.set_spec_and_mainnet_gas_params(SpecId::OSAKA))
                    .modify_cfg_chained(|cfg| cfg.chain_id = spec.chain_id)
                    .modify_block_chained(|block| {
                        block.gas_limit = u64::MAX;
                        block.basefee = header.base_fee_per_gas.unwrap();
                    })
                    .build_mainnet();
                for transaction in fields.drain(..) {
                    assert!(evm.transact_commit(transaction).unwrap().is_success());
                }
            },
            BatchSize::PerIteration,
        )
    });
    group.finish();
}

/// The accounts and slots the transactions use, in revm's own database.
fn cache(world: &World, transactions: &[Arc<RecoveredTransaction>]) -> CacheDB<EmptyDB> {
    let mut cache = CacheDB::new(EmptyDB::default());
    let code = Bytecode::new_raw(world.code(&Default::default()).unwrap());
    let used = transactions.iter().flat_map(|tx| [Some(tx.sender()), tx.transaction.to()]);
    for address in used.flatten() {
        let Some(account) = world.accounts.get(&address) else { continue };
        let code = if address == fixture::TOKEN { code.clone() } else { Bytecode::default() };
        let info = AccountInfo {
            balance: account.balance,
            nonce: account.nonce,
            code_hash: account.code_hash,
            code: Some(code),
            account_id: None,
        };
        cache.insert_account_info(address, info);
    }
    for ((address, slot), value) in &world.slots {
        cache.insert_account_storage(*address, *slot, *value).unwrap();
    }
    cache
}

fn fields(transaction: &RecoveredTransaction) -> TxEnv {
    let inner = transaction.transaction.inner();
    TxEnv::builder()
        .tx_type(Some(2))
        .caller(transaction.sender())
        .nonce(inner.nonce())
        .kind(inner.to().map_or(TxKind::Create, TxKind::Call))
        .value(inner.value())
        .data(inner.input().clone())
        .gas_limit(inner.gas_limit())
        .gas_price(inner.max_fee_per_gas())
        .gas_priority_fee(inner.max_priority_fee_per_gas())
        .chain_id(inner.chain_id())
        .build()
        .unwrap()
}

criterion_group! { name = benches; config = cpu::criterion(); targets = block }
criterion_main!(benches);
