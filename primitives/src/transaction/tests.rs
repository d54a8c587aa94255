//! Transactions decoded, refused and recovered.

use alloy_consensus::{SignableTransaction, TxEip1559, TxEip2930, TxEip7702, TxLegacy};
use alloy_eips::{eip2718::Encodable2718, eip7702::Authorization};
use alloy_primitives::{Signature, TxKind, U256, b256, hex};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use proptest::prelude::*;

use super::*;

const CHAIN: u64 = 1337;
/// Order of secp256k1.
const ORDER: U256 =
    U256::from_be_bytes(hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));

fn signer() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).unwrap()
}

fn sign<T: SignableTransaction<Signature>>(tx: T) -> Bytes
where
    TxEnvelope: From<alloy_consensus::Signed<T>>,
{
    let signature = signer().sign_hash_sync(&tx.signature_hash()).unwrap();
    TxEnvelope::from(tx.into_signed(signature)).encoded_2718().into()
}

fn transfer(chain_id: u64) -> TxEip1559 {
    TxEip1559 { chain_id, gas_limit: 21_000, to: TxKind::Call(Address::ZERO), ..Default::default() }
}

#[test]
fn every_type_this_chain_takes_is_decoded_and_recovered() {
    let authorization = Authorization { chain_id: U256::ZERO, address: Address::ZERO, nonce: 0 };
    let signature = signer().sign_hash_sync(&authorization.signature_hash()).unwrap();
    let encoded = [
        sign(TxLegacy { chain_id: Some(CHAIN), ..Default::default() }),
        sign(TxLegacy { chain_id: None, ..Default::default() }),
        sign(TxEip2930 { chain_id: CHAIN, ..Default::default() }),
        sign(transfer(CHAIN)),
        sign(TxEip7702 {
            chain_id: CHAIN,
            authorization_list: vec![authorization.into_signed(signature)],
            ..Default::default()
        }),
    ];
    for bytes in encoded {
        let transaction = RecoveredTransaction::decode(bytes.clone(), CHAIN).unwrap();
        assert_eq!(transaction.sender(), signer().address());
        assert_eq!(transaction.hash, keccak256(&bytes));
        assert_eq!(transaction.encoded, bytes);
    }
}

#[test]
fn another_chain_is_named() {
    let refused = RecoveredTransaction::decode(sign(transfer(1)), CHAIN).unwrap_err();
    assert_eq!(refused, TransactionError::WrongChain { have: 1, want: CHAIN });
}

#[test]
fn blob_and_unknown_types_are_named() {
    assert_eq!(decode(&[3, 0xc0]), Err(TransactionError::Blob));
    assert_eq!(decode(&[0, 0xc0]), Err(TransactionError::UnknownType(0)));
    assert_eq!(decode(&[0x7e, 0xc0]), Err(TransactionError::UnknownType(0x7e)));
    assert_eq!(decode(&[]), Err(TransactionError::Empty));
}

#[test]
fn too_many_bytes_are_refused_before_they_are_decoded() {
    let size = MAX_TRANSACTION_BYTES + 1;
    assert_eq!(decode(&vec![0xff; size]), Err(TransactionError::Oversized { size }));
    let tx = TxEip1559 { input: vec![1; MAX_TRANSACTION_BYTES - 200].into(), ..transfer(CHAIN) };
    assert!(RecoveredTransaction::decode(sign(tx), CHAIN).is_ok());
}

#[test]
fn bytes_behind_a_transaction_are_refused() {
    let mut bytes = sign(transfer(CHAIN)).to_vec();
    bytes.push(0);
    assert!(matches!(decode(&bytes), Err(TransactionError::Decode(_))));
}

#[test]
fn the_upper_half_of_the_curve_order_is_refused() {
    let tx = transfer(CHAIN);
    let low = signer().sign_hash_sync(&tx.signature_hash()).unwrap();
    let high = Signature::new(low.r(), ORDER - low.s(), !low.v());
    let bytes: Bytes = TxEnvelope::from(tx.into_signed(high)).encoded_2718().into();
    assert_eq!(RecoveredTransaction::decode(bytes, CHAIN), Err(TransactionError::HighS));
}

#[test]
fn signatures_outside_the_curve_are_refused() {
    for (r, s) in [(U256::ZERO, U256::from(1)), (U256::from(1), U256::ZERO), (ORDER, U256::from(1))]
    {
        let signed = transfer(CHAIN).into_signed(Signature::new(r, s, false));
        let bytes: Bytes = TxEnvelope::from(signed).encoded_2718().into();
        let refused = RecoveredTransaction::decode(bytes, CHAIN).unwrap_err();
        assert_eq!(refused, TransactionError::InvalidSignature, "r {r} s {s}");
    }
}

/// The example of EIP-155: what every other client computes for the same bytes.
#[test]
fn the_example_of_eip_155_is_recovered() {
    let bytes = Bytes::from_static(&hex!(
        "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
        "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
        "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83"
    ));
    let transaction = RecoveredTransaction::decode(bytes, 1).unwrap();
    assert_eq!(
        transaction.sender(),
        alloy_primitives::address!("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F")
    );
    assert_eq!(
        transaction.transaction.signature_hash(),
        b256!("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53")
    );
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = RecoveredTransaction::decode(bytes.into(), CHAIN);
    }

    #[test]
    fn a_damaged_transaction_is_never_taken_for_the_senders(index in 0usize..120, bit in 0u8..8) {
        let good = sign(transfer(CHAIN));
        let mut bytes = good.to_vec();
        let index = index % bytes.len();
        bytes[index] ^= 1 << bit;
        if let Ok(transaction) = RecoveredTransaction::decode(bytes.into(), CHAIN) {
            prop_assert_ne!(transaction.sender(), signer().address());
            prop_assert_ne!(transaction.hash, keccak256(&good));
        }
    }
}
