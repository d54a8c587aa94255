//! Commitments to records.

use alloy_primitives::{B256, U256};

use super::{ALICE, BOB, HASH, SCHEMA, ask, call, emits, fails, now, pages, pass, world};
use crate::abi::IIdentity::{
    RecordEntry, RecordRemoved, RecordSet, SchemaIsFixed, UnknownRecord, ZeroHash, recordOfCall,
    recordsOfCall, removeRecordCall, setRecordCall,
};

fn name(number: u8) -> B256 {
    B256::repeat_byte(number)
}

fn set(number: u8, schema: B256, commitment: B256) -> setRecordCall {
    setRecordCall { recordId: name(number), schema, commitment }
}

#[test]
fn a_record_is_set_and_updated_by_its_owner() {
    let mut host = world();
    for version in 1..=3 {
        pass(&mut host, 10);
        let (commitment, schema) = (B256::repeat_byte(version), SCHEMA);
        let version = U256::from(version);
        let recordId = name(1);
        let said = RecordSet { identity: ALICE, recordId, schema, commitment, version };
        emits(&mut host, ALICE, set(1, schema, commitment), &said);
        let expected = RecordEntry { schema, commitment, version, updatedAt: now(&host) };
        assert_eq!(ask(&mut host, recordOfCall { account: ALICE, recordId }), expected);
    }
    let other = ask(&mut host, recordOfCall { account: BOB, recordId: name(1) });
    assert_eq!(other.version, U256::ZERO, "names are each identity's own");
    pages(&mut host, |from, limit| recordsOfCall { account: ALICE, from, limit }, &[name(1)]);
}

#[test]
fn a_record_says_something_and_keeps_its_schema() {
    let mut host = world();
    fails(&mut host, ALICE, set(1, B256::ZERO, HASH), ZeroHash {});
    fails(&mut host, ALICE, set(1, SCHEMA, B256::ZERO), ZeroHash {});
    call(&mut host, ALICE, set(1, SCHEMA, HASH)).unwrap();
    let fixed = SchemaIsFixed { recordId: name(1), schema: SCHEMA };
    fails(&mut host, ALICE, set(1, HASH, HASH), fixed);
    // A name may be zero: it is only a name.
    call(&mut host, ALICE, set(0, HASH, HASH)).unwrap();
}

#[test]
fn removed_records_leave_no_gap() {
    let mut host = world();
    let remove = |number| removeRecordCall { recordId: name(number) };
    let unknown = |number| UnknownRecord { identity: ALICE, recordId: name(number) };
    fails(&mut host, ALICE, remove(1), unknown(1));
    for number in 1..=5 {
        call(&mut host, ALICE, set(number, SCHEMA, HASH)).unwrap();
    }
    let foreign = UnknownRecord { identity: BOB, recordId: name(1) };
    fails(&mut host, BOB, remove(1), foreign);
    let list = |from, limit| recordsOfCall { account: ALICE, from, limit };
    for (number, left) in
        [(2, vec![1, 5, 3, 4]), (5, vec![1, 4, 3]), (3, vec![1, 4]), (1, vec![4]), (4, vec![])]
    {
        let said = RecordRemoved { identity: ALICE, recordId: name(number) };
        emits(&mut host, ALICE, remove(number), &said);
        let left: Vec<_> = left.into_iter().map(name).collect();
        pages(&mut host, list, &left);
        fails(&mut host, ALICE, remove(number), unknown(number));
    }
    assert!(host.state().0.is_empty(), "nothing is left behind");
    call(&mut host, ALICE, set(2, HASH, HASH)).unwrap();
    let fresh = ask(&mut host, recordOfCall { account: ALICE, recordId: name(2) });
    assert_eq!((fresh.schema, fresh.version), (HASH, U256::ONE));
}
