//! Random people do random things, and after each of them what is owed is what is there.

use alloy_primitives::{Address, B256, U256, aliases::U40};
use alloy_sol_types::SolCall;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::world::{cmt, decoded, seed};
use crate::{
    Call,
    abi::{
        IArbitration::{self as abi, Outcome, Phase},
        IClosing::SettlementFailed,
        IEscrow::{self, Release},
    },
    address::{ARBITRATION, ESCROW},
    arbitration::{
        CMT, MIN_BOND, MISS_PENALTY, QUEUE_SLOT, arbiters, former, records, totals, views, weights,
    },
    memory::MemoryHost,
};

/// Sequences of a run, unless `INVARIANT_SEQUENCES` says otherwise.
const SEQUENCES: u64 = 200;

/// Calls of a sequence.
const STEPS: u32 = 50;

/// So few that everybody turns up in every role.
const PEOPLE: u8 = 7;

fn person(number: u8) -> Address {
    Address::repeat_byte(0x10 + number)
}

/// A world, and what is known about it from outside.
struct Run {
    host: MemoryHost,
    random: StdRng,
    /// Wei forced in.
    donations: U256,
    /// All wei there are.
    total: U256,
    orders: Vec<B256>,
    succeeded: u64,
    /// What was done so far, for whoever reads a failure.
    story: Vec<String>,
}

impl Run {
    /// With two orders and a few arbiters.
    fn new(seed: u64) -> Self {
        let mut run = Self::empty(seed);
        for salt in 0..2 {
            run.order(salt);
        }
        for _ in 0..4 {
            run.register_or_top_up();
        }
        run.settle(60);
        run
    }

    fn empty(seed: u64) -> Self {
        let mut host = MemoryHost::new();
        let mut total = U256::ZERO;
        for number in 0..PEOPLE {
            host.set_balance(person(number), cmt(20_000));
            total += cmt(20_000);
        }
        let random = StdRng::seed_from_u64(seed);
        let (orders, story) = (Vec::new(), Vec::new());
        let donations = U256::ZERO;
        Self { host, random, donations, total, orders, succeeded: 0, story }
    }

    fn anyone(&mut self) -> Address {
        person(self.random.random_range(0..PEOPLE))
    }

    /// Somebody, or now and then nobody.
    fn maybe(&mut self) -> Address {
        if self.random.random_bool(0.5) { Address::ZERO } else { self.anyone() }
    }

    fn wei(&mut self, most: U256) -> U256 {
        match self.random.random_range(0..4) {
            0 => U256::ZERO,
            1 => U256::ONE,
            2 => most,
            _ => U256::from(self.random.random::<u128>()) % (most + U256::ONE),
        }
    }

    fn window(&mut self) -> u32 {
        [0, 60, 1_000, 1_000, 5_000, 90_000].choose(&mut self.random).copied().unwrap()
    }

    fn call<C: SolCall>(&mut self, caller: Address, value: U256, function: C) -> Option<C::Return> {
        self.call_at(ARBITRATION, caller, value, function)
    }

    fn call_at<C: SolCall>(
        &mut self,
        target: Address,
        caller: Address,
        value: U256,
        function: C,
    ) -> Option<C::Return> {
        let step = format!("{} by {caller} with {value}", C::SIGNATURE);
        match self.host.call_as(caller, target, value, function) {
            Ok(returned) => {
                self.story.push(step);
                self.succeeded += 1;
                Some(returned)
            }
            Err(error) => {
                self.story.push(format!("{step}: {}", decoded(&error)));
                None
            }
        }
    }

    /// An order both sides have accepted.
    fn order(&mut self, salt: u8) {
        let buyer = self.anyone();
        let seller = self.anyone();
        let deposit = self.wei(cmt(50));
        let price = self.wei(cmt(500));
        let now = self.host.time();
        let carrier = self.maybe();
        let terms = IEscrow::Terms {
            buyer,
            seller,
            price,
            deposit,
            carrier,
            marketplace: Address::ZERO,
            feeBps: 0,
            release: Release::BuyerAcceptance,
            expiry: U40::from(now + 1),
            shipBy: U40::from(now + 5_000_000),
            deliverBy: U40::from(now + 6_000_000),
            inspection: 1_000,
            arbitration: IEscrow::Arbitration {
                bidWindow: 1_000,
                acceptWindow: 1_000,
                rulingWindow: 2_000,
                feeOnly: self.random.random(),
                court: self.maybe(),
            },
            termsHash: B256::ZERO,
            salt: B256::repeat_byte(salt),
        };
        let offer = IEscrow::offerCall { terms };
        if let Some(id) = self.call_at(ESCROW, seller, deposit, offer) {
            let both = price + deposit;
            self.call_at(ESCROW, buyer, both, IEscrow::acceptCall { id });
            self.orders.push(id);
        }
    }

    /// A case, mostly one there is.
    fn some_case(&mut self) -> (U256, Option<abi::CaseRecord>) {
        let mut call = Call::system(&mut self.host, ARBITRATION);
        let count: u64 = totals().load(&mut call).unwrap().cases.to();
        // Mostly one of the latest, where there is something left to do.
        let recent = self.random.random_bool(0.8);
        let first = if recent { count.saturating_sub(2) } else { 0 };
        let id = U256::from(self.random.random_range(first..=count));
        let mut call = Call::system(&mut self.host, ARBITRATION);
        (id, views::case(&mut call, id).ok())
    }

    /// A case somebody is appointed to, if there is one.
    fn appointed_case(&mut self) -> (U256, Option<abi::CaseRecord>) {
        let mut call = Call::system(&mut self.host, ARBITRATION);
        let count: u64 = totals().load(&mut call).unwrap().cases.to();
        let cases =
            (1..=count).map(|id| (U256::from(id), views::case(&mut call, U256::from(id)).ok()));
        let appointed: Vec<_> = cases
            .filter(|(_, case)| {
                let phase = case.as_ref().map(|case| case.phase);
                matches!(phase, Some(Phase::Ruling | Phase::Court))
            })
            .collect();
        appointed.choose(&mut self.random).cloned().unwrap_or_else(|| self.some_case())
    }

    fn step(&mut self) {
        match self.random.random_range(0..24) {
            0..=1 => self.register_or_top_up(),
            2 => self.come_or_go(),
            3..=5 => self.open(),
            6..=10 => self.bid(),
            11..=15 => self.choose(),
            16..=17 => self.rule(),
            18 => self.submit(),
            19 => self.close_or_poke(),
            20 => self.trade(),
            21 => self.force(),
            _ => self.pass(),
        }
    }

    fn register_or_top_up(&mut self) {
        let who = self.anyone();
        let bond = MIN_BOND + self.wei(MIN_BOND) - self.wei(U256::from(2));
        let profile = B256::ZERO;
        if self.call(who, bond, abi::registerCall { categories: 0, profile }).is_none() {
            let value = self.wei(MISS_PENALTY);
            self.call(who, value, abi::topUpCall {});
        }
    }

    fn come_or_go(&mut self) {
        let who = self.anyone();
        match self.random.random_range(0..3) {
            0 => drop(self.call(who, U256::ZERO, abi::announceLeaveCall {})),
            1 => drop(self.call(who, U256::ZERO, abi::cancelLeaveCall {})),
            _ => {
                let arbiter = self.anyone();
                self.call(who, U256::ZERO, abi::releaseBondCall { arbiter });
            }
        }
    }

    fn open(&mut self) {
        let (opener, buyer, seller) = (self.anyone(), self.anyone(), self.anyone());
        let excluded = [self.maybe(), self.maybe()];
        let terms = abi::Terms {
            bidWindow: self.window(),
            acceptWindow: self.window(),
            rulingWindow: self.window(),
            court: self.maybe(),
        };
        let r#ref = B256::ZERO;
        let fee = cmt(1) + self.wei(cmt(9));
        self.call(opener, fee, abi::openCaseCall { buyer, seller, excluded, r#ref, terms });
    }

    fn bid(&mut self) {
        let (case_id, case) = self.some_case();
        let fee = self.wei(case.map(|case| case.maxFee).unwrap_or_default());
        let who = self.anyone();
        self.call(who, U256::ZERO, abi::bidCall { caseId: case_id, fee });
    }

    fn choose(&mut self) {
        let (case_id, case) = self.some_case();
        let mut call = Call::system(&mut self.host, ARBITRATION);
        let bids = views::bids(&mut call, case_id).unwrap_or_default();
        let bidder = bids.choose(&mut self.random).map(|bid| bid.arbiter);
        let arbiter = bidder.unwrap_or_else(|| self.anyone());
        let who = match case {
            Some(case) if self.random.random_bool(0.9) => {
                [case.buyer, case.seller].choose(&mut self.random).copied().unwrap()
            }
            _ => self.anyone(),
        };
        if self.random.random_bool(0.8) {
            self.call(who, U256::ZERO, abi::acceptBidCall { caseId: case_id, arbiter });
        } else {
            self.call(who, U256::ZERO, abi::vetoBidCall { caseId: case_id, arbiter });
        }
    }

    fn rule(&mut self) {
        let (case_id, case) = self.appointed_case();
        let who = match case {
            Some(case) if self.random.random_bool(0.8) => case.arbiter,
            _ => self.anyone(),
        };
        let outcomes = [Outcome::Buyer, Outcome::Seller, Outcome::NoArbiter];
        let outcome = outcomes.choose(&mut self.random).copied().unwrap();
        self.call(who, U256::ZERO, abi::ruleCall { caseId: case_id, outcome });
    }

    fn submit(&mut self) {
        let (case_id, _) = self.some_case();
        let who = self.anyone();
        let (hash, uri) = (B256::ZERO, "u".into());
        self.call(who, U256::ZERO, abi::submitEvidenceCall { caseId: case_id, hash, uri });
    }

    fn close_or_poke(&mut self) {
        let (case_id, case) = self.some_case();
        let who = self.anyone();
        self.call(who, U256::ZERO, abi::pokeCall { caseId: case_id });
        if self.random.random_bool(0.3) {
            let who = case.map_or(who, |case| case.opener);
            self.call(who, U256::ZERO, abi::closeCaseCall { caseId: case_id });
        }
    }

    fn trade(&mut self) {
        let Some(id) = self.orders.choose(&mut self.random).copied() else { return };
        let order = self.call_at(ESCROW, person(0), U256::ZERO, IEscrow::orderCall { id }).unwrap();
        let who = [order.buyer, order.seller].choose(&mut self.random).copied().unwrap();
        match self.random.random_range(0..8) {
            0 => drop(self.call_at(ESCROW, who, U256::ZERO, IEscrow::concedeCall { id })),
            1 => drop(self.call_at(ESCROW, who, U256::ZERO, IEscrow::completeCall { id })),
            _ => drop(self.call_at(ESCROW, who, U256::ZERO, IEscrow::disputeCall { id })),
        }
    }

    /// Coins forced in, as a contract's self-destruction does.
    fn force(&mut self) {
        let amount = self.wei(U256::from(1_000));
        let balance = self.host.balance(ARBITRATION);
        self.host.set_balance(ARBITRATION, balance + amount);
        self.donations += amount;
        self.total += amount;
        self.story.push(format!("{amount} wei forced in"));
    }

    fn pass(&mut self) {
        let steps = [0, 1, 30, 30, 60, 60, 500, 1_000, 1_000, 2_000, 90_000, 1_300_000];
        let seconds = steps.choose(&mut self.random).copied().unwrap();
        self.settle(seconds);
    }

    fn settle(&mut self, seconds: u64) {
        let later = self.host.time() + seconds;
        self.host.set_time(later);
        self.host.block_mut().prevrandao = B256::from(self.random.random::<[u8; 32]>());
        self.story.push(format!("{seconds} seconds pass"));
        use alloy_sol_types::SolEvent;
        for log in self.host.close_block() {
            let failed = log.topics().first() == Some(&SettlementFailed::SIGNATURE_HASH);
            assert!(!failed, "a settlement failed: {:#?}", self.story);
        }
    }

    /// Lets everything come due until nothing waits.
    fn drain(&mut self) {
        for _ in 0..20 {
            self.settle(5_000_000);
        }
        assert_eq!(self.host.slot(ARBITRATION, QUEUE_SLOT), U256::ZERO, "{:#?}", self.story);
    }

    fn check(&mut self) -> Result<(), String> {
        let (now, burned) = (self.host.total_wei(), self.host.burned());
        if now + burned != self.total {
            return Err(format!("{now} wei and {burned} burned, of {}", self.total));
        }
        books(&mut self.host, self.donations)
    }

    fn assert_sound(&mut self) {
        if let Err(reason) = self.check() {
            panic!("{reason} after {:#?}", self.story);
        }
    }
}

fn expect<T: PartialEq + std::fmt::Debug>(what: &str, is: T, should: T) -> Result<(), String> {
    if is == should { Ok(()) } else { Err(format!("{what}: {is:?}, but it should be {should:?}")) }
}

/// Whether the books are right: each sum is the sum of its parts, and all that is owed is there.
fn books(host: &mut MemoryHost, donations: U256) -> Result<(), String> {
    let balance = host.balance(ARBITRATION);
    let mut call = Call::system(host, ARBITRATION);
    let call = &mut call;
    let sums = totals().load(call).unwrap();
    let all = U256::from(100);
    let people = views::arbiters_page(call, U256::ZERO, all).unwrap();
    let mut fees = U256::ZERO;
    let mut cases = Vec::new();
    for id in 1..=sums.cases.to::<u64>() {
        let case = views::case(call, U256::from(id)).unwrap();
        if case.phase != Phase::Closed && case.opener != ESCROW {
            fees += case.maxFee;
        }
        cases.push((id, case));
    }
    let bonds = people.iter().fold(U256::ZERO, |sum, person| sum + person.bond);
    expect("sum of bonds", sums.bonds.to(), bonds)?;
    expect("sum of fees", sums.fees.to(), fees)?;
    expect("balance less donations", balance - donations, bonds + fees)?;
    for person in &people {
        let who = person.account;
        let appointed =
            |case: &&(u64, abi::CaseRecord)| case.1.phase == Phase::Ruling && case.1.arbiter == who;
        let open = cases.iter().filter(appointed).count();
        expect("open cases", person.openCases, U256::from(open))?;
        let done = person.ruled + person.missed + person.openCases;
        if person.taken < done {
            return Err(format!("{who} took {} cases, but {done} are accounted for", person.taken));
        }
        if person.bond < MISS_PENALTY * person.openCases {
            return Err(format!("the bond of {who} does not cover its cases"));
        }
    }
    let mut missed = U256::ZERO;
    for (id, case) in &cases {
        missed += case.missed;
        if case.fee > case.maxFee {
            return Err(format!("case {id} pays {} of {}", case.fee, case.maxFee));
        }
        let closed = case.phase == Phase::Closed;
        expect("closed is to have an outcome", closed, case.outcome != Outcome::None)?;
        let stakes = [case.buyer, case.seller, case.opener, case.excluded[0], case.excluded[1]];
        if case.arbiter != Address::ZERO && stakes.contains(&case.arbiter) {
            return Err(format!("case {id} is judged by {}, who has a stake", case.arbiter));
        }
        for order in 0..case.missed.to::<u8>() {
            let who = former().at(call, *id).unwrap().at(call, order).unwrap().get(call).unwrap();
            if who == case.arbiter {
                return Err(format!("case {id} went back to {who}, who had missed it"));
            }
        }
    }
    expect("missed", people.iter().fold(U256::ZERO, |sum, person| sum + person.missed), missed)
}

/// With all deadlines past: no case waits, each leaver has its bond, the lot knows the bonds.
fn assert_at_rest(run: &mut Run) {
    let mut call = Call::system(&mut run.host, ARBITRATION);
    let call = &mut call;
    let sums = totals().load(call).unwrap();
    assert_eq!(sums.fees, records::U96::ZERO, "{:#?}", run.story);
    for id in 1..=sums.cases.to::<u64>() {
        let case = views::case(call, U256::from(id)).unwrap();
        assert_eq!(case.phase, Phase::Closed, "case {id}: {:#?}", run.story);
    }
    let people = views::arbiters_page(call, U256::ZERO, U256::from(100)).unwrap();
    for (index, person) in people.iter().enumerate() {
        assert_eq!(person.releaseAt, U256::ZERO, "still leaving: {:#?}", run.story);
        let cmt = if person.active { person.bond / U256::from(CMT) } else { U256::ZERO };
        let weight = weights::get(call, index as u64).unwrap();
        assert_eq!(U256::from(weight), cmt, "weight of {}: {:#?}", person.account, run.story);
    }
    assert_eq!(run.host.balance(ESCROW), U256::ZERO, "an order kept money: {:#?}", run.story);
}

#[test]
fn whatever_happens_what_is_owed_is_there() {
    let sequences = std::env::var("INVARIANT_SEQUENCES").ok().and_then(|text| text.parse().ok());
    let sequences: u64 = sequences.unwrap_or(SEQUENCES);
    let seed = seed();
    eprintln!("INVARIANT_SEQUENCES={sequences}");
    let mut seen = Seen::default();
    for sequence in 0..sequences {
        let mut run = Run::new(seed.wrapping_add(sequence));
        run.assert_sound();
        for _ in 0..STEPS {
            run.step();
            run.assert_sound();
        }
        run.drain();
        run.assert_sound();
        assert_at_rest(&mut run);
        seen.look_at(&mut run);
    }
    eprintln!("{seen:?}");
    // Were most calls refused, or an end never reached, the sequences would show little.
    assert!(seen.succeeded > sequences * 15, "the steps are too wild: {seen:?}");
    if sequences >= SEQUENCES {
        let all = [seen.buyer, seen.seller, seen.no_arbiter, seen.settled, seen.missed];
        assert!(all.iter().all(|count| *count > 0), "{seen:?}");
        assert!(seen.court > 0 && seen.orders > 0 && seen.released > 0, "{seen:?}");
    }
}

/// What the sequences came to.
#[derive(Debug, Default)]
struct Seen {
    succeeded: u64,
    buyer: u64,
    seller: u64,
    no_arbiter: u64,
    settled: u64,
    /// Deadlines missed.
    missed: u64,
    /// Cases ruled by the court.
    court: u64,
    /// Cases of orders.
    orders: u64,
    /// Arbiters who left and have their bonds.
    released: u64,
}

impl Seen {
    fn look_at(&mut self, run: &mut Run) {
        self.succeeded += run.succeeded;
        let mut call = Call::system(&mut run.host, ARBITRATION);
        let call = &mut call;
        for id in 1..=totals().load(call).unwrap().cases.to::<u64>() {
            let case = views::case(call, U256::from(id)).unwrap();
            match case.outcome {
                Outcome::Buyer => self.buyer += 1,
                Outcome::Seller => self.seller += 1,
                Outcome::NoArbiter => self.no_arbiter += 1,
                _ => self.settled += 1,
            }
            self.missed += case.missed.to::<u64>();
            let by_court = case.arbiter != Address::ZERO && case.arbiter == case.terms.court;
            self.court += u64::from(by_court);
            self.orders += u64::from(case.opener == ESCROW);
        }
        let people = views::arbiters_page(call, U256::ZERO, U256::from(100)).unwrap();
        self.released += people.iter().filter(|person| person.bond.is_zero()).count() as u64;
    }
}

/// A world in the middle of things, and its books.
fn busy() -> Run {
    let mut run = Run::empty(7);
    let profile = B256::ZERO;
    for number in 0..3 {
        run.call(person(number), MIN_BOND, abi::registerCall { categories: 0, profile }).unwrap();
    }
    let terms =
        abi::Terms { bidWindow: 100, acceptWindow: 100, rulingWindow: 100, court: Address::ZERO };
    let (buyer, seller) = (person(4), person(5));
    let excluded = [Address::ZERO; 2];
    let open = abi::openCaseCall { buyer, seller, excluded, r#ref: B256::ZERO, terms };
    let id = run.call(person(6), cmt(5), open).unwrap();
    run.call(person(0), U256::ZERO, abi::bidCall { caseId: id, fee: cmt(2) }).unwrap();
    for party in [buyer, seller] {
        let accept = abi::acceptBidCall { caseId: id, arbiter: person(0) };
        run.call(party, U256::ZERO, accept).unwrap();
    }
    run.assert_sound();
    run
}

#[test]
fn a_planted_bug_is_found() {
    type Bug = (&'static str, fn(&mut Run));
    let bugs: [Bug; 7] = [
        ("a bond grows by nothing", |run| {
            change(run, |arbiter| arbiter.bond += records::U96::ONE);
        }),
        ("a cut is not paid out", |run| {
            change(run, |arbiter| arbiter.bond -= records::U96::ONE);
        }),
        ("a fee is paid twice", |run| {
            let mut call = Call::system(&mut run.host, ARBITRATION);
            call.pay(person(0), cmt(2)).unwrap();
        }),
        ("a fee is forgotten", |run| {
            let mut call = Call::system(&mut run.host, ARBITRATION);
            let old = totals().load(&mut call).unwrap();
            let new = records::Totals { fees: records::U96::ZERO, ..old };
            totals().update(&mut call, &old, &new).unwrap();
        }),
        ("a case is not taken off the arbiter's hands", |run| {
            change(run, |arbiter| arbiter.open_cases += 1);
        }),
        ("a miss is counted twice", |run| change(run, |arbiter| arbiter.missed += 1)),
        ("wei appear", |run| {
            let balance = run.host.balance(person(6));
            run.host.set_balance(person(6), balance + U256::ONE);
        }),
    ];
    for (name, plant) in bugs {
        let mut run = busy();
        plant(&mut run);
        assert!(run.check().is_err(), "{name}: nobody noticed");
    }
}

fn change(run: &mut Run, bug: fn(&mut records::Arbiter)) {
    let mut call = Call::system(&mut run.host, ARBITRATION);
    let place = arbiters().at(&mut call, person(0)).unwrap();
    let old = place.load(&mut call).unwrap();
    let mut new = old;
    bug(&mut new);
    place.update(&mut call, &old, &new).unwrap();
}
