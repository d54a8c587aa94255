//! Amounts and addresses as text, read strictly and exact to the wei.
//!
//! A spreadsheet keeps 15 digits of a number and writes the rest as zeros or as an exponent. So
//! nothing here is lenient: one way to write a value, and every other way is refused by name.

use std::fmt;

use alloy_primitives::{Address, U256};

/// Decimals of CMT, as the ERC-20 has them.
pub const DECIMALS: usize = 18;

/// Why a text is no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found}; expected {expected}")]
pub struct ValueError {
    /// What stands there.
    pub found: String,
    /// What would be taken.
    pub expected: &'static str,
}

const WEI: &str = "wei as decimal digits only, such as 1000000000000000000";
const CMT: &str = "CMT with at most 18 decimals, such as 5 or 1000.25";
const ADDRESS: &str = "0x and 40 hexadecimal digits";

fn wrong(text: &str, what: &str, expected: &'static str) -> ValueError {
    let shown: String = text.chars().take(100).collect();
    ValueError { found: format!("`{}` {what}", shown.escape_debug()), expected }
}

/// Names the first thing in `text` that is no digit.
fn strange(text: &str) -> Option<String> {
    let found = text.chars().find(|c| !c.is_ascii_digit())?;
    Some(match found {
        'e' | 'E' => {
            "has an exponent: a spreadsheet or a float wrote it, and digits are lost".into()
        }
        '.' => "has a decimal point".into(),
        ',' => "has a comma".into(),
        '+' | '-' => "has a sign".into(),
        '_' | '\'' => "has a separator between its digits".into(),
        'x' | 'X' => "is hexadecimal".into(),
        '"' => "is quoted".into(),
        '\u{feff}' => "has a byte order mark".into(),
        c if c.is_whitespace() => "has white space around or in it".into(),
        c => format!("has `{}` in it", c.escape_debug()),
    })
}

/// Reads digits, and nothing but digits.
fn digits(text: &str, shown: &str, expected: &'static str) -> Result<U256, ValueError> {
    if text.is_empty() {
        return Err(wrong(shown, "is empty", expected));
    }
    if let Some(what) = strange(text) {
        return Err(wrong(shown, &what, expected));
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err(wrong(shown, "has leading zeros", expected));
    }
    U256::from_str_radix(text, 10).map_err(|_| wrong(shown, "does not fit 256 bits", expected))
}

/// Reads an amount of wei: decimal digits without leading zeros, and nothing else.
///
/// # Errors
/// What stands there instead, by name.
pub fn parse_wei(text: &str) -> Result<U256, ValueError> {
    digits(text, text, WEI)
}

/// Reads an amount of CMT with at most 18 decimals, and returns wei.
///
/// # Errors
/// What stands there instead, by name.
pub fn parse_cmt(text: &str) -> Result<U256, ValueError> {
    let (whole, fraction) = match text.split_once('.') {
        None => (text, ""),
        Some((_, "")) => return Err(wrong(text, "has no digits after its point", CMT)),
        Some((whole, fraction)) => (whole, fraction),
    };
    if let Some(what) = strange(fraction) {
        return Err(wrong(text, &what, CMT));
    }
    if fraction.len() > DECIMALS {
        return Err(wrong(text, "is finer than a wei", CMT));
    }
    // Checked on its own, so that the digits of both joined are a number again.
    digits(whole, text, CMT)?;
    let joined = format!("{whole}{fraction:0<DECIMALS$}");
    U256::from_str_radix(&joined, 10).map_err(|_| wrong(text, "does not fit 256 bits", CMT))
}

/// Reads an address; where upper and lower case are mixed, its checksum (EIP-55) has to fit.
///
/// # Errors
/// What stands there instead, by name.
pub fn parse_address(text: &str) -> Result<Address, ValueError> {
    let Some(digits) = text.strip_prefix("0x") else {
        return Err(wrong(text, "does not begin with 0x", ADDRESS));
    };
    if let Some(found) = digits.chars().find(|c| !c.is_ascii_hexdigit()) {
        let what = format!("has `{}` in it, no hexadecimal digit", found.escape_debug());
        return Err(wrong(text, &what, ADDRESS));
    }
    if digits.len() != 40 {
        return Err(wrong(text, &format!("has {} digits", digits.len()), ADDRESS));
    }
    let is_mixed = digits.bytes().any(|b| b.is_ascii_lowercase())
        && digits.bytes().any(|b| b.is_ascii_uppercase());
    if is_mixed && Address::parse_checksummed(text, None).is_err() {
        let what = "has a wrong letter: its checksum (EIP-55) does not fit";
        return Err(wrong(text, what, ADDRESS));
    }
    text.parse().map_err(|_| wrong(text, "is no address", ADDRESS))
}

/// Wei, shown as CMT with every digit: `1,000.25`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cmt(pub U256);

impl fmt::Display for Cmt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = DECIMALS.saturating_add(1);
        let digits = format!("{:0>width$}", self.0.to_string());
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(DECIMALS));
        let mut shown = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && whole.len().saturating_sub(index).is_multiple_of(3) {
                shown.push(',');
            }
            shown.push(digit);
        }
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            shown.push('.');
            shown.push_str(fraction);
        }
        f.pad(&shown)
    }
}

/// Wei in JSON: decimal digits as text, which no tool turns into a float.
pub mod wei {
    use alloy_primitives::U256;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes wei as text.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn serialize<S: Serializer>(wei: &U256, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(wei)
    }

    /// Reads what [`serialize`] writes.
    ///
    /// # Errors
    /// What stands there instead of wei.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<U256, D::Error> {
        super::parse_wei(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wei_is_digits_and_nothing_else() {
        assert_eq!(parse_wei("0").unwrap(), U256::ZERO);
        assert_eq!(parse_wei(&U256::MAX.to_string()).unwrap(), U256::MAX);
        for (text, what) in [
            ("", "is empty"),
            ("1.88E+18", "decimal point"),
            ("2E+20", "exponent"),
            ("1e18", "exponent"),
            ("1.0", "decimal point"),
            ("-1", "sign"),
            ("+1", "sign"),
            ("1,000", "comma"),
            ("1_000", "separator"),
            ("0x10", "hexadecimal"),
            (" 1", "white space"),
            ("1\r", "white space"),
            ("1;", "`;`"),
            ("\"1\"", "quoted"),
            ("١", "`١`"),
            ("\u{feff}1", "byte order mark"),
            ("007", "leading zeros"),
            (&format!("{}0", U256::MAX), "256 bits"),
        ] {
            let err = parse_wei(text).unwrap_err().to_string();
            assert!(err.contains(what) && err.contains("decimal digits only"), "{text}: {err}");
        }
    }

    #[test]
    fn cmt_has_18_decimals_at_most() {
        let wei = |text: &str| parse_cmt(text).map(|wei| wei.to_string());
        assert_eq!(wei("5").unwrap(), "5000000000000000000");
        assert_eq!(wei("0.000000000000000001").unwrap(), "1");
        assert_eq!(wei("1066713.9078996").unwrap(), "1066713907899600000000000");
        for (text, what) in [
            ("1.", "after its point"),
            (".5", "is empty"),
            ("1.2.3", "decimal point"),
            ("1e3", "exponent"),
            ("1.5e3", "exponent"),
            ("0.0000000000000000001", "finer than a wei"),
            ("01.5", "leading zeros"),
            ("-1.5", "sign"),
            (&"9".repeat(70), "256 bits"),
        ] {
            let err = parse_cmt(text).unwrap_err().to_string();
            assert!(err.contains(what) && err.contains("18 decimals"), "{text}: {err}");
        }
    }

    #[test]
    fn a_mistyped_address_is_refused() {
        let right = "0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F";
        let address = parse_address(right).unwrap();
        assert_eq!(parse_address(&right.to_lowercase()).unwrap(), address);
        for (text, what) in [
            (right.replace("fEea", "feea"), "checksum"),
            (right[..41].to_owned(), "has 39 digits"),
            (format!("{right}0"), "has 41 digits"),
            (right[2..].to_owned(), "does not begin with 0x"),
            (right.replace("0x", "0X"), "does not begin with 0x"),
            (right.replace("45F5F", "45F5G"), "`G`"),
            (format!("{right} "), "` `"),
        ] {
            let err = parse_address(&text).unwrap_err().to_string();
            assert!(err.contains(what) && err.contains("40 hexadecimal digits"), "{text}: {err}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_is_read_as_it_is_written(limbs: [u64; 4]) {
            let wei = U256::from_limbs(limbs);
            prop_assert_eq!(parse_wei(&wei.to_string()).unwrap(), wei);
            prop_assert_eq!(parse_cmt(&Cmt(wei).to_string().replace(',', "")).unwrap(), wei);
        }

        #[test]
        fn no_text_is_read_as_another(text in "[-+0-9eE._, x]{0,12}") {
            if let Ok(wei) = parse_wei(&text) {
                prop_assert_eq!(wei.to_string(), text);
            }
        }
    }
}
