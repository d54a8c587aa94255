//! What lies in storage about each provider, wallet, record, attestation and grant.

use alloy_primitives::{Address, B256, Uint};

/// A time in seconds since 1970.
pub(super) type Time = Uint<40, 1>;
/// An amount in wei; more than all CMT there can be.
pub(super) type Wei = Uint<96, 2>;

crate::record! {
    /// A provider; one whose bond is zero is none.
    pub struct Provider {
        /// Wei put up.
        pub bond: Wei,
        /// Bit set of what it says it is.
        pub kinds: u32,
        /// Bit set of what it is trusted for.
        pub trusted: u32,
        /// How often it revoked all its attestations.
        pub epoch: u32,
        /// When its bond goes back; zero when it stays.
        pub release_at: Time,
    }
}

crate::record! {
    /// What a provider says about itself.
    pub struct Profile {
        /// Hash of its public profile.
        pub metadata: B256,
        /// Its place in the list of providers, counted from 1; zero when it never registered.
        pub number: u64,
    }
}

crate::record! {
    /// Who acts for whom since a recovery.
    pub struct Link {
        /// The controller, or the identity, as `role` says.
        pub other: Address,
        /// One of the roles in `links.rs`.
        pub role: u8,
    }
}

crate::record! {
    /// How an identity can be recovered.
    pub struct Recovery {
        /// Who may start it; zero for nobody.
        pub delegate: Address,
        /// Seconds from start to end.
        pub delay: u32,
        /// When the one under way may end; zero when none is.
        pub ready_at: Time,
        /// Who is to take over; zero when none is under way.
        pub new_controller: Address,
    }
}

crate::record! {
    /// An identity wallet.
    pub struct WalletState {
        /// Whose it is.
        pub identity: Address,
        /// The curve, as in the interface.
        pub key_type: u8,
        /// First byte of a compressed key; zero for Ed25519.
        pub prefix: u8,
        /// Whether it was revoked.
        pub revoked: bool,
        /// How many keys it has had.
        pub version: u32,
        /// When it changed last.
        pub updated_at: Time,
        /// Who keeps it; zero when the person does.
        pub provider: Address,
        /// The last 32 bytes of the key.
        pub key: B256,
        /// What it is for.
        pub purpose: B256,
    }
}

crate::record! {
    /// A commitment to a record.
    pub struct Commitment {
        /// What kind of record; zero when there is none.
        pub schema: B256,
        /// Its salted hash.
        pub commitment: B256,
        /// Its place in the list of names.
        pub place: u64,
        /// How often it was set.
        pub version: u64,
        /// When it was set last.
        pub updated_at: Time,
    }
}

crate::record! {
    /// An attestation as it was issued.
    pub struct AttestationState {
        /// Who says it.
        pub attester: Address,
        /// When.
        pub issued_at: Time,
        /// When it ends; zero for never.
        pub expires_at: Time,
        /// Whether it can be revoked alone.
        pub revocable: bool,
        /// Whether it was.
        pub revoked: bool,
        /// Whom it is about.
        pub subject: Address,
        /// The attester's epoch.
        pub epoch: u32,
        /// What kind of statement.
        pub schema: B256,
        /// What is said.
        pub commitment: B256,
    }
}

crate::record! {
    /// What an attester says now about a subject under a schema: one slot, for the gates.
    pub struct Standing {
        /// Number of the attestation; zero when there is none.
        pub uid: u64,
        /// When it ends; zero for never.
        pub expires_at: Time,
        /// The attester's epoch when it was issued.
        pub epoch: u32,
        /// Whether it can be revoked alone and replaced.
        pub revocable: bool,
    }
}

crate::record! {
    /// To whom a grant is and when it is active: one slot, for those who serve data.
    pub struct GrantWindow {
        /// Who may read; zero when there is no such grant.
        pub client: Address,
        /// The first second.
        pub not_before: Time,
        /// The first second after it.
        pub not_after: Time,
        /// Whether it was taken back.
        pub revoked: bool,
    }
}

crate::record! {
    /// The rest of a grant.
    pub struct GrantTerms {
        /// Whose data.
        pub subject: Address,
        /// When it was given.
        pub created_at: Time,
        /// The use that was agreed to.
        pub purpose: B256,
    }
}
