//! Transactions and receipts roots of a block of 20,000; the peer is alloy.

#![allow(missing_docs, reason = "criterion's macros declare public functions")]

use std::hint::black_box;

use alloy_consensus::{Eip2718EncodableReceipt, TxReceipt, TxType, proofs};
use alloy_primitives::{B256, Bytes, Log, keccak256};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cybermiles_benches::micro::{
    cpu::{self, CpuTime},
    fixture,
};
use cybermiles_primitives::{Receipt, transaction};
use cybermiles_storage::{KeccakMode, ordered_root};

fn transactions(c: &mut Criterion<CpuTime>) {
    let encoded = fixture::transfers(fixture::BLOCK, 1_000_000);
    let decoded: Vec<_> = encoded.iter().map(|b| transaction::decode(b).unwrap()).collect();
    let append = |index: usize, bytes: &mut Vec<u8>| bytes.extend_from_slice(&encoded[index]);
    let own = || ordered_root(encoded.len(), append, KeccakMode::best());
    assert_eq!(own(), proofs::calculate_transaction_root(&decoded));
    let mut group = c.benchmark_group("transactions root");
    group.throughput(Throughput::Elements(encoded.len() as u64));
    group.sample_size(20);
    group.bench_function("ordered_root", |b| b.iter(|| black_box(own())));
    group.bench_function("peer: alloy", |b| {
        b.iter(|| black_box(proofs::calculate_transaction_root(&decoded)))
    });
    group.finish();
}

fn receipts(c: &mut Criterion<CpuTime>) {
    for (name, logs) in [("receipts root, no logs", false), ("receipts root, one log", true)] {
        let receipts: Vec<Receipt> = (0..fixture::BLOCK).map(|i| receipt(i, logs)).collect();
        let own = || {
            let append = |index: usize, bytes: &mut Vec<u8>| {
                let receipt = &receipts[index];
                receipt.eip2718_encode_with_bloom(&receipt.bloom(), bytes);
            };
            ordered_root(receipts.len(), append, KeccakMode::best())
        };
        let peer = || {
            let with_bloom: Vec<_> = receipts.iter().map(TxReceipt::with_bloom_ref).collect();
            proofs::calculate_receipt_root(&with_bloom)
        };
        assert_eq!(own(), peer());
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(receipts.len() as u64));
        group.sample_size(20);
        group.bench_function("ordered_root", |b| b.iter(|| black_box(own())));
        group.bench_function("peer: alloy", |b| b.iter(|| black_box(peer())));
        group.finish();
    }
}

/// The receipt of a transfer, of CMT or of the token.
fn receipt(index: usize, log: bool) -> Receipt {
    let topics: Vec<B256> = vec![
        keccak256("Transfer(address,address,uint256)"),
        fixture::account(index).into_word(),
        fixture::account(index + 1).into_word(),
    ];
    let transfer = Log::new_unchecked(fixture::TOKEN, topics, Bytes::from(vec![1; 32]));
    Receipt {
        tx_type: TxType::Eip1559,
        success: true,
        cumulative_gas_used: 34_000 * (index as u64 + 1),
        logs: if log { vec![transfer] } else { Vec::new() },
    }
}

criterion_group! { name = benches; config = cpu::criterion(); targets = transactions, receipts }
criterion_main!(benches);
