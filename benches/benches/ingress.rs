//! From bytes to a transaction with its sender; the peer is k256, which alloy recovers with unless
//! told otherwise.

#![allow(missing_docs, reason = "criterion's macros declare public functions")]

use std::hint::black_box;

use alloy_consensus::TxEnvelope;
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{Address, B256, Signature, keccak256};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use cybermiles_benches::micro::{
    cpu::{self, CpuTime},
    fixture,
};
use cybermiles_primitives::{RecoveredTransaction, spec::DEV_CHAIN_ID, transaction};

const COUNT: usize = 1_000;

fn decode(c: &mut Criterion<CpuTime>) {
    let encoded = fixture::transfers(COUNT, 1_000_000);
    let mut group = c.benchmark_group("decode");
    group.throughput(Throughput::Elements(COUNT as u64));
    group.bench_function("decode and hash", |b| {
        b.iter(|| {
            for bytes in &encoded {
                let transaction = transaction::decode(black_box(bytes)).unwrap();
                black_box(*transaction.tx_hash());
            }
        })
    });
    group.bench_function("limit: alloy decode without hash", |b| {
        b.iter(|| {
            for bytes in &encoded {
                black_box(TxEnvelope::decode_2718(&mut &bytes[..]).unwrap());
            }
        })
    });
    group.finish();
}

fn recovery(c: &mut Criterion<CpuTime>) {
    let encoded = fixture::transfers(COUNT, 1_000_000);
    let decoded: Vec<_> = encoded.iter().map(|b| transaction::decode(b).unwrap()).collect();
    let signed: Vec<(Signature, B256)> =
        decoded.iter().map(|tx| (*tx.signature(), tx.signature_hash())).collect();
    for (signature, hash) in &signed {
        assert_eq!(transaction::recover_address(signature, *hash), Some(k256(signature, *hash)));
    }
    let mut group = c.benchmark_group("sender recovery");
    group.throughput(Throughput::Elements(COUNT as u64));
    group.bench_function("recover", |b| {
        b.iter(|| {
            for transaction in &decoded {
                black_box(transaction::recover_sender(black_box(transaction)).unwrap());
            }
        })
    });
    group.bench_function("peer: k256", |b| {
        b.iter(|| {
            for (signature, hash) in &signed {
                black_box(k256(black_box(signature), *hash));
            }
        })
    });
    group.bench_function("bytes to sender", |b| {
        b.iter(|| {
            for bytes in &encoded {
                black_box(RecoveredTransaction::decode(bytes.clone(), DEV_CHAIN_ID).unwrap());
            }
        })
    });
    group.finish();
}

fn k256(signature: &Signature, hash: B256) -> Address {
    use k256::ecdsa::{RecoveryId, VerifyingKey};
    let id = RecoveryId::new(signature.v(), false);
    let parsed = k256::ecdsa::Signature::from_scalars(
        signature.r().to_be_bytes::<32>(),
        signature.s().to_be_bytes::<32>(),
    )
    .unwrap();
    let key = VerifyingKey::recover_from_prehash(hash.as_slice(), &parsed, id).unwrap();
    Address::from_word(keccak256(&key.to_encoded_point(false).as_bytes()[1..]))
}

criterion_group! { name = benches; config = cpu::criterion(); targets = decode, recovery }
criterion_main!(benches);
