//! The block's header, the token's account, its code and its fixed slots.

use alloy_primitives::{B256, Bytes, U256, keccak256};
use cybermiles_proofs::trie;
use serde_json::{Value, json};

use super::{
    Disagreement, FetchError, Run, answer,
    header::rebuild,
    pieces::BasePiece,
    rpc::Call,
    sources::{Ask, AskError, Fault},
    store::Pieces,
};
use crate::{bundle::Trust, header::BlockHeader};

pub(super) const PROOF: &str = "proofs of the state (an archive node has them)";
const HEADER: &str = "the block's header";
const RAW: &str = "the block's raw header";
const CODE: &str = "code";
const SLOT: &str = "slots";
const PIN: &str = "Find out who is right, and pin the block with --block-hash";
pub(super) const WHO: &str = "Nothing proves who is right: ask others, or a node that has proofs";

/// What everything else is held against.
#[derive(Debug)]
pub(super) struct Base {
    /// As it is hashed.
    pub(super) rlp: Vec<u8>,
    pub(super) header: BlockHeader,
    /// Zero where nothing is proven.
    pub(super) storage_hash: B256,
    pub(super) slots: Vec<(B256, U256)>,
    pub(super) piece: BasePiece,
}

impl Base {
    fn new(piece: BasePiece, slots: Vec<B256>, run: &Run<'_>) -> Result<Self, FetchError> {
        let damaged = |what: String| FetchError::Options(format!("base.pieces: {what}"));
        let header = BlockHeader::read(&piece.header).map_err(|err| damaged(err.to_string()))?;
        let storage_hash = match run.options.trust {
            Trust::Rpc => B256::ZERO,
            Trust::Proven => {
                let nodes: Vec<Vec<u8>> = piece.account.iter().map(|node| node.to_vec()).collect();
                trie::check_account(header.state_root, run.options.token, &nodes)
                    .map_err(|err| damaged(err.to_string()))?
                    .ok_or(FetchError::NoToken { token: run.options.token })?
                    .storage_hash
            }
        };
        let slots = slots.into_iter().zip(piece.slots.iter().copied()).collect();
        Ok(Self { rlp: piece.header.to_vec(), header, storage_hash, slots, piece })
    }

    /// The value of a fixed slot.
    pub(super) fn slot(&self, slot: u64) -> U256 {
        let slot = B256::from(U256::from(slot));
        let found = self.slots.iter().find(|(other, _)| *other == slot);
        found.map(|(_, value)| *value).unwrap_or_default()
    }
}

impl Run<'_> {
    /// The block as the calls name it.
    pub(super) fn at(&self) -> Value {
        json!(format!("{:#x}", self.options.number))
    }

    /// Asks where nothing can be asked for less.
    pub(super) async fn ask<T>(
        &mut self,
        ask: Ask,
        calls: &[Call],
        check: impl FnMut(Vec<super::rpc::Answer>) -> Result<T, Fault>,
    ) -> Result<T, FetchError> {
        match self.sources.ask(ask, calls, self.watch, check).await {
            Ok(learned) => Ok(learned),
            Err(AskError::Gone(err)) => Err(err),
            Err(AskError::TooMuch(why)) => {
                Err(FetchError::silence(self.options.trust, ask.what, vec![why]))
            }
        }
    }

    /// Asks every node, and wants the same from each.
    pub(super) async fn ask_every<T: PartialEq + std::fmt::Debug>(
        &mut self,
        ask: Ask,
        calls: &[Call],
        about: impl Fn(usize) -> String,
        mut check: impl FnMut(Vec<super::rpc::Answer>) -> Result<Vec<T>, Fault>,
    ) -> Result<Vec<T>, AskError> {
        let mut first: Option<Vec<T>> = None;
        for at in 0..self.sources.len() {
            let one = Ask { only: Some(at), ..ask };
            let said = self.sources.ask(one, calls, self.watch, &mut check).await?;
            let Some(first) = &first else {
                first = Some(said);
                continue;
            };
            let pairs = first.iter().zip(&said).enumerate();
            if let Some((row, (a, b))) = pairs.into_iter().find(|(_, (a, b))| a != b) {
                return Err(AskError::Gone(disagree(Disagreement {
                    what: about(row),
                    one: self.sources.name(0),
                    a: shown(a),
                    other: self.sources.name(at),
                    b: shown(b),
                    advice: WHO,
                })));
            }
        }
        Ok(first.unwrap_or_default())
    }

    pub(super) async fn base(&mut self) -> Result<Base, FetchError> {
        let slots = self.options.fixed_slots();
        let mut kept = None;
        let mut pieces =
            Pieces::open(&self.work.path("base.pieces"), |piece: BasePiece| kept = Some(piece))?;
        if let Some(piece) = kept {
            return Base::new(piece, slots, self);
        }
        self.watch.begin("Block", 3);
        let (rlp, header) = self.header().await?;
        self.watch.add(1);
        let piece = match self.options.trust {
            Trust::Proven => self.proven_base(rlp, &header, &slots).await?,
            Trust::Rpc => self.agreed_base(rlp, &slots).await?,
        };
        pieces.add(&piece)?;
        self.watch.add(2);
        Base::new(piece, slots, self)
    }

    /// The header, and where nobody pinned its hash, everybody's.
    async fn header(&mut self) -> Result<(Vec<u8>, BlockHeader), FetchError> {
        let (rlp, header) = self.header_of(None).await?;
        if self.options.block_hash.is_some() {
            return Ok((rlp, header));
        }
        let one = self.sources.current();
        let mut unheard = Vec::new();
        for at in (0..self.sources.len()).filter(|at| *at != one) {
            let Ok((_, other)) = self.header_of(Some(at)).await else {
                unheard.push(self.sources.name(at));
                continue;
            };
            if other.hash != header.hash {
                return Err(disagree(Disagreement {
                    what: format!("the hash of block {}", self.options.number),
                    one: self.sources.name(one),
                    a: header.hash.to_string(),
                    other: self.sources.name(at),
                    b: other.hash.to_string(),
                    advice: PIN,
                }));
            }
        }
        if !unheard.is_empty() {
            let unheard = unheard.join(", ");
            self.watch.say(&format!(
                "the hash of block {} is not named by {unheard}",
                self.options.number
            ));
        }
        self.watch.say(&format!(
            "block {} has the hash {}, say those who answer. Nobody pinned it: compare it with \
             other sources",
            self.options.number, header.hash
        ));
        Ok((rlp, header))
    }

    async fn header_of(
        &mut self,
        only: Option<usize>,
    ) -> Result<(Vec<u8>, BlockHeader), FetchError> {
        let number = self.options.number;
        let call = Call { method: "eth_getBlockByNumber", params: json!([self.at(), false]) };
        loop {
            let ask = Ask { what: HEADER, only, can_shrink: false };
            let (built, claimed) = self
                .ask(ask, std::slice::from_ref(&call), |answers| {
                    let block = answer::one(answers)?;
                    if block.is_null() {
                        return Err(Fault::Unable(format!("it does not know block {number}")));
                    }
                    let claimed = block.get("hash").and_then(Value::as_str);
                    let claimed: Option<B256> = claimed.and_then(|text| text.parse().ok());
                    Ok((rebuild(&block), claimed))
                })
                .await?;
            let at = self.sources.current();
            let expected = self.options.block_hash.or(claimed).unwrap_or_default();
            let lie = match built {
                Ok((rlp, hash)) if hash == expected => match self.read_header(&rlp) {
                    Ok(header) => return Ok((rlp, header)),
                    Err(lie) => lie,
                },
                Ok((_, hash)) => format!("it hashes to {hash}; expected {expected}"),
                Err(what) => what,
            };
            // A later fork may have added fields that are not known here.
            match self.raw_header(at, expected).await {
                Some(found) => return Ok(found),
                None => self.sources.drop_liar(at, HEADER, &lie, self.watch),
            }
        }
    }

    fn read_header(&self, rlp: &[u8]) -> Result<BlockHeader, String> {
        let header = BlockHeader::read(rlp).map_err(|err| err.to_string())?;
        if header.number != self.options.number {
            return Err(format!("it is block {}'s", header.number));
        }
        Ok(header)
    }

    async fn raw_header(&mut self, at: usize, expected: B256) -> Option<(Vec<u8>, BlockHeader)> {
        let call = Call { method: "debug_getRawHeader", params: json!([self.at()]) };
        let ask = Ask { what: RAW, only: Some(at), can_shrink: true };
        let check = |answers| answer::bytes(&answer::one(answers)?);
        let rlp = self.sources.ask(ask, &[call], self.watch, check).await.ok()?;
        let header = self.read_header(&rlp).ok()?;
        (header.hash == expected).then_some((rlp, header))
    }

    async fn proven_base(
        &mut self,
        rlp: Vec<u8>,
        header: &BlockHeader,
        slots: &[B256],
    ) -> Result<BasePiece, FetchError> {
        let token = self.options.token;
        let call = Call { method: "eth_getProof", params: json!([token, slots, self.at()]) };
        let proven = self
            .ask(Ask::any(PROOF), &[call], |answers| {
                let proof = answer::one(answers)?;
                let (account, nodes) = answer::account(&proof, token, header.state_root)?;
                let Some(account) = account else { return Ok(None) };
                let storage = answer::slots(&proof, slots, account.storage_hash)?;
                Ok(Some((account, nodes, storage)))
            })
            .await?;
        let (account, nodes, (values, storage)) = proven.ok_or(FetchError::NoToken { token })?;
        let call = Call { method: "eth_getCode", params: json!([token, self.at()]) };
        let code = self
            .ask(Ask::any(CODE), &[call], |answers| {
                answer::code(&answer::one(answers)?, account.code_hash)
            })
            .await?;
        let bytes = |nodes: Vec<Vec<u8>>| nodes.into_iter().map(Bytes::from).collect();
        Ok(BasePiece {
            header: rlp.into(),
            code: code.into(),
            account: bytes(nodes),
            slots: values,
            storage: bytes(storage),
        })
    }

    async fn agreed_base(&mut self, rlp: Vec<u8>, slots: &[B256]) -> Result<BasePiece, FetchError> {
        let (token, at) = (self.options.token, self.at());
        let call = Call { method: "eth_getCode", params: json!([token, at]) };
        let ask = Ask::any(CODE);
        let about = |_| format!("keccak256 of the code of {token}");
        let mut code = Vec::new();
        let read = |answers| {
            code = answer::bytes(&answer::one(answers)?)?;
            Ok(vec![keccak256(&code)])
        };
        let agreed = self.ask_every(ask, &[call], about, read).await;
        agreed.map_err(|err| all_of(err, Trust::Rpc, CODE))?;
        let values = self.agreed_slots(SLOT, slots).await;
        let values = values.map_err(|err| all_of(err, Trust::Rpc, SLOT))?;
        Ok(BasePiece {
            header: rlp.into(),
            code: code.into(),
            account: Vec::new(),
            slots: values,
            storage: Vec::new(),
        })
    }

    pub(super) async fn agreed_slots(
        &mut self,
        what: &'static str,
        slots: &[B256],
    ) -> Result<Vec<U256>, AskError> {
        let (token, at) = (self.options.token, self.at());
        let calls: Vec<_> = slots
            .iter()
            .map(|slot| Call { method: "eth_getStorageAt", params: json!([token, slot, at]) })
            .collect();
        let about =
            |row: usize| format!("slot {} of {token}", slots.get(row).copied().unwrap_or_default());
        self.ask_every(Ask::any(what), &calls, about, |answers| {
            answers.into_iter().map(|answer| answer::word(&answer?)).collect()
        })
        .await
    }
}

/// An error where nothing could be asked for less.
pub(super) fn all_of(err: AskError, trust: Trust, what: &'static str) -> FetchError {
    match err {
        AskError::Gone(err) => err,
        AskError::TooMuch(why) => FetchError::silence(trust, what, vec![why]),
    }
}

fn disagree(disagreement: Disagreement) -> FetchError {
    FetchError::Disagree(Box::new(disagreement))
}

fn shown(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}")
}
