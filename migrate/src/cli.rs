//! What may stand on the command line, and the help that teaches it.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    path::PathBuf,
};

use alloy_primitives::{Address, B256};
use clap::{Args, Parser, Subcommand};
use cybermiles_migrate::{
    Allocation,
    amount::parse_address,
    claims::{Claim, Tree, read_claims},
    classify::{self, Decisions, parse_signature},
    compare::Comparison,
    rehearsal::Rehearsal,
    status::{Lists, Status},
    verify::{self, Expected, SNAPSHOT, TOKEN, Verified, VerifyError},
};

use crate::progress::Bars;

/// Exit code of a question answered with no.
pub(crate) const EXIT_NO: u8 = 3;

/// ERC-20 CMT becomes native CMT, proven.
#[derive(Debug, Parser)]
#[command(
    name = "cmt-migrate",
    version,
    about,
    after_help = "Examples:\n  \
        cmt-migrate compare holders.csv genesis.json\n  \
        cmt-migrate verify bundle --block-hash 0x…\n  \
        cmt-migrate classify bundle --block-hash 0x… --out classified\n  \
        cmt-migrate prove 0x… --claims classified/claims.csv\n  \
        cmt-migrate status 0x… --lists classified\n  \
        cmt-migrate rehearse holders.csv --out rehearsal\n\n\
        Exit codes: 0 yes (the same, verified), 1 something failed (the message says what), 2 wrong \
        usage, 3 no (different, refused)."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what differs between two allocations, and name known patterns of hand edits
    Compare(CompareOptions),
    /// Verify a bundle offline: every balance follows from the hash of one block
    Verify(VerifyOptions),
    /// Divide what a bundle proves: who is credited in the genesis, and who has to claim
    Classify(ClassifyOptions),
    /// Print a claim's leaf and Merkle proof
    Prove(ProveOptions),
    /// Say in one sentence what a holder gets, where, and what to do
    Status(StatusOptions),
    /// Make the bundle of a token that exists nowhere, to practise on
    Rehearse(RehearseOptions),
}

/// Lists begin with `address,balance_wei` (or `address,amount`, in CMT); anything that begins with
/// `{` is a genesis file.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > a.csv\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234500\\n' > b.csv\n  \
    cmt-migrate compare a.csv b.csv\n\n\
    Exit codes: 0 the same, 1 a file was refused (the message says where), 2 wrong usage, \
    3 different.")]
struct CompareOptions {
    /// The first allocation: a list or a genesis file
    a: PathBuf,
    /// The second allocation
    b: PathBuf,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example, which verifies a rehearsal:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > holders.csv\n  \
    cmt-migrate verify rehearsal --block-hash \"$(cmt-migrate rehearse holders.csv --out rehearsal)\"\n\n\
    Exit codes: 0 verified, 1 the bundle could not be read, 2 wrong usage, 3 refused (the message \
    says which file and row, what was found and what was expected).")]
struct VerifyOptions {
    #[command(flatten)]
    source: BundleOptions,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

/// A bundle, and what it is held against.
#[derive(Debug, Args)]
struct BundleOptions {
    /// The bundle's folder
    bundle: PathBuf,
    /// The hash of the block: what everything rests on. Take it from several sources, not from
    /// whoever gave you the bundle
    #[arg(long)]
    block_hash: B256,
    /// The token's contract
    #[arg(long, default_value_t = TOKEN, value_parser = parse_address)]
    token: Address,
    /// The block's height
    #[arg(long, default_value_t = SNAPSHOT)]
    block: u64,
    /// The slot of the token's total supply, as its source has it
    #[arg(long, default_value_t = 0)]
    supply_slot: u64,
}

/// Writes `credited.csv` (an allocation file of `cybermiles genesis`), `claims.csv` (see `prove`)
/// and `classification.json`. People's accounts are credited, contracts' and the token's are
/// claimed, unless a signed decision says otherwise for a row.
#[derive(Debug, Args)]
#[command(after_help = "Example, which classifies a rehearsal:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F,8\\n' > holders.csv\n  \
    cmt-migrate classify rehearsal --block-hash \"$(cmt-migrate rehearse holders.csv --out rehearsal)\" --out classified\n\n\
    A decision file is JSON:\n  \
    { \"version\": 1, \"token\": \"0x…\", \"block_hash\": \"0x…\", \"rows\": [\n    \
    { \"address\": \"0x…\", \"wei\": \"1000\", \"class\": \"disputed\", \"treatment\": \"claim\",\n      \
    \"claimant\": \"0x…\", \"evidence\": \"https://…\", \"reason\": \"…\" } ] }\n\
    class: person, delegated, contract, token, exchange, disputed or other; treatment: credit or\n\
    claim; claimant may be left out. Without --signature the text to sign is printed.\n\n\
    Exit codes: 0 done, 1 something failed (the message says what), 2 wrong usage, 3 the bundle or \
    the decision file was refused.")]
struct ClassifyOptions {
    #[command(flatten)]
    source: BundleOptions,
    /// The folder of the lists
    #[arg(long)]
    out: PathBuf,
    /// Decisions about single rows
    #[arg(long, requires = "signer")]
    decisions: Option<PathBuf>,
    /// The signature of the decision file's text (EIP-191), 0x and 130 digits
    #[arg(long, requires = "decisions", value_parser = signature)]
    signature: Option<[u8; 65]>,
    /// Who has to have signed it
    #[arg(long, requires = "decisions", value_parser = parse_address)]
    signer: Option<Address>,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example, behind that of `classify`:\n  \
    cmt-migrate prove 0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F --claims classified/claims.csv\n\n\
    Exit codes: 0 printed, 1 the list was refused, 2 wrong usage, 3 there is no such claim.")]
struct ProveOptions {
    /// The account whose row is claimed
    #[arg(value_parser = parse_address)]
    address: Address,
    /// The list of claims
    #[arg(long)]
    claims: PathBuf,
}

/// Prints the block hash that `verify` needs, and nothing else. Killed and run again, it goes on
/// and leaves the same bytes.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
    printf 'address,balance_wei\\n0x00000000000000000000000000000000000000a1,1234567\\n' > holders.csv\n  \
    cmt-migrate rehearse holders.csv --out rehearsal")]
struct RehearseOptions {
    /// Balances: a list or a genesis file
    holders: PathBuf,
    /// The folder of the bundle
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Example, behind that of `classify`:\n  \
    cmt-migrate status 0x00000000000000000000000000000000000000a1 --lists classified\n\n\
    Exit codes: 0 the account gets something, 1 a list was refused, 2 wrong usage, 3 it had nothing.")]
struct StatusOptions {
    /// The holder's address
    #[arg(value_parser = parse_address)]
    address: Address,
    /// The folder that `classify` wrote
    #[arg(long)]
    lists: PathBuf,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

fn signature(text: &str) -> Result<[u8; 65], &'static str> {
    parse_signature(text).ok_or("expected 0x and 130 hexadecimal digits")
}

/// Does what was asked; whether the answer is yes.
pub(crate) fn run(cli: &Cli) -> Result<bool, Box<dyn Error>> {
    match &cli.command {
        Command::Compare(options) => compare(options),
        Command::Verify(options) => verify(options),
        Command::Classify(options) => classify(options),
        Command::Prove(options) => prove(options),
        Command::Status(options) => status(options),
        Command::Rehearse(options) => rehearse(options),
    }
}

fn compare(options: &CompareOptions) -> Result<bool, Box<dyn Error>> {
    let comparison =
        Comparison::new(&Allocation::read(&options.a)?, &Allocation::read(&options.b)?);
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &comparison)?;
        writeln!(out)?;
    } else {
        write!(out, "{comparison}")?;
    }
    Ok(comparison.is_same())
}

impl BundleOptions {
    fn verify(&self) -> Result<Verified, VerifyError> {
        let expected = Expected {
            token: self.token,
            number: self.block,
            block_hash: self.block_hash,
            supply_slot: self.supply_slot,
        };
        verify::verify(&self.bundle, &expected, &mut Bars::new())
    }
}

fn verify(options: &VerifyOptions) -> Result<bool, Box<dyn Error>> {
    let verified = options.source.verify();
    let mut out = io::stdout().lock();
    match (verified, options.json) {
        (Err(err), _) if err.is_unread() => return Err(err.into()),
        (Err(err), is_json) => {
            refused(&mut out, &err, is_json)?;
            return Ok(false);
        }
        (Ok(verified), true) => {
            let json = serde_json::json!({ "verified": true, "report": verified.report });
            writeln!(out, "{json:#}")?;
        }
        (Ok(verified), false) => write!(out, "{}", verified.report)?,
    }
    Ok(true)
}

fn rehearse(options: &RehearseOptions) -> Result<bool, Box<dyn Error>> {
    let holders = Allocation::read(&options.holders)?;
    let path = options.holders.display();
    let rehearsal = Rehearsal::new(holders)
        .ok_or_else(|| format!("{path}: nobody has a balance; expected somebody"))?;
    let expected = rehearsal.write(&options.out)?;
    writeln!(io::stdout(), "{}", expected.block_hash)?;
    Ok(true)
}

fn refused(out: &mut impl Write, err: &dyn Error, is_json: bool) -> io::Result<()> {
    if !is_json {
        return writeln!(out, "Refused: {err}");
    }
    let json = serde_json::json!({ "verified": false, "refused": err.to_string() });
    writeln!(out, "{json:#}")
}

fn classify(options: &ClassifyOptions) -> Result<bool, Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let no = |out: &mut _, err: &dyn Error| refused(out, err, options.json).map(|()| false);
    let decisions = match (&options.decisions, options.signer, &options.signature) {
        (Some(path), Some(signer), Some(signature)) => {
            let json = fs::read(path).map_err(|err| format!("{}: {err}", path.display()))?;
            match Decisions::read(&json, signature, signer) {
                Ok(decisions) => Some(decisions),
                Err(err) => return Ok(no(&mut out, &err)?),
            }
        }
        (Some(path), ..) => {
            let json = fs::read(path).map_err(|err| format!("{}: {err}", path.display()))?;
            let text = Decisions::text(&json)?;
            return Err(format!("no --signature; what has to be signed is:\n{text}").into());
        }
        _ => None,
    };
    let verified = match options.source.verify() {
        Err(err) if err.is_unread() => return Err(err.into()),
        Err(err) => return Ok(no(&mut out, &err)?),
        Ok(verified) => verified,
    };
    let classified = match classify::classify(&verified, decisions.as_ref()) {
        Err(err) => return Ok(no(&mut out, &err)?),
        Ok(classified) => classified,
    };
    classified.write(&options.out)?;
    if options.json {
        serde_json::to_writer_pretty(&mut out, &classified.summary)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", classified.summary)?;
    }
    Ok(true)
}

fn prove(options: &ProveOptions) -> Result<bool, Box<dyn Error>> {
    let path = &options.claims;
    let file = fs::File::open(path).map_err(|err| format!("{}: {err}", path.display()))?;
    let claims = read_claims(path, io::BufReader::new(file))?;
    let mut out = io::stdout().lock();
    let Some(claim) = claims.iter().find(|claim| claim.address == options.address) else {
        writeln!(out, "{} has nothing to claim in {}.", options.address, path.display())?;
        return Ok(false);
    };
    let tree = Tree::new(claims.iter().map(Claim::leaf).collect());
    let proof = tree.as_ref().and_then(|tree| tree.proof(claim.leaf()));
    let json = serde_json::json!({
        "root": tree.map(|tree| tree.root()),
        "index": claim.index,
        "address": claim.address,
        "claimant": claim.claimant,
        "wei": claim.wei.to_string(),
        "class": claim.kind,
        "classCode": claim.kind.code(),
        "leaf": claim.leaf(),
        "proof": proof,
    });
    writeln!(out, "{json:#}")?;
    Ok(true)
}

fn status(options: &StatusOptions) -> Result<bool, Box<dyn Error>> {
    let lists = Lists::read(&options.lists)?;
    let status = lists.status(options.address);
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &status)?;
        writeln!(out)?;
    } else {
        writeln!(out, "{status}")?;
        writeln!(out, "(Balances of the block with hash {}.)", lists.block_hash())?;
    }
    Ok(!matches!(status, Status::Nothing { .. }))
}
