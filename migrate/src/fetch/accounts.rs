//! The account of everybody in the bundle: contracts are told from people by their code.

use std::collections::{BTreeMap, VecDeque};

use alloy_primitives::{Address, B256, U256, keccak256};
use cybermiles_proofs::trie::{EMPTY_CODE, check_account};
use serde_json::json;

use super::{
    FetchError, Run, answer,
    balances::Nodes,
    base::{Base, PROOF, all_of},
    pace::Pace,
    pieces::{AccountPiece, AccountRow},
    rpc::Call,
    sources::{Ask, AskError},
    store::Pieces,
};
use crate::bundle::Trust;

/// Accounts in one request.
const ACCOUNTS_MAX: u64 = 64;
const CODE: &str = "code of accounts";
/// What precedes the delegate in the code of an account that delegates (EIP-7702).
const DELEGATION: [u8; 3] = [0xef, 0x01, 0x00];

/// Accounts, and the nodes that prove them.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    pub(super) rows: BTreeMap<Address, AccountRow>,
    pub(super) nodes: Nodes,
}

impl Run<'_> {
    /// The account of every row.
    pub(super) async fn accounts(
        &mut self,
        base: &Base,
        rows: &BTreeMap<Address, U256>,
    ) -> Result<Accounts, FetchError> {
        let mut accounts = Accounts::default();
        let path = self.work.path("accounts.pieces");
        let mut pieces = Pieces::open(&path, |piece: AccountPiece| {
            accounts.rows.extend(piece.rows.iter().map(|row| (row.account, *row)));
            accounts.nodes.keep(&piece.nodes);
        })?;
        let mut open: VecDeque<Address> =
            rows.keys().filter(|account| !accounts.rows.contains_key(*account)).copied().collect();
        self.watch.begin("Accounts", u64::try_from(rows.len()).unwrap_or(u64::MAX));
        self.watch.add(u64::try_from(rows.len().saturating_sub(open.len())).unwrap_or_default());
        let mut pace = Pace::new(ACCOUNTS_MAX, ACCOUNTS_MAX);
        while !open.is_empty() {
            let mut these = Vec::new();
            while these.len() < pace.count()
                && let Some(account) = open.pop_front()
            {
                // What is proven by nodes that are here already need not be asked for.
                let Some(row) = self.known_account(base, &accounts.nodes, account).await? else {
                    these.push(account);
                    continue;
                };
                accounts.rows.insert(account, row);
                self.watch.add(1);
            }
            if these.is_empty() {
                break;
            }
            let asked = match self.options.trust {
                Trust::Proven => self.proven_accounts(base, &these, pace.can_shrink()).await,
                Trust::Rpc => self.agreed_accounts(&these, pace.can_shrink()).await,
            };
            let (rows, nodes) = match asked {
                Ok(asked) => asked,
                Err(AskError::TooMuch(_)) => {
                    pace.shrink();
                    these.into_iter().rev().for_each(|account| open.push_front(account));
                    continue;
                }
                Err(AskError::Gone(err)) => return Err(err),
            };
            let piece = AccountPiece { rows, nodes: accounts.nodes.add(nodes) };
            pieces.add(&piece)?;
            accounts.rows.extend(piece.rows.iter().map(|row| (row.account, *row)));
            self.watch.add(u64::try_from(these.len()).unwrap_or_default());
            pace.grow();
        }
        Ok(accounts)
    }

    /// An account that the nodes of others prove: it is absent, mostly.
    async fn known_account(
        &mut self,
        base: &Base,
        nodes: &Nodes,
        account: Address,
    ) -> Result<Option<AccountRow>, FetchError> {
        if self.options.trust != Trust::Proven {
            return Ok(None);
        }
        let root = base.header.state_root;
        let Some(proof) = nodes.proof(root, keccak256(account)) else { return Ok(None) };
        let Ok(proven) = check_account(root, account, &proof) else { return Ok(None) };
        let code_hash = proven.map_or(EMPTY_CODE, |proven| proven.code_hash);
        let mut row = AccountRow { account, code_hash, delegate: Address::ZERO };
        let found = self.find_delegate(&mut row).await;
        found.map_err(|err| all_of(err, self.options.trust, CODE))?;
        Ok(Some(row))
    }

    /// Asks for the code of an account that has some: it may be a delegation.
    async fn find_delegate(&mut self, row: &mut AccountRow) -> Result<(), AskError> {
        if row.code_hash == EMPTY_CODE || row.account == self.options.token {
            return Ok(());
        }
        let call = Call { method: "eth_getCode", params: json!([row.account, self.at()]) };
        let hash = row.code_hash;
        let check = |answers| answer::code(&answer::one(answers)?, hash);
        let code = self.sources.ask(Ask::any(CODE), &[call], self.watch, check).await?;
        row.delegate = delegate(&code);
        Ok(())
    }

    async fn proven_accounts(
        &mut self,
        base: &Base,
        accounts: &[Address],
        can_shrink: bool,
    ) -> Result<(Vec<AccountRow>, Vec<Vec<u8>>), AskError> {
        let (at, state_root, none) = (self.at(), base.header.state_root, json!([]));
        let calls: Vec<_> = accounts
            .iter()
            .map(|account| Call { method: "eth_getProof", params: json!([account, none, at]) })
            .collect();
        let ask = Ask { what: PROOF, only: None, can_shrink };
        let check = |answers: Vec<super::rpc::Answer>| {
            let mut nodes = Vec::new();
            let mut hashes: Vec<B256> = Vec::with_capacity(accounts.len());
            for (account, answer) in accounts.iter().zip(answers) {
                let (proven, these) = answer::account(&answer?, *account, state_root)?;
                hashes.push(proven.map_or(EMPTY_CODE, |proven| proven.code_hash));
                nodes.extend(these);
            }
            Ok((hashes, nodes))
        };
        let (hashes, nodes) = self.sources.ask(ask, &calls, self.watch, check).await?;
        let mut rows: Vec<AccountRow> = accounts
            .iter()
            .zip(hashes)
            .map(|(account, code_hash)| AccountRow {
                account: *account,
                code_hash,
                delegate: Address::ZERO,
            })
            .collect();
        // Most have none: only the others are asked for theirs.
        for row in &mut rows {
            self.find_delegate(row).await?;
        }
        Ok((rows, nodes))
    }

    async fn agreed_accounts(
        &mut self,
        accounts: &[Address],
        can_shrink: bool,
    ) -> Result<(Vec<AccountRow>, Vec<Vec<u8>>), AskError> {
        let at = self.at();
        let calls: Vec<_> = accounts
            .iter()
            .map(|account| Call { method: "eth_getCode", params: json!([account, at]) })
            .collect();
        let ask = Ask { what: CODE, only: None, can_shrink };
        let about =
            |row: usize| format!("the code of {}", accounts.get(row).copied().unwrap_or_default());
        let read = |answers: Vec<super::rpc::Answer>| {
            answers
                .into_iter()
                .map(|answer| {
                    let code = answer::bytes(&answer?)?;
                    Ok((keccak256(&code), delegate(&code)))
                })
                .collect()
        };
        let agreed: Vec<(B256, Address)> = self.ask_every(ask, &calls, about, read).await?;
        let rows = accounts.iter().zip(agreed);
        let rows = rows.map(|(account, (code_hash, delegate))| AccountRow {
            account: *account,
            code_hash,
            delegate,
        });
        Ok((rows.collect(), Vec::new()))
    }
}

/// To whom code delegates; zero if it does not.
fn delegate(code: &[u8]) -> Address {
    let delegate = code.strip_prefix(&DELEGATION).filter(|delegate| delegate.len() == 20);
    delegate.map(Address::from_slice).unwrap_or_default()
}
