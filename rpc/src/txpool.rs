//! The `txpool_` methods: what waits to be included.

use std::{collections::BTreeMap, sync::Arc};

use alloy_consensus::Transaction as _;
use alloy_primitives::Address;
use alloy_rpc_types_txpool::{
    TxpoolContent, TxpoolContentFrom, TxpoolInspect, TxpoolInspectSummary, TxpoolStatus,
};
use cybermiles_primitives::RecoveredTransaction;

use crate::{
    api::Api,
    convert::{self, RpcTransaction},
    methods::{Job, Table},
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.quick("txpool_status", |api, params| {
        params.end()?;
        let status = api.chain.pool().status();
        Ok(TxpoolStatus { pending: status.pending as u64, queued: status.queued as u64 })
    });
    table.job("txpool_content", |_, params| {
        params.end()?;
        Ok(Job::read(|api| {
            let [pending, queued] = list(api, convert::pooled);
            Ok(TxpoolContent { pending, queued })
        }))
    });
    table.job("txpool_inspect", |_, params| {
        params.end()?;
        Ok(Job::read(|api| {
            let summary = |pooled: &RecoveredTransaction| {
                let transaction = pooled.transaction.inner();
                TxpoolInspectSummary {
                    to: transaction.to(),
                    value: transaction.value(),
                    gas: transaction.gas_limit(),
                    gas_price: transaction.max_fee_per_gas(),
                }
            };
            let [pending, queued] = list(api, summary);
            Ok(TxpoolInspect { pending, queued })
        }))
    });
    table.job("txpool_contentFrom", |_, mut params| {
        let sender = params.required::<Address>("address")?;
        params.end()?;
        Ok(Job::read(move |api| {
            let mut content = api.chain.pool().content_of(&sender);
            let by_nonce = |side: &mut BTreeMap<Address, Vec<Arc<RecoveredTransaction>>>| {
                let of_sender = side.remove(&sender).unwrap_or_default();
                of_sender.iter().map(|tx| (nonce(tx), convert::pooled(tx))).collect()
            };
            Ok(TxpoolContentFrom::<RpcTransaction> {
                pending: by_nonce(&mut content.pending),
                queued: by_nonce(&mut content.queued),
            })
        }))
    });
}

type BySender<T> = BTreeMap<Address, BTreeMap<String, T>>;

/// Both halves of the pool, as `show` shows a transaction, cut off at the bound.
fn list<T>(api: &Api, show: impl Fn(&RecoveredTransaction) -> T) -> [BySender<T>; 2] {
    let content = api.chain.pool().content();
    let mut left = api.limits.pool_listed;
    [content.pending, content.queued].map(|half| {
        let mut shown = BySender::new();
        for (sender, transactions) in half {
            let of_sender: BTreeMap<_, _> =
                transactions.iter().take(left).map(|tx| (nonce(tx), show(tx))).collect();
            left -= of_sender.len();
            if !of_sender.is_empty() {
                shown.insert(sender, of_sender);
            }
        }
        shown
    })
}

fn nonce(transaction: &RecoveredTransaction) -> String {
    transaction.transaction.nonce().to_string()
}
