//! Amounts of CMT as people write them, exact to the wei.

use std::fmt;

use alloy_primitives::{Address, U256};
use serde::{Deserialize, Deserializer, de::Error as _};

/// Decimals of CMT.
const DECIMALS: usize = 18;

/// An amount in wei, written in CMT: `5`, `"1000.25"`, `"1_000_000"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(pub(crate) U256);

impl Amount {
    /// Reads an amount of CMT with at most 18 decimals.
    ///
    /// # Errors
    /// What was expected.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no amount: expected CMT with at most {DECIMALS} decimals, such as 5, \
                 \"1000.25\" or \"1_000_000\""
            )
        };
        let plain: String = text.trim().chars().filter(|c| *c != '_').collect();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, "0"));
        let is_number =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(fraction) || fraction.len() > DECIMALS {
            return Err(wrong());
        }
        // More digits than any supply has would not fit 256 bits.
        if whole.len() > 30 {
            return Err(wrong());
        }
        let digits = format!("{whole}{fraction:0<DECIMALS$}");
        U256::from_str_radix(&digits, 10).map(Self).map_err(|_| wrong())
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match toml::Value::deserialize(deserializer)? {
            toml::Value::Integer(whole) => whole.to_string(),
            toml::Value::String(text) => text,
            other => {
                let found = other.type_str();
                return Err(D::Error::custom(format!(
                    "expected an amount of CMT, such as 5 or \"1000.25\", not a {found}"
                )));
            }
        };
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0>width$}", self.0.to_string(), width = DECIMALS + 1);
        let (whole, fraction) = digits.split_at(digits.len() - DECIMALS);
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            grouped = format!("{grouped}.{fraction}");
        }
        f.pad(&grouped)
    }
}

/// An account, as hex; where upper and lower case are mixed, the checksum (EIP-55) has to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Account(pub(crate) Address);

impl Account {
    /// Reads an address.
    ///
    /// # Errors
    /// What was expected.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = |what: &str| {
            format!("`{text}` is no address: expected 0x and 40 hexadecimal digits{what}")
        };
        let digits = text.strip_prefix("0x").ok_or_else(|| wrong(""))?;
        let address: Address = text.parse().map_err(|_| wrong(""))?;
        let is_mixed = digits.bytes().any(|b| b.is_ascii_lowercase())
            && digits.bytes().any(|b| b.is_ascii_uppercase());
        if is_mixed && Address::parse_checksummed(text, None).is_err() {
            return Err(wrong("; a letter is wrong, for its checksum (EIP-55) does not fit"));
        }
        Ok(Self(address))
    }
}

/// Reads an address: 0x and 40 hexadecimal digits, and where letters are mixed, EIP-55's checksum.
///
/// # Errors
/// What was expected.
pub fn parse_address(text: &str) -> Result<Address, String> {
    Account::parse(text).map(|Account(address)| address)
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_to_the_wei() {
        let wei = |text: &str| Amount::parse(text).map(|amount| amount.0.to_string());
        assert_eq!(wei("5").unwrap(), "5000000000000000000");
        assert_eq!(wei("0").unwrap(), "0");
        assert_eq!(wei("0.000000000000000001").unwrap(), "1");
        assert_eq!(wei("1_000_000_000.5").unwrap(), "1000000000500000000000000000");
        for bad in ["", ".", "1.", ".5", "-1", "1e3", "1,000", "5 CMT", "0.0000000000000000001"] {
            assert!(wei(bad).is_err_and(|err| err.contains("18 decimals")), "{bad}");
        }
        assert!(wei(&"9".repeat(40)).is_err());
    }

    #[test]
    fn amounts_are_written_as_they_are_read() {
        for (text, shown) in [
            ("5", "5"),
            ("0", "0"),
            ("1000", "1,000"),
            ("999", "999"),
            ("1234567.25", "1,234,567.25"),
            ("0.000000000000000001", "0.000000000000000001"),
        ] {
            assert_eq!(Amount::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn a_mistyped_address_is_refused() {
        let right = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
        assert!(Account::parse(right).is_ok());
        assert!(Account::parse(&right.to_lowercase()).is_ok());
        let wrong = right.replace("cff", "Cff");
        assert!(Account::parse(&wrong).is_err_and(|err| err.contains("EIP-55")));
        for bad in ["", "0x12", &right[2..], "0xzz9fd6e51aad88f6f4ce6ab8827279cfffb92266"] {
            assert!(Account::parse(bad).is_err(), "{bad}");
        }
    }
}
