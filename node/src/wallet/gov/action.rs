//! What a proposal asks for, as people write and read it.

use alloy_primitives::{Address, U256};
use clap::ValueEnum;
use cybermiles_evm_precompiles::{
    abi::IGovernance::{Action, Kind, Pausable},
    address::GOVERNANCE,
    governance::MAX_PAUSE,
    identity::MAX_KINDS,
};
use cybermiles_genesis::parse_address;

use crate::wallet::{cmt, parse_cmt};

/// The kinds of providers that have a name, by their number.
const KINDS: [&str; 7] = ["wallet", "kyc", "carrier", "location", "audience", "brand", "bank"];

/// What can be paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Function {
    /// New orders
    EscrowOffers,
    /// Cases opened by contracts; not disputes about orders
    ArbitrationCases,
    /// New arbiters
    ArbiterRegistration,
    /// New providers of Identity
    ProviderRegistration,
    /// New attestations
    Attestations,
    /// New permissions to read
    Grants,
}

impl From<Function> for Pausable {
    fn from(function: Function) -> Self {
        match function {
            Function::EscrowOffers => Self::EscrowOffers,
            Function::ArbitrationCases => Self::ArbitrationCases,
            Function::ArbiterRegistration => Self::ArbiterRegistration,
            Function::ProviderRegistration => Self::ProviderRegistration,
            Function::Attestations => Self::Attestations,
            Function::Grants => Self::Grants,
        }
    }
}

/// Reads the kind of a provider.
pub(super) fn parse_kind(text: &str) -> Result<u8, String> {
    let named = KINDS.iter().position(|name| *name == text).and_then(|n| u8::try_from(n).ok());
    let number = named.or_else(|| text.parse().ok()).filter(|kind| *kind < MAX_KINDS);
    number.ok_or_else(|| format!("expected {}, or a number below {MAX_KINDS}", KINDS.join(", ")))
}

/// Reads a pause as seconds.
pub(super) fn parse_period(text: &str) -> Result<u64, String> {
    let (number, unit) = match text.as_bytes().last() {
        Some(b'm') => (&text[..text.len() - 1], 60),
        Some(b'h') => (&text[..text.len() - 1], 3_600),
        Some(b'd') => (&text[..text.len() - 1], 86_400),
        _ => (text, 1),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    seconds.filter(|seconds| *seconds <= MAX_PAUSE).ok_or_else(|| {
        "expected at most 14 days, such as 90 (seconds), 30m, 12h or 3d; 0 ends a pause".into()
    })
}

/// Reads who is paid what nobody claimed.
pub(super) fn parse_payee(text: &str) -> Result<Address, String> {
    match text {
        "reserve" => Ok(GOVERNANCE),
        "burn" => Ok(Address::ZERO),
        // The zero address would burn them, which nobody should do by leaving something out.
        address => {
            let address = parse_address(address).map_err(|err| {
                format!("{err}; or `reserve` for governance's reserve, or `burn`")
            })?;
            match address.is_zero() {
                true => Err("the zero address: say `burn` if that is meant".into()),
                false => Ok(address),
            }
        }
    }
}

/// Reads a parameter's value.
pub(super) fn parse_value(text: &str) -> Result<U256, String> {
    if let Some(amount) = text.strip_suffix("CMT") {
        return parse_cmt(amount.trim());
    }
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    // Nothing at all would be read as zero.
    let number = U256::from_str_radix(&digits, 10).ok().filter(|_| !digits.is_empty());
    number.ok_or_else(|| "expected a whole number, or an amount such as '500 CMT'".into())
}

/// What a proposal of this kind asks for; nothing for one that only states something.
pub(super) fn in_words(kind: Kind, action: &Action) -> Option<String> {
    let Action { key, account, index, value, flag, claimant } = action;
    // Governance checked both, but a terminal obeys whatever it is shown.
    let key = key.escape_debug();
    match kind {
        Kind::Parameter => Some(format!("set {key} to {value}")),
        Kind::Trust => {
            let name =
                KINDS.get(usize::from(*index)).map_or_else(String::new, |n| format!(" ({n})"));
            let verb = if *flag { "trust" } else { "no longer trust" };
            Some(format!("{verb} {account} for kind {index}{name}"))
        }
        Kind::Pause => {
            let known = Function::value_variants().get(usize::from(*index));
            let name = known.and_then(|function| function.to_possible_value());
            let name = name.map_or_else(|| index.to_string(), |name| name.get_name().to_owned());
            Some(match value.is_zero() {
                true => format!("end the pause of {name}"),
                false => format!("pause {name} for {value} seconds"),
            })
        }
        Kind::Upgrade if value.is_zero() => Some(format!("call off the upgrade {key}")),
        Kind::Upgrade => Some(format!("upgrade to {key} from block {value} on")),
        Kind::Spending => Some(format!("pay {} from the reserve to {account}", cmt(*value))),
        Kind::Unclaimed => Some(match *account {
            Address::ZERO => "burn all that nobody claimed in the migration".into(),
            GOVERNANCE => "put all that nobody claimed in the migration into the reserve".into(),
            _ => format!("pay all that nobody claimed in the migration to {account}"),
        }),
        Kind::Claimant => {
            Some(format!("let {claimant} claim what {account} had before the migration"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_periods_and_values_are_read_as_people_write_them() {
        assert_eq!(parse_kind("kyc"), Ok(1));
        assert_eq!(parse_kind("31"), Ok(31));
        for bad in ["32", "pope", "", "-1"] {
            assert!(parse_kind(bad).is_err_and(|error| error.contains("below 32")), "{bad}");
        }
        for (text, seconds) in [("0", 0), ("90", 90), ("30m", 1_800), ("12h", 43_200)] {
            assert_eq!(parse_period(text), Ok(seconds));
        }
        assert_eq!(parse_period("14d"), Ok(MAX_PAUSE));
        for bad in ["15d", "d", "", "1w", "-5", "99999999999999999999h"] {
            assert!(parse_period(bad).is_err_and(|error| error.contains("14 days")), "{bad}");
        }
        assert_eq!(parse_value("1_000"), Ok(U256::from(1_000)));
        assert_eq!(parse_value("0.5 CMT"), Ok(U256::from(500_000_000_000_000_000u64)));
        for bad in ["", "1.5", "0x10", "much CMT", "-1"] {
            assert!(parse_value(bad).is_err_and(|error| error.contains("expected")), "{bad}");
        }
    }

    #[test]
    fn coins_nobody_claimed_are_burned_only_by_name() {
        assert_eq!(parse_payee("reserve"), Ok(GOVERNANCE));
        assert_eq!(parse_payee("burn"), Ok(Address::ZERO));
        let somebody = Address::repeat_byte(7);
        assert_eq!(parse_payee(&somebody.to_string()), Ok(somebody));
        for bad in ["", "0x00", "nobody", &Address::ZERO.to_string()] {
            assert!(parse_payee(bad).is_err_and(|error| error.contains("`burn`")), "{bad}");
        }
        let words = |to| in_words(Kind::Unclaimed, &Action { account: to, ..empty() });
        for (to, word) in [(Address::ZERO, "burn"), (GOVERNANCE, "reserve"), (somebody, "0x0707")] {
            assert!(words(to).is_some_and(|words| words.contains(word)), "{to}");
        }
    }

    fn empty() -> Action {
        Action {
            key: String::new(),
            account: Address::ZERO,
            index: 0,
            value: U256::ZERO,
            flag: false,
            claimant: Address::ZERO,
        }
    }

    #[test]
    fn every_pausable_function_has_a_name_here() {
        let numbers = Function::value_variants().iter().map(|one| Pausable::from(*one) as u8);
        // In the interface's order, so that a number finds its name.
        assert!(numbers.eq(0..6));
        assert!(Pausable::try_from(6).is_err(), "a new one: name it above");
    }
}
