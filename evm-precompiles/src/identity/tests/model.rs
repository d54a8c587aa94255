//! Random sequences of calls against a plain model: bonds, trust, attestations, grants.
//!
//! `SEED` repeats a run; `INVARIANT_SEQUENCES` sets how many sequences there are.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::SolCall;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{BOND, DAY, HASH, ask, call, pay};
use crate::{
    abi::IIdentity::{
        addBondCall, announceLeaveCall, attestCall, cancelLeaveCall, createGrantCall,
        hasTrustedCall, isActiveCall, isAttestedCall, isTrustedCall, isValidCall, providerCall,
        registerCall, releaseBondCall, revokeAllAttestationsCall, revokeAttestationCall,
        revokeGrantCall, setTrustedCall, totalBondsCall, trustedForCall, updateProviderCall,
    },
    address::{GOVERNANCE, IDENTITY},
    identity::UNBONDING,
    memory::MemoryHost,
};

/// Sequences unless `INVARIANT_SEQUENCES` says otherwise, and calls in each.
const SEQUENCES: u64 = 600;
const CALLS: u64 = 60;

const PARTIES: u8 = 4;
const SCHEMAS: u8 = 2;
const KINDS: u8 = 3;

fn party(number: u8) -> Address {
    Address::repeat_byte(number + 1)
}

fn parties() -> impl Iterator<Item = Address> {
    (0..PARTIES).map(party)
}

fn schema(number: u8) -> B256 {
    B256::repeat_byte(number + 1)
}

#[derive(Clone, Copy, Default)]
struct Provider {
    bond: U256,
    kinds: u32,
    release_at: Option<u64>,
    epoch: u64,
}

struct Attestation {
    attester: Address,
    subject: Address,
    schema: B256,
    expires_at: u64,
    revocable: bool,
    revoked: bool,
    epoch: u64,
}

struct Grant {
    subject: Address,
    start: u64,
    end: u64,
    revoked_at: Option<u64>,
}

/// What Identity should be. Attestation and grant n are at index n - 1.
#[derive(Default)]
struct Model {
    now: u64,
    donated: U256,
    providers: BTreeMap<Address, Provider>,
    trusted: BTreeSet<(u8, Address)>,
    attestations: Vec<Attestation>,
    grants: Vec<Grant>,
}

impl Model {
    fn provider(&self, account: Address) -> Provider {
        self.providers.get(&account).copied().unwrap_or_default()
    }

    fn is_active(&self, account: Address) -> bool {
        let provider = self.provider(account);
        !provider.bond.is_zero() && provider.release_at.is_none()
    }

    fn bonds(&self) -> U256 {
        self.providers.values().fold(U256::ZERO, |sum, provider| sum + provider.bond)
    }

    fn trusts(&self, account: Address, kind: u8) -> bool {
        self.is_active(account) && self.trusted.contains(&(kind, account))
    }

    /// The latest attestation with this key, if it holds.
    fn standing(&self, subject: Address, schema: B256, attester: Address) -> Option<usize> {
        let key = (subject, schema, attester);
        let latest =
            self.attestations.iter().rposition(|a| (a.subject, a.schema, a.attester) == key)?;
        let said = &self.attestations[latest];
        let runs = said.expires_at == 0 || self.now < said.expires_at;
        let current = said.epoch == self.provider(attester).epoch;
        (runs && current && !said.revoked).then_some(latest)
    }

    fn release_due(&mut self) {
        let now = self.now;
        let due = |provider: &Provider| provider.release_at.is_some_and(|at| at <= now);
        for (account, provider) in self.providers.iter_mut().filter(|(_, p)| due(p)) {
            *provider = Provider { epoch: provider.epoch, ..Default::default() };
            self.trusted.retain(|(_, member)| member != account);
        }
    }

    fn grant_active(&self, grant: &Grant, time: u64) -> bool {
        grant.start <= time && time < grant.end && grant.revoked_at.is_none_or(|at| time < at)
    }
}

/// The world and what it should be.
struct Run {
    host: MemoryHost,
    model: Model,
    random: StdRng,
}

impl Run {
    fn new(seed: u64) -> Self {
        let mut host = MemoryHost::new();
        parties().for_each(|party| host.set_balance(party, BOND * U256::from(1_000)));
        let model = Model { now: host.time(), ..Default::default() };
        Self { host, model, random: StdRng::seed_from_u64(seed) }
    }

    fn somebody(&mut self) -> Address {
        party(self.random.random_range(0..PARTIES))
    }

    /// One random act on both; whether it succeeded.
    fn act(&mut self) -> bool {
        let by = self.somebody();
        match self.random.random_range(0..22) {
            0..3 => self.register(by),
            3 => self.raise(by),
            4 => self.update(by),
            5 => self.leave(by),
            6 => self.stay(by),
            7 => self.release(),
            8..10 => self.trust(),
            10..14 => self.attest(by),
            14 => self.revoke(by),
            15 => self.revoke_all(by),
            16..18 => self.grant(by),
            18 => self.revoke_grant(by),
            19 => self.donate(),
            _ => self.pass(),
        }
    }

    /// Whether a call succeeded, after checking that it did as expected.
    fn check<C: SolCall>(&mut self, by: Address, value: U256, function: C, expected: bool) -> bool {
        let done = pay(&mut self.host, by, value, function);
        assert_eq!(done.is_ok(), expected, "{}: {:?}", C::SIGNATURE, done.err());
        expected
    }

    fn register(&mut self, by: Address) -> bool {
        let kinds = self.random.random_range(0..8);
        let value = BOND + U256::from(self.random.random_range(0..3)) - U256::ONE;
        let can = self.model.provider(by).bond.is_zero() && value >= BOND && kinds != 0;
        if can {
            let provider = self.model.providers.entry(by).or_default();
            (provider.bond, provider.kinds) = (value, kinds);
        }
        self.check(by, value, registerCall { kinds, metadata: HASH }, can)
    }

    fn raise(&mut self, by: Address) -> bool {
        let value = U256::from(self.random.random_range(0..4));
        let can = self.model.is_active(by) && !value.is_zero();
        if can {
            self.model.providers.entry(by).or_default().bond += value;
        }
        self.check(by, value, addBondCall {}, can)
    }

    fn update(&mut self, by: Address) -> bool {
        let kinds: u32 = self.random.random_range(0..8);
        let can = self.model.is_active(by) && kinds != 0;
        if can {
            self.model.providers.entry(by).or_default().kinds = kinds;
            self.model.trusted.retain(|(kind, member)| *member != by || kinds & (1 << kind) != 0);
        }
        self.check(by, U256::ZERO, updateProviderCall { kinds, metadata: HASH }, can)
    }

    fn leave(&mut self, by: Address) -> bool {
        let can = self.model.is_active(by);
        if can {
            let at = self.model.now + UNBONDING;
            self.model.providers.entry(by).or_default().release_at = Some(at);
        }
        self.check(by, U256::ZERO, announceLeaveCall {}, can)
    }

    fn stay(&mut self, by: Address) -> bool {
        let can = self.model.provider(by).release_at.is_some();
        if can {
            self.model.providers.entry(by).or_default().release_at = None;
        }
        self.check(by, U256::ZERO, cancelLeaveCall {}, can)
    }

    /// Time may have passed without the end of a block, so that a bond is due and still there.
    fn release(&mut self) -> bool {
        let (by, provider) = (self.somebody(), self.somebody());
        let can = self.model.provider(provider).release_at.is_some_and(|at| at <= self.model.now);
        let before = self.host.balance(provider);
        let bond = self.model.provider(provider).bond;
        if can {
            let epoch = self.model.provider(provider).epoch;
            self.model.providers.insert(provider, Provider { epoch, ..Default::default() });
            self.model.trusted.retain(|(_, member)| *member != provider);
        }
        let done = self.check(by, U256::ZERO, releaseBondCall { provider }, can);
        if done {
            assert_eq!(self.host.balance(provider), before + bond);
        }
        done
    }

    fn trust(&mut self) -> bool {
        let (provider, kind) = (self.somebody(), self.random.random_range(0..KINDS));
        let trusted = self.random.random_bool(0.7);
        let able = self.model.provider(provider).kinds & (1 << kind) != 0;
        let can = !trusted || self.model.is_active(provider) && able;
        if can && trusted {
            self.model.trusted.insert((kind, provider));
        } else if can {
            self.model.trusted.remove(&(kind, provider));
        }
        let function = setTrustedCall { provider, kind, trusted };
        self.check(GOVERNANCE, U256::ZERO, function, can)
    }

    fn attest(&mut self, by: Address) -> bool {
        let (subject, number) = (self.somebody(), self.random.random_range(0..SCHEMAS));
        let schema = schema(number);
        let expires_at = match self.random.random_range(0..3) {
            0 => 0,
            1 => self.model.now + self.random.random_range(0..2),
            _ => self.model.now + self.random.random_range(0..20 * DAY),
        };
        let revocable = self.random.random_bool(0.8);
        let fixed = self.model.standing(subject, schema, by);
        let fixed = fixed.is_some_and(|index| !self.model.attestations[index].revocable);
        let runs = expires_at == 0 || expires_at > self.model.now;
        let can = self.model.is_active(by) && runs && !fixed;
        if can {
            let epoch = self.model.provider(by).epoch;
            let (attester, revoked) = (by, false);
            self.model.attestations.push(Attestation {
                attester,
                subject,
                schema,
                expires_at,
                revocable,
                revoked,
                epoch,
            });
        }
        let expiresAt = U256::from(expires_at);
        let function = attestCall { subject, schema, commitment: HASH, expiresAt, revocable };
        self.check(by, U256::ZERO, function, can)
    }

    fn revoke(&mut self, by: Address) -> bool {
        let uid = self.random.random_range(0..=self.model.attestations.len() + 1);
        let said = uid.checked_sub(1).and_then(|at| self.model.attestations.get_mut(at));
        let can = match said {
            Some(said) if said.attester == by && said.revocable && !said.revoked => {
                said.revoked = true;
                true
            }
            _ => false,
        };
        self.check(by, U256::ZERO, revokeAttestationCall { uid: U256::from(uid) }, can)
    }

    fn revoke_all(&mut self, by: Address) -> bool {
        let can = self.model.providers.contains_key(&by);
        if can {
            self.model.providers.entry(by).or_default().epoch += 1;
        }
        self.check(by, U256::ZERO, revokeAllAttestationsCall {}, can)
    }

    fn grant(&mut self, by: Address) -> bool {
        let client = self.somebody();
        let now = self.model.now;
        let from = (now + self.random.random_range(0..30 * DAY)).saturating_sub(10 * DAY);
        let end = from + self.random.random_range(0..400 * DAY);
        let start = from.max(now);
        let can = end > start && end - start <= 366 * DAY;
        if can {
            self.model.grants.push(Grant { subject: by, start, end, revoked_at: None });
        }
        let (notBefore, notAfter) = (U256::from(from), U256::from(end));
        let scopes = vec![HASH];
        let function = createGrantCall { client, scopes, purpose: HASH, notBefore, notAfter };
        self.check(by, U256::ZERO, function, can)
    }

    fn revoke_grant(&mut self, by: Address) -> bool {
        let grant_id = self.random.random_range(0..=self.model.grants.len() + 1);
        let now = self.model.now;
        let grant = grant_id.checked_sub(1).and_then(|at| self.model.grants.get_mut(at));
        let can = match grant {
            Some(grant) if grant.subject == by && grant.revoked_at.is_none() => {
                grant.revoked_at = Some(now);
                true
            }
            _ => false,
        };
        self.check(by, U256::ZERO, revokeGrantCall { grantId: U256::from(grant_id) }, can)
    }

    /// Coins forced in, as a contract that destroys itself does.
    fn donate(&mut self) -> bool {
        let (by, wei) = (self.somebody(), U256::from(self.random.random_range(0..9)));
        self.host.set_balance(by, self.host.balance(by) - wei);
        self.host.set_balance(IDENTITY, self.host.balance(IDENTITY) + wei);
        self.model.donated += wei;
        true
    }

    /// Time passes, mostly with the end of a block.
    fn pass(&mut self) -> bool {
        self.model.now += self.random.random_range(0..4 * DAY);
        self.host.set_time(self.model.now);
        if self.random.random_bool(0.7) {
            self.host.close_block();
            self.model.release_due();
        }
        true
    }

    /// What is owed is there, to the wei.
    fn check_money(&mut self, total: U256) {
        let owed = self.model.bonds();
        assert_eq!(ask(&mut self.host, totalBondsCall {}), owed);
        assert_eq!(self.host.balance(IDENTITY), owed + self.model.donated);
        assert_eq!(self.host.total_wei(), total);
    }

    fn check_everything(&mut self) {
        let Self { host, model, .. } = self;
        for account in parties() {
            let (told, expected) = (ask(host, providerCall { account }), model.provider(account));
            assert_eq!((told.bond, told.kinds), (expected.bond, expected.kinds));
            assert_eq!(told.releaseAt, U256::from(expected.release_at.unwrap_or_default()));
            assert_eq!(told.epoch, U256::from(expected.epoch));
            for kind in 0..KINDS {
                let expected = model.trusts(account, kind);
                assert_eq!(ask(host, isTrustedCall { account, kind }), expected);
            }
        }
        for kind in 0..KINDS {
            let mut list = ask(host, trustedForCall { kind });
            list.sort_unstable();
            let members = model.trusted.iter().filter(|(of, _)| *of == kind);
            assert_eq!(list, members.map(|(_, member)| *member).collect::<Vec<_>>());
        }
        for (subject, schema) in
            parties().flat_map(|subject| (0..SCHEMAS).map(move |n| (subject, schema(n))))
        {
            let says = |attester| model.standing(subject, schema, attester).is_some();
            for attester in parties() {
                let question = isAttestedCall { account: subject, schema, attester };
                assert_eq!(ask(host, question), says(attester));
            }
            for kind in 0..KINDS {
                let expected = parties().any(|party| model.trusts(party, kind) && says(party));
                let question = hasTrustedCall { account: subject, schema, kind };
                assert_eq!(ask(host, question), expected);
            }
        }
        for (index, said) in model.attestations.iter().enumerate() {
            let stands = model.standing(said.subject, said.schema, said.attester);
            let question = isValidCall { uid: U256::from(index + 1) };
            assert_eq!(ask(host, question), stands == Some(index));
        }
        for (index, grant) in model.grants.iter().enumerate() {
            let near = [grant.start, grant.end, model.now, grant.revoked_at.unwrap_or_default()];
            for time in near.iter().flat_map(|t| [t.saturating_sub(1), *t, *t + 1]) {
                let grantId = U256::from(index + 1);
                let question = isActiveCall { grantId, time: U256::from(time) };
                assert_eq!(ask(host, question), model.grant_active(grant, time));
            }
        }
    }

    /// Every bond can leave, whatever came before.
    fn everybody_leaves(&mut self) {
        for account in parties() {
            if self.model.is_active(account) {
                call(&mut self.host, account, announceLeaveCall {}).unwrap();
            }
        }
        self.host.set_time(self.model.now + UNBONDING);
        self.host.close_block();
        assert_eq!(ask(&mut self.host, totalBondsCall {}), U256::ZERO);
        assert_eq!(self.host.balance(IDENTITY), self.model.donated);
    }
}

#[test]
fn any_sequence_of_calls_is_as_the_model_says() {
    let from = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let seed = from("SEED").unwrap_or_else(|| rand::rng().random());
    let sequences = from("INVARIANT_SEQUENCES").unwrap_or(SEQUENCES);
    eprintln!("SEED={seed} INVARIANT_SEQUENCES={sequences}");
    let mut succeeded: u64 = 0;
    for sequence in 0..sequences {
        let mut run = Run::new(seed.wrapping_add(sequence));
        let total = run.host.total_wei();
        for _ in 0..CALLS {
            succeeded += u64::from(run.act());
            run.check_money(total);
            if run.random.random_range(0..10) == 0 {
                run.check_everything();
            }
        }
        run.check_everything();
        run.everybody_leaves();
    }
    let calls = sequences * CALLS;
    assert!(succeeded * 3 > calls, "only {succeeded} of {calls} calls succeeded");
}
