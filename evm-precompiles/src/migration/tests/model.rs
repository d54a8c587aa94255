//! Random sequences of claims, relays, refusals and decisions against plain maps of rows.
//!
//! `SEED` repeats a run; `INVARIANT_SEQUENCES` sets how many sequences there are.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, U256};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{
    ask, call,
    world::{ALSO_OPEN, CREDITED, DISPUTED, EXCHANGE, LOST, OPEN, TIME, World},
};
use crate::{
    Call, Host,
    abi::IMigration::{
        Claim, cancelClaimsCall, claimCall, claimForCall, claimForWithStorageProofCall,
        claimWithStorageProofCall, isClaimedCall, noncesCall, remainingCall, rowCall,
    },
    address::{ESCROW, GOVERNANCE, MIGRATION},
    memory::MemoryHost,
    migration::{name_claimant, release},
    signer::{Signer, domain, signer},
};

const ACCOUNTS: [Address; 6] = [OPEN, ALSO_OPEN, DISPUTED, LOST, EXCHANGE, CREDITED];

/// Who acts: four keys, one of which claims two rows, and the contract of the exchange.
const KEYS: [u8; 4] = [9, 8, 7, 6];

/// A party; the last two cannot be paid.
fn party(number: usize) -> Address {
    match number {
        0..4 => signer(KEYS[number]).address,
        4 => super::world::EXCHANGE_CONTRACT,
        5 => Address::ZERO,
        _ => ESCROW,
    }
}

#[derive(Debug)]
enum Act {
    Claim { by: Address, account: Address, to: Address, claimed: U256, is_storage: bool },
    Relay { by: Address, key: u8, request: Claim, fee: U256, is_storage: bool },
    Cancel { by: Address },
    Name { account: Address, claimant: Address },
    Release { to: Address },
    Donate { wei: U256 },
    Wait { seconds: u64 },
}

#[derive(Clone)]
struct Line {
    amount: U256,
    claimant: Address,
    is_open: bool,
    is_paid: bool,
}

/// What Migration should be.
struct Model {
    now: u64,
    deadline: u64,
    snapshot: B256,
    rows: BTreeMap<Address, Line>,
    credited: U256,
    nonces: BTreeMap<Address, u64>,
    balances: BTreeMap<Address, U256>,
    donated: U256,
    burned: U256,
    is_released: bool,
}

impl Model {
    fn new(world: &World) -> Self {
        let rows = world.rows.iter().map(|row| {
            let amount = world.amounts[&row.account];
            let claimant = row.claimant.unwrap_or_default();
            (
                row.account,
                Line { amount, claimant, is_open: row.claimant.is_none(), is_paid: false },
            )
        });
        Self {
            now: world.host.time(),
            deadline: world.migration.deadline,
            snapshot: world.migration.snapshot.block_hash,
            rows: rows.collect(),
            credited: world.amounts[&CREDITED],
            nonces: BTreeMap::new(),
            balances: BTreeMap::new(),
            donated: U256::ZERO,
            burned: U256::ZERO,
            is_released: false,
        }
    }

    fn owed(&self) -> U256 {
        match self.is_released {
            true => U256::ZERO,
            false => self.rows.values().filter(|line| !line.is_paid).map(|line| line.amount).sum(),
        }
    }

    fn pays(to: Address) -> bool {
        !to.is_zero() && to != ESCROW
    }

    /// Whether the claimant of a row may be paid its amount now.
    fn may(&self, account: Address, claimant: Address, claimed: U256) -> bool {
        self.rows.get(&account).is_some_and(|line| {
            !line.is_paid
                && self.now <= self.deadline
                && line.claimant == claimant
                && !claimant.is_zero()
                && line.amount == claimed
        })
    }

    fn give(&mut self, to: Address, wei: U256) {
        *self.balances.entry(to).or_default() += wei;
    }

    /// Does what the interface says; `false` if it says that nothing happens.
    fn act(&mut self, act: &Act) -> bool {
        match act {
            Act::Claim { by, account, to, claimed, is_storage } => {
                // A storage proof is right about the amount by itself.
                let right = self.rows.get(account).map_or(self.credited, |line| line.amount);
                let claimed = if *is_storage { right } else { *claimed };
                if !self.may(*account, *by, claimed) || !Self::pays(*to) {
                    return false;
                }
                self.rows.get_mut(account).unwrap().is_paid = true;
                self.give(*to, claimed);
            }
            Act::Relay { by, key, request, fee, .. } => {
                let claimant = signer(*key).address;
                let nonce = self.nonces.get(&claimant).copied().unwrap_or_default();
                if !self.may(request.account, claimant, request.amount)
                    || !Self::pays(request.recipient)
                    || request.nonce != U256::from(nonce)
                    || request.snapshot != self.snapshot
                    || request.deadline < U256::from(self.now)
                    || *fee > request.maxFee.min(request.amount)
                {
                    return false;
                }
                self.nonces.insert(claimant, nonce + 1);
                self.rows.get_mut(&request.account).unwrap().is_paid = true;
                self.give(request.recipient, request.amount - *fee);
                self.give(*by, *fee);
            }
            Act::Cancel { by } => *self.nonces.entry(*by).or_default() += 1,
            Act::Name { account, claimant } => {
                let now = self.now <= self.deadline;
                match self.rows.get_mut(account) {
                    Some(line) if now && line.is_open && !line.is_paid && Self::pays(*claimant) => {
                        line.claimant = *claimant;
                    }
                    _ => return false,
                }
            }
            Act::Release { to } => {
                let left = self.owed();
                if self.now <= self.deadline || left.is_zero() || *to == ESCROW {
                    return false;
                }
                self.is_released = true;
                if to.is_zero() { self.burned += left } else { self.give(*to, left) }
            }
            Act::Donate { wei } => self.donated += *wei,
            Act::Wait { seconds } => self.now += seconds,
        }
        true
    }
}

/// One step, mostly one that could be right.
fn random_act(model: &Model, random: &mut StdRng) -> Act {
    let account = ACCOUNTS[random.random_range(0..ACCOUNTS.len())];
    let line = model.rows.get(&account);
    let right = line.map_or(model.credited, |line| line.amount);
    let claimant = line.map_or(account, |line| line.claimant);
    let by = if random.random_bool(0.7) { claimant } else { party(random.random_range(0..5)) };
    let to = party(if random.random_bool(0.9) {
        random.random_range(0..5)
    } else {
        random.random_range(5..7)
    });
    let nearly = |random: &mut StdRng, wei: U256| match random.random_range(0..10) {
        0 => wei + U256::ONE,
        1 => wei - U256::ONE,
        _ => wei,
    };
    let is_storage = random.random();
    match random.random_range(0..100) {
        0..35 => Act::Claim { by, account, to, claimed: nearly(random, right), is_storage },
        35..70 => {
            let key = KEYS.into_iter().find(|key| signer(*key).address == claimant);
            let key = key.filter(|_| random.random_bool(0.9));
            let key = key.unwrap_or_else(|| KEYS[random.random_range(0..KEYS.len())]);
            let nonce = model.nonces.get(&signer(key).address).copied().unwrap_or_default();
            let off = U256::from(random.random_range(0..10u64) / 9);
            let late = random.random_range(0..10) == 0;
            let request = Claim {
                account,
                amount: nearly(random, right),
                recipient: to,
                maxFee: U256::from(random.random_range(0..20u64)),
                snapshot: if random.random_range(0..20) == 0 { B256::ZERO } else { model.snapshot },
                nonce: U256::from(nonce) + off,
                deadline: U256::from(model.now - u64::from(late)),
            };
            let fee = U256::from(random.random_range(0..20u64));
            Act::Relay { by: party(random.random_range(0..5)), key, request, fee, is_storage }
        }
        70..74 => Act::Cancel { by: party(random.random_range(0..5)) },
        74..84 => Act::Name { account, claimant: to },
        84..88 => Act::Release { to: if random.random() { to } else { GOVERNANCE } },
        88..92 => Act::Donate { wei: U256::from(random.random_range(0..100u64)) },
        _ => Act::Wait { seconds: random.random_range(0..TIME / 8) },
    }
}

/// Does it for real.
fn real(host: &mut MemoryHost, world: &World, act: &Act) -> bool {
    let decision = |host: &mut MemoryHost, step: &dyn Fn(&mut Call<'_>) -> bool| {
        host.checkpoint();
        let is_done = step(&mut Call::system(host, MIGRATION));
        if is_done {
            host.commit()
        } else {
            host.rollback()
        }
        is_done
    };
    match act {
        Act::Claim { by, account, to, claimed, is_storage: false } => {
            let proof = world.merkle(*account);
            let claim = claimCall { account: *account, amount: *claimed, proof, recipient: *to };
            call(host, *by, claim).is_ok()
        }
        Act::Claim { by, account, to, .. } => {
            let claim: claimWithStorageProofCall = world.claim_by_storage(*account, *to);
            call(host, *by, claim).is_ok()
        }
        Act::Relay { by, key, request, fee, is_storage } => {
            let by_key: &Signer = &signer(*key);
            let signature = by_key.sign(&domain(MIGRATION, 1337), request).into();
            let (request, fee, proof) = (request.clone(), *fee, world.merkle(request.account));
            if !is_storage {
                return call(host, *by, claimForCall { request, fee, proof, signature }).is_ok();
            }
            let (accountProof, storageProof) = world.storage_proofs(request.account);
            let claim = claimForWithStorageProofCall {
                request,
                fee,
                accountProof,
                storageProof,
                signature,
            };
            call(host, *by, claim).is_ok()
        }
        Act::Cancel { by } => call(host, *by, cancelClaimsCall {}).is_ok(),
        Act::Name { account, claimant } => {
            decision(host, &|call| name_claimant(call, *account, *claimant).is_ok())
        }
        Act::Release { to } => decision(host, &|call| release(call, *to).is_ok()),
        Act::Donate { wei } => {
            let before = host.balance(MIGRATION);
            host.set_balance(MIGRATION, before + *wei);
            true
        }
        Act::Wait { seconds } => {
            host.set_time(host.time() + seconds);
            true
        }
    }
}

fn check(host: &mut MemoryHost, model: &Model) {
    let owed = model.owed();
    assert_eq!(ask(host, remainingCall {}), owed, "the ledger");
    assert_eq!(host.balance(MIGRATION), owed + model.donated, "the balance");
    assert_eq!(host.burned(), model.burned);
    for (account, line) in &model.rows {
        assert_eq!(ask(host, isClaimedCall { account: *account }), line.is_paid, "{account}");
        assert_eq!(ask(host, rowCall { account: *account }).claimant, line.claimant);
    }
    for number in 0..7 {
        let (party, told) = (party(number), model.balances.get(&party(number)));
        assert_eq!(host.balance(party), told.copied().unwrap_or_default(), "{party}");
        let nonce = model.nonces.get(&party).copied().unwrap_or_default();
        assert_eq!(ask(host, noncesCall { claimant: party }), U256::from(nonce));
    }
}

#[test]
fn whoever_does_what_no_row_is_paid_twice_and_none_is_lost() {
    let from_environment = |name: &str| std::env::var(name).ok()?.parse().ok();
    let sequences = from_environment("INVARIANT_SEQUENCES").unwrap_or(400);
    let seed: u64 = from_environment("SEED").unwrap_or_else(|| rand::rng().random());
    eprintln!("SEED={seed} INVARIANT_SEQUENCES={sequences}");
    let mut random = StdRng::seed_from_u64(seed);
    let world = World::new();
    let mut done = [0_u64; 7];
    for sequence in 0..sequences {
        let (mut host, mut model) = (world.host.clone(), Model::new(&world));
        for step in 0..40 {
            let act = random_act(&model, &mut random);
            let before = host.state();
            let (expected, found) = (model.act(&act), real(&mut host, &world, &act));
            assert_eq!(found, expected, "sequence {sequence}, step {step}: {act:?}");
            if !found {
                assert_eq!(host.state(), before, "sequence {sequence}, step {step}: {act:?}");
            }
            check(&mut host, &model);
            let kind = match act {
                Act::Claim { is_storage: false, .. } => 0,
                Act::Claim { .. } => 1,
                Act::Relay { is_storage: false, .. } => 2,
                Act::Relay { .. } => 3,
                Act::Cancel { .. } => 4,
                Act::Name { .. } => 5,
                _ => 6,
            };
            done[kind] += u64::from(found);
        }
    }
    eprintln!("done: {done:?}");
    assert!(done.iter().all(|done| *done > sequences / 20), "too little got through: {done:?}");
}
