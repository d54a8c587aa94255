//! `claim`: a row is claimed on the new chain.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::PathBuf,
};

use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_signer::SignerSync;
use alloy_sol_types::SolStruct;
use clap::Args;
use cybermiles_evm_precompiles::{abi::IMigration, address::MIGRATION};
use cybermiles_genesis::Moment;
use cybermiles_migrate::{
    amount::{Cmt, parse_address, parse_cmt},
    chain::{Chain, ChainError, Facts, Payment},
    claim::{EthereumProof, Proof, is_keyless, normalized, read_typed, signer_of, typed_data},
    claims::tree,
    classify::parse_signature,
    status::{Lists, Status},
};
use serde_json::{Value, json};

use super::key;

/// Claims a row of the snapshot on the new chain, for its claimant.
#[derive(Debug, Args)]
#[command(
    after_help = "Example, behind that of `classify`, beside a node of the chain made from it:\n  \
    cmt-migrate claim 0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F --lists classified \\\n    \
    --to 0x00000000000000000000000000000000000000b2 --rpc http://127.0.0.1:8545\n\n\
    Without a key the claim is printed, for the claimant's wallet to sign; nothing is sent:\n  \
    cmt-migrate claim 0xROW --lists classified --to 0xRECIPIENT --max-fee 1 > claim.json\n  \
    cast wallet sign --data --from-file claim.json\n\
    Whoever has CMT for the transaction sends that, and keeps at most the fee that was signed:\n  \
    cmt-migrate claim 0xROW --lists classified --request claim.json --signature 0x… \\\n    \
    --relayer relayer.json --fee 1\n\
    With the claimant's keystore it is one step:\n  \
    cmt-migrate claim 0xROW --lists classified --to 0xRECIPIENT --key claimant.json\n\n\
    Run again it looks first: a row is paid once.\n\n\
    Exit codes: 0 claimed (now or before, to this recipient) or printed, 1 something failed (the \
    message says what), 2 wrong usage, 3 no: nothing to claim, nobody named, another claimant, or \
    paid to another recipient."
)]
pub(super) struct ClaimOptions {
    /// The account whose row is claimed
    #[arg(value_parser = parse_address)]
    address: Address,
    /// The folder that `classify` wrote
    #[arg(long, required_unless_present = "storage_proof")]
    lists: Option<PathBuf>,
    /// Who is paid
    #[arg(long, value_name = "RECIPIENT", value_parser = parse_address, required_unless_present = "request")]
    to: Option<Address>,
    /// The chain's node
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8545")]
    rpc: String,
    /// Ethereum's own proof instead of the lists': what eth_getProof answered for the token and the
    /// row's slot at the snapshot's block
    #[arg(long, value_name = "FILE")]
    storage_proof: Option<PathBuf>,
    /// The most whoever sends the claim may keep of it, in CMT
    #[arg(long, value_name = "CMT", default_value = "0", value_parser = parse_cmt, conflicts_with = "request")]
    max_fee: U256,
    /// How many hours the signature is good
    #[arg(long, value_name = "HOURS", default_value_t = 24, conflicts_with = "request")]
    hours: u32,
    /// The claimant's keystore
    #[arg(long, value_name = "FILE", conflicts_with_all = ["request", "signature"])]
    key: Option<PathBuf>,
    /// Its password is the first line of this file; otherwise it is asked for
    #[arg(long, value_name = "FILE", requires = "key")]
    key_password_file: Option<PathBuf>,
    /// The claim that was signed, as it was printed
    #[arg(long, value_name = "FILE", requires = "signature")]
    request: Option<PathBuf>,
    /// The claimant's signature of it, 0x and 130 digits
    #[arg(long, value_parser = signature, requires = "request")]
    signature: Option<[u8; 65]>,
    /// The keystore of who sends the claim and pays for the transaction
    #[arg(long, value_name = "FILE")]
    relayer: Option<PathBuf>,
    /// Its password is the first line of this file; otherwise it is asked for
    #[arg(long, value_name = "FILE", requires = "relayer")]
    relayer_password_file: Option<PathBuf>,
    /// What the relayer keeps, in CMT
    #[arg(long, value_name = "CMT", default_value = "0", value_parser = parse_cmt)]
    fee: U256,
    /// What the transaction may cost at most, in CMT
    #[arg(long, value_name = "CMT", default_value = "0.1", value_parser = parse_cmt)]
    max_cost: U256,
    /// Pay to the address of the contract itself: only for who knows that it is theirs on the new
    /// chain
    #[arg(long)]
    to_the_contract: bool,
    /// Send nothing: print receiver and data, for another wallet
    #[arg(long, conflicts_with = "relayer")]
    calldata: bool,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

fn signature(text: &str) -> Result<[u8; 65], &'static str> {
    parse_signature(text).ok_or("expected 0x and 130 hexadecimal digits")
}

/// Whether the row is, or can be, paid as was asked for.
pub(super) fn run(options: &ClaimOptions) -> Result<bool, Box<dyn Error>> {
    if options.signature.is_some() && options.relayer.is_none() && !options.calldata {
        return Err(
            "who sends the signed claim? Name a keystore with --relayer FILE, or print it \
                    with --calldata"
                .into(),
        );
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(options.claim())?;
    let mut out = io::stdout().lock();
    if options.json {
        writeln!(out, "{:#}", answer.json)?;
    } else {
        writeln!(out, "{}", answer.text)?;
    }
    Ok(answer.is_yes)
}

/// What is said, in both ways, and whether it is a yes.
struct Answer {
    is_yes: bool,
    text: String,
    json: Value,
}

impl Answer {
    fn no(name: &str, text: String) -> Self {
        let json = json!({ "result": name, "message": text });
        Self { is_yes: false, text, json }
    }
}

/// Who claims what to whom, and what shows it.
struct Plan {
    chain: Chain,
    facts: Facts,
    claimant: Address,
    proof: Proof,
    request: IMigration::Claim,
}

impl ClaimOptions {
    async fn claim(&self) -> Result<Answer, Box<dyn Error>> {
        let chain = Chain::at(&self.rpc)?;
        let facts = chain.facts().await?;
        let typed = match &self.request {
            Some(path) => {
                let json = fs::read(path).map_err(|err| format!("{}: {err}", path.display()))?;
                let wrong = |err: &dyn Error| format!("{}: {err}", path.display());
                let value = serde_json::from_slice(&json).map_err(|err| wrong(&err))?;
                Some(read_typed(&value, &facts.domain).map_err(|err| wrong(&err))?)
            }
            None => None,
        };
        let recipient = match (self.to, typed.as_ref().map(|claim| claim.recipient)) {
            (Some(to), Some(signed)) if to != signed => {
                return Err(format!("the claim pays {signed}; expected {to} (--to)").into());
            }
            (Some(to), _) | (None, Some(to)) => to,
            (None, None) => return Err("who is paid? Name it with --to".into()),
        };
        let row = chain.row(self.address).await?;
        if row.isClaimed {
            let payment = chain.payment(self.address).await?;
            return Ok(paid_before(self.address, recipient, payment.as_ref()));
        }
        if !row.exists {
            return Ok(Answer::no("nothing", self.nothing()?));
        }
        if row.claimant.is_zero() {
            let text = format!(
                "Nobody is named yet who claims the row of {} (a contract has no key): Governance \
                 does that.",
                self.address
            );
            return Ok(Answer::no("noClaimant", text));
        }
        let now = chain.time().await?;
        if now > facts.deadline {
            let text = format!("The time for claims ended at {}.", Moment(facts.deadline));
            return Ok(Answer::no("deadline", text));
        }
        let token = facts.snapshot.token;
        let is_contract =
            matches!(row.class, IMigration::Class::Contract | IMigration::Class::TokenItself);
        if is_keyless(is_contract, self.address, recipient, token) && !self.to_the_contract {
            return Err(format!(
                "{recipient} is the address of a contract on Ethereum, and on the new chain nobody \
                 may have its key: name another recipient, or, if you know that it is yours there, \
                 add --to-the-contract"
            )
            .into());
        }
        let proof = self.proof(&facts)?;
        let request = match typed {
            Some(request) => request,
            None => IMigration::Claim {
                account: self.address,
                amount: proof.amount(),
                recipient,
                maxFee: self.max_fee.max(self.fee),
                snapshot: facts.snapshot.blockHash,
                nonce: chain.nonce(row.claimant).await?,
                deadline: U256::from(
                    facts.deadline.min(now.saturating_add(u64::from(self.hours) * 3600)),
                ),
            },
        };
        let plan = Plan { chain, facts, claimant: row.claimant, proof, request };
        self.carry_out(&plan).await
    }

    /// Why there is no row.
    fn nothing(&self) -> Result<String, Box<dyn Error>> {
        let Some(folder) = &self.lists else {
            return Ok(format!("There is nothing to claim for {}.", self.address));
        };
        let status = Lists::read(folder)?.status(self.address);
        if matches!(status, Status::Claimable { .. }) {
            let folder = folder.display();
            return Err(format!("{folder} has a row for {}, and this chain has none: they are not this chain's lists", self.address).into());
        }
        Ok(status.to_string())
    }

    fn proof(&self, facts: &Facts) -> Result<Proof, Box<dyn Error>> {
        if let Some(path) = &self.storage_proof {
            let json = fs::read(path).map_err(|err| format!("{}: {err}", path.display()))?;
            let proof = EthereumProof::read(&json, self.address, &facts.snapshot);
            return Ok(Proof::Ethereum(proof.map_err(|err| format!("{}: {err}", path.display()))?));
        }
        let folder = self.lists.as_ref().ok_or("no --lists and no --storage-proof")?;
        let lists = Lists::read(folder)?;
        let claim = lists.claim(self.address).ok_or_else(|| {
            format!("{} has no row for {}, which this chain has", folder.display(), self.address)
        })?;
        let tree = tree(lists.claims()).filter(|tree| tree.root() == facts.claim_root);
        let path = tree.and_then(|tree| tree.proof(claim.leaf())).ok_or_else(|| {
            format!(
                "{}: these claims do not lead to this chain's claim root {}: they are another \
                 chain's, or were changed",
                folder.display(),
                facts.claim_root
            )
        })?;
        Ok(Proof::Merkle { amount: claim.wei, path })
    }

    async fn carry_out(&self, plan: &Plan) -> Result<Answer, Box<dyn Error>> {
        let Plan { claimant, proof, request, .. } = plan;
        let own = || proof.claim(request.account, request.recipient);
        if let Some(signature) = &self.signature {
            return self.relay(plan, &normalized(signature)).await;
        }
        if let Some(path) = &self.key {
            let signer = key::open(path, self.key_password_file.as_ref())?;
            if signer.address() != *claimant {
                let who = signer.address();
                let text = format!("{claimant} claims this row, and the key is that of {who}.");
                return Ok(Answer::no("notClaimant", text));
            }
            if self.relayer.is_some() {
                let hash = request.eip712_signing_hash(&plan.facts.domain);
                return self.relay(plan, &signer.sign_hash_sync(&hash)?.as_bytes()).await;
            }
            return self.send(plan, &signer, &own(), U256::ZERO).await;
        }
        if self.calldata {
            return printed(plan, *claimant, &own()).await;
        }
        let json = typed_data(&plan.facts.domain, request);
        eprintln!(
            "To be signed by {claimant}, good until {}. Then: --request FILE --signature 0x… \
             --relayer KEYSTORE",
            Moment(request.deadline.saturating_to())
        );
        Ok(Answer { is_yes: true, text: format!("{json:#}"), json })
    }

    /// Sends, or prints, what the claimant signed.
    async fn relay(&self, plan: &Plan, signature: &[u8; 65]) -> Result<Answer, Box<dyn Error>> {
        let Plan { claimant, proof, request, facts, .. } = plan;
        if signer_of(&facts.domain, request, signature) != Some(*claimant) {
            let text = format!(
                "{claimant} claims this row, and did not sign exactly this claim: sign what was \
                 printed, unchanged, with that account."
            );
            return Ok(Answer::no("notClaimant", text));
        }
        if request.amount != proof.amount() {
            let (signed, proven) = (Cmt(request.amount), Cmt(proof.amount()));
            return Err(format!(
                "{signed} CMT were signed, the row has {proven} CMT: print the claim anew"
            )
            .into());
        }
        let data = proof.claim_for(request, self.fee, signature);
        match &self.relayer {
            None => printed(plan, *claimant, &data).await,
            Some(path) => {
                let relayer = key::open(path, self.relayer_password_file.as_ref())?;
                self.send(plan, &relayer, &data, self.fee).await
            }
        }
    }

    async fn send(
        &self,
        plan: &Plan,
        signer: &alloy_signer_local::PrivateKeySigner,
        data: &Bytes,
        fee: U256,
    ) -> Result<Answer, Box<dyn Error>> {
        let Plan { chain, facts, request, .. } = plan;
        chain.simulate(signer.address(), data).await?;
        let sent = chain.send(signer, facts.chain_id, data, self.max_cost).await?;
        eprintln!("Sent {sent}");
        let receipt = match chain.wait(sent).await {
            Err(ChainError::Failed(hash)) => {
                // Somebody else may have been faster: then the row was paid all the same.
                match chain.payment(self.address).await? {
                    Some(paid) => {
                        return Ok(paid_before(self.address, request.recipient, Some(&paid)));
                    }
                    None => return Err(ChainError::Failed(hash).into()),
                }
            }
            other => other?,
        };
        let got = request.amount.saturating_sub(fee);
        let text = format!(
            "Claimed: {} got {} CMT in block {} ({}).",
            request.recipient,
            Cmt(got),
            receipt.block(),
            receipt.transaction()
        );
        let json = json!({
            "result": "claimed",
            "account": self.address,
            "recipient": request.recipient,
            "amount": request.amount.to_string(),
            "fee": fee.to_string(),
            "transaction": receipt.transaction(),
            "block": receipt.block(),
        });
        Ok(Answer { is_yes: true, text, json })
    }
}

/// What to send from another wallet, once the contract was asked whether it would take it.
async fn printed(plan: &Plan, from: Address, data: &Bytes) -> Result<Answer, Box<dyn Error>> {
    plan.chain.simulate(from, data).await?;
    let data = hex::encode_prefixed(data);
    let text = format!("from   {from}\nto     {MIGRATION}\nvalue  0\ndata   {data}");
    let json =
        json!({ "result": "calldata", "from": from, "to": MIGRATION, "value": "0", "data": data });
    Ok(Answer { is_yes: true, text, json })
}

/// A row that was paid: yes if it went where it was wanted.
fn paid_before(account: Address, recipient: Address, payment: Option<&Payment>) -> Answer {
    let Some(paid) = payment else {
        let text =
            format!("The row of {account} was paid already; this node does not have the log.");
        return Answer::no("claimedBefore", text);
    };
    let text = format!(
        "The row of {account} was paid already: {} CMT to {} in block {} ({}).",
        Cmt(paid.amount.saturating_sub(paid.fee)),
        paid.recipient,
        paid.block,
        paid.transaction
    );
    let json = json!({ "result": "claimedBefore", "message": text, "payment": paid });
    Answer { is_yes: paid.recipient == recipient, text, json }
}
