//! Making a block of 20,000 transfers durable: state root, log record, indexes, one sync.

#![allow(missing_docs, reason = "criterion's macros declare public functions")]

use std::sync::Arc;

use criterion::{
    Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
    measurement::{Measurement, WallTime},
};
use cybermiles_benches::micro::{
    cpu, fixture,
    ledger::{START, balance, change, commit, open, populate},
};

const ACCOUNTS: usize = 1_000_000;

fn measure<M: Measurement>(c: &mut Criterion<M>, name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    populate(&store, ACCOUNTS).unwrap();
    let transactions = fixture::recovered(&fixture::transfers(fixture::BLOCK, ACCOUNTS));
    let touched = || (0..2 * fixture::BLOCK).map(|index| index * 25 % ACCOUNTS);
    let (before, after) = (Some(balance(START)), Some(balance(START - 1)));
    let diffs =
        [Arc::new(change(touched(), before, after)), Arc::new(change(touched(), after, before))];
    let mut turn = 0;
    let mut group = c.benchmark_group("log");
    group.throughput(Throughput::Elements(fixture::BLOCK as u64));
    group.sample_size(20);
    group.sampling_mode(SamplingMode::Flat);
    group.bench_function(name, |b| {
        b.iter(|| {
            commit(&store, Arc::clone(&diffs[turn % 2]), &transactions).unwrap();
            turn += 1;
        })
    });
    group.finish();
    store.close().unwrap();
}

fn cpu_time(c: &mut Criterion<cpu::CpuTime>) {
    measure(c, "stage and commit, CPU");
}

fn wall_time(c: &mut Criterion<WallTime>) {
    measure(c, "stage and commit, wall");
}

criterion_group! { name = cpu_benches; config = cpu::criterion(); targets = cpu_time }
criterion_group!(wall_benches, wall_time);
criterion_main!(cpu_benches, wall_benches);
