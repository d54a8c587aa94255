//! One transaction through the EVM.

use alloy_consensus::{Transaction, TxEnvelope};
use alloy_eips::eip7702::{RecoveredAuthority, RecoveredAuthorization, SignedAuthorization};
use alloy_evm::{Evm as _, eth::EthEvmContext};
use alloy_primitives::{Address, Signature, U256};
use cybermiles_primitives::{RecoveredTransaction, StateReader, transaction::recover_address};
use revm::{
    Inspector,
    context::{Cfg, JournalTr, TxEnv},
    context_interface::{
        either::Either,
        result::{EVMError, ExecutionResult, InvalidTransaction, ResultAndState},
    },
};

use crate::{
    TransactionRejected,
    evm::{DatabaseError, Environment, Evm, StateDatabase},
};

/// The fields of `transaction` as the EVM takes them. The authorities of a set-code transaction
/// (EIP-7702) are recovered here.
///
/// # Errors
/// [`TransactionRejected::Blob`].
pub fn fields(transaction: &RecoveredTransaction) -> Result<TxEnv, TransactionRejected> {
    let envelope = transaction.transaction.inner();
    if matches!(envelope, TxEnvelope::Eip4844(_)) {
        return Err(TransactionRejected::Blob);
    }
    Ok(TxEnv {
        tx_type: envelope.tx_type() as u8,
        caller: transaction.sender(),
        gas_limit: envelope.gas_limit(),
        gas_price: envelope.max_fee_per_gas(),
        kind: envelope.kind(),
        value: envelope.value(),
        data: envelope.input().clone(),
        nonce: envelope.nonce(),
        chain_id: envelope.chain_id(),
        access_list: envelope.access_list().cloned().unwrap_or_default(),
        gas_priority_fee: envelope.max_priority_fee_per_gas(),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: envelope
            .authorization_list()
            .unwrap_or_default()
            .iter()
            .map(|authorization| Either::Right(recover_authorization(authorization)))
            .collect(),
    })
}

/// Who signed `authorization`, recovered with libsecp256k1. One that nobody signed stays in the
/// list: it is paid for and skipped (EIP-7702).
pub fn recover_authorization(authorization: &SignedAuthorization) -> RecoveredAuthorization {
    let authority =
        authority(authorization).map_or(RecoveredAuthority::Invalid, RecoveredAuthority::Valid);
    RecoveredAuthorization::new_unchecked(authorization.inner().clone(), authority)
}

fn authority(authorization: &SignedAuthorization) -> Option<Address> {
    let odd = match authorization.y_parity() {
        0 => false,
        1 => true,
        _ => return None,
    };
    let signature = Signature::new(authorization.r(), authorization.s(), odd);
    // A high `s` is refused (EIP-2).
    if signature.normalize_s().is_some() {
        return None;
    }
    recover_address(&signature, authorization.signature_hash())
}

/// Executes one transaction and keeps what it changed in the EVM's overlay.
///
/// # Errors
/// [`TransactionRejected`]; nothing has changed then.
pub fn execute<'a, R: StateReader, I>(
    evm: &mut Evm<'a, R, I>,
    fields: TxEnv,
) -> Result<ExecutionResult, TransactionRejected>
where
    I: Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    let ResultAndState { result, state } = run(evm, fields)?;
    let database = evm.db_mut();
    database.overlay.commit(state, database.state)?;
    Ok(result)
}

/// Executes one transaction and changes nothing.
///
/// # Errors
/// [`TransactionRejected`].
pub fn run<'a, R: StateReader, I>(
    evm: &mut Evm<'a, R, I>,
    fields: TxEnv,
) -> Result<ResultAndState, TransactionRejected>
where
    I: Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    // Kept for the error message; the lists, which are not in it, are not copied.
    let summary = Summary::of(&fields);
    evm.transact_raw(fields).map_err(|err| {
        // What the refused transaction loaded must not make the next one's accesses cheaper.
        let _ = evm.ctx_mut().journaled_state.finalize();
        rejected(err, &summary, &Environment::new(evm.cfg.clone(), evm.block.clone()))
    })
}

/// What error messages say about a transaction.
struct Summary {
    sender: Address,
    chain_id: Option<u64>,
    gas_limit: u64,
    fee_cap: u128,
    tip: Option<u128>,
    data_len: usize,
}

impl Summary {
    fn of(fields: &TxEnv) -> Self {
        Self {
            sender: fields.caller,
            chain_id: fields.chain_id,
            gas_limit: fields.gas_limit,
            fee_cap: fields.gas_price,
            tip: fields.gas_priority_fee,
            data_len: fields.data.len(),
        }
    }
}

fn rejected(
    err: EVMError<DatabaseError>,
    transaction: &Summary,
    environment: &Environment,
) -> TransactionRejected {
    match err {
        EVMError::Transaction(invalid) => invalid_transaction(invalid, transaction, environment),
        EVMError::Database(DatabaseError(err)) => TransactionRejected::Fatal(err),
        EVMError::Header(err) => TransactionRejected::Internal(err.to_string()),
        EVMError::Custom(err) => TransactionRejected::Internal(err),
        EVMError::CustomAny(err) => TransactionRejected::Internal(err.to_string()),
    }
}

fn invalid_transaction(
    invalid: InvalidTransaction,
    transaction: &Summary,
    environment: &Environment,
) -> TransactionRejected {
    use InvalidTransaction as Invalid;
    use TransactionRejected as Rejected;
    let sender = transaction.sender;
    match invalid {
        Invalid::NonceTooLow { tx, state } => {
            Rejected::NonceTooLow { sender, have: tx, want: state }
        }
        Invalid::NonceTooHigh { tx, state } => {
            Rejected::NonceTooHigh { sender, have: tx, want: state }
        }
        Invalid::NonceOverflowInTransaction => Rejected::NonceExhausted { sender },
        Invalid::LackOfFundForMaxFee { fee, balance } => {
            Rejected::InsufficientFunds { sender, have: *balance, want: *fee }
        }
        Invalid::OverflowPaymentInTransaction => Rejected::CostOverflow { sender },
        Invalid::GasPriceLessThanBasefee => Rejected::FeeCapTooLow {
            sender,
            have: transaction.fee_cap,
            want: environment.block_env.basefee,
        },
        Invalid::PriorityFeeGreaterThanMaxFee => Rejected::TipAboveFeeCap {
            sender,
            tip: transaction.tip.unwrap_or_default(),
            fee_cap: transaction.fee_cap,
        },
        Invalid::CallGasCostMoreThanGasLimit { initial_gas, gas_limit } => {
            Rejected::IntrinsicGas { have: gas_limit, want: initial_gas }
        }
        Invalid::GasFloorMoreThanGasLimit { gas_floor, gas_limit } => {
            Rejected::FloorGas { have: gas_limit, want: gas_floor }
        }
        Invalid::CallerGasLimitMoreThanBlock => Rejected::GasLimitExceedsBlock {
            have: transaction.gas_limit,
            left: environment.block_env.gas_limit,
        },
        Invalid::TxGasLimitGreaterThanCap { gas_limit, cap } => {
            Rejected::GasLimitAboveCap { have: gas_limit, cap }
        }
        Invalid::RejectCallerWithCode => Rejected::SenderHasCode { sender },
        Invalid::CreateInitCodeSizeLimit => Rejected::InitcodeTooLarge {
            have: transaction.data_len,
            limit: environment.cfg_env.max_initcode_size(),
        },
        Invalid::InvalidChainId | Invalid::MissingChainId => {
            Rejected::WrongChain { have: transaction.chain_id, want: environment.cfg_env.chain_id }
        }
        Invalid::EmptyAuthorizationList => Rejected::EmptyAuthorizations { sender },
        other => Rejected::Unsupported(other.to_string()),
    }
}

/// The most `fields` may cost its sender, in wei: `gas limit × fee cap + value`; `None` when it
/// does not fit 256 bits.
pub fn max_cost(fields: &TxEnv) -> Option<U256> {
    U256::from(fields.gas_limit)
        .checked_mul(U256::from(fields.gas_price))?
        .checked_add(fields.value)
}
