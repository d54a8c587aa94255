//! Claims sent for claimants who have no CMT to pay for it.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_signer_local::PrivateKeySigner;
use cybermiles_evm_precompiles::abi::IMigration;
use cybermiles_genesis::Moment;
use hyper::StatusCode;
use parking_lot::Mutex as Lock;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::{answer::Refused, limits::Limit, site::Site};
use crate::{
    amount::{Cmt, parse_address, parse_wei},
    chain::{Chain, ChainError, Refusal},
    claim::{Proof, is_keyless, normalized, signer_of},
    classify::{Kind, parse_signature},
};

/// How long a signature has to be good still, in seconds: one that ends before its block costs the
/// relayer the transaction.
const LEFT: u64 = 60;
/// How long a claimant waits whose transaction is sent and in no block: it may still get there, and
/// a second one would fail then.
const UNKNOWN: Duration = Duration::from_secs(300);

/// Who sends, and for how much.
#[derive(Debug)]
pub struct RelayOptions {
    /// Whose account pays for the transactions.
    pub signer: PrivateKeySigner,
    /// What it keeps of each claim, in wei.
    pub fee: U256,
    /// What a transaction may cost at most, in wei.
    pub max_cost: U256,
    /// Claims sent a minute; zero for no limit.
    pub per_minute: u32,
}

/// Sends one claim at a time, as one account's nonces want it.
#[derive(Debug)]
pub(super) struct Relay {
    signer: PrivateKeySigner,
    chain_id: u64,
    fee: U256,
    max_cost: U256,
    sent: Limit<()>,
    /// Claimants whose claim is on its way, and until when that is so where nobody waits for it
    /// any more. Claims of one claimant have one nonce: of two at once, one fails.
    under_way: Lock<BTreeMap<Address, Option<Instant>>>,
    turn: Mutex<()>,
}

/// A claimant whose claim is on its way, for as long as this lives, or a while longer.
struct UnderWay<'a> {
    all: &'a Lock<BTreeMap<Address, Option<Instant>>>,
    claimant: Address,
    is_unknown: bool,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock();
        match Instant::now().checked_add(UNKNOWN).filter(|_| self.is_unknown) {
            Some(until) => all.insert(self.claimant, Some(until)),
            None => all.remove(&self.claimant),
        };
    }
}

impl Relay {
    pub(super) fn new(options: RelayOptions, chain_id: u64) -> Self {
        let RelayOptions { signer, fee, max_cost, per_minute } = options;
        let (sent, under_way) = (Limit::new(per_minute), Lock::default());
        Self { signer, chain_id, fee, max_cost, sent, under_way, turn: Mutex::default() }
    }

    pub(super) fn fee(&self) -> U256 {
        self.fee
    }

    fn begin(&self, claimant: Address) -> Option<UnderWay<'_>> {
        let mut all = self.under_way.lock();
        match all.get(&claimant) {
            Some(None) => return None,
            Some(Some(until)) if Instant::now() < *until => return None,
            _ => {}
        }
        all.insert(claimant, None);
        Some(UnderWay { all: &self.under_way, claimant, is_unknown: false })
    }

    /// Tries a claim, and sends it if it would be paid; its transaction. Only what would be paid
    /// counts as one of the claims a minute.
    async fn send(&self, chain: &Chain, data: &Bytes) -> Result<B256, Refused> {
        let _turn = self.turn.lock().await;
        chain.simulate(self.signer.address(), data).await.map_err(|err| failed(&err))?;
        if !self.sent.take((), Instant::now()) {
            let message = "many claims are being sent: try again in a minute, or send it yourself";
            return Err(Refused::new(StatusCode::TOO_MANY_REQUESTS, "TooMany", message));
        }
        let sent = chain.send(&self.signer, self.chain_id, data, self.max_cost).await;
        sent.map_err(|err| failed(&err))
    }
}

/// What a page sends: all numbers as text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    message: Message,
    signature: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Message {
    account: String,
    amount: String,
    recipient: String,
    max_fee: String,
    snapshot: String,
    nonce: String,
    deadline: String,
}

fn read(body: &[u8]) -> Result<(IMigration::Claim, [u8; 65]), Refused> {
    let request: Request = serde_json::from_slice(body).map_err(|err| {
        Refused::bad(format!("{err}; expected {{\"message\": the signed claim, \"signature\"}}"))
    })?;
    let Message { account, amount, recipient, max_fee, snapshot, nonce, deadline } =
        request.message;
    let address = |name: &str, text: &str| {
        parse_address(text).map_err(|err| Refused::bad(format!("{name}: {err}")))
    };
    let number = |name: &str, text: &str| {
        parse_wei(text).map_err(|err| Refused::bad(format!("{name}: {err}")))
    };
    let claim = IMigration::Claim {
        account: address("account", &account)?,
        amount: number("amount", &amount)?,
        recipient: address("recipient", &recipient)?,
        maxFee: number("maxFee", &max_fee)?,
        snapshot: snapshot
            .parse()
            .map_err(|_| Refused::bad("snapshot: expected 0x and 64 hexadecimal digits"))?,
        nonce: number("nonce", &nonce)?,
        deadline: number("deadline", &deadline)?,
    };
    let signature = parse_signature(&request.signature)
        .ok_or_else(|| Refused::bad("signature: expected 0x and 130 hexadecimal digits"))?;
    Ok((claim, normalized(&signature)))
}

/// A no of the contract, or one that this server knows before it.
fn refused(refusal: &Refusal) -> Refused {
    Refused::new(StatusCode::CONFLICT, refusal.name(), refusal.to_string())
}

pub(super) fn failed(error: &ChainError) -> Refused {
    match error {
        ChainError::Refused(refusal) => refused(refusal),
        ChainError::Poor { .. } => {
            let message = "the account that pays for claims here has run out of CMT; send it from \
                           your own wallet, or try again later";
            Refused::new(StatusCode::BAD_GATEWAY, "RelayEmpty", message)
        }
        ChainError::Dear { .. } => {
            let message = "a transaction costs more right now than this server pays; send it from \
                           your own wallet, or try again later";
            Refused::new(StatusCode::BAD_GATEWAY, "TooDear", message)
        }
        // What a node says of itself is the operator's, not a visitor's.
        _ => {
            let message = "the chain's node does not answer as it should; try again in a minute";
            Refused::new(StatusCode::BAD_GATEWAY, "ChainSilent", message)
        }
    }
}

/// Whatever goes wrong after sending: the transaction is there, and nobody may be told otherwise.
fn not_final(sent: B256, error: &ChainError) -> Refused {
    let message = match error {
        ChainError::Failed(_) => format!(
            "{sent} is in a block and did nothing there: something changed after it was tried. \
             Look the address up again"
        ),
        _ => format!(
            "{sent} was sent, and is not known to be in a block: look the address up again before \
             anything else is sent"
        ),
    };
    Refused::new(StatusCode::BAD_GATEWAY, "NotFinal", message)
}

/// Sends the claim of a body.
pub(super) async fn relay(site: &Site, body: &[u8]) -> Result<Value, Refused> {
    let Some(relay) = &site.relay else {
        let message = "this server sends no claims: send the transaction from your own wallet";
        return Err(Refused::new(StatusCode::NOT_FOUND, "NoRelay", message));
    };
    let (claim, signature) = read(body)?;
    let (proof, live) = check(site, relay, &claim, &signature).await?;
    let Some(mut under_way) = relay.begin(live.claimant) else {
        let message = "a claim of this claimant is on its way already: wait for it";
        return Err(Refused::new(StatusCode::CONFLICT, "UnderWay", message));
    };
    let data = proof.claim_for(&claim, relay.fee, &signature);
    let sent = relay.send(&site.chain, &data).await?;
    under_way.is_unknown = true;
    let receipt = match site.chain.wait(sent).await {
        Ok(receipt) => receipt,
        Err(err) => {
            under_way.is_unknown = !matches!(err, ChainError::Failed(_));
            return Err(not_final(sent, &err));
        }
    };
    under_way.is_unknown = false;
    // The page asks next, and the logs have it then.
    let _ = site.read_on().await;
    Ok(json!({
        "transaction": receipt.transaction(),
        "block": receipt.block(),
        "recipient": claim.recipient,
        "amount": claim.amount.to_string(),
        "fee": relay.fee.to_string(),
    }))
}

/// What can be known without spending anything. Whoever did not sign for a row that can be paid
/// takes nobody's place.
async fn check(
    site: &Site,
    relay: &Relay,
    claim: &IMigration::Claim,
    signature: &[u8; 65],
) -> Result<(Proof, IMigration::Row), Refused> {
    let account = claim.account;
    let Some(row) = site.lists.claim(account) else {
        return Err(refused(&Refusal::not_claimable(account)));
    };
    let path = site.tree.as_ref().and_then(|tree| tree.proof(row.leaf())).unwrap_or_default();
    if claim.amount != row.wei || claim.snapshot != site.facts.snapshot.blockHash {
        let message = "another amount or snapshot was signed than this row's: reload the page";
        return Err(Refused::bad(message));
    }
    let is_contract = matches!(row.kind, Kind::Contract | Kind::Token);
    if is_keyless(is_contract, account, claim.recipient, site.facts.snapshot.token) {
        let message = "the recipient is a contract's address on Ethereum, and nobody may have its \
                       key on this chain: name another";
        return Err(Refused::new(StatusCode::CONFLICT, "NoKey", message));
    }
    if row.wei <= relay.fee {
        let message = format!(
            "the row has {} CMT, and the fee of this server is {} CMT: send it from your own wallet",
            Cmt(row.wei),
            Cmt(relay.fee)
        );
        return Err(Refused::new(StatusCode::CONFLICT, "RowTooSmall", message));
    }
    if relay.fee > claim.maxFee {
        let message = "a smaller fee was signed than this server takes: reload the page";
        return Err(Refused::new(StatusCode::CONFLICT, "FeeTooHigh", message));
    }
    let signer = signer_of(&site.facts.domain, claim, signature);
    let live = site.chain.row(account).await.map_err(|err| failed(&err))?;
    if live.isClaimed {
        return Err(refused(&Refusal::already_claimed(account)));
    }
    if live.claimant.is_zero() {
        return Err(refused(&Refusal::no_claimant(account)));
    }
    if signer != Some(live.claimant) {
        let message = format!("not signed by {}, who claims this row", live.claimant);
        return Err(Refused::new(StatusCode::CONFLICT, "NotClaimant", message));
    }
    lasts(site, claim).await?;
    let nonce = site.chain.nonce(live.claimant).await.map_err(|err| failed(&err))?;
    if claim.nonce != nonce {
        let message = format!(
            "signed with nonce {}, the claimant's next one is {nonce}: that signature was used or \
             taken back. Sign anew",
            claim.nonce
        );
        return Err(Refused::new(StatusCode::CONFLICT, "WrongNonce", message));
    }
    Ok((Proof::Merkle { amount: row.wei, path }, live))
}

/// Whether there is time enough to get a claim into a block.
async fn lasts(site: &Site, claim: &IMigration::Claim) -> Result<(), Refused> {
    let now = site.chain.time().await.map_err(|err| failed(&err))?;
    let block = now.saturating_add(LEFT);
    let ends = Moment(site.facts.deadline);
    if now > site.facts.deadline {
        let message = format!("the time for claims ended at {ends}");
        return Err(Refused::new(StatusCode::CONFLICT, "DeadlinePassed", message));
    }
    if block > site.facts.deadline {
        let message = format!("the time for claims ends at {ends}: that is too soon to send one");
        return Err(Refused::new(StatusCode::CONFLICT, "DeadlinePassed", message));
    }
    if claim.deadline < U256::from(block) {
        let until = Moment(claim.deadline.saturating_to());
        let message = format!(
            "the signature is good until {until}, and has to be for {LEFT} seconds more: sign anew"
        );
        return Err(Refused::new(StatusCode::CONFLICT, "SignatureExpired", message));
    }
    Ok(())
}
