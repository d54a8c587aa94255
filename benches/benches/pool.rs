//! Into the transaction pool, in batches as they come over RPC.

#![allow(missing_docs, reason = "criterion's macros declare public functions")]

use std::{hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use cybermiles_benches::micro::{
    cpu::{self, CpuTime},
    fixture,
    world::World,
};
use cybermiles_chain::{Origin, Pool, PoolOptions};
use cybermiles_primitives::{
    Account, ChainSpec, RecoveredTransaction, StateError, StateReader, spec::GWEI,
};

/// A world the pool may own: the same one for all of them.
#[derive(Clone)]
struct Shared(Arc<World>);

impl StateReader for Shared {
    fn account(&self, address: &alloy_primitives::Address) -> Result<Option<Account>, StateError> {
        self.0.account(address)
    }

    fn storage(
        &self,
        address: &alloy_primitives::Address,
        slot: &alloy_primitives::U256,
    ) -> Result<alloy_primitives::U256, StateError> {
        self.0.storage(address, slot)
    }

    fn code(&self, hash: &alloy_primitives::B256) -> Result<alloy_primitives::Bytes, StateError> {
        self.0.code(hash)
    }

    fn block_hash(&self, number: u64) -> Result<alloy_primitives::B256, StateError> {
        self.0.block_hash(number)
    }
}

fn insert(c: &mut Criterion<CpuTime>) {
    let transactions = fixture::recovered(&fixture::transfers(fixture::BLOCK, 1_000_000));
    let state = Shared(Arc::new(World::new(fixture::BLOCK, 0, false)));
    let empty =
        || Pool::new(Arc::new(ChainSpec::dev()), PoolOptions::dev(), 16, state.clone(), GWEI);
    let mut group = c.benchmark_group("pool");
    group.throughput(Throughput::Elements(fixture::BLOCK as u64));
    group.sample_size(20);
    for batch in [1, 50] {
        group.bench_function(format!("insert in batches of {batch}"), |b| {
            b.iter_batched_ref(
                || (empty(), batches(&transactions, batch)),
                |(pool, batches)| {
                    for batch in batches.drain(..) {
                        for result in pool.insert(batch, Origin::Local) {
                            black_box(result.unwrap());
                        }
                    }
                },
                BatchSize::PerIteration,
            )
        });
    }
    group.finish();
}

fn batches(
    transactions: &[Arc<RecoveredTransaction>],
    size: usize,
) -> Vec<Vec<Arc<RecoveredTransaction>>> {
    transactions.chunks(size).map(<[_]>::to_vec).collect()
}

criterion_group! { name = benches; config = cpu::criterion(); targets = insert }
criterion_main!(benches);
