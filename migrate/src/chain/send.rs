//! A claim sent as a transaction, and waited for.

use std::time::Duration;

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{B256, Bytes, TxKind, U64, U256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use cybermiles_evm_precompiles::address::MIGRATION;
use serde::Deserialize;
use serde_json::json;

use super::{Chain, ChainError};

/// How often it is asked whether the transaction is in a block, and for how long.
const LOOK: Duration = Duration::from_millis(250);
const WAIT: Duration = Duration::from_secs(60);

/// A transaction that is in a block.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    transaction_hash: B256,
    block_number: U64,
    status: U64,
}

impl Receipt {
    /// The transaction.
    pub fn transaction(&self) -> B256 {
        self.transaction_hash
    }

    /// Its block.
    pub fn block(&self) -> u64 {
        self.block_number.to()
    }
}

impl Chain {
    /// Signs and sends a call to the Migration contract; the transaction's hash.
    ///
    /// # Errors
    /// [`ChainError::Refused`] with what the contract says, [`ChainError::Dear`] when it may cost more
    /// than `max_cost` wei, and [`ChainError::Poor`], before anything was sent.
    pub async fn send(
        &self,
        signer: &PrivateKeySigner,
        chain_id: u64,
        data: &Bytes,
        max_cost: U256,
    ) -> Result<B256, ChainError> {
        let from = signer.address();
        let call = json!([{ "from": from, "to": MIGRATION, "data": data }, "pending"]);
        let gas: U64 = self.ask("eth_estimateGas", &call).await?;
        let nonce: U64 = self.ask("eth_getTransactionCount", &json!([from, "pending"])).await?;
        let tip: U256 = self.ask("eth_maxPriorityFeePerGas", &json!([])).await?;
        let price = match self.head().await?.base_fee_per_gas {
            Some(price) => price,
            None => self.ask("eth_gasPrice", &json!([])).await?,
        };
        let tip: u128 = tip.saturating_to();
        // What a claim costs can change until the transaction is in a block.
        let gas_limit = gas.to::<u64>().saturating_mul(5) / 4;
        // Twice the price stays enough for six full blocks in a row.
        let max_fee = price.saturating_to::<u128>().saturating_mul(2).saturating_add(tip);
        let need = U256::from(gas_limit).saturating_mul(U256::from(max_fee));
        if need > max_cost {
            return Err(ChainError::Dear { need, most: max_cost });
        }
        let have = self.balance(from).await?;
        if have < need {
            return Err(ChainError::Poor { account: from, have, need });
        }
        let transaction = TxEip1559 {
            chain_id,
            nonce: nonce.to(),
            gas_limit,
            max_fee_per_gas: max_fee,
            max_priority_fee_per_gas: tip,
            to: TxKind::Call(MIGRATION),
            input: data.clone(),
            ..Default::default()
        };
        let signature = signer
            .sign_hash_sync(&transaction.signature_hash())
            .map_err(|err| self.unanswered(format!("the key does not sign: {err}")))?;
        let transaction = TxEnvelope::from(transaction.into_signed(signature));
        let hash = *transaction.tx_hash();
        let raw: Bytes = transaction.encoded_2718().into();
        match self.ask::<B256>("eth_sendRawTransaction", &json!([raw])).await {
            // The node may have it all the same, and that is found out by waiting.
            Ok(_) | Err(ChainError::Unanswered { .. }) => Ok(hash),
            Err(err) => Err(err),
        }
    }

    /// Waits until a transaction is in a block. A node that does not answer is asked again.
    ///
    /// # Errors
    /// [`ChainError::Failed`] when it did nothing there, [`ChainError::Pending`] after a minute.
    pub async fn wait(&self, transaction: B256) -> Result<Receipt, ChainError> {
        let ask = json!([transaction]);
        let wait = async {
            loop {
                match self.ask::<Option<Receipt>>("eth_getTransactionReceipt", &ask).await {
                    Ok(Some(receipt)) if receipt.status.is_zero() => {
                        return Err(ChainError::Failed(transaction));
                    }
                    Ok(Some(receipt)) => return Ok(receipt),
                    Ok(None) | Err(_) => tokio::time::sleep(LOOK).await,
                }
            }
        };
        let waited = tokio::time::timeout(WAIT, wait).await;
        waited.unwrap_or(Err(ChainError::Pending(transaction)))
    }
}
