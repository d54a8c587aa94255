//! The transactions of a run, signed and encoded into request bodies before the clock starts.

use alloy_consensus::TxEip1559;
use alloy_primitives::{Address, B256, TxKind, U256, hex, keccak256};
use cybermiles_evm_precompiles::address::ESCROW;
use hyper::body::Bytes;
use rayon::prelude::*;

use super::{
    order,
    plan::{Plan, Workload},
    setup::{BULK_BYTES, Ready, template},
    token,
    wallet::Wallet,
};

/// One request.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The encoded JSON batch; each call's id is the index of its transaction in the run.
    pub body: Bytes,
    /// Hashes of its transactions, in order.
    pub hashes: Vec<B256>,
    /// Index of its first transaction in the run.
    pub first: usize,
    /// Its place in the schedule: how many transactions of the run are due before it.
    pub due_after: usize,
}

/// Signs and encodes the run. Each lane is one connection's requests, in order.
///
/// A sender belongs to one lane, so that its transactions arrive in nonce order whatever the other
/// connections do.
pub fn encode(plan: &Plan, ready: &Ready) -> Vec<Vec<Batch>> {
    let recipients: Vec<Address> = (0..plan.recipients).into_par_iter().map(recipient).collect();
    let lanes = plan.in_flight;
    let sizes: Vec<usize> = (0..lanes)
        .map(|lane| plan.count / lanes + usize::from(lane < plan.count % lanes))
        .collect();
    let firsts: Vec<usize> = sizes
        .iter()
        .scan(0, |sum, size| {
            let first = *sum;
            *sum += size;
            Some(first)
        })
        .collect();
    (0..lanes)
        .into_par_iter()
        .map(|lane| {
            let senders = ready.senders.iter().skip(lane).step_by(lanes).cloned().collect();
            encode_lane(
                plan,
                ready,
                senders,
                &recipients,
                lane,
                firsts[lane]..firsts[lane] + sizes[lane],
            )
        })
        .collect()
}

fn recipient(index: usize) -> Address {
    Address::from_word(keccak256(format!("load recipient {index}")))
}

fn encode_lane(
    plan: &Plan,
    ready: &Ready,
    mut senders: Vec<Wallet>,
    recipients: &[Address],
    lane: usize,
    range: std::ops::Range<usize>,
) -> Vec<Batch> {
    let template = template(ready.chain_id, plan);
    let indexes: Vec<usize> = range.collect();
    let batches = indexes.chunks(plan.batch).enumerate().map(|(position, chunk)| {
        let mut body = String::with_capacity(chunk.len() * 420);
        let mut hashes = Vec::with_capacity(chunk.len());
        for (offset, index) in chunk.iter().enumerate() {
            let sender = (position * plan.batch + offset) % senders.len();
            let to = recipients[index % recipients.len()];
            let seller = senders[sender].address;
            let wanted = transaction(&template, plan.workload, ready, *index, (seller, to));
            let signed = senders[sender].sign(wanted);
            hashes.push(signed.hash);
            body.push(if offset == 0 { '[' } else { ',' });
            body.push_str(&format!(
                r#"{{"jsonrpc":"2.0","id":{index},"method":"eth_sendRawTransaction","params":["{}"]}}"#,
                hex::encode_prefixed(&signed.encoded)
            ));
        }
        body.push(']');
        let due_after = (position * plan.in_flight + lane) * plan.batch;
        Batch { body: body.into(), hashes, first: chunk[0], due_after }
    });
    batches.collect()
}

/// What transaction `index` of the run does, from whom to whom.
fn transaction(
    template: &TxEip1559,
    workload: Workload,
    ready: &Ready,
    index: usize,
    (from, to): (Address, Address),
) -> TxEip1559 {
    let workload = match (workload, index % 3) {
        (Workload::Mixed, 0) => Workload::Transfers,
        (Workload::Mixed, 1) => Workload::Erc20,
        (workload, _) => workload,
    };
    let plain = TxEip1559 { to: TxKind::Call(to), value: U256::from(1), ..template.clone() };
    let call = |to, input| TxEip1559 { to: TxKind::Call(to), input, ..template.clone() };
    match (workload, ready.token) {
        (Workload::Erc20, Some(token)) => call(token, token::transfer(to, U256::from(1))),
        (Workload::Mixed, _) => call(ESCROW, order::offer(from, to, index as u64, ready.now)),
        (Workload::Bulk, _) => TxEip1559 { input: vec![0x7e; BULK_BYTES].into(), ..plain },
        (Workload::Transfers | Workload::Erc20, _) => plain,
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Duration};

    use alloy_consensus::Transaction;
    use cybermiles_primitives::RecoveredTransaction;

    use super::*;
    use crate::load::plan::Transport;

    fn plan(count: usize, senders: usize, batch: usize, in_flight: usize) -> Plan {
        Plan {
            workload: Workload::Transfers,
            transport: Transport::Http,
            count,
            senders,
            recipients: 10,
            batch,
            in_flight,
            rate: None,
            max_fee_gwei: 100,
            timeout: Duration::from_secs(10),
        }
    }

    #[test]
    fn every_transaction_is_there_once_and_in_nonce_order_on_its_connection() {
        let plan = plan(1_003, 37, 50, 4);
        plan.check().unwrap();
        let senders = (0..plan.senders).map(|index| Wallet::sender(index).unwrap()).collect();
        let client_version = String::new();
        let ready = Ready { chain_id: 1337, client_version, senders, token: None, now: 0 };
        let mut seen = vec![false; plan.count];
        let mut lane_of = BTreeMap::new();
        for (lane, batches) in encode(&plan, &ready).iter().enumerate() {
            let mut nonces = BTreeMap::<Address, u64>::new();
            for batch in batches {
                let calls: Vec<serde_json::Value> = serde_json::from_slice(&batch.body).unwrap();
                assert_eq!(calls.len(), batch.hashes.len());
                for (offset, call) in calls.iter().enumerate() {
                    let index = call["id"].as_u64().unwrap() as usize;
                    assert_eq!(index, batch.first + offset);
                    assert!(!std::mem::replace(&mut seen[index], true));
                    let raw = hex::decode(call["params"][0].as_str().unwrap()).unwrap();
                    let tx = RecoveredTransaction::decode(raw.into(), 1337).unwrap();
                    assert_eq!(tx.hash, batch.hashes[offset]);
                    assert_eq!(*lane_of.entry(tx.sender()).or_insert(lane), lane);
                    let next = nonces.entry(tx.sender()).or_default();
                    assert_eq!(tx.transaction.nonce(), *next);
                    *next += 1;
                }
            }
        }
        assert!(seen.iter().all(|seen| *seen));
    }
}
