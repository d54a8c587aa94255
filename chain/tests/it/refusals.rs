//! What the pool refuses, in geth's words: wallets match on them.

use alloy_consensus::{TxEip7702, TxLegacy};
use alloy_primitives::{Address, Bytes, TxKind, U256, bytes};
use cybermiles_primitives::{ChainSpec, spec::GWEI};

use crate::home::{CMT, FEES, Home, START, Wallet, draft, gwei};

/// Submits `transaction` and returns the refusal.
fn refusal(prepare: impl FnOnce(&Wallet) -> Bytes) -> String {
    let home = Home::new();
    let chain = home.open();
    let alice = Wallet::new(0);
    chain.submit(alice.pay(0, Address::ZERO, 1, FEES)).unwrap();
    chain.seal().unwrap();
    chain.submit(prepare(&alice)).unwrap_err().to_string()
}

#[test]
fn nonces() {
    let refused = refusal(|alice| alice.pay(0, Address::ZERO, 2, FEES));
    assert_eq!(refused, "nonce too low: next nonce 1, tx nonce 0");
    let refused = refusal(|alice| alice.pay(u64::MAX, Address::ZERO, 2, FEES));
    assert!(refused.starts_with("nonce has max value"), "{refused}");
    let refused = refusal(|alice| {
        let home = Home::new();
        let chain = home.open();
        for nonce in 1..=8 {
            chain.submit(alice.pay(nonce, Address::ZERO, 2, FEES)).unwrap();
        }
        let error = chain.submit(alice.pay(9, Address::ZERO, 2, FEES)).unwrap_err().to_string();
        assert!(error.starts_with("account limit exceeded"), "{error}");
        assert!(error.contains("8 queued transactions, limit 8"), "{error}");
        alice.pay(0, Address::ZERO, 2, FEES)
    });
    assert!(refused.starts_with("nonce too low"), "{refused}");
}

#[test]
fn funds() {
    let refused = refusal(|_| Wallet::new(100).pay(0, Address::ZERO, 5, (gwei(1), 0)));
    let cost = 21_000 * gwei(1) + 5;
    assert_eq!(
        refused,
        format!(
            "insufficient funds for gas * price + value: balance 0, tx cost {cost}, overshot {cost}"
        )
    );
    // Together with what is pending already.
    let home = Home::new();
    let chain = home.open();
    let alice = Wallet::new(0);
    chain.submit(alice.pay(0, Address::ZERO, START - CMT, FEES)).unwrap();
    let refused = chain.submit(alice.pay(1, Address::ZERO, CMT, FEES)).unwrap_err().to_string();
    let fee = 21_000 * gwei(100);
    let (first, second) = (START - CMT + fee, CMT + fee);
    assert_eq!(
        refused,
        format!(
            "insufficient funds for gas * price + value: balance {START}, queued cost {first}, tx \
             cost {second}, overshot {}",
            2 * fee
        )
    );
}

#[test]
fn fees() {
    let refused = refusal(|alice| alice.pay(1, Address::ZERO, 0, (gwei(1), gwei(2))));
    assert!(
        refused.starts_with("max priority fee per gas higher than max fee per gas"),
        "{refused}"
    );
    let refused = refusal(|alice| alice.pay(1, Address::ZERO, 0, (gwei(1) - 1, 0)));
    assert!(refused.starts_with("max fee per gas less than block base fee"), "{refused}");
    assert!(refused.contains("maxFeePerGas: 999999999, baseFee: 1000000000"), "{refused}");
    let home = Home::new();
    let mut options = home.options();
    options.pool.min_tip = 10;
    let chain = home.open_with(options);
    let refused = chain.submit(Wallet::new(0).pay(0, Address::ZERO, 0, (gwei(2), 9)));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "transaction gas price below minimum: gas tip cap 9, minimum needed 10"
    );
}

#[test]
fn gas() {
    let with = |gas_limit, input: Bytes| {
        refusal(move |alice| {
            let mut transaction = draft(1);
            (transaction.gas_limit, transaction.input) = (gas_limit, input);
            alice.sign(transaction)
        })
    };
    assert_eq!(
        with(20_999, Bytes::new()),
        "intrinsic gas too low: gas 20999, minimum needed 21000"
    );
    // 100 bytes that are not zero: 400 tokens at 4 gas, and at 10 gas for the floor (EIP-7623).
    assert_eq!(
        with(24_999, vec![1; 100].into()),
        "insufficient gas for floor data gas cost: gas 24999, minimum needed 25000"
    );
    assert_eq!(
        with(1_000_000_001, Bytes::new()),
        "exceeds block gas limit: gas 1000000001, limit 1000000000"
    );
}

#[test]
fn sizes_and_kinds() {
    let refused = refusal(|alice| {
        let mut transaction = draft(1);
        (transaction.gas_limit, transaction.input) = (100_000_000, vec![0; 131_072].into());
        alice.sign(transaction)
    });
    assert!(refused.starts_with("oversized data: transaction size"), "{refused}");
    let refused = refusal(|alice| {
        let mut transaction = draft(1);
        transaction.to = TxKind::Create;
        (transaction.gas_limit, transaction.input) = (100_000_000, vec![0; 49_153].into());
        alice.sign(transaction)
    });
    assert_eq!(refused, "max initcode size exceeded: code size 49153, limit 49152");
    assert!(refusal(|_| bytes!("0x03c0")).starts_with("transaction type not supported"));
    assert!(refusal(|_| bytes!("0x7fc0")).starts_with("transaction type not supported"));
    let refused = refusal(|alice| {
        alice.sign(TxEip7702 {
            chain_id: ChainSpec::dev().chain_id,
            nonce: 1,
            gas_limit: 100_000,
            max_fee_per_gas: gwei(2),
            ..Default::default()
        })
    });
    assert_eq!(refused, "set code tx must have at least one authorization tuple");
    let refused = refusal(|alice| {
        let mut transaction = draft(1);
        transaction.chain_id = 18;
        alice.sign(transaction)
    });
    assert_eq!(refused, "invalid chain id for signer: have 18 want 1337");
}

#[test]
fn a_sender_with_code_is_refused_and_a_delegated_one_is_not() {
    let (contract, delegated) = (Wallet::new(50), Wallet::new(51));
    let home = Home::with(|genesis| {
        let delegation = [&[0xef, 0x01, 0x00][..], &[0x22; 20]].concat();
        for (wallet, code) in [(&contract, vec![0x00]), (&delegated, delegation)] {
            let account = genesis.alloc.entry(wallet.address()).or_default();
            account.balance = U256::from(CMT);
            account.code = Some(code.into());
        }
    });
    let chain = home.open();
    let refused = chain.submit(contract.pay(0, Address::ZERO, 1, FEES)).unwrap_err().to_string();
    assert!(refused.starts_with("sender not an eoa: address"), "{refused}");
    chain.submit(delegated.pay(0, Address::ZERO, 1, FEES)).unwrap();
    assert_eq!(chain.seal().unwrap().transactions.len(), 1);
}

#[test]
fn a_transaction_from_before_eip_155_is_taken() {
    let home = Home::new();
    let chain = home.open();
    let transaction = TxLegacy {
        chain_id: None,
        nonce: 0,
        gas_price: u128::from(GWEI),
        gas_limit: 21_000,
        to: TxKind::Call(Address::ZERO),
        ..Default::default()
    };
    chain.submit(Wallet::new(0).sign(transaction)).unwrap();
    assert_eq!(chain.seal().unwrap().transactions.len(), 1);
}
