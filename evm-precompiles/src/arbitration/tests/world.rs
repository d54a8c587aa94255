//! A world with a few people in it.

use std::ops::{Deref, DerefMut};

use alloy_primitives::{Address, B256, Bytes, Log, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};

use crate::{
    abi::IArbitration::{self as abi, ArbiterRecord, CaseRecord, Outcome, Phase, Terms},
    address::ARBITRATION,
    arbitration::{CMT, MIN_BOND},
    memory::MemoryHost,
};

pub(super) const BUYER: Address = Address::repeat_byte(0xb1);
pub(super) const SELLER: Address = Address::repeat_byte(0x5e);
pub(super) const OPENER: Address = Address::repeat_byte(0x09);
pub(super) const COURT: Address = Address::repeat_byte(0xc0);
pub(super) const STRANGER: Address = Address::repeat_byte(0x57);

pub(super) const BID_WINDOW: u32 = 1_000;
pub(super) const ACCEPT_WINDOW: u32 = 500;
pub(super) const RULING_WINDOW: u32 = 2_000;

/// The fee that comes with a case.
pub(super) const FEE: U256 = U256::from_limbs([10 * CMT, 0, 0, 0]);

/// `amount` CMT in wei.
pub(super) fn cmt(amount: u64) -> U256 {
    U256::from(amount) * U256::from(CMT)
}

/// Arbiter number `number`.
pub(super) fn judge(number: u8) -> Address {
    let mut bytes = [0xaa; 20];
    bytes[19] = number;
    bytes.into()
}

pub(super) fn terms() -> Terms {
    Terms {
        bidWindow: BID_WINDOW,
        acceptWindow: ACCEPT_WINDOW,
        rulingWindow: RULING_WINDOW,
        court: Address::ZERO,
    }
}

pub(super) fn court_terms() -> Terms {
    Terms { court: COURT, ..terms() }
}

/// A host in which everybody is rich.
pub(super) struct World {
    host: MemoryHost,
}

impl Deref for World {
    type Target = MemoryHost;

    fn deref(&self) -> &MemoryHost {
        &self.host
    }
}

impl DerefMut for World {
    fn deref_mut(&mut self) -> &mut MemoryHost {
        &mut self.host
    }
}

impl World {
    pub(super) fn new() -> Self {
        let mut host = MemoryHost::new();
        let people = [BUYER, SELLER, OPENER, COURT, STRANGER];
        for person in people.into_iter().chain((0..=255).map(judge)) {
            host.set_balance(person, cmt(100_000));
        }
        host.block_mut().prevrandao = B256::repeat_byte(7);
        Self { host }
    }

    /// With arbiters 1 to `judges` at the minimum bond, seasoned.
    pub(super) fn with_judges(judges: u8) -> Self {
        let mut world = Self::new();
        for number in 1..=judges {
            world.register(judge(number), MIN_BOND);
        }
        world.pass(60);
        world
    }

    /// Calls without value; it must succeed.
    #[track_caller]
    pub(super) fn ok<C: SolCall>(&mut self, caller: Address, function: C) -> C::Return {
        self.paying(caller, U256::ZERO, function)
    }

    /// Calls with value; it must succeed.
    #[track_caller]
    pub(super) fn paying<C: SolCall>(
        &mut self,
        caller: Address,
        value: U256,
        function: C,
    ) -> C::Return {
        match self.host.call_as(caller, ARBITRATION, value, function) {
            Ok(returned) => returned,
            Err(error) => panic!("{} failed: {}", C::SIGNATURE, decoded(&error)),
        }
    }

    /// Calls without value; it must fail with this error.
    #[track_caller]
    pub(super) fn fails<C: SolCall>(&mut self, caller: Address, function: C, error: impl SolError) {
        self.fails_paying(caller, U256::ZERO, function, error);
    }

    /// Calls with value; it must fail with this error and leave nothing behind.
    #[track_caller]
    pub(super) fn fails_paying<C: SolCall>(
        &mut self,
        caller: Address,
        value: U256,
        function: C,
        error: impl SolError,
    ) {
        let before = self.host.state();
        match self.host.call_as(caller, ARBITRATION, value, function) {
            Ok(_) => panic!("{} succeeded", C::SIGNATURE),
            Err(given) => assert_eq!(
                given,
                Bytes::from(error.abi_encode()),
                "{}: {}",
                C::SIGNATURE,
                decoded(&given)
            ),
        }
        assert_eq!(self.host.state(), before, "{} failed and left something", C::SIGNATURE);
    }

    pub(super) fn register(&mut self, who: Address, bond: U256) {
        let profile = B256::repeat_byte(1);
        self.paying(who, bond, abi::registerCall { categories: 1, profile });
    }

    pub(super) fn open(&mut self) -> U256 {
        self.open_with(FEE, terms())
    }

    pub(super) fn open_with(&mut self, fee: U256, terms: Terms) -> U256 {
        self.paying(OPENER, fee, opening(BUYER, SELLER, terms))
    }

    pub(super) fn bid(&mut self, id: U256, who: Address, fee: U256) {
        self.ok(who, abi::bidCall { caseId: id, fee });
    }

    pub(super) fn accept(&mut self, id: U256, who: Address, arbiter: Address) {
        self.ok(who, abi::acceptBidCall { caseId: id, arbiter });
    }

    pub(super) fn veto(&mut self, id: U256, who: Address, arbiter: Address) {
        self.ok(who, abi::vetoBidCall { caseId: id, arbiter });
    }

    pub(super) fn rule(&mut self, id: U256, who: Address, outcome: Outcome) {
        self.ok(who, abi::ruleCall { caseId: id, outcome });
    }

    /// A case to which arbiter 1 is appointed for 3 CMT.
    pub(super) fn appointed(&mut self, terms: Terms) -> U256 {
        let id = self.open_with(FEE, terms);
        self.bid(id, judge(1), cmt(3));
        self.accept(id, BUYER, judge(1));
        self.accept(id, SELLER, judge(1));
        id
    }

    /// `seconds` later, with a block that settles what is due.
    pub(super) fn pass(&mut self, seconds: u64) -> Vec<Log> {
        let later = self.host.time() + seconds;
        self.host.set_time(later);
        let logs = self.host.close_block();
        for log in &logs {
            let failed = crate::abi::IClosing::SettlementFailed::SIGNATURE_HASH;
            assert_ne!(log.topics().first(), Some(&failed), "a settlement failed: {log:?}");
        }
        logs
    }

    pub(super) fn case(&mut self, id: U256) -> CaseRecord {
        self.ok(STRANGER, abi::getCaseCall { caseId: id })
    }

    pub(super) fn arbiter(&mut self, who: Address) -> ArbiterRecord {
        self.ok(STRANGER, abi::getArbiterCall { arbiter: who })
    }

    pub(super) fn ruling(&mut self, id: U256) -> (Phase, Outcome) {
        let ruling = self.ok(STRANGER, abi::rulingCall { caseId: id });
        (ruling.phase, ruling.outcome)
    }

    /// What is owed: bonds and fees, in wei.
    pub(super) fn owed(&mut self) -> (U256, U256) {
        let totals = self.ok(STRANGER, abi::totalsCall {});
        (totals.bonds, totals.fees)
    }
}

pub(super) fn opening(buyer: Address, seller: Address, terms: Terms) -> abi::openCaseCall {
    let excluded = [Address::ZERO; 2];
    abi::openCaseCall { buyer, seller, excluded, r#ref: B256::repeat_byte(0x1d), terms }
}

/// The events of type `E` among `logs`.
pub(super) fn events<E: SolEvent>(logs: &[Log]) -> Vec<E> {
    logs.iter()
        .filter(|log| log.address == ARBITRATION)
        .filter_map(|log| E::decode_log_data(&log.data).ok())
        .collect()
}

/// An error in words.
pub(super) fn decoded(error: &Bytes) -> String {
    use alloy_sol_types::SolInterface;
    match abi::IArbitrationErrors::abi_decode(error) {
        Ok(error) => format!("{error:?}"),
        Err(_) => format!("{error}"),
    }
}

/// A seed from `SEED`, or a new one; printed either way.
pub(super) fn seed() -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::Rng::random(&mut rand::rng()));
    eprintln!("SEED={seed}");
    seed
}
