//! What is read as an allocation, and what is refused with file, line and expectation.

use proptest::prelude::*;

use super::*;

const A: &str = "0x00001c8ee466d1abc45efdddf26bd5865c3d0bf9";
const MIXED: &str = "0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F";

fn read(bytes: impl AsRef<[u8]>) -> Result<Allocation, AllocationError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("holders.csv");
    std::fs::write(&path, bytes).unwrap();
    Allocation::read(&path)
}

#[track_caller]
fn refused(bytes: impl AsRef<[u8]>, line: u64, found: &str, expected: &str) {
    let err = read(bytes).unwrap_err().to_string();
    for part in ["holders.csv", &format!("line {line}"), found, expected] {
        assert!(err.contains(part), "`{part}` is not in: {err}");
    }
}

#[test]
fn lists_are_read_exactly() {
    let list = read(format!("address,balance_wei\n{A},1880000000000000001\n{MIXED},7\n")).unwrap();
    assert_eq!(list.rows().len(), 2);
    assert_eq!(list.balance(&A.parse().unwrap()), U256::from(1_880_000_000_000_000_001_u64));
    assert_eq!(list.total(), U256::from(1_880_000_000_000_000_008_u64));
    let decimals =
        read(format!("address,amount\n{A},1.880000000000000001\n{MIXED},0.000000000000000007\n"));
    assert_eq!(decimals.unwrap(), list);
}

#[test]
fn every_mistake_in_a_list_is_named() {
    let one = |row: &str| format!("address,balance_wei\n{A},1\n{row}\n");
    refused("", 1, "nothing", "address,balance_wei");
    refused("\u{feff}address,balance_wei\n", 1, "byte order mark", "the header");
    refused(format!("{A},1\n"), 1, "is no header", "address,balance_wei");
    refused("address;balance_wei\n", 1, "is no header", "address,balance_wei");
    refused(one(&format!("{A},2")), 3, "in line 2", "each account once");
    let upper = format!("0x{}", A[2..].to_uppercase());
    refused(one(&format!("{upper},2")), 3, "in line 2", "in whatever case");
    refused(one(&format!("{},2", &MIXED[..41])), 3, "39 digits", "40 hexadecimal");
    refused(one(&format!("{},2", MIXED.replace("fEea", "Feea"))), 3, "checksum", "40 hexadecimal");
    refused(one(&format!("{MIXED},1.88E+18")), 3, "`1.88E+18`", "decimal digits only");
    refused(one(&format!("{MIXED},1e18")), 3, "exponent", "decimal digits only");
    refused(one(&format!("{MIXED},1.5")), 3, "decimal point", "decimal digits only");
    refused(one(&format!("{MIXED},-1")), 3, "sign", "decimal digits only");
    refused(one(&format!("{MIXED},1,")), 3, "3 columns", "two columns");
    refused(one(&format!("{MIXED},1 # treasury")), 3, "white space", "decimal digits only");
    refused(one(&format!("{MIXED},1\r")), 3, "carriage return", "to end alike");
    let windows = format!("address,balance_wei\r\n{A},1\r\n");
    assert_eq!(read(&windows).unwrap(), read(windows.replace('\r', "")).unwrap());
    refused(format!("{windows}{MIXED},1\n"), 3, "carriage return", "to end alike");
    refused(format!("{windows}{MIXED},1\r\r\n"), 3, "white space", "decimal digits only");
    refused(one(MIXED), 3, "1 columns", "two columns");
    refused(one(""), 3, "an empty line", "two columns");
    refused(one(&"9".repeat(600)), 3, "more than 512 bytes", "one row a line");
    refused(format!("address,balance_wei\n{A},188"), 2, "in the middle", "is the file whole?");
    refused(b"address,balance_wei\n\xff\xfe\n", 2, "not UTF-8", "text file");
    let max = U256::MAX;
    let err = read(one(&format!("{MIXED},{max}"))).unwrap_err().to_string();
    assert!(err.contains("more than 256 bits"), "{err}");
}

#[test]
fn a_genesis_file_is_an_allocation() {
    let json = format!(
        r#"{{"config":{{"chainId":18}},"alloc":{{
            "{}":{{"balance":"1880000000000000001","code":"0x00"}},
            "{MIXED}":{{"nonce":"0x1","balance":"0x7"}}}},"gasLimit":"0x1"}}"#,
        &A[2..]
    );
    let genesis = read(json).unwrap();
    assert_eq!(genesis.total(), U256::from(1_880_000_000_000_000_008_u64));
    assert_eq!(genesis.balance(&MIXED.parse().unwrap()), U256::from(7));
}

#[test]
fn every_mistake_in_a_genesis_file_is_named() {
    let alloc = |rows: &str| format!("{{\"alloc\":{{\n{rows}\n}}}}");
    let upper = A[2..].to_uppercase();
    let twice = format!("\"{A}\":{{\"balance\":\"1\"}},\n\"{upper}\":{{\"balance\":\"2\"}}");
    refused(alloc(&twice), 3, "twice", "each account once");
    refused(alloc(&format!("\"{A}\":{{\"balance\":1880}}")), 2, "1880", "in wei as text");
    refused(
        alloc(&format!("\"{A}\":{{\"balance\":1.88e18}}")),
        2,
        "floating point",
        "in wei as text",
    );
    refused(
        alloc(&format!("\"{A}\":{{\"balance\":\"1.88e18\"}}")),
        2,
        "decimal point",
        "digits only",
    );
    refused(alloc(&format!("\"{A}\":{{\"balance\":\"0xzz\"}}")), 2, "0xzz", "expected wei");
    refused(
        alloc(&format!("\"{A}\":{{\"balance\":\"1\",\"balance\":\"2\"}}")),
        2,
        "two balances",
        "one",
    );
    refused(
        alloc(&format!("\"{}\":{{\"balance\":\"1\"}}", &A[..41])),
        2,
        "39 digits",
        "40 hexadecimal",
    );
    refused("{\"alloc\":{}} 1", 1, "trailing", "trailing");
    refused("{\"config\":{}}", 1, "alloc", "missing field");
}

proptest! {
    #[test]
    fn what_is_written_is_read(rows: std::collections::BTreeMap<[u8; 20], u128>) {
        let rows: std::collections::BTreeMap<_, _> =
            rows.into_iter().map(|(a, wei)| (Address::from(a), U256::from(wei))).collect();
        let mut bytes = Vec::new();
        write_list(&mut bytes, &rows).unwrap();
        let again = read(&bytes).unwrap();
        prop_assert_eq!(again.rows(), &rows);
        // Cut anywhere but behind a whole row, it is refused.
        let cut = bytes.len() / 2;
        let is_row_end = bytes[..cut].ends_with(b"\n");
        prop_assert_eq!(read(&bytes[..cut]).is_ok(), is_row_end);
    }
}
