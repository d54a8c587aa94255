//! What lies in storage about each validator, delegation and coin on its way out.

use alloy_primitives::{Address, B256, FixedBytes, U256, Uint};

/// A time in seconds since 1970.
pub(super) type Time = Uint<40, 1>;
/// An amount in wei; more than all CMT there can be.
pub(super) type Wei = Uint<96, 2>;

crate::record! {
    /// What a validator holds, and all an election needs to know of it.
    pub struct Stake {
        /// Wei delegated to it, its own included.
        pub tokens: Wei,
        /// Shares in them.
        pub shares: u128,
        /// Its part of the rewards, in basis points.
        pub commission: u16,
        /// Its place in the list of candidates, counted from 1; zero when it is not on it.
        pub place: u16,
        /// The operator's own shares.
        pub self_shares: u128,
        /// Wei that may be delegated to it at most.
        pub max_stake: Wei,
        /// One of the states in `status.rs`.
        pub status: u8,
    }
}

crate::record! {
    /// What is seldom needed of a validator.
    pub struct Terms {
        /// The commission never exceeds this, in basis points.
        pub max_commission: u16,
        /// The commission never rises by more than this in a day, in basis points.
        pub max_change: u16,
        /// When the commission changed last.
        pub commission_changed_at: Time,
        /// When it was declared.
        pub declared_at: Time,
        /// From when on it may end its jail.
        pub jailed_until: Time,
        /// When it was removed; zero when it was not.
        pub removed_at: Time,
        /// The epoch of the offence it was removed for.
        pub offence_epoch: u64,
        /// The part of its stake that was burned for it, in basis points.
        pub offence_rate: u16,
    }
}

crate::record! {
    /// The keys of a validator and where it is reached.
    pub struct Keys {
        /// Ed25519 key of its votes.
        pub consensus_key: B256,
        /// First 32 bytes of its BLS12-381 key.
        pub randao_head: B256,
        /// Last 16 bytes of its BLS12-381 key.
        pub randao_tail: u128,
        /// IPv6 address, or IPv4 mapped into it.
        pub ip: u128,
        /// Port; zero for none.
        pub port: u16,
    }
}

crate::record! {
    /// What a validator's delegators have earned (F1): a share that was held while the accumulator
    /// went from a to b earned b - a.
    pub struct Rewards {
        /// Rewards of one share since the beginning, in units of 2^-96 wei.
        pub accumulator: U256,
        /// Wei the delegators have not claimed yet.
        pub owed: u128,
        /// What rounding took from delegators and nobody was given, in units of 2^-96 wei. It is
        /// part of `owed` and goes out with the next reward.
        pub fraction: u128,
        /// Wei of commission the operator has not claimed yet.
        pub commission: u128,
    }
}

crate::record! {
    /// What somebody has delegated to a validator.
    pub struct Delegation {
        /// Shares of the validator's tokens.
        pub shares: u128,
        /// How many redelegations to this validator mature.
        pub maturing: u8,
        /// Its place in the delegator's list, counted from 1.
        pub place: u8,
        /// The accumulator when its rewards were paid last.
        pub accumulator: U256,
    }
}

crate::record! {
    /// Coins that answer for a validator after they have left it: an unbonding, whose coins wait
    /// here, or a redelegation, whose coins are with another validator.
    pub struct Entry {
        /// Whose.
        pub delegator: Address,
        /// When they no longer answer.
        pub matures_at: Time,
        /// Whether they wait here to be paid out.
        pub is_unbonding: bool,
        /// Whether they answer for `validator`: not when it was removed before they left.
        pub is_liable: bool,
        /// The validator they left last; of a redelegation, the one they are with.
        pub validator: Address,
        /// The epoch in which they left `validator`; of a redelegation, zero.
        pub epoch: u64,
        /// The validator they were redelegated from before; zero for none.
        pub origin: Address,
        /// The epoch in which they left `origin`.
        pub origin_epoch: u64,
        /// Wei of an unbonding, shares of a redelegation.
        pub amount: u128,
        /// When they no longer answer for `origin`.
        pub origin_until: Time,
    }
}

crate::record! {
    /// What all coins on this account are, in wei.
    pub struct Totals {
        /// Delegated.
        pub staked: u128,
        /// On their way out.
        pub unbonding: u128,
        /// Not yet distributed.
        pub pool: u128,
        /// Distributed and not yet claimed.
        pub owed: u128,
    }
}

crate::record! {
    /// The running epoch.
    pub struct Clock {
        /// Its number.
        pub epoch: u64,
        /// When it began.
        pub started_at: Time,
        /// Wei minted in it.
        pub minted: Wei,
    }
}

crate::record! {
    /// How far the emission has come.
    pub struct Emission {
        /// The chain's first second.
        pub genesis_time: Time,
        /// The chain year, counted from 0.
        pub year: u16,
        /// Wei to mint in that year.
        pub year_amount: Wei,
        /// Wei of it that were minted.
        pub year_minted: Wei,
        /// Wei there were at genesis.
        pub genesis_supply: Wei,
        /// Wei minted since.
        pub minted: Wei,
        /// Wei there were when the last block closed.
        pub last_supply: Wei,
    }
}

crate::record! {
    /// The latest turns of a validator.
    pub struct Window {
        /// How many of them it keeps in mind.
        pub size: u16,
        /// The bit of its next turn.
        pub next: u16,
        /// How many bits are set.
        pub missed: u16,
        /// A bit for each turn, set where it was missed.
        pub first: U256,
        /// The next 256 turns.
        pub second: U256,
        /// The next 256 turns.
        pub third: U256,
        /// The last 256 turns.
        pub fourth: U256,
    }
}

/// The first 16 and the last 32 bytes are kept apart.
pub(super) fn randao_key(keys: &Keys) -> FixedBytes<48> {
    let bytes = [keys.randao_head.as_slice(), &keys.randao_tail.to_be_bytes()].concat();
    FixedBytes::try_from(bytes.as_slice()).unwrap_or_default()
}
