//! Hand-assembled contracts, and what simulating them must find.

use std::{collections::BTreeMap, time::Duration};

use alloy_consensus::Transaction as _;
use alloy_eips::{
    eip2930::{AccessList, AccessListItem},
    eip7702::Authorization,
};
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, bytes, keccak256};
use alloy_rpc_types_eth::{
    BlockOverrides, TransactionInput, TransactionRequest,
    simulate::{SimBlock, SimulatePayload, SimulatedBlock},
    state::{AccountOverride, StateOverride, StateOverridesBuilder},
};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use cybermiles_execution::{CodeCache, TransactionRejected as Rejected};
use cybermiles_primitives::{
    Account, ChainSpec, ExecutedBlock, Header, StateError, StateReader, spec::GWEI,
};

use super::*;
use cybermiles_primitives::fees;

const ETHER: u128 = 1_000_000_000_000_000_000;
const RICH: Address = Address::repeat_byte(0x11);
const POOR: Address = Address::repeat_byte(0x12);
const CODE: Address = Address::repeat_byte(0xc0);
const INNER: Address = Address::repeat_byte(0xc1);

/// Reverts with `Error("no")`.
const REVERT: Bytes = bytes!(
    "7f08c379a00000000000000000000000000000000000000000000000000000000060 00 52"
    "6020 6004 52 6002 6024 52 616e6f 60f0 1b 6044 52 6064 5f fd"
);
/// `JUMPDEST PUSH0 JUMP`.
const LOOP: Bytes = bytes!("5b5f56");
/// Returns the word at memory 0 after the code before it.
const RETURN_WORD: Bytes = bytes!("5f52 6020 5f f3");

fn code(parts: &[&[u8]]) -> Bytes {
    parts.concat().into()
}

/// Code that returns what `expression` leaves on the stack.
fn returning(expression: &[u8]) -> Bytes {
    code(&[expression, &RETURN_WORD])
}

#[derive(Debug, Default)]
struct Memory {
    accounts: BTreeMap<Address, Account>,
    slots: BTreeMap<(Address, U256), U256>,
    codes: BTreeMap<B256, Bytes>,
}

impl StateReader for Memory {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        Ok(self.accounts.get(address).copied())
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        Ok(self.slots.get(&(*address, *slot)).copied().unwrap_or_default())
    }

    fn code(&self, hash: &B256) -> Result<Bytes, StateError> {
        self.codes.get(hash).cloned().ok_or(StateError::MissingCode(*hash))
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        Ok(keccak256(number.to_string()))
    }
}

/// A chain at block 100, with a rich account, a poor one, and one contract to call.
struct World {
    spec: ChainSpec,
    header: Header,
    state: Memory,
    codes: CodeCache,
    limits: CallLimits,
}

impl World {
    fn new(code: Bytes) -> Self {
        let header = Header {
            number: 100,
            timestamp: 1_700_000_000,
            gas_limit: 1_000_000_000,
            base_fee_per_gas: Some(GWEI),
            beneficiary: Address::repeat_byte(0xbe),
            mix_hash: B256::repeat_byte(0x77),
            ..Default::default()
        };
        let mut world = Self {
            spec: ChainSpec::dev(),
            header,
            state: Memory::default(),
            codes: CodeCache::default(),
            limits: CallLimits::default(),
        };
        world.fund(RICH, 1_000 * ETHER);
        world.fund(POOR, 1);
        world.deploy(CODE, code)
    }

    fn fund(&mut self, address: Address, balance: u128) {
        let account = Account { balance: U256::from(balance), ..Default::default() };
        self.state.accounts.insert(address, account);
    }

    fn deploy(mut self, address: Address, code: Bytes) -> Self {
        let code_hash = keccak256(&code);
        let account = Account { nonce: 1, code_hash, ..Default::default() };
        self.state.accounts.insert(address, account);
        self.state.codes.insert(code_hash, code);
        self
    }

    fn slot(mut self, address: Address, slot: u64, value: u64) -> Self {
        self.state.slots.insert((address, U256::from(slot)), U256::from(value));
        self
    }

    fn context(&self) -> Context<'_, Memory> {
        Context { spec: &self.spec, header: &self.header, state: &self.state, codes: &self.codes }
    }

    fn call(&self, request: TransactionRequest) -> Result<Bytes, SimulateError> {
        call(&self.context(), request, Overrides::default(), &self.limits)
    }

    fn word(&self, request: TransactionRequest, overrides: Overrides) -> U256 {
        let output = call(&self.context(), request, overrides, &self.limits).unwrap();
        U256::from_be_slice(&output)
    }

    fn estimate(&self, request: TransactionRequest) -> Result<u64, SimulateError> {
        estimate_gas(&self.context(), request, Overrides::default(), &self.limits)
    }

    /// The estimate, after checking that it is exact.
    fn exact(&self, request: TransactionRequest) -> u64 {
        let gas = self.estimate(request.clone()).unwrap();
        let with = |gas| self.call(TransactionRequest { gas: Some(gas), ..request.clone() });
        with(gas).unwrap_or_else(|err| panic!("{gas} is not enough: {err}"));
        assert!(with(gas - 1).is_err(), "one less than {gas} is enough too");
        gas
    }

    fn simulate(
        &self,
        payload: SimulatePayload,
    ) -> Result<Vec<SimulatedBlock<ExecutedBlock>>, SimulateError> {
        simulate_v1(&self.context(), payload, &self.limits)
    }
}

fn to(address: Address) -> TransactionRequest {
    TransactionRequest { from: Some(RICH), to: Some(TxKind::Call(address)), ..Default::default() }
}

/// An address as the EVM has it on its stack.
fn number(address: Address) -> U256 {
    U256::from_be_bytes(address.into_word().0)
}

fn with_data(data: Bytes) -> TransactionRequest {
    TransactionRequest { input: TransactionInput::new(data), ..to(CODE) }
}

fn state(builder: StateOverridesBuilder) -> Overrides {
    Overrides { state: Some(builder.build()), block: None }
}

fn block(block: BlockOverrides) -> Overrides {
    Overrides { state: None, block: Some(Box::new(block)) }
}

#[test]
fn a_revert_keeps_its_raw_output_and_names_its_reason() {
    let err = World::new(REVERT).call(to(CODE)).unwrap_err();
    assert_eq!(err.to_string(), "execution reverted: no");
    let SimulateError::Reverted { output } = err else { panic!("{err}") };
    assert_eq!((&output[..4], output.len()), (&[0x08, 0xc3, 0x79, 0xa0][..], 0x64));

    let err = World::new(bytes!("5f5ffd")).call(to(CODE)).unwrap_err();
    assert_eq!(err.to_string(), "execution reverted");
    assert!(matches!(err, SimulateError::Reverted { output } if output.is_empty()));
}

#[test]
fn panics_are_named_and_broken_reasons_are_not() {
    let mut panic = vec![0x4e, 0x48, 0x7b, 0x71];
    panic.extend(U256::from(0x11).to_be_bytes::<32>());
    assert_eq!(revert_reason(&panic).unwrap(), "arithmetic underflow or overflow");
    panic[35] = 0x99;
    assert_eq!(revert_reason(&panic).unwrap(), "unknown panic code: 0x99");
    let mut error = vec![0x08, 0xc3, 0x79, 0xa0];
    error.extend([0xff; 64]);
    assert_eq!(revert_reason(&error), None);
    assert_eq!(revert_reason(&[1, 2, 3, 4, 5]), None);
    assert_eq!(revert_reason(&[]), None);
}

#[test]
fn halts_have_geths_words() {
    let halted = |code| match World::new(code).call(to(CODE)).unwrap_err() {
        SimulateError::Halted { reason, gas_used } => {
            assert_eq!(gas_used, 50_000_000);
            reason
        }
        err => panic!("{err}"),
    };
    assert_eq!(halted(bytes!("fe")), "invalid opcode: INVALID");
    assert_eq!(halted(bytes!("0c")), "invalid opcode");
    assert_eq!(halted(bytes!("5f56")), "invalid jump destination");
    assert_eq!(halted(bytes!("01")), "stack underflow");
    assert_eq!(halted(LOOP), "out of gas");
    // PUSH0 x3, PUSH 2^63, CODECOPY: memory nobody can pay for.
    assert_eq!(halted(bytes!("678000000000000000 5f 5f 39")), "out of gas");
}

#[test]
fn an_infinite_loop_meets_the_time_limit() {
    let mut world = World::new(LOOP);
    world.limits = CallLimits { gas: u64::MAX, time: Duration::from_millis(20) };
    let err = world.call(to(CODE)).unwrap_err();
    assert!(matches!(err, SimulateError::Timeout(limit) if limit == world.limits.time), "{err}");
    assert!(matches!(world.estimate(to(CODE)), Err(SimulateError::Timeout(_))));
    let payload = SimulatePayload::default().extend(SimBlock::default().call(to(CODE)));
    assert!(matches!(world.simulate(payload), Err(SimulateError::Timeout(_))));
}

#[test]
fn a_loop_in_an_inner_call_meets_the_time_limit_too() {
    // Calls INNER with all gas, whatever comes of it, for ever.
    let outer = code(&[&bytes!("5b 5f5f5f5f5f73"), INNER.as_slice(), &bytes!("5af1 50 5f56")]);
    let mut world = World::new(outer).deploy(INNER, LOOP);
    world.limits = CallLimits { gas: u64::MAX, time: Duration::from_millis(20) };
    assert!(matches!(world.call(to(CODE)), Err(SimulateError::Timeout(_))));
}

#[test]
fn data_and_input_may_both_be_there_when_equal() {
    let world = World::new(returning(&bytes!("5f35")));
    let word = Bytes::from(U256::from(7).to_be_bytes::<32>());
    for input in [
        TransactionInput { input: Some(word.clone()), data: None },
        TransactionInput { input: None, data: Some(word.clone()) },
        TransactionInput::both(word.clone()),
    ] {
        assert_eq!(world.call(TransactionRequest { input, ..to(CODE) }).unwrap(), word);
    }
    let input = TransactionInput { input: Some(word), data: Some(Bytes::new()) };
    let err = world.call(TransactionRequest { input, ..to(CODE) }).unwrap_err();
    assert_eq!(
        err.to_string(),
        "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass \
         transaction call data"
    );
}

#[test]
fn contradictory_requests_are_refused() {
    let world = World::new(bytes!("00"));
    let err = |request| world.call(request).unwrap_err().to_string();
    let both = TransactionRequest { gas_price: Some(1), max_fee_per_gas: Some(1), ..to(CODE) };
    assert!(err(both).starts_with("both gasPrice and (maxFeePerGas"));
    let other = TransactionRequest { chain_id: Some(1), ..to(CODE) };
    assert_eq!(err(other), "chainId does not match node's (have=1, want=1337)");
    let blob = TransactionRequest { transaction_type: Some(3), ..to(CODE) };
    assert!(err(blob).contains("EIP-4844"));
}

#[test]
fn a_call_without_a_sender_or_a_price_just_runs() {
    // CALLER
    let world = World::new(returning(&bytes!("33")));
    let nobody = TransactionRequest { from: None, ..to(CODE) };
    assert_eq!(world.word(nobody, Overrides::default()), U256::ZERO);
    // The sender may be a contract, and its nonce does not matter.
    let contract = TransactionRequest { from: Some(CODE), nonce: Some(9), ..to(CODE) };
    assert_eq!(world.word(contract, Overrides::default()), number(CODE));
    // BASEFEE is zero for those who pay nothing, GASPRICE what is paid by the others.
    let world = World::new(returning(&bytes!("48")));
    assert_eq!(world.word(to(CODE), Overrides::default()), U256::ZERO);
    let paid = TransactionRequest { gas_price: Some(2 * u128::from(GWEI)), ..to(CODE) };
    assert_eq!(world.word(paid.clone(), Overrides::default()), U256::from(GWEI));
    let world = World::new(returning(&bytes!("3a")));
    assert_eq!(world.word(paid, Overrides::default()), U256::from(2 * GWEI));
}

#[test]
fn value_and_fees_must_be_there_when_they_are_named() {
    let world = World::new(bytes!("00"));
    let poor = TransactionRequest { from: Some(POOR), value: Some(U256::from(2)), ..to(CODE) };
    let err = world.call(poor).unwrap_err();
    assert!(err.to_string().starts_with("insufficient funds for gas * price + value: address"));
    assert_eq!(err.simulate_code(), Some(-38014));
    let cheap = TransactionRequest { gas_price: Some(1), ..to(CODE) };
    let err = world.call(cheap).unwrap_err();
    assert!(matches!(err, SimulateError::Rejected(Rejected::FeeCapTooLow { have: 1, .. })));
}

#[test]
fn a_price_limits_the_gas_to_what_the_sender_can_pay() {
    // GAS
    let mut world = World::new(returning(&bytes!("5a")));
    world.fund(POOR, 100_000 * u128::from(GWEI) + 5);
    let request = TransactionRequest {
        from: Some(POOR),
        gas_price: Some(u128::from(GWEI)),
        value: Some(U256::from(5)),
        ..to(CODE)
    };
    assert_eq!(world.word(request, Overrides::default()), U256::from(100_000 - 21_000 - 2));
}

#[test]
fn a_plain_transfer_takes_21000() {
    let world = World::new(bytes!("00"));
    let transfer = TransactionRequest { value: Some(U256::from(1)), ..to(POOR) };
    assert_eq!(world.exact(transfer.clone()), 21_000);
    assert_eq!(
        world.exact(TransactionRequest {
            to: Some(TxKind::Call(Address::repeat_byte(9))),
            ..transfer.clone()
        }),
        21_000
    );
    // With an access list it takes more, and a precompile is no plain receiver.
    let access_list = AccessList(vec![AccessListItem { address: CODE, storage_keys: vec![] }]);
    let listed = TransactionRequest { access_list: Some(access_list), ..transfer.clone() };
    assert_eq!(world.exact(listed), 23_400);
    let sha256 =
        TransactionRequest { to: Some(TxKind::Call(Address::with_last_byte(2))), ..transfer };
    assert_eq!(world.exact(sha256), 21_060);
}

#[test]
fn estimates_know_the_calldata_floor() {
    let world = World::new(bytes!("00"));
    let data = Bytes::from(vec![0xff; 1_000]);
    // EIP-7623: 10 gas a token, four tokens a byte.
    assert_eq!(world.exact(with_data(data)), 21_000 + 40_000);
}

#[test]
fn estimates_leave_room_for_the_64th_part() {
    // Needs 100,000 gas in the inner call, although it uses next to none: GAS PUSH3 LT JUMPI.
    let inner = bytes!("620186a0 5a 11 600a 57 fe 5b 00");
    // CALL(gas, INNER), then revert unless it succeeded.
    let outer =
        code(&[&bytes!("5f5f5f5f5f73"), INNER.as_slice(), &bytes!("5af1 6022 57 5f5ffd 5b 00")]);
    let world = World::new(outer).deploy(INNER, inner);
    let gas = world.exact(to(CODE));
    assert!(gas > 21_000 + 100_000 * 64 / 63, "{gas}");
    let request = TransactionRequest { gas: Some(gas), ..to(CODE) };
    let context = world.context();
    let list = create_access_list(&context, request, Overrides::default(), &world.limits).unwrap();
    assert!(list.gas_used < U256::from(gas));
}

#[test]
fn estimates_are_before_refunds() {
    // Clears slot 0: 4,800 gas come back, but only at the end.
    let world = World::new(bytes!("5f5f5500")).slot(CODE, 0, 1);
    assert_eq!(world.exact(to(CODE)), 21_000 + 4 + 5_000);
}

#[test]
fn estimates_of_creations_and_delegations() {
    let world = World::new(returning(&bytes!("5a")));
    let create = TransactionRequest {
        to: None,
        input: TransactionInput::new(bytes!("65 5f54155f5500 5f52 6006 601a f3")),
        ..to(CODE)
    };
    assert!(world.exact(create) > 53_000);
    let signer = PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).unwrap();
    let authorization = Authorization { chain_id: U256::from(1337), address: CODE, nonce: 0 };
    let signature = signer.sign_hash_sync(&authorization.signature_hash()).unwrap();
    let set_code = TransactionRequest {
        authorization_list: Some(vec![authorization.into_signed(signature)]),
        ..to(signer.address())
    };
    let gas = world.exact(set_code.clone());
    assert!(gas > 21_000 + 25_000, "{gas}");
    // The delegated code ran.
    assert!(world.word(set_code, Overrides::default()) > U256::from(1_000_000));
}

#[test]
fn estimates_that_cannot_be_say_why() {
    let words = |world: &World, request| world.estimate(request).unwrap_err().to_string();
    assert_eq!(words(&World::new(REVERT), to(CODE)), "execution reverted: no");
    assert_eq!(words(&World::new(bytes!("fe")), to(CODE)), "invalid opcode: INVALID");
    let mut world = World::new(LOOP);
    assert_eq!(words(&world, to(CODE)), "gas required exceeds allowance (50000000)");
    let limited = TransactionRequest { gas: Some(30_000), ..to(CODE) };
    assert_eq!(words(&world, limited), "gas required exceeds allowance (30000)");
    world.fund(POOR, 30_000 * u128::from(GWEI));
    let priced = TransactionRequest {
        from: Some(POOR),
        max_fee_per_gas: Some(u128::from(GWEI)),
        ..to(CODE)
    };
    assert_eq!(words(&world, priced.clone()), "gas required exceeds allowance (30000)");
    let above = TransactionRequest { value: Some(U256::from(ETHER)), ..priced };
    assert!(words(&world, above).starts_with("insufficient funds"));
    let short = TransactionRequest { from: Some(POOR), value: Some(U256::MAX), ..to(CODE) };
    assert!(words(&world, short).starts_with("insufficient funds"));
}

#[test]
fn accounts_are_overridden() {
    // SLOAD(0) of a contract that is not there.
    let there = Address::repeat_byte(0xdd);
    let load = returning(&bytes!("5f54"));
    let world = World::new(bytes!("00")).slot(CODE, 0, 5).slot(CODE, 1, 6);
    let b256 = |value: u64| B256::from(U256::from(value));
    let found = |builder| world.word(to(there), state(builder));
    let builder = || StateOverridesBuilder::default().with_code(there, load.clone());
    assert_eq!(found(builder()), U256::ZERO);
    assert_eq!(found(builder().with_state_diff(there, [(b256(0), b256(9))])), U256::from(9));
    // `state` replaces all slots, `stateDiff` only those it names.
    let code =
        |slot: u8| StateOverridesBuilder::default().with_code(CODE, returning(&[0x60, slot, 0x54]));
    let found = |builder| world.word(to(CODE), state(builder));
    assert_eq!(found(code(1)), U256::from(6));
    assert_eq!(found(code(1).with_state_diff(CODE, [(b256(0), b256(9))])), U256::from(6));
    assert_eq!(found(code(1).with_state(CODE, [(b256(0), b256(9))])), U256::ZERO);
    assert_eq!(found(code(0).with_state(CODE, [(b256(0), b256(9))])), U256::from(9));
    // SELFBALANCE, after sending what an override gave.
    let rich = StateOverridesBuilder::default()
        .with_balance(POOR, U256::from(50))
        .with_code(CODE, returning(&bytes!("47")));
    let request = TransactionRequest { from: Some(POOR), value: Some(U256::from(40)), ..to(CODE) };
    assert_eq!(world.word(request, state(rich)), U256::from(40));
    // A nonce decides the address of a creation: CREATE(0, 0, 0).
    let nonce = StateOverridesBuilder::default()
        .with_nonce(CODE, 77)
        .with_code(CODE, returning(&bytes!("5f5f5ff0")));
    assert_eq!(world.word(to(CODE), state(nonce)), number(CODE.create(77)));
}

#[test]
fn overrides_that_cannot_be_are_refused_by_name() {
    let world = World::new(bytes!("00"));
    let err = |account| {
        let state = Some(StateOverride::from_iter([(CODE, account)]));
        let overrides = Overrides { state, block: None };
        call(&world.context(), to(CODE), overrides, &world.limits).unwrap_err().to_string()
    };
    let moved = AccountOverride { move_precompile_to: Some(CODE), ..Default::default() };
    assert!(err(moved).contains("`movePrecompileToAddress` is not supported"));
    let both = AccountOverride {
        state: Some(Default::default()),
        state_diff: Some(Default::default()),
        ..Default::default()
    };
    assert!(err(both).contains("has both 'state' and 'stateDiff'"));
    let broken = AccountOverride { code: Some(bytes!("ef0100")), ..Default::default() };
    assert!(err(broken).contains("`code`"));
    let fee = BlockOverrides { base_fee: Some(U256::MAX), ..Default::default() };
    let err = call(&world.context(), to(CODE), block(fee), &world.limits).unwrap_err();
    assert!(err.to_string().contains("`baseFeePerGas`"), "{err}");
}

#[test]
fn absurd_overrides_are_answered() {
    // CREATE, then SELFDESTRUCT to the caller.
    let world = World::new(bytes!("5f5f5ff0 50 33ff"));
    let beneficiary = world.header.beneficiary;
    let most = [RICH, CODE, beneficiary]
        .into_iter()
        .fold(StateOverridesBuilder::default(), |builder, address| {
            builder.with_balance(address, U256::MAX).with_nonce(address, u64::MAX)
        });
    for value in [U256::ZERO, U256::from(1), U256::MAX] {
        for gas_price in [None, Some(u128::MAX), Some(2 * u128::from(GWEI))] {
            for to in [Some(TxKind::Call(CODE)), Some(TxKind::Call(RICH)), None] {
                let from = Some(RICH);
                let value = Some(value);
                let request =
                    TransactionRequest { from, to, value, gas_price, ..Default::default() };
                let (context, limits) = (world.context(), &world.limits);
                let overrides = || state(most.clone());
                // Whatever it is, it is an answer.
                let _ = call(&context, request.clone(), overrides(), limits);
                let _ = estimate_gas(&context, request.clone(), overrides(), limits);
                let _ = create_access_list(&context, request.clone(), overrides(), limits);
                for validation in [true, false] {
                    let block = SimBlock::default().with_state_overrides(most.clone().build());
                    let payload = SimulatePayload { validation, ..Default::default() };
                    let _ = world.simulate(payload.extend(block.call(request.clone())));
                }
            }
        }
    }
}

#[test]
fn fields_of_the_block_are_overridden() {
    let overridden = BlockOverrides {
        number: Some(U256::from(1_000)),
        time: Some(2_000),
        gas_limit: Some(3_000),
        coinbase: Some(Address::repeat_byte(4)),
        random: Some(B256::repeat_byte(5)),
        base_fee: Some(U256::from(6)),
        blob_base_fee: Some(U256::from(7)),
        block_hash: Some([(999, B256::repeat_byte(8))].into()),
        ..Default::default()
    };
    let plain = BlockOverrides::default();
    for (opcodes, here, there) in [
        (bytes!("43"), U256::from(100), U256::from(1_000)),
        (bytes!("42"), U256::from(1_700_000_000), U256::from(2_000)),
        (bytes!("45"), U256::from(1_000_000_000), U256::from(3_000)),
        (
            bytes!("41"),
            Address::repeat_byte(0xbe).into_word().into(),
            Address::repeat_byte(4).into_word().into(),
        ),
        (bytes!("44"), B256::repeat_byte(0x77).into(), B256::repeat_byte(5).into()),
        (bytes!("48"), U256::ZERO, U256::from(6)),
        (bytes!("4a"), U256::from(1), U256::from(7)),
        (bytes!("6103e7 40"), U256::ZERO, B256::repeat_byte(8).into()),
        (bytes!("6063 40"), keccak256("99").into(), U256::ZERO),
        (bytes!("46"), U256::from(1337), U256::from(1337)),
    ] {
        let world = World::new(returning(&opcodes));
        assert_eq!(world.word(to(CODE), block(plain.clone())), here, "{opcodes}");
        assert_eq!(world.word(to(CODE), block(overridden.clone())), there, "{opcodes}");
    }
}

#[test]
fn access_lists_name_what_is_read() {
    // SLOAD(1) here; BALANCE(POOR); CALL INNER, which stores to its slot 2.
    let outer = code(&[
        &bytes!("6001 54 50 73"),
        POOR.as_slice(),
        &bytes!("31 50 5f5f5f5f5f73"),
        INNER.as_slice(),
        &bytes!("5af1 00"),
    ]);
    let world = World::new(outer).deploy(INNER, bytes!("6001 6002 55 00"));
    let list = |request| {
        create_access_list(&world.context(), request, Overrides::default(), &world.limits).unwrap()
    };
    let found = list(to(CODE));
    let slot = |slot: u64| B256::from(U256::from(slot));
    let item = |address, storage_keys| AccessListItem { address, storage_keys };
    let expected = vec![item(POOR, vec![]), item(CODE, vec![slot(1)]), item(INNER, vec![slot(2)])];
    assert_eq!(found.access_list.0, expected);
    assert_eq!(found.error, None);
    // Used with the list, it uses what was said.
    let listed = TransactionRequest { access_list: Some(found.access_list.clone()), ..to(CODE) };
    assert_eq!(list(listed.clone()).gas_used, found.gas_used);
    assert_eq!(list(listed).access_list, found.access_list);

    let world = World::new(REVERT);
    let failed =
        create_access_list(&world.context(), to(CODE), Overrides::default(), &world.limits);
    assert_eq!(failed.unwrap().error.as_deref(), Some("execution reverted: no"));
}

/// Adds one to slot 0 and logs nothing but its caller's wei.
const COUNTER: Bytes = bytes!("5f54 6001 01 80 5f55 5f52 6020 5f f3");

#[test]
fn simulated_blocks_follow_each_other() {
    let world = World::new(COUNTER);
    let call = || to(CODE);
    let payload = SimulatePayload::default()
        .extend(SimBlock::default().call(call()).call(call()))
        .extend(SimBlock {
            block_overrides: Some(BlockOverrides {
                number: Some(U256::from(105)),
                time: Some(1_800_000_000),
                ..Default::default()
            }),
            ..SimBlock::default().call(call())
        });
    let blocks = world.simulate(payload).unwrap();
    let numbers: Vec<_> = blocks.iter().map(|block| block.inner.number()).collect();
    assert_eq!(numbers, [101, 102, 103, 104, 105], "what is left out is filled with empty blocks");
    for pair in blocks.windows(2) {
        assert_eq!(pair[1].inner.header.parent_hash, pair[0].inner.hash);
        assert!(pair[1].inner.header.timestamp > pair[0].inner.header.timestamp);
    }
    assert_eq!(blocks[4].inner.header.timestamp, 1_800_000_000);
    let counted: Vec<_> = blocks
        .iter()
        .flat_map(|block| &block.calls)
        .map(|call| (call.status, U256::from_be_slice(&call.return_data).to::<u64>()))
        .collect();
    assert_eq!(counted, [(true, 1), (true, 2), (true, 3)]);
    let first = &blocks[0];
    assert_eq!(first.inner.transactions.len(), 2);
    assert_eq!(
        first.inner.header.gas_used,
        first.calls.iter().map(|call| call.gas_used).sum::<u64>()
    );
    assert_eq!(first.inner.header.hash_slow(), first.inner.hash);
    // The sender's nonces go on.
    let nonces: Vec<_> = blocks
        .iter()
        .flat_map(|block| &block.inner.transactions)
        .map(|transaction| transaction.transaction.inner().nonce())
        .collect();
    assert_eq!(nonces, [0, 1, 2]);
}

#[test]
fn simulated_blocks_see_each_others_hashes_and_overrides() {
    // BLOCKHASH(NUMBER - 1)
    let world = World::new(returning(&bytes!("6001 43 03 40")));
    let overrides = StateOverridesBuilder::default().with_balance(POOR, U256::from(ETHER)).build();
    let spend = TransactionRequest { from: Some(POOR), value: Some(U256::from(7)), ..to(INNER) };
    let payload = SimulatePayload::default()
        .extend(SimBlock::default().with_state_overrides(overrides).call(to(CODE)))
        .extend(SimBlock::default().call(to(CODE)).call(spend));
    let blocks = world.simulate(payload).unwrap();
    let seen = |index: usize| B256::from_slice(&blocks[index].calls[0].return_data);
    assert_eq!(seen(0), world.header.hash_slow());
    assert_eq!(seen(1), blocks[0].inner.hash);
    assert!(blocks[1].calls[1].status, "the override lasts");
}

#[test]
fn failed_calls_are_results_and_refused_ones_are_errors() {
    let world = World::new(REVERT).deploy(INNER, bytes!("fe"));
    let payload = SimulatePayload::default().extend(
        SimBlock::default()
            .call(TransactionRequest { gas: Some(100_000), ..to(INNER) })
            .call(to(CODE)),
    );
    let calls = &world.simulate(payload).unwrap()[0].calls;
    let error = |index: usize| calls[index].error.clone().unwrap();
    assert_eq!((error(0).code, calls[0].gas_used), (-32015, 100_000));
    assert_eq!((error(1).code, error(1).message.as_str()), (3, "execution reverted: no"));
    assert_eq!(error(1).data.as_ref(), Some(&calls[1].return_data));

    let refused = |block: SimBlock, validation| {
        let payload = SimulatePayload { validation, ..Default::default() };
        world.simulate(payload.extend(block)).unwrap_err()
    };
    let one = |request| SimBlock::default().call(request);
    let high = TransactionRequest { nonce: Some(5), ..to(INNER) };
    let priced = TransactionRequest {
        max_fee_per_gas: Some(10 * u128::from(GWEI)),
        gas: Some(100_000),
        ..high
    };
    assert_eq!(refused(one(priced.clone()), true).simulate_code(), Some(-38011));
    let free = TransactionRequest { max_fee_per_gas: None, nonce: None, ..priced };
    assert_eq!(refused(one(free), true).simulate_code(), Some(-38012));
    let large = TransactionRequest { gas: Some(2_000_000_000), ..to(INNER) };
    assert_eq!(refused(one(large), false).simulate_code(), Some(-38015));
    let numbered = |number: u64| {
        let number = Some(U256::from(number));
        SimBlock::default().with_block_overrides(BlockOverrides { number, ..Default::default() })
    };
    assert_eq!(refused(numbered(100), false).simulate_code(), Some(-38020));
    assert_eq!(refused(numbered(1_000), false).simulate_code(), Some(-38026));
    let time = Some(1);
    let past =
        SimBlock::default().with_block_overrides(BlockOverrides { time, ..Default::default() });
    assert_eq!(refused(past, false).simulate_code(), Some(-38021));
}

#[test]
fn validated_blocks_charge_real_fees() {
    let world = World::new(COUNTER);
    let request = TransactionRequest {
        max_fee_per_gas: Some(10 * u128::from(GWEI)),
        max_priority_fee_per_gas: Some(1),
        gas: Some(100_000),
        ..to(CODE)
    };
    let payload =
        SimulatePayload::default().with_validation().extend(SimBlock::default().call(request));
    let block = world.simulate(payload).unwrap().remove(0);
    assert!(block.calls[0].status);
    let base_fee = block.inner.header.base_fee_per_gas.unwrap();
    assert_eq!(base_fee, fees::next_base_fee(&world.spec, &world.header));
}

#[test]
fn transfers_are_traced_as_logs_in_order() {
    // LOG0 of one word, then CALL(INNER, 3 wei) which reverts, then CALL(POOR, 4 wei).
    let sends = |value: u8, to: Address| {
        code(&[&[0x5f, 0x5f, 0x5f, 0x5f, 0x60, value, 0x73], to.as_slice(), &[0x5a, 0xf1, 0x50]])
    };
    let outer = code(&[&bytes!("6020 5f a0"), &sends(3, INNER), &sends(4, POOR), &[0x00]]);
    let world = World::new(outer).deploy(INNER, bytes!("5f5ffd"));
    let request = TransactionRequest { value: Some(U256::from(10)), ..to(CODE) };
    let payload = || SimulatePayload::default().extend(SimBlock::default().call(request.clone()));
    let block = world.simulate(payload().with_trace_transfers()).unwrap().remove(0);
    let logs: Vec<_> = block.calls[0]
        .logs
        .iter()
        .map(|log| (log.inner.address, U256::from_be_slice(&log.inner.data.data).to::<u64>()))
        .collect();
    let native = Address::repeat_byte(0xee);
    assert_eq!(logs, [(native, 10), (CODE, 0), (native, 4)]);
    let last = &block.calls[0].logs[2];
    assert_eq!(last.inner.data.topics()[1..], [CODE.into_word(), POOR.into_word()]);
    assert_eq!((last.log_index, last.block_hash), (Some(2), Some(block.inner.hash)));
    assert_eq!(block.inner.receipts[0].logs.len(), 1, "receipts hold real logs only");

    let block = world.simulate(payload()).unwrap().remove(0);
    assert_eq!(block.calls[0].logs.len(), 1);
}
