//! What a claimant signs, as every wallet reads it: EIP-712 typed data in JSON.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{Eip712Domain, SolStruct};
use cybermiles_evm_precompiles::abi::IMigration::Claim;
use serde_json::{Value, json};

use crate::{
    amount::{parse_address, parse_wei},
    classify::recover_digest,
};

/// Why a file is not a claim to be signed on this chain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TypedError {
    /// It cannot be read.
    #[error("{0}; expected what `cmt-migrate claim` prints without a key")]
    Form(String),
    /// It is for another chain or contract, or has been changed.
    #[error(
        "{0} differs from what this chain has claims signed with; print the claim anew and sign that"
    )]
    Other(&'static str),
}

const FIELDS: [(&str, &str); 7] = [
    ("account", "address"),
    ("amount", "uint256"),
    ("recipient", "address"),
    ("maxFee", "uint256"),
    ("snapshot", "bytes32"),
    ("nonce", "uint256"),
    ("deadline", "uint256"),
];

const DOMAIN: [(&str, &str); 4] = [
    ("name", "string"),
    ("version", "string"),
    ("chainId", "uint256"),
    ("verifyingContract", "address"),
];

/// The typed data of a claim. Amounts are text: a wallet's JavaScript would round them. The chain's
/// id is a number, as all wallets expect it.
pub fn typed_data(domain: &Eip712Domain, claim: &Claim) -> Value {
    let fields = |list: &[(&str, &str)]| -> Vec<Value> {
        list.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect()
    };
    json!({
        "types": { "EIP712Domain": fields(&DOMAIN), "Claim": fields(&FIELDS) },
        "primaryType": "Claim",
        "domain": {
            "name": domain.name,
            "version": domain.version,
            "chainId": domain.chain_id.unwrap_or_default().saturating_to::<u64>(),
            "verifyingContract": domain.verifying_contract,
        },
        "message": {
            "account": claim.account,
            "amount": claim.amount.to_string(),
            "recipient": claim.recipient,
            "maxFee": claim.maxFee.to_string(),
            "snapshot": claim.snapshot,
            "nonce": claim.nonce.to_string(),
            "deadline": claim.deadline.to_string(),
        },
    })
}

/// Reads the claim of typed data, and holds everything around it against the chain's domain.
///
/// # Errors
/// [`TypedError`] naming the field.
pub fn read_typed(value: &Value, domain: &Eip712Domain) -> Result<Claim, TypedError> {
    let message = value.get("message").ok_or_else(|| TypedError::Form("no `message`".into()))?;
    let text = |name: &str| {
        let found = message.get(name).and_then(Value::as_str);
        found.ok_or_else(|| TypedError::Form(format!("`message.{name}` is no text")))
    };
    let wrong = |name: &str, what: String| TypedError::Form(format!("`message.{name}`: {what}"));
    let address =
        |name: &str| parse_address(text(name)?).map_err(|err| wrong(name, err.to_string()));
    let number = |name: &str| parse_wei(text(name)?).map_err(|err| wrong(name, err.to_string()));
    let claim = Claim {
        account: address("account")?,
        amount: number("amount")?,
        recipient: address("recipient")?,
        maxFee: number("maxFee")?,
        snapshot: text("snapshot")?
            .parse::<B256>()
            .map_err(|err| wrong("snapshot", err.to_string()))?,
        nonce: number("nonce")?,
        deadline: number("deadline")?,
    };
    let expected = typed_data(domain, &claim);
    for part in ["types", "primaryType", "domain"] {
        if value.get(part) != expected.get(part) {
            return Err(TypedError::Other(part));
        }
    }
    Ok(claim)
}

/// Who signed a claim; `None` if nobody did.
pub fn signer_of(domain: &Eip712Domain, claim: &Claim, signature: &[u8; 65]) -> Option<Address> {
    recover_digest(claim.eip712_signing_hash(domain), signature)
}

/// A signature as the contract takes it: the last byte 27 or 28, `s` in the lower half. Some
/// devices end theirs with 0 or 1, and some libraries do not lower `s`; both mean the same.
pub fn normalized(signature: &[u8; 65]) -> [u8; 65] {
    /// The order of secp256k1.
    const ORDER: U256 = U256::from_be_slice(&[
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xfe, 0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36,
        0x41, 0x41,
    ]);
    let [head @ .., v] = *signature;
    let mut parity = if v >= 27 { v.wrapping_sub(27) } else { v };
    let (r, s) = head.split_at(32);
    let mut s = U256::from_be_slice(s);
    if s > ORDER.wrapping_shr(1) {
        s = ORDER.saturating_sub(s);
        parity ^= 1;
    }
    let mut normal = [0; 65];
    for (to, from) in normal.iter_mut().zip(r.iter().copied().chain(s.to_be_bytes::<32>())) {
        *to = from;
    }
    if let Some(last) = normal.last_mut() {
        *last = parity.saturating_add(27);
    }
    normal
}

#[cfg(test)]
mod tests {
    use alloy_primitives::{address, b256};
    use alloy_signer::SignerSync;
    use alloy_signer_local::PrivateKeySigner;

    use super::*;

    fn domain() -> Eip712Domain {
        let contract = address!("0x00000000000000000000000000000000434d5407");
        let (name, version) = ("CyberMiles Migration".into(), "1".into());
        Eip712Domain::new(Some(name), Some(version), Some(U256::from(18)), Some(contract), None)
    }

    fn claim() -> Claim {
        Claim {
            account: Address::repeat_byte(0xc0),
            amount: U256::from(10).pow(U256::from(27)),
            recipient: Address::repeat_byte(0xb0),
            maxFee: U256::from(5),
            snapshot: b256!("0x1100000000000000000000000000000000000000000000000000000000000022"),
            nonce: U256::from(3),
            deadline: U256::from(1_800_000_000),
        }
    }

    #[test]
    fn the_text_says_what_is_signed() {
        let fields = FIELDS.map(|(name, kind)| format!("{kind} {name}")).join(",");
        assert_eq!(Claim::eip712_encode_type(), format!("Claim({fields})"));
        let json = typed_data(&domain(), &claim());
        assert_eq!(json["message"]["amount"], "1000000000000000000000000000");
        assert_eq!(read_typed(&json, &domain()).unwrap(), claim());
    }

    #[test]
    fn a_claim_of_another_chain_is_refused() {
        let mut other = domain();
        other.chain_id = Some(U256::from(19));
        let json = typed_data(&other, &claim());
        let err = read_typed(&json, &domain()).unwrap_err().to_string();
        assert!(err.contains("domain differs"), "{err}");
        let mut json = typed_data(&domain(), &claim());
        json["types"]["Claim"][0]["name"] = "acount".into();
        let err = read_typed(&json, &domain()).unwrap_err().to_string();
        assert!(err.contains("types differs"), "{err}");
        let mut json = typed_data(&domain(), &claim());
        json["message"]["amount"] = 5.into();
        let err = read_typed(&json, &domain()).unwrap_err().to_string();
        assert!(err.contains("`message.amount` is no text"), "{err}");
    }

    #[test]
    fn signatures_of_all_devices_become_the_same() {
        let signer = PrivateKeySigner::random();
        let hash = claim().eip712_signing_hash(&domain());
        let signature = signer.sign_hash_sync(&hash).unwrap();
        let usual = signature.as_bytes();
        let mut low_v = usual;
        low_v[64] -= 27;
        let order: U256 =
            "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141".parse().unwrap();
        let mut high_s = usual;
        let s = order - U256::from_be_slice(&usual[32..64]);
        high_s[32..64].copy_from_slice(&s.to_be_bytes::<32>());
        high_s[64] = 55 - usual[64];
        for form in [usual, low_v, high_s] {
            assert_eq!(normalized(&form), usual);
            let who = signer_of(&domain(), &claim(), &normalized(&form));
            assert_eq!(who, Some(signer.address()));
        }
        assert_eq!(signer_of(&domain(), &claim(), &high_s), None);
    }
}
