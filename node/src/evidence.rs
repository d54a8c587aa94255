//! Brings proven misbehaviour before Staking: noted in a file, and sent where an account pays.
//!
//! Every validator that saw it does so; Staking punishes an offence once, and an estimate tells
//! who comes late, so that it costs nobody anything.

use std::{
    fs::File,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
    time::Duration,
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{B256, Bytes, TxKind};
use alloy_rpc_types_eth::{TransactionInput, TransactionRequest};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::SolCall;
use cybermiles_chain::{
    Chain, StateAt,
    simulate::{CallLimits, Overrides},
};
use cybermiles_consensus::{
    EvidenceSink,
    evidence::{Evidence, EvidenceVote},
    votes::Kind,
};
use cybermiles_evm_precompiles::{
    abi::IStaking::{Vote, VoteKind, submitEvidenceCall},
    address::STAKING,
};

use crate::{datadir::DataDir, error::NodeError};

/// Proofs waiting to be looked at. One is enough to punish, so that more are not missed.
const WAITING: usize = 64;
/// Blocks between two validators' attempts, so that the later one sees what the first one did.
const STAGGER_BLOCKS: u32 = 3;

/// Who pays for sending evidence: the key in the file at `path`, in hex.
///
/// # Errors
/// [`NodeError::File`] when it is no key, or others may read it.
pub(crate) fn reporter(path: &Path) -> Result<PrivateKeySigner, NodeError> {
    let fail = |reason: String| NodeError::file(path, reason);
    let metadata = std::fs::metadata(path).map_err(|e| fail(e.to_string()))?;
    if metadata.permissions().mode() & 0o077 != 0 {
        return Err(fail("others may read it; use `chmod 600`".into()));
    }
    let text = std::fs::read_to_string(path).map_err(|e| fail(e.to_string()))?;
    text.trim().parse().map_err(|_| fail("expected the private key of an account, in hex".into()))
}

/// Where consensus of `chain` takes evidence to. `place` is the validator's in its committee.
pub(crate) fn sink(
    chain: Arc<Chain>,
    datadir: &DataDir,
    reporter: Option<PrivateKeySigner>,
    place: u32,
) -> Result<EvidenceSink, NodeError> {
    let (sender, receiver) = sync_channel(WAITING);
    let file = datadir.evidence();
    let desk = Desk { chain, file, reporter, place };
    std::thread::Builder::new()
        .name("evidence".into())
        .spawn(move || desk.work(&receiver))
        .map_err(NodeError::Runtime)?;
    Ok(Arc::new(move |evidence| {
        // Full: what is waiting is of the same kind, and more will come.
        let _ = sender.try_send(evidence);
    }))
}

struct Desk {
    chain: Arc<Chain>,
    file: PathBuf,
    reporter: Option<PrivateKeySigner>,
    place: u32,
}

impl Desk {
    /// Until consensus is gone.
    fn work(&self, proofs: &Receiver<Evidence>) {
        let mut last = None;
        while let Ok(evidence) = proofs.recv() {
            let offence = (evidence.consensus_key, evidence.epoch);
            let data: Bytes = calldata(&evidence).abi_encode().into();
            tracing::warn!(
                validator = %evidence.consensus_key,
                epoch = evidence.epoch,
                view = evidence.view,
                "a validator signed against itself"
            );
            if let Err(error) = self.note(&evidence, &data) {
                tracing::error!(file = %self.file.display(), %error, "cannot note the evidence");
            }
            // Signing against oneself is punished once, however often it is done.
            if last.replace(offence) == Some(offence) {
                continue;
            }
            if let Some(reporter) = &self.reporter {
                let block_time = Duration::from_millis(self.chain.spec().block_time_ms);
                std::thread::sleep(
                    block_time.saturating_mul(STAGGER_BLOCKS.saturating_mul(self.place)),
                );
                match self.send(reporter, data) {
                    Ok(hash) => tracing::info!(transaction = %hash, "sent the evidence"),
                    Err(reason) => tracing::info!(reason, "the evidence is not sent"),
                }
            }
        }
    }

    /// One line for each proof: anybody may send the data to Staking.
    fn note(&self, evidence: &Evidence, data: &Bytes) -> std::io::Result<()> {
        let line = serde_json::json!({
            "consensusKey": evidence.consensus_key,
            "epoch": evidence.epoch,
            "view": evidence.view,
            "to": STAKING,
            "data": data,
        });
        let mut file = File::options().create(true).append(true).open(&self.file)?;
        writeln!(file, "{line}")?;
        file.sync_data()
    }

    fn send(&self, reporter: &PrivateKeySigner, data: Bytes) -> Result<B256, String> {
        let (chain, from) = (&self.chain, reporter.address());
        let request = TransactionRequest {
            from: Some(from),
            to: Some(TxKind::Call(STAKING)),
            input: TransactionInput::new(data.clone()),
            ..Default::default()
        };
        let gas = chain
            .estimate_gas(request, StateAt::Pending, Overrides::default(), &CallLimits::default())
            .map_err(|error| format!("punished already, or refused: {error}"))?;
        let tip = chain.suggested_tip();
        let base_fee = u128::from(chain.next_base_fee());
        let transaction = TxEip1559 {
            chain_id: chain.spec().chain_id,
            nonce: chain.pending_nonce(&from).map_err(|error| error.to_string())?,
            gas_limit: gas.saturating_mul(2),
            max_fee_per_gas: base_fee.saturating_mul(2).saturating_add(tip),
            max_priority_fee_per_gas: tip,
            to: TxKind::Call(STAKING),
            input: data,
            ..Default::default()
        };
        let signature = reporter.sign_hash_sync(&transaction.signature_hash());
        let signed = transaction.into_signed(signature.map_err(|error| error.to_string())?);
        let raw = TxEnvelope::from(signed).encoded_2718();
        chain.submit(raw.into()).map_err(|error| error.to_string())
    }
}

fn calldata(evidence: &Evidence) -> submitEvidenceCall {
    let [first, second] = &evidence.votes;
    submitEvidenceCall {
        consensusKey: evidence.consensus_key,
        epoch: evidence.epoch,
        viewNumber: evidence.view,
        first: vote(first),
        second: vote(second),
    }
}

fn vote(vote: &EvidenceVote) -> Vote {
    let (r, s) = vote.signature.split_at(32);
    Vote {
        kind: match vote.kind {
            Kind::Notarize => VoteKind::Notarize,
            Kind::Nullify => VoteKind::Nullify,
            Kind::Finalize => VoteKind::Finalize,
        },
        parent: vote.parent,
        payload: vote.payload,
        r: B256::from_slice(r),
        s: B256::from_slice(s),
    }
}
