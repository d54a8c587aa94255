//! What a transaction should pay.

use alloy_eips::BlockNumberOrTag;
use alloy_primitives::{U64, U128};
use alloy_rpc_types_eth::FeeHistory;
use cybermiles_chain::FeeHistoryError;
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::{
    api::Api,
    error::RpcError,
    methods::{Job, Table},
    params::Params,
};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.quick("eth_gasPrice", |api, params| {
        params.end()?;
        Ok(U128::from(api.chain.gas_price()))
    });
    table.quick("eth_maxPriorityFeePerGas", |api, params| {
        params.end()?;
        Ok(U128::from(api.chain.suggested_tip()))
    });
    table.quick("eth_baseFee", |api, params| {
        params.end()?;
        Ok(U64::from(api.chain.next_base_fee()))
    });
    // Blob transactions are refused; the price that `BLOBBASEFEE` sees is the lowest there is.
    table.quick("eth_blobBaseFee", |_, params| {
        params.end()?;
        Ok(U64::from(1))
    });
    table.job("eth_feeHistory", history);
}

fn history(_: &Api, mut params: Params<'_>) -> Result<Job<FeeHistory>, RpcError> {
    let Count(count) = params.required("block count")?;
    let newest = params.required::<BlockNumberOrTag>("newest block")?;
    let percentiles = params.optional::<Vec<f64>>("reward percentiles")?;
    params.end()?;
    Ok(Job::read(move |api| Ok(api.chain.fee_history(count, newest, percentiles.as_deref())?)))
}

impl From<FeeHistoryError> for RpcError {
    fn from(error: FeeHistoryError) -> Self {
        let message = error.to_string();
        match error {
            FeeHistoryError::TooManyPercentiles { .. }
            | FeeHistoryError::Percentile { .. }
            | FeeHistoryError::NotAscending { .. } => Self::Params(message),
            _ => Self::Server(message),
        }
    }
}

/// A count: ethers sends hex, others a plain number.
struct Count(u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(u64),
            Text(String),
        }
        let text = match Either::deserialize(deserializer) {
            Ok(Either::Number(number)) => return Ok(Self(number)),
            Ok(Either::Text(text)) => text,
            Err(_) => return Err(D::Error::custom("expected a number or a hex quantity")),
        };
        let parsed = match text.strip_prefix("0x") {
            Some(digits) => u64::from_str_radix(digits, 16),
            None => text.parse(),
        };
        parsed.map(Self).map_err(|_| D::Error::custom("expected a number or a hex quantity"))
    }
}
