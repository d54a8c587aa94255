//! From calldata to the function it names, and from its result to bytes.

use alloy_primitives::{Address, Bytes, FixedBytes, U256};
use alloy_sol_types::{SolCall, SolInterface, abi::AbiDecoderConfig};
use cybermiles_primitives::StateError;

use crate::{
    Call, Failure, Host, Result,
    abi::IPrecompile::{InvalidCalldata, UnknownSelector},
    gas,
};

/// A call as the EVM makes it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Who calls.
    pub caller: Address,
    /// Whose storage and balance the call is on.
    pub target: Address,
    /// Whose code was called; the target, unless the call is delegated.
    pub bytecode: Address,
    /// Wei sent; they have been moved already.
    pub value: U256,
    /// Calldata.
    pub data: &'a [u8],
    /// Gas limit.
    pub gas: u64,
    /// Under STATICCALL.
    pub is_static: bool,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It did what it should.
    Success,
    /// It was refused and undone; unused gas goes back.
    Revert,
    /// The gas ran out; it was undone.
    OutOfGas,
}

/// What a call gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// How it ended.
    pub status: Status,
    /// Gas used; all of it when it ran out.
    pub gas_used: u64,
    /// Gas to refund at the end of the transaction (EIP-3529); zero unless it succeeded.
    pub gas_refunded: i64,
    /// The ABI encoding of what it returned, or of the error.
    pub bytes: Bytes,
}

/// Whether a native precompile lives at `address`.
pub fn contains(address: Address) -> bool {
    function_at(address).is_some()
}

type Dispatch = fn(&mut Call<'_>, &[u8]) -> Result<Bytes>;

fn function_at(address: Address) -> Option<Dispatch> {
    match address {
        crate::address::IDENTITY => Some(crate::identity::dispatch),
        crate::address::CMT => Some(crate::cmt::dispatch),
        crate::address::CLOSING => Some(crate::closing::dispatch),
        crate::address::ESCROW => Some(crate::escrow::dispatch),
        crate::address::ARBITRATION => Some(crate::arbitration::dispatch),
        crate::address::GOVERNANCE => Some(crate::governance::dispatch),
        crate::address::STAKING => Some(crate::staking::dispatch),
        crate::address::MIGRATION => Some(crate::migration::dispatch),
        _ => None,
    }
}

/// Calls the precompile at `input.bytecode`; `None` when there is none. Whatever it did is undone
/// unless it succeeds.
///
/// # Errors
/// [`StateError`] when the node cannot read its state.
pub fn run(
    host: &mut dyn Host,
    input: &Input<'_>,
) -> std::result::Result<Option<Output>, StateError> {
    let Some(dispatch) = function_at(input.bytecode) else {
        return Ok(None);
    };
    host.checkpoint();
    let (result, gas) = enter(host, input, dispatch);
    if result.is_ok() {
        host.commit();
    } else {
        host.rollback();
    }
    let output = match result {
        Ok(bytes) => {
            let (gas_used, gas_refunded) = (gas.used(), gas.refund());
            Output { status: Status::Success, gas_used, gas_refunded, bytes }
        }
        Err(Failure::Revert(bytes)) => {
            Output { status: Status::Revert, gas_used: gas.used(), gas_refunded: 0, bytes }
        }
        Err(Failure::OutOfGas) => {
            let bytes = Bytes::new();
            Output { status: Status::OutOfGas, gas_used: input.gas, gas_refunded: 0, bytes }
        }
        Err(Failure::State(error)) => return Err(error),
    };
    Ok(Some(output))
}

fn enter(host: &mut dyn Host, input: &Input<'_>, dispatch: Dispatch) -> (Result<Bytes>, gas::Gas) {
    match Call::open(host, input) {
        Ok(mut call) => {
            let result = dispatch(&mut call, input.data);
            (result, *call.gas())
        }
        Err(failure) => (Err(failure), gas::Gas::new(input.gas)),
    }
}

/// The function and arguments in `data`.
///
/// What the decoder counts of its memory is never more than `data` has bytes, which is what was
/// charged for, so that all of it is a small multiple of that: an array whose elements all point at
/// the same long bytes is refused. What it counts is part of the rules: its version is pinned.
///
/// # Errors
/// `UnknownSelector`; `InvalidCalldata` when it is too short, or a value does not fit its type.
pub(crate) fn decode<I: SolInterface>(call: &mut Call<'_>, data: &[u8]) -> Result<I> {
    call.charge(gas::CALLDATA_WORD.saturating_mul(gas::words(data.len())))?;
    let (selector, arguments) = data.split_first_chunk::<4>().ok_or(InvalidCalldata {})?;
    if !I::valid_selector(*selector) {
        return Err(UnknownSelector { selector: FixedBytes(*selector) }.into());
    }
    let config = AbiDecoderConfig::new().validate(true).memory_limit(data.len());
    I::abi_decode_raw_with_config(*selector, arguments, config)
        .map_err(|_| InvalidCalldata {}.into())
}

/// Runs a `view` function: no value, no writes.
///
/// # Errors
/// Those of `function`; `ValueNotAllowed`.
pub(crate) fn view<C: SolCall>(
    call: &mut Call<'_>,
    arguments: C,
    function: impl FnOnce(&mut Call<'_>, C) -> Result<C::Return>,
) -> Result<Bytes> {
    call.refuse_value()?;
    call.forbid_writes();
    let returned = function(call, arguments)?;
    Ok(C::abi_encode_returns(&returned).into())
}

/// Runs a function that changes state and takes no value.
///
/// # Errors
/// Those of `function`; `StaticCallNotAllowed`, `ValueNotAllowed`.
pub(crate) fn mutate<C: SolCall>(
    call: &mut Call<'_>,
    arguments: C,
    function: impl FnOnce(&mut Call<'_>, C) -> Result<C::Return>,
) -> Result<Bytes> {
    call.refuse_value()?;
    payable(call, arguments, function)
}

/// Runs a function that changes state and may take value.
///
/// # Errors
/// Those of `function`; `StaticCallNotAllowed`.
pub(crate) fn payable<C: SolCall>(
    call: &mut Call<'_>,
    arguments: C,
    function: impl FnOnce(&mut Call<'_>, C) -> Result<C::Return>,
) -> Result<Bytes> {
    call.refuse_static()?;
    let returned = function(call, arguments)?;
    Ok(C::abi_encode_returns(&returned).into())
}
