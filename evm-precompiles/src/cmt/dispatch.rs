//! The functions of `ICMT`, each to its rule.

use alloy_primitives::{B256, Bytes, U256};

use super::{
    DECIMALS, NAME, SYMBOL,
    allowance::{allowance, approve, permit, spend},
    nonces,
    supply::burn,
    total_burned, total_supply,
    transfer::transfer,
};
use crate::{
    Call, Result,
    abi::ICMT::{ICMTCalls, eip712DomainReturn},
    address::DOMAIN_VERSION,
    dispatch::{decode, mutate, view},
    signature::DOMAIN_FIELDS,
};

pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    match decode::<ICMTCalls>(call, data)? {
        ICMTCalls::name(c) => view(call, c, |_, _| Ok(NAME.into())),
        ICMTCalls::symbol(c) => view(call, c, |_, _| Ok(SYMBOL.into())),
        ICMTCalls::decimals(c) => view(call, c, |_, _| Ok(DECIMALS)),
        ICMTCalls::totalSupply(c) => view(call, c, |call, _| total_supply().get(call)),
        ICMTCalls::totalBurned(c) => view(call, c, |call, _| total_burned().get(call)),
        ICMTCalls::balanceOf(c) => view(call, c, |call, c| call.balance(c.account)),
        ICMTCalls::allowance(c) => view(call, c, |call, c| allowance(call, c.owner, c.spender)),
        ICMTCalls::nonces(c) => view(call, c, |call, c| nonces().at(call, c.owner)?.get(call)),
        ICMTCalls::DOMAIN_SEPARATOR(c) => view(call, c, |call, _| call.domain_separator()),
        ICMTCalls::eip712Domain(c) => view(call, c, |call, _| Ok(domain(call))),
        ICMTCalls::transfer(c) => mutate(call, c, |call, c| {
            transfer(call, call.caller(), c.to, c.value)?;
            Ok(true)
        }),
        ICMTCalls::approve(c) => mutate(call, c, |call, c| {
            approve(call, call.caller(), c.spender, c.value)?;
            Ok(true)
        }),
        ICMTCalls::transferFrom(c) => mutate(call, c, |call, c| {
            spend(call, c.from, call.caller(), c.value)?;
            transfer(call, c.from, c.to, c.value)?;
            Ok(true)
        }),
        ICMTCalls::burn(c) => {
            mutate(call, c, |call, c| burn(call, call.caller(), c.value).map(Into::into))
        }
        ICMTCalls::permit(c) => mutate(call, c, |call, c| permit(call, &c).map(Into::into)),
    }
}

fn domain(call: &Call<'_>) -> eip712DomainReturn {
    eip712DomainReturn {
        fields: DOMAIN_FIELDS,
        name: NAME.into(),
        version: DOMAIN_VERSION.into(),
        chainId: U256::from(call.chain_id()),
        verifyingContract: call.account(),
        salt: B256::ZERO,
        extensions: Vec::new(),
    }
}
